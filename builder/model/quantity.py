"""The quantitative annex: probabilities beside the register. It may order events inside a level of risk, never change one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable an event is within a year.

    least, most: proved bounds, whatever the values inside what experts say. low, median, high: 5 %, half and 95 % of the
    drawings of these values.
    """

    least: float
    most: float
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Inversion:
    """Two events, by id: `above` has the higher level of risk today, and is the less probable in this share of the
    drawings. Severity may be the reason, or many ways that each are hardly likely: an analyst has to look."""

    above: str
    below: str
    share: float


@dataclass(frozen=True)
class Annex:
    """What `quantify` hands over.

    seed, worlds (a drawing), drawings, software: enough to make the same numbers again. chances: event → picture →
    probability. order: events by level of risk today, then by probability. agreeing, opposed: pairs of events of
    different likelihoods that the probabilities put in the same order, in the other. inversions: what to tell the analyst.
    """

    seed: int
    worlds: int
    drawings: int
    software: str
    chances: Mapping[str, Mapping[str, Chance]]
    order: tuple[str, ...]
    agreeing: int
    opposed: int
    inversions: tuple[Inversion, ...]
