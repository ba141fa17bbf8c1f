"""A table → XLSX: filters, frozen panes, set widths, ready to print; words are never formulas."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from builder.model.outputs import Column, Table
from builder.publish.cells import LIMIT, risky, split
from builder.render.french import number

_CELL = {"text_wrap": True, "valign": "top", "font_name": "Calibri", "font_size": 10, "border": 1, "border_color": "#D5DBE1"}  # fmt: skip
_HEAD = {**_CELL, "bold": True, "valign": "vcenter", "bg_color": "#1C4F7C", "font_color": "#FFFFFF"}
_TONES = {
    "favorable": {"bg_color": "#E8F4EE", "font_color": "#1F7A4D"},
    "attention": {"bg_color": "#FDF4E3", "font_color": "#8F5A0A"},
    "defavorable": {"bg_color": "#FBEAE9", "font_color": "#B3261E"},
    "neutre": {"font_color": "#5B6875"},
}
_KINDS: Mapping[str, Mapping[str, Any]] = {"date": {"num_format": "dd/mm/yyyy"}, "nombre": {"num_format": "# ##0.##"}, "lien": {"font_color": "#1C4F7C", "underline": 1}}  # fmt: skip
_HEADER = 200  # signs of a header or footer; Excel takes 255, its own codes included
_ADDRESS = 2_079  # signs of a link
_LINE = 13  # points, of a line of text
_TALLEST = 409  # points, of a row
LONG, READ = "Textes longs", "À lire"


def make_xlsx(table: Table, epoch: int) -> bytes:
    """One table → bytes, the same each time. epoch: the date in its properties.

    Three sheets: the table, what to know of it, and, when a text passes what a cell can hold, the whole of it.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.set_size(24_000, 14_000)
    book.set_properties(
        {
            "title": table.meta["entete"],
            "subject": table.meta["resume"],
            "author": table.meta["etablissement"],
            "keywords": ", ".join(table.meta["mots_cles"]),
            "comments": table.meta["pied"],
            "created": datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None),
        }
    )
    sheet = book.add_worksheet(_named(table.title))
    about = book.add_worksheet(READ)
    writer = _Writer(book, sheet)
    writer.fill(table)
    _set_up(sheet, table)
    _about(book, about, table, len(writer.long) > 0)
    if writer.long:
        _whole(book, writer.long)
    book.close()
    return packed.getvalue()


