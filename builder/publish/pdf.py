"""Documents → PDF: PDF/A-3a and PDF/UA-1 in one file, the facts and the manifest of inputs attached."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builder.load import resources
from builder.model.errors import BuilderError
from builder.model.outputs import Document
from builder.publish.pandoc import to_typst

STANDARDS: Any = ["ua-1", "a-3a"]  # the stubs want the exact list of all standards
_MAIN = """#import "style.typ": *
#pdf.attach("faits.json", relationship: "data", mime-type: "application/json", description: "Les faits que le cercle de ce document peut lire")
#pdf.attach("manifeste-entrees.json", relationship: "source", mime-type: "application/json", description: "Empreintes de tout ce sur quoi le verdict repose")
#show: {style}

"""


def as_json(data: Any) -> str:
    """Stable JSON: sorted keys, readable, one final newline."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def make_pdf(document: Document, inputs: Mapping[str, Any]) -> bytes:
    """One document → PDF bytes. Compiled in a folder of its own, with our fonts only. Raises BuilderError."""
    import typst

    style = "diapositives" if document.meta["diapositives"] else "mise_en_page"
    body = _MAIN.replace("{style}", style) + to_typst(document.markdown, document.title)
    year, month, day = map(int, document.meta["date_iso"].split("-"))
    with tempfile.TemporaryDirectory(prefix="rie-") as folder:
        root = Path(folder)
        files = {
            "main.typ": body,
            "style.typ": resources.text("templates/typst/style.typ"),
            "meta.json": as_json({**document.meta, "jour": [year, month, day]}),
            "faits.json": as_json(document.facts),
            "manifeste-entrees.json": as_json(inputs),
            **document.figures,
        }
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        (root / "vide").mkdir()
        try:
            made = typst.compile(
                root / "main.typ",
                root=root,
                font_paths=[resources.path("templates/fonts")],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=STANDARDS,
                timestamp=datetime.datetime(year, month, day, tzinfo=datetime.UTC),
                package_path=root / "vide",
                package_cache_path=root / "vide",
            )
        except typst.TypstError as error:
            raise BuilderError(
                f"Typst a refusé « {document.title} » : {error}", "Le signaler avec le dossier qui le montre."
            ) from error
    assert isinstance(made, bytes)
    return made + b"\n"  # a signature appended later must start on a line of its own, or PDF/A breaks
