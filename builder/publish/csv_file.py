"""A table → CSV as French spreadsheets open it: UTF-8 with its mark, semicolons, CRLF."""

from __future__ import annotations

import csv
import io

from builder.model.outputs import Column, Table
from builder.publish.cells import as_text


def make_csv(table: Table) -> bytes:
    """One table → bytes. A text that could be read as a formula gets an apostrophe; nothing is cut."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_text(c.title) for c in table.columns])
    for row in table.rows:
        writer.writerow([_cell(row.get(c.key, ""), c) for c in table.columns])
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def _cell(value: str | int | float, column: Column) -> str:
    if isinstance(value, str):
        return _day(value) if column.kind == "date" and value else as_text(value)
    return str(value).replace(".", ",")


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
