"""`rie gaps`: what nobody answered yet, told, sent, and brought back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from builder.check.gaps import gaps
from builder.cli.common import OK, REFUSED, fail, safe, say, says_utf8
from builder.cli.gaps_report import as_answers, as_data, as_questionnaire, as_text
from builder.cli.json_report import refused_json
from builder.cli.report import diagnostics, refusal
from builder.edit.answers import fill
from builder.load.answers import read_answers
from builder.load.questions import people
from builder.model.source import Diagnostic
from builder.pipeline import Terms, assess

_WRITERS = {"text": as_text, "questionnaire": as_questionnaire, "reponses": as_answers}


def run(roots: Sequence[Path], terms: Terms, form: str, who: str | None) -> int:
    """Tell the open questions of each dossier; 0 unless one is refused."""
    if who is not None and who not in people():
        fail(REFUSED, f"« {who} » n'est pas quelqu'un à qui demander.", f"Choisir parmi : {', '.join(people())}.")
    if form == "reponses" and len(roots) > 1:
        fail(REFUSED, "un fichier de réponses ne sert qu'à un dossier.", "En nommer un seul.")
    code, data = OK, []
    for root in roots:
        judged = assess(root, terms)
        if judged.assessment is None:
            code = REFUSED
            if form == "json":
                data.append(refused_json(root, judged.diagnostics, terms.date))
            else:
                for line in refusal(root, judged.diagnostics, "ses questions ne sont pas connues"):
                    say(line, err=form != "text")
            continue
        found = [q for q in gaps(judged.assessment) if who in (None, q.who)]
        if form == "json":
            data.append(as_data(root, judged.assessment.regime, terms.date, found))
        else:
            for line in _WRITERS[form](root, found):
                say(line)
    if form == "json":
        say(json.dumps(data, ensure_ascii=not says_utf8(), indent=2))
    return code


def fill_run(root: Path, file: Path, terms: Terms, dry: bool) -> int:
    """Insert the answers of a file; shows the change, and does nothing else when `dry`."""
    answers, faults = read_answers(file)
    if faults:
        return _refuse(faults)
    if not answers:
        fail(REFUSED, f"{file.name} ne contient aucune réponse.", "Répondre après « : », puis recommencer.")
    before = _open(root, terms)
    filled = fill(root, answers, write=not dry)
    if filled.faults:
        return _refuse(filled.faults)
    for line in filled.diff():
        colour = {"+": "green", "-": "red"}.get(line[:1]) if not line.startswith(("+++", "---")) else None
        say(click.style(safe(line), fg=colour))
    told = f"{filled.count} réponse{'s' if filled.count > 1 else ''}"
    if dry:
        say(f"{told} à inscrire ; rien n'a été écrit.")
        return OK
    left = _open(root, terms)
    say(f"{told} inscrite{'s' if filled.count > 1 else ''} ; questions ouvertes : {before} avant, {left} maintenant.")
    return OK


def _open(root: Path, terms: Terms) -> int:
    assessment = assess(root, terms).assessment
    return 0 if assessment is None else len(gaps(assessment))


def _refuse(faults: Sequence[Diagnostic]) -> int:
    for line in diagnostics(faults):
        say(line, err=True)
    say("Rien n'a été écrit.", err=True)
    return REFUSED
