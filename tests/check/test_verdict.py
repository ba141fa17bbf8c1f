"""The verdict table of the architecture, line by line, and what a decision needs to count."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from builder.check import check
from builder.check.decisions import Cited
from builder.check.proof import in_doubt
from builder.check.verdict import Grading, cover, requirements, verdict
from builder.load.knowledge import load_knowledge
from builder.model.findings import Assessment, Cover, MeansLevel, Outcome, Proof, ReserveState, Status
from builder.model.rules import Nature, Niveau, PorteSur, ReservePossible
from builder.model.source import EvidenceState, Place
from tests.check.helpers import DATE, make_dossier, make_pack, make_rule, parameter

GAP = "ESSAI-01@mie:m"
RESERVE_RULE = make_rule(
    id="ESSAI-09",
    pour_chaque="reserve",
    si="reserve.ecart_ouvert",
    exige="reserve.description != '' && reserve.constats_inconnus.size() == 0",
    faits=("reserve.ecart_ouvert", "reserve.description", "reserve.constats_inconnus"),
    reserve_possible=ReservePossible.SANS_OBJET,
    message="réserve incomplète",
)
RESERVE = {"id": "R-01", "constats": [GAP], "description": "Un écart."}
ARBITRATION = {
    "id": "x",
    "constat": GAP,
    "lecture_retenue": "l",
    "par": "d",
    "le": "2026-11-01",
    "fin": "2027-01-01",
    "motif": "m",
    "reserve_admise": True,
}
BASE: dict[str, Any] = {
    "dossier.yml": {"id": "essai"},
    "services.yml": {"services": [{"id": "s", "acces": [{"par": "idp", "mie": ["m"]}]}]},
    "postes.yml": {"postes": []},
    "architecture.yml": {"acces_distants": [], "idp": [{"id": "i"}], "psc": {"delegue_a": []}},
    "commission.yml": {"homologations": []},
    "reserves.yml": {"reserves": []},
}


def judge(
    nominatif: bool | None,
    *,
    reserve: dict[str, Any] | None = None,
    arbitration: dict[str, Any] | None = None,
    evidence: dict[str, Any] | None = None,
    state: EvidenceState = EvidenceState.PRESENT,
    require_proof: bool = False,
    type_: str = "carte_neutre",
    **rule: Any,
) -> Assessment:
    """One means, one rule on `nominatif` (true passes, false is a gap, None is silence)."""
    mie: dict[str, Any] = {"id": "m", "type": type_, "titre": "Carte"}
    if nominatif is not None:
        mie["nominatif"] = nominatif
    files = {**BASE, "mie/m.yml": mie}
    if reserve is not None:
        files["reserves.yml"] = {"reserves": [reserve]}
    if arbitration is not None:
        files["commission.yml"] = {"homologations": [], "arbitrages": [arbitration]}
    states = {}
    if evidence is not None:
        mie["preuves"] = ["f"]
        files["preuves.yml"] = {"preuves": [{"id": "f", "type": "fiche_produit", **evidence}]}
        states = {"f": state}
    pack = make_pack(make_rule(**rule), RESERVE_RULE)
    return check(make_dossier(files, states), (pack,), load_knowledge(), DATE, "essai", require_proof)


def gap(assessment: Assessment) -> Any:
    return next(f for f in assessment.findings if f.id == GAP)


MANDATORY = [Niveau.BLOQUANT, Niveau.RESERVE]


@pytest.mark.parametrize("niveau", list(Niveau))
def test_satisfied_is_attestable(niveau: Niveau) -> None:
    result = judge(True, niveau=niveau)
    assert result.verdict.status is Status.ATTESTABLE
    assert result.favourable


@pytest.mark.parametrize("niveau", MANDATORY)
def test_silence_is_an_open_question(niveau: Niveau) -> None:
    result = judge(None, niveau=niveau)
    assert gap(result).outcome is Outcome.SANS_REPONSE
    assert result.verdict.status is Status.INCOMPLET
    assert not result.favourable


@pytest.mark.parametrize("nominatif", [None, False])
def test_recommendation_is_counted_only(nominatif: bool | None) -> None:
    result = judge(nominatif, niveau=Niveau.RECOMMANDATION)
    assert gap(result).cover is Cover.SIGNALE
    assert result.verdict.status is Status.ATTESTABLE
    assert result.verdict.counts["recommandations"] == 1


@pytest.mark.parametrize("niveau", MANDATORY)
@pytest.mark.parametrize("possible", list(ReservePossible))
def test_bare_gap_is_uncovered(niveau: Niveau, possible: ReservePossible) -> None:
    assert judge(False, niveau=niveau, reserve_possible=possible).verdict.status is Status.NON_ATTESTABLE


@pytest.mark.parametrize("niveau", MANDATORY)
@pytest.mark.parametrize(
    ("possible", "arbitrated", "status"),
    [
        (ReservePossible.OUI, False, Status.AVEC_RESERVES),
        (ReservePossible.OUI, True, Status.AVEC_RESERVES),
        (ReservePossible.A_ARBITRER, False, Status.NON_ATTESTABLE),
        (ReservePossible.A_ARBITRER, True, Status.AVEC_RESERVES),
        (ReservePossible.NON, False, Status.NON_ATTESTABLE),
        (ReservePossible.NON, True, Status.NON_ATTESTABLE),
        (ReservePossible.SANS_OBJET, False, Status.NON_ATTESTABLE),
        (ReservePossible.SANS_OBJET, True, Status.NON_ATTESTABLE),
    ],
)
def test_complete_reserve(niveau: Niveau, possible: ReservePossible, arbitrated: bool, status: Status) -> None:
    result = judge(
        False,
        niveau=niveau,
        reserve_possible=possible,
        reserve=RESERVE,
        arbitration=ARBITRATION if arbitrated else None,
    )
    assert result.verdict.status is status


@pytest.mark.parametrize("missing", ["lecture_retenue", "par", "le", "fin", "motif"])
def test_incomplete_arbitration_counts_for_nothing(missing: str) -> None:
    cut = {k: v for k, v in ARBITRATION.items() if k != missing}
    result = judge(False, reserve_possible=ReservePossible.A_ARBITRER, reserve=RESERVE, arbitration=cut)
    assert result.verdict.status is Status.NON_ATTESTABLE


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"le": DATE}, Status.AVEC_RESERVES),
        ({"le": "2026-11-24"}, Status.NON_ATTESTABLE),
        ({"fin": DATE}, Status.AVEC_RESERVES),
        ({"fin": "2026-11-22"}, Status.NON_ATTESTABLE),
    ],
)
def test_arbitration_in_its_dates(changes: dict[str, str], status: Status) -> None:
    result = judge(
        False,
        reserve_possible=ReservePossible.A_ARBITRER,
        reserve=RESERVE,
        arbitration=ARBITRATION | changes,
    )
    assert result.verdict.status is status


def test_defective_reserve_is_a_gap_of_its_own() -> None:
    result = judge(False, reserve={"id": "R-01", "constats": [GAP], "description": ""})
    assert result.verdict.status is Status.NON_ATTESTABLE
    assert [r.etat for r in result.reserves] == ["proposee"]
    note = gap(result).note
    assert note.startswith("la réserve R-01 ne le couvre pas : ")
    assert note.count("R-01") == 1, note


def test_defective_reserve_that_somebody_accepted_is_incomplete() -> None:
    reserve = {"id": "R-01", "constats": [GAP], "description": "", "acceptation": {"le": "2026-11-12"}}
    assert [r.etat for r in judge(False, reserve=reserve).reserves] == ["incomplete"]


def test_reserve_without_an_answer_is_a_question_and_covers_nothing() -> None:
    result = judge(False, reserve={"id": "R-01", "constats": [GAP]})
    assert result.verdict.status is Status.NON_ATTESTABLE
    assert result.verdict.counts["questions"] == 1


def test_reserve_on_nothing_is_defective() -> None:
    result = judge(False, reserve={"id": "R-01", "constats": ["ESSAI-01@mie:autre"], "description": "x"})
    assert result.verdict.status is Status.NON_ATTESTABLE


def test_reserve_by_requirement_and_subject() -> None:
    reserve = {"id": "R-01", "exigence": "EXI 01", "sujet": "mie:m", "description": "x"}
    result = judge(False, reserve=reserve)
    assert result.reserves[0].covers == (GAP,)
    assert result.verdict.status is Status.AVEC_RESERVES


def test_closed_gap_lifts_the_reserve() -> None:
    result = judge(True, reserve=RESERVE)
    assert [r.etat for r in result.reserves] == ["levee"]
    assert result.verdict.status is Status.ATTESTABLE


def test_reserve_never_covers_silence() -> None:
    assert judge(None, reserve=RESERVE).verdict.status is Status.INCOMPLET


def decided(*seances: dict[str, Any], **more: Any) -> Assessment:
    """A gap under a reserve, and the sessions of the commission."""
    mie = {"id": "m", "type": "carte_neutre", "nominatif": False}
    commission = {"homologations": [], "seances": [{"id": f"s{n}", **s} for n, s in enumerate(seances)]}
    files = {**BASE, "mie/m.yml": mie, "commission.yml": commission, "reserves.yml": {"reserves": [RESERVE | more]}}
    pack = make_pack(make_rule(), RESERVE_RULE)
    return check(make_dossier(files), (pack,), load_knowledge(), DATE, "essai")


YES = {"date": "2026-11-10", "decision": "attestee_avec_reserves", "reserves_acceptees": ["R-01"]}


@pytest.mark.parametrize(
    ("seances", "etat"),
    [
        ([], "complete"),
        ([YES], "acceptee"),
        ([YES | {"date": DATE}], "acceptee"),
        ([YES | {"date": "2026-11-24"}], "complete"),
        ([YES | {"date": "0001-01-01"}], "complete"),
        ([{k: v for k, v in YES.items() if k != "date"}], "complete"),
        ([YES | {"reserves_acceptees": ["R-02"]}], "complete"),
        ([YES | {"decision": "attestee_sans_reserve"}], "complete"),
        ([YES, {"date": "2026-11-20"}], "acceptee"),
        ([YES, {"date": "2026-11-20", "decision": "refusee"}], "complete"),
        ([{"date": "2026-11-01", "decision": "refusee"}, YES], "acceptee"),
    ],
)
def test_a_reserve_is_accepted_by_the_last_decision_taken(seances: list[dict[str, Any]], etat: str) -> None:
    made = decided(*seances)
    assert [r.etat for r in made.reserves] == [etat]
    assert made.verdict.status is Status.AVEC_RESERVES


def test_a_reserve_that_is_over_says_so_in_the_gap_s_note() -> None:
    made = decided(echeance="2026-11-22")
    assert [r.etat for r in made.reserves] == ["echue"]
    assert "22/11/2026" in gap(made).note
    assert "l'écart demeure" in gap(made).note


def test_a_bare_gap_says_that_no_reserve_covers_it() -> None:
    assert gap(judge(False)).note == "aucune réserve ne le couvre"


def test_a_text_that_says_nothing_of_reserves_has_none_complete() -> None:
    mie = {"id": "m", "type": "carte_neutre", "nominatif": False}
    dossier = make_dossier({**BASE, "mie/m.yml": mie, "reserves.yml": {"reserves": [RESERVE]}})
    made = check(dossier, (make_pack(make_rule()),), load_knowledge(), DATE, "essai")
    assert [r.etat for r in made.reserves] == ["proposee"]
    assert made.verdict.status is Status.NON_ATTESTABLE


def test_a_recommendation_spoils_neither_a_reserve_nor_an_arbitration() -> None:
    advice = [
        make_rule(
            id=f"ESSAI-1{n}",
            pour_chaque=kind,
            exige=f"{kind}.id == ''",
            faits=(f"{kind}.id",),
            niveau=Niveau.RECOMMANDATION,
        )
        for n, kind in enumerate(("reserve", "arbitrage"))
    ]
    mie = {"id": "m", "type": "carte_neutre", "nominatif": False}
    commission = {"homologations": [], "arbitrages": [ARBITRATION]}
    files = {**BASE, "mie/m.yml": mie, "commission.yml": commission, "reserves.yml": {"reserves": [RESERVE]}}
    pack = make_pack(make_rule(reserve_possible=ReservePossible.A_ARBITRER), RESERVE_RULE, *advice)
    made = check(make_dossier(files), (pack,), load_knowledge(), DATE, "essai")
    assert made.verdict.status is Status.AVEC_RESERVES


def test_an_arbitration_about_nothing_admits_nothing() -> None:
    about_nothing = {k: v for k, v in ARBITRATION.items() if k != "constat"}
    result = judge(False, reserve_possible=ReservePossible.A_ARBITRER, reserve=RESERVE, arbitration=about_nothing)
    assert result.verdict.status is Status.NON_ATTESTABLE
    assert not result.favourable


def test_orphan_arbitration_is_a_fault() -> None:
    result = judge(True, arbitration=ARBITRATION | {"constat": "ESSAI-01@mie:autre"})
    assert [f.code for f in result.faults] == ["constat-inconnu"]
    assert not result.favourable


@pytest.mark.parametrize(("about", "told"), [("AUTRE-01@mie:m", 1), (GAP, 0), (None, 0)])
def test_a_remark_about_no_finding_is_an_error(about: str | None, told: int) -> None:
    remark = {"par": "dpo", "texte": "t", **({"constat": about} if about else {})}
    seance = {"id": "s", "date": DATE, "commentaires": [remark]}
    files = BASE | {"commission.yml": {"homologations": [], "seances": [seance]}}
    dossier = make_dossier(files | {"mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": True}})
    made = check(dossier, (make_pack(make_rule()),), load_knowledge(), DATE, "essai")
    assert [f.code for f in made.faults] == ["constat-inconnu"] * told
    assert made.favourable is not bool(told)


def test_attestation_not_due() -> None:
    files = BASE | {
        "services.yml": {"services": [{"id": "s", "acces": [{"par": "psc", "mie": ["m"], "mode": "nominal"}]}]}
    }
    pack = make_pack(make_rule())
    for type_, answer, status in (
        ("e_cps", True, Status.NON_DUE),
        ("e_cps", False, Status.NON_DUE_ECARTS),  # exempt from attesting, not from the text
        ("e_cps", None, Status.INCOMPLET),
        ("carte_neutre", True, Status.ATTESTABLE),
        ("carte_neutre", None, Status.INCOMPLET),
    ):
        answers = {} if answer is None else {"nominatif": answer}
        dossier = make_dossier(files | {"mie/m.yml": {"id": "m", "type": type_, **answers}})
        made = check(dossier, (pack,), load_knowledge(), DATE, "essai")
        assert made.verdict.status is status
        assert made.favourable == (status in (Status.NON_DUE, Status.ATTESTABLE))


@pytest.mark.parametrize(
    ("evidence", "state", "proof"),
    [
        ({}, EvidenceState.PRESENT, Proof.PROUVE),
        ({"date": DATE, "valide_jusqu_au": DATE}, EvidenceState.PRESENT, Proof.PROUVE),
        ({"valide_jusqu_au": "2026-11-22"}, EvidenceState.PRESENT, Proof.PERIMEE),
        ({"date": "2026-11-24"}, EvidenceState.PRESENT, Proof.DECLARE),
        ({"type": "charte"}, EvidenceState.PRESENT, Proof.DECLARE),
        ({}, EvidenceState.UNHASHED, Proof.DECLARE),
        ({}, EvidenceState.EXTERNAL, Proof.DECLARE),
        ({}, EvidenceState.ALTERED, Proof.ALTEREE),
        ({}, EvidenceState.ABSENT, Proof.ALTEREE),
        (None, EvidenceState.PRESENT, Proof.DECLARE),
    ],
)
def test_proof_of_a_satisfied_finding(evidence: dict[str, Any] | None, state: EvidenceState, proof: Proof) -> None:
    result = judge(True, evidence=evidence, state=state)
    assert gap(result).proof is proof
    stale = proof in (Proof.PERIMEE, Proof.ALTEREE)
    assert result.verdict.status is (Status.INCOMPLET if stale else Status.ATTESTABLE)
    lenient = judge(True, evidence=evidence, state=state, niveau=Niveau.RESERVE)
    assert lenient.verdict.status is Status.ATTESTABLE
    strict = judge(True, evidence=evidence, state=state, require_proof=True)
    assert strict.verdict.status is (Status.ATTESTABLE if proof is Proof.PROUVE else Status.INCOMPLET)


def test_evidence_covers_its_own_table_only() -> None:
    rule = make_rule(exige="mie.cle.non_exportable", faits=("mie.cle.non_exportable",))
    mie: dict[str, Any] = {"id": "m", "type": "carte_neutre", "preuves": ["f"], "cle": {"non_exportable": True}}
    files = BASE | {"mie/m.yml": mie, "preuves.yml": {"preuves": [{"id": "f", "type": "fiche_produit"}]}}

    def proof() -> Any:
        dossier = make_dossier(files, {"f": EvidenceState.PRESENT})
        return gap(check(dossier, (make_pack(rule),), load_knowledge(), DATE, "essai")).proof

    assert proof() is Proof.DECLARE  # the table above proves nothing below
    mie["cle"]["preuves"] = ["f"]
    assert proof() is Proof.PROUVE


def test_incomplete_pack_never_judges() -> None:
    dossier = make_dossier(BASE | {"mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": True}})
    pack = make_pack(make_rule(), complet=False)
    result = check(dossier, (pack,), load_knowledge(), DATE, "essai")
    assert result.verdict.status is Status.NON_EVALUE
    assert not result.favourable


def test_empty_list_has_a_stand_in_without_answers() -> None:
    rule = make_rule(pour_chaque="idp", exige="idp.tls_min == '1.3'", faits=("idp.tls_min",))
    silent = {k: v for k, v in BASE.items() if k != "architecture.yml"}
    for files, found in ((silent, ["idp:?"]), (BASE, ["idp:i"])):
        dossier = make_dossier(files | {"mie/m.yml": {"id": "m", "type": "carte_neutre"}})
        result = check(dossier, (make_pack(rule),), load_knowledge(), DATE, "essai")
        assert [f.subject.ref for f in result.findings] == found
        assert result.verdict.status is Status.INCOMPLET


def test_acts_have_their_own_line() -> None:
    parameters = {
        p.id: p
        for p in (
            parameter("attestation_avant", "2026-12-31"),
            parameter("reserves_levees_avant", "2028-12-31"),
            parameter("attestation_mois_max", 36),
            parameter("renouvellement_avec_reserves_mois", 12),
        )
    }
    pack = make_pack(make_rule(), parametres=parameters)

    def act(date: str, **attestation: Any) -> tuple[str, str | None]:
        signed = [{"id": "a", **attestation}] if attestation else []
        files = BASE | {"commission.yml": {"homologations": [], "attestations": signed}}
        dossier = make_dossier(files | {"mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": True}})
        found = check(dossier, (pack,), load_knowledge(), date, "essai").acts[0]
        return found.etat, found.date

    assert act("2026-12-31") == ("a_produire", "2026-12-31")
    assert act("2027-01-01") == ("en_retard", "2026-12-31")
    signed = {"signee_le": "2026-01-10", "duree_mois": 36, "mention": "sans_reserve"}
    assert act("2029-01-10", **signed) == ("en_cours", "2029-01-10")
    assert act("2029-01-11", **signed) == ("echu", "2029-01-10")
    assert act("2027-01-10", **signed | {"mention": "avec_reserves"}) == ("en_cours", "2027-01-10")
    assert act("2027-01-11", **signed | {"mention": "avec_reserves"}) == ("echu", "2027-01-10")
    assert act("2026-07-10", **signed | {"duree_mois": 6}) == ("en_cours", "2026-07-10")
    assert act("2029-01-11", **signed | {"duree_mois": 60}) == ("echu", "2029-01-10")


@pytest.mark.parametrize(("nature", "told"), [(Nature.CONTROLES, 1), (Nature.ATTESTATION, 0)])
def test_an_act_of_a_mere_check_is_counted_on_its_line(nature: Nature, told: int) -> None:
    """A law's acts have lines of their own; those of a mere check would be told nowhere."""
    rules = (make_rule(), make_rule(id="ESSAI-02", porte_sur=PorteSur.ACTE, exige="!mie.nominatif"))
    files = {**BASE, "mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": True}}
    pack = make_pack(*rules, nature=nature)
    made = check(make_dossier(files), (pack,), load_knowledge(), DATE, "essai")
    assert sum("ESSAI-02" in reason for reason in made.verdict.reasons) == told


