"""The plan as bars in time: one row an action, the dates of the law across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from builder.model.plan import Action, Milestone, Origin
from builder.render.figures.drawing import (
    BLUE,
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
    french_day,
    label,
    labels,
    line,
)
from builder.render.figures.lettering import width

MOST, TALL = 25, 1120  # rows a figure, and their height: a printed page
NAMES, CHART, BAR = 344, 540, 14  # room of the words, of the bars; height of a bar
GROUNDS = ("#f5f7f9", PAPER)
LEFT = MARGIN + NAMES + 12
RIGHT = LEFT + CHART
STATES = {
    "a_faire": "à faire",
    "en_cours": "en cours",
    "faite": "faite",
    "abandonnee": "abandonnée",
    "proposee": "proposée",
}
_HATCH = (
    '<defs><pattern id="hachures" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="{PAPER}"/><rect width="2" height="6" fill="{BLUE}"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class _Row:
    action: Action
    lines: list[str]
    owner: list[str]

    @property
    def height(self) -> int:
        return (len(self.lines) + len(self.owner)) * LEAD + 10


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days → places, from the first day of a month to the first day of another."""

    first: int
    last: int

    def at(self, iso: str) -> float:
        return LEFT + (_day(iso) - self.first) / (self.last - self.first) * CHART


def gantt(actions: Sequence[Action], milestones: Sequence[Milestone], today: str) -> tuple[Figure, ...]:
    """The plan in figures of at most 25 rows, all on one scale of time; none when there is no action.

    today: ISO. Actions of the dossier are plain, proposals hatched, what is done is outlined; what is given up is
    dotted. An action without a due date has no bar, and says so.
    """
    axis = _axis(actions, milestones, today)
    groups = _pages([_row(a) for a in actions])
    told = [f" ({n} sur {len(groups)})" if len(groups) > 1 else "" for n in range(1, len(groups) + 1)]
    return tuple(
        _one(group, milestones, today, axis, f"plan-{n}.svg", part)
        for n, (group, part) in enumerate(zip(groups, told, strict=True), 1)
    )


def _pages(rows: Sequence[_Row]) -> list[list[_Row]]:
    pages: list[list[_Row]] = []
    for row in rows:
        if not pages or len(pages[-1]) == MOST or sum(r.height for r in pages[-1]) + row.height > TALL:
            pages.append([])
        pages[-1].append(row)
    return pages


def _one(
    rows: Sequence[_Row], milestones: Sequence[Milestone], today: str, axis: _Axis, name: str, part: str
) -> Figure:
    actions = [r.action for r in rows]
    shapes: list[str] = [_HATCH]
    top = _flags(milestones, today, axis, shapes)
    bottom = top + sum(r.height for r in rows)
    marks = _ticks(axis, top, bottom)
    y = top
    for n, row in enumerate(rows):
        ground = GROUNDS[n % 2]
        marks.insert(0, box(MARGIN, y, RIGHT - MARGIN, row.height, ground, "none"))
        shapes += labels(MARGIN + 4, y + LEAD, row.lines, bold=True)
        shapes += labels(MARGIN + 4, y + LEAD * (1 + len(row.lines)), row.owner, 12, ink=SOFT)
        shapes += _bar(row.action, y + row.height / 2, axis, today, ground)
        y += row.height
    lines = [_vertical(m.date, top, bottom, axis, True) for m in milestones]
    lines.append(_vertical(today, top, bottom, axis, False))
    bottom = _legend(bottom + 26, shapes)
    alt = _told(actions, milestones, today, part)
    return figure(name, (RIGHT + MARGIN, bottom + MARGIN), alt, [*marks, *lines, *shapes], _table(actions, today))


def _row(action: Action) -> _Row:
    lines = fold(f"{action.id} · {action.title}", NAMES - 8, bold=True, most=3)
    return _Row(action, lines, fold(action.owner or "responsable à nommer", NAMES - 8, 12, most=1))


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def _axis(actions: Sequence[Action], milestones: Sequence[Milestone], today: str) -> _Axis:
    days = [today, *(m.date for m in milestones), *(d for a in actions for d in (a.start, a.due) if d)]
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    end = _month(last.year * 12 + last.month)
    return _Axis(first.replace(day=1).toordinal(), end.toordinal())


def _month(number: int) -> date:
    """The first day of a month counted from the year 0, held inside the calendar."""
    year, month = divmod(number, 12)
    return date(year, month + 1, 1) if year < date.max.year else date.max


def _ticks(axis: _Axis, top: float, bottom: float) -> list[str]:
    """A line every so many months, with its date under the chart; about eight of them."""
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 3, 6, 12, 24, 60, 120) if months / s <= 9), months // 9 + 12)
    shapes = []
    for number in range(first.year * 12, last.year * 12 + 12, step):
        day = _month(number)
        if axis.first <= day.toordinal() <= axis.last:
            x = axis.at(day.isoformat())
            shapes.append(line(x, top, x, bottom + 4))
            if x <= RIGHT - 20:
                shapes.append(label(x, bottom + 17, f"{day.month:02}/{day.year}", 12, ink=SOFT, anchor="middle"))
    return shapes


