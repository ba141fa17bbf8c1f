"""Texts in force at a date, what changes as time passes, and the levels that findings establish."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.check.deadlines import deadlines
from builder.check.levels import facts_from_findings, levels
from builder.check.regimes import dated
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment, Change, Status
from builder.model.rules import Nature, Statut
from builder.model.source import Dossier
from tests.check.helpers import DATE, make_dossier, make_facts, make_pack, make_rule, thing

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"


# -- texts ---------------------------------------------------------------------------------------


def standing(date: str, publication: str | None) -> dict[str, Statut]:
    return {p.id: p.statut for p in dated(load_packs(), date, publication)}


@pytest.mark.parametrize(
    ("date", "publication", "v2", "v1"),
    [
        ("2026-11-23", None, Statut.PROJET, Statut.EN_VIGUEUR),
        ("2030-01-01", None, Statut.PROJET, Statut.EN_VIGUEUR),
        ("2026-12-27", "2026-12-28", Statut.PROJET, Statut.EN_VIGUEUR),
        ("2026-12-28", "2026-12-28", Statut.EN_VIGUEUR, Statut.REMPLACE),
    ],
)
def test_a_draft_is_law_from_its_publication_on_and_never_by_the_calendar(
    date: str, publication: str | None, v2: Statut, v1: Statut
) -> None:
    assert (standing(date, publication)["rie_v2_projet"], standing(date, publication)["rie_v1"]) == (v2, v1)


def test_the_title_and_the_banner_say_what_a_text_is_worth() -> None:
    draft = {p.id: p for p in dated(load_packs(), DATE)}
    assert draft["rie_v2_projet"].titre == "RIE v2 (projet)"
    assert "non adopté" in draft["rie_v2_projet"].banniere
    law = {p.id: p for p in dated(load_packs(), "2027-01-01", "2026-12-28")}
    assert law["rie_v2_projet"].titre == "RIE v2 (en vigueur)"
    assert "28/12/2026" in law["rie_v2_projet"].banniere
    assert law["rie_v1"].titre == "RIE v1 (remplacé)"


# -- what changes --------------------------------------------------------------------------------


@cache
def example() -> Dossier:
    found, faults = load_dossier(ROOT)
    assert found is not None, faults
    return found


def on(day: str, files: dict[str, Any] | None = None) -> Assessment:
    dossier = replace(example(), files={**example().files, **(files or {})})
    return check(dossier, load_packs(), load_knowledge(), day, describe=False, verified=True)


@cache
def changes() -> tuple[Change, ...]:
    return deadlines(on, DATE, "2029-12-31")


def test_a_reserve_ends_with_its_own_deadline() -> None:
    status = {day: on(day).verdict.status for day in ("2027-03-31", "2027-04-01")}
    assert status == {"2027-03-31": Status.AVEC_RESERVES, "2027-04-01": Status.NON_ATTESTABLE}
    state = {r.id: r.etat for r in on("2027-04-01").reserves}
    assert state["R-05"] == "echue"


def test_the_days_that_matter_are_listed() -> None:
    told = {(c.date, c.genre) for c in changes()}
    assert ("2027-01-01", "acte") in told  # the attestation is late
    assert ("2027-04-01", "verdict") in told  # R-05 ends the day before
    assert ("2029-01-01", "acte") in told  # every reserve was to be lifted
    assert [c.date for c in changes()] == sorted(c.date for c in changes())


def test_no_change_is_missed_between_two_days_listed() -> None:
    """The proof by brute force, one day in three: nothing differs but on the days listed."""
    listed = {c.date for c in changes()}

    def state(day: str) -> Any:
        made = on(day)
        regimes = {p.id for p in made.packs if p.nature is not Nature.CONTROLES}
        findings = [(f.id, f.outcome, f.cover) for f in made.findings if f.rule.pack in regimes]
        return sorted(findings), [v.status for v in made.verdicts], sorted((a.id, a.etat) for a in made.acts)

    from datetime import date, timedelta

    day, last = date.fromisoformat(DATE), state(DATE)
    while day < date(2027, 9, 1):
        after = day + timedelta(days=3)
        now = state(after.isoformat())
        if now != last:
            between = {(day + timedelta(days=n)).isoformat() for n in (1, 2, 3)}
            assert between & listed, after
        day, last = after, now


def test_a_piece_that_expires_is_told_with_what_it_proved() -> None:
    register = example().files["preuves.yml"]["preuves"]
    pieces = [{**p, "valide_jusqu_au": "2027-02-15"} if p["id"] == "fiche-carte" else p for p in register]
    files = {"preuves.yml": {"preuves": pieces}}
    told = deadlines(lambda day: on(day, files), DATE, "2027-03-01")
    (lost,) = [c for c in told if c.genre == "preuve"]
    assert lost.date == "2027-02-16"
    assert "fiche-carte" in lost.text and "15/02/2027" in lost.text


# -- levels --------------------------------------------------------------------------------------


def graded(answers: dict[str, Any], aimed: str = "substantiel", idp: str | None = None) -> Assessment:
    """One means, two rules: `nominatif` at every level, a key that cannot leave the means from « substantiel » on."""
    low = make_rule(id="G-01", niveaux=("faible", "substantiel", "eleve"), pack="g", exigence="2.1.1")
    sub = make_rule(
        id="G-02",
        niveaux=("substantiel", "eleve"),
        pack="g",
        exigence="2.2.1",
        exige="mie.cle.non_exportable",
        faits=("mie.cle.non_exportable",),
        message="la clé se copie.",
    )
    files: dict[str, Any] = {
        "dossier.yml": {"id": "d"},
        "schema.yml": {"id": "s", "niveau_vise": aimed},
        "services.yml": {"services": [{"id": "s", "acces": [{"par": "idp", "mie": ["m"]}]}]},
        "postes.yml": {"postes": []},
        "architecture.yml": {"acces_distants": [], "idp": [{"id": "i"}], "psc": {"delegue_a": []}},
        "commission.yml": {"homologations": []},
        "mie/m.yml": {"id": "m", "type": "carte_neutre", "titre": "Carte", **answers},
    }
    pack = make_pack(low, sub, id="g", nature=Nature.NIVEAU, titre="Niveaux")
    return check(make_dossier(files), (pack,), load_knowledge(), DATE, "g")


@pytest.mark.parametrize(
    ("answers", "reached", "status", "words"),
    [
        ({"nominatif": True, "cle": {"non_exportable": True}}, "eleve", Status.NIVEAU_ATTEINT, "atteint pour Carte"),
        ({"nominatif": True, "cle": {"non_exportable": False}}, "faible", Status.NIVEAU_NON_ATTEINT, "non atteint pour Carte (point 2.2.1)"),
        ({"nominatif": True}, "faible", Status.NIVEAU_NON_ETABLI, "non établi pour Carte (point 2.2.1)"),
        ({"nominatif": False, "cle": {"non_exportable": True}}, "", Status.NIVEAU_NON_ATTEINT, "non atteint pour Carte (point 2.1.1)"),
        ({"cle": {"non_exportable": True}}, "", Status.NIVEAU_NON_ETABLI, "non établi"),
    ],
)  # fmt: skip
def test_the_weakest_link_gives_the_level(answers: dict[str, Any], reached: str, status: Status, words: str) -> None:
    made = graded(answers)
    assert made.levels[0].reached == reached
    assert made.verdict.status is status
    assert words in made.verdict.summary
    assert made.favourable == (status is Status.NIVEAU_ATTEINT)


def test_a_level_nobody_aims_at_is_not_established() -> None:
    made = graded({"nominatif": True, "cle": {"non_exportable": True}}, aimed="")
    assert made.verdict.status is Status.NIVEAU_NON_ETABLI


def test_the_fact_of_the_level_waits_for_answers_that_could_raise_it() -> None:
    for answers, value in (
        ({"nominatif": True, "cle": {"non_exportable": True}}, "eleve"),
        ({"nominatif": True, "cle": {"non_exportable": False}}, "faible"),
        ({"nominatif": True}, None),
    ):
        made = graded(answers)
        facts = make_facts(dict(made.dossier.files))
        found = levels(facts, made.packs, made.findings)
        facts.learn(facts_from_findings(found, made.findings, made.packs))
        fact = facts.fact(thing(facts, "mie", "m"), "niveau_eidas_atteint")
        assert (fact if isinstance(fact, str) else None) == value


@pytest.mark.parametrize(("mention", "end"), [("avec_reserves", "2027-12-18"), ("sans_reserve", "2029-12-18")])
def test_one_is_reminded_before_the_end_or_the_yearly_renewal(mention: str, end: str) -> None:
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    signed = {
        "id": "a",
        "signee_le": "2026-12-18",
        "duree_mois": 36,
        "mention": mention,
        "emetteur": "ch",
        "signataire": "directeur",
    }
    kept = {**dossier.files, "reserves.yml": {"reserves": []}} if mention == "sans_reserve" else dict(dossier.files)
    kept["commission.yml"] = {**dossier.files["commission.yml"], "attestations": [signed], "seances": [
        {"id": "s", "date": "2026-12-18", "membres": [{"personne": "directeur"}]}]}  # fmt: skip
    own = replace(dossier, files=kept)

    def on(day: str) -> Assessment:
        return check(own, load_packs(), load_knowledge(), day, verified=True)

    act = next(a for a in on("2027-01-15").acts if a.id == "attestation")
    year = end[:4]
    assert (act.etat, act.date, act.rappels) == ("en_cours", end, (f"{year}-06-18", f"{year}-09-18", f"{year}-11-18"))
    assert "rappel" not in act.text
    assert "rappel" in next(a for a in on(f"{year}-06-18").acts if a.id == "attestation").text
    found = [c.date for c in deadlines(on, f"{year}-05-01", end) if c.genre == "rappel"]
    assert found == list(act.rappels)
