"""`rie build`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from builder.cli.common import OK, REFUSED, fail, say
from builder.cli.report import diagnostics, title
from builder.load import resources
from builder.pipeline import Terms, assess, build


def run(roots: list[Path], terms: Terms, out: Path, only: tuple[str, ...]) -> int:
    """Build each dossier into `out`/<name>; 0 when every output asked for was made, whatever the verdict."""
    known = [d["id"] for d in resources.data("templates/documents.yml")] + ["site"]
    unknown = sorted(set(only) - set(known))
    if unknown:
        fail(REFUSED, f"document inconnu « {', '.join(unknown)} ».", f"Choisir parmi : {', '.join(known)}.")
    code = OK
    for root in roots:
        code = max(code, _one(root, terms, out, only))
    return code


def _one(root: Path, terms: Terms, out: Path, only: tuple[str, ...]) -> int:
    judged = assess(root, terms, describe=True)
    if judged.assessment is None:
        count = len(judged.diagnostics)
        say(f"{root.name} · {count} erreur{'s' if count > 1 else ''} de lecture : rien n'est produit")
        for line in diagnostics(judged.diagnostics):
            say(line)
        return REFUSED
    say(f"{click.style(title(judged.assessment), bold=True)} · {judged.assessment.verdict.summary}")
    for fault in diagnostics(judged.assessment.faults):
        say(fault)
    made = build(
        judged.assessment,
        out / root.resolve().name,
        version("rie"),
        _epoch(terms.date),
        only,
        lambda what: say(f"  … {what}"),
    )
    for path in made:
        say(f"  {click.style('✓', fg='green')} {path}")
    return REFUSED if judged.assessment.faults else OK


def _epoch(date: str) -> int:
    """The date of the files produced: SOURCE_DATE_EPOCH, else the day of evaluation."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdigit() else int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
