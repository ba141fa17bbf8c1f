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
from builder.analyse.worlds import Arrays, Reals, exact


def interval(net: Net, chances: Reals, goals: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each goal, between what and what its probability lies.

    chances: of each way of the net, the least (first column) and the most (second).
    """
    high, low = upper(net, chances[:, 1]), Best(net, chances[:, 0])
    found = {}
    for goal in goals:
        ways = leading(net, goal)
        part = Arrays(Net([net.ways[way] for way in ways], {net.named[state]: level for state, level in net.entries}))
        ends = [exact(part, chances[ways, side], goal) for side in (0, 1)]
        known = [value for value in ends if value is not None]
        found[goal] = (known[0], known[1]) if len(known) == len(ends) else (low.of(goal), float(high[net.states[goal]]))
    return found


def leading(net: Net, goal: str) -> list[int]:
    """The ways from which a state can be reached, by number and in order."""
    giving: dict[int, list[int]] = {}
    for way, granted in enumerate(net.grants):
        for state in granted:
            giving.setdefault(state, []).append(way)
    needed: dict[int, set[int]] = {}
    for alternative, way in enumerate(net.way):
        needed.setdefault(way, set()).update(net.needs[alternative])
    states, ways, todo = {net.states[goal]}, set[int](), [net.states[goal]]
    while todo:
        for way in giving.get(todo.pop(), ()):
            if way not in ways:
                ways.add(way)
                todo += needed[way] - states
                states |= needed[way]
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
