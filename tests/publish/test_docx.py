"""The DOCX files: parts that hold together, French, styled, marked on each page, and opened by another program."""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest

from builder.model.outputs import Document
from builder.publish.docx import make_docx
from tests.publish.office import opened
from tests.publish.sets import whole
from tests.publish.test_documents import texts

EPOCH = 1795392000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Made = dict[str, tuple[Document, bytes]]


@pytest.fixture(scope="module")
def made() -> Made:
    return {d.id: (d, make_docx(d, EPOCH)) for d in whole("ch-exemple").documents}


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(docx: bytes) -> ET.Element:
    return ET.fromstring(parts(docx)["word/document.xml"])


def words(element: ET.Element) -> str:
    return "".join(t.text or "" for t in element.iter(W + "t"))


def typeset(made: Made, markdown: str, **changed: object) -> bytes:
    document = made["attestation"][0]
    return make_docx(replace(document, markdown=markdown, figures={}, meta={**document.meta, **changed}), EPOCH)


def faults_of_parts(office: bytes) -> list[str]:
    """What is wrong with the parts of an office file: XML, type, links between them."""
    held = parts(office)
    told = []
    types = held["[Content_Types].xml"].decode()
    for name, data in held.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(data)
        if f'PartName="/{name}"' not in types and f'Extension="{name.rsplit(".", 1)[-1]}"' not in types:
            told.append(f"sans type : {name}")
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            for link in ET.fromstring(data):
                if link.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join(base, link.get("Target", "").lstrip("/")))
                    told += [] if target in held else [f"lien mort : {name} → {target}"]
    return told


def faults(docx: bytes) -> list[str]:
    """What a strict reader would have to repair."""
    held = parts(docx)
    told = faults_of_parts(docx)
    text, styles = held["word/document.xml"].decode(), held["word/styles.xml"].decode()
    known = set(re.findall(r'w:styleId="([^"]+)"', styles))
    told += [f"style inconnu : {s}" for s in set(re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', text)) - known]
    marks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text)
    told += [f"marque double : {m}" for m in set(marks) if marks.count(m) > 1] + [m for m in marks if len(m) > 40]
    told += [f"ancre morte : {a}" for a in set(re.findall(r'w:anchor="([^"]+)"', text)) - set(marks)]
    drawn = re.findall(r"<wp:docPr [^>]*\bid=\"(\d+)\"", text)
    return told + [f"image double : {d}" for d in set(drawn) if drawn.count(d) > 1]


@pytest.mark.parametrize("id_", ["attestation", "matrice"])
def test_every_part_holds_and_nothing_is_to_repair(id_: str, made: Made) -> None:
    assert faults(made[id_][1]) == []


@pytest.mark.parametrize("id_", ["attestation", "matrice"])
def test_another_program_opens_it_and_each_page_says_what_it_is(id_: str, made: Made) -> None:
    document, docx = made[id_]
    pages = [page.replace("\u00a0", " ").replace("\u202f", " ") for page in texts(opened(docx, "docx"))]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert document.title in page and "PROJET" in page
        assert document.meta["cercle"].split()[-1] in page
        assert "évalué au 23/11/2026" in page
        assert re.search(rf"\b{number} / {len(pages)}\b", page), page[-200:]


def test_the_contents_are_written_and_lead_to_the_headings(made: Made) -> None:
    docx = typeset(made, "# Un < deux\n\n## Deux\n\n### Trois\n\n# Quatre\n", sommaire=2)
    told = [(s.get(W + "val", ""), words(p)) for p in body(docx).iter(W + "p") if (s := p.find(f"{W}pPr/{W}pStyle")) is not None]  # fmt: skip
    listed = [("TOCHeading", "Sommaire"), ("TOC1", "Un < deux"), ("TOC2", "Deux"), ("TOC1", "Quatre")]
    assert [t for t in told if t[0].startswith("TOC")] == listed
    assert [t[1] for t in told if t[0] in ("Heading1", "Heading2")] == [t[1] for t in listed[1:]]
    assert len(list(body(docx).iter(W + "hyperlink"))) == 3 and faults(docx) == []
    assert not any("TOC" in (i.text or "") for i in body(made["attestation"][1]).iter(W + "instrText"))


def test_it_is_in_french_dated_and_titled(made: Made) -> None:
    held = parts(made["attestation"][1])
    core = held["docProps/core.xml"].decode()
    assert "<dc:language>fr-FR</dc:language>" in core
    assert "<dc:title>Attestation de conformité</dc:title>" in core
    assert core.count("2026-11-23T00:00:00Z") == 2
    assert re.search(r'<w:lang [^>]*w:val="fr-FR"', held["word/styles.xml"].decode())
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(made["attestation"][1])).infolist()} == {
        (2026, 11, 23, 0, 0, 0)
    }


def test_figures_are_there_with_their_text_and_no_wider_than_the_page(made: Made) -> None:
    document, docx = made["matrice"]
    held = parts(docx)
    drawn = re.findall(r'<wp:extent cx="(\d+)".*?<wp:docPr descr="([^"]+)"', held["word/document.xml"].decode(), re.S)
    assert len(drawn) == len(document.figures) == 1
    assert "6 satisfaites" in drawn[0][1]
    assert 3_000_000 < int(drawn[0][0]) <= 9412 * 635
    assert [n for n, data in held.items() if data.startswith(b"\x89PNG")] != []


