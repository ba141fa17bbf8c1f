"""An error planted in any YAML file of a dossier is told at its line and column, with what to write instead."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from builder.load import load_dossier
from builder.model.source import Diagnostic

SOURCE = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
FILES = sorted(str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.yml"))
# For each file: a line of ours (found by its text), the same line spoilt, the column of the fault, a word of the remedy.
TYPOS: dict[str, tuple[str, str, int, str]] = {
    "dossier.yml": ("  nature: etablissement", "  natur: etablissement", 3, "nature"),
    "schema.yml": ("niveau_vise: substantiel", "niveau_visé: substantiel", 1, "niveau_vise"),
    "gouvernance.yml": ("organisation: {operationnelle: oui", "organisation: {operationelle: oui", 16, "operationnelle"),
    "populations.yml": ("mouvements: {procedure_arrivee: oui", "mouvements: {procedure_arrive: oui", 14, "procedure_arrivee"),
    "architecture.yml": ("  expose_internet: oui", "  exposee_internet: oui", 3, "expose_internet"),
    "postes.yml": ("  session_systeme: generique_sans_mie", "  session_système: generique_sans_mie", 3, "session_systeme"),
    "services.yml": ("  criticite: moyenne", "  criticité: moyenne", 3, "criticite"),
    "continuite.yml": ("moyens_secours:", "moyen_secours:", 1, "moyens_secours"),
    "risques.yml": ("incidents_survenus: []", "incident_survenus: []", 1, "incidents_survenus"),
    "preuves.yml": ("  diffusion: publique", "  difusion: publique", 3, "diffusion"),
    "reserves.yml": ("  echeance: 2027-06-30", "  écheance: 2027-06-30", 3, "echeance"),
    "plan.yml": ("actions:", "action:", 1, "actions"),
    "commission.yml": ("attestations: []", "attestation: []", 1, "attestations"),
    "mie/carte-neutre.yml": ("protocole: desfire_aes", "protocol: desfire_aes", 1, "protocole"),
    "mie/cle-fido2.yml": ("protocole: webauthn", "protocolle: webauthn", 1, "protocole"),
    "mie/cps.yml": ("protocole: certificat", "protocoles: certificat", 1, "protocole"),
    "mie/e-cps.yml": ("interfaces: [application]", "interface: [application]", 1, "interfaces"),
    "mie/mot-de-passe-intranet.yml": ("nominatif: oui", "nominativ: oui", 1, "nominatif"),
    "delivrance/cellule-cartes.yml": ("  modalite: face_a_face", "  modalité: face_a_face", 3, "modalite"),
    "delivrance/remise-cles.yml": ("  modalite: face_a_face", "  modalitee: face_a_face", 3, "modalite"),
    "delivrance/association-cps.yml": ("modification_identite: equivalent", "modif_identite: equivalent", 1, "modification_identite"),
    "delivrance/mots-de-passe.yml": ("  rapprochement: operateur", "  raprochement: operateur", 3, "rapprochement"),
}  # fmt: skip
VALUES: dict[str, tuple[str, str, int, str]] = {
    "dossier.yml": ("  nature: etablissement", "  nature: hopital", 3, "etablissement"),
    "schema.yml": ("niveau_vise: substantiel", "niveau_vise: substanciel", 1, "substantiel"),
    "gouvernance.yml": ("personnel: {forme: oui", "personnel: {forme: peut-être", 13, "oui"),
    "populations.yml": ("desactivation_heures: 24", "desactivation_heures: un jour", 0, "nombre"),
    "architecture.yml": ("  bascule_testee_le: 2026-06-18", "  bascule_testee_le: 2026-02-30", 3, "AAAA-MM-JJ"),
    "postes.yml": ("  scenario: 4", "  scenario: 5", 3, "4"),
    "services.yml": ("  indisponibilite_max_heures: sans_limite", "  indisponibilite_max_heures: jamais", 3, "sans_limite"),
    "continuite.yml": ("nombre_facteurs: 2, active_par: support", "nombre_facteurs: deux, active_par: support", 0, "nombre"),
    "risques.yml": ("cotations: []", "cotations: aucune", 1, "[]"),
    "preuves.yml": ("  type: charte", "  type: chartre", 3, "charte"),
    "reserves.yml": ("  impact_significatif: non", "  impact_significatif: faible", 3, "oui"),
    "plan.yml": ("statut: en_cours, cout_euros: 9500", "statut: encours, cout_euros: 9500", 0, "en_cours"),
    "commission.yml": ("  date: 2026-11-12", "  date: 12/11/2026", 3, "AAAA-MM-JJ"),
    "mie/carte-neutre.yml": ("type: carte_neutre", "type: carte-neutre", 1, "carte_neutre"),
    "mie/cle-fido2.yml": ("code_pin: {longueur_min: 6, essais_max: 8", "code_pin: {longueur_min: 6, essais_max: huit", 0, "nombre"),
    "mie/cps.yml": ("nominatif: oui", "nominatif: 1", 1, "oui"),
    "mie/e-cps.yml": ("protocole: notification", "protocole: push", 1, "notification"),
    "mie/mot-de-passe-intranet.yml": ("interfaces: [saisie]", "interfaces: saisie", 1, "["),
    "delivrance/cellule-cartes.yml": ("  delai_heures: 1", "  delai_heures: -1", 3, "nombre"),
    "delivrance/remise-cles.yml": ("  autorise_par: mdp_seul", "  autorise_par: mot_de_passe", 3, "mdp_seul"),
    "delivrance/association-cps.yml": ("  delai_heures: 4", "  delai_heures: 99999999999999999999", 3, "nombre"),
    "delivrance/mots-de-passe.yml": ("  source_autorite: rh", "  source_autorite: RH", 3, "rh"),
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "d")
    return tmp_path / "d"


def plant(root: Path, file: str, right: str, wrong: str) -> tuple[int, int]:
    """Replace the first line that holds `right`; its number and the column where `wrong` differs or starts."""
    lines = (root / file).read_text(encoding="utf-8").split("\n")
    number = next(i for i, line in enumerate(lines) if right in line)
    column = lines[number].index(right) + 1
    lines[number] = lines[number].replace(right, wrong, 1)
    (root / file).write_text("\n".join(lines), encoding="utf-8")
    return number + 1, column


def only(root: Path, file: str, line: int) -> Diagnostic:
    dossier, faults = load_dossier(root)
    assert dossier is None
    here = [f for f in faults if f.place.file == file and f.place.line == line]
    assert here, faults
    assert re.search(r"[a-zéèà]{3}", here[0].message) and here[0].remedy
    return here[0]


def test_every_file_is_planted() -> None:
    assert sorted(TYPOS) == sorted(VALUES) == FILES


@pytest.mark.parametrize("file", FILES)
def test_an_unknown_key(file: str, copy: Path) -> None:
    right, wrong, column, remedy = TYPOS[file]
    line, start = plant(copy, file, right, wrong)
    fault = only(copy, file, line)
    assert fault.place.column == start - 1 + column
    assert remedy in fault.remedy


@pytest.mark.parametrize("file", FILES)
def test_a_wrong_value(file: str, copy: Path) -> None:
    right, wrong, column, remedy = VALUES[file]
    line, start = plant(copy, file, right, wrong)
    fault = only(copy, file, line)
    if column:
        assert fault.place.column == start - 1 + column
    assert remedy in fault.remedy


@pytest.mark.parametrize("file", FILES)
def test_a_key_written_twice(file: str, copy: Path) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    key = re.search(r"^([a-z_0-9]+):", text, re.MULTILINE)
    assert key is not None
    path.write_text(text + f"{key[1]}: encore\n", encoding="utf-8")
    fault = only(copy, file, text.count("\n") + 1)
    assert fault.code == "cle-en-double"
    assert f"ligne {text[: key.start()].count(chr(10)) + 1}" in fault.message


def test_all_of_them_in_one_run_in_a_stable_order(copy: Path) -> None:
    planted = set()
    for file in FILES:
        for table in (TYPOS, VALUES):
            right, wrong, _, _ = table[file]
            if table is VALUES and file in ("plan.yml", "continuite.yml"):
                continue  # the list that holds it is itself under an unknown key, and nothing says what it should hold
            if right in (copy / file).read_text(encoding="utf-8"):
                planted.add((file, plant(copy, file, right, wrong)[0]))
    dossier, faults = load_dossier(copy)
    assert dossier is None
    told = [(f.place.file, f.place.line) for f in faults]
    assert planted <= set(told)
    assert list(faults) == sorted(faults)
    assert load_dossier(copy)[1] == faults


def test_the_source_itself_has_no_fault() -> None:
    dossier, faults = load_dossier(SOURCE)
    assert dossier is not None
    assert faults == ()
