"""The table of routes: every combination of usage, type and facts meets one line and one only."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from builder.check.derived.routes import candidates
from builder.check.facts import Facts, Thing
from builder.load.knowledge import load_knowledge
from builder.model.fields import Route
from tests.check.helpers import make_facts, thing

KNOWLEDGE = load_knowledge()
USAGES = ("psc_direct", "psc_delegation", "cpx_direct", "local", "secours")
CERTIFICATES = ("aucune", "cspn", "eidas_substantiel", "eidas_eleve", None)
ENDS = ("2026-11-22", "2026-11-23", None)
EXEMPT = {"psc_natif", "psc_mie_compatible", "psc_fi_habilite", "cpx_direct", "secours"}


def combination(type_: str, certificate: str | None, end: str | None) -> tuple[Facts, Thing]:
    product_: dict[str, Any] = {} if certificate is None else {"certification": {"schema": certificate}}
    psc: dict[str, Any] = {"delegue_a": ["i"], "habilitation": {"reference": "H-1", "produit_habilite": True}}
    if end is not None:
        psc["habilitation"]["expire_le"] = end
    files: dict[str, Any] = {
        "dossier.yml": {"id": "d"},
        "mie/m.yml": {"id": "m", "type": type_, "produit": product_},
        "architecture.yml": {"psc": psc, "idp": [{"id": "i"}]},
        "commission.yml": {"homologations": []},
    }
    facts = make_facts(files)
    return facts, thing(facts, "mie", "m")


def all_combinations() -> list[tuple[str, str, str | None, str | None]]:
    return list(product(USAGES, sorted(KNOWLEDGE.mie_traits), CERTIFICATES, ENDS))


def met(usage: str, type_: str, certificate: str | None, end: str | None) -> list[Route]:
    facts, mie = combination(type_, certificate, end)
    return candidates(facts, mie, usage)


def test_one_line_and_one_only_when_everything_is_known() -> None:
    seen = set()
    for usage, type_, certificate, end in all_combinations():
        if certificate is None or end is None:
            continue
        rows = met(usage, type_, certificate, end)
        assert len(rows) == 1, (usage, type_, certificate, end, [r.voie for r in rows])
        seen.add(rows[0].voie)
    assert seen == {row.voie for row in KNOWLEDGE.routes}, "a line that no combination meets"


def test_the_unknown_never_leaves_an_exemption_alone() -> None:
    """With a fact missing, the lines left hold those of every way to answer it."""
    for usage, type_, certificate, end in all_combinations():
        rows = {r.voie for r in met(usage, type_, certificate, end)}
        for c, e in product([certificate] if certificate else CERTIFICATES[:-1], [end] if end else ENDS[:-1]):
            assert {r.voie for r in met(usage, type_, c, e)} <= rows


def test_who_is_exempt_is_what_the_text_says() -> None:
    """EXI RIE-PS 17 exempts PSC and its habilitated providers; the fallback and direct CPx are no scheme of their own."""
    assert {row.voie for row in KNOWLEDGE.routes if not row.attestation} == EXEMPT
    assert all(
        (row.motif.endswith(".") and "EXI" in row.motif) or row.voie == "psc_mie_non_admis" for row in KNOWLEDGE.routes
    )


@pytest.mark.parametrize(
    ("usage", "type_", "certificate", "end", "voie"),
    [
        ("psc_delegation", "cle_fido2", "aucune", "2026-11-23", "psc_fi_habilite"),
        ("psc_delegation", "cle_fido2", "aucune", "2026-11-22", "psc_fi_non_habilite"),
        ("local", "certifie_eidas", "eidas_substantiel", "2026-11-23", "mie_certifie_eidas"),
        ("local", "certifie_eidas", "cspn", "2026-11-23", "hors_psc_mie_local"),
        ("local", "cle_fido2", "eidas_eleve", "2026-11-23", "hors_psc_mie_compatible_psc"),
        ("cpx_direct", "carte_neutre", "aucune", "2026-11-23", "cpx_direct_impropre"),
        ("cpx_direct", "cpe", "aucune", "2026-11-23", "cpx_direct"),
        ("local", "otp_sms", "aucune", "2026-11-23", "transition"),
    ],
)
def test_some_lines_by_hand(usage: str, type_: str, certificate: str, end: str, voie: str) -> None:
    assert [r.voie for r in met(usage, type_, certificate, end)] == [voie]


def test_a_habilitation_without_delegation_exempts_nobody() -> None:
    service = {"id": "s", "acces": [{"par": "psc", "mie": ["m"], "mode": "nominal"}]}
    psc = {"delegue_a": [], "habilitation": {"reference": "H-1", "expire_le": "2030-01-01"}}
    files: dict[str, Any] = {
        "dossier.yml": {"id": "d"},
        "mie/m.yml": {"id": "m", "type": "carte_neutre"},
        "architecture.yml": {"psc": psc, "idp": [], "sso": [], "acces_distants": []},
        "services.yml": {"services": [service]},
        "postes.yml": {"postes": []},
        "commission.yml": {"homologations": []},
    }
    facts = make_facts(files)
    mie = thing(facts, "mie", "m")
    assert facts.fact(mie, "voies") == ["psc_mie_non_admis"]
    assert facts.fact(mie, "attestation_due") is True
