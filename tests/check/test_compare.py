"""Two assessments of one dossier: what differs, and whether it is better or worse."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from builder.check.compare import shifts
from builder.load.knowledge import load_knowledge
from builder.load.suppose import edit_of
from builder.model.explanation import Shift
from builder.model.findings import Assessment
from builder.pipeline import Supposed, Terms, suppose
from tests.check.helpers import DATE

DOSSIER = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
LEVELS = load_knowledge().kinds["schema"].fields["niveau_vise"].values
ONE_FACTOR = ("mie/carte-neutre.yml:facteurs=[{type: carte}]",)
CASES = (
    ONE_FACTOR,
    ("mie/carte-neutre.yml:produit.certification.expire_le=2026-05-01",),
    ("reserves.yml:reserves=[]",),
    ("reserves.yml:reserves[R-01].echeance=2026-01-01",),
    ("schema.yml:niveau_vise=eleve",),
    ("mie/mot-de-passe-intranet.yml:evaluation.resiste_hameconnage=oui",),
)


@cache
def found(*sets: str, unset: tuple[str, ...] = ()) -> Supposed:
    return suppose(DOSSIER, Terms(DATE, "rie_v2_projet"), [*(edit_of(s, True) for s in sets), *(edit_of(u, False) for u in unset)])  # fmt: skip


def both(given: Supposed) -> tuple[Assessment, Assessment]:
    assert given.before is not None and given.after is not None
    return given.before, given.after


def of(given: Supposed, genre: str) -> list[Shift]:
    return [s for s in given.shifts if s.genre == genre]


def test_nothing_changes_when_the_same_is_written() -> None:
    assert found("mie/carte-neutre.yml:nominatif=true").shifts == ()


def test_a_factor_less_spoils_the_verdict_the_level_and_the_findings() -> None:
    given = found(*ONE_FACTOR)
    verdict = next(s for s in of(given, "verdict") if s.text.startswith("RIE v2"))
    assert verdict.worse is True and verdict.after.startswith("non attestable")
    level = of(given, "niveau")
    assert [(s.before, s.after, s.worse) for s in level] == [("Substantiel", "Faible", True)]
    rule = next(s for s in of(given, "constat") if "RIE-MIE-01" in s.text)
    assert rule.worse is True and rule.ids == ("RIE-MIE-01@mie:carte-neutre",)
    assert rule.before == "satisfait, prouvé" and rule.after == "non satisfait (écart non couvert)"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[0].partition("=")[0])
def test_every_finding_that_differs_is_told_once_and_no_other(case: tuple[str, ...]) -> None:
    before, after = both(found(*case))
    older, newer = ({f.id: (f.outcome, f.cover, f.proof) for f in a.findings} for a in (before, after))
    differ = {i for i in older.keys() | newer.keys() if older.get(i) != newer.get(i)}
    told = [i for s in of(found(*case), "constat") for i in s.ids]
    assert sorted(told) == sorted(differ) and differ


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[0].partition("=")[0])
def test_the_way_back_is_the_contrary(case: tuple[str, ...]) -> None:
    before, after = both(found(*case))
    there = {
        (s.genre, s.text, s.before, s.after, s.worse) for s in shifts(before, after, LEVELS) if s.genre != "constat"
    }
    back = {(s.genre, s.text, s.after, s.before, None if s.worse is None else not s.worse) for s in shifts(after, before, LEVELS) if s.genre != "constat"}  # fmt: skip
    assert there == back


def test_what_gets_worse_comes_first_and_a_later_date_is_told() -> None:
    order = [s.worse for s in of(found("reserves.yml:reserves[R-01].echeance=2026-01-01"), "constat")]
    assert order == sorted(order, key=lambda w: {True: 0, None: 1, False: 2}[w])
    dates = of(found("mie/carte-neutre.yml:produit.certification.expire_le=2027-05-01"), "date")
    assert [(s.before, s.after) for s in dates] == [("01/03/2029", "01/05/2027")]
    assert "RIE-MIE-09" in dates[0].text


def test_a_reserve_taken_out_is_told_with_what_it_covered() -> None:
    given = found("reserves.yml:reserves=[]")
    assert {(s.text, s.after, s.worse) for s in of(given, "reserve")} == {(f"réserve R-0{n}", "n'existe pas", None) for n in range(1, 7)}  # fmt: skip
    assert all(s.worse is None for s in of(given, "acte"))  # an act that there is no more is no progress


def test_a_decision_about_a_finding_that_is_not_there_is_told() -> None:
    told = of(found("commission.yml:arbitrages[1].constat=RIE-MIE-01@mie:inconnu"), "diagnostic")
    assert [s.worse for s in told] == [True] and "RIE-MIE-01@mie:inconnu" in told[0].text
