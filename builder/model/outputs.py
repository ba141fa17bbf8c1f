"""What `render` hands over to `publish`: text and figures, no file yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

FORMATS = ("pdf", "docx")  # of a document whose entry says nothing else


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
class Rendered:
    """Everything that a build prints: documents, pages of the site, figures of the site."""

    documents: tuple[Document, ...]
    pages: Mapping[str, str]  # path below the site's root → Markdown
    figures: Mapping[str, str]  # path below the site's root → SVG
    nav: tuple[Any, ...]
    site_name: str
    inputs: Mapping[str, Any]  # the manifest of inputs
    footer: str = ""  # what every page of the site says of itself


def pages_of(file: str) -> str:
    """The mark that a page carries where the number of pages of a PDF goes: known once it is made."""
    return f"[[pages {file}]]"


def files_of(file: str, formats: Sequence[str]) -> dict[str, str]:
    """Format → name of the file, for a document named `file` whatever its suffix."""
    return {form: str(PurePosixPath(file).with_suffix(f".{form}")) for form in formats}
