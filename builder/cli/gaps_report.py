"""The open questions of a dossier as text, as data, as a questionnaire to send, and as a file of answers to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from builder.check.lines import plural
from builder.cli.common import safe
from builder.load.questions import people
from builder.model.questions import Question, Urgency

VERSION = 1
_WORDS = {
    Urgency.BLOQUANT: "bloquante",
    Urgency.REGIME: "demandée par le texte",
    Urgency.AUTRE: "pour un autre texte, une recommandation ou un contrôle",
}
_COLOUR = {Urgency.BLOQUANT: "red", Urgency.REGIME: "yellow", Urgency.AUTRE: "cyan"}
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")
_MOST = 12  # identifiers named in one line


def as_data(root: Path, regime: str, date: str, found: Sequence[Question]) -> dict[str, Any]:
    """One dossier's questions as plain data; its shape is schemas/rapports/gaps-v1.schema.json."""
    return {
        "version": VERSION,
        "dossier": root.resolve().name,
        "date": date,
        "regime": regime,
        "refuse": False,
        "questions": [
            {
                "id": q.id,
                "qui": q.who,
                "urgence": q.urgency.name.lower(),
                "ouvre": list(q.opens),
                "lieu": {"fichier": q.place.file, "ligne": q.place.line, "colonne": q.place.column},
                "sujet": q.about,
                "question": q.asked,
                "attendu": q.expected,
                "valeurs": dict(q.values),
                "remplissable": q.fillable,
            }
            for q in found
        ],
    }


def by_person(found: Sequence[Question]) -> Iterator[tuple[str, list[Question]]]:
    """The questions by who can answer, whoever holds the most pressing one first."""
    for who in dict.fromkeys(q.who for q in found):
        yield people()[who], [q for q in found if q.who == who]


def as_text(root: Path, found: Sequence[Question]) -> Iterator[str]:
    """For the author: what to ask, where to write it, what waits for it."""
    blocking = sum(q.urgency is Urgency.BLOQUANT for q in found)
    count = plural(len(found), "question sans réponse", "questions sans réponse")
    head = f"{safe(root.resolve().name)} : {count}, dont {plural(blocking, 'bloquante', 'bloquantes')}"
    yield click.style(head if found else f"{safe(root.resolve().name)} : aucune question sans réponse", bold=True)
    for person, own in by_person(found):
        yield ""
        yield click.style(f"{person} ({len(own)})", bold=True)
        for q in own:
            waits = plural(len(q.opens), "constat l'attend", "constats l'attendent")
            yield f"  {safe(q.id)}  {click.style(_WORDS[q.urgency], fg=_COLOUR[q.urgency])}, {waits}"
            yield f"      {safe(_subject(q) + q.asked)}"
            yield click.style("      → ", fg="cyan") + safe(_wanted(q))


def as_questionnaire(root: Path, found: Sequence[Question]) -> Iterator[str]:
    """Markdown to send: each question in plain words, with what may be answered and the place that names it."""
    yield f"# Questions sur le dossier « {_md(root.resolve().name)} »"
    yield ""
    yield "Répondre après « Réponse : ». Le lieu, entre parenthèses, dit où la réponse sera inscrite."
    number = 0
    for person, own in by_person(found):
        yield f"\n## {_md(person)}"
        for q in own:
            number += 1
            yield f"\n### {number}. {_md(_subject(q) + q.asked)}\n"
            yield f"- Réponse attendue : {_md(_one_of(q) if _closed(q) else q.expected)}"
            if _closed(q):
                yield from (f"    - `{value}` : {_md(label)}" for value, label in q.values.items())
            elif q.values:
                yield f"- Identifiants connus : {', '.join(f'`{value}`' for value in list(q.values)[:_MOST])}"
            yield f"- Lieu : ({_md(q.id)})"
            yield "- Réponse : "


def as_answers(root: Path, found: Sequence[Question]) -> Iterator[str]:
    """The file that `--remplir` reads: each place with nothing after it, its question above."""
    yield f"# Réponses à inscrire par : rie gaps --remplir CE_FICHIER {_comment(root.resolve().name)}"
    yield "# Répondre après « : ». Une ligne laissée vide reste une question ouverte."
    for person, own in by_person(found):
        yield f"\n# ---- {person} ----"
        for q in own:
            yield f"\n# {_comment(_subject(q) + q.asked)}"
            yield f"#   {_comment(_wanted(q))}"
            yield f"{q.id}:" if q.fillable else f"# à faire à la main : {_comment(q.id)}"


def _one_of(q: Question) -> str:
    return "des mots de cette liste" if q.expected.startswith("une liste") else "un mot de cette liste"


def _subject(q: Question) -> str:
    return f"« {q.about} » : " if q.about else ""


def _closed(q: Question) -> bool:
    return any(q.values.values())


def _wanted(q: Question) -> str:
    """What one may answer: closed values with their labels, or the form, and the identifiers that exist."""
    if _closed(q):
        lead = "une liste ([] s'il n'y en a pas) de : " if q.expected.startswith("une liste") else "un de : "
        return lead + ", ".join(f"{value} ({label})" for value, label in q.values.items())
    named = ", ".join(list(q.values)[:_MOST])
    return q.expected + (f" (connus : {named}{'…' if len(q.values) > _MOST else ''})" if named else "")


def _md(text: str) -> str:
    """Words that Markdown reads as words, on one line."""
    quoted = re.sub(r"`([^`]*)`", r"«\1»", " ".join(text.split()))
    return _MARKUP.sub(r"\\\1", safe(quoted))


def _comment(text: str) -> str:
    return safe(" ".join(text.split()))
