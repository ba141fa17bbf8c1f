"""French typography: unbreakable spaces where a French reader expects them."""

from __future__ import annotations

import re

THIN, WIDE = "\u202f", "\u00a0"
_BEFORE = re.compile(r"(?<=\S) (?=[;!?](?:\s|$|[)»\u00a0]))")
_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_OPEN = re.compile(r"« (?=\S)")
_CLOSE = re.compile(r"(?<=\S) »")
_NUMBER = re.compile(r"(?<=\d) (?=\d{3}\b)")
_UNIT = re.compile(r"(?<=\d) (?=(?:mois|heures?|minutes|jours?|bits|€|%)(?:\W|$))")
_IDENTIFIER = re.compile(r"\b(EXI RIE-PS|EXI|RIE) (?=(?:\d|v\d))")


def french(text: str) -> str:
    """Typed spaces → unbreakable ones, before ; : ! ?, inside « », in numbers and before units."""
    text = _OPEN.sub("«" + WIDE, text)
    text = _CLOSE.sub(WIDE + "»", text)
    text = _BEFORE.sub(THIN, text)
    text = _COLON.sub(WIDE, text)
    text = _NUMBER.sub(THIN, text)
    text = _UNIT.sub(WIDE, text)
    return _IDENTIFIER.sub(lambda m: m[1].replace(" ", WIDE) + WIDE, text)
