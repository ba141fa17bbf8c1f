"""The ordinal calculus: likelihoods as the least fixpoint of max over ways and min over what each way needs.

Values are 0..4 (0: never). A finite lattice and monotone operations: the fixpoint exists, is unique and does not
depend on any order, cycles included (Knaster–Tarski). Computed level by level from the top, each node settled once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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


def close(
    ways: Sequence[Way], likelihood: Mapping[str, int], entries: Mapping[str, int], without: Set[str] = frozenset()
) -> Closure:
    """Likelihood of every state.

    ways: in a stable order, which decides between equal witnesses. likelihood: of each way's step, 0..4.
    entries: initial states with the relevance of their source. without: steps that are set aside.
    """
    waiting, users = _index(ways, without)
    values: dict[str, int] = {}
    by: dict[str, tuple[Way, tuple[str, ...]]] = {}
    ripe: list[list[tuple[Way, tuple[str, ...]]]] = [[] for _ in range(TOP + 1)]
    for level in range(TOP, 0, -1):
        fresh = sorted(s for s, v in entries.items() if v >= level and s not in values)
        values |= dict.fromkeys(fresh, level)
        while fresh or ripe[level]:
            for state in fresh:
                for number in users.get(state, ()):
                    way, needs, left = waiting[number]
                    left.discard(state)
                    if not left:
                        ripe[min(level, likelihood[way.step])].append((way, needs))
            due, ripe[level], fresh = ripe[level], [], []
            for way, needs in due:
                for state in (s for s in way.grants if s not in values):
                    values[state], by[state] = level, (way, needs)
                    fresh.append(state)
    return Closure(values, by)


Waiting = tuple[Way, tuple[str, ...], set[str]]


def _index(ways: Sequence[Way], without: Set[str]) -> tuple[list[Waiting], dict[str, list[int]]]:
    waiting: list[Waiting] = []
    users: dict[str, list[int]] = {}
    for way in ways:
        if way.step in without:
            continue
        for needs in way.after:
            for state in set(needs):
                users.setdefault(state, []).append(len(waiting))
            waiting.append((way, needs, set(needs)))
    return waiting, users
