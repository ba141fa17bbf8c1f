"""The plan as text, as JSON (schemas/rapports/plan-v1.schema.json) and as a calendar."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

import click

from builder.check.lines import plural
from builder.check.words import french_date
from builder.cli.common import hang, safe
from builder.model.findings import Assessment
from builder.model.plan import Action, Milestone, Origin, Plan
from builder.model.risk import Level, RiskRegister
from builder.plan.words import ACTORS, STATUS, counted

VERSION = 1


def as_text(assessment: Assessment, register: RiskRegister, plan: Plan) -> Iterator[str]:
    """The engaged actions, the proposals, each date of the text with what stays too high, the reserves to open."""
    grade = register.catalogue.scales.risk[plan.wanted - 1]
    yield click.style(
        f"Plan au {french_date(plan.date)} · risque visé : {grade.title.lower()} (R{plan.wanted})", bold=True
    )
    if plan.questions:
        yield f"{plan.questions} questions ouvertes : y répondre d'abord (rie gaps), le plan peut en changer."
    for origin, title in (
        (Origin.DOSSIER, "Engagé dans plan.yml"),
        (Origin.PROPOSEE, "Proposé, à décider (rie plan --write l'ajoute à plan.yml)"),
    ):
        own = [a for a in plan.actions if a.origin is origin]
        yield ""
        yield click.style(f"{title} : {len(own) or 'rien'}", bold=True)
        for action in own:
            yield from _action(action)
    for milestone in plan.milestones:
        yield ""
        yield from _milestone(milestone, register)
    if plan.reserves:
        yield ""
        yield click.style("Réserves à ouvrir, à coller dans reserves.yml", bold=True)
        for proposal in plan.reserves:
            yield from (safe(line) for line in proposal.text.splitlines())
    yield ""
    yield _proved(plan)
    yield hang(
        "",
        "Charges, délais et réductions : avis d'expert initiaux, à coter en atelier. Un délai n'est jamais raccourci.",
        2,
    )


def _proved(plan: Plan) -> str:
    if plan.gap:
        return "Choix des mesures : bon, mais non prouvé minimal (calcul arrêté avant la fin)."
    return "Choix des mesures : le moins de jours possible pour ce résultat, prouvé."


def _action(action: Action) -> Iterator[str]:
    yield hang(f"  {action.id}  ", safe(action.title), 4)
    said = [
        action.owner,
        "" if action.actor == "etablissement" else f"par {ACTORS[action.actor]}",
        _due(action),
        STATUS.get(action.status, action.status),
    ]
    said += [plural(action.effort, "jour", "jours") if action.effort is not None else "", action.cost]
    said += [f"{action.euros} €" if action.euros is not None else ""]
    yield hang("        ", safe(" · ".join(s for s in said if s)), 8)
    if action.reserves:
        yield hang("        ", f"lève {', '.join(action.reserves)}", 8)
    if action.answers:
        yield hang("        ", f"règle {', '.join(action.answers)}", 8)
    if action.lowers:
        lowered = ", ".join(f"{one.event} (V{one.before} → V{one.after})" for one in action.lowers)
        yield hang("        ", f"fait baisser {lowered}", 8)
    if action.where:
        yield hang("        ", safe(f"pour {', '.join(action.where)}"), 8)
    for remark in action.remarks:
        yield hang("        ", click.style(safe(f"! {remark}"), fg="yellow"), 8)


def _due(action: Action) -> str:
    if not action.due:
        return "sans date"
    return (
        f"prête au plus tôt le {french_date(action.due)}"
        if action.origin is Origin.PROPOSEE
        else french_date(action.due)
    )


def _milestone(milestone: Milestone, register: RiskRegister) -> Iterator[str]:
    yield click.style(f"Au {french_date(milestone.date)} · {milestone.title} ({milestone.source})", bold=True)
    for title, levels in (("avec ce qui est engagé", milestone.engaged), ("avec les propositions", milestone.proposed)):
        yield f"  {title} : {counted(levels, register.catalogue.scales)}"
    for one in milestone.unmet:
        yield hang(f"  {one.event}  ", f"risque R{one.level.risk} (V{one.level.likelihood}). {safe(one.reason)}", 9)


def as_markdown(plan: Plan) -> Iterator[str]:
    """A table of actions to paste into a page; signs that Markdown would read are written as they must be."""
    yield "| Action | Titre | Pilote | Échéance | État | Jours | Effet |"
    yield "|---|---|---|---|---|---|---|"
    for action in plan.actions:
        effect = [f"lève {', '.join(action.reserves)}"] if action.reserves else []
        effect += [f"{one.event} V{one.before} → V{one.after}" for one in action.lowers]
        effort = "" if action.effort is None else str(action.effort)
        due = french_date(action.due) if action.due else "sans date"
        cells = (action.id, action.title, action.owner, due, STATUS.get(action.status, ""), effort, ", ".join(effect))
        yield "| " + " | ".join(_cell(c) for c in cells) + " |"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", safe(" ".join(text.split())))


def as_data(root: Path, plan: Plan) -> dict[str, Any]:
    """The same, as plain data; keys never change meaning inside a version."""
    return {
        "version": VERSION,
        "dossier": root.resolve().name,
        "date": plan.date,
        "risque_vise": plan.wanted,
        "questions": plan.questions,
        "ecart_au_minimum": plan.gap if isfinite(plan.gap) else None,
        "actions": [_action_data(a) for a in plan.actions],
        "jalons": [
            {
                "date": m.date,
                "titre": m.title,
                "source": m.source,
                "engage": {e: _level_data(v) for e, v in m.engaged.items()},
                "propose": {e: _level_data(v) for e, v in m.proposed.items()},
                "non_atteints": [
                    {"evenement": u.event, "niveau": _level_data(u.level), "vise": u.wanted, "motif": u.reason}
                    for u in m.unmet
                ],
                "actions": list(m.actions),
                "charge_jours": m.effort,
            }
            for m in plan.milestones
        ],
        "reserves": [
            {
                "id": r.id,
                "constats": list(r.findings),
                "actions": list(r.actions),
                "echeance": r.due or None,
                "texte": r.text,
                "a_decider": list(r.missing),
            }
            for r in plan.reserves
        ],
    }


def _level_data(level: Level) -> dict[str, int]:
    return {"vraisemblance": level.likelihood, "gravite": level.severity, "risque": level.risk}


def _action_data(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "titre": action.title,
        "origine": action.origin.value,
        "statut": action.status,
        "mesures": list(action.controls),
        "constats": list(action.answers),
        "baisses": [{"evenement": one.event, "avant": one.before, "apres": one.after} for one in action.lowers],
        "pilote": action.owner,
        "acteur": action.actor,
        "debut": action.start or None,
        "echeance": action.due or None,
        "charge_jours": action.effort,
        "delai_semaines": action.lead,
        "cout": action.cost,
        "cout_euros": action.euros,
        "apres": list(action.after),
        "preuves": list(action.evidence),
        "reserves": list(action.reserves),
        "porte_sur": list(action.where),
        "remarques": list(action.remarks),
        "lieu": str(action.place) if action.place else None,
    }


def as_ics(name: str, plan: Plan) -> str:
    """An iCalendar of whole days (RFC 5545): the actions still to be done, and the dates of the text."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//rie//plan//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"rie : plan de {name}")
    rows = [(m.date, m.title, m.source) for m in plan.milestones]
    rows += [
        (a.due, f"{a.id} : {a.title}", a.owner or "sans pilote")
        for a in plan.actions
        if a.due and a.status not in ("faite", "abandonnee")
    ]
    for day, title, note in sorted(rows):
        event = Event()
        event.add("uid", f"{hashlib.sha256(chr(10).join([name, day, title]).encode()).hexdigest()[:32]}@rie")
        event.add("dtstamp", datetime.fromisoformat(plan.date).replace(tzinfo=UTC))
        event.add("dtstart", date.fromisoformat(day))
        event.add("dtend", date.fromisoformat(day) + timedelta(days=1))
        event.add("summary", title)
        event.add("description", note)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical().decode())
