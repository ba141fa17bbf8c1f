"""Ways to a favourable verdict that the text does not open: each was found open once, and must stay shut.

A dossier where everything passes through Pro Santé Connect by e-CPS is exempt from attesting (EXI RIE-PS 17); each case
adds one thing that ends the exemption, or that leaves it in doubt.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import FAVOURABLE, Assessment, Proof, Status
from builder.model.source import Dossier, EvidenceFile, EvidenceState
from tests.check.helpers import DATE

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
Files = dict[str, Any]


@cache
def example() -> Dossier:
    found, faults = load_dossier(ROOT)
    assert found is not None, faults
    return found


def judge(files: Files, evidence: dict[str, EvidenceFile] | None = None) -> Assessment:
    dossier = replace(example(), files=files, evidence=evidence or example().evidence)
    return check(dossier, load_packs(), load_knowledge(), DATE, "rie_v2_projet", verified=True, describe=False)


def by_psc_only() -> Files:
    """ch-exemple with the e-CPS alone, by Pro Santé Connect, on every service."""
    files = copy.deepcopy({k: dict(v) for k, v in example().files.items()})
    for name in [n for n in files if n.startswith(("mie/", "delivrance/")) and n != "mie/e-cps.yml"]:
        del files[name]
    access = [{"par": "psc", "mie": ["e-cps"], "mode": "nominal"}]
    for service in [*files["services.yml"]["services"], *files["services.yml"]["defaut_services"].values()]:
        service |= {"acces": copy.deepcopy(access), "repli_psc": "panne-psc"}
    for poste in files["postes.yml"]["postes"]:
        poste |= {"mie": [], "sso": [], "bureau_virtuel": {"reprise": "deux_facteurs"}}
    for population in files["populations.yml"]["populations"]:
        population["mie"] = ["e-cps"]
    files["architecture.yml"] |= {"idp": [], "sso": [], "acces_distants": [], "psc": {"delegue_a": []}}
    files["continuite.yml"]["moyens_secours"] = []
    files["reserves.yml"] = {"reserves": []}
    files["commission.yml"] |= {"arbitrages": [], "seances": []}
    return files


def first(files: Files) -> dict[str, Any]:
    service: dict[str, Any] = files["services.yml"]["services"][0]
    return service


def everywhere(files: Files, access: dict[str, Any]) -> None:
    for service in files["services.yml"]["services"]:
        service["acces"] = [dict(access)]


def own_password(files: Files) -> None:
    first(files)["acces"].append({"par": "local", "mie": [], "mot_de_passe": "politique-intranet"})


def nothing_asked(files: Files) -> None:
    first(files)["acces"].append({"par": "local", "mie": [], "mot_de_passe": "aucun", "exposition": "internet"})


def nobody_by_the_idp(files: Files) -> None:
    everywhere(files, {"par": "idp", "mie": [], "mode": "nominal"})


def fallback_of_nothing(files: Files) -> None:
    everywhere(files, {"par": "idp", "mie": ["e-cps"], "mode": "secours"})


def direct_without_authorisation(files: Files) -> None:
    files["mie/cps.yml"] = {"id": "cps", "type": "cps", "titre": "CPS"}
    first(files)["acces"].append({"par": "cpx_direct", "mie": ["cps"], "mode": "nominal"})
    first(files)["historique_autorise"] = False


def direct_in_silence(files: Files) -> None:
    direct_without_authorisation(files)
    del first(files)["historique_autorise"]


def delegated(files: Files, **habilitation: Any) -> None:
    files["mie/cle.yml"] = {"id": "cle", "type": "cle_fido2", "titre": "Clé"}
    files["architecture.yml"]["idp"] = [{"id": "i", "titre": "IdP"}]
    files["architecture.yml"]["psc"] = {"delegue_a": ["i"], "habilitation": habilitation}
    everywhere(files, {"par": "psc", "mie": ["cle"], "mode": "nominal"})


def delegated_without_habilitation(files: Files) -> None:
    delegated(files)


def delegated_product_not_habilitated(files: Files) -> None:
    delegated(files, reference="H-1", expire_le="2029-01-01", produit_habilite=False)


def delegated_product_in_silence(files: Files) -> None:
    delegated(files, reference="H-1", expire_le="2029-01-01")


def delegated_habilitation_over(files: Files) -> None:
    delegated(files, reference="H-1", expire_le="2026-11-22", produit_habilite=True)


def silent_workstation(files: Files) -> None:
    for poste in files["postes.yml"]["postes"]:
        del poste["mie"]
        poste["session_systeme"] = "generique_sans_mie"


def exempt_with_a_gap(files: Files) -> None:
    service = first(files)
    service["acces"] = [{"par": "psc", "mie": ["e-cps"], "mode": "secours"}]  # PSC is no longer offered


ESCAPES = [
    own_password,
    nothing_asked,
    nobody_by_the_idp,
    fallback_of_nothing,
    direct_without_authorisation,
    direct_in_silence,
    delegated_without_habilitation,
    delegated_product_not_habilitated,
    delegated_product_in_silence,
    delegated_habilitation_over,
    silent_workstation,
    exempt_with_a_gap,
]


def test_by_psc_alone_no_attestation_is_due() -> None:
    made = judge(by_psc_only())
    assert made.verdict.status is Status.NON_DUE, made.verdict.reasons


@pytest.mark.parametrize("spoil", ESCAPES, ids=lambda f: f.__name__)
def test_no_escape(spoil: Any) -> None:
    files = by_psc_only()
    spoil(files)
    assert judge(files).verdict.status not in FAVOURABLE


def test_a_gap_of_an_exempt_scheme_is_told_as_such() -> None:
    files = by_psc_only()
    exempt_with_a_gap(files)
    made = judge(files)
    assert made.verdict.status is Status.NON_DUE_ECARTS
    assert any("RIE-CAS-05" in reason for reason in made.verdict.reasons)


def test_an_expired_piece_stays_expired_whatever_its_hash() -> None:
    pieces = [
        {**p, "valide_jusqu_au": "2026-01-01"} if p["id"] == "evaluation-carte" else p
        for p in example().files["preuves.yml"]["preuves"]
    ]
    files = {**example().files, "preuves.yml": {"preuves": pieces}}
    for state in (EvidenceState.PRESENT, EvidenceState.UNHASHED, EvidenceState.EXTERNAL):
        file = replace(example().evidence["evaluation-carte"], state=state)
        made = judge(files, {**example().evidence, "evaluation-carte": file})
        assert made.verdict.status is Status.INCOMPLET, state
        assert any(f.proof is Proof.PERIMEE for f in made.findings)


def test_a_means_that_nobody_described_has_no_known_route() -> None:
    files = {k: v for k, v in example().files.items() if not k.startswith("mie/")}
    made = judge(files)
    assert {f.outcome.value for f in made.findings if f.id == "RIE-CAS-01@mie:?"} == {"sans_reponse"}


def test_no_two_findings_share_an_identity() -> None:
    ids = [f.id for f in judge(dict(example().files)).findings]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    "change", [{"reserve_admise": False}, {"par": "representant-usagers"}, {"fin": "2026-11-22"}, {"motif": " "}]
)
def test_an_arbitration_that_does_not_hold_admits_no_reserve(change: dict[str, Any]) -> None:
    commission = example().files["commission.yml"]
    decided = [{**a, **change} for a in commission["arbitrages"]]
    files = {**example().files, "commission.yml": {**commission, "arbitrages": decided}}
    assert judge(files).verdict.status is Status.NON_ATTESTABLE


def signed(**attestation: Any) -> Assessment:
    held = {
        "id": "a-1",
        "emetteur": "ch",
        "signataire": "directeur",
        "signee_le": "2026-11-20",
        "duree_mois": 36,
        "mention": "avec_reserves",
        "formule": True,
        **attestation,
    }
    commission = {**example().files["commission.yml"], "attestations": [held]}
    return judge({**example().files, "commission.yml": commission})


def act(made: Assessment) -> Any:
    return next(a for a in made.acts if a.id == "attestation")


@pytest.mark.parametrize("change", [{"signataire": "rssi"}, {"duree_mois": 48}])
def test_an_attestation_that_is_not_worth_anything_is_not_in_force(change: dict[str, Any]) -> None:
    assert act(signed(**change)).etat == "a_reprendre"
    assert "RIE-ATT-0" in act(signed(**change)).text


def test_with_an_open_reserve_the_renewal_is_yearly_whatever_the_mention_says() -> None:
    made = signed(mention="sans_reserve")
    assert made.verdict.status is Status.AVEC_RESERVES
    assert act(made).date in (None, "2027-11-20")
