"""What weighs: each claim is checked by doing what it says, and closing the field again."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import networkx as nx
import pytest

from builder.analyse.closure import TOP, Net, Way
from builder.analyse.field import Field, field_of
from builder.analyse.likelihood import proved
from builder.analyse.weights import Weights
from builder.load.catalogue import load_catalogue
from builder.model.findings import Finding
from builder.model.risk import Catalogue, FearedEvent, RiskRegister, RiskSource, Step
from tests.analyse.graphs import draw, reach
from tests.analyse.test_register import NAMES, loaded
from tests.analyse.test_register import register as register_of

SEED = 20261124


@cache
def register(name: str) -> RiskRegister:
    return register_of(loaded(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_control_that_holds_an_event_is_one_without_which_it_rises(name: str) -> None:
    found = register(name)
    field = field_of(found)
    in_place = {c.control.id for s in found.steps for c in s.controls if proved(c)}
    for id_ in sorted(in_place):
        lost = field.close(lambda c: proved(c) and c.control.id != id_).values  # noqa: B023
        for risk in found.risks:
            then, now = lost.get(risk.event.id, 0), risk.pictures["actuel"].likelihood
            assert {c.id: v for c, v in risk.raised_without}.get(id_, now) == then


@pytest.mark.parametrize("name", NAMES)
def test_a_control_that_would_lower_an_event_is_every_one_that_would(name: str) -> None:
    found = register(name)
    field = field_of(found)
    for id_ in sorted(found.catalogue.controls):
        more = field.close(lambda c: proved(c) or c.control.id == id_).values  # noqa: B023
        for risk in found.risks:
            then, now = more.get(risk.event.id, 0), risk.pictures["actuel"].likelihood
            assert {c.id: v for c, v in risk.lowered_by}.get(id_, now) == then


@pytest.mark.parametrize("name", NAMES)
def test_what_all_ways_go_through_is_every_threat_whose_loss_lowers_the_event(name: str) -> None:
    found = register(name)
    field = field_of(found)
    for threat in sorted({s.threat.id for s in found.steps}):
        theirs = {s.id for s in found.steps if s.threat.id == threat}
        cut = field.close(proved, theirs).values
        for risk in found.risks:
            then, now = cut.get(risk.event.id, 0), risk.pictures["actuel"].likelihood
            told = {c.threat.id: c for c in risk.chokes}
            assert (told[threat].then if threat in told else now) == then
            if threat in told and (step := told[threat].step) is not None:
                assert step.id in theirs and field.close(proved, {step.id}).values.get(risk.event.id, 0) == then


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_answer_swings_from_what_is_held_to_something_lower(name: str) -> None:
    found = register(name)
    now = {r.event.id: r.pictures["actuel"] for r in found.risks}
    for one in found.assumptions:
        assert one.place in {p for m in one.finding.missing for p in m.places}
        for swing in one.swings:
            assert swing.worst == now[swing.event]
            assert swing.best.likelihood < swing.worst.likelihood and swing.best.risk <= swing.worst.risk
    falls = [sum(s.worst.risk - s.best.risk for s in a.swings) for a in found.assumptions]
    assert falls == sorted(falls, reverse=True)


def small(ways: list[Way], found: RiskRegister) -> tuple[Field, Catalogue]:
    """A field made of these ways: each a step of its own threat, from P to the event E."""
    model: Step = found.steps[0]
    good = load_catalogue()
    threats = {w.step: replace(next(iter(good.threats.values())), id=w.step) for w in ways}
    finding: Finding = model.finding
    steps = [Step(w.step, threats[w.step], finding, None, w.after, w.grants, TOP, "catalogue", False, ()) for w in ways]
    event: FearedEvent = replace(next(iter(good.events.values())), id="E")
    source: RiskSource = replace(next(iter(good.sources.values())), entry="P", relevance=TOP)
    catalogue = replace(good, threats=threats, events={"E": event}, sources={source.id: source})
    return Field(steps, ways, catalogue), catalogue


def test_on_graphs_without_and_the_steps_all_ways_go_through_are_the_dominators() -> None:
    """networkx knows dominators of a plain graph: states and steps as nodes, from P."""
    random, seen = Random(SEED), 0
    for _ in range(300):
        ways = [w for w in draw(random, 7, widest=1) if "P" not in w.grants]
        if "E" not in reach(ways, "P"):
            continue
        field, _catalogue = small(ways, register("vitrine-psc"))
        chokes = Weights(field, field.close(proved), {"E": 4}).chokes("E")
        plain: nx.DiGraph[str] = nx.DiGraph()
        for way in ways:
            plain.add_edges_from((state, way.step) for group in way.after for state in group)
            plain.add_edges_from((way.step, state) for state in way.grants)
        dominators = nx.immediate_dominators(plain, "P")
        above, node = set(), "E"
        while node != "P":
            node = dominators[node]
            above |= {node} - set("P")
        assert {c.threat.id for c in chokes} == {n for n in above if n.startswith("s")}
        assert all(c.step is not None and c.then == 0 for c in chokes)
        seen += bool(chokes)
    assert seen > 20


def test_where_steps_are_joined_the_ones_all_ways_go_through_are_found_by_taking_each_away() -> None:
    random, seen = Random(SEED), 0
    for _ in range(900):
        ways = draw(random, 8)
        net = Net(ways, {"P": TOP})
        if "E" not in reach(ways, "P"):
            continue
        field, _catalogue = small(ways, register("vitrine-psc"))
        chokes = {c.threat.id for c in Weights(field, net.close([TOP] * len(ways)), {"E": 4}).chokes("E")}
        assert chokes == {w.step for w in ways if "E" not in reach([o for o in ways if o is not w], "P")}
        seen += bool(chokes)
    assert seen > 20