# -- one line of the table by itself: what the rest of the house does not let happen --------------------


@pytest.mark.parametrize(
    ("possible", "arbitrated", "covered"),
    [
        (ReservePossible.OUI, False, True),
        (ReservePossible.A_ARBITRER, True, True),
        (ReservePossible.A_ARBITRER, False, False),
        (ReservePossible.NON, True, False),
        (ReservePossible.SANS_OBJET, True, False),
    ],
)
def test_a_covering_reserve_covers_what_the_text_admits_and_no_more(
    possible: ReservePossible, arbitrated: bool, covered: bool
) -> None:
    finding = gap(judge(False, reserve_possible=possible))
    reserve = ReserveState("R", Place("reserves.yml"), "complete", (), (GAP,), {})
    made = cover(finding, {GAP: reserve}, {GAP: DATE} if arbitrated else {}, require_proof=False, binding=True)
    assert made.cover is (Cover.COUVERT if covered else Cover.ECART)


def test_what_was_decided_of_a_finding_stays_with_it_once_the_gap_is_closed() -> None:
    """A reserve alone, an arbitration alone."""
    with_reserve, with_arbitration = gap(judge(True, reserve=RESERVE)), gap(judge(True, arbitration=ARBITRATION))
    assert (with_reserve.cover, with_reserve.reserve, with_reserve.arbitrage) == (Cover.AUCUN, "R-01", None)
    assert (with_arbitration.cover, with_arbitration.arbitrage) == (Cover.AUCUN, "2026-11-01")


