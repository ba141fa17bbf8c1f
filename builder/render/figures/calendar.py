"""The dates to come, on a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from builder.render.figures.drawing import DAY, INK, MARGIN, PAPER, SOFT, Figure, figure, french_day, label


def calendar(today: str, events: Sequence[tuple[str, str]]) -> Figure:
    """Time runs down a line on the left; each date, once, is told in a list beside it."""
    coming: dict[str, list[str]] = {today: ["date d'évaluation"]}
    for when, text in sorted(e for e in set(events) if e[0] >= today):
        coming.setdefault(when, []).append(text)
    rows = [(when, ", ".join(texts)) for when, texts in sorted(coming.items())]
    step, axis, elbow, list_x = 26, 22, 64, 96
    height = step * (len(rows) - 1)
    first, last = _day(today), max(_day(rows[-1][0]), _day(today) + 1)
    top = MARGIN + 12
    shapes = [
        f'<line x1="{axis}" y1="{top}" x2="{axis}" y2="{top + height}" stroke="{SOFT}" stroke-width="3"/>'
    ]  # fmt: skip
    for row, (when, text) in enumerate(rows):
        at = top + (_day(when) - first) / (last - first) * height
        y = top + row * step
        shapes += [
            f'<polyline points="{axis},{at:.1f} {elbow},{y} {list_x - 8},{y}" fill="none" stroke="{SOFT}"/>',
            f'<circle cx="{axis}" cy="{at:.1f}" r="5" fill="{INK if when == today else DAY}" stroke="{PAPER}"/>',
            label(list_x, y + 4.5, french_day(when), bold=True),
            label(list_x + 94, y + 4.5, text),
        ]
    told = " ; ".join(f"{french_day(d)}, {text}" for d, text in rows[1:]) or "aucune date à venir"
    alt = f"Calendrier à partir du {french_day(today)} : {told}."
    width = list_x + 94 + 7.2 * max(len(text) for _, text in rows) + MARGIN
    return figure("calendrier.svg", (max(width, 460), top + height + 12 + MARGIN), alt, shapes)


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()
