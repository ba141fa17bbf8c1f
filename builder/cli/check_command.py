"""`rie check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from builder.cli.calendar_report import as_data, as_ics, as_text
from builder.cli.common import OK, REFUSED, UNFAVOURABLE, say
from builder.cli.json_report import as_json
from builder.cli.report import diagnostics, report
from builder.model.source import Diagnostic
from builder.pipeline import Judged, Terms, assess, watch


def run(roots: list[Path], terms: Terms, everything: bool, form: str) -> int:
    """Check each dossier; the worst exit code of all."""
    judged = [(root, assess(root, terms, describe=form == "json")) for root in roots]
    if form == "json":
        say(json.dumps([as_json(root, one, terms.date) for root, one in judged], ensure_ascii=False, indent=2))
    else:
        for i, (root, one) in enumerate(judged):
            if i:
                say()
            _print(root, one, everything)
    return max(_code(one) for _, one in judged)


def watch_run(roots: list[Path], terms: Terms, until: str, form: str) -> int:
    """List what changes until a day; 0 unless a dossier is refused."""
    code, data = OK, []
    for root in roots:
        if form == "text":
            say(f"{root.resolve().name} : calcul des échéances…", err=True)
        changes, faults = watch(root, terms, until)
        if changes is None:
            code = REFUSED
            _refused(root, faults)
        elif form == "ics":
            say(as_ics(root.resolve().name, terms.date, changes).rstrip("\r\n"))
        elif form == "json":
            data.append(as_data(root.resolve().name, changes))
        else:
            for line in as_text(root.resolve().name, terms.date, until, changes):
                say(line)
    if form == "json":
        say(json.dumps(data, ensure_ascii=False, indent=2))
    return code


def _print(root: Path, judged: Judged, everything: bool) -> None:
    if judged.assessment is not None:
        for line in report(judged.assessment, everything):
            say(line)
        return
    _refused(root, judged.diagnostics)


def _refused(root: Path, faults: Sequence[Diagnostic]) -> None:
    count = len(faults)
    say(f"{root.resolve().name} · {count} erreur{'s' if count > 1 else ''} de lecture : le dossier n'est pas évalué")
    for line in diagnostics(faults):
        say(line)


def _code(judged: Judged) -> int:
    if judged.assessment is None or judged.assessment.faults:
        return REFUSED
    return OK if judged.assessment.favourable else UNFAVOURABLE
