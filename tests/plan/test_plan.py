"""The plan of a dossier: what it may never do, and what it must say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from builder.analyse import field_of
from builder.edit.plan import write
from builder.load.catalogue import load_catalogue, raise_faults
from builder.model.errors import BuilderError
from builder.model.plan import Action, Origin, Plan
from builder.model.risk import InPlace, RiskRegister
from builder.pipeline import Terms, Weighed, assess, weigh
from builder.plan.choice import counting
from builder.plan.schedule import Purse

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "dossiers" / "ch-exemple"
TERMS = Terms("2026-11-23", "rie_v2_projet")
Edit = Callable[[str], str]


def dossier(tmp_path: Path, **edits: Edit) -> Path:
    """A copy of the example, some of its files edited."""
    root = tmp_path / "ch"
    shutil.copytree(EXAMPLE, root)
    architecture = root / "architecture.yml"  # it names an action that a test may take away
    text = architecture.read_text(encoding="utf-8")
    architecture.write_text(text.replace("    plan_sortie: A-03\n", ""), encoding="utf-8")
    for name, edit in edits.items():
        path = root / f"{name}.yml"
        before = path.read_text(encoding="utf-8")
        after = edit(before)
        assert after != before, f"{name}.yml: the edit changes nothing"
        path.write_text(after, encoding="utf-8")
    return root


def planned(root: Path, terms: Terms = TERMS) -> tuple[Plan, RiskRegister]:
    weighed = weigh(root, terms, planned=True)
    assert weighed.plan is not None and weighed.register is not None, weighed.diagnostics
    return weighed.plan, weighed.register


def proposals(plan: Plan) -> list[Action]:
    return [a for a in plan.actions if a.origin is Origin.PROPOSEE]


def empty_plan(_: str) -> str:
    return "actions: []\n"


def own(action: str) -> Edit:
    """A plan of one action and no other."""
    return lambda _: f"actions:\n- {{id: Z-1, titre: t, {action}}}\n"


def no_reserve(_: str) -> str:
    return "reserves: []\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without any plan nor reserve: everything is to be proposed."""
    root = dossier(tmp_path_factory.mktemp("nu"), plan=empty_plan, reserves=no_reserve)
    commission = root / "commission.yml"
    text = commission.read_text(encoding="utf-8")
    start, end = text.index("arbitrages:"), text.index("attestations:")
    commission.write_text(text[:start] + "arbitrages: []\n\n" + text[end:], encoding="utf-8")
    return root


def test_no_action_of_the_plan_ever_raises_a_risk(bare: Path) -> None:
    plan, register = planned(bare)
    field, held = field_of(register), frozenset[str]()
    now = field.close(counting(held)).values
    found = proposals(plan)
    assert len([a for a in found if a.controls]) >= 3
    for action in found:
        held |= frozenset(action.controls)
        then = field.close(counting(held)).values
        assert all(then.get(e, 0) <= now.get(e, 0) for e in register.catalogue.events)
        now = then


def test_what_an_action_lowers_adds_up_to_the_milestones(bare: Path) -> None:
    """Every number on the way agrees: from today through each action to what the last date shows."""
    plan, register = planned(bare)
    now = {r.event.id: r.pictures["actuel"].likelihood for r in register.risks}
    for milestone in plan.milestones:
        for action in (a for a in plan.actions if a.id in milestone.actions):
            for one in action.lowers:
                assert now[one.event] == one.before > one.after
                now[one.event] = one.after
        assert {e: level.likelihood for e, level in milestone.proposed.items()} == now


def test_no_lead_time_is_shortened_and_what_waits_waits(bare: Path) -> None:
    plan, register = planned(bare)
    by_id = {a.id: a for a in plan.actions}
    for action in proposals(plan):
        for control in action.controls:
            known = register.catalogue.controls[control]
            assert action.lead is not None and action.due and action.start
            assert date.fromisoformat(action.due) >= date.fromisoformat(action.start) + timedelta(weeks=action.lead)
            assert action.lead in (known.lead, register.catalogue.scales.proving[1])
            for before in known.after:
                if f"P-{before}" in by_id:
                    assert action.start >= by_id[f"P-{before}"].due
    first = plan.milestones[0]
    assert all(by_id[a].due <= first.date for a in first.actions)


def test_the_establishment_is_never_asked_what_only_the_ans_can_do(bare: Path) -> None:
    plan, register = planned(bare)
    assert {a.actor for a in plan.actions} <= {"etablissement", "editeur", "integrateur", "fabricant"}
    assert any(c.actor == "ans" for c in register.catalogue.controls.values())


def test_a_control_that_a_text_demands_is_in_the_plan(bare: Path) -> None:
    plan, register = planned(bare)
    assessment = assess(bare, TERMS).assessment
    assert assessment is not None
    lacking = {s.control.id for step in register.steps for s in step.controls if s.state is not InPlace.PROUVE}
    in_plan = {c for a in plan.actions for c in a.controls}
    answered = {f for a in plan.actions for f in a.answers}
    seen = 0
    for finding in assessment.findings:
        if finding.cover == "ecart_non_couvert" and finding.rule.niveau != "recommandation":
            assert finding.id in answered
            useful = [c for c in finding.rule.mesures if c in lacking and register.catalogue.controls[c].actor != "ans"]
            assert set(useful) <= in_plan
            seen += bool(useful)
    assert seen


