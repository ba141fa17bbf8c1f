"""In what order, and when: what lowers the risk most for its effort comes first, and a lead time is never shortened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from builder.analyse import Field
from builder.model.plan import Lowered
from builder.model.risk import RiskRegister
from builder.plan.choice import counting

MONTHS, DAYS = 12, 365  # of a year


@dataclass(frozen=True, slots=True)
class Slot:
    """A control in the plan: when it can be ready at the earliest, and what it lowers at its turn."""

    control: str
    start: str
    due: str
    lowers: tuple[Lowered, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What a control asks for: person-days and weeks."""

    effort: int
    lead: int


def days(capacity: int | None, today: str, until: str) -> int | None:
    """Person-days that a monthly capacity gives between two days; None without limit."""
    if capacity is None:
        return None
    return capacity * MONTHS * (date.fromisoformat(until) - date.fromisoformat(today)).days // DAYS


def chain(control: str, works: Mapping[str, Work], after: Mapping[str, Sequence[str]]) -> int:
    """Weeks before a control can be in place, those that it waits for included."""
    before = [chain(c, works, after) for c in after.get(control, ()) if c in works]
    return works[control].lead + max(before, default=0)


def schedule(
    ground: Field,
    chosen: Iterable[str],
    fixed: Iterable[str],
    works: Mapping[str, Work],
    register: RiskRegister,
    today: str,
    capacity: int | None,
    spent: int = 0,
) -> tuple[Slot, ...]:
    """Date the chosen controls.

    fixed: in place before them. spent: person-days of the capacity that are taken already. A control starts with the
    plan, or once those it waits for are done; it is ready after its lead time, and not before the capacity has paid it.
    """
    after = {c: [b for b in register.catalogue.controls[c].after if b in works] for c in works}
    held = frozenset(fixed)
    paid = spent
    ready: dict[str, date] = {}
    slots = []
    origin = date.fromisoformat(today)
    for control, lowers in _order(ground, frozenset(chosen), held, works, after, register):
        paid += works[control].effort
        start = max([origin, *(ready[c] for c in after[control] if c in ready)])
        bought = origin if capacity is None else origin + timedelta(days=-(-paid * DAYS // (max(1, capacity) * MONTHS)))
        ready[control] = max(start + timedelta(weeks=works[control].lead), bought)
        slots.append(Slot(control, start.isoformat(), ready[control].isoformat(), lowers))
    return tuple(slots)


def _order(
    ground: Field,
    chosen: frozenset[str],
    held: frozenset[str],
    works: Mapping[str, Work],
    after: Mapping[str, Sequence[str]],
    register: RiskRegister,
) -> Iterator[tuple[str, tuple[Lowered, ...]]]:
    """One control after the other, each with what it lowers at its turn."""
    left = set(chosen)
    now = _levels(ground, held, register)
    while left:
        ripe = sorted(c for c in left if not set(after.get(c, ())) & left)
        then = {c: _levels(ground, held | {c}, register) for c in ripe}
        best = max(
            ripe,
            key=lambda c: (
                (_badness(now, register) - _badness(then[c], register)) / max(1, works[c].effort),
                -works[c].effort,
                -works[c].lead,
                [-ord(letter) for letter in c],
            ),
        )
        lowers = tuple(Lowered(e, now[e], v) for e, v in then[best].items() if v < now[e])
        yield best, lowers
        left.discard(best)
        held |= {best}
        now = then[best]


def _levels(ground: Field, controls: frozenset[str], register: RiskRegister) -> dict[str, int]:
    values = ground.close(counting(controls)).values
    return {r.event.id: values.get(r.event.id, 0) for r in register.risks}


def _badness(levels: Mapping[str, int], register: RiskRegister) -> int:
    """How bad a state is: a level of risk weighs ten times the one below it, then the likelihoods count."""
    total = 0
    for risk in register.risks:
        likelihood = levels[risk.event.id]
        level = register.catalogue.scales.matrix[likelihood - 1][risk.severity - 1] if likelihood else 0
        total += 10**level + likelihood
    return total