def _flags(milestones: Sequence[Milestone], today: str, axis: _Axis, shapes: list[str]) -> float:
    """The names of the vertical lines, each on a level where it meets no other; where the rows start."""
    flags = [(m.date, f"{french_day(m.date)} · {m.title}", DAY) for m in milestones]
    flags.append((today, f"{french_day(today)} · date d'évaluation", INK))
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for day, told, ink in sorted(flags):
        x = axis.at(day)
        text = fold(told, CHART, 12, True, most=1)[0]
        wide = width(text, 12, True)
        left = min(max(x - 2, MARGIN), RIGHT - wide)
        level = next((n for n, row in enumerate(taken) if all(left > b + 8 or left + wide < a - 8 for a, b in row)), -1)
        if level < 0:
            taken.append([])
            level = len(taken) - 1
        taken[level].append((left, left + wide))
        placed.append((x, left, level, text, ink))
    top = MARGIN + len(taken) * 20 + 8
    for x, left, level, text, ink in placed:
        y = MARGIN + 13 + level * 20
        shapes.append(label(left, y, text, 12, True, ink))
        shapes.append(line(x, y + 4, x, top, ink, 'stroke-width="1.5"'))
    return top


def _vertical(day: str, top: float, bottom: float, axis: _Axis, dashed: bool) -> str:
    look = 'stroke-width="1.5"' + (' stroke-dasharray="5 3"' if dashed else "")
    return line(axis.at(day), top, axis.at(day), bottom, DAY if dashed else INK, look)


def _looks(action: Action) -> tuple[str, str]:
    """Fill of a bar, and its other attributes."""
    if action.status == "faite":
        return PAPER, 'stroke-width="2"'
    if action.status == "abandonnee":
        return PAPER, 'stroke-dasharray="2 2"'
    return ("url(#hachures)" if action.origin is Origin.PROPOSEE else BLUE), 'stroke-width="1.5"'


def _bar(action: Action, middle: float, axis: _Axis, today: str, ground: str) -> list[str]:
    told = said(action, today)
    wide = width(told, 12)
    if not action.due:
        return _beside(told, RIGHT - wide - 8, middle, wide, ground)
    start, end = axis.at(action.start or action.due), axis.at(action.due)
    fill, look = _looks(action)
    if action.start and action.start <= action.due:
        start = min(start, end - 8)
        shape = box(start, middle - BAR / 2, end - start, BAR, fill, BLUE, look)
    else:  # its beginning is not said: the due date alone
        start = end - 8
        points = f"{end - 8:.1f},{middle:.1f} {end:.1f},{middle - 8:.1f} {end + 8:.1f},{middle:.1f} {end:.1f},{middle + 8:.1f}"
        shape = f'<polygon points="{points}" fill="{fill}" stroke="{BLUE}" {look}/>'
    if end + 12 + wide <= RIGHT:
        return [shape, *_beside(told, end + 12, middle, wide, ground)]
    if start - wide - 6 >= LEFT:
        return [shape, *_beside(told, start - wide - 6, middle, wide, ground)]
    return [shape, *_beside(told, (start + end - wide) / 2, middle, wide, ground)]


def _beside(told: str, x: float, middle: float, wide: float, ground: str) -> list[str]:
    """Words on a ground of their own, so that no line crosses them."""
    return [
        box(x - 2, middle - 9, wide + 2, 18, ground, "none"),
        label(x, middle + 4, told, 12),
    ]


def late(action: Action, today: str) -> bool:
    """Its day has passed, and nothing says that it is done or given up."""
    return bool(action.due) and action.due < today and action.status not in ("faite", "abandonnee")


def said(action: Action, today: str) -> str:
    """« 30/06/2027, en cours »."""
    when = french_day(action.due) if action.due else "sans échéance"
    state = STATES.get(action.status, action.status)
    return f"{when}, {state}" + (", en retard" if late(action, today) else "")


def _legend(y: float, shapes: list[str]) -> float:
    x = float(MARGIN + 4)
    looks = (
        (BLUE, "action du dossier", ""),
        ("url(#hachures)", "proposition", ""),
        (PAPER, "faite", 'stroke-width="2"'),
        (PAPER, "abandonnée", 'stroke-dasharray="2 2"'),
    )
    for fill, told, look in looks:
        shapes.append(box(x, y, 26, BAR, fill, BLUE, look))
        shapes.append(label(x + 32, y + 12, told, 12))
        x += 32 + width(told, 12) + 20
    shapes.append(f'<polygon points="{x},{y + 7} {x + 8},{y - 1} {x + 16},{y + 7} {x + 8},{y + 15}" fill="{BLUE}"/>')
    shapes.append(label(x + 24, y + 12, "échéance seule, début non dit", 12))
    x += 24 + width("échéance seule, début non dit", 12) + 20
    shapes.append(line(x, y + 7, x + 26, y + 7, DAY, 'stroke-width="1.5" stroke-dasharray="5 3"'))
    shapes.append(label(x + 32, y + 12, "date du texte", 12))
    return y + BAR


def _told(actions: Sequence[Action], milestones: Sequence[Milestone], today: str, part: str) -> str:
    rows = " ; ".join(f"{a.id}, {a.title} ({a.owner or 'responsable à nommer'}) : {_when(a, today)}" for a in actions)
    dates = ", ".join(f"{french_day(m.date)} ({m.title})" for m in milestones) or "aucune"
    return f"Plan d'action{part} au {french_day(today)}. Dates du texte : {dates}. Actions : {rows}."


def _when(action: Action, today: str) -> str:
    origin = "proposition, " if action.origin is Origin.PROPOSEE and action.status != "proposee" else ""
    start = f"du {french_day(action.start)} au " if action.start and action.due else ""
    return f"{origin}{start}{said(action, today)}"


def _table(actions: Sequence[Action], today: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Action", "Intitulé", "Responsable", "Début", "Échéance", "État")]
    for a in actions:
        state = STATES.get(a.status, a.status) + (", en retard" if late(a, today) else "")
        start, due = (french_day(d) if d else "non dit" for d in (a.start, a.due))
        rows.append((a.id, a.title, a.owner or "à nommer", start, due, state))
    return rows
