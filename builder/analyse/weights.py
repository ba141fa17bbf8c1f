"""What weighs on an event: the control that would lower it, the one that holds it, the step that every way goes through,
the answer that is missing. Each time, one thing is changed and the field is closed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from builder.analyse.closure import Closure
from builder.analyse.field import Field
from builder.analyse.likelihood import Counts, proved
from builder.model.findings import FactRead, Finding, Outcome
from builder.model.risk import Assumption, Choke, Control, ControlSeen, InPlace, Swing


class Weights:
    """Changes of one thing from what is proved today; each is computed once, for all events.

    severities: of each event here.
    """

    def __init__(self, field: Field, now: Closure, severities: Mapping[str, int]) -> None:
        self._field = field
        self._now = now
        self._severities = severities
        self._changed: dict[tuple[str, str], Mapping[str, int]] = {}

    def lowering(self, event: str) -> tuple[tuple[Control, int], ...]:
        """Controls not yet proved that alone would lower the event, and the likelihood then; strongest first."""
        beside = [seen for way in self._steps(event) for seen in self._field.steps[way].controls]
        candidates = {seen.control.id: seen.control for seen in beside if not proved(seen)}
        found = [(c, self._with(c.id).get(event, 0)) for c in candidates.values()]
        found = [(control, then) for control, then in found if then < self._reached(event)]
        return tuple(sorted(found, key=lambda pair: (pair[1], pair[0].effort, pair[0].id)))

    def raising(self, event: str) -> tuple[tuple[Control, int], ...]:
        """Controls proved today without which, alone, the event would be likelier, and the likelihood then; worst first."""
        beside = [seen for step in self._field.steps.values() for seen in step.controls]
        candidates = {seen.control.id: seen.control for seen in beside if proved(seen)}
        found = [(c, self._lacking(c.id).get(event, 0)) for c in candidates.values()]
        found = [(control, then) for control, then in found if then > self._reached(event)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].id)))

    def chokes(self, event: str) -> tuple[Choke, ...]:
        """Threats that every way as likely as today's goes through: without their steps, the event falls."""
        return tuple(sorted(self._chokes(event), key=lambda c: (c.then, c.threat.id)))

    def _chokes(self, event: str) -> Iterator[Choke]:
        witness = self._steps(event)  # a step of all ways is a step of this one
        for threat in sorted({self._field.steps[step].threat.id for step in witness}):
            theirs = {step.id for step in self._field.steps.values() if step.threat.id == threat}
            then = self._without(threat, theirs).get(event, 0)
            if then < self._reached(event):
                alone = [s for s in witness if s in theirs and self._without(s, {s}).get(event, 0) == then]
                step = self._field.steps[alone[0]] if alone else None
                yield Choke(self._field.catalogue.threats[threat], step, then)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Missing answers, the one that could lower most first. What is not known is held for the worst already."""
        rows = [self._assumption(*found) for found in self._missing().values()]
        return tuple(sorted(rows, key=lambda a: (-_fall(a)[0], -_fall(a)[1], a.name, a.finding.id)))

    def _assumption(self, read: FactRead, about: Set[str], finding: Finding) -> Assumption:
        gone = {s.id for s in self._field.steps.values() if s.assumed and s.finding.id in about}
        best = self._field.close(_best(about), gone).values
        level = self._field.catalogue.scales.level
        swings = tuple(
            Swing(event, level(now, severity), level(best.get(event, 0), severity))
            for event, severity in self._severities.items()
            if best.get(event, 0) < (now := self._reached(event))
        )
        return Assumption(read.name, read.label, read.places[0], finding, swings)

    def _missing(self) -> dict[tuple[str, str], tuple[FactRead, set[str], Finding]]:
        """(fact, place) → the fact, the ids of the findings that it would settle, and the first of them."""
        found: dict[tuple[str, str], tuple[FactRead, set[str], Finding]] = {}
        for step in self._field.steps.values():
            seen = [step.finding] if step.assumed else []
            seen += [f for c in step.controls for f in c.findings if f.outcome is Outcome.SANS_REPONSE]
            for finding in seen:
                for read in finding.missing:
                    found.setdefault((read.name, str(read.places[0])), (read, set(), finding))[1].add(finding.id)
        return found

    def _reached(self, event: str) -> int:
        return self._now.values.get(event, 0)

    def _steps(self, event: str) -> list[str]:
        return [way.step for way in self._now.derivation(event) if way.step in self._field.steps]

    def _with(self, control: str) -> Mapping[str, int]:
        return self._once("avec", control, lambda seen: seen.control.id == control or proved(seen))

    def _lacking(self, control: str) -> Mapping[str, int]:
        return self._once("sans", control, lambda seen: seen.control.id != control and proved(seen))

    def _without(self, name: str, steps: Set[str]) -> Mapping[str, int]:
        return self._once("coupe", name, proved, steps)

    def _once(self, change: str, of: str, counts: Counts, without: Set[str] = frozenset()) -> Mapping[str, int]:
        if (change, of) not in self._changed:
            self._changed[change, of] = self._field.close(counts, without).values
        return self._changed[change, of]


def _fall(assumption: Assumption) -> tuple[int, int]:
    """By how much the best answer lowers: levels of risk, then likelihoods."""
    swings = assumption.swings
    return sum(s.worst.risk - s.best.risk for s in swings), sum(s.worst.likelihood - s.best.likelihood for s in swings)


def _best(about: Set[str]) -> Counts:
    """Controls proved, and those whose only doubt is the missing answer."""

    def counts(seen: ControlSeen) -> bool:
        if proved(seen):
            return True
        doubts = [f for f in seen.findings if f.outcome is not Outcome.SATISFAIT]
        return seen.state is InPlace.INCONNU and all(f.id in about for f in doubts)

    return counts
