"""The steps of a dossier, compiled once and closed under any set of controls: what the register and the plan ask."""

from __future__ import annotations

from collections.abc import Sequence, Set

from builder.analyse import graph
from builder.analyse.closure import TOP, Closure, Net, Way
from builder.analyse.likelihood import Counts, reduced
from builder.model.risk import Catalogue, ControlSeen, RiskRegister, Step


class Field:
    """The steps of a dossier ready to be evaluated under any set of controls.

    Many steps have the same base and the same controls beside them: such a profile is evaluated once, and what it gave
    for a set of controls is kept.
    """

    def __init__(self, steps: Sequence[Step], ways: Sequence[Way], catalogue: Catalogue) -> None:
        self.steps = {step.id: step for step in steps}
        self.catalogue = catalogue
        self.net = Net(ways, _entries(catalogue))
        self._number = {way.step: number for number, way in enumerate(ways)}
        self._seen: dict[int, tuple[int, ControlSeen]] = {}  # by identity: the steps keep each one alive
        self._profiles: dict[tuple[int, int], _Profile] = {}
        self._of_way = [self._profile(self.steps.get(way.step)) for way in ways]

    def close(self, counts: Counts, without: Set[str] = frozenset()) -> Closure:
        """Likelihood of every state and event when the controls that `counts` are in place; `without`: steps, by id,
        that are set aside."""
        levels = self._levels(counts)
        for step in without:
            levels[self._number[step]] = 0
        return self.net.close(levels)

    def levels(self, counts: Counts) -> dict[str, int]:
        """Likelihood of every way: the steps' own, and the top for what merely follows."""
        return dict(zip(self._number, self._levels(counts), strict=True))

    def _levels(self, counts: Counts) -> list[int]:
        in_place = int("0" + "".join(["1" if counts(seen) else "0" for _, seen in reversed(self._seen.values())]), 2)
        now = [profile.likelihood(in_place) for profile in self._profiles.values()]
        return [now[number] for number in self._of_way]

    def _profile(self, step: Step | None) -> int:
        """Number of the profile of a way."""
        beside = [self._seen.setdefault(id(s), (1 << len(self._seen), s)) for s in (step.controls if step else ())]
        base = step.base if step else TOP
        key = (base, sum([bit for bit, _ in beside]))
        return self._profiles.setdefault(key, _Profile(len(self._profiles), base, beside)).number


def field_of(register: RiskRegister) -> Field:
    """The field that a register was computed on."""
    ways = graph.ways(register.steps, register.catalogue, register.classes)
    return Field(register.steps, ways, register.catalogue)


class _Profile:
    """A likelihood before controls and the controls beside it, each with its bit."""

    def __init__(self, number: int, base: int, beside: Sequence[tuple[int, ControlSeen]]) -> None:
        self.number = number
        self._base = base
        self._beside = beside
        self._mask = sum([bit for bit, _ in beside])
        self._known: dict[int, int] = {}

    def likelihood(self, in_place: int) -> int:
        """Likelihood when the controls of these bits are in place."""
        mine = in_place & self._mask
        if mine not in self._known:
            self._known[mine] = reduced(self._base, [seen.control for bit, seen in self._beside if bit & mine])
        return self._known[mine]


def _entries(catalogue: Catalogue) -> dict[str, int]:
    """Initial state → the best relevance of the sources that hold it."""
    found: dict[str, int] = {}
    for source in catalogue.sources.values():
        found[source.entry] = max(source.relevance, found.get(source.entry, 0))
    return found
