"""Three-valued logic, value by value: unknown is neither true nor false."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from builder.check.facts import UNKNOWN
from builder.check.logic import all_of, any_of, negate

VALUES = (True, False, UNKNOWN)


@pytest.mark.parametrize("values", [v for n in range(4) for v in product(VALUES, repeat=n)], ids=str)
def test_and_and_or(values: tuple[Any, ...]) -> None:
    either = True if True in values else UNKNOWN if UNKNOWN in values else False
    every = False if False in values else UNKNOWN if UNKNOWN in values else True
    assert any_of(values) is either
    assert all_of(values) is every
    assert negate(any_of(map(negate, values))) is every


def test_not() -> None:
    assert [negate(v) for v in VALUES] == [False, True, UNKNOWN]


def test_unknown_has_no_truth() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)
    assert repr(UNKNOWN) == "UNKNOWN"
