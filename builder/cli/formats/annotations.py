"""GitHub's annotations: one workflow command a line, nothing of a dossier able to start another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.cli.common import safe
from builder.cli.formats.items import Item, State, items
from builder.cli.judging import Judgement

_COMMAND = {State.FAILS: "error", State.TOLD: "notice", State.PASSES: "notice", State.APART: "notice"}


def as_annotations(judged: Sequence[Judgement], everything: bool) -> str:
    """Every item, then the verdict of each dossier."""
    return "\n".join(line for judgement in judged for line in _lines(judgement, everything)) + "\n"


def _lines(judgement: Judgement, everything: bool) -> Iterator[str]:
    for item in items(judgement, everything):
        at = {"file": item.path, "line": str(item.line), "col": str(item.column), "title": item.id}
        command = "warning" if item.state is State.TOLD and item.grade == "minor" else _COMMAND[item.state]
        yield _command(command, at, _text(item))
    assessment = judgement.judged.assessment
    if assessment is not None:
        name = judgement.root.resolve().name
        told = "error" if judgement.code else "notice"
        yield _command(told, {"title": f"{name} : {assessment.verdict.pack.titre}"}, assessment.verdict.summary)


def _text(item: Item) -> str:
    return "\n".join(part for part in (item.message, item.note, f"→ {item.remedy}" if item.remedy else "") if part)


def _command(name: str, properties: dict[str, str], text: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(text)}"


def _data(text: str) -> str:
    """Text as a command's last part: what would end the line, or be read as an escape, is escaped."""
    parts = (safe(line) for line in text.split("\n"))
    return "%0A".join(part.replace("%", "%25").replace("\r", "%0D") for part in parts)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
