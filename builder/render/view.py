"""Assessment → the one view that every template reads: plain words, ready to print, nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.deciding import RENEWAL
from builder.check.frozen import last_decided
from builder.check.words import french_date
from builder.model.decision import ATTESTS
from builder.model.fields import Knowledge
from builder.model.findings import Assessment, Cover
from builder.render.cases import case_lines
from builder.render.chapters import chapters
from builder.render.commission import named_reserves
from builder.render.conflicts import conflicts
from builder.render.constats import Context, act_lines, line, requirement_lines
from builder.render.french import number, sentence
from builder.render.glossary import terms
from builder.render.labels import LEGEND, STATE, counted
from builder.render.means import level_lines, means, points
from builder.render.parts import pieces, populations, reserve, services, sessions
from builder.render.texts import aimed, draft, law, others, text, verdict_lines


def make_view(assessment: Assessment, knowledge: Knowledge, version: str) -> dict[str, Any]:
    """Everything the documents and the site say of a dossier. Texts are French; nothing is None."""
    decision = _decision(assessment)
    context = Context(assessment, knowledge, projet=decision is None)
    exigences = requirement_lines(context)
    held, told_cases = means(context), case_lines(assessment)
    asked = context.asked()
    acts, idle = act_lines(context)
    return {
        "version": version,
        **_identity(context),
        "date": french_date(assessment.date),
        "date_iso": assessment.date,
        "projet": decision is None,
        "attestation_due": _due(assessment),
        "decision": decision or {},
        "texte": text(assessment),
        "droit": law(assessment),
        "bandeau": draft(assessment),
        "verdict": verdict_lines(assessment),
        "autres": others(context),
        "niveaux": level_lines(context),
        "actes": _acts(assessment),
        "actes_regles": acts,
        "actes_sans_objet": idle,
        "exigences": exigences,
        "etats": _states(exigences),
        "legende": LEGEND,
        "cas": told_cases,
        "conflits": conflicts(context),
        **_reserves(context, decision or {}),
        "mie": held,
        "points_a_savoir": points(held),
        **_services(assessment),
        "populations": populations(assessment),
        "questions": [line(f, context) for f in asked if f.cover is Cover.QUESTION],
        "ecarts": [line(f, context) for f in asked if f.cover is Cover.ECART],
        "pieces": pieces(assessment),
        "seances": sessions(assessment),
        **chapters(context, held, told_cases),
        "termes": terms(),
        "contexte": context,
    }


def _identity(context: Context) -> dict[str, Any]:
    """Whose dossier it is, and which scheme it describes."""
    assessment = context.assessment
    data = assessment.dossier.files
    provider = _provider(assessment)
    return {
        "dossier": assessment.dossier.name,
        "etablissement": provider.get("nom") or data["dossier.yml"].get("titre", assessment.dossier.name),
        "finess": provider.get("finess_ej", ""),
        "description": data["dossier.yml"].get("description", ""),
        "schema": _scheme(context),
    }


def _states(exigences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many requirements are in each state."""
    counts = {name: sum(1 for e in exigences if e["etat"] == name) for name in STATE}
    return [{"etat": name, "texte": counted(name, n), "nombre": n} for name, n in counts.items()]


def _reserves(context: Context, decision: dict[str, Any]) -> dict[str, Any]:
    """Every reserve, and which ones the decision accepts."""
    told = [reserve(r, context) for r in context.assessment.reserves]
    return {"reserves": told, "reserves_dites": named_reserves(told, decision)}


def _services(assessment: Assessment) -> dict[str, Any]:
    return {
        "services": services(assessment),
        "nombre_services": number(len(assessment.things.get("service", ()))),
    }


def _due(assessment: Assessment) -> bool:
    """False only when it is known that no means asks for an attestation."""
    return not any(s.get("attestation_due") is False for s in assessment.things.get("schema", ()))


def _acts(assessment: Assessment) -> list[dict[str, str]]:
    """Acts of the regime first; those of another text name it."""
    titles = {p.id: p.titre for p in assessment.packs}
    ordered = sorted(assessment.acts, key=lambda a: a.pack != assessment.regime)
    return [
        {
            "titre": a.titre,
            "texte": sentence(a.text) if a.pack == assessment.regime else f"{titles[a.pack]} : {a.text}",
            "source": a.source,
        }
        for a in ordered
    ]


def _scheme(context: Context) -> dict[str, str]:
    data = context.assessment.dossier.files.get("schema.yml", {})
    return {
        "titre": data.get("titre", "Schéma d'identification"),
        "description": data.get("description", ""),
        "niveau": data.get("niveau_vise", "non répondu"),
        "niveau_dit": aimed(context),
    }


def _provider(assessment: Assessment) -> Mapping[str, Any]:
    data = assessment.dossier.files
    wanted = data.get("schema.yml", {}).get("fournisseur_identite")
    return next((e for e in data["dossier.yml"].get("entites", ()) if e["id"] == wanted), {})


def _decision(assessment: Assessment) -> dict[str, Any] | None:
    """What the last session that decided anything decided, when it attests, on or before the reference date."""
    last = last_decided(assessment.dossier, assessment.date)
    if last is None or last["decision"] not in ATTESTS or not last.get("mois"):
        return None
    reserved = last["decision"] == ATTESTS[1]
    limit = assessment.verdict.pack.parametres.get(RENEWAL)
    return {
        "date": french_date(last["date"]),
        "mois": last["mois"],
        "reserves": reserved,
        "reserves_acceptees": tuple(last.get("reserves_acceptees", ())),
        "renouvellement": number(int(limit.valeur)) if reserved and limit else "",
    }
