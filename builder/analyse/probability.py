"""Annual probability of a step with the controls of a picture in place (design note, quantitative calculus).

p(X) = p · Π over families of (1 − the best efficacy in it), with the families, the rule about what is only human and the
caps of the ordinal calculus. A control that caps the likelihood at a level caps the probability at what that level means.
The same threat on the same subject for two classes is two steps that succeed or not each on its own, with one
probability: common causes are common states, not correlations. Every source is supposed to set out within the year: its
relevance bounds a level, not a probability, which is the careful reading.
Everything is a column: one value for each drawing of what experts do not know (or for the two ends of what they say).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from builder.analyse.field import Field
from builder.analyse.likelihood import Counts, effective
from builder.analyse.worlds import Reals
from builder.model.risk import Catalogue, Control, Family

SHARE = 1000  # the scale is in thousandths
PERCENT = 100
MODE_WEIGHT = 4  # of a PERT law: (low + 4 mode + high) / 6


@dataclass(frozen=True)
class Sample:
    """What experts do not know, drawn. chance: (threat, level) → probability at this level; efficacy: control
    → share of attempts stopped."""

    chance: Mapping[tuple[str, int], Reals]
    efficacy: Mapping[str, Reals]


def ends(catalogue: Catalogue) -> Sample:
    """Two columns: all that experts say at its most favourable, then at its least."""
    levels = {g.level: np.array([g.annual[0], g.annual[2]]) / SHARE for g in catalogue.scales.likelihood}
    return Sample(
        {(id_, level): values for id_ in catalogue.threats for level, values in levels.items()},
        {c.id: np.array([c.efficacy[2], c.efficacy[0]]) / PERCENT for c in catalogue.controls.values()},
    )


def drawn(catalogue: Catalogue, draws: int, source: Generator) -> Sample:
    """As many columns as `draws`, by PERT laws. Always the whole catalogue, in its order: a picture changes no draw."""
    scale = {g.level: g.annual for g in catalogue.scales.likelihood}
    return Sample(
        {
            (id_, level): _pert(annual, draws, source) / SHARE
            for id_ in catalogue.threats
            for level, annual in scale.items()
        },
        {c.id: _pert(c.efficacy, draws, source) / PERCENT for c in catalogue.controls.values()},
    )


def _pert(ends_and_mode: tuple[int, int, int], draws: int, source: Generator) -> Reals:
    low, mode, high = ends_and_mode
    spread = max(high - low, 1)
    left, right = MODE_WEIGHT * (mode - low) / spread, MODE_WEIGHT * (high - mode) / spread
    return low + (high - low) * source.beta(1 + left, 1 + right, draws)


def of_ways(field: Field, counts: Counts, sample: Sample) -> Reals:
    """Probability of every way (a row each, in the order of ways) when the controls that `counts` are in place."""
    sure = np.ones_like(next(iter(sample.chance.values())))
    known: dict[tuple[object, ...], Reals] = {}
    rows = []
    for way in field.net.ways:
        step = field.steps.get(way.step)
        if step is None:
            rows.append(sure)
            continue
        controls = [seen.control for seen in step.controls if counts(seen)]
        key = (step.threat.id, step.base, *[c.id for c in controls])
        if key not in known:
            known[key] = reduced(step.threat.id, step.base, controls, sample)
        rows.append(known[key])
    return np.array(rows)


def reduced(threat: str, base: int, controls: Iterable[Control], sample: Sample) -> Reals:
    """Probability of a threat at `base` (1..4) after the controls in place."""
    chance = sample.chance[threat, base]
    best: dict[Family, Reals] = {}
    counted: Sequence[Control] = effective(controls)
    for control in counted:
        efficacy = sample.efficacy[control.id]
        best[control.family] = np.maximum(best[control.family], efficacy) if control.family in best else efficacy
    for family in sorted(best):
        chance = chance * (1 - best[family])
    for cap in sorted({c.cap for c in counted if c.cap is not None}):
        chance = np.minimum(chance, sample.chance[threat, cap])
    return chance
