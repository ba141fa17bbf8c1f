"""French typography: unbreakable spaces where a French reader expects them, the curved apostrophe, grouped digits."""

from __future__ import annotations

import re

THIN, WIDE, APOSTROPHE = "\u202f", "\u00a0", "\u2019"
_BEFORE = re.compile(r"(?<=\S) (?=[;!?](?:\s|$|[)»*\u00a0]))")
_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_OPEN = re.compile(r"« (?=\S)")
_CLOSE = re.compile(r"(?<=\S) »")
_NUMBER = re.compile(r"(?<=\d) (?=\d{3}\b)")
_UNIT = re.compile(r"(?<=\d) (?=(?:mois|heures?|minutes|jours?|bits|€|%)(?:\W|$))")
_IDENTIFIER = re.compile(r"\b(EXI RIE-PS|EXI|RIE) (?=(?:\d|v\d))")
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«*\[&\ufdd0])")


def french(text: str) -> str:
    """Typed spaces → unbreakable ones, before ; : ! ?, inside « », in numbers and before units; ' of an elision → ’."""
    text = _OPEN.sub("«" + WIDE, text)
    text = _CLOSE.sub(WIDE + "»", text)
    text = _BEFORE.sub(THIN, text)
    text = _COLON.sub(WIDE, text)
    text = _NUMBER.sub(THIN, text)
    text = _UNIT.sub(WIDE, text)
    text = _ELISION.sub(APOSTROPHE, text)
    return _IDENTIFIER.sub(lambda m: m[1].replace(" ", WIDE) + WIDE, text)


def number(value: int) -> str:
    """2400 → `2 400`, as French prints it."""
    return f"{value:,}".replace(",", THIN)


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
