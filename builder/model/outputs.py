"""What `render` hands over to `publish`: text and figures, no file yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

FORMATS = ("pdf", "docx")  # of a document whose entry says nothing else
TABLE_FORMATS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Document:
    """One document to print. `meta` is plain data for the layout; `facts` is attached as JSON."""

    id: str
    title: str
    file: str
    markdown: str
    meta: Mapping[str, Any]
    facts: Mapping[str, Any]
    figures: Mapping[str, str] = field(default_factory=dict)  # file name → SVG
    formats: tuple[str, ...] = FORMATS

    def files(self) -> dict[str, str]:
        """Format → name of the file."""
        return files_of(self.file, self.formats)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key of its cells, its heading, its width in characters, what its cells hold.

    kind: texte, code (a name or a number that one looks for as it is typed), nombre, date (ISO in the cell) or lien (an
    https address). tones: word of a cell → favorable, attention,
    defavorable or neutre; help: one sentence that explains the column.
    """

    key: str
    title: str
    width: int = 16
    kind: str = "texte"
    tones: Mapping[str, str] = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table to filter and sort, made into XLSX and CSV. Cells are str, int or float; a missing one is empty.

    `meta` is that of a document; fixed: how many columns stay in sight when one slides to the right.
    """

    id: str
    title: str
    file: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str | int | float], ...]
    meta: Mapping[str, Any]
    fixed: int = 1
    formats: tuple[str, ...] = TABLE_FORMATS

    def files(self) -> dict[str, str]:
        """Format → name of the file."""
        return files_of(self.file, self.formats)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Everything that a build prints: documents, pages of the site, figures of the site."""

    documents: tuple[Document, ...]
    pages: Mapping[str, str]  # path below the site's root → Markdown
    figures: Mapping[str, str]  # path below the site's root → SVG
    nav: tuple[Any, ...]
    site_name: str
    inputs: Mapping[str, Any]  # the manifest of inputs
    footer: str = ""  # what every page of the site says of itself
    tables: tuple[Table, ...] = ()


def pages_of(file: str) -> str:
    """The mark that a page carries where the number of pages of a PDF goes: known once it is made."""
    return f"[[pages {file}]]"


def files_of(file: str, formats: Sequence[str]) -> dict[str, str]:
    """Format → name of the file, for a document named `file` whatever its suffix."""
    return {form: str(PurePosixPath(file).with_suffix(f".{form}")) for form in formats}
