"""Cases of the derived facts of coherence and identifiers; `?` stands for a thing that nobody described."""

from __future__ import annotations

from typing import Any

from builder.check.facts import UNKNOWN
from builder.model.source import JAMAIS_FAIT
from tests.check.helpers import DATE

Files = dict[str, Any]
OLD = "2026-11-22"


def register(*pieces: dict[str, Any], **files: Any) -> Files:
    named = {name.replace("_yml", ".yml"): content for name, content in files.items()}
    return {"preuves.yml": {"preuves": list(pieces)}, **named}


def certificate(**keys: Any) -> Files:
    return {"mie/m.yml": {"id": "m", "produit": {"certification": keys}}}


def uses(acces: Any = None, postes: Any = (), distants: Any = ()) -> Files:
    """One service `s`, workstations and remote accesses; each may say nothing of its means."""
    service = {"id": "s"} if acces is None else {"id": "s", "acces": acces}
    return {
        "mie/m.yml": {"id": "m", "un_facteur": [{"id": "c", "services": ["s"]}]},
        "services.yml": {"services": [service]},
        "postes.yml": {"postes": list(postes)},
        "architecture.yml": {"acces_distants": list(distants)},
    }


def people(*populations: dict[str, Any], **dossier: Any) -> Files:
    return {
        "dossier.yml": {"id": "essai", **dossier},
        "mie/m.yml": {"id": "m"},
        "populations.yml": {"populations": [{"id": f"p{i}", **p} for i, p in enumerate(populations)]},
    }


def sessions(*seances: dict[str, Any], **attestation: Any) -> Files:
    listed = [{"id": f"s{i}", **s} for i, s in enumerate(seances)]
    return {"commission.yml": {"attestations": [{"id": "a", **attestation}], "seances": listed}}


def entity(**keys: Any) -> Files:
    return {"dossier.yml": {"entites": [{"id": "e", **keys}]}}


def sample(*number: str) -> Files:
    tokens = {"exemple_identifiant_national": number[0]} if number else {}
    return {"architecture.yml": {"idp": [{"id": "i", "jetons": tokens}]}}


SHOWN = {"architecture.yml": {"idp": [{"id": "i", "preuves": ["p", "q"]}], "psc": {"preuves": ["p"]}}}
YES = {"decision": "attestee_sans_reserve"}

