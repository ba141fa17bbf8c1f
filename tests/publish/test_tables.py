"""Tables to filter: what a spreadsheet reads is what was written, never a formula, and nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model.outputs import Column, Table
from builder.publish.cells import LIMIT, as_text, risky, split
from builder.publish.csv_file import make_csv
from builder.publish.workbook import LONG, make_xlsx
from tests.publish.office import opened
from tests.publish.sets import assessed, whole

EPOCH = 1795392000
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
META = {"entete": "Essai & épreuve — CH", "resume": "Essai", "etablissement": "CH", "pied": "RIE v2 · diffusion interne",
        "sous_titre": "Schéma", "projet": True, "mots_cles": ["RIE"]}  # fmt: skip
HOSTILE = [
    "=1+1", "+33 1 02", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＠x", "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://exemple.fr")', "'=1+1", '";=1+1', "_x0041_", "http://exemple.fr", "mailto:a@b", "0123", "1e5", "VRAI", "12/11/2026",
]  # fmt: skip


def table(*values: str | int | float, kind: str = "texte") -> Table:
    columns = (Column("a", "Rang"), Column("b", "Valeur", 30, kind, {"oui": "favorable"}))
    return Table("essai", "Essai : [a]/b", "essai.xlsx", columns, tuple({"a": i, "b": v} for i, v in enumerate(values)), META)  # fmt: skip


def parts(xlsx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def cells(xlsx: bytes, sheet: int = 1) -> dict[str, str]:
    """Place → text of a cell, as the format says to read it."""
    held = parts(xlsx)
    shared = ["".join(t.text or "" for t in si.iter(M + "t")) for si in ET.fromstring(held["xl/sharedStrings.xml"])]
    found = {}
    for cell in ET.fromstring(held[f"xl/worksheets/sheet{sheet}.xml"]).iter(M + "c"):
        value = cell.findtext(M + "v")
        if value is not None:
            read = shared[int(value)] if cell.get("t") == "s" else value
            found[cell.get("r", "")] = re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), read)
    return found


def rows(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(made[3:].decode(), newline=""), delimiter=";"))


def test_hostile_values_are_words_in_the_workbook() -> None:
    made = make_xlsx(table(*HOSTILE), EPOCH)
    read = cells(made)
    assert [read[f"B{i}"] for i in range(2, len(HOSTILE) + 2)] == [h.replace("\r", "\r") for h in HOSTILE]
    text = b"".join(parts(made).values())
    assert b"<f>" not in text and b"<hyperlink" not in text
    styles = ET.fromstring(parts(made)["xl/styles.xml"])
    quoted = {str(i) for i, xf in enumerate(styles.find(M + "cellXfs") or ()) if xf.get("quotePrefix") == "1"}
    used = {c.get("r"): c.get("s") for c in ET.fromstring(parts(made)["xl/worksheets/sheet1.xml"]).iter(M + "c")}
    assert {h for i, h in enumerate(HOSTILE, 2) if used[f"B{i}"] in quoted} == {h for h in HOSTILE if risky(h)}


def test_another_program_computes_nothing() -> None:
    """LibreOffice opens both files; what it reads back is what was written, the CSV's apostrophe apart."""
    shown = [h for h in HOSTILE if not re.search(r"[\t\r\n]", h)]
    read = rows(b"\xef\xbb\xbf" + opened(make_xlsx(table(*shown), EPOCH), "xlsx", 'csv:Text - txt - csv (StarCalc):59,34,76').removeprefix(b"\xef\xbb\xbf"))  # fmt: skip
    assert [row[1] for row in read[1:]] == shown


@pytest.mark.parametrize("value", HOSTILE)
def test_no_line_of_the_csv_begins_a_formula(value: str) -> None:
    read = rows(make_csv(table(value)))
    assert len(read) == 2
    assert not risky(read[1][1])
    assert read[1][1] in (value, "'" + value)
    assert (read[1][1] != value) == risky(value)


def test_the_csv_is_what_a_french_spreadsheet_opens() -> None:
    made = make_csv(table('é ; "x"\nautre', 1.5))
    assert made.startswith("\ufeffRang;Valeur\r\n".encode())
    assert made.endswith(b"1;1,5\r\n")
    assert rows(made)[1] == ["0", 'é ; "x"\nautre']
    assert rows(make_csv(table("2026-11-23", "", kind="date")))[1:] == [["0", "23/11/2026"], ["1", ""]]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.integers(2, 9))
