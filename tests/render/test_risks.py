"""From a cell of the heat map to the scenario, to the facts, to the action and its date: every number agrees."""

from __future__ import annotations

import html
import re
from functools import cache

from builder.model.outputs import Rendered
from builder.model.plan import Plan
from builder.model.risk import RiskRegister
from builder.pipeline import Terms, rendered, weigh
from tests.publish.sets import ROOT, assessed

EXAMPLE = "ch-exemple"


@cache
def made() -> tuple[Rendered, RiskRegister, Plan]:
    weighed = weigh(ROOT / EXAMPLE, Terms("2026-11-23", "rie_v2_projet"), planned=True)
    assert weighed.register is not None and weighed.plan is not None
    return rendered(assessed(EXAMPLE), "0.0.0"), weighed.register, weighed.plan


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", html.unescape(text)).replace("’", "'")


def page(name: str) -> str:
    return plain(made()[0].pages[name])


def document(id_: str) -> str:
    return plain(next(d for d in made()[0].documents if d.id == id_).markdown)


def day(iso: str) -> str:
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def test_each_event_stands_in_its_cell_and_leads_to_its_page() -> None:
    """Columns G1 to G4, rows from V4 down: the cell is the register's, and so is the page behind it."""
    _, register, _ = made()
    text = page("risques.md")
    for picture in (p for p in register.pictures if p.id != "declare"):
        when = f" au {day(picture.date)}" if picture.date else ""
        grid = text.split(f"### {picture.title[0].upper()}{picture.title[1:]}{when}\n", 1)[1].split("\n#", 1)[0]
        rows = [line for line in grid.splitlines() if line.startswith("| **V")]
        found = {
            (event, 4 - number, column): True
            for number, row in enumerate(rows)
            for column, cell in enumerate(row.split("|")[2:-1], 1)
            for event in re.findall(r"\[(ER-\d\d)\]\(risques/er-\d\d\.md\)", cell)
        }
        levels = {r.event.id: r.pictures[picture.id] for r in register.risks}
        assert set(found) == {(e, lv.likelihood, lv.severity) for e, lv in levels.items() if lv.likelihood}
        for event, level in levels.items():
            told = f"(V{level.likelihood}) → risque" if level.likelihood else "aucun chemin"
            line = next(
                x
                for x in page(f"risques/{event.lower()}.md").splitlines()
                if x.startswith(f"| **{picture.title[0].upper()}{picture.title[1:]}{when}**")
            )
            assert told in line and (f"(R{level.risk})" in line) == bool(level.risk)


def test_each_step_is_told_with_its_facts_and_their_places() -> None:
    _, register, _ = made()
    seen = 0
    for risk in register.risks:
        text, annex = page(f"risques/{risk.event.id.lower()}.md"), document("analyse-risques")
        for scenario in risk.scenarios:
            for stage in scenario.stages:
                assert f"{stage.step.threat.title} (V{stage.likelihood})" in text
                assert f"{stage.step.threat.title}, V{stage.likelihood}" in annex
                for fact in stage.step.finding.facts:
                    assert any(
                        f"{fact.label} |" in line
                        and (not fact.places or f"{fact.places[0].file}:{fact.places[0].line}" in line)
                        for line in text.splitlines()
                    )
                    seen += bool(fact.places)
    assert seen > 20


def test_each_action_has_the_same_effect_and_date_wherever_it_is_told() -> None:
    _, register, plan = made()
    site, printed, analysis = page("plan.md"), document("plan-action"), document("analyse-risques")
    assert any(a.lowers for a in plan.actions)
    for action in plan.actions:
        heading = site.split(f"### {action.id} : ", 1)[1].split("\n### ", 1)[0]
        row = next(line for line in printed.splitlines() if line.startswith(f"| **{action.id}** "))
        if action.due:
            assert day(action.due) in heading and day(action.due) in row
        for one in action.lowers:
            effect = f"V{one.before} → V{one.after}"
            assert f"[{one.event}](risques/{one.event.lower()}.md) ({effect})" in heading
            assert f"{one.event} {effect}" in row
            told = next(
                x
                for x in page(f"risques/{one.event.lower()}.md").splitlines()
                if f"[{action.id}](../plan.md#" in x and effect in x
            )
            assert day(action.due) in told
            if any(r.event.id == one.event for r in register.risks) and f"[{action.id}](#" in analysis:
                assert f"({effect}, {day(action.due)})" in analysis


def test_what_stays_too_high_is_told_the_same_on_the_site_and_in_print() -> None:
    _, _, plan = made()
    left = [one for m in plan.milestones for one in m.unmet]
    assert left
    for one in left:
        reason = plain(one.reason).replace("'", "'")
        assert reason in page("plan.md") and reason in document("plan-action")
        assert reason in page(f"risques/{one.event.lower()}.md")
