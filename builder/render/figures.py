"""Figures as SVG, each with the sentence that says the same thing to who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

FONT = "Lato, sans-serif"
INK, SOFT, PAPER = "#1d2733", "#5b6875", "#ffffff"
COLOURS = {
    "satisfaite": "#1f7a4d",
    "reserve": "#b7791f",
    "question": "#3b6ea8",
    "ecart": "#b3261e",
    "sans_objet": "#c3cad1",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing and its text equivalent."""

    name: str
    svg: str
    alt: str


def requirements_bar(states: Sequence[Mapping[str, Any]]) -> Figure:
    """One square a requirement, grouped and coloured by state; each group is also named and counted."""
    side, gap, x = 26, 5, 0
    shapes, legend, row = [], [], 0
    shown = [s for s in states if s["nombre"]]
    for state in shown:
        for _ in range(state["nombre"]):
            shapes.append(
                f'<rect x="{x}" y="0" width="{side}" height="{side}" rx="4" fill="{COLOURS[state["etat"]]}"/>'
            )
            x += side + gap
        x += 2 * gap
    for state in shown:
        y = side + 24 + row * 20
        legend.append(
            f'<rect x="0" y="{y - 11}" width="13" height="13" rx="2" fill="{COLOURS[state["etat"]]}"/>'
            + _text(20, y, f"{state['nombre']} exigence{'s' if state['nombre'] > 1 else ''} {state['texte']}")
        )
        row += 1
    alt = "Exigences du texte : " + ", ".join(f"{s['nombre']} {s['texte']}" for s in shown) + "."
    return Figure("exigences.svg", _svg(max(x, 380), side + 16 + row * 20, alt, shapes + legend), alt)


def calendar(today: str, events: Sequence[tuple[str, str]]) -> Figure:
    """A line of time: today, then each date (ISO, label), one label a row so that none overlaps."""
    points = sorted({(d, label) for d, label in events if d >= today})
    if not points:
        points = [(today, "aujourd'hui")]
    first, last = _day(today), max(_day(points[-1][0]), _day(today) + 30)
    width, left = 660, 12
    scale = (width - 2 * left) / (last - first)
    top = 22 * len(points) + 16
    shapes = [
        f'<line x1="{left}" y1="{top}" x2="{width - left}" y2="{top}" stroke="{SOFT}" stroke-width="2"/>',
        f'<circle cx="{left}" cy="{top}" r="6" fill="{INK}"/>',
        _text(left - 6, top + 22, f"{_french(today)} : date d'évaluation"),
    ]
    for i, (when, label) in enumerate(points):
        x = left + (_day(when) - first) * scale
        y = 22 * i + 14
        shapes.append(
            f'<line x1="{x:.1f}" y1="{y + 4}" x2="{x:.1f}" y2="{top}" stroke="{SOFT}" stroke-dasharray="2 3"/>'
        )
        shapes.append(f'<circle cx="{x:.1f}" cy="{top}" r="5" fill="{COLOURS["reserve"]}"/>')
        anchor = "end" if x > width * 0.55 else "start"
        shapes.append(_text(x - 6 if anchor == "end" else x + 6, y, f"{_french(when)} : {label}", anchor))
    alt = (
        f"Calendrier à partir du {_french(today)} : "
        + " ; ".join(f"{_french(d)}, {label}" for d, label in points)
        + "."
    )
    return Figure("calendrier.svg", _svg(width, top + 30, alt, shapes), alt)


def _svg(width: float, height: float, alt: str, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(alt)}>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>' + "".join(shapes) + "</svg>\n"
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="13" text-anchor="{anchor}" '
        f'fill="{INK}" stroke="{PAPER}" stroke-width="4" paint-order="stroke">{escape(text)}</text>'
    )


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def _french(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
