"""`rie check`."""

from __future__ import annotations

import json
from pathlib import Path

from builder.cli.common import OK, REFUSED, UNFAVOURABLE, say
from builder.cli.json_report import as_json
from builder.cli.report import diagnostics, report
from builder.pipeline import Judged, Terms, assess


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


def _print(root: Path, judged: Judged, everything: bool) -> None:
    if judged.assessment is not None:
        for line in report(judged.assessment, everything):
            say(line)
        return
    count = len(judged.diagnostics)
    say(f"{root.name} · {count} erreur{'s' if count > 1 else ''} de lecture : le dossier n'est pas évalué")
    for line in diagnostics(judged.diagnostics):
        say(line)


def _code(judged: Judged) -> int:
    if judged.assessment is None or judged.assessment.faults:
        return REFUSED
    return OK if judged.assessment.favourable else UNFAVOURABLE
