"""What `load` hands over: typed facts, the place of each, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from builder.model.decision import Record

# Order extremes of the fact model: `sans_limite` and `jamais` as a bound or a period are greater
# than any number, `jamais` as a past date is older than any date. 2**53 - 1 survives JSON.
SANS_LIMITE = 9007199254740991
JAMAIS = SANS_LIMITE
JAMAIS_FAIT = "0001-01-01"

#: Where a fact was written: the file's name in the dossier, then keys and list indexes.
#: Example: ("mie/carte-neutre.yml", "facteurs", 0, "type").
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file of the dossier; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def key(self) -> tuple[str, int, int]:
        """The order of places, cheaper to compare than places themselves."""
        return self.file, self.line, self.column


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One fault of a dossier: where, a stable code, what is wrong, what to write instead."""

    place: Place
    code: str
    message: str
    remedy: str


class EvidenceState(StrEnum):
    """What the disk says of a piece of evidence."""

    PRESENT = "presente"  # the file is there and its SHA-256 is the recorded one
    UNHASHED = "sans_empreinte"  # the file is there, no hash recorded
    ALTERED = "alteree"  # the file is there, its SHA-256 differs
    ABSENT = "absente"  # a file is named and is not there
    EXTERNAL = "externe"  # no file: kept elsewhere, under `reference_externe`


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A piece of the register as found on disk; `sha256` is of the file today, or None."""

    id: str
    state: EvidenceState
    sha256: str | None
    size: int | None


@dataclass(frozen=True)
class Dossier:
    """A loaded dossier.

    files: file name → its typed content, as written (groups of services not resolved). Yes/no are
        bool, numbers int (`sans_limite`/`jamais` = SANS_LIMITE), dates ISO text (`jamais` =
        JAMAIS_FAIT), everything else str; lists are list, tables dict.
    places: path → place of the key (or of the list item); also each file's root, path (file,).
    sha256: file name → SHA-256 of its bytes, evidence files included (`preuves/…`); of commission.yml, once the records
        that it cites are set to zeros.
    records: session → what its decision was taken on, for those that cite a record.
    """

    name: str
    root: str
    files: Mapping[str, Mapping[str, Any]]
    places: Mapping[Path, Place]
    evidence: Mapping[str, EvidenceFile]
    sha256: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)

    def value(self, path: Path) -> Any:
        """What is written at `path`; None when nothing is."""
        node: Any = self.files
        for key in path:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def place(self, path: Path) -> Place:
        """The place of `path`, or of the nearest table above that was written, or its file's start."""
        for length in range(len(path), 0, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return Place(str(path[0]) if path else "dossier.yml")
