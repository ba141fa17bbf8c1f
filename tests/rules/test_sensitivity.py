"""Every fact that a rule names decides something: from one set of facts, another value of that fact alone changes the outcome.

Silence does not count as a change: an absent answer always shows. A fact that decides nothing is a defect of the rule.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

import jsonschema_rs
import pytest

from builder.check.packs import field_of
from builder.check.sentences import Sentences
from builder.load.shapes import commun
from builder.model.findings import Outcome
from builder.model.rules import Pack, Rule
from tests.rules.generated import KNOWLEDGE, PACKS, RULES, Draw, Pool, Set

SEED = 20261123
DRAWN = 300
SENTENCES = Sentences(PACKS, KNOWLEDGE)
# Facts whose every known value suits the rule: it asks only that they be said. Each with its reason.
ONLY_ASKED = {
    ("RIE-PER-01", "service.sensible"): "le texte demande que chaque service soit qualifié, sensible ou non",
    ("RIE-COM-04", "arbitrage.reserve_admise"): "l'arbitrage dit s'il admet une réserve ; les deux réponses se valent",
    ("RIE-HOM-06", "homologation.audit.origine"): "l'audit est mené en interne ou par un tiers : il faut dire lequel",
    ("RIE-ATT-04", "schema.attestation.mention"): "les deux mentions du texte sont les seules que la forme admette",
}


def outcome(rule: Rule, facts: Set, said: Sentences) -> Outcome:
    activation = said.activation(rule.pour_chaque, facts[rule.pour_chaque], facts["date_reference"], rule.pack)
    return said.outcome(rule, activation)[0]


def variants(facts: Set, path: str, pool: Pool) -> Iterator[Set]:
    """The same set with other known values of the fact at `path`, tables on the way made when they are missing."""
    subject, *keys = path.split(".")
    for place in _places(facts[subject], keys, ()):
        for value in _values(facts, path, pool):
            changed = copy.deepcopy(facts)
            node = changed[subject]
            for key in place[:-1]:
                node = node[key] if isinstance(key, int) else node.setdefault(key, {})
            node[place[-1]] = value
            yield changed


def _places(node: Any, keys: list[str], done: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    head, *rest = keys
    name = head.removesuffix("[]")
    if not rest:
        yield (*done, name)
    elif head.endswith("[]"):
        for i, item in enumerate(node.get(name, [])):
            yield from _places(item, rest, (*done, name, i))
    else:
        yield from _places(node.get(name, {}), rest, (*done, name))


def _values(facts: Set, path: str, pool: Pool) -> Iterator[Any]:
    field = field_of(KNOWLEDGE, path)
    assert field is not None
    items = pool.values.get(path + "[]", ())
    if field.type == "vue" or (field.item is not None and field.item.type == "table"):
        yield from ([], [{}], [{}, {}])
    elif field.type == "liste":
        yield from ([], list(items), *([v] for v in items), *([v for v in items if v != less] for less in items))
    else:
        yield from (v for v in pool.values[path] if field.derived or writable(field.type, v))


@cache
def _shape(type_: str) -> jsonschema_rs.Draft202012Validator | None:
    shape = commun().get(type_)
    return None if shape is None else jsonschema_rs.validator_for(dict(shape), validate_formats=True)


def writable(type_: str, value: Any) -> bool:
    """Whether a dossier may hold the value: the shapes refuse an empty text, a date that is none…"""
    shape = _shape(type_)
    return shape is None or shape.is_valid(value)


def decides(rule: Rule, path: str, said: Sentences = SENTENCES) -> bool:
    draw = Draw(rule, SEED)
    for base in chain(draw.pool.examples, (draw.one() for _ in range(DRAWN))):
        if len({outcome(rule, changed, said) for changed in variants(base, path, draw.pool)}) > 1:
            return True
    return False


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_fact_decides_something(rule: Rule) -> None:
    idle = [path for path in rule.faits if not decides(rule, path)]
    assert [path for path in idle if (rule.id, path) not in ONLY_ASKED] == []


def test_a_fact_that_decides_nothing_is_seen() -> None:
    """The negative control: a rule that also reads a fact in a tautology."""
    rule = next(r for r in RULES if r.id == "RIE-MIE-01")
    idle = "mie.acces_locaux"
    vain = replace(rule, exige=f"{rule.exige} && ({idle} || !{idle})", faits=(*rule.faits, idle))
    assert [path for path in vain.faits if not decides(vain, path, Sentences(_with(vain), KNOWLEDGE))] == [idle]


def _with(rule: Rule) -> tuple[Pack, ...]:
    return tuple(replace(p, rules=(rule,)) for p in PACKS if p.id == rule.pack)
