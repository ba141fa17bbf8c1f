"""How a means reaches its holder: one column an actor, time going down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.check.packs import field_of
from builder.check.words import text
from builder.model.fields import Knowledge
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
    line,
)
from builder.render.figures.graphviz import Point

HOLDER, UNSAID, OPERATOR = "Porteur", "Qui ? non dit", "Opérateur habilité"
PAD, BETWEEN = 9, 26
DURING = "Puis, pendant la vie du moyen"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A step: its name, the role that takes it, the facts told, and whether it stands when nobody has that role."""

    name: str
    role: str
    facts: tuple[str, ...]
    always: bool = True


FIRST = (
    _Kind("Demande", "demande", ("demande.conditions_acceptees",)),
    _Kind("Validation", "validation", (), always=False),
    _Kind("Vérification d'identité", "controle_identite", ("identite.modalite", "identite.pieces_acceptees")),
    _Kind("Personnalisation", "personnalisation", (), always=False),
    _Kind("Remise", "remise", ("remise.mode", "remise.signee")),
    _Kind("Activation", "", ("code_pin.transmission", "remise.activation_prouve_possession")),
    _Kind(
        "Enrôlement", "", ("enrolement.autorise_par", "enrolement.source_autorite", "enrolement.associe_avant_usage")
    ),
)
LATER = (
    _Kind("Renouvellement", "renouvellement", ("renouvellement.periode_mois", "renouvellement.condition")),
    _Kind("Révocation", "revocation", ("revocation.a_toute_heure", "revocation.delai_heures")),
)


@dataclass(frozen=True, slots=True)
class _Step:
    kind: _Kind
    actor: str
    told: list[str]


def issuance(path: Mapping[str, Any], knowledge: Knowledge) -> Figure:
    """The chain of one delivery path: `path` is one of the assessment's things of the kind « delivrance ».

    An actor whom nobody named has a column of its own, and says so. The figure's table has one row a step.
    """
    steps = [*_steps(FIRST, path, knowledge), *_steps(LATER, path, knowledge)]
    actors = list(dict.fromkeys([HOLDER, *(s.actor for s in steps)]))
    lane = min(200.0, max(140.0, 920 / len(actors)))
    names = [fold(actor, lane - 2 * PAD, bold=True) for actor in actors]
    y = MARGIN + 22.0 + LEAD * max(len(n) for n in names)
    shapes: list[str] = []
    before: Point | None = None  # the foot of the box that leads to the next one
    for n, step in enumerate(steps, 1):
        if n == 1 + sum(s.kind in FIRST for s in steps):
            shapes += _pause(y, lane * len(actors))
            y, before = y + 26, None
        x = MARGIN + actors.index(step.actor) * lane
        drawn, high = _box(n, step, x + 6, y, lane - 12)
        shapes += [*(_elbow(before, (x + lane / 2, y)) if before else ()), *drawn]
        before = (x + lane / 2, y + high) if step.kind in FIRST else None
        y += high + BETWEEN
    bottom = y - BETWEEN + 10
    size = (2 * MARGIN + lane * len(actors), bottom + MARGIN)
    name = f"delivrance-{_safe(str(path['id']))}.svg"
    alt = _told(str(path.get("titre", path["id"])), steps)
    return figure(name, size, alt, [*_lanes(actors, names, lane, bottom), *shapes], _table(steps))


def _steps(kinds: Sequence[_Kind], path: Mapping[str, Any], knowledge: Knowledge) -> list[_Step]:
    found = []
    for kind in kinds:
        actor = _actor(kind, path)
        if kind.always or actor != UNSAID:
            found.append(_Step(kind, actor, [_fact(path, kind, name, knowledge) for name in kind.facts]))
    return found


def _actor(kind: _Kind, path: Mapping[str, Any]) -> str:
    if kind.name == "Activation":
        return HOLDER
    if kind.name == "Enrôlement":
        allowed = (path.get("enrolement") or {}).get("autorise_par")
        return UNSAID if allowed is None else OPERATOR if allowed == "operateur" else HOLDER
    held = [str(r.get("tenu_par") or UNSAID) for r in path.get("roles") or () if r.get("role") == kind.role]
    return " ; ".join(dict.fromkeys(held)) or UNSAID


def _fact(path: Mapping[str, Any], kind: _Kind, name: str, knowledge: Knowledge) -> str:
    """« Remise signée : oui »; the step's own name is not said twice."""
    value: Any = path
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    field = field_of(knowledge, f"delivrance.{name}")
    told = text(value, field)
    return told if field is None or field.label == kind.name else f"{field.label} : {told}"


def _box(number: int, step: _Step, x: float, y: float, wide: float) -> tuple[list[str], float]:
    """One step, and its height."""
    title = fold(f"{number}. {step.kind.name}", wide - 2 * PAD, bold=True)
    told = [one for fact in step.told for one in fold(fact, wide - 2 * PAD, 12)]
    high = 2.0 * PAD + LEAD * (len(title) + len(told)) - 2
    look = 'rx="4" stroke-dasharray="4 3"' if step.actor == UNSAID else 'rx="4"'
    shapes = [box(x, y, wide, high, PAPER, SOFT, look), *labels(x + PAD, y + PAD + 10, title, bold=True)]
    return [*shapes, *labels(x + PAD, y + PAD + 10 + LEAD * len(title), told, 12)], high


def _lanes(actors: Sequence[str], names: Sequence[list[str]], lane: float, bottom: float) -> list[str]:
    shapes = []
    for n, (actor, told) in enumerate(zip(actors, names, strict=True)):
        x = MARGIN + n * lane
        shapes.append(box(x + 1, MARGIN, lane - 2, bottom - MARGIN, PAPER if n % 2 else BAND, "none"))
        ink = DAY if actor == UNSAID else INK
        shapes += labels(x + lane / 2, MARGIN + 17, told, bold=True, ink=ink, anchor="middle")
    return shapes


def _pause(y: float, wide: float) -> list[str]:
    """The line between the delivery and the life that follows."""
    return [
        line(MARGIN, y, MARGIN + wide, y, SOFT, 'stroke-dasharray="4 3"'),
        label(MARGIN + PAD, y + 16, DURING, 12, ink=SOFT),
    ]


def _elbow(start: Point, end: Point) -> list[str]:
    (x1, y1), (x2, y2) = start, end
    middle = (y1 + y2) / 2 - 2
    path = f"{x1:.1f},{y1:.1f} {x1:.1f},{middle:.1f} {x2:.1f},{middle:.1f} {x2:.1f},{y2:.1f}"
    head = f"{x2:.1f},{y2:.1f} {x2 - 4.5:.1f},{y2 - 9:.1f} {x2 + 4.5:.1f},{y2 - 9:.1f}"
    return [
        f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="1.5"/>',
        f'<polygon points="{head}" fill="{INK}"/>',
    ]


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())


def _told(title: str, steps: Sequence[_Step]) -> str:
    parts = [
        f"{n}. {s.kind.name}, par {s.actor}" + (f" ({' ; '.join(s.told)})." if s.told else ".")
        for n, s in enumerate(steps, 1)
    ]
    first = sum(s.kind in FIRST for s in steps)
    return f"Délivrance, {title}. {' '.join(parts[:first])} {DURING} : {' '.join(parts[first:])}"


def _table(steps: Sequence[_Step]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("N°", "Étape", "Par qui", "Comment")]
    return rows + [(str(n), s.kind.name, s.actor, " ; ".join(s.told) or "–") for n, s in enumerate(steps, 1)]
