"""`rie risk`: the feared events, and one of them step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from builder.check.words import french_date
from builder.cli.common import OK, REFUSED, fail, hang, safe, say
from builder.cli.report import refusal
from builder.model.risk import ControlSeen, InPlace, Level, Risk, RiskRegister, Scales, Scenario, Stage
from builder.pipeline import Terms, weigh

_STATES = {
    InPlace.PROUVE: "en place, prouvée",
    InPlace.DECLARE: "déclarée, sans preuve",
    InPlace.INCONNU: "sans réponse",
    InPlace.ABSENT: "absente",
}
_ORIGINS = {"catalogue": "", "incident": " (déjà arrivé ici)", "atelier": " (cotée en atelier)"}
_SHOWN = 8


def run(event: str | None, root: Path, terms: Terms) -> int:
    """Print the table of risks, or the scenarios of one event."""
    weighed = weigh(root, terms)
    register = weighed.register
    if register is None:
        for line in refusal(root, weighed.diagnostics, "les risques ne sont pas évalués"):
            say(line)
        return REFUSED
    known = {risk.event.id: risk for risk in register.risks}
    if event is not None and event not in known:
        fail(REFUSED, f"événement inconnu : {safe(event)}.", f"Écrire un numéro de {min(known)} à {max(known)}.")
    for line in _table(register) if event is None else _one(register, known[str(event)]):
        say(line)
    return OK


def _table(register: RiskRegister) -> Iterator[str]:
    scales = register.catalogue.scales
    yield click.style("Événements redoutés", bold=True)
    for risk in register.risks:
        yield hang(f"{risk.event.id}  ", f"{risk.event.title} · gravité {_severity(risk, scales)}", 7)
        for picture in (p for p in register.pictures if not p.date):
            yield hang("       ", f"{picture.title} : {_level(risk.pictures[picture.id], scales)}", 9)
    yield ""
    yield from _assumptions(register)
    out = len({(e.threat.id, e.finding.subject.ref) for e in register.excluded})
    yield f"{len(register.steps)} étapes possibles ; {out} écartées par les faits du dossier."
    yield hang("", "Gravités, vraisemblances et réductions : avis d'expert initiaux, à coter en atelier.", 2)
    yield "Voir un événement : rie risk ER-01"


def _level(level: Level, scales: Scales) -> str:
    """« très vraisemblable (V3) → risque élevé (R3) »."""
    if not level.likelihood:
        return "aucun chemin"
    likely, risk = scales.likelihood[level.likelihood - 1], scales.risk[level.risk - 1]
    return f"{likely.title.lower()} (V{likely.level}) → risque {risk.title.lower()} (R{risk.level})"


def _one(register: RiskRegister, risk: Risk) -> Iterator[str]:
    scales = register.catalogue.scales
    yield click.style(f"{risk.event.id} · {risk.event.title} · gravité {_severity(risk, scales)}", bold=True)
    yield hang("  ", risk.event.why, 2)
    if risk.context:
        yield hang("  ", f"gravité changée par le contexte : {safe(risk.context)}", 2)
    for picture in register.pictures:
        when = f" au {french_date(picture.date)}" if picture.date else ""
        yield hang("  ", f"{picture.title}{when} : {_level(risk.pictures[picture.id], scales)}", 4)
    for number, scenario in enumerate(risk.scenarios, 1):
        yield ""
        yield from _scenario(number, scenario)
    if risk.lowered_by:
        yield ""
        yield "Une seule de ces mesures le ferait baisser :"
        for control, then in risk.lowered_by[:_SHOWN]:
            yield hang(f"  {control.id}  ", f"{control.title} → V{then} ({control.effort} j, {control.lead} sem.)", 10)


def _severity(risk: Risk, scales: Scales) -> str:
    grade = scales.severity[risk.severity - 1]
    return f"{grade.title.lower()} (G{grade.level})"


def _scenario(number: int, scenario: Scenario) -> Iterator[str]:
    who = ", ".join(s.title.lower() for s in scenario.sources) or "personne d'assez motivé"
    yield click.style(f"Scénario {number} · V{scenario.likelihood} · {who}", bold=True)
    for rank, stage in enumerate(scenario.stages, 1):
        yield from _stage(rank, stage)


def _stage(rank: int, stage: Stage) -> Iterator[str]:
    step = stage.step
    mark = " ◀ le plus difficile" if stage.bottleneck else ""
    where = safe(step.user_class.title if step.user_class else step.finding.subject.title)
    yield hang(f"  {rank}. ", f"{step.threat.title} · V{stage.likelihood}{_ORIGINS[step.origin]}{mark}", 5)
    yield hang("     ", f"{where}  ({step.finding.place})", 5)
    if step.assumed:
        asked = ", ".join(dict.fromkeys(safe(m.label) for m in step.finding.missing))
        yield hang("     ", f"supposée possible : sans réponse sur {asked}", 5)
    for seen in step.controls:
        yield hang("     ", f"{_sign(seen)} {seen.control.title} : {_STATES[seen.state]}", 7)


def _sign(seen: ControlSeen) -> str:
    return "✓" if seen.state is InPlace.PROUVE else "?" if seen.state is InPlace.INCONNU else "✗"


def _assumptions(register: RiskRegister) -> Iterator[str]:
    useful = [a for a in register.assumptions if a.events]
    if useful:
        yield click.style("Réponses qui manquent et qui changeraient un risque", bold=True)
    for one in useful[:_SHOWN]:
        subject = safe(one.finding.subject.title)
        yield hang(
            "  ", f"{one.label} · « {subject} » : {', '.join(one.events)}  ({one.finding.missing[0].places[0]})", 4
        )
    if useful:
        yield ""
