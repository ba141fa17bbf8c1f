"""What nobody has answered yet, and what answering would settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from builder.model.source import Path, Place


class Urgency(IntEnum):
    """What waits for an answer, the strongest first."""

    BLOQUANT = 0  # a blocking rule of the regime asked for
    REGIME = 1  # another rule of that regime
    AUTRE = 2  # another text, a recommendation, a mere check


@dataclass(frozen=True, slots=True)
class Question:
    """One answer to write. `id` names its place, and is what an answer is keyed on."""

    id: str
    path: Path
    place: Place  # where it would be written, or the nearest place that exists
    about: str  # the object, in the author's words
    asked: str
    expected: str  # the kind of answer
    values: Mapping[str, str]  # closed values, or identifiers that exist, with their labels
    who: str  # the word of who can answer (`qualite` of a person)
    urgency: Urgency
    opens: tuple[str, ...]  # findings that wait for it
    fillable: bool  # an answer can be inserted; otherwise a file is to be made
