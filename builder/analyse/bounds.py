"""Between what and what the probability of a state lies: bounds that are proved, not estimated.

Steps succeed independently, and what is reached grows with what succeeds: such events are positively associated
(Harris; Esary and Proschan), and a shortest derivation of a state never needs what that state gives. Hence
- above: « or » as 1 − Π(1 − u), « and » as the smallest, times the step, from nothing up; any derivation takes at most as many
  rounds as there are states;
- below: all the steps of one derivation, each counted once.
Where few enough steps lead, every world is enumerated and the bounds are the values themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import prod

import numpy as np

from builder.analyse.closure import Net
from builder.analyse.worlds import ENUMERATED, Arrays, Reals, exact, uncertain


def interval(net: Net, chances: Reals, goals: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each goal, between what and what its probability lies.

    chances: of each way of the net, the least (first column) and the most (second).
    """
    high, low, upstream = upper(net, chances[:, 1]), Best(net, chances[:, 0]), Upstream(net)
    found = {}
    for goal in goals:
        ways = upstream.of(goal)
        if uncertain(chances[ways]).any(axis=1).sum() <= ENUMERATED:
            part = Arrays(Net([net.ways[way] for way in ways], {net.named[s]: level for s, level in net.entries}))
            found[goal] = (exact(part, chances[ways, 0], goal), exact(part, chances[ways, 1], goal))
        else:
            found[goal] = (low.of(goal), float(high[net.states[goal]]))
    return found


class Upstream:
    """The ways from which each state can be reached."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self._giving: list[list[int]] = [[] for _ in net.states]
        for way, granted in enumerate(net.grants):
            for state in granted:
                self._giving[state].append(way)
        self._needed: list[set[int]] = [set() for _ in net.ways]
        for alternative, way in enumerate(net.way):
            self._needed[way].update(net.needs[alternative])

    def of(self, goal: str) -> list[int]:
        """Those that lead to a state, by number and in order."""
        start = self._net.states[goal]
        states, ways, todo = {start}, set[int](), [start]
        while todo:
            for way in self._giving[todo.pop()]:
                if way not in ways:
                    ways.add(way)
                    todo += self._needed[way] - states
                    states |= self._needed[way]
        return sorted(ways)


def upper(net: Net, chances: Reals) -> Reals:
    """A bound above the probability of every state. chances: of each way."""
    arrays = Arrays(net)
    sure = np.zeros(len(arrays.states))
    sure[arrays.entries] = 1
    bound = sure.copy()
    chances = chances[arrays.ways]
    for _ in range(len(arrays.states) if arrays.ways.size else 0):
        ready = arrays.needs.fold(np.minimum, bound)
        missed = 1 - chances * (1 - arrays.alternatives.fold(np.multiply, 1 - ready))
        none = arrays.givers.fold(np.multiply, missed)
        after = bound.copy()
        after[arrays.given] = 1 - (1 - sure[arrays.given]) * none
        if np.array_equal(after, bound):
            break
        bound = after
    return bound


class Best:
    """The likeliest derivation of every state, « and » as a product (Knuth's extension of Dijkstra's algorithm)."""

    def __init__(self, net: Net, chances: Reals) -> None:
        self._net = net
        self._chances = chances
        self._by: dict[int, int] = {}  # state → its alternative, -1 for an entry
        self._settle()

    def of(self, goal: str) -> float:
        """Probability that every step of that derivation succeeds, each counted once: a bound below."""
        todo, states, ways = [self._net.states[goal]], set[int](), set[int]()
        while todo:
            state = todo.pop()
            if state in states:
                continue
            states.add(state)
            if state not in self._by:
                return 0.0
            if (alternative := self._by[state]) >= 0:
                ways.add(self._net.way[alternative])
                todo += self._net.needs[alternative]
        return prod(float(self._chances[w]) for w in sorted(ways))

    def _settle(self) -> None:
        net = self._net
        left = [len(needs) for needs in net.needs]
        worth = [float(self._chances[way]) for way in net.way]
        heap = [(-1.0, state, -1) for state, _ in net.entries]  # numbered first: already a heap
        while heap:
            value, state, by = heappop(heap)
            if state in self._by:
                continue
            self._by[state] = by
            for alternative in net.users[state]:
                left[alternative] -= 1
                worth[alternative] *= -value
                if not left[alternative] and worth[alternative] > 0:
                    for given in net.grants[net.way[alternative]]:
                        if given not in self._by:
                            heappush(heap, (-worth[alternative], given, alternative))
