"""The stage itself: steps, pictures, risks with their scenarios, assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from builder.analyse import graph
from builder.analyse.closure import Closure
from builder.analyse.declared import Declared
from builder.analyse.field import Field
from builder.analyse.likelihood import ACTUEL, BRUT, DECLARE, counting, proved
from builder.model.findings import Assessment, Finding, Outcome
from builder.model.risk import (
    Assumption,
    Catalogue,
    Control,
    ControlSeen,
    FearedEvent,
    InPlace,
    Level,
    Observed,
    Picture,
    Risk,
    RiskRegister,
    RiskSource,
    Scenario,
    Stage,
)

SCENARIOS = 3  # distinct ways shown for an event


def analyse(assessment: Assessment, observed: Observed, catalogue: Catalogue) -> RiskRegister:
    """The risk register of an assessed dossier.

    assessment: for the declarations and the dates of its texts. observed: what `check` saw of the catalogue's
    sentences. The computation reads nothing else, and the same input gives the same register.
    """
    said = Declared(assessment.dossier, catalogue, assessment.date)
    steps = graph.steps(observed, catalogue, said.rated())
    ways = graph.ways(steps, catalogue, observed.classes)
    field = Field(steps, ways, catalogue)
    pictures = _pictures(assessment, said)
    closures = {p.id: field.close(counting(p)) for p in pictures}
    return RiskRegister(
        catalogue=catalogue,
        pictures=pictures,
        risks=tuple(_risk(event, said, closures, field) for event in catalogue.events.values()),
        steps=steps,
        excluded=graph.excluded(observed, catalogue),
        assumptions=tuple(_assumptions(field, closures[ACTUEL])),
        faults=said.faults(),
        classes=observed.classes,
    )


def _pictures(assessment: Assessment, said: Declared) -> tuple[Picture, ...]:
    """Brut, actuel, déclaré, then one target for each date that the text of the regime gives and that is to come."""
    own = next(p for p in assessment.packs if p.id == assessment.regime)
    given = {str(p.valeur) for p in own.parametres.values() if _is_date(p.valeur)}
    dates = sorted(day for day in given if day >= assessment.date)
    return (
        Picture(BRUT, "sans aucune mesure"),
        Picture(ACTUEL, "avec les mesures prouvées"),
        Picture(DECLARE, "si tout ce qui est déclaré était prouvé"),
        *(Picture(f"cible-{day}", "avec le plan", day, said.promised(day)) for day in dates),
    )


def _is_date(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2026-01-01") and value[4] == value[7] == "-"


def _risk(event: FearedEvent, said: Declared, closures: Mapping[str, Closure], field: Field) -> Risk:
    severity, why = said.severity(event.id)
    matrix = field.catalogue.scales.matrix

    def level(closure: Closure) -> Level:
        reached = closure.values.get(event.id, 0)
        return Level(reached, severity, matrix[reached - 1][severity - 1] if reached else 0)

    return Risk(
        event=event,
        severity=severity,
        context=why,
        pictures={name: level(closure) for name, closure in closures.items()},
        scenarios=tuple(_scenarios(event.id, closures[ACTUEL], field)),
        lowered_by=tuple(_lowering(event.id, closures[ACTUEL], field)),
        accepted=said.accepted(event.id),
    )


def _scenarios(event: str, closure: Closure, field: Field) -> Iterator[Scenario]:
    """Distinct ways to an event: the best one, then the best without the steps that bounded it, and so on."""
    levels = field.levels(proved)
    banned: set[str] = set()
    for _ in range(SCENARIOS):
        reached = closure.values.get(event, 0)
        if not reached:
            return
        taken = [way for way in closure.derivation(event) if way.step in field.steps]
        narrow = {way.step for way in taken if levels[way.step] == reached} or {way.step for way in taken}
        stages = tuple(Stage(field.steps[w.step], levels[w.step], w.step in narrow) for w in taken)
        yield Scenario(reached, _sources(stages, closure, reached, field.catalogue), stages)
        if not narrow:
            return  # reached without a step: nothing to set aside
        threats = {field.steps[id_].threat.id for id_ in narrow}
        banned |= {step.id for step in field.steps.values() if step.threat.id in threats}
        closure = field.close(proved, banned)


def _sources(stages: Iterable[Stage], closure: Closure, reached: int, catalogue: Catalogue) -> tuple[RiskSource, ...]:
    """Who may set out on a scenario: the sources of the states it starts from, strong enough to carry it."""
    entries = {e for stage in stages for group in stage.step.after for e in group if e not in closure.by}
    return tuple(s for s in catalogue.sources.values() if s.entry in entries and s.relevance >= reached)


def _lowering(event: str, closure: Closure, field: Field) -> Iterator[tuple[Control, int]]:
    """Controls, not yet proved, that alone would lower the event; strongest first."""
    reached = closure.values.get(event, 0)
    bounding = {w.step for w in closure.derivation(event) if w.step in field.steps}
    candidates = {
        seen.control.id: seen.control
        for step in bounding
        for seen in field.steps[step].controls
        if seen.state is not InPlace.PROUVE
    }
    found = []
    for control in candidates.values():
        then = field.close(_with(control.id)).values.get(event, 0)
        if then < reached:
            found.append((control, then))
    yield from sorted(found, key=lambda pair: (pair[1], pair[0].effort, pair[0].id))


def _with(control: str) -> Callable[[ControlSeen], bool]:
    return lambda seen: seen.control.id == control or proved(seen)


def _assumptions(field: Field, now: Closure) -> Iterator[Assumption]:
    """Missing answers, most useful first: for each, the events that would fall if the best were known of it."""
    missing: dict[tuple[str, str], set[str]] = {}
    findings: dict[tuple[str, str], tuple[str, Finding]] = {}
    for step in field.steps.values():
        seen = [step.finding] if step.assumed else []
        seen += [f for c in step.controls for f in c.findings if f.outcome is Outcome.SANS_REPONSE]
        for finding in seen:
            for read in finding.missing:
                key = (read.name, str(read.places[0]))
                findings.setdefault(key, (read.label, finding))
                missing.setdefault(key, set()).add(finding.id)
    rows = []
    for key, about in missing.items():
        best = field.close(_best(about), {s.id for s in field.steps.values() if s.assumed and s.finding.id in about})
        events = tuple(e for e in field.catalogue.events if best.values.get(e, 0) < now.values.get(e, 0))
        label, finding = findings[key]
        rows.append(Assumption(key[0], label, finding, events))
    yield from sorted(rows, key=lambda a: (-len(a.events), a.name, a.finding.id))


def _best(about: Set[str]) -> Callable[[ControlSeen], bool]:
    """Controls proved, and those whose only doubt is the missing answer."""

    def counts(seen: ControlSeen) -> bool:
        if proved(seen):
            return True
        doubts = [f for f in seen.findings if f.outcome is not Outcome.SATISFAIT]
        return seen.state is InPlace.INCONNU and all(f.id in about for f in doubts)

    return counts
