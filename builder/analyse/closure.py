"""The ordinal calculus: likelihoods as the least fixpoint of max over ways and min over what each way needs.

Values are 0..4 (0: never). A finite lattice and monotone operations: the fixpoint exists, is unique and does not
depend on any order, cycles included (Knaster–Tarski). Computed level by level from the top, each node settled once, on
numbers: a dossier is compiled once and closed under hundreds of sets of controls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOP = 4


@dataclass(frozen=True, slots=True)
class Way:
    """An AND/OR node: held once every state of one alternative is. `step` is its name, for witnesses."""

    step: str
    after: tuple[tuple[str, ...], ...]
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """values: state → likelihood (absent: 0). by: state → the way that first gave it and the alternative it used."""

    values: Mapping[str, int]
    by: Mapping[str, tuple[Way, tuple[str, ...]]]

    def derivation(self, state: str) -> list[Way]:
        """The ways that lead to a state, each after those it needs."""
        order: list[Way] = []
        done: set[str] = set()
        stack: list[tuple[str, bool]] = [(state, False)]
        named: set[str] = set()
        while stack:
            current, ready = stack.pop()
            if current not in self.by or (current in done and not ready):
                continue
            way, needs = self.by[current]
            if ready:
                if way.step not in named:
                    named.add(way.step)
                    order.append(way)
                continue
            done.add(current)
            stack.append((current, True))
            stack += [(need, False) for need in reversed(needs)]
        return order


class Net:
    """Ways compiled once: states and alternatives are numbers, in the order in which they are met.

    ways: in a stable order, which decides between equal witnesses. entries: initial states with the relevance (0..4) of
    their source.
    """

    def __init__(self, ways: Sequence[Way], entries: Mapping[str, int]) -> None:
        self.ways = tuple(ways)
        self.states: dict[str, int] = {}
        self.entries = [(self._number(state), entries[state]) for state in sorted(entries)]
        self.users: list[list[int]] = [[] for _ in self.states]  # state → the alternatives that need it
        self.way: list[int] = []  # alternative → its way
        self.needs: list[tuple[int, ...]] = []  # alternative → the states it needs, each once
        self.grants: list[list[int]] = []  # way → the states it gives
        self._alternatives: list[tuple[Way, tuple[str, ...]]] = []
        for number, way in enumerate(self.ways):
            for group in way.after:
                self._alternative(number, way, group)
            self.grants.append([self._number(state) for state in way.grants])
        self.users += [[] for _ in range(len(self.states) - len(self.users))]
        self._missing = [len(needs) for needs in self.needs]
        self.named = list(self.states)

    def _number(self, state: str) -> int:
        return self.states.setdefault(state, len(self.states))

    def _alternative(self, number: int, way: Way, group: tuple[str, ...]) -> None:
        needs = tuple(dict.fromkeys([self._number(state) for state in group]))
        self.users += [[] for _ in range(len(self.states) - len(self.users))]
        for state in needs:
            self.users[state].append(len(self.way))
        self.way.append(number)
        self.needs.append(needs)
        self._alternatives.append((way, group))

    def close(self, levels: Sequence[int]) -> Closure:
        """Likelihood of every state. levels: of each way (0..4), in the order of ways; at 0 a way is set aside."""
        values, by = self._settle(levels)
        return Closure(
            {state: value for state, value in zip(self.named, values, strict=True) if value},
            {state: self._alternatives[a] for state, a in zip(self.named, by, strict=True) if a >= 0},
        )

    def _settle(self, levels: Sequence[int]) -> tuple[list[int], list[int]]:
        """By number of state: likelihood, and the alternative that first gave it (-1: none)."""
        users, way_of, grants = self.users, self.way, self.grants
        left = self._missing.copy()
        values = [0] * len(self.states)
        by = [-1] * len(self.states)
        ripe: list[list[int]] = [[] for _ in range(TOP + 1)]
        for level in range(TOP, 0, -1):
            fresh = [state for state, value in self.entries if value >= level and not values[state]]
            for state in fresh:
                values[state] = level
            while fresh or ripe[level]:
                for state in fresh:
                    for alternative in users[state]:
                        left[alternative] -= 1
                        if not left[alternative]:
                            own = levels[way_of[alternative]]
                            ripe[own if own < level else level].append(alternative)
                due, ripe[level], fresh = ripe[level], [], []
                for alternative in due:
                    for state in grants[way_of[alternative]]:
                        if not values[state]:
                            values[state], by[state] = level, alternative
                            fresh.append(state)
        return values, by
