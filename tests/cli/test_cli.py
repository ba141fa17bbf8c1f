"""`rie` as people and machines call it: words, exit codes, forms."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOSSIER = ROOT / "dossiers" / "ch-exemple"


def rie(*words: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [sys.executable, "-m", "builder.cli.main", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False,
        env={**clean, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **env},
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    return tmp_path / "ch"


def test_check_says_place_strength_rule_fact_remedy_then_the_verdict() -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Centre hospitalier de démonstration · évalué au 23/11/2026"
    first = next(line for line in lines if "RIE-MIE-01" in line)
    assert first.startswith("mie/mot-de-passe-intranet.yml:13:")
    assert "bloquant" in first
    assert "couvert par la réserve R-01 jusqu'au 30/06/2027 (arbitrage du 12/11/2026)" in lines[lines.index(first) + 1]
    text = done.stdout
    assert "attestable avec réserves : 6 exigences satisfaites sur 13 applicables (5 prouvées) · 6 réserves" in text
    assert "attestation à produire au plus tard le 31/12/2026 (38 jours)" in text
    assert "RIE v1 (en vigueur)" in text and "écarts : 7 écarts non couverts" in text
    assert "atteint pour Carte d'établissement et code, Clé de sécurité FIDO2, Carte CPS" in text
    assert "non atteint pour Mot de passe intranet (points 2.1.2, 2.3.1)" in text
    assert "non vérifié par l'outil : EXI RIE-PS 01, 04, 05, 06, 14, 15" in text
    assert "\x1b[" not in text


def test_a_dossier_with_a_reserve_gone_is_not_favourable(copy: Path) -> None:
    (copy / "reserves.yml").write_text("reserves: []\n", encoding="utf-8")
    done = rie("check", copy, "--date", "2026-11-23")
    assert done.returncode == 1
    assert "non attestable" in done.stdout


def test_a_broken_dossier_is_refused_with_all_its_errors(copy: Path) -> None:
    (copy / "schema.yml").write_text("id: s\nniveau_vise: moyen\nfournisseur: ch\n", encoding="utf-8")
    done = rie("check", copy)
    assert done.returncode == 2
    assert "schema.yml:2:1" in done.stdout and "schema.yml:3:1" in done.stdout
    assert "le dossier n'est pas évalué" in done.stdout


def test_an_altered_piece_opens_a_question_and_is_named(copy: Path) -> None:
    (copy / "preuves" / "certificat-cle.pdf").write_bytes(b"x")
    done = rie("check", copy, "--date", "2026-11-23")
    assert done.returncode == 1
    assert "incomplet" in done.stdout
    assert "certificat-cle" in done.stdout


def test_an_orphan_decision_is_an_error(copy: Path) -> None:
    text = (copy / "commission.yml").read_text(encoding="utf-8")
    (copy / "commission.yml").write_text(
        text.replace("constat: RIE-ARC-04@sso:esso", "constat: RIE-ARC-04@sso:eso"), encoding="utf-8"
    )
    done = rie("check", copy, "--date", "2026-11-23")
    assert done.returncode == 2
    assert "RIE-ARC-04@sso:eso" in done.stdout and "commission.yml:" in done.stdout


def test_a_reserve_on_a_finding_that_does_not_exist_covers_nothing(copy: Path) -> None:
    text = (copy / "reserves.yml").read_text(encoding="utf-8")
    (copy / "reserves.yml").write_text(
        text.replace("RIE-DEL-08@delivrance:carte-neutre", "RIE-DEL-08@delivrance:carte"), encoding="utf-8"
    )
    done = rie("check", copy, "--date", "2026-11-23")
    assert done.returncode == 1
    assert "cite des constats que ce dossier ne connaît pas : RIE-DEL-08@delivrance:carte/cellule-cartes" in done.stdout


def test_the_json_says_the_same(copy: Path) -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23", "--format", "json")
    assert done.returncode == 0
    (told,) = json.loads(done.stdout)
    assert told["favorable"] is True
    assert {v["regime"]: v["statut"] for v in told["verdicts"] if v["statut"] != "controles"} == {
        "rie_v2_projet": "attestable_avec_reserves", "rie_v1": "ecarts", "eidas_2015_1502": "niveau_non_atteint",
    }  # fmt: skip
    findings = {f["id"]: f for f in told["constats"]}
    assert findings["RIE-MIE-01@mie:mot-de-passe-intranet"]["reserve"] == "R-01"
    assert len(findings) > 400
    (copy / "schema.yml").write_text("id: s\nid: t\n", encoding="utf-8")
    (broken,) = json.loads(rie("check", copy, "--format", "json").stdout)
    assert broken["refuse"] is True and broken["diagnostics"][0]["lieu"]["ligne"] == 2


def test_evidence_demanded_makes_declared_answers_questions() -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23", "--preuves-exigees")
    assert done.returncode == 1
    assert "incomplet" in done.stdout


def test_with_no_dossier_named(copy: Path) -> None:
    assert rie("check", "--date", "2026-11-23", cwd=copy).returncode == 0
    (copy.parent / "dossiers").mkdir()
    copy.rename(copy.parent / "dossiers" / "ch")
    assert rie("check", "--date", "2026-11-23", cwd=copy.parent).returncode == 0
    done = rie("check", "--date", "2026-11-23", cwd=ROOT / "tests")
    assert done.returncode == 2 and "rie init" in done.stderr


def test_the_date_comes_from_source_date_epoch_when_it_is_set() -> None:
    done = rie("check", DOSSIER, SOURCE_DATE_EPOCH="1795392000")
    assert "évalué au 23/11/2026" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "--date", "23/11/2026"), "n'est pas une date"),
        (("check", "--regime", "rie_v9"), "régime inconnu"),
        (("check", "nulle-part"), "n'existe pas"),
        (("build", "--only", "poster"), "document inconnu"),
        (("chek",), "chek"),
        (("check", "--fomat", "json"), "--fomat"),
        (("evidence", "add", "README.md", "--type", "photo"), "genre de pièce inconnu"),
        (("init", "ici"), "aucun moyen"),
    ],
)
def test_wrong_usage_is_told_in_french_and_leaves_with_two(words: tuple[str, ...], said: str) -> None:
    done = rie(*words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr + done.stdout
    assert "Error" not in done.stderr and "Usage:" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [(), ("check",), ("build",), ("init",), ("evidence",), ("evidence", "add")])
def test_help_is_in_french(words: tuple[str, ...]) -> None:
    text = rie(*words, "--help").stdout
    assert len(text) > 100
    for english in ("Usage:", "Options:", "Show this", "Commands:", "Arguments:", "required", "default:"):
        assert english not in text


def test_a_new_dossier_then_a_piece_then_a_check(tmp_path: Path) -> None:
    assert rie("init", tmp_path / "neuf", "--titre", "CH neuf", "--mie", "carte_neutre").returncode == 0
    (tmp_path / "note.pdf").write_bytes(b"%PDF")
    done = rie("evidence", "add", tmp_path / "note.pdf", "--dossier", tmp_path / "neuf", "--type", "note")
    assert done.returncode == 0, done.stderr
    assert "preuves: [note]" in done.stdout
    done = rie("check", tmp_path / "neuf")
    assert done.returncode == 1
    assert "incomplet" in done.stdout


def test_build_succeeds_whatever_the_verdict_and_only_what_is_asked(copy: Path, tmp_path: Path) -> None:
    (copy / "reserves.yml").write_text("reserves: []\n", encoding="utf-8")
    done = rie("build", copy, "--out", tmp_path / "out", "--only", "attestation", "--date", "2026-11-23")
    assert done.returncode == 0, done.stderr
    made = sorted(p.name for p in (tmp_path / "out" / "ch").iterdir())
    assert made == ["attestation.docx", "attestation.pdf", "manifeste-entrees.json", "manifeste-sorties.json"]


def test_build_of_a_broken_dossier_makes_nothing(copy: Path, tmp_path: Path) -> None:
    (copy / "schema.yml").write_text("id: [\n", encoding="utf-8")
    done = rie("build", copy, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


def test_a_disk_that_refuses_is_the_environment(tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("un fichier là où il faut un dossier", encoding="utf-8")
    done = rie("build", DOSSIER, "--out", tmp_path / "plein" / "x", "--only", "attestation", "--date", "2026-11-23")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_an_authors_text_cannot_drive_the_terminal(copy: Path) -> None:
    text = (copy / "schema.yml").read_text(encoding="utf-8")
    (copy / "schema.yml").write_text(text + 'inconnu: "\\e[2J\\u202e"\n', encoding="utf-8")
    done = rie("check", copy)
    assert done.returncode == 2
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout


def test_heavy_libraries_stay_out_of_check() -> None:
    code = (
        "import sys; from builder.cli.main import main\n"
        "try: main(['check', 'dossiers/ch-exemple', '--date', '2026-11-23'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('jinja2', 'typst', 'mkdocs', 'pypandoc', 'wasmtime', 'networkx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_deadlines_as_text_json_and_a_calendar() -> None:
    text = rie("check", DOSSIER, "--echeances", "--date", "2026-11-23", "--jusqu-au", "2027-04-30").stdout
    assert "01/04/2027" in text and "« attestable avec réserves » à « non attestable »" in text
    assert "01/07/2027" not in text
    data = json.loads(rie("check", DOSSIER, "--echeances", "--date", "2026-11-23", "--format", "json").stdout)
    assert {c["genre"] for c in data[0]["changements"]} >= {"verdict", "acte", "constat"}
    from icalendar import Calendar

    ics = rie("check", DOSSIER, "--echeances", "--date", "2026-11-23", "--format", "ics").stdout
    days = [str(e["dtstart"].dt) for e in Calendar.from_ical(ics).walk("VEVENT")]
    assert "2027-04-01" in days and days == sorted(days)
    refused = rie("check", DOSSIER, "--format", "ics")
    assert refused.returncode == 2 and "--echeances" in refused.stderr


def test_the_life_of_reserves_and_the_conflicts_met_are_told() -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23").stdout
    assert re.search(r"^réserves +complète : R-01, R-02", done, re.MULTILINE)
    assert re.search(r"^conflits +lecture la plus stricte, faute d'arbitrage : C3, C4, C6, C9 ", done, re.MULTILINE)


def test_a_fact_without_a_piece_is_not_said_to_have_a_spoilt_one() -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23", "--preuves-exigees").stdout
    assert "satisfait, mais aucune pièce recevable ne l'appuie : question ouverte" in done
    assert "périmée ou modifiée" not in done
