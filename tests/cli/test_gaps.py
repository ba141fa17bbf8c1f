"""`rie gaps` as people and machines call it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pypandoc
import pytest

from builder.load import resources
from tests.cli.test_cli import DOSSIER, ROOT, rie
from tests.cli.test_formats import HOSTILE

DATE = ("--date", "2026-11-23")
MUTE = ROOT / "dossiers" / "vitrine-muette"
DOSSIERS = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))


@pytest.fixture
def mute(tmp_path: Path) -> Path:
    return shutil.copytree(MUTE, tmp_path / "muette")


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_form_tells_the_same_questions(name: str) -> None:
    done = {
        f: rie("gaps", ROOT / "dossiers" / name, *DATE, "--format", f)
        for f in ("text", "json", "questionnaire", "reponses")
    }
    assert {d.returncode for d in done.values()} == {0}
    (data,) = json.loads(done["json"].stdout)
    jsonschema.Draft202012Validator(resources.data("schemas/rapports/gaps-v1.schema.json")).validate([data])
    ids = {q["id"] for q in data["questions"]}
    assert set(re.findall(r"(?m)^  (\S+)  ", done["text"].stdout)) == ids
    assert {t.replace("\\", "") for t in re.findall(r"(?m)^- Lieu : \((.*)\)$", done["questionnaire"].stdout)} == ids
    keys = {
        line.removesuffix(":") for line in done["reponses"].stdout.splitlines() if line and not line.startswith("#")
    }
    assert keys == {q["id"] for q in data["questions"] if q["remplissable"]}


def test_text_is_grouped_by_who_can_answer_and_says_what_waits() -> None:
    text = rie("gaps", MUTE, *DATE).stdout
    asked = json.loads(rie("gaps", MUTE, *DATE, "--format", "json").stdout)[0]["questions"]
    blocking = sum(q["urgence"] == "bloquant" for q in asked)
    assert len(asked) > blocking > 0
    assert text.startswith(f"vitrine-muette : {len(asked)} questions sans réponse, dont {blocking} bloquantes\n")
    for person in ("RSSI", "Direction du numérique ou DSI", "Cellule cartes et badges", "Éditeur de logiciel"):
        assert re.search(rf"(?m)^{person} \(\d+\)$", text), person
    assert "mie/code-sms.yml:protocole  bloquante, 4 constats l'attendent" in text
    only = rie("gaps", MUTE, *DATE, "--qui", "editeur").stdout
    assert "Éditeur de logiciel" in only and "RSSI" not in only
    assert rie("gaps", MUTE, *DATE, "--qui", "x").returncode == 2
    assert rie("gaps", DOSSIER, *DATE).stdout == "ch-exemple : aucune question sans réponse\n"


def test_there_and_back(mute: Path, tmp_path: Path) -> None:
    """The file of answers is filled by hand, and what it answers is no longer asked."""
    file = tmp_path / "reponses.yml"
    file.write_text(rie("gaps", mute, *DATE, "--format", "reponses").stdout, encoding="utf-8")
    empty = rie("gaps", mute, *DATE, "--remplir", file)
    assert empty.returncode == 2 and "aucune réponse" in empty.stderr
    text = file.read_text(encoding="utf-8")
    for id_, value in (("mie/code-sms.yml:protocole", "otp"), ("mie/cps.yml:protocole", "certificat")):
        assert f"\n{id_}:\n" in text, id_
        text = text.replace(f"\n{id_}:\n", f"\n{id_}: {value}\n")
    file.write_text(text, encoding="utf-8")
    before = (mute / "mie" / "cps.yml").read_text(encoding="utf-8")
    asked = len(json.loads(rie("gaps", mute, *DATE, "--format", "json").stdout)[0]["questions"])
    shown = rie("gaps", mute, *DATE, "--remplir", file, "--montrer")
    assert shown.returncode == 0 and "+protocole: otp" in shown.stdout and "rien n'a été écrit" in shown.stdout
    assert (mute / "mie" / "cps.yml").read_text(encoding="utf-8") == before
    done = rie("gaps", mute, *DATE, "--remplir", file)
    assert done.returncode == 0, done.stderr
    assert f"2 réponses inscrites ; questions ouvertes : {asked} avant, {asked - 2} maintenant." in done.stdout
    assert (mute / "mie" / "cps.yml").read_text(encoding="utf-8") == before + "protocole: certificat\n"
    again = rie("gaps", mute, *DATE, "--remplir", file)
    assert again.returncode == 2 and "déjà écrite" in again.stderr and "Rien n'a été écrit." in again.stderr
    assert "reponses.yml:" in again.stderr


def test_a_refused_dossier_and_a_wrong_use(mute: Path, tmp_path: Path) -> None:
    (mute / "schema.yml").write_text("x: [", encoding="utf-8")
    for form in ("text", "json", "questionnaire", "reponses"):
        done = rie("gaps", mute, *DATE, "--format", form)
        assert done.returncode == 2
        if form == "json":
            schema = resources.data("schemas/rapports/gaps-v1.schema.json")
            jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))
    file = tmp_path / "r.yml"
    file.write_text("a: b\n", encoding="utf-8")
    assert rie("gaps", MUTE, "--montrer").returncode == 2
    assert rie("gaps", MUTE, DOSSIER, "--remplir", file).returncode == 2
    assert rie("gaps", MUTE, DOSSIER, "--format", "reponses").returncode == 2


def test_hostile_words_stay_words(mute: Path) -> None:
    file = mute / "services.yml"
    text = file.read_text(encoding="utf-8")
    said = json.dumps(HOSTILE + " | `c` * _u_ # titre", ensure_ascii=False)
    file.write_text(re.sub(r"titre: [^,}\n]*", lambda _: f"titre: {said}", text), encoding="utf-8")
    page = rie("gaps", mute, *DATE, "--format", "questionnaire")
    assert page.returncode == 0, page.stderr
    tree = json.loads(pypandoc.convert_text(page.stdout, "json", format="commonmark"))
    kinds = set(re.findall(r'"t": ?"(\w+)"', json.dumps(tree)))
    assert kinds <= {"Header", "Para", "Plain", "BulletList", "Str", "Space", "SoftBreak", "Code"}
    answers = rie("gaps", mute, *DATE, "--format", "reponses").stdout
    assert all(
        line.startswith("#") or not line or re.fullmatch(r"[\w./-]+:[\w.\[\]-]+:", line)
        for line in answers.splitlines()
    )
