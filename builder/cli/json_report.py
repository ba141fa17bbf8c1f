"""The report of `rie check` as JSON, version 1."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from builder.cli.common import REFUSED
from builder.cli.judging import Judgement
from builder.model.findings import Assessment, Finding
from builder.model.source import Diagnostic, Place

VERSION = 1


def as_json(judgement: Judgement, date: str) -> dict[str, Any]:
    """One dossier's result as plain data; keys never change meaning inside a version.

    Its shape is schemas/rapports/check-v1.schema.json."""
    root, judged = judgement.root, judgement.judged
    if judged.assessment is None:
        return refused_json(root, judged.diagnostics, date)
    strict = [f.id for f in judged.assessment.findings if f.id in judgement.counted]
    decided = {"code": judgement.code, "compte_contre": strict, "ecartes": sorted(judgement.spared)}
    return {**head(root, date), "refuse": False, **decided, **_assessment(judged.assessment)}


def refused_json(root: Path, faults: Iterable[Diagnostic], date: str) -> dict[str, Any]:
    """One dossier that cannot be judged."""
    return {**head(root, date), "refuse": True, "code": REFUSED, "diagnostics": _diagnostics(faults)}


def head(root: Path, date: str) -> dict[str, Any]:
    """What every report begins with."""
    return {"version": VERSION, "dossier": root.resolve().name, "date": date}


def _assessment(assessment: Assessment) -> dict[str, Any]:
    return {
        "regime": assessment.regime,
        "favorable": assessment.favourable,
        "verdicts": [
            {
                "regime": v.pack.id,
                "titre": v.pack.titre,
                "statut": v.status.value,
                "resume": v.summary,
                "comptes": dict(v.counts),
                "non_verifie": list(v.pack.non_lus),
            }
            for v in assessment.verdicts
        ],
        "cas": [
            {
                "mie": c.mie,
                "ou": c.where,
                "populations": list(c.populations),
                "voie": c.voie,
                "attestation_due": c.attestation,
                "motif": c.motif,
            }
            for c in assessment.cases
        ],
        "niveaux": [
            {
                "mie": m.mie,
                "atteint": m.reached or None,
                "au_dessus": m.next or None,
                "etabli": m.settled or not m.next,
                "maillon_faible": [f.id for f in m.weakest],
            }
            for m in assessment.levels
        ],
        "actes": [
            {"id": a.id, "regime": a.pack, "etat": a.etat, "date": a.date, "texte": a.text} for a in assessment.acts
        ],
        "reserves": [
            {"id": r.id, "etat": r.etat, "couvre": list(r.covers), "motifs": list(r.reasons)}
            for r in assessment.reserves
        ],
        "conflits": _conflicts(assessment),
        "constats": [_finding(f) for f in assessment.findings],
        "diagnostics": _diagnostics(assessment.faults),
    }


def _conflicts(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "id": c.conflict.id,
            "lecture": c.reading,
            "arbitrage": c.arbitrage.get("le"),
            "jusqu_au": c.arbitrage.get("fin"),
            "concerne": c.concerns,
        }
        for c in assessment.conflicts
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "exigence": finding.rule.exigence,
        "niveau": finding.rule.niveau.value,
        "issue": finding.outcome.value,
        "suite": finding.cover.value,
        "preuve": finding.proof.value if finding.proof else None,
        "lieu": as_place(finding.place),
        "message": finding.message,
        "remede": finding.remedy,
        "reserve": finding.reserve,
        "faits": [{"nom": f.name, "valeur": f.value, "texte": f.text} for f in finding.facts],
        "sans_reponse": [{"nom": f.name, "lieu": as_place(f.places[0])} for f in finding.missing],
    }


def _diagnostics(faults: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    return [{"lieu": as_place(d.place), "code": d.code, "message": d.message, "remede": d.remedy} for d in faults]


def as_place(place: Place) -> dict[str, Any]:
    """A place as plain data."""
    return {"fichier": place.file, "ligne": place.line, "colonne": place.column}
