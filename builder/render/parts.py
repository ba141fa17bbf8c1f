"""The parts of the view that come straight from what the author wrote: reserves, services, people, pieces, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.lines import RESERVE_STATE
from builder.check.words import french_date, person
from builder.model.findings import Assessment, Finding, Proof, ReserveState
from builder.model.source import JAMAIS_FAIT
from builder.render.constats import Context, anchor
from builder.render.french import number, sentence


def reserve(state: ReserveState, context: Context) -> dict[str, Any]:
    assessment = context.assessment
    value = state.values
    actions = {a["id"]: a for a in assessment.dossier.files.get("plan.yml", {}).get("actions", ())}
    written: Mapping[str, Any] = next(
        (r for r in assessment.dossier.files.get("reserves.yml", {}).get("reserves", ()) if r.get("id") == state.id), {}
    )
    findings = {f.id: f for f in assessment.findings}
    accepted = written.get("acceptation", {})
    described = str(value.get("description", "")) if str(value.get("description", "")).strip() else "non décrite"
    return {
        "id": state.id,
        "ancre": anchor(state.id),
        "exigences": ", ".join(state.exigences) or "non établies",
        "titre": described.rstrip("."),
        "description": described,
        "echeance": french_date(str(value["echeance"])) if value.get("echeance") else "sans échéance",
        "responsable": person(assessment, written.get("responsable", "")) or "non désigné",
        "acceptee_par": person(assessment, accepted.get("par", "")) or "non acceptée",
        "acceptee_le": french_date(str(accepted["le"])) if accepted.get("le") else "sans date",
        "motif": accepted.get("motif", ""),
        "impact": _impact(written),
        "compensatoires": list(written.get("mesures_compensatoires", ())),
        "etat": RESERVE_STATE[state.etat],
        "vivante": state.etat != "levee",
        "recevable": state.covering,
        "decidee": decided_reserve(state),
        "raisons": list(state.reasons),
        "actions": [_action(actions[i], assessment) for i in written.get("actions", ()) if i in actions],
        "sujets": _subjects([findings[c] for c in state.covers if c in findings], state.covers),
        "regles": [
            {"id": i, "ancre": anchor(i)} for i in sorted({findings[c].rule.id for c in state.covers if c in findings})
        ],
        "numeros": [{"numero": n, "ancre": anchor(n)} for n in state.exigences],
    }


def decided_reserve(state: ReserveState) -> str:
    """`acceptée` when the commission's decision lists it; one that waits for a decision is proposed, whatever it holds."""
    return "proposée à la commission" if state.etat in ("complete", "proposee") else RESERVE_STATE[state.etat]


def _subjects(findings: list[Finding], cited: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the reserve is about, once each; the page of a means when it has one."""
    found = {}
    for finding in findings:
        kind, id_ = finding.subject.kind, finding.subject.id.split("/")[0]
        page = anchor(id_) if kind in ("mie", "delivrance", "un_facteur") else ""
        found[finding.subject.title] = {"sujet": finding.subject.title, "mie": page}
    return list(found.values()) or [{"sujet": c, "mie": ""} for c in cited]


def _impact(written: Mapping[str, Any]) -> str:
    """The author's own answer, never softened."""
    words: dict[Any, str] = {True: "Significatif", False: "Non significatif"}
    said = words.get(written.get("impact_significatif"), "Non répondu")
    return f"{said}. {sentence(written.get('justification', 'Sans justification.'))}"


def _action(action: Mapping[str, Any], assessment: Assessment) -> dict[str, Any]:
    state = {"a_faire": "à faire", "en_cours": "en cours", "faite": "faite", "abandonnee": "abandonnée"}
    return {
        "id": action["id"],
        "titre": action.get("titre", ""),
        "pilote": person(assessment, action.get("pilote", "")) or "sans pilote",
        "echeance": french_date(action["echeance"]) if action.get("echeance") else "sans échéance",
        "statut": state.get(action.get("statut", ""), "non répondu"),
    }


def services(assessment: Assessment) -> list[dict[str, Any]]:
    words: dict[Any, str] = {True: "oui", False: "non"}
    means = {m["id"]: m.get("titre", m["id"]) for m in assessment.things.get("mie", ())}
    return [
        {
            "id": s["id"],
            "ancre": anchor("service-" + s["id"]),
            "titre": s.get("titre", s["id"]),
            "criticite": s.get("criticite", "non répondu"),
            "psc": words.get(s.get("psc_propose"), "non établi"),
            "soumis": words.get(s.get("exigences_applicables"), "non établi"),
            "mie": [{"titre": means[i], "ancre": anchor(i)} for i in means if i in opened],
        }
        for s in assessment.things.get("service", ())
        for opened in [{i for a in s.get("acces") or () for i in a.get("mie") or ()}]
    ]


def populations(assessment: Assessment) -> list[dict[str, Any]]:
    means = {m["id"]: m.get("titre", m["id"]) for m in assessment.things.get("mie", ())}
    return [
        {
            "titre": p.get("titre", p["id"]),
            "effectif": number(p["effectif"]) if isinstance(p.get("effectif"), int) else "non répondu",
            "mie": [{"titre": means[i], "ancre": anchor(i)} for i in p.get("mie") or () if i in means],
        }
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
    supported = _supported(assessment)
    return [
        {
            "id": p["id"],
            "titre": p.get("titre", p["id"]),
            "date": french_date(p["date"]) if p.get("date") else "sans date",
            "etat": states[assessment.dossier.evidence[p["id"]].state.value],
            "empreinte": (assessment.dossier.evidence[p["id"]].sha256 or "")[:16],
            "appuie": [
                {"regle": rule, "ancre": anchor(rule), "nombre": number(n)}
                for rule, n in supported.get(p["id"], {}).items()
            ],
        }
        for p in assessment.dossier.files.get("preuves.yml", {}).get("preuves", ())
        if p["id"] in assessment.dossier.evidence
    ]


def _supported(assessment: Assessment) -> dict[str, dict[str, int]]:
    """Piece → rule → how many of its satisfied findings the piece helps to prove."""
    kinds = {p["id"]: p.get("type") for p in assessment.dossier.files.get("preuves.yml", {}).get("preuves", ())}
    found: dict[str, dict[str, int]] = {}
    for finding in sorted(assessment.findings, key=lambda f: f.rule.id):
        proving = {e for i in finding.proof_items if i.proof is Proof.PROUVE for e in i.evidence}
        for piece in sorted(p for p in proving if kinds.get(p) in finding.rule.preuves):
            rules = found.setdefault(piece, {})
            rules[finding.rule.id] = rules.get(finding.rule.id, 0) + 1
    return found


def sessions(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "date": "non tenue" if s.get("date", JAMAIS_FAIT) == JAMAIS_FAIT else french_date(s["date"]),
            "membres": ", ".join(person(assessment, m.get("personne", "")) for m in s.get("membres", ())),
            "questions": list(s.get("questions", ())),
            "description": s.get("description", ""),
            "decision": s.get("decision", ""),
            "reserves": ", ".join(s.get("reserves_acceptees", ())),
        }
        for s in assessment.dossier.files.get("commission.yml", {}).get("seances", ())
    ]