def test_a_figure_that_is_missing_is_refused(made: Made) -> None:
    from builder.model.errors import BuilderError

    with pytest.raises(BuilderError, match="pandoc a refusé « Attestation de conformité »"):
        typeset(made, "![dit tout](absente.svg)")


def test_tables_repeat_their_header_fill_the_page_and_keep_rows_whole(made: Made) -> None:
    text = body(made["matrice"][1])
    tables = [t for t in text.iter(W + "tbl") if t.find(f"{W}tblPr/{W}tblStyle").get(W + "val") == "Table"]  # type: ignore[union-attr]
    assert len(tables) > 30
    for table in tables:
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert 9400 <= sum(int(c.get(W + "w", "0")) for c in table.iter(W + "gridCol")) <= 9412
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(W + "tr"))


def test_captions_are_numbered_by_a_field_the_same_as_in_the_pdf(made: Made) -> None:
    from builder.publish.pandoc import to_typst

    source = "".join(f"| A | B |\n|---|---|\n| a | b |\n\n: Les {w}\n\n" for w in ("uns", "autres"))
    text = body(typeset(made, source))
    captions = [p for p in text.iter(W + "p") if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(W + "val") == "TableCaption"]  # fmt: skip
    assert [words(c) for c in captions] == ["Tableau\u00a01\u00a0– Les uns", "Tableau\u00a02\u00a0– Les autres"]
    assert [c.find(f"{W}fldSimple").get(W + "instr", "").split()[:2] for c in captions] == [["SEQ", "Tableau"]] * 2  # type: ignore[union-attr]
    typst = to_typst(source + '![Le dessin](a.svg){alt="ce qu&#39;il montre"}\n', "essai").replace("~", "\u00a0")
    assert "caption: [Tableau\u00a02\u00a0-- Les autres]" in typst
    assert 'alt: "ce qu\'il montre"' in typst and "caption: [Figure\u00a01\u00a0-- Le dessin]" in typst


def test_our_blocks_are_styles(made: Made) -> None:
    styles = "".join(re.findall(r'<w:tblStyle w:val="([^"]+)"', parts(made["attestation"][1])["word/document.xml"].decode()))  # fmt: skip
    for wanted in ("EncadreAttention", "Mention", "Signature", "Fiche", "Sigles"):
        assert wanted in styles


def test_a_decision_takes_the_mark_away(made: Made) -> None:
    assert b"PROJET" in parts(typeset(made, "oui"))["word/header1.xml"]
    assert b"PROJET" not in parts(typeset(made, "oui", projet=False))["word/header1.xml"]


def test_hostile_words_stay_words(made: Made) -> None:
    from builder.render.markdown import escape, seen

    evil = '"><w:tr> ]]> ${projet} <script>alert(1)</script> ![](/etc/passwd) ::: {.saut} \ufffe & {=openxml}'
    docx = typeset(made, f"# {escape(evil)}\n\n| a | b |\n|---|---|\n| {escape(evil)} | b |\n", entete=seen(evil), pied=seen(evil), sommaire=2)  # fmt: skip
    assert faults(docx) == []
    assert words(body(docx)).count("<script>alert(1)</script>") == 3
    assert "/etc/passwd" in words(ET.fromstring(parts(docx)["word/header1.xml"]))


def test_a_very_long_cell_and_a_very_long_word_open(made: Made) -> None:
    long = " ".join(f"mot{i}" for i in range(4000))
    docx = typeset(made, f"| a | b |\n|---|---|\n| {long} | {'x' * 400} |\n")
    read = " ".join(texts(opened(docx, "docx")))
    assert "mot0 " in read and "mot3999" in read


@pytest.mark.parametrize("id_", ["attestation", "matrice"])
def test_nothing_of_the_markdown_is_lost_on_the_way(id_: str, made: Made) -> None:
    """Headings, tables, figures and words: as many in the PDF's source and in the DOCX as in the Markdown."""
    from builder.publish.pandoc import to_typst

    document, docx = made[id_]
    source = document.markdown
    heads, figures = len(re.findall(r"(?m)^#+ ", source)), len(re.findall(r"(?m)^!\[", source))
    tables = len(re.findall(r"(?m)^\|(?:[-:]+\|)+$", source))
    assert heads > 5 and tables > 5
    typst = to_typst(source, document.title)
    assert len(re.findall(r"(?m)^=+ |#heading\(", typst)) == heads
    assert (typst.count("#table("), typst.count("#image(")) == (tables, figures)
    text = body(docx)
    styles = [s.get(W + "val", "") for s in text.iter(W + "pStyle")]
    boxes = ("Encadre", "Mention")
    laid = [t.get(W + "val", "") for t in text.iter(W + "tblStyle")]
    assert sum(s.startswith("Heading") for s in styles) == heads
    assert sum(not s.startswith(boxes) for s in laid) == tables
    assert parts(docx)["word/document.xml"].count(b"<pic:pic>") == figures
