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


@dataclass(frozen=True, slots=True)
class Purse:
    """Person-days that the plan may spend. monthly: None without limit. booked: what the dossier's own actions take,
    each by its day (ISO); they keep their dates."""

    monthly: int | None
    today: str
    booked: tuple[tuple[str, int], ...] = ()

    def left(self, until: str) -> int | None:
        """Person-days that nobody has taken by a day, nor needs for a later one; None without limit."""
        if self.monthly is None:
            return None
        later = [until, *(day for day, _ in self.booked if day > until)]
        return max(0, min(self._earned(day) - self._taken(day) for day in later))

    def affords(self, effort: int) -> date:
        """The first day by which so many person-days can be spent beside what is booked."""
        if self.monthly is None:
            return date.fromisoformat(self.today)
        first = max((day for day, _ in self.booked if self._earned(day) - self._taken(day) < effort), default="")
        needed = effort + self._taken(first)
        while True:
            day = date.fromisoformat(self.today) + timedelta(days=-(-needed * DAYS // (max(1, self.monthly) * MONTHS)))
            more = effort + self._taken(max(first, day.isoformat()))
            if more == needed:
                return day
            needed = more

    def _earned(self, until: str) -> int:
        days = (date.fromisoformat(until) - date.fromisoformat(self.today)).days
        return (self.monthly or 0) * MONTHS * days // DAYS

    def _taken(self, until: str) -> int:
        return sum(effort for day, effort in self.booked if day <= until)


def chain(control: str, works: Mapping[str, Work], after: Mapping[str, Sequence[str]]) -> int:
    """Weeks before a control can be in place, those that it waits for included."""
    before = [chain(c, works, after) for c in after.get(control, ()) if c in works]
    return works[control].lead + max(before, default=0)


def schedule(
    ground: Field,
    chosen: Iterable[str],
    held: frozenset[str],
    works: Mapping[str, Work],
    register: RiskRegister,
    purse: Purse,
    before: Sequence[Slot] = (),
) -> tuple[Slot, ...]:
    """Date the chosen controls.

    held: in place before them; before: what was scheduled already. A control starts with the plan, or once those it waits
    for are done; it is ready after its lead time, and not before the purse can pay for it.
    """
    after = {c: [b for b in register.catalogue.controls[c].after if b in works] for c in works}
    paid = sum(works[s.control].effort for s in before)
    ready = {s.control: date.fromisoformat(s.due) for s in before}
    slots = []
    for control, lowers in _order(ground, frozenset(chosen), held, works, after, register):
        paid += works[control].effort
        start = max([date.fromisoformat(purse.today), *(ready[c] for c in after[control] if c in ready)])
        ready[control] = max(start + timedelta(weeks=works[control].lead), purse.affords(paid))
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
    now = levels(ground, held, register)
    while left:
        ripe = sorted(c for c in left if not set(after.get(c, ())) & left)
        then = {c: levels(ground, held | {c}, register) for c in ripe}
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


def levels(ground: Field, controls: frozenset[str], register: RiskRegister) -> dict[str, int]:
    """Event → likelihood when controls are in place beside the proved ones."""
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
