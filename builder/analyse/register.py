"""The stage itself: steps, pictures, risks with their scenarios, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from builder.analyse import graph
from builder.analyse.closure import Closure
from builder.analyse.declared import Declared
from builder.analyse.field import Field
from builder.analyse.likelihood import ACTUEL, BRUT, DECLARE, counting, proved
from builder.analyse.weights import Weights
from builder.model.findings import Assessment
from builder.model.observed import Observed
from builder.model.risk import Catalogue, FearedEvent, Picture, Risk, RiskRegister, RiskSource, Scenario, Stage
from builder.model.rules import Parameter

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
    severities = {event: said.severity(event)[0] for event in catalogue.events}
    weights = Weights(field, closures[ACTUEL], severities)
    return RiskRegister(
        catalogue=catalogue,
        pictures=pictures,
        risks=tuple(_risk(event, said, closures, field, weights) for event in catalogue.events.values()),
        steps=steps,
        excluded=graph.excluded(observed, catalogue),
        assumptions=weights.assumptions(),
        classes=observed.classes,
    )


def _pictures(assessment: Assessment, said: Declared) -> tuple[Picture, ...]:
    """Brut, actuel, déclaré, then one target for each date that the text of the regime gives and that is to come."""
    own = next(p for p in assessment.packs if p.id == assessment.regime)
    given: dict[str, list[Parameter]] = {}
    for parameter in own.parametres.values():
        if _is_date(parameter.valeur) and str(parameter.valeur) >= assessment.date:
            given.setdefault(str(parameter.valeur), []).append(parameter)
    return (
        Picture(BRUT, "sans aucune mesure"),
        Picture(ACTUEL, "avec les mesures prouvées"),
        Picture(DECLARE, "si tout ce qui est déclaré était prouvé"),
        *(
            Picture(
                f"cible-{day}",
                "avec le plan",
                day,
                " ; ".join(p.libelle.removesuffix(" au plus tard le") for p in given[day]),
                " ; ".join(p.source for p in given[day]),
                said.promised(day),
            )
            for day in sorted(given)
        ),
    )


def _is_date(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2026-01-01") and value[4] == value[7] == "-"


def _risk(event: FearedEvent, said: Declared, closures: Mapping[str, Closure], field: Field, weights: Weights) -> Risk:
    severity, why = said.severity(event.id)
    level = field.catalogue.scales.level
    return Risk(
        event=event,
        severity=severity,
        context=why,
        pictures={name: level(closure.values.get(event.id, 0), severity) for name, closure in closures.items()},
        scenarios=tuple(_scenarios(event.id, closures[ACTUEL], field)),
        lowered_by=weights.lowering(event.id),
        raised_without=weights.raising(event.id),
        chokes=weights.chokes(event.id),
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