class _Writer:
    """Writes the cells of the table; `long`: the texts that pass the limit, with the place of their cell."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self.long: list[tuple[str, list[str]]] = []
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def fill(self, table: Table) -> None:
        head = self.book.add_format(_HEAD)
        for at, column in enumerate(table.columns):
            self.sheet.write_string(0, at, column.title, head)
            self.sheet.set_column(at, at, column.width)
        self.sheet.set_row(0, 26)
        for rank, row in enumerate(table.rows, 1):
            lines = 1
            for at, column in enumerate(table.columns):
                value = row.get(column.key, "")
                self._cell(rank, at, column, value)
                lines = max(lines, _lines(str(value), column.width))
            self.sheet.set_row(rank, min(_TALLEST, _LINE * lines + 4))

    def _cell(self, row: int, at: int, column: Column, value: str | int | float) -> None:
        if not isinstance(value, str):
            self.sheet.write_number(row, at, value, self._format(column.kind))
        elif column.kind == "date" and value:
            self.sheet.write_datetime(row, at, date.fromisoformat(value), self._format("date"))
        elif column.kind == "lien" and value.startswith("https://") and len(value) <= _ADDRESS:
            self.sheet.write_url(row, at, value, self._format("lien"))
        else:
            self._words(row, at, column, value)

    def _words(self, row: int, at: int, column: Column, text: str) -> None:
        pieces = split(text)
        if len(pieces) > 1:
            place = f"{_letters(at)}{row + 1}"
            self.long.append((place, pieces))
            told = f"… (texte entier : feuille « {LONG} », cellule {place})"
            text = split(text, LIMIT - len(told))[0] + told
        self.sheet.write_string(row, at, text, self._format("texte", column.tones.get(text, ""), risky(text)))

    def _format(self, kind: str, tone: str = "", quoted: bool = False) -> Any:
        """quoted: an apostrophe that only the edit line shows, so that the text stays text once edited."""
        key = (kind, tone, quoted)
        if key not in self._formats:
            looks: dict[str, Any] = {**_CELL, **_KINDS.get(kind, {}), **_TONES.get(tone, {})}
            self._formats[key] = self.book.add_format(looks | ({"quote_prefix": True} if quoted else {}))
        return self._formats[key]


def _set_up(sheet: Any, table: Table) -> None:
    sheet.freeze_panes(1, table.fixed)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    mark = "PROJET" if table.meta["projet"] else ""
    sheet.set_header(f"&L{_coded(table.meta['entete'])}&R&B{mark}")
    sheet.set_footer(f"&L{_coded(table.meta['pied'])}&R&P / &N")


def _about(book: Any, sheet: Any, table: Table, long: bool) -> None:
    title = book.add_format({"font_name": "Calibri", "font_size": 16, "bold": True, "font_color": "#1C4F7C"})
    strong = book.add_format({"font_name": "Calibri", "font_size": 10, "bold": True, "valign": "top"})
    plain = book.add_format({"font_name": "Calibri", "font_size": 10, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, table.title, title)
    meta = table.meta
    said = [
        ("Établissement", meta["etablissement"]),
        ("Schéma", meta["sous_titre"]),
        ("État", "projet, aucune décision enregistrée" if meta["projet"] else "décision enregistrée"),
        ("Origine", meta["pied"]),
        ("Lignes", f"{number(len(table.rows))}, à filtrer par les flèches de la première ligne"),
        *((c.title, c.help) for c in table.columns if c.help),
    ]
    if long:
        said.append((LONG, f"Une cellule tient {number(LIMIT)} signes. Les textes plus longs sont entiers dans la feuille « {LONG} »."))  # fmt: skip
    for row, (name, text) in enumerate(said, 2):
        sheet.write_string(row, 0, name, strong)
        sheet.write_string(row, 1, split(text)[0], plain)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{_coded(meta['pied'])}&R&P / &N")


def _whole(book: Any, long: list[tuple[str, list[str]]]) -> None:
    sheet = book.add_worksheet(LONG)
    head, cell = book.add_format(_HEAD), book.add_format({**_CELL, "quote_prefix": True})
    for at, (name, width) in enumerate((("Cellule", 10), ("Morceau", 10), ("Texte", 120))):
        sheet.write_string(0, at, name, head)
        sheet.set_column(at, at, width)
    row = 0
    for place, pieces in long:
        for rank, piece in enumerate(pieces, 1):
            row += 1
            sheet.write_string(row, 0, place, cell)
            sheet.write_number(row, 1, rank, cell)
            sheet.write_string(row, 2, piece, cell)
    sheet.freeze_panes(1, 0)


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in a column, a little more rather than less: no reader of the file computes it."""
    return sum(1 + int(len(part) / max(1, width * 1.05)) for part in text.split("\n"))


def _coded(text: str) -> str:
    """Words of a header or a footer, where `&` begins a code, cut with a mark at what the format takes."""
    coded = text.replace("&", "&&")
    if len(split(coded, _HEADER)) == 1:
        return coded
    return split(coded, _HEADER - 1)[0].rstrip("&") + "…"


def _named(title: str) -> str:
    """A name that Excel takes for a sheet: 31 signs, none of []:*?/\\."""
    return " ".join("".join(" " if c in "[]:*?/\\" else c for c in title).split())[:31].strip("' ")


def _letters(column: int) -> str:
    """0 → A, 26 → AA."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
