"""The quantitative annex: what the levels do not say, beside them.

Two loops. Outside, the values that experts only bracket are drawn; inside, for each of these drawings, worlds in which
every step succeeds or not. One number in [0, 1) is drawn for a step in a world, and is the same in all pictures: a picture
with more controls reaches less in every single world, not only on average.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, permutations

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from builder.analyse.bounds import interval
from builder.analyse.field import Field, field_of
from builder.analyse.likelihood import ACTUEL, counting
from builder.analyse.probability import drawn, ends, of_ways
from builder.analyse.worlds import WORD, Arrays, Bits, Reals, pack, reached
from builder.model.quantity import Annex, Chance, Inversion
from builder.model.risk import Risk, RiskRegister

WORLDS, DRAWINGS = 1024, 100
TOGETHER = 8  # drawings closed at once: what fits near the processor
ROWS = 4096  # steps for which numbers are drawn at once: a large dossier must not fill the memory
CERTAIN = 0.95  # share of the drawings from which an inversion is told
_TAIL = 5  # percent on each side


def quantify(
    register: RiskRegister,
    seed: int,
    worlds: int = WORLDS,
    drawings: int = DRAWINGS,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Annex:
    """Probabilities of the events of a register in each of its pictures.

    seed: of the drawings. worlds: for each of the `drawings`, rounded up to a multiple of 64. tell: called with how many
    drawings are done, and of how many. The same arguments and version of numpy give the same numbers.
    """
    field = field_of(register)
    worlds = -(-worlds // WORD) * WORD
    shares = _shares(register, field, seed, worlds, drawings, tell)
    bounds = _bounds(register, field)
    chances = {
        event: {
            picture.id: Chance(*bounds[picture.id][event], *_spread(shares[picture.id][event]))
            for picture in register.pictures
        }
        for event in register.catalogue.events
    }
    agreeing, opposed = _agreement(register, chances)
    return Annex(
        seed=seed,
        worlds=worlds,
        drawings=drawings,
        software=f"numpy {np.__version__}",
        chances=chances,
        order=_order(register, chances),
        agreeing=agreeing,
        opposed=opposed,
        inversions=tuple(_inversions(register, shares[ACTUEL])),
    )


Shares = Mapping[str, Mapping[str, Reals]]  # picture → event → its share of the worlds, in each drawing


def _shares(
    register: RiskRegister, field: Field, seed: int, worlds: int, drawings: int, tell: Callable[[int, int], None]
) -> Shares:
    experts, *inner = SeedSequence(seed).spawn(drawings + 1)
    sample = drawn(register.catalogue, drawings, Generator(PCG64(experts)))
    chances = {p.id: of_ways(field, counting(p), sample) for p in register.pictures}
    arrays, goals = Arrays(field.net), [field.net.states[event] for event in register.catalogue.events]
    found: dict[str, list[Reals]] = {picture: [] for picture in chances}
    for first in range(0, drawings, TOGETHER):
        block = range(first, min(first + TOGETHER, drawings))
        for picture, fires in successes([inner[d] for d in block], block, chances, worlds).items():
            held = np.bitwise_count(reached(arrays, fires)[goals]).reshape(len(goals), len(block), -1)
            found[picture].append(held.sum(axis=2) / worlds)
        tell(block.stop, drawings)
    rows = {picture: np.concatenate(blocks, axis=1) for picture, blocks in found.items()}
    return {picture: dict(zip(register.catalogue.events, row, strict=True)) for picture, row in rows.items()}


def successes(
    seeds: Sequence[SeedSequence], block: range, chances: Mapping[str, Reals], worlds: int
) -> dict[str, Bits]:
    """For each picture, the worlds of a block of drawings in which each way succeeds: by the same numbers.

    seeds: of the drawings of the block. chances: picture → probability of each way (a row) in each drawing (a column).
    """
    ways = len(next(iter(chances.values())))
    bits = {picture: np.empty((ways, len(block) * worlds // WORD), dtype=np.uint64) for picture in chances}
    for place, (seed, drawing) in enumerate(zip(seeds, block, strict=True)):
        source, columns = Generator(PCG64(seed)), slice(place * worlds // WORD, (place + 1) * worlds // WORD)
        for first in range(0, ways, ROWS):
            rows = slice(first, min(first + ROWS, ways))
            numbers = source.random((rows.stop - first, worlds), dtype=np.float32)
            for picture, values in chances.items():
                bits[picture][rows, columns] = pack(numbers < values[rows, drawing, None].astype(np.float32))
    return bits


def _bounds(register: RiskRegister, field: Field) -> dict[str, dict[str, tuple[float, float]]]:
    said = ends(register.catalogue)
    events = list(register.catalogue.events)
    return {p.id: interval(field.net, of_ways(field, counting(p), said), events) for p in register.pictures}


def _spread(shares: Reals) -> tuple[float, float, float]:
    low, high = np.percentile(shares, (_TAIL, 100 - _TAIL))
    return float(low), float(np.median(shares)), float(high)


def _order(register: RiskRegister, chances: Mapping[str, Mapping[str, Chance]]) -> tuple[str, ...]:
    def key(risk: Risk) -> tuple[int, float, str]:
        return -risk.pictures[ACTUEL].risk, -chances[risk.event.id][ACTUEL].median, risk.event.id

    return tuple(risk.event.id for risk in sorted(register.risks, key=key))


def _agreement(register: RiskRegister, chances: Mapping[str, Mapping[str, Chance]]) -> tuple[int, int]:
    """Pairs of events of different likelihoods: in the order of their medians, and in the other."""
    agreeing = opposed = 0
    for one, other in combinations(register.risks, 2):
        levels = one.pictures[ACTUEL].likelihood - other.pictures[ACTUEL].likelihood
        medians = chances[one.event.id][ACTUEL].median - chances[other.event.id][ACTUEL].median
        agreeing += levels * medians > 0
        opposed += levels * medians < 0
    return agreeing, opposed


def _inversions(register: RiskRegister, now: Mapping[str, Reals]) -> Iterator[Inversion]:
    """Events of a higher risk that are, in nearly all drawings, less probable than others."""
    for above, below in permutations(register.risks, 2):
        if above.pictures[ACTUEL].risk > below.pictures[ACTUEL].risk:
            share = float(np.mean(now[above.event.id] < now[below.event.id]))
            if share >= CERTAIN:
                yield Inversion(above.event.id, below.event.id, share)
