"""The examples written in each rule are its tests; the packs hold what the engine expects of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from builder.check.packs import field_of, verify
from builder.check.sentences import Sentences, paths
from builder.load.knowledge import load_knowledge
from builder.load.packs import OUTCOMES, load_packs
from builder.model.errors import BuilderError
from builder.model.findings import Outcome
from builder.model.rules import Rule

PACKS = load_packs()
RULES = [rule for pack in PACKS for rule in pack.rules]
KNOWLEDGE = load_knowledge()
SENTENCES = Sentences(PACKS, KNOWLEDGE)
CASES = [
    pytest.param(rule, outcome, example, id=f"{rule.id}-{outcome}-{n}")
    for rule in RULES
    for outcome in OUTCOMES
    for n, example in enumerate(rule.exemples[outcome])
]


def judge(rule: Rule, example: Mapping[str, Any]) -> Outcome:
    date = example.get("date_reference", "2026-11-23")
    activation = SENTENCES.activation(rule.pour_chaque, example[rule.pour_chaque], date, rule.pack)
    return SENTENCES.outcome(rule, activation)[0]


@pytest.mark.parametrize(("rule", "outcome", "example"), CASES)
def test_example(rule: Rule, outcome: str, example: Mapping[str, Any]) -> None:
    assert judge(rule, example).value == outcome


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_outcome_has_an_example(rule: Rule) -> None:
    wanted = set(OUTCOMES) - (set() if rule.si else {"sans_objet"})
    assert {o for o in OUTCOMES if rule.exemples[o]} == wanted


def _leaves(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping) and node:
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}")
    elif isinstance(node, list) and node and isinstance(node[0], Mapping):
        for item in node:
            yield from _leaves(item, path + "[]")
    else:
        yield path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_name_real_facts(rule: Rule) -> None:
    named = {p for o in OUTCOMES for e in rule.exemples[o] for p in _leaves(e[rule.pour_chaque], rule.pour_chaque)}
    named -= {rule.pour_chaque}
    assert {p for p in named if field_of(KNOWLEDGE, p) is None} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_message_and_source(rule: Rule) -> None:
    assert rule.source.texte == rule.pack
    assert rule.source.statut in {"confirme", "webinaire", "conteste", "deduit"}
    assert rule.source.statut in {"confirme"} or rule.source.note, "a doubt is explained"
    assert rule.preuves
    assert rule.message.endswith(".")


def test_packs_verify() -> None:
    verify(PACKS, KNOWLEDGE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exige": "mie.categoriez.size() >= 2"}, "categoriez"),
        ({"exige": "mie.categories.size() >= '2'"}, "no matching overload"),
        ({"faits": ("mie.categories",)}, "les phrases lisent"),
        (
            {"exige": "mie.facteurs.all(f, f.type == 'carte')", "faits": ("mie.facteurs[].type",), "si": None},
            "liste vide",
        ),
        ({"exige": "has(mie.titre)", "faits": ("mie.titre",), "si": None}, "has()"),
        ({"exige": "mie.code_pin.essais_max >= 3", "faits": ("mie.code_pin.essais_max",), "si": None}, "sans_limite"),
    ],
)
def test_a_faulty_rule_is_refused(change: Mapping[str, Any], said: str) -> None:
    rule = next(r for r in RULES if r.id == "RIE-MIE-01")
    pack = replace(next(p for p in PACKS if p.id == rule.pack), rules=(replace(rule, **change),))
    with pytest.raises(BuilderError) as error:
        verify((pack,), KNOWLEDGE)
    assert said in str(error.value)


def _names(tree: Any) -> set[str]:
    """Facts read by a sentence, out of cel-python's syntax tree: a second reader of the same sentence."""
    return set(_walk(tree, {}))


def _walk(node: Any, bound: Mapping[str, str]) -> Iterator[str]:
    from lark import Token

    if isinstance(node, Token):
        return
    if node.data == "member_dot_arg" and node.children[1] in ("all", "exists", "filter", "map", "exists_one"):
        list_ = _path(node.children[0], bound)
        variable = str(next(node.children[2].scan_values(lambda t: t.type == "IDENT")))
        assert list_ is not None
        body = node.children[2].children[1]
        inner = set(_walk(body, {**bound, variable: list_ + "[]"}))
        yield from inner
        if not any(p.startswith(list_ + "[]") for p in inner):
            yield list_
        return
    path = _path(node, bound)
    if path is not None:
        yield path
        return
    children = node.children[:1] + node.children[2:] if node.data in ("member_dot", "member_dot_arg") else node.children
    for child in children:
        yield from _walk(child, bound)


def _path(node: Any, bound: Mapping[str, str]) -> str | None:
    from lark import Token

    if isinstance(node, Token):
        return None
    if node.data == "member_dot":
        head = _path(node.children[0], bound)
        return None if head is None else f"{head}.{node.children[1]}"
    if node.data == "ident":
        return bound.get(str(node.children[0]), str(node.children[0]))
    return _path(node.children[0], bound) if len(node.children) == 1 else None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_facts_read_agree_with_the_second_parser(rule: Rule) -> None:
    import celpy

    environment = celpy.Environment()
    for sentence in filter(None, (rule.si, rule.exige)):
        named = {n for n in _names(environment.compile(sentence)) if n.startswith(rule.pour_chaque + ".")}
        found = {n.removesuffix("[]") for n in named if not any(m.startswith(n + "[].") for m in named)}
        assert found == set(paths(sentence, rule.pour_chaque)), sentence
