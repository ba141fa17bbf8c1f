"""A dossier compiled once gives, under any set of controls, what the plain definition gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from builder.analyse import graph
from builder.analyse.closure import TOP, Way
from builder.analyse.field import Field, field_of
from builder.analyse.likelihood import proved, reduced
from builder.model.risk import ControlSeen, RiskRegister
from builder.pipeline import Terms, weigh

ROOT = Path(__file__).parent.parent.parent
SETS = 25


def naive(ways: Sequence[Way], levels: Mapping[str, int], entries: Mapping[str, int]) -> dict[str, int]:
    """The definition, word for word: max over ways, min over what each needs, from nothing up to the fixpoint."""
    values = dict(entries)
    while True:
        after = dict(values)
        for way in ways:
            best = max((min([levels[way.step], *(after.get(s, 0) for s in g)]) for g in way.after), default=0)
            for state in way.grants if best else ():
                after[state] = max(best, after.get(state, 0))
        if after == values:
            return values
        values = after


@pytest.fixture(scope="module")
def register() -> RiskRegister:
    found = weigh(ROOT / "dossiers" / "ch-exemple", Terms("2026-11-23", "rie_v2_projet")).register
    assert found is not None
    return found


def test_equal_to_the_definition_under_any_controls(register: RiskRegister) -> None:
    random = Random(20261124)
    field, ways = field_of(register), graph.ways(register.steps, register.catalogue, register.classes)
    entries: dict[str, int] = {}
    for source in register.catalogue.sources.values():
        entries[source.entry] = max(source.relevance, entries.get(source.entry, 0))
    for _ in range(SETS):
        chosen = set(random.sample(sorted(register.catalogue.controls), random.randint(0, 20)))
        without = {s.id for s in random.sample(register.steps, random.choice((0, 0, 40)))}

        def counts(seen: ControlSeen) -> bool:
            return proved(seen) or seen.control.id in chosen  # noqa: B023

        levels = {w.step: TOP for w in ways}
        levels |= {s.id: reduced(s.base, [c.control for c in s.controls if counts(c)]) for s in register.steps}
        assert field.levels(counts) == levels
        levels |= dict.fromkeys(without, 0)
        assert field.close(counts, without).values == naive(ways, levels, entries)


def test_a_field_forgets_nothing_between_two_questions(register: RiskRegister) -> None:
    """What was computed for a set of controls is kept; it must not leak into another."""
    used = field_of(register)
    for control in sorted(register.catalogue.controls)[:10]:

        def counts(seen: ControlSeen) -> bool:
            return seen.control.id == control  # noqa: B023

        fresh: Field = field_of(register)
        assert used.close(counts).values == fresh.close(counts).values
        assert used.levels(proved) == fresh.levels(proved)
