"""The architecture, from the dossier's files: components by zone, numbered flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.render.figures.drawing import (
    BAND,
    DAY,
    INK,
    LEAD,
    MARGIN,
    PAPER,
    SOFT,
    Figure,
    box,
    figure,
    fold,
    label,
    labels,
)
from builder.render.figures.graphviz import Curve, Engine, Layout, Node, Point, along, layout
from builder.render.figures.links import arrow
from builder.render.figures.parts import SERVICES, ZONES, Flow, Part, parts_and_flows

WIDE, PAD, HEAD, BETWEEN, UNDER, RADIUS = 168, 9, 26, 64, 34, 9
EDGE = MARGIN + 8  # a zone is a little wider than its boxes
SHOWN = 5  # services named in a box; the words beside it name them all


@dataclass(frozen=True, slots=True)
class _Box:
    """A part with its lines."""

    part: Part
    lines: list[str]
    told: list[str]
    marks: list[str]

    @property
    def height(self) -> float:
        return 2.0 * PAD + LEAD * (len(self.lines) + len(self.told) + len(self.marks)) - 2


def architecture(assessment: Assessment, knowledge: Knowledge, engine: Engine | None = None) -> Figure | None:
    """Components by zone, with the flows that the dossier writes; None when it describes nothing.

    The assessment is one made with `describe`. The figure's table has one row a flow, then one a group of services.
    Raises BuilderError when no Graphviz can run.
    """
    parts, flows = parts_and_flows(assessment, knowledge)
    if not parts:
        return None
    rank = {p.key: n for n, p in enumerate(parts)}
    drawn = [_box(p) for p in parts]
    nodes = [Node(WIDE, b.height, b.part.zone) for b in drawn]
    placed = layout(nodes, [(rank[f.start], rank[f.end]) for f in flows], BETWEEN, UNDER, engine)
    shapes = _zones(parts, placed)
    for curve in placed.curves:
        shapes += arrow(curve, EDGE, MARGIN + HEAD)
    areas = [(x, y, n.width / 2, n.height / 2) for (x, y), n in zip(placed.centres, nodes, strict=True)]
    for number, (x, y) in enumerate(_badges(placed.curves, areas), 1):
        shapes += _badge(number, x + EDGE, y + MARGIN + HEAD)
    for one, (x, y) in zip(drawn, placed.centres, strict=True):
        shapes += _draw(one, EDGE + x - WIDE / 2, MARGIN + HEAD + y - one.height / 2)
    size = (placed.width + 2 * EDGE, placed.height + HEAD + MARGIN + EDGE)
    return figure("architecture.svg", size, _told(parts, flows), shapes, _table(parts, flows))


def _box(part: Part) -> _Box:
    room = WIDE - 2 * PAD
    told: list[str] = []
    for words in part.told[:SHOWN]:
        told += fold(f"• {words}" if part.zone == SERVICES else words, room, 12)
    if len(part.told) > SHOWN:
        told.append(f"et {len(part.told) - SHOWN} autres")
    marks = [one for mark in part.marks for one in fold(mark, room, 12, bold=True)]
    return _Box(part, fold(part.title, room, bold=True), told, marks)


def _zones(parts: Sequence[Part], placed: Layout) -> list[str]:
    shapes = []
    for zone, name in enumerate(ZONES):
        at = [c for c, p in zip(placed.centres, parts, strict=True) if p.zone == zone]
        if at:
            x = EDGE + at[0][0]
            shapes.append(box(x - WIDE / 2 - 8, MARGIN, WIDE + 16, placed.height + HEAD + 8, BAND, "none", 'rx="4"'))
            shapes.append(label(x, MARGIN + 16, name, bold=True, ink=SOFT, anchor="middle"))
    return shapes


def _draw(one: _Box, x: float, y: float) -> list[str]:
    # A passage that many share has a thick border: the eye goes there first.
    edge, look = (INK, 'rx="4" stroke-width="2.5"') if one.marks else (SOFT, 'rx="4"')
    shapes = [box(x, y, WIDE, one.height, PAPER, edge, look)]
    row = y + PAD + 10
    shapes += labels(x + PAD, row, one.lines, bold=True)
    row += LEAD * len(one.lines)
    shapes += labels(x + PAD, row, one.told, 12)
    return shapes + labels(x + PAD, row + LEAD * len(one.told), one.marks, 12, True, DAY)


def _badges(curves: Sequence[Curve], boxes: Sequence[tuple[float, float, float, float]]) -> list[Point]:
    """Where each flow's number stands: on its curve, as far as can be from boxes and other numbers."""
    taken: list[Point] = []
    for curve in curves:
        points = along(curve, 16)[2:-2]
        taken.append(max(points, key=lambda p: (_clear(p, taken, boxes), -abs(points.index(p) - len(points) / 2))))
    return taken


def _clear(point: Point, taken: Sequence[Point], boxes: Sequence[tuple[float, float, float, float]]) -> float:
    x, y = point
    near = [max(abs(x - a), abs(y - b)) - 2 * RADIUS for a, b in taken]
    near += [max(abs(x - a) - w, abs(y - b) - h) - RADIUS for a, b, w, h in boxes]
    return min(2.0, *near) if near else 2.0


def _badge(number: int, x: float, y: float) -> list[str]:
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{PAPER}" stroke="{INK}"/>'
    return [circle, label(x, y + 4, str(number), 12, True, INK, "middle")]


def _told(parts: Sequence[Part], flows: Sequence[Flow]) -> str:
    name = {p.key: p.title for p in parts}
    zones = " ".join(
        f"{zone} : {' ; '.join(_one(p) for p in parts if p.zone == n)}."
        for n, zone in enumerate(ZONES)
        if any(p.zone == n for p in parts)
    )
    numbered = " ; ".join(f"{n}. {name[f.start]} vers {name[f.end]}, {f.what}" for n, f in enumerate(flows, 1))
    return f"Architecture. {zones} Flux : {numbered or 'aucun'}."


def _one(part: Part) -> str:
    more = ", ".join((*part.told, *part.marks))
    return f"{part.title} ({more})" if more else part.title


def _table(parts: Sequence[Part], flows: Sequence[Flow]) -> list[tuple[str, ...]]:
    name = {p.key: p.title for p in parts}
    rows: list[tuple[str, ...]] = [("N°", "De", "Vers", "Ce qui passe")]
    rows += [(str(n), name[f.start], name[f.end], f.what) for n, f in enumerate(flows, 1)]
    return rows + [("–", p.title, "–", ", ".join(p.told)) for p in parts if p.zone == SERVICES and p.told]
