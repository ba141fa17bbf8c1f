"""Documents → DOCX by pandoc, from the Markdown of the PDF: real styles, a written contents, our header and footer."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape

from builder.load import resources
from builder.model.outputs import Document
from builder.publish.office import FIRST_DAY, dated, rewritten
from builder.publish.pandoc import convert
from builder.publish.pdf import as_json
from builder.publish.picture import to_png

# Part of the file that pandoc takes styles, page, header and footer from → our text of it.
_PARTS = {
    "[Content_Types].xml": "content-types",
    "_rels/.rels": "rels",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document-rels",
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/header1.xml": "header",
    "word/footer1.xml": "footer",
}
_A4_TEXT = 9412  # twentieths of a point, between our margins


def make_docx(document: Document, epoch: int) -> bytes:
    """One document → DOCX bytes, the same each time. epoch: the date written in it. Raises BuilderError."""
    with tempfile.TemporaryDirectory(prefix="rie-") as folder:
        root = Path(folder)
        (root / "modele.docx").write_bytes(_reference(document.meta))
        (root / "meta.json").write_text(as_json(document.meta), encoding="utf-8")
        for name, svg in document.figures.items():
            (root / name).with_suffix(".png").write_bytes(to_png(svg, document.title))
        made = convert(document.markdown, document.title, "docx", root, ("--reference-doc", "modele.docx"))
    return dated(_finished(made), epoch)


def _finished(made: bytes) -> bytes:
    return rewritten(made, {"word/document.xml": _laid_out})


def _laid_out(text: str) -> str:
    """Tables as wide as the text, and rows that no page cuts: pandoc knows neither."""
    page = re.search(r'<w:pgSz\b[^>]*\bw:w="(\d+)"', text)
    margins = re.search(r"<w:pgMar\b[^>]*>", text)
    width = _A4_TEXT
    if page and margins:
        sides = dict(re.findall(r'\bw:(left|right)="(\d+)"', margins[0]))
        width = int(page[1]) - sum(map(int, sides.values()))
    text = re.sub(r"<w:tblGrid>.*?</w:tblGrid>", lambda grid: _widened(grid[0], width), text)
    text = text.replace("<w:trPr>", "<w:trPr><w:cantSplit/>")
    return text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")


def _widened(grid: str, width: int) -> str:
    columns = [int(w) for w in re.findall(r'w:w="(\d+)"', grid)]
    whole = sum(columns) or 1
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{w * width // whole}"/>' for w in columns) + "</w:tblGrid>"


def _reference(meta: Mapping[str, Any]) -> bytes:
    words = {
        "accent": "1C4F7C",
        "entete": escape(" · ".join(filter(None, (meta["entete"], meta["decision"]["texte"])))),
        "pied": escape(meta["pied"]),
        "projet": resources.text("templates/docx/projet.xml").strip() if meta["projet"] else "",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, name in _PARTS.items():
            text = Template(resources.text(f"templates/docx/{name}.xml")).substitute(words)
            archive.writestr(zipfile.ZipInfo(part, FIRST_DAY), text)
    return packed.getvalue()
