"""`rie explain` and `rie what-if` as people and machines call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.test_cli import DOSSIER, rie
from tests.load.test_suppose import state

AT = ("--date", "2026-11-23")
CERTIFICATE = "mie/carte-neutre.yml:produit.certification.expire_le"


def test_explain_answers_in_one_page() -> None:
    done = rie("explain", "RIE-MIE-01@mie:mot-de-passe-intranet", DOSSIER, *AT)
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "\x1b[" not in said
    for words in (
        "✗ RIE-MIE-01 « Deux facteurs de catégories différentes » · Mot de passe intranet",
        "✓ S'applique si :",
        "✗ Il faut :",
        "= Catégories de facteurs : Connaissance",
        "· Facteurs : Mot de passe (connaissance)  (mie/mot-de-passe-intranet.yml:13:",
        "il suffirait de : Catégories de facteurs : au moins 2 ; et Deux facteurs vérifiés : oui",
        "réserve R-01 jusqu",
        "source : RIE v2 (projet), EXI RIE-PS 09 (lu dans le texte)",
    ):
        assert words in said, words


def test_explain_in_json_is_the_same_tree() -> None:
    data = json.loads(rie("explain", "niveau@mie:carte-neutre", DOSSIER, *AT, "--format", "json").stdout)
    assert (data["version"], data["genre"], data["cible"]) == (1, "niveau", "niveau@mie:carte-neutre")
    assert data["arbre"]["etat"] == "vrai" and data["arbre"]["suite"]
    assert data["arbre"]["lieu"]["fichier"] == "mie/carte-neutre.yml"


def test_explain_follows_the_regime_and_the_date() -> None:
    first = rie("explain", "verdict", DOSSIER, *AT, "--regime", "rie_v1").stdout.splitlines()[1]
    assert first.startswith("RIE v1 (en vigueur) : écarts")
    later = rie("explain", "RIE-MIE-10@mie:carte-neutre", DOSSIER, "--date", "2030-01-01").stdout
    assert "✗ RIE-MIE-10" in later and "date d'évaluation : 01/01/2030" in later


def test_a_wrong_name_a_refused_dossier_and_several_dossiers(tmp_path: Path) -> None:
    wrong = rie("explain", "RIE-MIE-1@mie:carte-neutre", DOSSIER, *AT)
    assert wrong.returncode == 2 and "RIE-MIE-01@mie:carte-neutre" in wrong.stderr
    shutil.copytree(DOSSIER, tmp_path / "dossiers" / "a")
    shutil.copytree(DOSSIER, tmp_path / "dossiers" / "b")
    several = rie("explain", "verdict", cwd=tmp_path)
    assert several.returncode == 2 and "plusieurs dossiers" in several.stderr
    (tmp_path / "dossiers" / "a" / "schema.yml").write_text("faute: 1\n", encoding="utf-8")
    refused = rie("explain", "verdict", tmp_path / "dossiers" / "a")
    assert refused.returncode == 2 and "schema.yml:1:1" in refused.stdout
    data = json.loads(rie("explain", "verdict", tmp_path / "dossiers" / "a", "--format", "json").stdout)
    assert data["refuse"] is True


def test_words_of_a_dossier_never_drive_the_terminal(tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    path = tmp_path / "ch" / "mie" / "carte-neutre.yml"
    text = path.read_text(encoding="utf-8").replace("titre: Carte d'établissement et code", 'titre: "a\\e[31mb"')
    path.write_text(text, encoding="utf-8")
    done = rie("explain", "RIE-MIE-01@mie:carte-neutre", tmp_path / "ch", *AT)
    assert done.returncode == 0 and "\x1b" not in done.stdout and "\\x1b[31m" in done.stdout


def test_what_if_tells_what_changes_and_writes_nothing() -> None:
    before = state(DOSSIER)
    done = rie(
        "what-if", DOSSIER, *AT, "--set", f"{CERTIFICATE}=2026-05-01", "--unset", "mie/carte-neutre.yml:facteurs[2]"
    )
    assert done.returncode == 0, done.stderr
    assert state(DOSSIER) == before
    said = done.stdout
    assert said.splitlines()[0] == "ch-exemple · évalué au 23/11/2026 · rien n'est écrit"
    assert "✗ moins bien RIE v2 (projet)" in said and "après : non attestable" in said
    assert "niveau de « Carte d'établissement et code »" in said and "Substantiel → Faible" in said
    assert "satisfait, prouvé → non satisfait (écart non couvert)" in said
    same = rie("what-if", DOSSIER, *AT, "--set", "mie/carte-neutre.yml:nominatif=oui")
    assert "rien ne change" in same.stdout


def test_what_if_in_json() -> None:
    done = rie("what-if", DOSSIER, *AT, "--set", f"{CERTIFICATE}=2027-05-01", "--format", "json")
    data = json.loads(done.stdout)
    assert data["suppositions"] == [f"{CERTIFICATE}=2027-05-01"]
    assert [(c["genre"], c["avant"], c["apres"]) for c in data["changements"]] == [("date", "01/03/2029", "01/05/2027")]


def test_what_if_refuses_what_the_loader_refuses() -> None:
    refused = rie("what-if", DOSSIER, *AT, "--set", f"{CERTIFICATE}=demain")
    assert refused.returncode == 2 and "« Expire le » attend une date" in refused.stdout
    nothing = rie("what-if", DOSSIER)
    assert nothing.returncode == 2 and "--set" in nothing.stderr
    wrong = rie("what-if", DOSSIER, "--set", "services.yml:services[id=dpii].groupe=x")
    assert wrong.returncode == 2 and "[id=dpi]" in wrong.stderr
