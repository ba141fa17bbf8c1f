"""The actions that the establishment wrote in its own plan: kept as written, and looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from builder.analyse import Field
from builder.check.words import french_date, person
from builder.model.findings import Assessment, Cover, ReserveState
from builder.model.plan import Action, Lowered, Origin
from builder.model.risk import RiskRegister
from builder.plan.demands import missing
from builder.plan.schedule import levels

FILE = "plan.yml"
OPEN = ("a_faire", "en_cours")
DROPPED = "abandonnee"
DONE = "faite"


def commitments(assessment: Assessment, register: RiskRegister) -> tuple[Action, ...]:
    """The dossier's own actions, with what is wrong with each, in the order of their file."""
    lifted = _reserves(assessment)
    findings = {f.id: f for f in assessment.findings}
    lacking = missing(register)
    pieces = {
        e["id"]: e.get("titre", e["id"]) for e in (assessment.dossier.files.get("preuves.yml") or {}).get("preuves", ())
    }
    written = []
    for number, one in enumerate(_written(assessment)):
        reserves = tuple(r.id for r in lifted.get(one["id"], ()))
        answers = [*one.get("constats", ()), *(c for r in lifted.get(one["id"], ()) for c in r.covers)]
        controls = tuple(one.get("mesures", ()))
        answers += [
            f.id for f in findings.values() if set(f.rule.mesures) & set(controls) and f.cover is not Cover.AUCUN
        ]
        written.append(
            Action(
                id=one["id"],
                title=str(one.get("titre", "sans titre")),
                origin=Origin.DOSSIER,
                status=str(one.get("statut", "")),
                controls=controls,
                answers=tuple(dict.fromkeys(answers)),
                owner=person(assessment, one.get("pilote", "")),
                due=str(one.get("fait_le") or one.get("echeance", "")),
                effort=one.get("charge_jours"),
                euros=one.get("cout_euros"),
                after=tuple(one.get("apres", ())),
                evidence=tuple(pieces.get(p, p) for p in one.get("preuves", ())),
                reserves=reserves,
                remarks=tuple(_remarks(one, controls, answers, assessment.date, register, lacking)),
                place=assessment.dossier.place((FILE, "actions", number, "id")),
            )
        )
    return tuple(written)


def weighed(own: Sequence[Action], register: RiskRegister, ground: Field) -> tuple[Action, ...]:
    """The same actions, each with what it lowers at its turn: by date, those without a date last, nothing once closed."""
    held: frozenset[str] = frozenset()
    now = levels(ground, held, register)
    lowers: dict[str, tuple[Lowered, ...]] = {}
    going = [a for a in own if a.status in ("", *OPEN)]
    for action in sorted(going, key=lambda a: (a.due or "9999", a.id)):
        held |= frozenset(action.controls)
        then = levels(ground, held, register)
        lowers[action.id] = tuple(Lowered(event, now[event], v) for event, v in then.items() if v < now[event])
        now = then
    return tuple(replace(a, lowers=lowers.get(a.id, ())) for a in own)


def _written(assessment: Assessment) -> Sequence[Mapping[str, Any]]:
    actions: Sequence[Mapping[str, Any]] = (assessment.dossier.files.get(FILE) or {}).get("actions", ())
    return actions


def _reserves(assessment: Assessment) -> dict[str, list[ReserveState]]:
    """Action → the reserves that it lifts."""
    states = {r.id: r for r in assessment.reserves}
    found: dict[str, list[ReserveState]] = {}
    for one in (assessment.dossier.files.get("reserves.yml") or {}).get("reserves", ()):
        for action in one.get("actions", ()):
            found.setdefault(action, []).append(states[one["id"]])
    return found


def _remarks(
    one: Mapping[str, Any],
    controls: Sequence[str],
    answers: Sequence[str],
    today: str,
    register: RiskRegister,
    lacking: Mapping[str, Any],
) -> Iterator[str]:
    status, due = one.get("statut", ""), str(one.get("echeance", ""))
    if status == DROPPED:
        return
    still = [register.catalogue.controls[c] for c in controls if c in lacking]
    if status == DONE:
        for control in still:
            yield f"dite faite, mais les faits du dossier ne prouvent pas partout « {control.title} »"
        return
    if not one.get("pilote"):
        yield "sans pilote"
    if not due:
        yield "sans échéance : elle ne promet rien"
    elif due < today:
        yield f"en retard : prévue pour le {french_date(due)}"
    if not controls and not answers:
        yield "sans effet : ne met en place aucune mesure, ne règle aucun constat et ne lève aucune réserve"
    elif controls and not still:
        yield "sans effet sur les risques : ses mesures sont déjà prouvées"
    for control in still if due >= today else ():
        ready = (date.fromisoformat(today) + timedelta(weeks=control.lead)).isoformat()
        if ready > due and status != "en_cours":
            yield f"« {control.title} » demande {control.lead} semaines : pas avant le {french_date(ready)}"
