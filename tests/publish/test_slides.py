"""Slides: one heading, one page, in PDF and in PPTX, each with its marks."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from builder.model.outputs import Document
from builder.publish.pdf import make_pdf
from builder.publish.pptx import make_pptx
from tests.publish.office import opened
from tests.publish.sets import whole
from tests.publish.test_documents import texts
from tests.publish.test_docx import faults_of_parts
from tests.publish.vera import validate

EPOCH = 1795392000
TEXT = """# Ce qui est demandé

- Attester pour douze mois
- Accepter le risque

::: {.encadre .favorable}
**Verdict.** Attestable.
:::

# Les réserves

| Réserve | Objet |
|------|------------------------------|
| R-01 | Le mot de passe &#60;a&#62; |

# Les exigences

![Six exigences &#38; une autre](exigences.svg){width=80%}

# Texte et figure

Sept exigences.

![Six exigences](exigences.svg){width=80%}
"""


@pytest.fixture(scope="module")
def slides() -> Document:
    document = next(d for d in whole("ch-exemple").documents if "exigences.svg" in d.figures)
    meta = {**document.meta, "titre": "Support", "pied": "RIE & <v2> · diffusion interne", "diapositives": True, "sommaire": 0}  # fmt: skip
    return replace(document, title="Support", markdown=TEXT, meta=meta, formats=("pdf", "pptx"))


def test_the_pdf_has_a_page_a_slide_in_landscape_and_is_valid(slides: Document, tmp_path: Path) -> None:
    made = make_pdf(slides, {})
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 5
    assert all(p.mediabox.width > p.mediabox.height for p in pages)
    for number, text in enumerate(texts(made), 1):
        assert "PROJET" in text and "diffusion interne" in text and f"{number} / 5" in text
    (tmp_path / "s.pdf").write_bytes(made)
    for flavour in ("ua1", "3a"):
        compliant, _, failed = validate(tmp_path / "s.pdf", flavour)
        assert compliant, failed


def test_the_pptx_holds_the_same_slides_each_with_its_marks(slides: Document) -> None:
    made = make_pptx(slides, EPOCH)
    assert made == make_pptx(slides, EPOCH)
    assert faults_of_parts(made) == []
    read = texts(opened(made, "pptx"))
    assert len(read) == 5
    for number, text in enumerate(read, 1):
        assert "PROJET" in text and "RIE & <v2> · diffusion interne" in text
        assert re.search(rf"interne\s+{number}\s", text), text
    assert "Le mot de passe <a>" in read[2] and "Attestable" in read[1]


def test_pictures_say_what_they_show_and_nothing_is_english(slides: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(make_pptx(slides, EPOCH))) as held:
        text = {n: held.read(n).decode() for n in held.namelist() if n.endswith(".xml")}
        assert {i.date_time[:3] for i in held.infolist()} == {(2026, 11, 23)}
    shown = re.findall(r'descr="([^"]*)"', "".join(t for n, t in text.items() if n.startswith("ppt/slides/")))
    assert shown == ["Six exigences &amp; une autre", "Six exigences"]
    assert 'lang="en-US"' not in "".join(t for n, t in text.items() if "slideLayout" in n or "slideMaster" in n)
    assert "2026-11-23T00:00:00Z" in text["docProps/core.xml"]


def test_a_long_table_is_cut_between_slides_under_its_header_and_loses_no_row(slides: Document) -> None:
    rows = "".join(f"| R-{i:02} | objet{i} |\n" for i in range(30))
    made = make_pptx(replace(slides, markdown=f"# Un\n\n## Les objets\n\nAvant.\n\n| Réserve | Objet |\n|---|---|\n{rows}\nAprès.\n"), EPOCH)  # fmt: skip
    read = texts(opened(made, "pptx"))
    assert [n for n in range(30) if sum(f"objet{n}\n" in page + "\n" for page in read) != 1] == []
    cut = [page for page in read if "objet" in page.replace("Les objets", "")]
    assert len(cut) == 4 and all("Réserve" in page and "Les objets (suite)" in page for page in cut)
    assert "Avant." in read[2] and "Après." in read[-1]
