"""Texts that disagree: the strict reading holds, and only a sound decision chooses the other."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from builder.check.conflicts import readings
from builder.check.packs import verify
from builder.load import resources
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.errors import BuilderError
from builder.model.findings import Assessment, Outcome, Status
from tests.check.helpers import DATE, make_facts, make_pack, make_rule
from tests.check.test_escapes import Files, by_psc_only, delegated, example, judge

KNOWLEDGE = load_knowledge()
SOUND = {
    "lecture": "souple",
    "par": "directeur",
    "le": "2026-11-12",
    "fin": "2027-06-30",
    "motif": "La lecture du projet suffit à cet établissement.",
}
EXEMPT = (Status.NON_DUE, Status.NON_DUE_ECARTS)


def decided(files: Files, *arbitrations: dict[str, Any]) -> Assessment:
    files = {**files, "commission.yml": {**files["commission.yml"], "arbitrages": list(arbitrations)}}
    return judge(files)


def habilitated() -> Files:
    """Everything through PSC, delegated to a provider whose habilitation is in force."""
    files = by_psc_only()
    delegated(files, reference="H-1", expire_le="2029-01-01", produit_habilite=True)
    files["mie/cle.yml"]["type"] = "carte_neutre"  # PSC does not admit it by itself: only the delegation opens
    del files["mie/e-cps.yml"]
    for population in files["populations.yml"]["populations"]:
        population["mie"] = ["cle"]
    for action in files["plan.yml"]["actions"]:
        action.pop("constats", None)  # about means that are no more
    return files


def held(made: Assessment, conflict: str) -> str:
    return next(s.reading for s in made.conflicts if s.conflict.id == conflict)


UNSOUND: list[dict[str, Any]] = [
    {"par": "rssi"},
    {"par": "personne"},
    {"le": "2026-11-24"},
    {"fin": "2026-11-22"},
    {"fin": "2026-11-01", "le": "2026-11-12"},
    {"motif": " "},
    {"lecture": "stricte"},
    {"constat": "RIE-CAS-08@psc:psc"},
    *({key: None} for key in SOUND),
]


def test_a_sound_arbitration_chooses_the_other_reading() -> None:
    made = decided(habilitated(), {"conflit": "C1", **SOUND})
    assert held(made, "C1") == "souple"
    assert made.faults == ()
    assert made.verdict.status in EXEMPT


def test_without_an_arbitration_the_strict_reading_holds() -> None:
    made = decided(habilitated())
    assert {s.reading for s in made.conflicts} == {"stricte"}
    assert made.verdict.status not in EXEMPT


@pytest.mark.parametrize("change", UNSOUND, ids=str)
def test_an_invalid_arbitration_never_loosens(change: dict[str, Any]) -> None:
    arbitration = {k: v for k, v in {"conflit": "C1", **SOUND, **change}.items() if v is not None}
    made = decided(habilitated(), arbitration)
    assert held(made, "C1") == "stricte"
    assert made.verdict.status not in EXEMPT
    told = [f for f in made.findings if f.rule.id == "RIE-COM-05" and f.outcome is not Outcome.SATISFAIT]
    over = arbitration.get("fin", DATE) < DATE  # it held once, and is no fault
    assert told or made.faults or over or arbitration["lecture"] == "stricte"


def test_two_arbitrations_that_disagree_count_for_nothing() -> None:
    one = {"conflit": "C1", **SOUND}
    made = decided(habilitated(), one, {**one, "lecture": "stricte"})
    assert held(made, "C1") == "stricte"
    assert [f.code for f in made.faults] == ["arbitrage-mal-ecrit"]


@pytest.mark.parametrize("arbitration", [{"par": "directeur"}, {"conflit": "C1", "par": "directeur"}])
def test_an_arbitration_of_nothing_is_told_at_its_place(arbitration: dict[str, Any]) -> None:
    made = decided(dict(example().files), arbitration)
    assert [f.code for f in made.faults] == ["arbitrage-mal-ecrit"]
    assert not made.favourable


def test_an_arbitration_of_a_conflict_admits_no_reserve() -> None:
    written = copy.deepcopy(example().files["commission.yml"]["arbitrages"])
    for arbitration in written:
        arbitration |= {"conflit": "C3", "lecture": "souple"}
    assert decided(dict(example().files), *written).verdict.status is Status.NON_ATTESTABLE


def test_the_rules_of_a_reading_set_aside_are_without_object_and_say_why() -> None:
    before = decided(dict(example().files))
    after = decided(dict(example().files), {"conflit": "C6", **SOUND})
    was = {f.id: f for f in before.findings if f.rule.lecture == "C6.stricte"}
    now = {f.id: f for f in after.findings if f.rule.lecture == "C6.stricte"}
    assert any(f.outcome is Outcome.NON_SATISFAIT for f in was.values())
    assert now.keys() == was.keys()
    for finding in now.values():
        assert finding.outcome is Outcome.SANS_OBJET
        assert finding.message == "lecture écartée par l'arbitrage du 12/11/2026 (conflit C6)"


def test_a_reading_that_no_rule_judged_chooses_nothing() -> None:
    """Packs without the rule about arbitrations: an arbitration stays a wish."""
    facts = make_facts({"dossier.yml": {"id": "d"}, "commission.yml": {"arbitrages": [{"conflit": "C1", **SOUND}]}})
    assert {s.reading for s in readings(facts, {})} == {"stricte"}


def test_the_data_of_conflicts_hold_together() -> None:
    commun = resources.data("schemas/forme/commun.schema.json")["$defs"]
    assert [c.id for c in KNOWLEDGE.conflicts] == [f"C{n}" for n in range(1, 11)]
    assert {v["const"]: v["title"] for v in commun["enum_conflit"]["oneOf"]} == {
        c.id: c.titre for c in KNOWLEDGE.conflicts
    }
    readings_known = {v["const"] for v in commun["enum_lecture"]["oneOf"]}
    assert all(set(c.lectures) == readings_known and c.defaut == "stricte" for c in KNOWLEDGE.conflicts)
    rules = {r.id for p in load_packs() for r in p.rules}
    assert {r for c in KNOWLEDGE.conflicts for r in c.regles} <= rules
    known = {f"{c.id}.{name}" for c in KNOWLEDGE.conflicts for name in c.lectures}
    assert {r.conditions["lecture"] for r in KNOWLEDGE.routes if "lecture" in r.conditions} <= known


@pytest.mark.parametrize("reading", ["C99.stricte", "C3.autre", "C3.stricte"])
def test_a_rule_of_a_reading_that_does_not_cite_it_is_refused(reading: str) -> None:
    with pytest.raises(BuilderError, match=reading):
        verify((make_pack(make_rule(lecture=reading)),), KNOWLEDGE, types=False)


def accepted(**session: Any) -> dict[str, str]:
    commission = example().files["commission.yml"]
    held_on = {"id": "s", "date": "2026-11-20", "decision": "attestee_avec_reserves", "mois": 12, **session}
    files = {**example().files, "commission.yml": {**commission, "seances": [*commission["seances"], held_on]}}
    made = judge(files)
    assert made.verdict.status is Status.AVEC_RESERVES
    return {r.id: r.etat for r in made.reserves}


def test_a_reserve_that_the_decision_lists_is_accepted_and_still_covers() -> None:
    states = accepted(reserves_acceptees=["R-01", "R-02"])
    assert [id_ for id_, state in states.items() if state == "acceptee"] == ["R-01", "R-02"]
    assert states["R-03"] == "complete"


@pytest.mark.parametrize(
    "change", [{"decision": "ajournee"}, {"date": "2026-11-24"}, {"decision": "attestee_sans_reserve"}]
)
def test_a_session_that_decides_otherwise_accepts_no_reserve(change: dict[str, Any]) -> None:
    assert set(accepted(reserves_acceptees=["R-01"], **change).values()) == {"complete"}
