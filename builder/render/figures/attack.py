"""One scenario as a picture: who sets out, the steps in the phases of EBIOS RM, what stands in the way, the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from builder.model.risk import Catalogue, InPlace, Risk, Scenario, Stage
from builder.render.figures.drawing import (
    BAND,
    BLUE,
    DAY,
    GREEN,
    INK,
    LEAD,
    MARGIN,
    PAPER,
    RED,
    SOFT,
    Figure,
    box,
    figure,
    fold,
    french_day,
    label,
    labels,
)
from builder.render.figures.graphviz import Engine, Layout, Node, layout
from builder.render.figures.links import arrow, edges_of, phase_of
from builder.render.figures.signs import sign

PHASES = {"connaitre": "Connaître", "rentrer": "Rentrer", "trouver": "Trouver", "exploiter": "Exploiter"}
WIDE, ENDS, PAD, BETWEEN = 174, 112, 9, 26  # a step's box, the first and last ones', inner margin, columns' distance
GUARD = WIDE - 2 * PAD - 19  # the room of a control's words, beside its sign
HEAD = 26  # the names of the columns
LAST = 1 + len(PHASES)  # the column of the event
NARROW = "le plus difficile"
ASSUMED = "supposée possible : une réponse manque"
# What is known of a control → its word, its colour; the sign is drawn.
STATES = {
    "prouve": ("en place, prouvée", GREEN),
    "declare": ("déclarée, sans preuve", BLUE),
    "prevue": ("prévue", DAY),
    "inconnu": ("sans réponse", DAY),
    "absent": ("absente", RED),
}


@dataclass(frozen=True, slots=True)
class _Guard:
    """A control beside a step: what is known of it, the words that say so, and the lines that are drawn."""

    id: str
    title: str
    state: str
    words: str
    head: list[str]
    lines: list[str]

    @property
    def height(self) -> float:
        return LEAD * (len(self.head) + len(self.lines)) + 6


@dataclass(frozen=True, slots=True)
class _Part:
    """One box: its column, what it says, and, for a step, what is supposed of it and the controls beside it."""

    column: int
    wide: float
    lines: list[str]
    second: list[str]
    doubt: list[str] = field(default_factory=list)
    stage: Stage | None = None
    guards: tuple[_Guard, ...] = ()

    @property
    def height(self) -> float:
        narrow = 20 if self.stage and self.stage.bottleneck else 0
        words = LEAD * (len(self.lines) + len(self.second) + len(self.doubt))
        return 2 * PAD + narrow + words + sum(g.height for g in self.guards) - 4


def attack(
    risk: Risk,
    number: int,
    catalogue: Catalogue,
    planned: Mapping[str, str] | None = None,
    engine: Engine | None = None,
) -> Figure:
    """The diagram of scenario `number` (from 1) of an event.

    planned: id of a control that the plan brings → its due date (ISO). engine: another Graphviz than the best one.
    The figure's table has one row a step. Raises IndexError when the event has no such scenario, BuilderError when no
    Graphviz can run.
    """
    scenario = risk.scenarios[number - 1]
    phases = [phase_of(scenario, rank, catalogue) for rank in range(1, len(scenario.stages) + 1)]
    guards = [_guards(stage, planned or {}) for stage in scenario.stages]
    parts = _parts(risk, scenario, phases, guards)
    edges = edges_of(scenario, risk.event)
    placed = layout([Node(p.wide, p.height, p.column) for p in parts], edges, BETWEEN, engine=engine)
    shapes = _bands(parts, placed)
    for curve in placed.curves:
        shapes += arrow(curve, MARGIN, MARGIN + HEAD)
    for part, (x, y) in zip(parts, placed.centres, strict=True):
        shapes += _draw(part, MARGIN + x - part.wide / 2, MARGIN + HEAD + y - part.height / 2)
    size = (placed.width + 2 * MARGIN, placed.height + HEAD + 2 * MARGIN)
    alt = _told(risk, number, scenario, phases, guards, catalogue)
    name = f"scenario-{risk.event.id.lower()}-{number}.svg"
    return figure(name, size, alt, shapes, _table(scenario, phases, guards, catalogue))


def _guards(stage: Stage, planned: Mapping[str, str]) -> tuple[_Guard, ...]:
    found = []
    for seen in stage.step.controls:
        control, state = seen.control, seen.state.value
        due = planned.get(control.id, "")
        if due and seen.state is not InPlace.PROUVE:
            state = "prevue"
        words = STATES[state][0] + (f" le {french_day(due)}" if state == "prevue" else "")
        head = fold(f"{control.id} {words.split(',')[0]}", GUARD, 12, bold=True)
        found.append(_Guard(control.id, control.title, state, words, head, fold(control.title, GUARD, 12)))
    return tuple(found)


def _parts(risk: Risk, scenario: Scenario, phases: Sequence[str], guards: Sequence[tuple[_Guard, ...]]) -> list[_Part]:
    """The boxes, in the order that the arrows count them: who sets out, the steps, the event."""
    inner = WIDE - 2 * PAD
    who: list[str] = []
    for title in _who(scenario):
        who += fold(f"• {title}", ENDS - 2 * PAD, 12)
    parts = [_Part(0, ENDS, [], who)]
    for rank, (stage, phase, beside) in enumerate(zip(scenario.stages, phases, guards, strict=True), 1):
        lines = fold(f"{rank}. {stage.step.threat.title}", inner - 34, bold=True)
        second = fold(where(stage), inner, 12, most=3)
        doubt = fold(ASSUMED, inner, 12) if stage.step.assumed else []
        parts.append(_Part(1 + list(PHASES).index(phase), WIDE, lines, second, doubt, stage, beside))
    lines = [risk.event.id, *fold(risk.event.title, ENDS - 2 * PAD, bold=True)]
    second = fold(f"gravité G{risk.severity}, par ce chemin V{scenario.likelihood}", ENDS - 2 * PAD, 12)
    parts.append(_Part(LAST, ENDS, lines, second))
    return parts


def _who(scenario: Scenario) -> list[str]:
    return [s.title for s in scenario.sources] or ["Personne d'assez motivé"]


def where(stage: Stage) -> str:
    """On whom, or on what, a step is taken."""
    step = stage.step
    subject = step.finding.subject.title
    return f"{subject} ; {step.user_class.title}" if step.user_class else subject


def _bands(parts: Sequence[_Part], placed: Layout) -> list[str]:
    """A ground and a name for each column that is used."""
    shapes = []
    for column in sorted({p.column for p in parts}):
        inside = [(c, p) for c, p in zip(placed.centres, parts, strict=True) if p.column == column]
        wide = max(p.wide for _, p in inside)
        x = MARGIN + inside[0][0][0]
        name = "Départ" if column == 0 else "Événement" if column == LAST else list(PHASES.values())[column - 1]
        if 0 < column < LAST:
            shapes.append(box(x - wide / 2 - 8, MARGIN, wide + 16, placed.height + HEAD + 8, BAND, "none", 'rx="4"'))
        shapes.append(label(x, MARGIN + 16, name, bold=True, ink=SOFT, anchor="middle"))
    return shapes


def _draw(part: _Part, x: float, y: float) -> list[str]:
    stage = part.stage
    if stage is None:
        return _end(part, x, y)
    edge, look = (INK, 'rx="4" stroke-width="2.5"') if stage.bottleneck else (SOFT, 'rx="4"')
    shapes = [box(x, y, part.wide, part.height, PAPER, edge, look)]
    row = y + PAD + 10
    shapes.append(box(x + part.wide - PAD - 28, y + PAD - 4, 28, 20, INK, INK, 'rx="3"'))
    shapes.append(label(x + part.wide - PAD - 14, row + 0.5, f"V{stage.likelihood}", 12, True, PAPER, "middle"))
    shapes += labels(x + PAD, row, part.lines, bold=True)
    row += LEAD * len(part.lines)
    shapes += labels(x + PAD, row, part.second, 12, ink=SOFT)
    row += LEAD * len(part.second)
    shapes += labels(x + PAD, row, part.doubt, 12, True, DAY)
    row += LEAD * len(part.doubt) + 6
    for guard in part.guards:
        ink = STATES[guard.state][1]
        shapes += sign(guard.state, x + PAD, row - 10, ink)
        shapes += labels(x + PAD + 19, row, guard.head, 12, True, ink)
        shapes += labels(x + PAD + 19, row + LEAD * len(guard.head), guard.lines, 12)
        row += guard.height
    if stage.bottleneck:
        foot = y + part.height - 20
        shapes.append(box(x, foot, part.wide, 20, INK, INK, 'rx="3"'))
        shapes.append(label(x + part.wide / 2, foot + 14.5, NARROW, 12, True, PAPER, "middle"))
    return shapes


def _end(part: _Part, x: float, y: float) -> list[str]:
    """The first box, and the last one."""
    edge = RED if part.column == LAST else SOFT
    shapes = [box(x, y, part.wide, part.height, PAPER, edge, 'rx="4" stroke-width="2"')]
    shapes += labels(x + PAD, y + PAD + 10, part.lines, bold=True)
    return shapes + labels(x + PAD, y + PAD + 10 + LEAD * len(part.lines), part.second, 12)


def _told(
    risk: Risk,
    number: int,
    scenario: Scenario,
    phases: Sequence[str],
    guards: Sequence[tuple[_Guard, ...]],
    catalogue: Catalogue,
) -> str:
    grade = catalogue.scales.likelihood[scenario.likelihood - 1]
    steps = " ".join(
        f"{rank}. {PHASES[phase]} : {stage.step.threat.title} ({where(stage)}), V{stage.likelihood}"
        + (f", {NARROW}" if stage.bottleneck else "")
        + (f", {ASSUMED}" if stage.step.assumed else "")
        + f". Mesures : {_listed(beside)}."
        for rank, (stage, phase, beside) in enumerate(zip(scenario.stages, phases, guards, strict=True), 1)
    )
    return (
        f"Scénario {number} de {risk.event.id}, {risk.event.title} : {grade.title.lower()} (V{grade.level}). "
        f"Départ : {', '.join(_who(scenario))}. {steps} Aboutit à : {risk.event.title}."
    )


def _listed(guards: Sequence[_Guard]) -> str:
    return ", ".join(f"{g.id} {g.title} ({g.words})" for g in guards) or "aucune"


def _table(
    scenario: Scenario, phases: Sequence[str], guards: Sequence[tuple[_Guard, ...]], catalogue: Catalogue
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("N°", "Phase", "Étape", "Où", "Vraisemblance", "Ce que l'attaquant y gagne", "Mesures")
    ]
    for rank, (stage, phase, beside) in enumerate(zip(scenario.stages, phases, guards, strict=True), 1):
        gains = dict.fromkeys(catalogue.states[s.split("@")[0]].title for s in stage.step.grants)
        likely = f"V{stage.likelihood}" + (f", {NARROW}" if stage.bottleneck else "")
        title = stage.step.threat.title
        rows.append((str(rank), PHASES[phase], title, where(stage), likely, ", ".join(gains), _listed(beside)))
    return rows
