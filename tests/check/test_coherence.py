"""The pack of coherence, end to end: each contradiction is found in a dossier that holds it, none in its twin that does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builder.check import check
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment, Outcome
from builder.model.rules import Nature
from builder.model.source import JAMAIS_FAIT
from tests.check.helpers import DATE, make_dossier, make_pack, make_rule

PACKS = load_packs()  # all of them: derived facts read the numbers of the law
PACK = next(p for p in PACKS if p.id == "coherence")
Files = dict[str, Any]


def judged(files: Files) -> Assessment:
    return check(make_dossier(files), PACKS, load_knowledge(), DATE, "coherence", verified=True)


def outcomes(files: Files) -> dict[str, Outcome]:
    return {f.id: f.outcome for f in judged(files).findings if f.rule.pack == PACK.id}


def dossier(wrong: bool) -> Files:
    """A dossier where every pair of answers that the pack compares disagrees (wrong), or agrees."""

    def pick(bad: Any, good: Any) -> Any:
        return bad if wrong else good

    return {
        "dossier.yml": {
            "id": "essai",
            "entites": [{"id": "ch", "professionnels": pick(1000, 30)}],
            "personnes": [{"id": "adjointe", "qualite": "representant_legal"}],
        },
        "schema.yml": {"id": "schema", "fournisseur_identite": "ch"},
        "populations.yml": {
            "populations": [
                {"id": "a", "effectif": 20, "registre": pick("aucun", "rpps"), "eligible": True, "identifiant": "rpps",
                 "e_cps": True, "mie": pick([], ["carte"])},
                {"id": "b", "effectif": 10, "registre": "psi", "eligible": not wrong, "identifiant": "psi",
                 "e_cps": not wrong, "mie": pick(["e-cps"], ["carte", "e-cps", "sms"])},
            ]
        },
        "mie/carte.yml": {
            "id": "carte",
            "type": "carte_neutre",
            "facteurs": [{"type": "carte"}, {"type": "code_pin"}],
            "delivrances": ["guichet"],
            "produit": {"certification": {"schema": "cspn", "delivree_le": "2025-01-02", "expire_le": pick("2025-01-01", "2028-01-01")}},
            "un_facteur": [{"id": "reprise", "services": ["dpi" if wrong else "labo", "labo"]}],
            "preuves": ["fiche", "vieille"] if not wrong else ["vieille"],
        },
        "mie/e-cps.yml": {"id": "e-cps", "type": "e_cps", "facteurs": [{"type": "telephone"}], "delivrances": [], "un_facteur": []},
        "mie/sms.yml": {"id": "sms", "type": "otp_sms", "facteurs": [{"type": "otp_sms"}], "delivrances": ["envoi"], "un_facteur": []},
        "delivrance/guichet.yml": {
            "id": "guichet",
            "demande": {"donnees_recueillies": ["prenoms", "coordonnees"]},
            "enrolement": {"coordonnees": pick("sans_objet", "code_ou_lien")},
            "notifications": [],
        },
        "delivrance/envoi.yml": {
            "id": "envoi",
            "demande": {"donnees_recueillies": pick(["prenoms"], ["coordonnees"])},
            "enrolement": {"coordonnees": pick("sans_objet", "code_ou_lien")},
            "notifications": ["delivrance"],
        },
        "services.yml": {
            "services": [
                {"id": "dpi", "un_facteur_admis": wrong, "acces": pick([], [{"par": "idp", "mie": ["carte", "sms"]}])},
                {"id": "labo", "un_facteur_admis": not wrong, "acces": [{"par": "idp", "mie": ["e-cps", "carte"]}]},
            ]
        },
        "postes.yml": {"postes": []},
        "architecture.yml": {"acces_distants": [], "idp": [{"id": "i"}], "sso": [], "psc": {"delegue_a": []}},
        "preuves.yml": {
            "preuves": [
                {"id": "fiche", "type": "fiche_produit", "date": "2025-06-01", "ajoutee_le": pick("2025-05-01", "2025-06-02")},
                {"id": "vieille", "type": "certificat", "date": "2026-02-01", "valide_jusqu_au": pick("2026-01-31", "2026-03-01")},
                {"id": "pouvoir", "type": "delegation", "date": pick("2026-10-02", "2026-10-01")},
                {"id": "audit", "type": "audit", "date": pick("2026-10-02", "2026-09-01")},
                {"id": "pv", "type": "pv", "date": "2026-10-05"},
                *([{"id": "oubliee", "type": "note", "date": "2026-01-01"}] if wrong else []),
            ]
        },
        "commission.yml": {
            "seances": [{"id": "s", "date": "2026-09-30", "decision": pick("ajournee", "attestee_avec_reserves"), "preuves": ["audit", "pv"]}],
            "arbitrages": [{"constat": "x", "le": "2026-09-30", "fin": pick("2026-09-29", "2027-09-30")}],
            "attestations": [
                {"id": "at", "signee_le": "2026-10-01", "signataire": "adjointe", "delegation": "pouvoir",
                 "mention": pick("sans_reserve", "avec_reserves"), "preuves": pick(["audit", "vieille"], ["audit"])}
            ],
            "homologations": [{"id": "h", "date": "2026-10-01", "audit": {"preuves": ["audit"]}, "preuves": ["pv"]}],
        },
        "plan.yml": {
            "actions": [
                {"id": "A-01", "statut": "en_cours", "echeance": pick("2026-11-22", "2026-12-31")},
                {"id": "A-02", "statut": "faite", "echeance": "2026-10-01", "fait_le": pick("2026-11-24", "2026-10-01"), "preuves": pick([], ["pv"])},
                {"id": "A-03", "statut": "faite", "echeance": "2026-10-01", "preuves": ["pv"]},
            ]
        },
        "reserves.yml": {
            "reserves": [
                {"id": "R-01", "constats": ["inconnu@mie:x"], "echeance": pick("2026-11-01", "2026-12-31"), "actions": ["A-01"],
                 "acceptation": {"le": "2026-09-30"}},
                {"id": "R-02", "constats": ["inconnu@mie:x"], "echeance": "2026-12-31", "actions": pick(["A-03"], ["A-03", "A-01"]),
                 "acceptation": {"le": pick("2026-10-02", "2026-09-30")}},
            ]
        },
        "risques.yml": {
            "analyse": {"date": "2026-07-02", "derniere_revue": pick("2026-07-01", "2026-10-15")},
            "cotations": [{"menace": "TH-01", "le": pick("2026-07-03", "2026-10-15")}],
            "acceptations": [{"id": "k", "evenement": "x", "le": "2026-07-02", "jusqu_au": pick("2026-07-01", "2027-07-01")}],
        },
    }  # fmt: skip


# They judge a decision by the verdict of a whole dossier, which these small ones have not: dossiers/vitrine* show them.
OF_A_DECISION = {"COH-39", "COH-40"}


def test_each_contradiction_is_found() -> None:
    failed = {id_.split("@")[0] for id_, o in outcomes(dossier(wrong=True)).items() if o is Outcome.NON_SATISFAIT}
    assert failed == {rule.id for rule in PACK.rules} - OF_A_DECISION


def test_none_is_found_where_the_answers_agree() -> None:
    found = outcomes(dossier(wrong=False))
    failed = {id_.split("@")[0] for id_, o in found.items() if o is Outcome.NON_SATISFAIT}
    assert failed - OF_A_DECISION == set()
    satisfied = {id_.split("@")[0] for id_, o in found.items() if o is Outcome.SATISFAIT}
    # COH-16 asks about people without an e-CPS: here everybody has one
    assert satisfied >= {rule.id for rule in PACK.rules} - {"COH-16"} - OF_A_DECISION


def test_silence_contradicts_nothing() -> None:
    assert Outcome.NON_SATISFAIT not in set(outcomes({"dossier.yml": {"id": "essai"}}).values())


@pytest.mark.parametrize("signed", ["2026-11-24", JAMAIS_FAIT])
def test_an_attestation_that_is_not_signed_yet_is_not_compared(signed: str) -> None:
    files = dossier(wrong=True)
    files["commission.yml"]["attestations"][0]["signee_le"] = signed
    found = outcomes(files)
    assert {o for id_, o in found.items() if id_.endswith("@attestation:at")} == {Outcome.SANS_OBJET}


def test_a_check_about_a_reserve_does_not_undo_it() -> None:
    """A pack of mere checks says what is wrong of a reserve and leaves the verdict alone."""
    gap = make_rule(message="écart")
    own = make_rule(
        id="ESSAI-09", pour_chaque="reserve", si=None, exige="reserve.echeance != ''", faits=("reserve.echeance",)
    )
    wrong = make_rule(
        id="NOTE-01",
        pack="notes",
        pour_chaque="reserve",
        si=None,
        exige="reserve.echeance == 'x'",
        faits=("reserve.echeance",),
    )
    files = {
        "dossier.yml": {"id": "essai"},
        "mie/m.yml": {"id": "m", "type": "carte_neutre", "nominatif": False},
        "reserves.yml": {"reserves": [{"id": "R-01", "constats": ["ESSAI-01@mie:m"], "echeance": "2027-01-01"}]},
    }
    notes = replace(make_pack(wrong), id="notes", nature=Nature.CONTROLES)
    packs = (make_pack(gap, own), notes)
    made = check(make_dossier(files), packs, load_knowledge(), DATE, "essai", verified=True)
    assert made.reserves[0].etat == "complete"
    assert {f.id: f.outcome for f in made.findings}["NOTE-01@reserve:R-01"] is Outcome.NON_SATISFAIT


def test_a_fact_named_existe_is_the_fact_of_its_kind() -> None:
    """`gestion_cles.existe` is an answer; seen from a means it is that answer, never « there is such a block »."""
    rule = make_rule(exige="mie.gestion_cles.existe", faits=("mie.gestion_cles.existe",))
    own = make_rule(
        id="ESSAI-02", pour_chaque="gestion_cles", exige="gestion_cles.existe", faits=("gestion_cles.existe",)
    )
    for answer, outcome in ((True, Outcome.SATISFAIT), (False, Outcome.NON_SATISFAIT), (None, Outcome.SANS_REPONSE)):
        keys = {} if answer is None else {"existe": answer}
        files = {"dossier.yml": {"id": "essai"}, "mie/m.yml": {"id": "m"}, "architecture.yml": {"gestion_cles": keys}}
        made = check(make_dossier(files), (make_pack(rule, own),), load_knowledge(), DATE, "essai", verified=True)
        assert {f.outcome for f in made.findings} == {outcome}
