"""The quantitative annex: what a control takes away, worlds compared one by one, bounds around what is drawn."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from numpy.random import PCG64, Generator, SeedSequence

from builder.analyse.field import field_of
from builder.analyse.probability import Sample, drawn, ends, of_ways, reduced
from builder.analyse.quantitative import quantify, successes
from builder.analyse.worlds import Arrays, reached
from builder.load.catalogue import load_catalogue, raise_faults
from builder.model.errors import BuilderError
from builder.model.quantity import Annex
from builder.model.risk import Control, Family, RiskRegister
from tests.analyse.test_closure import control
from tests.analyse.test_register import NAMES, loaded
from tests.analyse.test_register import register as register_of

SEED = int(os.environ.get("RIE_GRAINE", "20261124"))
ROUNDS = 60 if os.environ.get("RIE_CAMPAGNE") else 3
SETS = 2000 if os.environ.get("RIE_CAMPAGNE") else 100
SLACK = 1e-12
THREAT = "TH-01"


@cache
def register(name: str) -> RiskRegister:
    return register_of(loaded(name))


@cache
def annex(name: str) -> Annex:
    return quantify(register(name), seed=5, worlds=256, drawings=40)


def sample(*efficacies: float, levels: tuple[float, ...] = (0.01, 0.06, 0.3, 0.65)) -> Sample:
    return Sample(
        {(THREAT, level): np.array([chance]) for level, chance in enumerate(levels, 1)},
        {f"CT-{n}": np.array([e]) for n, e in enumerate(efficacies)},
    )


def measure(number: int, family: Family, cap: int | None = None) -> Control:
    return replace(control(family, 1, cap), id=f"CT-{number}")


def test_families_multiply_and_a_family_counts_its_best() -> None:
    known = sample(0.5, 0.8, 0.5)
    first, better, other = measure(0, Family.PREVENIR), measure(1, Family.PREVENIR), measure(2, Family.DETECTER)
    assert reduced(THREAT, 4, [], known) == 0.65
    assert reduced(THREAT, 4, [first], known) == pytest.approx(0.65 * 0.5)
    assert reduced(THREAT, 4, [first, better], known) == pytest.approx(0.65 * 0.2)
    assert reduced(THREAT, 4, [better, other], known) == pytest.approx(0.65 * 0.2 * 0.5)


def test_what_is_only_human_counts_beside_a_technical_control_only() -> None:
    known = sample(0.5, 0.5)
    human = measure(0, Family.HUMAIN)
    assert reduced(THREAT, 4, [human, measure(1, Family.REAGIR)], known) == pytest.approx(0.65 * 0.5)
    assert reduced(THREAT, 4, [human, measure(1, Family.DETECTER)], known) == pytest.approx(0.65 * 0.5 * 0.5)


def test_a_cap_on_the_likelihood_is_a_cap_on_the_probability() -> None:
    known = sample(0.1, 0.99)
    assert reduced(THREAT, 4, [measure(0, Family.PREVENIR, cap=2)], known) == pytest.approx(0.06)
    assert reduced(THREAT, 4, [measure(1, Family.PREVENIR, cap=2)], known) == pytest.approx(0.65 * 0.01)


def test_more_controls_never_make_a_step_more_probable_in_any_drawing() -> None:
    catalogue, random = load_catalogue(), Random(SEED)
    known = drawn(catalogue, 8, Generator(PCG64(SEED)))
    for _ in range(SETS):
        few = random.sample(list(catalogue.controls.values()), random.randint(0, 5))
        many = few + random.sample(list(catalogue.controls.values()), random.randint(0, 5))
        threat, base = random.choice(list(catalogue.threats)), random.randint(1, 4)
        less, more = reduced(threat, base, many, known), reduced(threat, base, few, known)
        assert (less >= 0).all() and (less <= more + SLACK).all() and (more <= known.chance[threat, base]).all()
        assert np.allclose(less, reduced(threat, base, many[::-1], known))


def test_what_is_drawn_stays_inside_what_experts_say() -> None:
    catalogue = load_catalogue()
    known, said = drawn(catalogue, 200, Generator(PCG64(SEED))), ends(catalogue)
    assert set(known.chance) == set(said.chance) and set(known.efficacy) == set(said.efficacy)
    for key, values in known.chance.items():
        assert (said.chance[key][0] <= values).all() and (values <= said.chance[key][1]).all()
    for id_, values in known.efficacy.items():
        assert (said.efficacy[id_][1] <= values).all() and (values <= said.efficacy[id_][0]).all()
    low, mode, high = catalogue.scales.likelihood[0].annual
    middle = np.mean([known.chance[threat, 1].mean() for threat in catalogue.threats])
    assert middle * 1000 == pytest.approx((low + 4 * mode + high) / 6, rel=0.01)  # what a PERT law is made for


@pytest.mark.parametrize("name", NAMES)
def test_more_controls_reach_less_in_every_single_world(name: str) -> None:
    found, random = register(name), Random(f"{SEED}:{name}")
    field, arrays, known = field_of(found), Arrays(field_of(found).net), sorted(found.catalogue.controls)
    values = drawn(found.catalogue, ROUNDS, Generator(PCG64(SEED)))
    events = [field.net.states[event] for event in found.catalogue.events]
    saved = 0
    for number, seed in enumerate(SeedSequence(SEED).spawn(ROUNDS)):
        few = set(random.sample(known, random.randint(0, 20)))
        many = few | set(random.sample(known, 20))
        chances = {
            "few": of_ways(field, lambda c: c.control.id in few, values),  # noqa: B023
            "many": of_ways(field, lambda c: c.control.id in many, values),  # noqa: B023
        }
        fires = successes([seed], range(number, number + 1), chances, 256)
        before, after = reached(arrays, fires["few"]), reached(arrays, fires["many"])
        assert not (after & ~before).any()
        saved += int(np.bitwise_count(before[events] & ~after[events]).sum())
    assert saved


def test_each_drawing_has_its_own_probabilities_and_numbers() -> None:
    chances = {"one": np.array([[0.0, 1.0, 0.5, 0.5]])}
    never, always, some, others = successes(SeedSequence(1).spawn(4), range(4), chances, 64)["one"][0]
    assert (never, always) == (0, 2**64 - 1)
    assert 10 < np.bitwise_count(some) < 54 and some != others


@pytest.mark.parametrize("name", NAMES)
def test_the_bounds_hold_what_is_drawn_and_no_path_is_no_probability(name: str) -> None:
    for risk in register(name).risks:
        for picture, level in risk.pictures.items():
            chance = annex(name).chances[risk.event.id][picture]
            assert chance.least <= chance.most and chance.low <= chance.median <= chance.high
            assert bool(level.likelihood) == bool(chance.most)
            noise = 4 * (0.25 / 256) ** 0.5  # 256 worlds
            assert chance.least - noise <= chance.low and chance.high <= chance.most + noise


def test_the_same_seed_gives_the_same_annex_whatever_is_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    one = quantify(register("vitrine-psc"), seed=5, worlds=64, drawings=10)
    monkeypatch.setattr("builder.analyse.quantitative.TOGETHER", 3)
    monkeypatch.setattr("builder.analyse.quantitative.ROWS", 10)
    assert quantify(register("vitrine-psc"), seed=5, worlds=33, drawings=10) == one
    assert quantify(register("vitrine-psc"), seed=6, worlds=64, drawings=10).chances != one.chances
    assert one.software == f"numpy {np.__version__}" and (one.seed, one.worlds, one.drawings) == (5, 64, 10)


def test_the_annex_orders_inside_a_level_and_tells_inversions() -> None:
    found = annex("ch-exemple")
    risks = {r.event.id: r for r in register("ch-exemple").risks}
    key = [(-risks[e].pictures["actuel"].risk, -found.chances[e]["actuel"].median) for e in found.order]
    assert key == sorted(key) and sorted(found.order) == sorted(risks)
    for one in found.inversions:
        assert risks[one.above].pictures["actuel"].risk > risks[one.below].pictures["actuel"].risk
        assert found.chances[one.above]["actuel"].median < found.chances[one.below]["actuel"].median
        assert one.share >= 0.95
    assert {(i.above, i.below) for i in found.inversions} >= {("ER-03", "ER-12"), ("ER-13", "ER-12")}
    assert found.agreeing > found.opposed > 0


def test_how_far_it_is_is_told() -> None:
    told: list[tuple[int, int]] = []
    quantify(register("vitrine-psc"), 1, 64, 20, lambda done, of: told.append((done, of)))
    assert told == [(8, 20), (16, 20), (20, 20)]


@pytest.mark.parametrize("annual", [(30, 10, 20), (0, 10, 30), (900, 950, 1001)])
def test_a_scale_of_probabilities_out_of_order_is_refused(annual: tuple[int, int, int]) -> None:
    good = load_catalogue()
    grades = (*good.scales.likelihood[:3], replace(good.scales.likelihood[3], annual=annual))
    with pytest.raises(BuilderError, match="probabilité annuelle"):
        raise_faults(replace(good, scales=replace(good.scales, likelihood=grades)))
