"""Answers that once slipped past a rule of the RIE v2: each spoils ch-exemple in one place, and is told by the rule it slipped."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import FAVOURABLE, Assessment, Cover, Outcome, Status
from builder.model.source import SANS_LIMITE, Dossier
from tests.check.helpers import DATE

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
Files = dict[str, Any]
Spoil = Callable[[Files], object]


@cache
def example() -> Dossier:
    found, faults = load_dossier(ROOT)
    assert found is not None, faults
    return found


def judge(spoil: Spoil, date: str = DATE) -> Assessment:
    files = copy.deepcopy(dict(example().files))
    spoil(files)
    dossier = replace(example(), files=files)
    return check(dossier, load_packs(), load_knowledge(), date, "rie_v2_projet", verified=True, describe=False)


def item(files: Files, file: str, list_: str, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i for i in files[file][list_] if i["id"] == id_)
    return found


def weak_password(files: Files) -> None:
    item(files, "architecture.yml", "politiques_mot_de_passe", "politique-intranet").update(
        entropie_bits=10, essais_max=SANS_LIMITE, temporisation=False
    )
    item(files, "services.yml", "services", "intranet")["exposition"] = "internet"


def secret_question(files: Files) -> None:
    weak_password(files)
    files["mie/mot-de-passe-intranet.yml"]["facteurs"].append({"type": "question_secrete"})


def no_factor(files: Files) -> None:
    weak_password(files)
    files["mie/mot-de-passe-intranet.yml"]["facteurs"] = []


def esso_says_oidc(files: Files) -> None:
    item(files, "architecture.yml", "sso", "esso")["protocoles"] = ["oidc"]
    files["commission.yml"]["arbitrages"] = files["commission.yml"]["arbitrages"][:2]
    files["reserves.yml"]["reserves"] = [r for r in files["reserves.yml"]["reserves"] if r["id"] != "R-03"]


def esso_undescribed(files: Files) -> None:
    files["architecture.yml"]["sso"] = [s for s in files["architecture.yml"]["sso"] if s["id"] != "esso"]
    files["services.yml"]["defaut_services"]["ancien"]["acces"][0]["composant"] = "idp-local"
    files["postes.yml"]["postes"][0]["sso"] = ["federation"]
    files["reserves.yml"]["reserves"] = [r for r in files["reserves.yml"]["reserves"] if r["id"] != "R-03"]


def split_provider(files: Files) -> None:
    """Two IdPs, each below the sizes; the second behind no SSO."""
    idp = item(files, "architecture.yml", "idp", "idp-local")
    files["architecture.yml"]["idp"].append({**idp, "id": "idp-second", "titre": "Second IdP"})
    files["services.yml"]["defaut_services"]["bureau"]["acces"][0]["composant"] = "idp-second"
    for population in files["populations.yml"]["populations"]:
        population["effectif"] *= 3


def fallback(files: Files) -> dict[str, Any]:
    return item(files, "continuite.yml", "moyens_secours", "carte-de-pret")


def mode(files: Files) -> dict[str, Any]:
    return item(files, "continuite.yml", "modes_degrades", "panne-idp")


def no_fallback(files: Files) -> None:
    files["continuite.yml"]["moyens_secours"] = []
    item(files, "services.yml", "services", "dpi").update(indisponibilite_max_heures=SANS_LIMITE, repli_psc="panne-psc")


def idp(files: Files) -> dict[str, Any]:
    return item(files, "architecture.yml", "idp", "idp-local")


def reserve(files: Files) -> dict[str, Any]:
    return item(files, "reserves.yml", "reserves", "R-01")


CARD, PATH = "mie/carte-neutre.yml", "delivrance/cellule-cartes.yml"
SPOILT: dict[str, tuple[str, Spoil]] = {
    "a secret question beside a weak password": ("RIE-RES-01", secret_question),
    "a secret question beside an unlimited password": ("RIE-RES-02", secret_question),
    "a secret question beside a password on the Internet": ("RIE-RES-03", secret_question),
    "a password means without a factor": ("RIE-RES-01", no_factor),
    "the IdP falls back on a password": ("RIE-MIE-33", lambda f: idp(f).update(replis=["mot_de_passe"])),
    "the IdP falls back on questions": ("RIE-MIE-33", lambda f: idp(f).update(replis=["code_application", "questions"])),
    "an eSSO that says OIDC": ("RIE-ARC-04", esso_says_oidc),
    "an eSSO that says OIDC is not compatible": ("RIE-ARC-02", esso_says_oidc),
    "an eSSO nobody describes": ("RIE-ARC-12", esso_undescribed),
    "a risk accepted by anyone": ("RIE-RES-08", lambda f: reserve(f)["acceptation"].update(par="rssi")),
    "an arbitration by anyone": ("RIE-COM-04", lambda f: f["commission.yml"]["arbitrages"][0].update(par="rssi")),
    "an abandoned action": ("RIE-RES-09", lambda f: f["plan.yml"]["actions"][0].update(statut="abandonnee")),
    "an action too late": ("RIE-RES-09", lambda f: f["plan.yml"]["actions"][0].update(echeance="2029-01-01")),
    "a renewal without control": ("RIE-DEL-04", lambda f: f[PATH]["renouvellement"].update(condition="sans_controle")),
    "an automatic delivery": ("RIE-DEL-01", lambda f: f[PATH]["remise"].update(mode="automatique")),
    "a fallback for any failure": ("RIE-SEC-01", lambda f: mode(f).update(causes=[])),
    "a fallback that opens by itself": ("RIE-SEC-01", lambda f: mode(f).update(active_par="automatique")),
    "a lent card without end": ("RIE-SEC-10", lambda f: fallback(f).update(duree_max_heures=SANS_LIMITE)),
    "a lent card for nobody": ("RIE-SEC-10", lambda f: fallback(f).update(populations=[])),
    "a vital service that promises nothing": ("RIE-SEC-08", no_fallback),
    "two IdPs below the sizes": ("RIE-ARC-01", split_provider),
    "a card read by its number": ("RIE-MIE-03", lambda f: f[CARD]["carte"].update(lecture_uid_seule=True)),
    "a code sent to an unverified number": (
        "RIE-ENR-03",
        lambda f: (idp(f).update(replis=["sms"]), f[PATH]["enrolement"].update(coordonnees="sans_objet")),
    ),
    "a desktop reopened with nothing": (
        "RIE-SES-14",
        lambda f: f["postes.yml"]["postes"][0]["bureau_virtuel"].update(reprise="aucun"),
    ),
    "a blank description": ("RIE-PER-02", lambda f: f["schema.yml"].update(description=" ")),
}


@pytest.mark.parametrize("case", SPOILT)
def test_the_escape_stays_shut(case: str) -> None:
    rule, spoil = SPOILT[case]
    made = judge(spoil)
    told = [f for f in made.findings if f.rule.id == rule and f.outcome is Outcome.NON_SATISFAIT]
    assert [f for f in told if f.cover is Cover.ECART], rule
    if told[0].rule.porte_sur.value == "fond":
        assert made.verdict.status not in FAVOURABLE


def test_the_example_itself_has_reserves_and_no_question() -> None:
    made = judge(lambda _: None)
    assert made.verdict.status is Status.AVEC_RESERVES
    assert made.verdict.counts["questions"] == 0


def test_an_attestation_that_hides_its_reserves_is_told_and_leaves_them_complete() -> None:
    signed = {
        "id": "a",
        "emetteur": "ch",
        "signataire": "directeur",
        "signee_le": "2026-11-20",
        "duree_mois": 36,
        "mention": "sans_reserve",
    }
    made = judge(lambda f: f["commission.yml"].update(attestations=[signed]))
    told = {f.subject.id for f in made.findings if f.rule.id == "RIE-ATT-14" and f.outcome is Outcome.NON_SATISFAIT}
    assert told == {r["id"] for r in example().files["reserves.yml"]["reserves"]}
    assert {r.etat for r in made.reserves} == {"complete"}


def test_a_fact_of_a_session_that_does_not_exist_reads_aucun() -> None:
    made = judge(lambda f: item(f, "services.yml", "services", "intranet").update(session="aucun"))
    told = next(f for f in made.findings if f.id == "RIE-RES-05@service:intranet")
    assert "(délai : aucun)" in told.message
