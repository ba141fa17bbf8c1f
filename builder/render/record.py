"""decisions/<id>.json: what an auditor needs, with the dossier alone, to know what was decided and on what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from builder.check.deciding import told, used_reserves
from builder.load import resources
from builder.model.decision import FORMAT, Output, Session
from builder.model.findings import Assessment

_READ_ME = (
    "Écrit par rie decide ; ne pas modifier. « entrees » : le SHA-256 de chaque fichier sur lequel la commission a décidé "
    "(commission.yml : avant que la décision y soit inscrite), des textes écrits en règles, du catalogue, des gabarits et du "
    "programme. « sorties » : celui de chaque document, non signé, et sa longueur en octets ; une copie signée commence par "
    "ces octets. « commission_decidee » : commission.yml une fois la décision inscrite, chaque valeur de manifeste "
    "remplacée par 64 zéros. La séance de commission.yml cite le SHA-256 du présent fichier (manifeste). "
    "rie verify refait ces comptes et dit ce qui a changé."
)


def record(
    assessment: Assessment,
    session: Session,
    inputs: Mapping[str, Any],
    commission: str,
    documents: Mapping[str, Output],
) -> str:
    """The record as text, the same bytes for the same decision. commission: the hash of commission.yml once decided."""
    titles = {spec["fichier"]: spec["titre"] for spec in resources.data("templates/documents.yml")}
    data = {
        "format": FORMAT,
        "lire": _READ_ME,
        "decision": _decision(session),
        "en_mots": told(assessment, session),
        "verdict": str(assessment.verdict.status),
        "reserves_employees": list(used_reserves(assessment)),
        "commission_decidee": commission,
        "entrees": inputs,
        "sorties": {
            name: {"titre": titles.get(name, name), "sha256": made.sha256, "octets": made.size}
            for name, made in documents.items()
        },
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _decision(session: Session) -> dict[str, Any]:
    """The session in the keys of commission.yml, as it reads once written."""
    found: dict[str, Any] = {
        "id": session.id,
        "date": session.date,
        "membres": [{"personne": m} for m in session.members],
        "questions": list(session.questions),
        "decision": session.decision,
    }
    if session.opinion:
        found["avis"] = session.opinion
    if session.months is not None:
        found["mois"] = session.months
    if session.attests:
        found["reserves_acceptees"] = list(session.reserves)
    return found
