"""The decision table applied to a dossier: one line a means and a place, with its reason."""

from __future__ import annotations

from pathlib import Path

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from tests.check.helpers import DATE, make_dossier

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"


def test_every_access_of_every_means_has_its_line_and_its_reason() -> None:
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    made = check(dossier, load_packs(), load_knowledge(), DATE)
    services = dossier.files["services.yml"]
    groups = services["defaut_services"]
    wanted = set()
    for service in services["services"]:
        for access in service.get("acces") or groups[service["groupe"]]["acces"]:
            wanted |= {(mie, f"service:{service['id']}") for mie in access["mie"]}
    told = {(c.mie, c.where) for c in made.cases}
    assert wanted <= told
    assert {c.where.split(":")[0] for c in made.cases} == {"service", "poste", "acces_distant"}
    assert all(c.motif.endswith(".") and c.voie for c in made.cases)
    due = {c.mie for c in made.cases if c.attestation}
    assert due == {"carte-neutre", "cle-fido2", "cps", "mot-de-passe-intranet"}
    assert {c.attestation for c in made.cases if c.mie == "e-cps"} == {False}


def test_a_silent_access_is_no_exemption() -> None:
    files = {
        "dossier.yml": {"id": "d"},
        "mie/m.yml": {"id": "m", "type": "e_cps", "titre": "e-CPS"},
        "services.yml": {"services": [{"id": "s", "titre": "DPI", "acces": [{"par": "psc", "mie": ["m"]}]}]},
    }
    made = check(make_dossier(files), load_packs(), load_knowledge(), DATE)
    (case,) = made.cases
    assert case.attestation is None
    assert case.voie == "non établie"
    assert "l'inconnu ne dispense pas" in case.motif
