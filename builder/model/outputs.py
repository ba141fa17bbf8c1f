"""What `render` hands over to `publish`: text and figures, no file yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