def test_what_stays_too_high_is_said_with_its_reason(bare: Path) -> None:
    plan, register = planned(bare)
    severity = {r.event.id: r.severity for r in register.risks}
    matrix = register.catalogue.scales.matrix
    for milestone in plan.milestones:
        high = {e for e, level in milestone.proposed.items() if level.risk > plan.wanted}
        assert {u.event for u in milestone.unmet} == high
        for one in milestone.unmet:
            assert one.reason.endswith(".") and "«" in one.reason
            assert one.level.risk == matrix[one.level.likelihood - 1][severity[one.event] - 1]


def test_reserves_are_proposed_for_what_ends_too_late_and_never_decide(bare: Path, tmp_path: Path) -> None:
    plan, _ = planned(bare)
    assert plan.reserves
    root = tmp_path / "collé"
    shutil.copytree(bare, root)
    write(root, proposals(plan))
    (root / "reserves.yml").write_text("reserves:\n" + "".join(r.text for r in plan.reserves), encoding="utf-8")
    before, after = assess(bare, TERMS).assessment, assess(root, TERMS).assessment
    assert before is not None and after is not None
    assert {r.id for r in after.reserves} == {r.id for r in plan.reserves}
    assert {r.etat for r in after.reserves} <= {"proposee", "exclue"}
    assert not any(r.covering for r in after.reserves)
    assert after.verdict.status == before.verdict.status
    cited = {f for r in plan.reserves for f in r.findings}
    assert cited <= {f.id for f in after.findings if f.cover == "ecart_non_couvert"}
    assert all(r.missing for r in plan.reserves)


def test_a_text_that_knows_no_reserve_gets_none(bare: Path) -> None:
    plan, _ = planned(bare, replace(TERMS, regime="rie_v1"))
    assert plan.reserves == ()
    assert plan.milestones


def test_writing_adds_lines_and_a_second_time_nothing(bare: Path, tmp_path: Path) -> None:
    for number, text in enumerate(
        (
            None,
            "actions: []\n",
            "actions: [{id: A-1, titre: x}]  # à garder\n",
            "# rien\n",
            "actions:\n- id: A-1\n# fin\n",
        )
    ):
        root = tmp_path / str(number)
        shutil.copytree(bare, root)
        if text is not None:
            (root / "plan.yml").write_text(text, encoding="utf-8")
        before = (root / "plan.yml").read_text(encoding="utf-8")
        plan, _ = planned(root)
        write(root, proposals(plan))
        after = (root / "plan.yml").read_text(encoding="utf-8")
        letters = iter(after)
        assert all(letter in letters for letter in before), "a letter of the author is lost"
        again, _ = planned(root)
        assert proposals(again) == []
        assert {a.id for a in again.actions} >= {a.id for a in proposals(plan)}
        assert again.milestones[-1].engaged == plan.milestones[-1].proposed
        assert write(root, []) == []


def test_a_plan_that_cannot_take_a_line_stays_whole(bare: Path, tmp_path: Path) -> None:
    root = tmp_path / "x"
    shutil.copytree(bare, root)
    plan, _ = planned(root)
    (root / "plan.yml").write_text("actions: oui\n", encoding="utf-8")
    with pytest.raises(BuilderError):
        write(root, proposals(plan))
    assert (root / "plan.yml").read_text(encoding="utf-8") == "actions: oui\n"


