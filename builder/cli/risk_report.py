"""`rie risk` in words: the feared events, and one of them step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from builder.analyse.words import ORIGINS, STATES, level_words, severity_words, stage_place
from builder.check.words import french_date
from builder.cli.common import hang, safe
from builder.model.risk import (
    Assumption,
    Choke,
    ControlSeen,
    InPlace,
    Risk,
    RiskRegister,
    Scenario,
    Stage,
    Swing,
)

_SHOWN = 8


def table(register: RiskRegister) -> Iterator[str]:
    """Every event in every picture of today, then what weighs most."""
    scales = register.catalogue.scales
    yield click.style("Événements redoutés", bold=True)
    for risk in register.risks:
        yield hang(f"{risk.event.id}  ", f"{risk.event.title} · gravité {severity_words(risk.severity, scales)}", 7)
        for picture in (p for p in register.pictures if not p.date):
            yield hang("       ", f"{picture.title} : {level_words(risk.pictures[picture.id], scales)}", 9)
    yield ""
    yield from _held(register)
    yield from _missing([a for a in register.assumptions if a.events], None)
    out = len({(e.threat.id, e.finding.subject.ref) for e in register.excluded})
    yield f"{len(register.steps)} étapes possibles ; {out} écartées par les faits du dossier."
    yield hang("", "Gravités, vraisemblances et réductions : avis d'expert initiaux, à coter en atelier.", 2)
    yield "Voir un événement : rie risk ER-01"


def one(register: RiskRegister, risk: Risk) -> Iterator[str]:
    """An event: its levels, its scenarios step by step, and what would change its likelihood."""
    scales = register.catalogue.scales
    yield click.style(
        f"{risk.event.id} · {risk.event.title} · gravité {severity_words(risk.severity, scales)}", bold=True
    )
    yield hang("  ", risk.event.why, 2)
    if risk.context:
        yield hang("  ", f"gravité changée par le contexte : {safe(risk.context)}", 2)
    for picture in register.pictures:
        when = f" au {french_date(picture.date)}" if picture.date else ""
        yield hang("  ", f"{picture.title}{when} : {level_words(risk.pictures[picture.id], scales)}", 4)
    for number, scenario in enumerate(risk.scenarios, 1):
        yield ""
        yield from _scenario(number, scenario)
    if risk.lowered_by:
        yield ""
        yield "Une seule de ces mesures le ferait baisser :"
        for control, then in risk.lowered_by[:_SHOWN]:
            yield hang(f"  {control.id}  ", f"{control.title} → V{then} ({control.effort} j, {control.lead} sem.)", 10)
    if risk.raised_without:
        yield ""
        yield "Sans l'une de ces mesures, en place, il monterait :"
        for control, then in risk.raised_without[:_SHOWN]:
            yield hang(f"  {control.id}  ", f"{control.title} → V{then}", 10)
    if risk.chokes:
        yield ""
        yield "Tous les chemins aussi vraisemblables passent par :"
        for choke in risk.chokes:
            yield hang(f"  {choke.threat.id}  ", f"{choke.threat.title} · {_cut(choke)}", 9)
    yield from _missing([a for a in register.assumptions if risk.event.id in a.events], risk.event.id)


def _cut(choke: Choke) -> str:
    """« une seule étape ; sans elle, V1 »."""
    left = f"V{choke.then}" if choke.then else "aucun chemin"
    return f"une seule étape ; sans elle, {left}" if choke.step else f"plusieurs étapes ; sans elles, {left}"


def _scenario(number: int, scenario: Scenario) -> Iterator[str]:
    who = ", ".join(s.title.lower() for s in scenario.sources) or "personne d'assez motivé"
    yield click.style(f"Scénario {number} · V{scenario.likelihood} · {who}", bold=True)
    for rank, stage in enumerate(scenario.stages, 1):
        yield from _stage(rank, stage)


def _stage(rank: int, stage: Stage) -> Iterator[str]:
    step = stage.step
    mark = " ◀ le plus difficile" if stage.bottleneck else ""
    where = safe(stage_place(stage))
    yield hang(f"  {rank}. ", f"{step.threat.title} · V{stage.likelihood}{_origin(step.origin)}{mark}", 5)
    yield hang("     ", f"{where}  ({step.finding.place})", 5)
    if step.assumed:
        asked = ", ".join(dict.fromkeys(safe(m.label) for m in step.finding.missing))
        yield hang("     ", f"supposée possible : sans réponse sur {asked}", 5)
    for seen in step.controls:
        yield hang("     ", f"{_sign(seen)} {seen.control.title} : {STATES[seen.state]}", 7)


def _origin(origin: str) -> str:
    return f" ({ORIGINS[origin]})" if ORIGINS[origin] else ""


def _sign(seen: ControlSeen) -> str:
    return "✓" if seen.state is InPlace.PROUVE else "?" if seen.state is InPlace.INCONNU else "✗"


def _held(register: RiskRegister) -> Iterator[str]:
    """Controls in place that hold events, those that hold most first."""
    holds: dict[str, list[str]] = {}
    for risk in register.risks:
        for control, then in risk.raised_without:
            now = risk.pictures["actuel"].likelihood
            holds.setdefault(control.id, []).append(f"{risk.event.id} (V{now} → V{then})")
    if holds:
        yield click.style("Mesures en place qui comptent le plus : ce qui monterait sans chacune", bold=True)
    for id_, events in sorted(holds.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_SHOWN]:
        yield hang(f"  {id_}  ", f"{register.catalogue.controls[id_].title} : {', '.join(events)}", 10)
    if holds:
        yield ""


def _missing(useful: Sequence[Assumption], event: str | None) -> Iterator[str]:
    if useful:
        if event is not None:
            yield ""
        yield click.style("Réponses qui manquent : le niveau retenu, au pire → avec la meilleure réponse", bold=True)
    for one in useful[:_SHOWN]:
        subject = safe(one.finding.subject.title)
        swings = ", ".join(_swing(s) for s in one.swings if event in (None, s.event))
        yield hang("  ", f"{one.label} · « {subject} » : {swings}  ({one.place})", 4)
    if useful and event is None:
        yield ""


def _swing(swing: Swing) -> str:
    """« ER-01 V3 → V1 »."""
    return f"{swing.event} V{swing.worst.likelihood} → {f'V{swing.best.likelihood}' if swing.best.likelihood else 'aucun chemin'}"
