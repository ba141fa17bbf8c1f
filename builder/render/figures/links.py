"""Who leads to whom in a scenario, and how an arrow is drawn."""

from __future__ import annotations

import math

from builder.model.risk import Catalogue, FearedEvent, Scenario
from builder.render.figures.drawing import INK
from builder.render.figures.graphviz import Curve


def edges_of(scenario: Scenario, event: FearedEvent) -> list[tuple[int, int]]:
    """Arrows between the source (0), the steps (1, 2, …) and the event (the last one), no pair twice.

    A step comes after those that grant what it asks, by the first of its alternatives that the steps before it and
    the sources' own states give; what nothing before it gives, the source brings.
    """
    entries = {s.entry for s in scenario.sources}
    last = len(scenario.stages) + 1
    granted: dict[str, int] = {}  # state → the step that first gives it; a component's also under its bare name
    edges: dict[tuple[int, int], None] = {}
    for rank, stage in enumerate(scenario.stages, 1):
        for before in _before(stage.step.after, granted, entries):
            edges[before, rank] = None
        for state in stage.step.grants:
            granted.setdefault(state, rank)
            granted.setdefault(state.split("@")[0], rank)
    for before in _before(event.reached, granted, entries):
        edges[before, last] = None
    used = {a for a, _ in edges}
    for rank in range(1, last):
        if rank not in used:  # a step that nothing else needs would float
            edges[rank, last] = None
    return list(edges)


def _before(after: tuple[tuple[str, ...], ...], granted: dict[str, int], entries: set[str]) -> list[int]:
    """The steps that the best alternative comes from, 0 for the source: the one with the fewest states unexplained."""
    if not after:
        return [0]
    best = min(after, key=lambda group: sum(s not in granted and s not in entries for s in group))
    return sorted({granted.get(s, 0) for s in best}) or [0]


def phase_of(scenario: Scenario, rank: int, catalogue: Catalogue) -> str:
    """The phase of a step (from 1): that of the first state that nothing before it had given, else of its first."""
    before = {state for stage in scenario.stages[: rank - 1] for state in stage.step.grants}
    grants = scenario.stages[rank - 1].step.grants
    gained = next((s for s in grants if s not in before), grants[0])
    return catalogue.states[gained.split("@")[0]].phase


def arrow(curve: Curve, left: float, top: float) -> list[str]:
    """A curve and its head, moved by (left, top)."""
    points = [(x + left, y + top) for x, y in curve]
    told = [f"{x:.1f},{y:.1f}" for x, y in points]
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / length * 9, (y2 - y1) / length * 9
    head = (
        f"{x2:.1f},{y2:.1f} {x2 - dx - dy / 2:.1f},{y2 - dy + dx / 2:.1f} {x2 - dx + dy / 2:.1f},{y2 - dy - dx / 2:.1f}"
    )
    return [
        f'<path d="M{told[0]} C{" ".join(told[1:])}" fill="none" stroke="{INK}" stroke-width="1.5"/>',
        f'<polygon points="{head}" fill="{INK}"/>',
    ]
