"""The examples of a rule kill the faults planted in its sentences.

A fault that no example sees is looked for with generated facts: when some set tells it from the rule, an example is missing
in the rule's file (the failure gives one); when none does, the two sentences say the same thing of everything that may be written.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from builder.check.sentences import Sentences
from builder.model.errors import BuilderError
from builder.model.findings import Outcome
from builder.model.rules import Rule
from tests.rules.generated import KNOWLEDGE, PACKS, RULES, TEXTS, Draw, Set, variants
from tests.rules.mutants import mutants

SEED = 20261123
DRAWN = 600


def outcomes(rule: Rule, sets: tuple[Set, ...]) -> list[Outcome | str]:
    """What a rule says of each set; « faute » where it does not evaluate."""
    pack = next(p for p in PACKS if p.id == rule.pack)
    try:
        said = Sentences((replace(pack, rules=(rule,)),), KNOWLEDGE)
    except BuilderError:
        return ["illisible"] * len(sets)
    return [_outcome(said, rule, facts) for facts in sets]


def _outcome(said: Sentences, rule: Rule, facts: Set) -> Outcome | str:
    activation = said.activation(rule.pour_chaque, facts[rule.pour_chaque], facts["date_reference"], rule.pack)
    try:
        return said.outcome(rule, activation)[0]
    except BuilderError:
        return "faute"


@cache
def probes(rule_id: str) -> tuple[Set, ...]:
    """Sets that may tell a faulty rule from the right one: each example with one fact changed, then drawn ones."""
    rule = next(r for r in RULES if r.id == rule_id)
    draw = Draw(rule, SEED)
    near = [v for e in draw.pool.examples for path in rule.faits for v in variants(e, path, draw.pool)]
    return (*near, *(draw.one() for _ in range(DRAWN)))


def survivors(rule: Rule) -> tuple[int, list[tuple[str, Set | None]]]:
    """How many faults were planted, and those that no example sees, each with a set that shows it when there is one."""
    examples = Draw(rule, SEED).pool.examples
    right = outcomes(rule, examples)
    planted, alive = 0, []
    for said, wrong in mutants(rule, TEXTS[rule.pack]):
        planted += 1
        if outcomes(wrong, examples) == right:
            sets = probes(rule.id)
            pairs = zip(sets, outcomes(rule, sets), outcomes(wrong, sets), strict=True)
            alive.append((said, next((s for s, a, b in pairs if a != b), None)))
    return planted, alive


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_see_every_planted_fault(rule: Rule) -> None:
    _, alive = survivors(rule)
    unseen = [f"{said} : il manque un exemple, tel que {facts}" for said, facts in alive if facts is not None]
    assert unseen == []


def test_a_fault_that_no_example_sees_is_found() -> None:
    """The negative control: a rule with one example only lets faults through, and each comes with the example it lacks."""
    rule = next(r for r in RULES if r.id == "RIE-MIE-01")
    bare = replace(rule, exemples={"satisfait": rule.exemples["satisfait"]})
    planted, alive = survivors(bare)
    assert len([facts for _, facts in alive if facts is not None]) > 3
    assert planted > len(alive)
    assert survivors(rule)[1] == []
