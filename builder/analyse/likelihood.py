"""Likelihood of a step with the controls of a picture in place (design note, ordinal calculus).

Inside a family only the strongest control counts, so ten papers do not add up; what is only human counts beside a
control that prevents or detects; a cap bounds what is left; nothing possible falls under V1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from builder.model.risk import Control, ControlSeen, Family, InPlace, Picture

BRUT, ACTUEL, DECLARE = "brut", "actuel", "declare"
Counts = Callable[[ControlSeen], bool]


def none_counts(_: ControlSeen) -> bool:
    """Brut: no control."""
    return False


def proved(seen: ControlSeen) -> bool:
    """Actuel: facts and valid evidence say that it is there."""
    return seen.state is InPlace.PROUVE


def declared(seen: ControlSeen) -> bool:
    """What the picture would be if every declaration were proved."""
    return seen.state in (InPlace.PROUVE, InPlace.DECLARE)


def counting(picture: Picture) -> Counts:
    """The controls that count in a picture: at a milestone, those proved and those that the plan promises by then."""
    if picture.date:
        return lambda seen: seen.control.id in picture.promised or proved(seen)
    return {BRUT: none_counts, ACTUEL: proved, DECLARE: declared}[picture.id]


def effective(controls: Iterable[Control]) -> list[Control]:
    """Those of the controls in place that count: what is only human does beside one that prevents or detects."""
    in_place = list(controls)
    technical = any(c.family in (Family.PREVENIR, Family.DETECTER) for c in in_place)
    return [c for c in in_place if technical or c.family is not Family.HUMAIN]


def reduced(base: int, controls: Iterable[Control]) -> int:
    """`base` (1..4) after the controls in place."""
    strongest: dict[Family, int] = {}
    cap = base
    for control in effective(controls):
        strongest[control.family] = max(strongest.get(control.family, 0), control.reduction)
        cap = cap if control.cap is None else min(cap, control.cap)
    return max(1, min(base - sum(strongest.values()), cap))