def remarks(tmp_path: Path, action: str) -> str:
    plan, _ = planned(
        dossier(tmp_path, plan=lambda _: f"actions:\n- {{id: Z-1, titre: t, {action}}}\n", reserves=no_reserve)
    )
    return " | ".join(next(a for a in plan.actions if a.id == "Z-1").remarks)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("mesures: [CT-030], pilote: dsi, statut: a_faire, echeance: 2026-10-01", "en retard : prévue pour le 01/10/2026"),
        ("mesures: [CT-030], statut: a_faire, echeance: 2028-01-01", "sans pilote"),
        ("mesures: [CT-030], pilote: dsi, statut: a_faire", "sans échéance"),
        ("pilote: dsi, statut: a_faire, echeance: 2028-01-01", "sans effet"),
        ("mesures: [CT-051], pilote: dsi, statut: a_faire, echeance: 2028-01-01", "ses mesures sont déjà prouvées"),
        ("mesures: [CT-030], pilote: dsi, statut: faite, fait_le: 2026-01-01", "dite faite, mais les faits"),
        ("mesures: [CT-030], pilote: dsi, statut: a_faire, echeance: 2026-12-01", "demande 6 semaines : pas avant le 04/01/2027"),
        ("mesures: [CT-030], pilote: dsi, statut: a_faire, echeance: 2027-02-01", ""),
        ("mesures: [CT-030], statut: abandonnee", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_own_action_is_said(tmp_path: Path, action: str, said: str) -> None:
    found = remarks(tmp_path, action)
    assert said in found if said else found == ""


def test_own_actions_are_kept_and_never_proposed_again(tmp_path: Path) -> None:
    plan, _ = planned(
        dossier(
            tmp_path, plan=own("mesures: [CT-030, CT-049], statut: a_faire, echeance: 2027-06-01"), reserves=no_reserve
        )
    )
    assert plan.actions[0].controls == ("CT-030", "CT-049")
    assert not {"CT-030", "CT-049"} & {c for a in proposals(plan) for c in a.controls}
    assert plan.milestones[0].engaged != plan.milestones[-1].engaged


def test_an_action_given_up_promises_nothing(tmp_path: Path) -> None:
    plan, _ = planned(
        dossier(
            tmp_path,
            plan=own("mesures: [CT-030, CT-049], statut: abandonnee, echeance: 2027-06-01"),
            reserves=no_reserve,
        )
    )
    assert "CT-030" in {c for a in proposals(plan) for c in a.controls}
    assert plan.milestones[0].engaged == plan.milestones[-1].engaged


def test_a_capacity_is_never_passed(tmp_path: Path) -> None:
    for monthly in (0, 1, 5, 1000):
        text = f"actions: []\ncapacite_jours_par_mois: {monthly}\n"
        plan, _ = planned(dossier(tmp_path / str(monthly), plan=lambda _, text=text: text, reserves=no_reserve))  # type: ignore[misc]
        spent = 0
        for milestone in plan.milestones:
            spent += milestone.effort
            days = (date.fromisoformat(milestone.date) - date.fromisoformat(plan.date)).days
            assert spent <= monthly * 12 * days / 365
        if monthly == 0:
            assert spent == 0
            assert any("capacité" in u.reason for u in plan.milestones[-1].unmet)


def test_days_that_are_booked_are_not_spent_twice() -> None:
    purse = Purse(10, "2026-01-01", (("2026-07-01", 50),))
    assert purse.left("2026-02-01") == 9  # ten days earned; nine are left of what July does not need
    assert purse.left("2026-12-31") == 69
    assert purse.affords(5) < date(2026, 1, 20)
    assert purse.affords(20) > date(2026, 7, 1)
    assert Purse(None, "2026-01-01").affords(999) == date(2026, 1, 1)


def faults(root: Path) -> str:
    weighed: Weighed = weigh(root, TERMS, planned=True)
    assert weighed.register is None
    return " | ".join(f"{d.place} {d.message} {d.remedy}" for d in weighed.diagnostics)


def test_actions_that_wait_in_a_ring_are_told_at_their_place(tmp_path: Path) -> None:
    said = faults(dossier(tmp_path, plan=lambda t: t.replace("constats: [RIE-ARC-11@sso:esso]", "apres: [A-06]")))
    assert said.startswith("plan.yml:5:") and "s'attendent l'un l'autre" in said


def test_a_finding_that_does_not_exist_is_told_at_its_place(tmp_path: Path) -> None:
    root = dossier(tmp_path, plan=lambda t: t.replace("RIE-ARC-11@sso:esso", "RIE-ARC-11@sso:esssso"))
    assessment = assess(root, TERMS).assessment
    assert assessment is not None and not assessment.favourable
    assert any(str(d.place).startswith("plan.yml:5:") and "esssso" in d.message for d in assessment.faults)


def test_an_action_that_ended_may_speak_of_what_is_gone(tmp_path: Path) -> None:
    action = "constats: [RIE-MIE-01@mie:parti], fait_le: 2026-01-01, statut: faite"
    assessment = assess(dossier(tmp_path, plan=own(action), reserves=no_reserve), TERMS).assessment
    assert assessment is not None and assessment.faults == ()


def test_controls_that_wait_in_a_ring_are_a_fault_of_the_catalogue() -> None:
    catalogue = load_catalogue()
    controls = dict(catalogue.controls)
    controls["CT-001"] = replace(controls["CT-001"], after=("CT-002",))
    raise_faults(replace(catalogue, controls=controls))
    controls["CT-002"] = replace(controls["CT-002"], after=("CT-001",))
    with pytest.raises(BuilderError, match="en rond"):
        raise_faults(replace(catalogue, controls=controls))


def test_a_level_that_the_grid_does_not_offer_is_said(tmp_path: Path) -> None:
    plan, _ = planned(dossier(tmp_path, plan=lambda t: t + "risque_vise: 1\n"))
    assert plan.wanted == 1
    assert "la grille n'offre pas mieux" in next(u.reason for u in plan.milestones[0].unmet if u.level.severity == 4)


def test_after_the_last_date_of_the_text_there_is_still_a_plan(bare: Path) -> None:
    plan, _ = planned(bare, replace(TERMS, date="2029-06-01"))
    assert len(plan.milestones) == 1
    assert proposals(plan)


def test_the_same_dossier_gives_the_same_plan(bare: Path) -> None:
    assert planned(bare)[0] == planned(bare)[0]
