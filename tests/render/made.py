"""The demonstration dossier assessed, with files changed at will."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment
from builder.render.view import make_view

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
DATE = "2026-11-23"


def assessed(files: dict[str, Any] | None = None) -> Assessment:
    dossier, faults = load_dossier(ROOT)
    assert dossier is not None, faults
    if files:
        dossier = replace(dossier, files={**dossier.files, **files})
    return check(dossier, load_packs(), load_knowledge(), DATE, "rie_v2_projet", describe=True)


def viewed(files: dict[str, Any] | None = None) -> dict[str, Any]:
    return make_view(assessed(files), load_knowledge(), "0.0.0")


def written(name: str) -> dict[str, Any]:
    """One file of the dossier, as it was written."""
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    return dict(dossier.files[name])


def decided() -> dict[str, Any]:
    """The commission's file once it has decided."""
    commission = written("commission.yml")
    held = {"id": "dec", "date": DATE, "membres": [], "decision": "attestee_avec_reserves", "mois": 12}
    return {"commission.yml": {**commission, "seances": [*commission["seances"], held]}}


def plain(text: str) -> str:
    """Text as typed: ordinary spaces and apostrophes, references read."""
    import html

    text = html.unescape(text)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'").split())
