"""The steps of a dossier, compiled once and closed under any set of controls: what the register and the plan ask."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import compress

from builder.analyse import graph
from builder.analyse.closure import TOP, Closure, Net, Way
from builder.analyse.likelihood import Counts, reduced
from builder.model.risk import Catalogue, Control, ControlSeen, RiskRegister, Step


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
        self._seen: list[ControlSeen] = []
        self._seen_number: dict[int, int] = {}  # by identity: the list keeps each one alive
        self._profiles: dict[tuple[int, tuple[int, ...]], _Profile] = {}
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
        in_place = [counts(seen) for seen in self._seen]
        now = [profile.likelihood(in_place) for profile in self._profiles.values()]
        return [now[number] for number in self._of_way]

    def _profile(self, step: Step | None) -> int:
        """Number of the profile of a way."""
        base, controls = (step.base, step.controls) if step else (TOP, ())
        key = (base, tuple([self._numbered(seen) for seen in controls]))
        if key not in self._profiles:
            self._profiles[key] = _Profile(len(self._profiles), base, key[1], [seen.control for seen in controls])
        return self._profiles[key].number

    def _numbered(self, seen: ControlSeen) -> int:
        if id(seen) not in self._seen_number:
            self._seen_number[id(seen)] = len(self._seen)
            self._seen.append(seen)
        return self._seen_number[id(seen)]


def field_of(register: RiskRegister) -> Field:
    """The field that a register was computed on."""
    ways = graph.ways(register.steps, register.catalogue, register.classes)
    return Field(register.steps, ways, register.catalogue)


class _Profile:
    """A likelihood before controls, and the controls beside it by their numbers in the field."""

    def __init__(self, number: int, base: int, beside: tuple[int, ...], controls: Sequence[Control]) -> None:
        self.number = number
        self._base = base
        self._beside = beside
        self._controls = controls
        self._known: dict[tuple[bool, ...], int] = {}

    def likelihood(self, in_place: Sequence[bool]) -> int:
        """Likelihood when the controls at these numbers are in place."""
        mine = tuple([in_place[number] for number in self._beside])
        if mine not in self._known:
            self._known[mine] = reduced(self._base, compress(self._controls, mine))
        return self._known[mine]


def _entries(catalogue: Catalogue) -> dict[str, int]:
    """Initial state → the best relevance of the sources that hold it."""
    found: dict[str, int] = {}
    for source in catalogue.sources.values():
        found[source.entry] = max(source.relevance, found.get(source.entry, 0))
    return found