def test_a_gap_that_no_verdict_has_looked_at_satisfies_no_requirement() -> None:
    finding = replace(gap(judge(False)), cover=Cover.AUCUN)
    assert [r.satisfied for r in requirements((finding,))] == [False]


def test_the_line_of_a_level_is_about_the_means_to_attest() -> None:
    finding = gap(judge(True))
    levels = [MeansLevel(i, i, Place("m"), due, "faible", "eleve", (), True) for i, due in (("a", True), ("b", False))]
    levels.append(MeansLevel("c", "c", Place("m"), None, "faible", "eleve", (), True))
    pack = make_pack(make_rule(), nature=Nature.NIVEAU)
    grading = Grading(tuple(levels), "eleve", {"faible": "Faible", "eleve": "Élevé"})
    told = verdict(pack, (finding,), True, grading).summary
    assert "a (" in told and "c (" in told and "b (" not in told


def about(**reserve: Any) -> Assessment:
    """Two rules of one requirement about one means, the first satisfied, the second not, and one reserve."""
    files = {
        **BASE,
        "mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": True, "cle": {"non_exportable": False}},
        "reserves.yml": {"reserves": [{"id": "R-01", "description": "Un écart.", **reserve}]},
    }
    other = make_rule(id="ESSAI-02", exige="mie.cle.non_exportable", faits=("mie.cle.non_exportable",))
    pack = make_pack(make_rule(), other, RESERVE_RULE)
    return check(make_dossier(files, {}), (pack,), load_knowledge(), DATE, "essai")


