"""`rie check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.cli.calendar_report import as_data, as_ics, as_text
from builder.cli.common import OK, REFUSED, safe, say, says_utf8
from builder.cli.formats import WRITERS
from builder.cli.json_report import as_json, refused_json
from builder.cli.judging import Judgement, judge_all
from builder.cli.report import refusal, report
from builder.model.source import Diagnostic
from builder.pipeline import Terms, watch


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the check is told, in which form, and what counts."""

    form: str
    everything: bool = False
    strict: bool = False
    but: tuple[str, ...] = ()


def run(roots: list[Path], terms: Terms, shown: Shown) -> int:
    """Check each dossier; the worst exit code of all. Raises BuilderError for a `--sauf` that no decision allows."""
    judged = judge_all(roots, terms, shown.form == "json", shown.strict, shown.but)
    if shown.form == "json":
        _say_json([as_json(one, terms.date) for one in judged])
    elif shown.form == "text":
        for i, one in enumerate(judged):
            if i:
                say()
            _print(one, shown.everything, len(roots) > 1)
    else:
        say(WRITERS[shown.form](judged, shown.everything).rstrip("\n"))
    return max(one.code for one in judged)


def watch_run(roots: list[Path], terms: Terms, until: str, form: str) -> int:
    """List what changes until a day; 0 unless a dossier is refused."""
    code = OK
    data: list[dict[str, object]] = []
    for root in roots:
        name = root.resolve().name
        if form == "text":
            say(f"{safe(name)} : calcul des échéances…", err=True)
        changes, faults = watch(root, terms, until)
        if changes is None:
            code = REFUSED
            if form == "json":
                data.append(refused_json(root, faults, terms.date))
            else:  # an agenda holds nothing but itself
                _refused(root, faults, err=form == "ics")
        elif form == "ics":
            say(as_ics(name, terms.date, changes).rstrip("\r\n"))
        elif form == "json":
            data.append(as_data(name, changes))
        else:
            for line in as_text(name, terms.date, until, changes):
                say(line)
    if form == "json":
        _say_json(data)
    return code


def _say_json(data: list[dict[str, Any]]) -> None:
    say(json.dumps(data, ensure_ascii=not says_utf8(), indent=2))


def _print(judgement: Judgement, everything: bool, several: bool) -> None:
    root = judgement.root
    if judgement.judged.assessment is not None:
        for line in report(judgement, everything, root.resolve().name if several else ""):
            say(line)
        return
    _refused(root, judgement.judged.diagnostics)


def _refused(root: Path, faults: Sequence[Diagnostic], err: bool = False) -> None:
    for line in refusal(root, faults, "le dossier n'est pas évalué"):
        say(line, err=err)
