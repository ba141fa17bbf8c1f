"""`rie build`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from builder.cli.common import OK, REFUSED, fail, safe, say, source_date_epoch, told
from builder.cli.report import diagnostics, refusal, title
from builder.load import resources
from builder.model.errors import BuilderError
from builder.pipeline import Terms, assess, build


def run(roots: list[Path], terms: Terms, out: Path, only: tuple[str, ...], archive: bool = False) -> int:
    """Build each dossier into `out`/<name>; 0 when every output asked for was made, whatever the verdict."""
    known = [d["id"] for d in resources.data("templates/documents.yml")] + ["site"]
    unknown = sorted(set(only) - set(known))
    if unknown:
        fail(REFUSED, f"document inconnu « {', '.join(unknown)} ».", f"Choisir parmi : {', '.join(known)}.")
    roots = list({root.resolve(): root for root in roots}.values())
    _refuse_namesakes(roots, out)
    code = OK
    for root in roots:
        try:
            code = max(code, _one(root, terms, out, only, len(roots) > 1, archive))
        except BrokenPipeError:
            raise
        except (BuilderError, OSError) as fault:  # the other dossiers are built all the same
            code = max(code, told(fault))
    return code


def _refuse_namesakes(roots: list[Path], out: Path) -> None:
    twice = [name for name, count in Counter(root.resolve().name for root in roots).items() if count > 1]
    if twice:
        fail(
            REFUSED,
            f"deux dossiers du même nom « {twice[0]} » : le second remplacerait le premier dans {out / twice[0]}.",
            "Les produire l'un après l'autre, chacun avec son --out.",
        )


def _one(root: Path, terms: Terms, out: Path, only: tuple[str, ...], several: bool, archive: bool) -> int:
    judged = assess(root, terms, describe=True)
    if judged.assessment is None:
        for line in refusal(root, judged.diagnostics, "rien n'est produit"):
            say(line)
        return REFUSED
    name = f"{safe(root.resolve().name)} : " if several else ""
    say(f"{click.style(name + title(judged.assessment), bold=True)} · {judged.assessment.verdict.summary}")
    for fault in diagnostics(judged.assessment.faults):
        say(fault)
    made = build(
        judged.assessment,
        out / root.resolve().name,
        version("rie"),
        epoch_of(terms.date),
        only,
        lambda what: say(f"  … {what}"),
        archive=archive,
    )
    for path in made:
        say(f"  {click.style('✓', fg='green')} {safe(str(path))}")
    return REFUSED if judged.assessment.faults else OK


def epoch_of(date: str) -> int:
    """The date of the files produced: SOURCE_DATE_EPOCH, else the day of evaluation."""
    given = source_date_epoch()
    if given is not None:
        return given
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
