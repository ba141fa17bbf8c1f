"""Facts in French words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from builder.model.fields import Field
from builder.model.findings import Assessment, Outcome
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

NO_ANSWER = "sans réponse"
OUTCOME = {
    Outcome.SATISFAIT: "satisfait",
    Outcome.NON_SATISFAIT: "non satisfait",
    Outcome.SANS_REPONSE: NO_ANSWER,
    Outcome.SANS_OBJET: "sans objet",
}
NOTHING = "aucun"


def text(value: Any, field: Field | None) -> str:
    """A value as a person would say it: `oui`, `4 heures`, `05/03/2026`, the label of a choice."""
    if value is None:
        return NO_ANSWER
    if isinstance(value, (list, tuple)):
        item = field.item if field is not None and field.item is not None else field
        return ", ".join(text(v, item) for v in value) or NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if field is None:
        return str(value)
    if isinstance(value, int):
        return _number(value, field)
    if field.type in ("date", "date_passee"):
        return "jamais" if value == JAMAIS_FAIT else french_date(value)
    return field.values.get(value, str(value))


def in_sentence(field: Field | None, proper: frozenset[str]) -> Field | None:
    """The same field, its choices' labels as they are written inside a sentence."""
    if field is None:
        return None
    if field.item is not None and field.item.values:
        return replace(field, item=in_sentence(field.item, proper))
    return replace(field, values={k: _lowered(label, proper) for k, label in field.values.items()})


def _lowered(label: str, proper: frozenset[str]) -> str:
    head = re.split(r"[^\w]", label, maxsplit=1)[0]
    if head in proper or any(c.isupper() for c in head[1:]):
        return label
    return label[:1].lower() + label[1:]


def _number(value: int, field: Field) -> str:
    if value == SANS_LIMITE:
        return "jamais" if field.type == "periode" else "sans limite"
    return f"{value} {field.unit}".strip()


def french_date(iso: str) -> str:
    """2026-11-23 → 23/11/2026."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def person(assessment: Assessment, ref: str) -> str:
    """A person of the dossier as it names them (a function), "" when nobody is named."""
    people = (assessment.dossier.files.get("dossier.yml") or {}).get("personnes", ())
    found = next((p for p in people if p["id"] == ref), None)
    return str(found.get("nom", ref)) if found else ref
