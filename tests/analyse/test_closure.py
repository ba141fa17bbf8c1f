"""The ordinal calculus: what it computes, compared with every subset of steps on small graphs."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from builder.analyse.closure import Closure, Net, Way
from builder.analyse.likelihood import reduced
from builder.model.risk import Control, Family


def close(
    ways: list[Way], likelihood: dict[str, int], entries: dict[str, int], without: frozenset[str] = frozenset()
) -> Closure:
    return Net(ways, entries).close([0 if w.step in without else likelihood[w.step] for w in ways])


STATES = ("P", "A", "B", "C", "D")
GROUP = st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Way], dict[str, int]]:
    count = draw(st.integers(1, 7))
    ways = [
        Way(
            f"s{i}",
            tuple(draw(st.lists(GROUP, min_size=1, max_size=2))),
            tuple(draw(st.lists(st.sampled_from(STATES[1:]), min_size=1, max_size=2, unique=True))),
        )
        for i in range(count)
    ]
    return ways, {w.step: draw(st.integers(0, 4)) for w in ways}


def brute(ways: list[Way], likelihood: dict[str, int], entries: dict[str, int], goal: str) -> int:
    """Best, over every subset of steps that derives the goal, of the worst value used."""
    best = 0
    for subset in chain.from_iterable(combinations(ways, n) for n in range(len(ways) + 1)):
        for floor in (4, 3, 2, 1):
            held = {s for s, v in entries.items() if v >= floor}
            grown = True
            while grown:
                grown = False
                for way in subset:
                    if likelihood[way.step] >= floor and any(set(g) <= held for g in way.after):
                        new = set(way.grants) - held
                        held |= new
                        grown = grown or bool(new)
            if goal in held:
                best = max(best, floor)
                break
    return best


@given(graphs(), st.integers(1, 4))
def test_equal_to_every_subset_of_steps(graph: tuple[list[Way], dict[str, int]], relevance: int) -> None:
    ways, likelihood = graph
    found = close(ways, likelihood, {"P": relevance})
    for state in STATES:
        assert found.values.get(state, 0) == brute(ways, likelihood, {"P": relevance}, state)


@given(graphs(), st.randoms())
def test_order_and_lower_likelihoods(graph: tuple[list[Way], dict[str, int]], random: object) -> None:
    ways, likelihood = graph
    whole = close(ways, likelihood, {"P": 4}).values
    shuffled = list(ways)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert close(shuffled, likelihood, {"P": 4}).values == whole
    lower = {step: max(0, v - 1) for step, v in likelihood.items()}
    less = close(ways, lower, {"P": 4}).values
    assert all(less.get(s, 0) <= whole.get(s, 0) for s in STATES)
    assert all(0 <= v <= 4 for v in whole.values())


@given(graphs())
def test_a_witness_derives_its_state_and_is_as_likely(graph: tuple[list[Way], dict[str, int]]) -> None:
    ways, likelihood = graph
    found = close(ways, likelihood, {"P": 4})
    for state, value in found.values.items():
        taken = found.derivation(state)
        assert derived(taken, {"P"}, state)
        assert min([4, *(likelihood[w.step] for w in taken)]) == value


def derived(taken: list[Way], held: set[str], goal: str) -> bool:
    """Taken in this order, do the steps lead to the goal?"""
    for way in taken:
        if not any(set(g) <= held for g in way.after):
            return False
        held |= set(way.grants)
    return goal in held


def test_setting_a_step_aside_is_the_same_as_not_having_it() -> None:
    ways = [Way("x", (("P",),), ("A",)), Way("y", (("A",),), ("B",)), Way("z", (("P",),), ("B",))]
    levels = {"x": 4, "y": 3, "z": 1}
    assert close(ways, levels, {"P": 4}).values["B"] == 3
    assert (
        close(ways, levels, {"P": 4}, frozenset({"y"})).values["B"]
        == close(ways[::2], levels, {"P": 4}).values["B"]
        == 1
    )


def test_the_difficulty_of_a_chain_is_that_of_its_hardest_step() -> None:
    """Difficulties 1, 4, 2, 0 on one chain give 4 (a public calculator gives 1): likelihood is 4 less difficulty."""
    steps = [Way(f"s{i}", ((f"e{i}",),), (f"e{i + 1}",)) for i in range(4)]
    found: Closure = close(steps, {f"s{i}": 4 - d for i, d in enumerate((1, 4, 2, 0))}, {"e0": 4})
    assert 4 - found.values.get("e4", 0) == 4


def control(family: Family, reduction: int, cap: int | None = None) -> Control:
    return Control("CT", "t", family, "etablissement", (), reduction, cap, (0, 0, 0), "C1", 0, 0, (), (), (), {}, "confirme", "")  # fmt: skip


def test_families_add_up_and_a_family_does_not() -> None:
    strong, weak = control(Family.PREVENIR, 2), control(Family.PREVENIR, 1)
    assert reduced(4, [strong, weak, weak]) == 2
    assert reduced(4, [strong, control(Family.DETECTER, 1)]) == 1
    assert reduced(1, [strong]) == 1
    assert reduced(4, [control(Family.PREVENIR, 1, cap=1)]) == 1
    assert reduced(4, [control(Family.PREVENIR, 1, cap=1), control(Family.PREVENIR, 1, cap=3)]) == 1


def test_awareness_alone_lowers_nothing() -> None:
    human = control(Family.HUMAIN, 1)
    assert reduced(4, [human]) == 4
    assert reduced(4, [human, control(Family.REAGIR, 1)]) == 3
    assert reduced(4, [human, control(Family.PREVENIR, 1)]) == 2
