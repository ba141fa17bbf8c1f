"""`rie plan`: what is engaged, what is proposed, what cannot be met in time."""

from __future__ import annotations

import json
from pathlib import Path

import click

from builder.cli.common import OK, REFUSED, fail, safe, say, says_utf8
from builder.cli.plan_report import as_data, as_ics, as_text
from builder.cli.report import refusal
from builder.edit.plan import write
from builder.model.plan import Action, Origin
from builder.pipeline import Terms, weigh


def run(root: Path, terms: Terms, form: str, writing: bool) -> int:
    """Tell the plan of a dossier; `writing`: then add its proposals to plan.yml."""
    weighed = weigh(root, terms, planned=True)
    if weighed.plan is None or weighed.register is None or weighed.assessment is None:
        for line in refusal(root, weighed.diagnostics, "le plan n'est pas calculé"):
            say(line, err=form != "text")
        return REFUSED
    if writing and form != "text":
        fail(REFUSED, "--write ne va pas avec --format.", "Écrire d'abord, puis demander le format.")
    if form == "json":
        say(json.dumps(as_data(root, weighed.plan), ensure_ascii=not says_utf8(), indent=2))
    elif form == "ics":
        say(as_ics(root.resolve().name, weighed.plan))
    elif not writing:
        for line in as_text(weighed.assessment, weighed.register, weighed.plan):
            say(line)
    if writing:
        _write(root, [a for a in weighed.plan.actions if a.origin is Origin.PROPOSEE])
    return OK


def _write(root: Path, proposals: list[Action]) -> None:
    for line in write(root, proposals):
        say(click.style("+" + safe(line), fg="green"))
    if not proposals:
        say("Rien à ajouter : le plan ne propose pas d'autre action.")
        return
    plural = "s" if len(proposals) > 1 else ""
    say(
        f"{len(proposals)} action{plural} ajoutée{plural} à plan.yml ; y écrire un pilote, et une échéance où elle manque."
    )
