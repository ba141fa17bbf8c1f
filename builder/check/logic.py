"""Three-valued logic over facts: UNKNOWN is neither true nor false."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from builder.check.facts import UNKNOWN


def any_of(values: Iterable[Any]) -> Any:
    """True if one value is true; else UNKNOWN if one is; else False."""
    doubt = False
    for value in values:
        if value is UNKNOWN:
            doubt = True
        elif value:
            return True
    return UNKNOWN if doubt else False


def all_of(values: Iterable[Any]) -> Any:
    """False if one value is false; else UNKNOWN if one is; else True."""
    doubt = False
    for value in values:
        if value is UNKNOWN:
            doubt = True
        elif not value:
            return False
    return UNKNOWN if doubt else True


def negate(value: Any) -> Any:
    return UNKNOWN if value is UNKNOWN else not value
