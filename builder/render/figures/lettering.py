"""How wide words will be: boxes are made to their measure, with no font at hand and no drawing to ask."""

from __future__ import annotations

import re
import unicodedata

# Advance widths of Lato Regular, in thousandths of the size, from the space to the tilde.
_ASCII = (
    256, 269, 370, 580, 580, 802, 712, 204, 267, 267, 425, 580, 227, 372, 236, 452, 580, 580, 580, 580, 580, 580, 580,
    580, 580, 580, 250, 262, 580, 580, 580, 448, 836, 677, 646, 668, 760, 578, 566, 730, 764, 280, 422, 662, 514, 928,
    764, 800, 600, 800, 626, 542, 590, 736, 677, 1036, 649, 624, 602, 306, 452, 306, 580, 459, 400, 497, 560, 478, 560,
    528, 350, 520, 558, 240, 240, 508, 236, 822, 558, 567, 560, 560, 364, 433, 358, 558, 516, 786, 498, 516, 452, 301,
    250, 301, 580,
)  # fmt: skip
_OTHERS = {"\u00a0": 256, "\u202f": 250, "\u2019": 214, "«": 430, "»": 430, "…": 750, "œ": 873, "Œ": 1091, "·": 240}
_BOLD = 1.025
_FALLBACK = 1.06  # on a site that has not Lato, the reader's own font is a little wider
_WIDE = 1000
# Not allowed in XML, or able to turn the reading direction of what follows.
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The text on one line, without what XML refuses or what turns the reading direction."""
    return re.sub(" +", " ", _UNSAFE.sub("", re.sub(r"[\t\n\r\u2028\u2029]", " ", text))).strip(" ")


def width(text: str, size: float, bold: bool = False) -> float:
    """The room that a line asks, in the unit of `size`; on the safe side."""
    units = sum(_units(c) for c in text)
    return units * size / 1000 * _FALLBACK * (_BOLD if bold else 1)


def _units(char: str) -> int:
    if char in _OTHERS:
        return _OTHERS[char]
    base = unicodedata.normalize("NFD", char)[0]
    if " " <= base <= "~":
        return _ASCII[ord(base) - ord(" ")]
    return 0 if unicodedata.combining(char) else _WIDE


def wrap(text: str, room: float, size: float, bold: bool = False, most: int = 0) -> list[str]:
    """Lines that each fit in `room`; a word too long for a line is cut. `most` > 0: no more lines than that, the
    last one ending in « … » when words are left out."""
    lines: list[str] = []
    line = ""
    for word in (part for whole in text.split(" ") for part in _parts(whole, room, size, bold)):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    return lines if not most or len(lines) <= most else [*lines[: most - 1], _ended(lines[most - 1], room, size, bold)]


def _parts(word: str, room: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and width(parts[-1] + char, size, bold) > room:
            parts.append("")
        parts[-1] += char
    return parts


def _ended(line: str, room: float, size: float, bold: bool) -> str:
    while line and width(line + "…", size, bold) > room:
        line = line[:-1]
    return line.rstrip() + "…"
