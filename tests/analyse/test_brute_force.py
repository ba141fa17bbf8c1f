"""Both calculi against every subset of steps, on graphs made at random. RIE_CAMPAGNE=1: the whole campaign."""

from __future__ import annotations

import os
from collections import Counter
from math import prod
from random import Random

import numpy as np
import pytest

from builder.analyse.bounds import Best, Upstream, interval, upper
from builder.analyse.closure import Net, Way
from builder.analyse.worlds import Arrays, Groups, exact, pack, reached
from tests.analyse.graphs import ENTRIES, draw, likelihoods, probabilities, reach, subsets

SEED = int(os.environ.get("RIE_GRAINE", "20261124"))
CHUNKS = 8
# In each chunk: 16 000 graphs for likelihoods and 2 000 for probabilities in the campaign.
GRAPHS, CHANCES = (2000, 250) if os.environ.get("RIE_CAMPAGNE") else (60, 50)
CLOSE = 1e-9


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_likelihoods_are_those_of_every_subset(chunk: int) -> None:
    random = Random(f"{SEED}:v:{chunk}")
    for _ in range(GRAPHS):
        ways = draw(random)
        levels = {w.step: random.choice((0, 1, 2, 3, 3, 4, 4)) for w in ways}
        entries = {entry: random.randint(0, 4) for entry in ENTRIES}
        found = Net(ways, entries).close([levels[w.step] for w in ways]).values
        expected = likelihoods(ways, levels, entries)
        assert found == expected, (ways, levels, entries)


def test_a_witness_takes_each_step_once_after_those_it_needs() -> None:
    random, longest = Random(SEED), 0
    for _ in range(GRAPHS * 4):
        ways = draw(random, 12)
        levels = {w.step: random.randint(1, 4) for w in ways}
        found = Net(ways, {"P": 4}).close([levels[w.step] for w in ways])
        for state, value in found.values.items():
            taken, held = found.derivation(state), {"P"}
            for way in taken:
                assert any(held.issuperset(group) for group in way.after), (ways, levels, state)
                held |= set(way.grants)
            assert state in held and len({w.step for w in taken}) == len(taken)
            assert min([4, *(levels[w.step] for w in taken)]) == value
            longest = max(longest, len(taken))
    assert longest >= 4


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_interval_holds_the_exact_probability(chunk: int) -> None:
    random = Random(f"{SEED}:p:{chunk}")
    for _ in range(CHANCES):
        ways = draw(random, 8)
        chances = {w.step: random.choice((random.random(), random.random(), 0.0, 1.0)) for w in ways}
        known = np.array([chances[w.step] for w in ways])
        net = Net(ways, dict.fromkeys(ENTRIES, 1))
        expected = probabilities(ways, chances, ENTRIES)
        high, best = upper(net, known), Best(net, known)
        for state, number in net.states.items():
            value = expected.get(state, 0.0)
            assert exact(Arrays(net), known, state) == pytest.approx(value, abs=CLOSE), (ways, chances, state)
            assert best.of(state) <= value + CLOSE, (ways, chances, state)
            assert value <= high[number] + CLOSE, (ways, chances, state)
        low, high_ = known * random.random(), 1 - (1 - known) * random.random()
        for state, (least, most) in interval(net, np.stack([low, high_], axis=1), list(net.states)).items():
            assert least - CLOSE <= expected.get(state, 0.0) <= most + CLOSE, (ways, chances, state)


def test_what_two_steps_share_does_not_lower_the_bound_above() -> None:
    """One step gives both halves of what another needs: a product would count it twice."""
    ways = [Way("s", (("P",),), ("A", "B")), Way("t", (("A", "B"),), ("C",))]
    net, known = Net(ways, {"P": 1}), np.array([0.5, 1.0])
    assert upper(net, known)[net.states["C"]] == Best(net, known).of("C") == exact(Arrays(net), known, "C") == 0.5


def test_two_alternatives_of_a_step_are_more_than_the_likelier() -> None:
    ways = [Way("s", (("P",),), ("A",)), Way("t", (("P",),), ("B",)), Way("u", (("A",), ("B",)), ("C",))]
    net, known = Net(ways, {"P": 1}), np.array([0.5, 0.5, 1.0])
    assert upper(net, known)[net.states["C"]] == exact(Arrays(net), known, "C") == 0.75


