"""The catalogue of threats and controls as the site explains it, with what becomes of each in this dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from builder.check.words import french_date
from builder.model.plan import Action, Plan
from builder.model.risk import RiskRegister
from builder.plan.words import ACTORS
from builder.render.constats import anchor
from builder.render.labels import some

FAMILIES = {"prevenir": "prévenir", "detecter": "détecter", "reagir": "réagir", "humain": "former"}


def bringing(plan: Plan) -> dict[str, Action]:
    """Control → the action that brings it, the first of the plan when several do."""
    closed = ("abandonnee", "faite")
    return {c: a for a in reversed(plan.actions) for c in a.controls if a.status not in closed}


def brought(action: Action) -> dict[str, Any]:
    """An action as it is told beside a control."""
    return {
        "id": action.id,
        "ancre": anchor(action.id),
        "dite": "proposée" if action.status == "proposee" else "prévue",
        "quand": f"pour le {french_date(action.due)}" if action.due else "sans date",
    }


def link(register: RiskRegister, control: str) -> dict[str, Any]:
    """A control as a page names it."""
    return {"id": control, "ancre": anchor(control), "titre": register.catalogue.controls[control].title}


def threats(register: RiskRegister) -> Iterator[dict[str, Any]]:
    """The catalogue's threats, with what becomes of each in this dossier."""
    against: dict[str, list[str]] = {}
    for control in register.catalogue.controls.values():
        for threat in control.mitigates:
            against.setdefault(threat, []).append(control.id)
    count: dict[str, int] = {}
    for step in register.steps:
        count[step.threat.id] = count.get(step.threat.id, 0) + 1
    for one in register.catalogue.threats.values():
        yield {
            "id": one.id,
            "ancre": anchor(one.id),
            "titre": one.title,
            "description": one.description,
            "vraisemblance": f"V{one.likelihood}",
            "mesures": [link(register, c) for c in against.get(one.id, ())],
            "references": _references(one.references),
            "ici": f"{count[one.id]} étapes possibles" if one.id in count else "écartée par les faits",
        }


def controls(register: RiskRegister, actions: Mapping[str, Action]) -> Iterator[dict[str, Any]]:
    """The catalogue's controls, with the action that brings each."""
    scales = register.catalogue.scales
    for one in register.catalogue.controls.values():
        action = actions.get(one.id)
        yield {
            "id": one.id,
            "ancre": anchor(one.id),
            "titre": one.title,
            "famille": FAMILIES[one.family],
            "acteur": ACTORS[one.actor],
            "charge": f"{some(one.effort, 'jour')}, {some(one.lead, 'semaine')}, {scales.costs[one.cost]}",
            "reduction": f"{one.reduction} niveau{'x' if one.reduction > 1 else ''}"
            + (f", V{one.cap} au plus" if one.cap is not None else ""),
            "attenue": [{"id": t, "ancre": anchor(t)} for t in one.mitigates],
            "references": _references(one.references),
            "action": brought(action) if action else None,
        }


def _references(references: Mapping[str, Sequence[str]]) -> str:
    return " ; ".join(f"{where} {', '.join(numbers)}" for where, numbers in references.items())
