"""Severity × likelihood: one grid a picture, all on one scale, the events in their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from builder.analyse.words import risk_words
from builder.model.risk import Level, RiskRegister, Scales
from builder.render.figures.drawing import (
    LEAD,
    MARGIN,
    PAPER,
    RISK,
    SOFT,
    Figure,
    box,
    figure,
    fold,
    french_day,
    label,
    labels,
)
from builder.render.figures.lettering import clean, width
from builder.render.french import french, sentence

# A cell's width, the room of the likelihoods' names, between two grids, the most grids in a row.
CELL, SIDE, GAP, MOST = 66, 96, 18, 3
Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One grid: its title, and each event's level by its id."""

    title: str
    levels: Mapping[str, Level]


def heat_map(register: RiskRegister, picture: str) -> HeatMap:
    """The grid of one of a register's pictures. Raises KeyError when it has none of that id."""
    shown = {p.id: p for p in register.pictures}[picture]
    when = f" au {french_day(shown.date)}" if shown.date else ""
    return HeatMap(sentence(shown.title) + when, {r.event.id: r.pictures[picture] for r in register.risks})


def heat_maps(
    maps: Sequence[HeatMap],
    titles: Mapping[str, str],
    scales: Scales,
    link: Link | None = None,
    name: str = "matrices.svg",
) -> Figure:
    """Grids side by side, three in a row. titles: of the events, by id. link: an event's id → the address of its page.

    The figure's table has one row an event, with its level in each picture.
    """
    heights = _heights(maps, len(scales.likelihood))
    wide = CELL * len(scales.severity)
    shapes: list[str] = []
    top = float(MARGIN)
    across = -(-len(maps) // max(1, -(-len(maps) // MOST)))  # four grids are two and two, not three and one
    for start in range(0, len(maps), across or 1):
        row = maps[start : start + across]
        top += 8 + LEAD * max(len(_title(one, wide)) for one in row)
        shapes += _likelihoods(scales, heights, top)
        bottoms = [
            _grid(one, (MARGIN + SIDE + i * (wide + GAP), top), scales, heights, titles, link, shapes)
            for i, one in enumerate(row)
        ]
        top = max(bottoms) + GAP
    right = MARGIN + SIDE + across * (wide + GAP) - GAP + MARGIN
    top = _legend(scales, top, right, shapes)
    alt = " ".join(_told(one, scales) for one in maps)
    alt = f"Gravité (colonnes) et vraisemblance (lignes) des événements redoutés. {alt}"
    return figure(name, (right, top + MARGIN), alt, shapes, _table(maps, titles, scales), link is not None)


def _heights(maps: Sequence[HeatMap], count: int) -> dict[int, int]:
    """Likelihood → height of its row, the same in every grid: the fullest cell has its place."""
    most = dict.fromkeys(range(1, count + 1), 0)
    for one in maps:
        cells: dict[tuple[int, int], int] = {}
        for level in one.levels.values():
            if level.likelihood:
                key = (level.likelihood, level.severity)
                cells[key] = cells.get(key, 0) + 1
                most[level.likelihood] = max(most[level.likelihood], cells[key])
    return {v: max(52, 30 + n * LEAD) for v, n in most.items()}


def _likelihoods(scales: Scales, heights: Mapping[int, int], top: float) -> list[str]:
    shapes, y = [label(MARGIN, top - 8, "Vraisemblance", 12, ink=SOFT)], top
    for grade in reversed(scales.likelihood):
        middle = y + heights[grade.level] / 2
        lines = fold(grade.title, SIDE - 12, 12, most=2)
        shapes.append(label(MARGIN, middle - 4, f"V{grade.level}", bold=True))
        shapes += labels(MARGIN, middle + 11, lines, 12, ink=SOFT)
        y += heights[grade.level]
    return shapes


def _title(one: HeatMap, wide: float) -> list[str]:
    return fold(one.title, wide, bold=True, most=2)


def _grid(
    one: HeatMap,
    corner: tuple[float, float],
    scales: Scales,
    heights: Mapping[int, int],
    titles: Mapping[str, str],
    link: Link | None,
    shapes: list[str],
) -> float:
    """Draw one grid, its title above `corner`; its bottom."""
    x, y = corner
    wide = CELL * len(scales.severity)
    lines = _title(one, wide)
    shapes += labels(x, y - 8 - LEAD * (len(lines) - 1), lines, bold=True)
    for likelihood in sorted(heights, reverse=True):
        for severity in range(1, len(scales.severity) + 1):
            risk = scales.matrix[likelihood - 1][severity - 1]
            fill, ink = RISK[risk]
            left, high = x + (severity - 1) * CELL, heights[likelihood]
            shapes.append(box(left, y, CELL, high, fill, PAPER, 'stroke-width="2"'))
            shapes.append(label(left + 6, y + 16, f"R{risk}", 12, ink=ink))
            held = [e for e, lv in one.levels.items() if (lv.likelihood, lv.severity) == (likelihood, severity)]
            for n, event in enumerate(held):
                shapes.append(_event(event, left + CELL / 2, y + 34 + n * LEAD, ink, titles, link))
        y += heights[likelihood]
    shapes.append(box(x, corner[1], wide, sum(heights.values()), "none", SOFT))
    shapes += [
        label(x + (g.level - 0.5) * CELL, y + 15, f"G{g.level}", bold=True, anchor="middle") for g in scales.severity
    ]
    y += 20
    nowhere = [event for event, level in one.levels.items() if not level.likelihood]
    if nowhere:
        lines = fold("Aucun chemin : " + ", ".join(nowhere), wide, 12)
        shapes += labels(x, y + 15, lines, 12, ink=SOFT)
        y += LEAD * len(lines)
    return y


def _event(event: str, x: float, y: float, ink: str, titles: Mapping[str, str], link: Link | None) -> str:
    text = label(x, y, event, bold=True, ink=ink, anchor="middle")
    if link is None:
        return text
    told = escape(french(clean(f"{event} · {titles[event]}")))
    underlined = text.replace("<text ", '<text text-decoration="underline" ', 1)
    return f"<a href={quoteattr(clean(link(event)))}><title>{told}</title>{underlined}</a>"


def _legend(scales: Scales, top: float, right: float, shapes: list[str]) -> float:
    """What the letters mean, as many to a row as fit; the bottom."""
    x, y = float(MARGIN), top
    for grade in scales.risk:
        told = f"{grade.title}, {grade.sense}" if grade.sense else grade.title
        lines = fold(told, right - 2 * MARGIN - 38, 12)
        wide = 38 + max(width(one, 12) for one in lines)
        if x > MARGIN and x + wide > right - MARGIN:
            x, y = float(MARGIN), y + 26
        shapes.append(box(x, y, 30, 20, RISK[grade.level][0], SOFT))
        shapes.append(label(x + 15, y + 15, f"R{grade.level}", 12, True, RISK[grade.level][1], "middle"))
        shapes += labels(x + 38, y + 14.5, lines, 12)
        x, y = x + wide + GAP, y + LEAD * (len(lines) - 1)
    severities = ", ".join(f"G{g.level} {g.title.lower()}" for g in scales.severity)
    lines = fold(f"Gravité : {severities}.", right - 2 * MARGIN, 12)
    y += 40
    shapes += labels(MARGIN, y, lines, 12)
    return y + LEAD * (len(lines) - 1) + 4


def _told(one: HeatMap, scales: Scales) -> str:
    parts = []
    for risk in sorted({lv.risk for lv in one.levels.values()}, reverse=True):
        events = ", ".join(e for e, lv in one.levels.items() if lv.risk == risk)
        parts.append(f"{risk_words(risk, scales)} : {events}")
    return f"{one.title} : {' ; '.join(parts) or 'aucun événement'}."


def _table(maps: Sequence[HeatMap], titles: Mapping[str, str], scales: Scales) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Événement", "Intitulé", *(one.title for one in maps))]
    for event in dict.fromkeys(e for one in maps for e in one.levels):
        rows.append((event, titles[event], *(_level(one.levels.get(event), scales) for one in maps)))
    return rows


def _level(level: Level | None, scales: Scales) -> str:
    if level is None:
        return "–"
    if not level.likelihood:
        return "aucun chemin"
    return f"G{level.severity}, V{level.likelihood} : {risk_words(level.risk, scales)}"