def test_pieces_hold_and_lose_nothing(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(len(p.encode("utf-16-le", "surrogatepass")) // 2 <= limit for p in pieces)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_text_is_told_apart_from_formulas(text: str) -> None:
    assert not risky(as_text(text))
    assert as_text(text).removeprefix("'") == text.removeprefix("'")


def test_a_text_past_the_limit_is_whole_on_its_own_sheet_and_the_cell_says_so() -> None:
    long = "".join(f"{i} 🩺 " for i in range(12_000))
    made = make_xlsx(table("court", long), EPOCH)
    cell = cells(made)["B3"]
    assert len(cell.encode("utf-16-le")) // 2 <= LIMIT
    assert cell.endswith(f"… (texte entier : feuille « {LONG} », cellule B3)")
    whole = cells(made, 3)
    assert "".join(whole[f"C{i}"] for i in range(2, 2 + sum(k.startswith("C") for k in whole) - 1)) == long
    assert {whole[k] for k in whole if k.startswith("A") and k != "A1"} == {"B3"}
    assert any(LONG in v for v in cells(made, 2).values())
    assert "sheet3" not in "".join(parts(make_xlsx(table("court"), EPOCH)))
    assert rows(make_csv(table(long)))[1][1] == long


def test_filters_panes_print_and_properties() -> None:
    held = parts(make_xlsx(table("oui", "non"), EPOCH))
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    for wanted in ('<autoFilter ref="A1:B3"', 'ySplit="1"', 'xSplit="1"', 'state="frozen"', 'orientation="landscape"', 'fitToHeight="0"',
                   "&amp;LEssai &amp;&amp; épreuve — CH&amp;R&amp;BPROJET", "diffusion interne", "&amp;P / &amp;N"):  # fmt: skip
        assert wanted in sheet, wanted
    assert 'name="Essai a b"' in held["xl/workbook.xml"].decode()
    assert "_xlnm.Print_Titles" in held["xl/workbook.xml"].decode()
    assert held["docProps/core.xml"].decode().count("2026-11-23T00:00:00Z") == 2


def test_a_header_longer_than_the_format_takes_is_cut_not_lost() -> None:
    made = make_xlsx(replace(table("x"), meta={**META, "entete": "&" * 400}), EPOCH)
    head = re.search("<oddHeader>(.*?)</oddHeader>", parts(made)["xl/worksheets/sheet1.xml"].decode())
    assert head is not None and len(head[1].replace("&amp;", "&")) <= 255


def test_twice_the_same_bytes() -> None:
    made = whole("ch-exemple").tables[0]
    assert make_xlsx(made, EPOCH) == make_xlsx(made, EPOCH)
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(make_xlsx(made, EPOCH))).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def traced() -> tuple[Table, list[dict[str, Any]]]:
    made = next(t for t in whole("ch-exemple").tables if t.id == "tracabilite")
    return made, [dict(r) for r in made.rows]


def test_the_matrix_of_traceability_tells_every_finding_with_its_places_and_pieces() -> None:
    assessment = assessed("ch-exemple")
    made, told = traced()
    assert len(told) == len(assessment.findings)
    assert {r["regle"] for r in told} == {f.rule.id for f in assessment.findings}
    row = next(r for r in told if r["regle"] == "RIE-MIE-01" and r["sujet"].startswith("Carte d’établissement"))
    assert row["exigence"] == "EXI RIE-PS 09"  # as one types it into a filter
    assert row["resultat"] == "satisfait" and row["preuve"] == "prouvé"
    assert "Catégories de facteurs\u00a0: Connaissance, Possession (mie/carte-neutre.yml:11, 12)" in row["faits"]
    assert "fiche-carte" in row["pieces"]
    reserved = [r for r in told if r["reserve"]]
    assert {r["reserve"] for r in reserved} == {"R-01", "R-02", "R-03", "R-04", "R-05", "R-06"}
    assert told[0]["texte"].startswith("RIE v2") and told[0]["resultat"] != "sans objet"
    read = rows(make_csv(made))
    assert len(read) == len(told) + 1 and {len(r) for r in read} == {len(made.columns)}
    assert "preuves/" not in make_csv(made).decode() and ".pdf" not in make_csv(made).decode()
