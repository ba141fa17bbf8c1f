"""Attack graphs made at random, cycles included, and the naive reading of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from random import Random

from builder.analyse.closure import Way

ENTRIES = ("P", "Q")


def draw(random: Random, most: int = 9, widest: int = 2) -> list[Way]:
    """Up to `most` ways over a few states; alternatives, common needs, cycles, dead ends and an entry that is also given
    all happen. widest: states that an alternative may need."""
    states = [*ENTRIES, *"ABCDE"[: random.randint(1, 5)]]
    ways = []
    for number in range(random.choice((random.randint(1, most), most))):
        after = [tuple(random.sample(states, random.choice((1, 1, widest)))) for _ in range(random.choice((1, 1, 2)))]
        grants = tuple(random.sample(states[1:], random.randint(1, min(2, len(states) - 1))))
        ways.append(Way(f"s{number}", tuple(after), grants))
    return ways


def reach(ways: Sequence[Way], held: Collection[str]) -> set[str]:
    """What is held once every way that can be taken has been."""
    found = set(held)
    while True:
        more = {s for w in ways if any(found.issuperset(g) for g in w.after) for s in w.grants} - found
        if not more:
            return found
        found |= more


def subsets(ways: Sequence[Way]) -> list[tuple[tuple[Way, ...], set[str]]]:
    """Every subset of the ways, the empty one included."""
    return [(chosen, {w.step for w in chosen}) for n in range(len(ways) + 1) for chosen in combinations(ways, n)]


def likelihoods(ways: Sequence[Way], levels: Mapping[str, int], entries: Mapping[str, int]) -> dict[str, int]:
    """Of every state: over all subsets of steps and all sets of entries strong enough, the best of the worst used."""
    best: dict[str, int] = {}
    for floor in (1, 2, 3, 4):
        able = [w for w in ways if levels[w.step] >= floor]
        start = {s for s, value in entries.items() if value >= floor}
        for chosen, _ in subsets(able):
            best |= dict.fromkeys(reach(chosen, start), floor)
    return best


def probabilities(ways: Sequence[Way], chances: Mapping[str, float], held: Collection[str]) -> dict[str, float]:
    """Of every state: the weight of the worlds in which it is reached."""
    total: dict[str, float] = {}
    for chosen, names in subsets(ways):
        weight = 1.0
        for way in ways:
            weight *= chances[way.step] if way.step in names else 1 - chances[way.step]
        for state in reach(chosen, held):
            total[state] = total.get(state, 0.0) + weight
    return total
