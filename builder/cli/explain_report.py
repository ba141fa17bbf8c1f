"""`rie explain` and `rie what-if` as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from builder.check.words import french_date
from builder.cli.common import hang, safe
from builder.model.explanation import Explanation, Node, Shift
from builder.model.source import Place

VERSION = 1
_SHORT = 80
_TRUTHS = {"vrai": ("✓", "green"), "faux": ("✗", "red"), "inconnu": ("?", "yellow")}
_OUTCOMES = {"satisfait": "vrai", "non_satisfait": "faux", "sans_reponse": "inconnu"}
_MARKED = frozenset({"issue", "condition", "et", "ou", "tous", "un", "element", "fait", "niveau", "verdict", "constat"})
_LEADS = {
    "remede": "→ ",
    "voie": "il suffirait de : ",
    "preuve": "preuve : ",
    "piece": "pièce ",
    "source": "source : ",
    "reserve": "réserve : ",
    "acte": "acte : ",
    "question": "? ",
    "reponse": "· ",
    "calcul": "= ",
    "date": "· ",
}
_HEADS = frozenset({"condition", "groupe", "verdict", "niveau", "titre"})
_GENRES = {
    "verdict": "Verdicts",
    "diagnostic": "Décisions sans constat",
    "acte": "Actes",
    "reserve": "Réserves",
    "niveau": "Niveaux",
    "constat": "Constats",
    "date": "Dates",
}


def as_text(name: str, date: str, explanation: Explanation) -> Iterator[str]:
    """The tree, two spaces a level; marks say what is true, false or not known."""
    yield click.style(safe(f"{name} · évalué au {french_date(date)}"), bold=True)
    yield from _lines(explanation.root, 0)


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if node.role == "exemple":
        yield from (click.style(f"{pad}| {safe(line)}", fg="cyan") for line in node.text.splitlines())
        return
    etat = _OUTCOMES.get(node.etat, node.etat)
    mark, colour = _TRUTHS.get(etat, ("", None)) if node.role in _MARKED else ("", None)
    lead = click.style(mark, fg=colour) + " " if mark else _LEADS.get(node.role, "")
    text = safe(node.text) + (" :" if node.role == "condition" else "")
    if node.role in _HEADS or depth == 0:
        text = click.style(text, bold=True)
    named = f"  [{safe(node.id)}]" if node.role == "constat" and depth else ""
    place = f"  ({safe(str(node.place))})" if node.place else ""
    yield hang(pad + lead, text + named + place, len(pad) + 2)
    for below in node.nodes:
        yield from _lines(below, depth + 1)


def as_data(name: str, date: str, explanation: Explanation) -> dict[str, Any]:
    """The same as plain data; keys never change meaning inside a version."""
    head = {"version": VERSION, "dossier": name, "date": date}
    return {**head, "cible": explanation.target, "genre": explanation.genre, "arbre": _data(explanation.root)}


def _data(node: Node) -> dict[str, Any]:
    return {
        "role": node.role,
        "texte": node.text,
        "etat": node.etat or None,
        "id": node.id or None,
        "lieu": _place(node.place) if node.place else None,
        "suite": [_data(below) for below in node.nodes],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"fichier": place.file, "ligne": place.line, "colonne": place.column}


def shifts_text(name: str, date: str, supposed: Sequence[str], found: Sequence[Shift]) -> Iterator[str]:
    """What would change, by genre: what gets worse first, before → after."""
    head = f"{name} · évalué au {french_date(date)} · rien n'est écrit"
    yield click.style(safe(head), bold=True)
    yield from (f"  si {safe(said)}" for said in supposed)
    if not found:
        yield "rien ne change : ni verdict, ni acte, ni réserve, ni niveau, ni constat, ni date"
    for genre, same in groupby(found, key=lambda s: s.genre):
        yield click.style(_GENRES[genre], bold=True)
        for shift in same:
            yield from _shift(shift)


def _shift(shift: Shift) -> Iterator[str]:
    mark, colour, word = {
        True: ("✗", "red", "moins bien"),
        False: ("✓", "green", "mieux"),
        None: ("·", None, "autre"),
    }[shift.worse]
    lead = f"  {click.style(f'{mark} {word}'.ljust(12), fg=colour)} "
    more = f" et {len(shift.places) - 1} autres lieux" if len(shift.places) > 2 else ""
    place = f"  ({safe(str(shift.places[0]))}{more})" if shift.places else ""
    yield hang(lead, safe(shift.text) + place, 15)
    if len(shift.before) + len(shift.after) < _SHORT:
        yield hang(" " * 15, safe(f"{shift.before} → {shift.after}"), 17)
        return
    yield hang(" " * 15, safe(f"avant : {shift.before}"), 17)
    yield hang(" " * 15, safe(f"après : {shift.after}"), 17)


def shifts_data(name: str, date: str, supposed: Sequence[str], found: Sequence[Shift]) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "version": VERSION,
        "dossier": name,
        "date": date,
        "suppositions": list(supposed),
        "changements": [
            {
                "genre": s.genre,
                "texte": s.text,
                "avant": s.before,
                "apres": s.after,
                "defavorable": s.worse,
                "lieux": [_place(p) for p in s.places],
                "constats": list(s.ids),
            }
            for s in found
        ],
    }
