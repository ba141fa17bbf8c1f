"""The second book: what the text says of each rule, kept apart from the rule's file (`registre.tsv`).

Examples hold a rule's sentence; nothing but a second writing can hold its strength, its levels, its article, whether a
reserve may cover it and what proves it. A line is written from the text, not copied from the rule.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from builder.load.packs import load_packs
from builder.model.rules import Rule

BOOK = Path(__file__).parent / "registre.tsv"
RULES = {rule.id: rule for pack in load_packs() for rule in pack.rules}


def book() -> dict[str, dict[str, str]]:
    with BOOK.open(encoding="utf-8", newline="") as file:
        return {line["id"]: line for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def line(rule: Rule) -> dict[str, str]:
    """The rule's file, in the columns of the book."""
    return {
        "id": rule.id,
        "texte": rule.pack,
        "exigence": rule.exigence,
        "niveau": rule.niveau.value,
        "reserve_possible": rule.reserve_possible.value,
        "porte_sur": rule.porte_sur.value,
        "niveaux": " ".join(rule.niveaux),
        "statut": rule.source.statut,
        "preuves": " ".join(rule.preuves),
        "article": rule.source.article,
    }


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_two_books_agree(rule: Rule) -> None:
    """Where they differ, the text says which one is wrong."""
    assert line(rule) == book().get(rule.id), "\t".join(line(rule).values())


def test_every_line_has_its_rule() -> None:
    assert set(book()) == set(RULES)
    assert len(BOOK.read_text(encoding="utf-8").splitlines()) == len(RULES) + 1
