"""What `rie new` writes passes its tests as it is born: run on a copy of the checkout, with the suite on the result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
KEPT = ("builder", "schemas", "risk_catalog", "templates", "tests", "dossiers", "pyproject.toml")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("depot") / "rie"
    root.mkdir()
    for name in KEPT:
        source = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__")
        _ = shutil.copytree(source, root / name, ignore=ignore) if source.is_dir() else shutil.copy(source, root / name)
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "1795392000"}
    return subprocess.run([sys.executable, *words], cwd=root, env=env, capture_output=True, text=True, check=False)


def rie(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(root, "-m", "builder.cli.main", *words)


RULE = ("--jeu", "rie_v2_projet", "--titre", "L'essai : un moyen nominatif", "--exigence", "EXI RIE-PS 09")


def test_a_new_rule_passes_the_suite_of_rules(checkout: Path) -> None:
    done = rie(checkout, "new", "regle", "ESS-NEW-01", *RULE, "--fait", "mie.nominatif")
    assert done.returncode == 0, done.stderr
    (file,) = (checkout / "schemas" / "regles" / "rie_v2_projet").glob("ESS-NEW-01-*.yml")
    assert file.name == "ESS-NEW-01-l-essai-un-moyen-nominatif.yml"
    done = run(checkout, "-m", "pytest", "-p", "no:xdist", "tests/rules/test_examples.py", "-k", "ESS-NEW-01 or verify")
    assert done.returncode == 0, done.stdout
    assert "ESS-NEW-01@mie:cps" in rie(checkout, "check", "dossiers/ch-exemple", "--format", "json").stdout
    again = rie(checkout, "new", "regle", "ESS-NEW-01", *RULE, "--fait", "mie.nominatif")
    assert again.returncode == 2 and "existe déjà" in again.stderr


CATALOGUE = "spoilt or has_a_register or sentence or bears"
THREAT = ("--titre", "L'essai : un moyen qui ne nomme personne", "--depuis", "P-EXT", "--donne", "E-MDP")
CONTROL = ("--titre", "L'essai : nommer chacun", "--attenue", "TH-82")


def test_a_new_threat_and_a_new_control_pass_the_suite_of_the_catalogue(checkout: Path) -> None:
    assert rie(checkout, "new", "menace", "TH-82", *THREAT, "--fait", "mie.nominatif").returncode == 0
    done = rie(checkout, "new", "mesure", "CT-083", *CONTROL, "--fait", "mie.nominatif")
    assert done.returncode == 0, done.stderr
    assert (checkout / "risk_catalog" / "mesures" / "CT-083-l-essai-nommer-chacun.yml").is_file()
    done = run(
        checkout, "-m", "pytest", "-p", "no:xdist", "tests/analyse", "tests/rules/test_mesures.py", "-k", CATALOGUE
    )
    assert done.returncode == 0, done.stdout
    assert rie(checkout, "risk", "--dossier", "dossiers/ch-exemple").returncode == 0
    again = rie(checkout, "new", "menace", "TH-82", *THREAT, "--fait", "mie.nominatif")
    assert again.returncode == 2 and "TH-83" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("regle", "ESS-NEW-02", *RULE, "--fait", "mie.titre"), "oui ou non"),
        (("regle", "ess", *RULE, "--fait", "mie.nominatif"), "numéro de règle"),
        (("regle", "ESS-NEW-03", "--jeu", "x", *RULE[2:], "--fait", "mie.nominatif"), "jeu de règles inconnu"),
        (("menace", "TH-1", *THREAT, "--fait", "mie.nominatif"), "numéro du catalogue"),
        (("menace", "TH-90", *THREAT[:-1], "E-RIEN", "--fait", "mie.nominatif"), "état inconnu"),
        (("mesure", "CT-090", "--titre", "X", "--attenue", "TH-99", "--fait", "mie.nominatif"), "menace inconnue"),
        (("mesure", "CT-001", *CONTROL[:-1], "TH-01", "--fait", "mie.nominatif"), "existe déjà"),
        (("document", "../x", "--titre", "X"), "nom de document"),
        (("document", "matrice", "--titre", "X"), "existe déjà"),
    ],
)
def test_what_cannot_be_scaffolded_is_refused(checkout: Path, words: tuple[str, ...], said: str) -> None:
    done = rie(checkout, "new", *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_new_document_is_built(checkout: Path) -> None:
    assert rie(checkout, "new", "document", "note-d-essai", "--titre", "Note d'essai : un document").returncode == 0
    done = rie(checkout, "build", "dossiers/ch-exemple", "--only", "note-d-essai", "--out", "b")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (checkout / "b" / "ch-exemple" / "note-d-essai.pdf").read_bytes().startswith(b"%PDF")
