"""French typography, for every output: unbreakable spaces where a French reader expects them, the curved apostrophe,
grouped digits. No sign but the apostrophe is ever changed, and a space only becomes another space."""

from __future__ import annotations

import re

THIN, WIDE, APOSTROPHE = "\u202f", "\u00a0", "\u2019"
_BEFORE = re.compile(r"(?<=\S) (?=[;!?](?:\s|$|[)»*\u00a0]))")
_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_OPEN = re.compile(r"« ?(?=\S)")
_CLOSE = re.compile(r"(?<=\S) ?»")
_NUMBER = re.compile(r"(?<=\d) (?=\d{3}\b)")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:€|k€|M€|%|‰|°C|mois|an|ans|années?|semaines?|jours?|j|heures?|h|minutes?|min|secondes?|s|ms|bits|octets?"
    r"|[kKMGT]o|caractères|signes|chiffres|fois|km|m)(?:\W|$))"
)
_HOURS = re.compile(r"(?<=\d[\u00a0 ]h) (?=\d\d?\b)")
_MONTH = re.compile(
    r"(?<=\d)(?P<er>er)? (?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)"
)
_YEAR = re.compile(
    r"\b(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre) (?=(?:19|20|21)\d\d\b)"
)
_NUMBERED = re.compile(
    r"(?:(?<=§)|(?<=n°)|(?<=N°)|(?<=\bart\.)|(?<=\bp\.)|(?<=\b[Aa]rticle)|(?<=\b[Aa]nnexe)|(?<=\b[Ff]igure)|(?<=\b[Tt]ableau)"
    r"|(?<=\b[Cc]hapitre)|(?<=\b[Pp]age)|(?<=\b[Pp]oint)) (?=[\dIVX])"
)
_IDENTIFIER = re.compile(r"\b(EXI RIE-PS|EXI|RIE) (?=(?:\d|v\d))")
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«*\[&\ufdd0])")
# Addresses and names of files keep their own apostrophes.
_KEPT = re.compile(r"(\S*(?:://|@|\.(?:ya?ml|pdf|docx|xlsx|csv|json|md|png|svg)\b)\S*)")


def french(text: str) -> str:
    """Typed spaces → unbreakable ones: before ; : ! ? » % and units, after « n° §, in numbers and dates; ' of an elision → ’.

    Doing it twice is doing it once. Addresses, names of files and identifiers stay as they are.
    """
    text = _OPEN.sub("«" + WIDE, text)
    text = _CLOSE.sub(WIDE + "»", text)
    text = _BEFORE.sub(THIN, text)
    text = _COLON.sub(WIDE, text)
    text = _NUMBER.sub(THIN, text)
    text = _UNIT.sub(WIDE, text)
    text = _HOURS.sub(WIDE, text)
    text = _MONTH.sub(lambda m: (m["er"] or "") + WIDE, text)
    text = _YEAR.sub(lambda m: m[1] + WIDE, text)
    text = _NUMBERED.sub(WIDE, text)
    text = "".join(t if i % 2 else _ELISION.sub(APOSTROPHE, t) for i, t in enumerate(_KEPT.split(text)))
    return _IDENTIFIER.sub(lambda m: m[1].replace(" ", WIDE) + WIDE, text)


def number(value: int) -> str:
    """2400 → `2 400`, as French prints it."""
    return f"{value:,}".replace(",", THIN)


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
