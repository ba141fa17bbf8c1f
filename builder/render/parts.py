"""The parts of the view that come straight from what the author wrote: reserves, services, people, pieces, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.words import french_date
from builder.model.findings import Assessment, ReserveState
from builder.model.source import JAMAIS_FAIT
from builder.render.markdown import Trusted


def anchor(text: str) -> Trusted:
    """An identifier that a link can name: `EXI RIE-PS 09` → `exi-rie-ps-09`; letters, digits and dashes only."""
    return Trusted("".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-"))


def reserve(state: ReserveState, assessment: Assessment) -> dict[str, Any]:
    value = state.values
    actions = {a["id"]: a for a in assessment.dossier.files.get("plan.yml", {}).get("actions", ())}
    written: Mapping[str, Any] = next(
        (r for r in assessment.dossier.files.get("reserves.yml", {}).get("reserves", ()) if r.get("id") == state.id), {}
    )
    subjects = {f.id: f.subject.title for f in assessment.findings}
    accepted = written.get("acceptation", {})
    return {
        "id": state.id,
        "ancre": anchor(state.id),
        "exigences": ", ".join(state.exigences) or "non établies",
        "titre": str(value.get("description", "non décrite")).rstrip("."),
        "description": value.get("description", "non décrite"),
        "echeance": french_date(str(value["echeance"])) if value.get("echeance") else "sans échéance",
        "responsable": person(assessment, written.get("responsable", "")) or "non désigné",
        "acceptee_par": person(assessment, accepted.get("par", "")) or "non acceptée",
        "acceptee_le": french_date(str(accepted["le"])) if accepted.get("le") else "sans date",
        "motif": accepted.get("motif", ""),
        "impact": _impact(written),
        "compensatoires": list(written.get("mesures_compensatoires", ())),
        "etat": {
            "complete": "complète",
            "incomplete": "incomplète",
            "levee": "levée",
            "exclue": "exclue par le texte",
            "echue": "échue",
        }[state.etat],
        "raisons": list(state.reasons),
        "actions": [_action(actions[i], assessment) for i in written.get("actions", ()) if i in actions],
        "sujets": [{"sujet": s} for s in dict.fromkeys(subjects.get(c, c) for c in state.covers)],
    }


def _impact(written: Mapping[str, Any]) -> str:
    """The author's own answer, never softened."""
    words: dict[Any, str] = {True: "significatif", False: "non significatif"}
    said = words.get(written.get("impact_significatif"), "non répondu")
    return f"{said} : {written.get('justification', 'sans justification')}"


def _action(action: Mapping[str, Any], assessment: Assessment) -> dict[str, Any]:
    state = {"a_faire": "à faire", "en_cours": "en cours", "faite": "faite", "abandonnee": "abandonnée"}
    return {
        "id": action["id"],
        "titre": action.get("titre", ""),
        "pilote": person(assessment, action.get("pilote", "")) or "sans pilote",
        "echeance": french_date(action["echeance"]) if action.get("echeance") else "sans échéance",
        "statut": state.get(action.get("statut", ""), "non répondu"),
    }


def person(assessment: Assessment, ref: str) -> str:
    people = assessment.dossier.files["dossier.yml"].get("personnes", ())
    found = next((p for p in people if p["id"] == ref), None)
    return str(found.get("nom", ref)) if found else ref


def services(assessment: Assessment) -> list[dict[str, Any]]:
    words: dict[Any, str] = {True: "oui", False: "non"}
    return [
        {
            "id": s["id"],
            "titre": s.get("titre", s["id"]),
            "criticite": s.get("criticite", "non répondu"),
            "psc": words.get(s.get("psc_propose"), "non établi"),
            "soumis": words.get(s.get("exigences_applicables"), "non établi"),
        }
        for s in assessment.things.get("service", ())
    ]


def populations(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {"titre": p.get("titre", p["id"]), "effectif": p.get("effectif", "non répondu")}
        for p in assessment.things.get("population", ())
    ]


def pieces(assessment: Assessment) -> list[dict[str, Any]]:
    states = {
        "presente": "présente",
        "sans_empreinte": "sans empreinte",
        "alteree": "altérée",
        "absente": "absente",
        "externe": "conservée ailleurs",
    }
    return [
        {
            "id": p["id"],
            "titre": p.get("titre", p["id"]),
            "date": french_date(p["date"]) if p.get("date") else "sans date",
            "etat": states[assessment.dossier.evidence[p["id"]].state.value],
            "empreinte": (assessment.dossier.evidence[p["id"]].sha256 or "")[:16],
        }
        for p in assessment.dossier.files.get("preuves.yml", {}).get("preuves", ())
        if p["id"] in assessment.dossier.evidence
    ]


def sessions(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "date": "non tenue" if s.get("date", JAMAIS_FAIT) == JAMAIS_FAIT else french_date(s["date"]),
            "membres": ", ".join(person(assessment, m.get("personne", "")) for m in s.get("membres", ())),
            "questions": list(s.get("questions", ())),
            "description": s.get("description", ""),
            "decision": s.get("decision", ""),
        }
        for s in assessment.dossier.files.get("commission.yml", {}).get("seances", ())
    ]
