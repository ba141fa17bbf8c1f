"""Figures as SVG, each with the sentence that says the same thing to who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from builder.render.french import french

FONT = "Lato, sans-serif"
INK, SOFT, PAPER, DAY = "#1d2733", "#5b6875", "#ffffff", "#8f5a0a"
# State → fill, ink, letter: the letter and the outline say it without the colour.
LOOKS = {
    "satisfaite": ("#1f7a4d", PAPER, "S"),
    "reserve": (DAY, PAPER, "R"),
    "question": ("#2f5f96", PAPER, "Q"),
    "ecart": ("#b3261e", PAPER, "É"),
    "sans_objet": (PAPER, SOFT, "–"),
}
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing and its text equivalent."""

    name: str
    svg: str
    alt: str


def requirements_bar(states: Sequence[Mapping[str, Any]]) -> Figure:
    """One square a requirement, grouped by state: a letter and a colour; each group is also named and counted."""
    side, gap, x = 26, 5, MARGIN
    shapes: list[str] = []
    shown = [s for s in states if s["nombre"]]
    for state in shown:
        for _ in range(state["nombre"]):
            shapes += _square(x, MARGIN, side, state["etat"], 14)
            x += side + gap
        x += 2 * gap
    top = MARGIN + side + 16
    for row, state in enumerate(shown):
        y = top + row * 22
        shapes += _square(MARGIN, y, 16, state["etat"], 10)
        plural = "s" if state["nombre"] > 1 else ""
        shapes.append(_text(MARGIN + 24, y + 13, f"{state['nombre']} exigence{plural} {state['texte']}"))
    alt = "Exigences du texte : " + ", ".join(f"{s['nombre']} {s['texte']}" for s in shown) + "."
    return Figure("exigences.svg", _svg(max(x, 380), top + len(shown) * 22 + MARGIN, alt, shapes), french(alt))


def _square(x: float, y: float, side: int, state: str, size: int) -> list[str]:
    fill, ink, letter = LOOKS[state]
    edge = SOFT if fill == PAPER else fill
    box = (
        f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{side - 1}" height="{side - 1}" rx="3" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.5"/>'
    )
    mark = (
        f'<text x="{x + side / 2}" y="{y + side / 2 + size * 0.35:.1f}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="bold" text-anchor="middle" fill="{ink}">{letter}</text>'
    )
    return [box, mark]


def calendar(today: str, events: Sequence[tuple[str, str]]) -> Figure:
    """Time runs down a line on the left; each date, once, is told in a list beside it."""
    coming: dict[str, list[str]] = {today: ["date d'évaluation"]}
    for when, label in sorted(e for e in set(events) if e[0] >= today):
        coming.setdefault(when, []).append(label)
    rows = [(when, ", ".join(labels)) for when, labels in sorted(coming.items())]
    step, axis, elbow, list_x = 26, 22, 64, 96
    height = step * (len(rows) - 1)
    first, last = _day(today), max(_day(rows[-1][0]), _day(today) + 1)
    top = MARGIN + 12
    shapes = [
        f'<line x1="{axis}" y1="{top}" x2="{axis}" y2="{top + height}" stroke="{SOFT}" stroke-width="3"/>'
    ]  # fmt: skip
    for row, (when, label) in enumerate(rows):
        at = top + (_day(when) - first) / (last - first) * height
        y = top + row * step
        shapes += [
            f'<polyline points="{axis},{at:.1f} {elbow},{y} {list_x - 8},{y}" fill="none" stroke="{SOFT}"/>',
            f'<circle cx="{axis}" cy="{at:.1f}" r="5" fill="{INK if when == today else DAY}" stroke="{PAPER}"/>',
            _text(list_x, y + 4.5, _french(when), bold=True),
            _text(list_x + 94, y + 4.5, label),
        ]
    told = " ; ".join(f"{_french(d)}, {label}" for d, label in rows[1:]) or "aucune date à venir"
    alt = f"Calendrier à partir du {_french(today)} : {told}."
    width = list_x + 94 + 7.2 * max(len(label) for _, label in rows) + MARGIN
    return Figure("calendrier.svg", _svg(max(width, 460), top + height + 12 + MARGIN, alt, shapes), french(alt))


def _svg(width: float, height: float, alt: str, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(french(alt))}>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>' + "".join(shapes) + "</svg>\n"
    )


def _text(x: float, y: float, text: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="13"{weight} fill="{INK}">'
        f"{escape(french(text))}</text>"
    )


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def _french(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
