"""What would be enough: the smallest sets of facts to turn so that a sentence holds, each tried on the runtime."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

from builder.check.explain.formula import Formula
from builder.check.explain.parts import Part, Truth
from builder.check.explain.scope import Spot
from builder.model.source import JAMAIS_FAIT

_MOST = 24  # sets kept while combining
_TOLD = 4  # sets handed over
_TEXT = "rempli"
Way = frozenset[Part]
_FAILS = object()  # no value is known that would turn the fact


def ways(part: Part, seen: Any, holds: Callable[[Any], Truth]) -> list[list[Part]]:
    """The smallest sets of parts to turn, fewest first; empty when the sentence holds.

    seen: what sentences see of the subject; holds: the truth of the whole sentence on such a thing. A set whose
    values are known and do not make the sentence hold (they contradict one another) is left out.
    """
    if part.truth is True:
        return []
    found = [list(way) for way in _ways(part, {})]
    good = [way for way in found if _works(way, seen, holds)]
    return [sorted(way, key=lambda p: p.words) for way in good[:_TOLD]]


def _ways(part: Part, same: dict[Any, Part]) -> list[Way]:
    """`same`: the first part of each fact and words; a condition that comes twice is one."""
    if part.truth is True:
        return [frozenset()]
    if part.decides or not part.parts:
        key = (part.words, tuple(spot.track for _, spot in part.spots))
        return [frozenset({same.setdefault(key, part)})]
    below = [_ways(p, same) for p in part.parts]
    if part.shape in ("ou", "un"):
        return _smallest(way for group in below for way in group)
    return _smallest(frozenset().union(*chosen) for chosen in _products(below))


def _products(below: list[list[Way]]) -> Iterable[tuple[Way, ...]]:
    """One way out of each group; groups that need many combinations are met with their smallest ways only."""
    while _size(below) > _MOST * _MOST:
        largest = max(below, key=len)
        below = [group[: max(1, len(group) // 2)] if group is largest else group for group in below]
    return product(*below)


def _size(below: list[list[Way]]) -> int:
    size = 1
    for group in below:
        size *= len(group)
    return size


def _smallest(found: Iterable[Way]) -> list[Way]:
    """Distinct sets, fewest first, without those that hold another."""
    kept: list[Way] = []
    for way in sorted(dict.fromkeys(found), key=len):
        if not any(other <= way for other in kept):
            kept.append(way)
    return kept[:_MOST]


def _works(way: list[Part], seen: Any, holds: Callable[[Any], Truth]) -> bool:
    """Whether a set of facts may be turned together: tried when every one has a value that turns it."""
    turned = copy.deepcopy(seen)
    for part in way:
        spot = _turned(part)
        if spot is None or part.formula is None:
            return True
        holder = _holder(turned, spot.track)
        value = _FAILS if holder is None else _turning(part.formula, part.wanted, holder.get(spot.track[-1]))
        if holder is None or value is _FAILS:
            return True
        holder[spot.track[-1]] = value
    return holds(turned) is True


def _turned(part: Part) -> Spot | None:
    """The fact to change so that a part is turned; None when it is not one fact."""
    formula, spots = part.formula, dict(part.spots)
    if formula is None or part.shape != "fait":
        return None
    own = formula.args[0] if formula.args else formula
    if formula.op == "in" and formula.args[1].op != "list":
        own = formula.args[1]
    if own.op == "size":
        own = own.args[0]
    return spots.get(own.name) if own.op == "name" else None


def _turning(formula: Formula, wanted: bool, now: Any) -> Any:
    """A value of the fact with which the condition is as wanted."""
    op = formula.op
    if op == "name":
        return wanted
    if op == "matches":
        return _FAILS if formula.args[1].op != "text" else _TEXT if wanted else ""
    if op == "in" and formula.args[1].op != "list":
        if formula.args[0].op != "text":
            return _FAILS
        word, held = formula.args[0].name, list(now) if isinstance(now, list) else []
        return [*held, word] if wanted else [v for v in held if v != word]
    if op == "in":
        return formula.args[1].args[0].name if wanted else _FAILS
    if op not in ("==", "!=", "<", "<=", ">", ">="):
        return _FAILS
    return _compared(op, wanted, formula)


def _compared(op: str, wanted: bool, formula: Formula) -> Any:
    left, right = formula.args
    if left.op == "size":
        empty = right.name == "0" and (op, wanted) in (("==", True), (">", False))
        return [] if empty else _FAILS
    if (op, wanted) not in (("==", True), ("!=", False), ("<=", True), (">=", True)):
        return _FAILS
    if right.op == "text":
        return right.name
    if right.op == "int":
        return int(right.name)
    return JAMAIS_FAIT if right.name == "JAMAIS_FAIT" else _FAILS


def _holder(seen: Any, track: tuple[str | int, ...]) -> dict[Any, Any] | None:
    """The table, in what sentences see, that holds a fact; tables that nobody wrote come with it."""
    for key in track[:-1]:
        if isinstance(seen, dict):
            seen = seen.setdefault(key, {})
        elif isinstance(seen, list) and isinstance(key, int) and key < len(seen):
            seen = seen[key]
        else:
            return None
    return seen if isinstance(seen, dict) else None
