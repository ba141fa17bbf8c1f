"""A decision from end to end: what is frozen, what every page says, what changed, what was signed."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

CHECKOUT = Path(__file__).parent.parent.parent
DOSSIER = CHECKOUT / "dossiers" / "ch-exemple"
DATE = "2026-11-23"
DECIDE = ("--decision", "attestee_avec_reserves", "--mois", "24", "--membre", "directeur", "--date", DATE)
ID = f"seance-{DATE}"


def rie(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [sys.executable, "-m", "builder.cli.main", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False,
        env={**clean, "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "error"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dossier ch, decided, and build/ch."""
    here = tmp_path_factory.mktemp("decision")
    shutil.copytree(DOSSIER, here / "ch")
    done = rie("decide", "ch", *DECIDE, cwd=here)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 mois après la signature : le 23/11/2027" in done.stdout
    return here


@pytest.fixture
def here(decided: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    shutil.copytree(decided, tmp_path / "x")
    return tmp_path / "x"


def verify(*words: str | Path, cwd: Path) -> tuple[int, Any]:
    done = rie("verify", *words, "--date", DATE, "--format", "json", cwd=cwd)
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def touched(cwd: Path) -> set[tuple[str, str, str, bool]]:
    return {(d["fichier"], d["etat"], d["touche"], d["suite"]) for d in verify("ch", cwd=cwd)[1][0]["differences"]}


def pages(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def record(cwd: Path) -> dict[str, Any]:
    data = json.loads((cwd / "ch" / "decisions" / f"{ID}.json").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def test_nothing_changed(decided: Path) -> None:
    code, found = verify("ch", "build/ch", cwd=decided)
    assert code == 0, found
    assert [one["inchange"] for one in found] == [True, True]
    assert found[0]["differences"] == []
    assert {d["etat"] for d in found[1]["documents"]} == {"identique"}


def test_the_record_names_everything_and_no_path_of_evidence(decided: Path) -> None:
    data, inputs = record(decided), record(decided)["entrees"]
    assert set(inputs["fichiers"]) == {
        p.relative_to(DOSSIER).as_posix() for p in DOSSIER.rglob("*.yml") if p.parent.name != "decisions"
    }
    assert len(inputs["pieces"]) == len(list((DOSSIER / "preuves").iterdir()))
    assert all(v for v in inputs["pieces"].values())
    assert "rie_v2_projet/_pack.yml" in inputs["textes"] and "commun.schema.json" in str(list(inputs["modele"]))
    assert any(n.startswith("menaces/") for n in inputs["catalogue"]) and "documents.yml" in inputs["gabarits"]
    assert not any(n.startswith("regles/") for n in inputs["modele"])
    built = {
        p.name for p in (decided / "build" / "ch").iterdir() if p.suffix in (".pdf", ".docx", ".pptx", ".xlsx", ".csv")
    }
    assert set(data["sorties"]) == built and len({name.rsplit(".", 1)[1] for name in built}) == 5
    assert "preuves/" not in json.dumps(data) and ".pdf" not in json.dumps(inputs)
    assert (decided / "build" / "ch" / "decision.json").read_bytes() == (
        decided / "ch" / "decisions" / f"{ID}.json"
    ).read_bytes()


def test_twice_the_same_bytes(decided: Path, tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    assert rie("decide", "ch", *DECIDE, cwd=tmp_path).returncode == 0
    for name in (f"ch/decisions/{ID}.json", "ch/commission.yml", "build/ch/attestation.pdf"):
        assert (tmp_path / name).read_bytes() == (decided / name).read_bytes(), name


def test_a_build_of_the_same_dossier_is_what_was_decided(here: Path) -> None:
    assert rie("build", "ch", "--date", DATE, cwd=here).returncode == 0
    assert verify("build/ch", "--dossier", "ch", cwd=here)[0] == 0
    found = pages((here / "build" / "ch" / "attestation.pdf").read_bytes())
    assert len(found) > 2
    assert all("décision du 23/11/2026" in page and "modifié depuis" not in page for page in found)
    assert "plus tard 12 mois après sa signature" in " ".join(found)


def test_a_second_decision_of_the_day_is_refused(here: Path) -> None:
    before = (here / "ch" / "commission.yml").read_bytes()
    done = rie("decide", "ch", *DECIDE, cwd=here)
    assert done.returncode == 2
    assert "est déjà dans commission.yml" in done.stderr
    assert (here / "ch" / "commission.yml").read_bytes() == before


def change_yaml(here: Path) -> None:
    with (here / "ch" / "mie" / "carte-neutre.yml").open("a", encoding="utf-8") as stream:
        stream.write("# revu\n")


def change_piece(here: Path) -> None:
    with (here / "ch" / "preuves" / "contrat-cartes.pdf").open("ab") as stream:
        stream.write(b"x")


def lose_piece(here: Path) -> None:
    (here / "ch" / "preuves" / "contrat-cartes.pdf").unlink()


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(here: Path) -> None:
        path = here / "ch" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def append(file: str, text: str) -> Callable[[Path], None]:
    def edit(here: Path) -> None:
        with (here / "ch" / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return edit


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (change_yaml, ("mie/carte-neutre.yml", "modifié", "moyen « Carte d'établissement et code »", False)),
        (
            change_piece,
            ("preuves/contrat-cartes.pdf", "modifié", "pièce « Contrat de fourniture des cartes (extrait) »", False),
        ),
        (
            lose_piece,
            ("preuves/contrat-cartes.pdf", "absent", "pièce « Contrat de fourniture des cartes (extrait) »", False),
        ),
        (
            swap("commission.yml", "mois: 24", "mois: 36"),
            ("commission.yml", "modifié", "la décision elle-même : mois", False),
        ),
        (
            swap("commission.yml", "Un seul service, sans donnée de santé.", "Autre motif."),
            ("commission.yml", "modifié", "décisions de la commission", False),
        ),
        (
            append("preuves.yml", "- {id: pv-decision, titre: PV, type: pv}\n"),
            ("preuves.yml", "ajouté", "registre des preuves", True),
        ),
        (
            swap("preuves.yml", "- id: contrat-cartes", "# note\n- id: contrat-cartes"),
            ("preuves.yml", "modifié", "registre des preuves", True),
        ),
        (
            swap("commission.yml", "attestations: []", "attestations: [{id: a1, signee_le: 2026-11-23}]"),
            ("commission.yml", "ajouté", "décisions de la commission", True),
        ),
    ],
)
def test_what_changed_is_named_with_what_it_touches(
    edit: Callable[[Path], None], expected: tuple[str, str, str, bool], here: Path
) -> None:
    edit(here)
    assert expected in touched(here)
    assert verify("ch", cwd=here)[0] == (0 if expected[3] else 1)


def test_another_version_of_the_tool_is_told(here: Path) -> None:
    """Only the words of another tool: its texts and its code are not ours to change in a test."""
    path = here / "ch" / "decisions" / f"{ID}.json"
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    data["entrees"]["outil"]["version"] = "0.0.9"
    data["entrees"]["textes"]["rie_v2_projet/_pack.yml"] = "0" * 64
    reseal(here, json.dumps(data, ensure_ascii=False))
    found = touched(here)
    assert ("rie", "modifié", "l'outil, qui juge et met en page", False) in found
    assert ("schemas/regles/rie_v2_projet/_pack.yml", "modifié", "texte « rie_v2_projet »", False) in found


def reseal(here: Path, text: str) -> None:
    """Write a record, and have the session cite it."""
    import hashlib

    (here / "ch" / "decisions" / f"{ID}.json").write_text(text, encoding="utf-8")
    path = here / "ch" / "commission.yml"
    cited = hashlib.sha256(text.encode()).hexdigest()
    path.write_text(
        re.sub(r"(manifeste: \")[0-9a-f]{64}", rf"\g<1>{cited}", path.read_text(encoding="utf-8")), encoding="utf-8"
    )


def test_a_record_that_was_touched_is_told_and_the_dossier_refused(here: Path) -> None:
    path = here / "ch" / "decisions" / f"{ID}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"mois": 24', '"mois": 36'), encoding="utf-8")
    code, found = verify("ch", cwd=here)
    assert (code, found[0]["manifeste_intact"]) == (1, False)
    done = rie("check", "ch", "--date", DATE, cwd=here)
    assert done.returncode == 2
    assert "n'est pas celui que cite la séance" in done.stdout
    path.unlink()
    assert "manque" in rie("check", "ch", "--date", DATE, cwd=here).stdout
    assert verify("ch", cwd=here)[0] == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "rie-decision-1", "entrees": {}}', '{"entrees": 3, "decision": []}']
)
def test_a_record_that_says_nothing_freezes_nothing(text: str, here: Path) -> None:
    reseal(here, text)
    assert verify("ch", cwd=here)[0] == 1


def test_documents_of_a_changed_dossier_say_so_on_every_page(here: Path) -> None:
    change_yaml(here)
    assert rie("build", "ch", "--date", DATE, "--only", "attestation", cwd=here).returncode == 0
    found = pages((here / "build" / "ch" / "attestation.pdf").read_bytes())
    assert all("modifié depuis la décision du 23/11/2026" in page for page in found)
    assert "moyen « Carte d’établissement et code »" in found[0].replace("\u00a0", " ")
    code, said = verify("build/ch", cwd=here)
    assert code == 1
    assert {d["fichier"]: d["etat"] for d in said[0]["documents"]}["attestation.pdf"] == "modifie"


def test_there_is_nothing_to_verify_without_a_frozen_decision(tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    for words in (("ch",), ("ch/mie",), ("absent",)):
        done = rie("verify", *words, "--date", DATE, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "→" in done.stderr