@pytest.mark.parametrize(
    ("reserve", "covers", "state"),
    [
        ({"exigence": "EXI 01", "sujet": "mie:m"}, ("ESSAI-02@mie:m",), "complete"),  # of the requirement, what is open
        ({"exigence": "EXI 99", "sujet": "mie:m"}, (), "proposee"),
        ({"constats": []}, (), "proposee"),  # what cites nothing is not lifted
        ({"constats": [GAP]}, (GAP,), "levee"),
        ({"constats": [GAP, "ESSAI-77@mie:m"]}, (GAP,), "proposee"),  # nor what cites, beside, a finding that is not
    ],
)
def test_what_a_reserve_covers_and_where_it_stands(reserve: Any, covers: Any, state: str) -> None:
    (made,) = about(**reserve).reserves
    assert (made.covers, made.etat) == (covers, state)


@pytest.mark.parametrize(
    ("reserve", "said"),
    [
        ({"exigence": "EXI 99", "sujet": "mie:m"}, "EXI 99 pour mie:m"),
        ({"sujet": "mie:m"}, "? pour mie:m"),
        ({"exigence": "EXI 01"}, "EXI 01 pour ?"),
    ],
)
def test_what_a_reserve_cites_and_nothing_bears_is_named(reserve: Any, said: str) -> None:
    cited = Cited(about(constats=[]).findings)
    thing = SimpleNamespace(data=reserve)
    assert cited.of(thing)[1] == [said]  # type: ignore[arg-type]


def test_a_point_without_object_needs_no_proof() -> None:
    finding = gap(judge(True, si="!mie.nominatif"))
    assert finding.outcome is Outcome.SANS_OBJET
    assert not in_doubt(finding, require_proof=True)
