"""Every fact that a rule names decides something: from one set of facts, another value of that fact alone changes the outcome.

Silence does not count as a change: an absent answer always shows. A fact that decides nothing is a defect of the rule.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from builder.check.sentences import Sentences
from builder.model.findings import Outcome
from builder.model.rules import Pack, Rule
from tests.rules.generated import KNOWLEDGE, PACKS, RULES, Draw, Set, variants

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
