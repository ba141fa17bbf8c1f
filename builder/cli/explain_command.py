"""`rie explain` and `rie what-if`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builder.cli.common import OK, REFUSED, one_dossier, say, says_utf8
from builder.cli.explain_report import as_data, as_text, shifts_data, shifts_text
from builder.cli.json_report import refused_json
from builder.cli.report import refusal
from builder.load.suppose import edit_of
from builder.model.source import Diagnostic
from builder.pipeline import Terms, suppose, why


def run(target: str, named: Path | None, terms: Terms, form: str) -> int:
    """Explain one thing of a dossier; 0 when there is such a thing, whatever it says."""
    root = one_dossier(named)
    explanation, faults = why(root, terms, target)
    if explanation is None:
        return _refused(root, faults, terms, form)
    name = root.resolve().name
    if form == "json":
        _say_json(as_data(name, terms.date, explanation))
    else:
        for line in as_text(name, terms.date, explanation):
            say(line)
    return OK


def run_what_if(named: Path | None, terms: Terms, sets: Sequence[str], unsets: Sequence[str], form: str) -> int:
    """Tell what would change; 0 when it can be told, whatever changes."""
    edits = [*(edit_of(said, True) for said in sets), *(edit_of(said, False) for said in unsets)]
    root = one_dossier(named)
    found = suppose(root, terms, edits)
    if found.after is None:
        return _refused(root, found.diagnostics, terms, form)
    name = root.resolve().name
    said = [*sets, *(f"{u} n'est pas écrit" for u in unsets)]
    if form == "json":
        _say_json(shifts_data(name, terms.date, said, found.shifts))
    else:
        for line in shifts_text(name, terms.date, said, found.shifts):
            say(line)
    return OK


def _refused(root: Path, faults: Sequence[Diagnostic], terms: Terms, form: str) -> int:
    if form == "json":
        _say_json(refused_json(root, faults, terms.date))
    else:
        for line in refusal(root, faults, "le dossier n'est pas évalué"):
            say(line)
    return REFUSED


def _say_json(data: dict[str, Any]) -> None:
    say(json.dumps(data, ensure_ascii=not says_utf8(), indent=2))
