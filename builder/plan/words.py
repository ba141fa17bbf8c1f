"""The plan in French words, the same on a terminal, on a page and in a document."""

from __future__ import annotations

from collections.abc import Mapping

from builder.model.risk import Level, Scales

STATUS = {
    "a_faire": "à faire",
    "en_cours": "en cours",
    "faite": "faite",
    "abandonnee": "abandonnée",
    "proposee": "proposée",
    "": "état non dit",
}
ACTORS = {
    "etablissement": "l'établissement",
    "editeur": "l'éditeur",
    "integrateur": "l'intégrateur",
    "fabricant": "le fabricant",
    "ans": "l'Agence du numérique en santé",
}


def counted(levels: Mapping[str, Level], scales: Scales) -> str:
    """« 8 élevés (R3), 5 moyens (R2), 1 sans chemin »: events by level of risk, the highest first."""
    told = []
    for grade in reversed(scales.risk):
        count = sum(level.risk == grade.level for level in levels.values())
        told += [f"{count} {grade.title.lower()}{'s' if count > 1 else ''} (R{grade.level})"] if count else []
    none = sum(not level.risk for level in levels.values())
    return ", ".join([*told, *([f"{none} sans chemin"] if none else [])]) or "aucun"
