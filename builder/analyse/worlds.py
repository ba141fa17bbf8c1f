"""Many worlds at once: in each, every step succeeds or fails; what is reached in all of them, cycles included.

A world is one bit. A state is a row of bits, and the closure is « and » over what is needed, « or » over what grants, from
nothing up to the fixpoint: the least one, as for likelihoods.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.analyse.closure import Net

Bits = NDArray[np.uint64]
Reals = NDArray[np.float64]

WORD = 64  # worlds in one number
DEEP = 16  # rows of a group that are folded layer by layer
ENUMERATED = 20  # uncertain steps that are enumerated: a million worlds


class Groups:
    """Rows to be folded together, group by group: the first of all groups, then the second of those that have one…

    numpy folds runs one by one, which is slow when most of them have one or two rows and fast when they are long: only
    what a group has beyond DEEP rows is left to it.
    """

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        order = sorted(range(len(groups)), key=lambda g: -len(groups[g]))
        longest = [groups[g] for g in order]
        depth = min(DEEP, max(map(len, groups), default=0))
        self._layers = [_numbers([g[k] for g in longest if len(g) > k]) for k in range(depth)]
        tails = [g[DEEP:] for g in longest if len(g) > DEEP]
        self._tails = _numbers([row for tail in tails for row in tail])
        self._starts = _numbers([0, *accumulate(len(tail) for tail in tails)][:-1])
        self._back = np.argsort(order)

    def fold(self, by: np.ufunc, rows: NDArray[Any]) -> NDArray[Any]:
        """One row for each group, in their order."""
        found = rows.take(self._layers[0], axis=0)
        for layer in self._layers[1:]:
            by(found[: len(layer)], rows.take(layer, axis=0), out=found[: len(layer)])
        if many := len(self._starts):
            by(found[:many], by.reduceat(rows.take(self._tails, axis=0), self._starts, axis=0), out=found[:many])
        return found.take(self._back, axis=0)


class Arrays:
    """A net as groups of numbers: what each alternative needs, the alternatives of each way, the ways that give each
    state. A way without an alternative is out."""

    def __init__(self, net: Net) -> None:
        self.states = net.states
        self.entries = _numbers([state for state, _ in net.entries])
        usable = [a for a, needs in enumerate(net.needs) if needs]
        self.needs = Groups([net.needs[a] for a in usable])
        alternatives: dict[int, list[int]] = {}
        for number, alternative in enumerate(usable):
            alternatives.setdefault(net.way[alternative], []).append(number)
        self.ways = _numbers(list(alternatives))
        self.alternatives = Groups(list(alternatives.values()))
        givers: dict[int, list[int]] = {}
        for number, way in enumerate(alternatives):
            for state in dict.fromkeys(net.grants[way]):
                givers.setdefault(state, []).append(number)
        self.given = _numbers(list(givers))
        self.givers = Groups(list(givers.values()))


def _numbers(values: Sequence[int]) -> NDArray[np.intp]:
    return np.array(values, dtype=np.intp)


def reached(arrays: Arrays, fires: Bits) -> Bits:
    """The worlds in which each state is reached, a row each. fires: for each way of the net, those in which it succeeds."""
    held: Bits = np.zeros((len(arrays.states), fires.shape[1]), dtype=np.uint64)
    held[arrays.entries] = ~held[arrays.entries]
    fires = fires[arrays.ways]
    while arrays.ways.size:
        ready = arrays.alternatives.fold(np.bitwise_or, arrays.needs.fold(np.bitwise_and, held)) & fires
        before = held[arrays.given]
        after = before | arrays.givers.fold(np.bitwise_or, ready)
        if np.array_equal(before, after):
            break
        held[arrays.given] = after
    return held


def pack(worlds: NDArray[np.bool_]) -> Bits:
    """Rows of booleans (a multiple of 64) as rows of bits."""
    return np.packbits(worlds, axis=1).view(np.uint64)


def uncertain(chances: Reals) -> NDArray[np.bool_]:
    """Which chances are neither nothing nor certainty."""
    return (chances > 0) & (chances < 1)


def exact(arrays: Arrays, chances: Reals, goal: str) -> float:
    """Probability that `goal` is reached, by every world. chances: of each way, ENUMERATED of them uncertain at most."""
    if goal not in arrays.states:
        return 0.0
    drawn = np.flatnonzero(uncertain(chances))
    count = max(WORD, 1 << len(drawn))  # under 64 worlds, each is told several times
    number = np.arange(count)
    happens = np.repeat(chances[:, None] >= 1, count, axis=1)
    weight = np.full(1, (1 << len(drawn)) / count)
    for bit, way in enumerate(drawn):
        happens[way] = number >> bit & 1
        weight = np.concatenate([weight * (1 - chances[way]), weight * chances[way]])
    held = reached(arrays, pack(happens))[arrays.states[goal]]
    return float(np.resize(weight, count)[np.unpackbits(held.view(np.uint8)).astype(bool)].sum())
