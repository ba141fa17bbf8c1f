"""What leaves the house: the facts a document's circle may see, and the manifest of what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.load.packs import pack_digest
from builder.model.findings import Assessment
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

_CIRCLES = ("publique", "restreinte", "interne")  # each sees what those before it see
_NEVER = frozenset({"commentaire", "fichier", "empreinte", "reference_externe", "manifeste"})


def facts_for(assessment: Assessment, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The dossier's answers in the files named by `faits`, without working notes nor evidence paths.

    A piece of evidence is named only to a circle that may read it.
    """
    files = assessment.dossier.files
    names = sorted(files) if spec["faits"] == ["tous"] else [n for n in spec["faits"] if n in files]
    seen = visible(assessment, spec["cercle"])
    return {
        "dossier": assessment.dossier.name,
        "date_evaluation": assessment.date,
        "cercle": spec["cercle"],
        "faits": {name: _clean(files[name], seen) for name in names},
    }


def visible(assessment: Assessment, circle: str) -> frozenset[str]:
    """The pieces that a circle may see named."""
    admitted = _CIRCLES[: _CIRCLES.index(circle) + 1]
    register = assessment.dossier.files.get("preuves.yml", {}).get("preuves", ())
    return frozenset(p["id"] for p in register if p.get("diffusion", "interne") in admitted)


def _clean(node: Any, visible: frozenset[str]) -> Any:
    if isinstance(node, Mapping):
        kept = {k: v for k, v in node.items() if k not in _NEVER}
        for key in ("preuves", "preuves_de_levee"):
            if isinstance(kept.get(key), list | tuple):
                kept[key] = [p for p in kept[key] if (p["id"] if isinstance(p, Mapping) else p) in visible]
        return {k: _clean(v, visible) for k, v in kept.items()}
    if isinstance(node, list | tuple):
        return [_clean(v, visible) for v in node]
    if node == JAMAIS_FAIT:
        return "jamais"
    return "sans_limite" if node == SANS_LIMITE and not isinstance(node, bool) else node


def inputs_manifest(assessment: Assessment, version: str) -> dict[str, Any]:
    """What the verdict rests on, by SHA-256: files of the dossier, pieces (by identifier), rule packs, tool version."""
    dossier = assessment.dossier
    return {
        "outil": {"nom": "rie", "version": version},
        "dossier": dossier.name,
        "date_evaluation": assessment.date,
        "regime": assessment.regime,
        "verdict": assessment.verdict.label,
        "fichiers": {
            name: digest for name, digest in sorted(dossier.sha256.items()) if not name.startswith("preuves/")
        },
        "pieces": {id_: piece.sha256 for id_, piece in sorted(dossier.evidence.items())},
        "regles": {pack.id: {"version": pack.version, "sha256": pack_digest(pack.id)} for pack in assessment.packs},
    }
