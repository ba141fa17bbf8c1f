"""The documents of the example dossiers, rendered once and printed once each for every test of a session."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from builder import pipeline
from builder.check import check
from builder.load import load_dossier, resources
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment
from builder.model.outputs import Document, Rendered
from builder.publish.pdf import make_pdf
from builder.render.view import make_view
from tests.render.made import plain

ROOT = Path(__file__).parent.parent.parent / "dossiers"
DATE = "2026-11-23"
DOSSIERS = tuple(sorted(p.name for p in ROOT.iterdir() if (p / "dossier.yml").is_file()))
IDS = tuple(d["id"] for d in resources.data("templates/documents.yml") if "gabarit" in d)
ALONE = tuple(i for i in IDS if i != "dossier-complet")  # it says again what the others say


@cache
def assessed(dossier: str) -> Assessment:
    loaded, faults = load_dossier(ROOT / dossier)
    assert loaded is not None, faults
    return check(loaded, load_packs(), load_knowledge(), DATE, "rie_v2_projet", describe=True)


@cache
def view(dossier: str) -> dict[str, Any]:
    return make_view(assessed(dossier), load_knowledge(), "0.0.0")


@cache
def whole(dossier: str) -> Rendered:
    return pipeline.rendered(assessed(dossier), "0.0.0")


def document(dossier: str, id_: str) -> Document:
    return next(d for d in whole(dossier).documents if d.id == id_)


@cache
def pdf(dossier: str, id_: str) -> bytes:
    return make_pdf(document(dossier, id_), whole(dossier).inputs)


@cache
def pages(dossier: str, id_: str) -> tuple[str, ...]:
    """The text of each page, as typed."""
    command = ["pdftotext", "-", "-"]
    out = subprocess.run(command, input=pdf(dossier, id_), check=True, capture_output=True).stdout.decode("utf-8")
    return tuple(plain(page) for page in out.removesuffix("\f").split("\f"))


@cache
def words(dossier: str, id_: str) -> str:
    """What a document says, as typed: one line, ordinary spaces, no marks of Markdown."""
    return plain(re.sub(r"\*\*|^#+ |\{[#.][^}\n]*\}", "", document(dossier, id_).markdown, flags=re.MULTILINE))
