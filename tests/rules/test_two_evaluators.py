"""Two independent CEL evaluators say the same of every rule, on fact sets made to sit on its boundaries.

The product asks `cel-expr-python` (the C++ implementation); here `cel-python` (pure Python, other authors) answers too.
A disagreement is printed as the smallest set of facts that still shows it.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import celpy
import pytest

from builder.check.sentences import Sentences
from builder.model.errors import BuilderError
from builder.model.findings import Outcome
from builder.model.rules import Rule
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE
from tests.rules.generated import KNOWLEDGE, PACKS, RULES, TEXTS, Draw, Set

SEED = int(os.environ.get("RIE_GRAINE", "20261123"))
SETS = 2000 if os.environ.get("RIE_CAMPAGNE") else 500  # a rule: 294 rules make 588 000 sets in the campaign
NO_ANSWER = Outcome.SANS_REPONSE
SENTENCES = Sentences(PACKS, KNOWLEDGE)
ENVIRONMENT = celpy.Environment()
TYPED = {id_: {k: celpy.json_to_cel(v) for k, v in texts.items()} for id_, texts in TEXTS.items()}
GLOBALS = {
    name: celpy.json_to_cel(v)
    for name, v in (("SANS_LIMITE", SANS_LIMITE), ("JAMAIS", JAMAIS), ("JAMAIS_FAIT", JAMAIS_FAIT))
}


def product(rule: Rule, facts: Set) -> Outcome | str:
    """What the product says; « faute » when it refuses to evaluate."""
    activation = SENTENCES.activation(rule.pour_chaque, facts[rule.pour_chaque], facts["date_reference"], rule.pack)
    try:
        return SENTENCES.outcome(rule, activation)[0]
    except BuilderError:
        return "faute"


@cache
def program(sentence: str) -> Any:
    return ENVIRONMENT.program(ENVIRONMENT.compile(sentence))


def truth(sentence: str, activation: Mapping[str, Any]) -> bool | None:
    try:
        value = program(sentence).evaluate(activation)
    except (celpy.CELEvalError, TypeError):  # TypeError: a macro over what is no list
        return None
    return bool(value) if isinstance(value, celpy.celtypes.BoolType) else None


def second(rule: Rule, facts: Set) -> Outcome:
    """What the other evaluator says; an error of any kind is no answer."""
    activation = {
        rule.pour_chaque: celpy.json_to_cel(facts[rule.pour_chaque]),
        "date_reference": celpy.celtypes.StringType(facts["date_reference"]),
        "texte": celpy.celtypes.MapType({celpy.celtypes.StringType(k): v for k, v in TYPED[rule.pack].items()}),
        **GLOBALS,
    }
    applies = True if rule.si is None else truth(rule.si, activation)
    if applies is not True:
        return NO_ANSWER if applies is None else Outcome.SANS_OBJET
    holds = truth(rule.exige, activation)
    if holds is None:
        return NO_ANSWER
    return Outcome.SATISFAIT if holds else Outcome.NON_SATISFAIT


def disagree(rule: Rule, facts: Set) -> bool:
    return product(rule, facts) is not second(rule, facts)


def contradict(rule: Rule, facts: Set) -> bool:
    """Both answer, and not the same: on values of a wrong type either may refuse to answer."""
    said = product(rule, facts)
    return disagree(rule, facts) and said != "faute" and NO_ANSWER not in (said, second(rule, facts))


def _less(node: Any) -> Iterator[Callable[[], Any]]:
    """Ways to make a set smaller, each as a function that gives the smaller copy."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield lambda key=key: {k: v for k, v in node.items() if k != key}
            for way in _less(value):
                yield lambda key=key, way=way: {**node, key: way()}
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield lambda i=i: node[:i] + node[i + 1 :]
            for way in _less(value):
                yield lambda i=i, way=way: [*node[:i], way(), *node[i + 1 :]]


def smallest(rule: Rule, facts: Set, shows: Callable[[Rule, Set], bool] = disagree) -> Set:
    """The set less all that the disagreement does without."""
    subject, day = facts[rule.pour_chaque], facts["date_reference"]
    while True:
        smaller = ({rule.pour_chaque: way(), "date_reference": day} for way in _less(subject))
        found = next((s for s in smaller if isinstance(s[rule.pour_chaque], dict) and shows(rule, s)), None)
        if found is None:
            return {rule.pour_chaque: copy.deepcopy(subject), "date_reference": day}
        subject = found[rule.pour_chaque]


def _told(rule: Rule, facts: Set, shows: Callable[[Rule, Set], bool]) -> str:
    least = smallest(rule, facts, shows)
    return f"{rule.id} sur {least} : cel-expr dit {product(rule, least)}, cel-python {second(rule, least)}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_two_evaluators_agree(rule: Rule) -> None:
    """And the sets are worth drawing: every outcome that the rule may have comes out."""
    draw, said = Draw(rule, SEED), set()
    for _ in range(SETS):
        facts = draw.one()
        if disagree(rule, facts):
            pytest.fail(_told(rule, facts, disagree))
        said.add(product(rule, facts))
    assert said == set(Outcome) - (set() if rule.si else {Outcome.SANS_OBJET})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_values_of_a_wrong_type_get_no_two_contrary_answers(rule: Rule) -> None:
    """The evaluators are free to refuse them or not; the shapes and the next test keep them away from rules."""
    draw = Draw(rule, SEED, wrong=0.05)
    for _ in range(SETS // 10):
        facts = draw.one()
        if contradict(rule, facts):
            pytest.fail(_told(rule, facts, contradict))


def test_a_disagreement_is_seen_and_told_small() -> None:
    """The negative control: against a rule that says the contrary, and the set shrinks to what decides."""
    rule = next(r for r in RULES if r.id == "RIE-MIE-01")
    draw = Draw(rule, SEED)
    shows = lambda rule, facts: product(rule, facts) is Outcome.SATISFAIT  # noqa: E731
    found = next(s for s in (draw.one() for _ in range(SETS)) if shows(rule, s))
    least = smallest(rule, found, shows)["mie"]
    assert set(least) == {"categories", "deux_facteurs_verifies", "exigences_applicables"}
    assert len(least["categories"]) == 2