def test_where_nothing_is_joined_the_bound_below_is_the_best_path() -> None:
    random = Random(SEED)
    for _ in range(GRAPHS):
        ways = draw(random, 7, widest=1)
        chances = {w.step: random.random() for w in ways}
        best: dict[str, float] = {}
        for chosen, _names in subsets(ways):
            worth = prod(chances[w.step] for w in chosen)
            for state in reach(chosen, ENTRIES):
                best[state] = max(best.get(state, 0.0), worth)
        net = Net(ways, dict.fromkeys(ENTRIES, 1))
        found = Best(net, np.array(list(chances.values())))
        assert {s: found.of(s) for s in net.states} == pytest.approx({s: best.get(s, 0.0) for s in net.states})


def test_groups_are_folded_whatever_their_length() -> None:
    random = Random(SEED)
    rows = np.arange(40.0)
    groups = [[random.randrange(40) for _ in range(random.choice((1, 2, 3, 16, 17, 40)))] for _ in range(30)]
    assert Groups(groups).fold(np.add, rows).tolist() == [sum(rows[g]) for g in groups]


def test_the_worlds_are_closed_one_by_one() -> None:
    random = Random(SEED)
    for _ in range(GRAPHS):
        ways, worlds = draw(random), 64
        fires = np.array([[random.random() < 0.6 for _ in range(worlds)] for _ in ways])
        net = Net(ways, dict.fromkeys(ENTRIES, 1))
        held = np.unpackbits(reached(Arrays(net), pack(fires)).view(np.uint8), axis=1)
        for world in range(worlds):
            expected = reach([w for w, done in zip(ways, fires[:, world], strict=True) if done], ENTRIES)
            assert {s for s, n in net.states.items() if held[n, world]} == expected | set(ENTRIES)


def test_what_leads_to_a_state_is_enough_to_reach_it() -> None:
    random = Random(SEED)
    for _ in range(GRAPHS):
        ways = draw(random)
        net = Net(ways, dict.fromkeys(ENTRIES, 1))
        upstream = Upstream(net)
        for goal in net.states:
            part = [ways[n] for n in upstream.of(goal)]
            assert (goal in reach(part, ENTRIES)) == (goal in reach(ways, ENTRIES))


def test_few_steps_are_enumerated_and_more_are_bounded() -> None:
    """Alternatives on a ladder: exact at both ends while 20 steps lead there, and bounds apart from each other after."""
    for steps in (20, 21):
        ways = [Way(f"s{i}", (("P",),), ("A",)) for i in range(steps)]
        net, half = Net([*ways, Way("u", (("A",),), ("B",))], {"P": 1}), np.full((steps + 1, 2), 0.1)
        half[-1] = 1.0
        (least, most) = interval(net, half, ["B"])["B"]
        whole = 1 - 0.9**steps
        assert most == pytest.approx(whole) and least == pytest.approx(whole if steps == 20 else 0.1)


def test_the_graphs_drawn_are_of_all_sorts() -> None:
    random = Random(SEED)
    seen: Counter[str] = Counter()
    for _ in range(400):
        ways = draw(random)
        held = reach(ways, ENTRIES)
        seen["and"] += any(len(g) > 1 for w in ways for g in w.after)
        seen["or"] += any(len(w.after) > 1 for w in ways)
        seen["never reached"] += any(s not in held for w in ways for s in w.grants)
        seen["cycle"] += any(_back(ways, state) for w in ways for state in w.grants)
    assert min(seen.values()) > 40 and len(seen) == 4, seen


def _back(ways: list[Way], state: str) -> bool:
    """Whether a state helps to reach itself."""
    users = [w for w in ways if any(state in g for g in w.after)]
    seen = {s for w in users for s in w.grants}
    todo = list(seen)
    while todo:
        current = todo.pop()
        for way in ways:
            if any(current in g for g in way.after):
                todo += [s for s in way.grants if s not in seen]
                seen |= set(way.grants)
    return state in seen