CASES: list[tuple[str, str, Files, Any]] = [
    ("mie.certification_mois_entames", "m", certificate(delivree_le="2023-11-23"), 36),
    ("mie.certification_mois_entames", "m", certificate(delivree_le=OLD.replace("2026", "2023")), 37),
    ("mie.certification_mois_entames", "m", certificate(), UNKNOWN),
    ("mie.certificat_date", "m", certificate(delivree_le=OLD, expire_le=DATE), True),
    ("mie.certificat_date", "m", certificate(delivree_le=OLD), False),
    ("mie.certificat_date", "?", {}, UNKNOWN),
    ("arbitrage.sur_conflit", "C1-1", {"commission.yml": {"arbitrages": [{"conflit": "C1"}]}}, True),
    ("arbitrage.sur_conflit", "x", {"commission.yml": {"arbitrages": [{"constat": "x"}]}}, False),
    ("arbitrage.sur_conflit", "?", {}, UNKNOWN),
    ("preuve.a_une_fin", "p", register({"id": "p", "valide_jusqu_au": DATE}), True),
    ("preuve.a_une_fin", "p", register({"id": "p"}), False),
    ("preuve.a_une_fin", "?", {}, UNKNOWN),
    ("preuve.depot_date", "p", register({"id": "p", "ajoutee_le": DATE}), True),
    ("preuve.depot_date", "p", register({"id": "p"}), False),
    ("preuve.depot_date", "?", {}, UNKNOWN),
    ("preuve.citee", "p", register({"id": "p"}) | SHOWN, True),
    (
        "preuve.citee",
        "p",
        register({"id": "p"}, commission_yml={"attestations": [{"id": "a", "delegation": "p"}]}),
        True,
    ),
    ("preuve.citee", "p", register({"id": "p"}, dossier_yml={"titre": "p"}), False),
    ("preuve.citee", "?", {}, UNKNOWN),
    (
        "preuve.seule_pour",
        "p",
        register({"id": "p"}, {"id": "q", "valide_jusqu_au": OLD}) | SHOWN,
        ["architecture.yml (i)", "architecture.yml (psc)"],
    ),
    ("preuve.seule_pour", "p", register({"id": "p"}, {"id": "q"}) | SHOWN, ["architecture.yml (psc)"]),
    (
        "preuve.seule_pour",
        "p",
        register({"id": "p"}, {"id": "q", "valide_jusqu_au": DATE}) | SHOWN,
        ["architecture.yml (psc)"],
    ),
    ("preuve.seule_pour", "q", register({"id": "p"}, {"id": "q"}) | SHOWN, []),
    (
        "preuve.seule_pour",
        "p",
        register({"id": "p"}, services_yml={"services": [{"id": "s", "acces": [{"par": "idp", "preuves": ["p"]}]}]}),
        ["services.yml (s, acces 1)"],
    ),
    (
        "preuve.seule_pour",
        "p",
        register({"id": "p"}, reserves_yml={"reserves": [{"id": "R-01", "preuves": ["p"]}]}),
        [],
    ),
    ("preuve.seule_pour", "?", {}, UNKNOWN),
    ("action.realisation_datee", "A-01", {"plan.yml": {"actions": [{"id": "A-01", "fait_le": DATE}]}}, True),
    ("action.realisation_datee", "A-01", {"plan.yml": {"actions": [{"id": "A-01"}]}}, False),
    ("action.realisation_datee", "?", {}, UNKNOWN),
    ("mie.employe", "m", uses([{"mie": ["m"]}, {}]), True),  # one silence does not undo a certainty
    ("mie.employe", "m", uses([], postes=[{"id": "p", "mie": ["m"]}]), True),
    ("mie.employe", "m", uses([], distants=[{"id": "v", "mie": ["m"]}]), True),
    ("mie.employe", "m", uses([{"par": "local", "mie": []}], postes=[{"id": "p", "mie": []}]), False),
    ("mie.employe", "m", uses([{}]), UNKNOWN),
    ("mie.employe", "m", uses([], postes=[{"id": "p"}]), UNKNOWN),
    ("mie.detenu", "m", people({"mie": ["m"]}, {}), True),
    ("mie.detenu", "m", people({"mie": []}), False),
    ("mie.detenu", "m", people({"mie": []}, {}), UNKNOWN),
    ("mie.detenu", "m", {"mie/m.yml": {"id": "m"}}, UNKNOWN),
    ("un_facteur.services_hors_mie", "m/c", uses([{"mie": ["m"]}]), []),
    ("un_facteur.services_hors_mie", "m/c", uses([{"par": "local", "mie": []}]), ["s"]),
    ("un_facteur.services_hors_mie", "m/c", uses(), UNKNOWN),
    ("attestation.decision_seance", "a", sessions({"date": DATE, **YES}, signee_le=DATE), "attestee_sans_reserve"),
    (
        "attestation.decision_seance",
        "a",
        sessions({"date": OLD, **YES}, {"date": DATE, "decision": "refusee"}, signee_le=DATE),
        "refusee",
    ),
    ("attestation.decision_seance", "a", sessions({"date": DATE, **YES}, signee_le=OLD), UNKNOWN),
    ("attestation.decision_seance", "a", sessions({"date": OLD, **YES}, {"date": DATE}, signee_le=DATE), UNKNOWN),
    ("attestation.decision_seance", "a", sessions({"date": OLD, **YES}, {}, signee_le=DATE), UNKNOWN),
    ("attestation.decision_seance", "a", sessions({"date": OLD, **YES}, signee_le=JAMAIS_FAIT), UNKNOWN),
    ("seance.atteste", "s0", sessions({"date": DATE, **YES}), True),
    ("seance.atteste", "s0", sessions({"decision": "attestee_avec_reserves"}), True),
    ("seance.atteste", "s0", sessions({"date": DATE, "decision": "ajournee"}), False),
    ("seance.atteste", "s0", sessions({"date": DATE}), False),
    ("seance.atteste", "?", {}, UNKNOWN),
    ("seance.atteste_en_dernier", "s0", sessions({"date": DATE, **YES}), True),
    ("seance.atteste_en_dernier", "s0", sessions({"date": OLD, **YES}, {"date": DATE}), True),
    ("seance.atteste_en_dernier", "s0", sessions({"date": OLD, **YES}, {"date": DATE, "decision": "refusee"}), False),
    ("seance.atteste_en_dernier", "s0", sessions({"date": DATE, **YES}, {"date": DATE, **YES}), False),
    ("seance.atteste_en_dernier", "s1", sessions({"date": DATE, **YES}, {"date": DATE, **YES}), True),
    ("seance.atteste_en_dernier", "s0", sessions({"date": "2026-11-24", **YES}), False),
    ("seance.atteste_en_dernier", "s0", sessions({"date": JAMAIS_FAIT, **YES}), False),
    ("seance.atteste_en_dernier", "s0", sessions({"date": DATE, **YES}, {"decision": "refusee"}), UNKNOWN),
    ("seance.atteste_en_dernier", "?", {}, UNKNOWN),
    ("dossier.effectif_decrit", "essai", people({"effectif": 30}, {"effectif": 5}), 35),
    ("dossier.effectif_decrit", "essai", people({"effectif": 30}, {}), UNKNOWN),
    ("entite.finess_ecrit", "e", entity(finess_ej="990000010"), True),
    ("entite.finess_ecrit", "e", entity(), False),
    ("entite.finess_ecrit", "?", {}, UNKNOWN),
    ("entite.finess_cle_juste", "e", entity(finess_ej="990000010"), True),
    ("entite.finess_cle_juste", "e", entity(finess_ej="990000011"), False),
    ("entite.finess_cle_juste", "e", entity(finess_ej="2A0000014"), True),
    ("entite.finess_cle_juste", "e", entity(), UNKNOWN),
    ("idp.exemple_cle_juste", "i", sample("899700434378"), True),
    ("idp.exemple_cle_juste", "i", sample("899700434379"), False),
    ("idp.exemple_cle_juste", "i", sample("99700434378"), False),
    ("idp.exemple_cle_juste", "i", sample(), UNKNOWN),
]
