"""The requirements of the text, one square each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.render.figures.drawing import BLUE, DAY, FONT, GREEN, MARGIN, PAPER, RED, SOFT, Figure, figure, label

# State → fill, ink, letter: the letter and the outline say it without the colour.
LOOKS = {
    "satisfaite": (GREEN, PAPER, "S"),
    "reserve": (DAY, PAPER, "R"),
    "question": (BLUE, PAPER, "Q"),
    "ecart": (RED, PAPER, "É"),
    "sans_objet": (PAPER, SOFT, "–"),
}


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
        shapes.append(label(MARGIN + 24, y + 13, f"{state['nombre']} exigence{plural} {state['texte']}"))
    alt = "Exigences du texte : " + ", ".join(f"{s['nombre']} {s['texte']}" for s in shown) + "."
    return figure("exigences.svg", (max(x, 380), top + len(shown) * 22 + MARGIN), alt, shapes)


def _square(x: float, y: float, side: int, state: str, size: int) -> list[str]:
    fill, ink, letter = LOOKS[state]
    edge = SOFT if fill == PAPER else fill
    outline = (
        f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{side - 1}" height="{side - 1}" rx="3" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.5"/>'
    )
    mark = (
        f'<text x="{x + side / 2}" y="{y + side / 2 + size * 0.35:.1f}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="bold" text-anchor="middle" fill="{ink}">{letter}</text>'
    )
    return [outline, mark]
