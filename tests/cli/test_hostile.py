"""`rie` in a hostile world: wrong names among right ones, pipes closed, signals, strange terminals, full disks."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from builder.cli import report
from builder.cli.common import told
from builder.model.errors import BuilderError
from builder.model.findings import Cover, Finding, Outcome, Subject
from builder.model.source import Place
from tests.cli.test_cli import DOSSIER, ROOT, copy, rie

__all__ = ["copy"]  # a fixture
DATE = ("--date", "2026-11-23")
BARE = "id: d\ntitre: CH\n"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    root = tmp_path / "nu"
    root.mkdir()
    (root / "dossier.yml").write_text("id: nu\n", encoding="utf-8")
    return root


def start(*words: str | Path, **more: object) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.Popen(
        [sys.executable, "-m", "builder.cli.main", *map(str, words)], cwd=ROOT, env=env, **more  # type: ignore[call-overload]
    )  # fmt: skip


def test_a_wrong_name_among_several_does_not_hide_the_others(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    done = rie("check", bare, tmp_path / "absent", tmp_path / "vide", *DATE)
    assert done.returncode == 2 and done.stderr == ""
    assert "nu : nu · évalué" in done.stdout
    assert f"« {tmp_path}/absent » n'existe pas" in done.stdout and "il n'y a pas de dossier.yml" in done.stdout
    done = rie("check", tmp_path / "absent", bare, tmp_path / "vide", *DATE, "--format", "json")
    assert done.returncode == 2
    assert [(d["dossier"], d["refuse"]) for d in json.loads(done.stdout)] == [
        ("absent", True), ("nu", False), ("vide", True),
    ]  # fmt: skip


def test_deadlines_of_a_refused_dossier_are_json_too(tmp_path: Path) -> None:
    done = rie("check", tmp_path / "absent", "--echeances", *DATE, "--format", "json")
    assert done.returncode == 2
    (one,) = json.loads(done.stdout)
    assert one["refuse"] is True and one["diagnostics"]
    done = rie("check", tmp_path / "absent", "--echeances", *DATE, "--format", "ics")
    assert done.returncode == 2 and done.stdout == "" and "n'existe pas" in done.stderr


def test_the_name_is_the_folders_even_for_a_dot(bare: Path) -> None:
    (told_,) = json.loads(rie("check", ".", *DATE, "--format", "json", cwd=bare).stdout)
    assert told_["dossier"] == "nu"
    (bare / "dossier.yml").write_text("id: [\n", encoding="utf-8")
    assert rie("check", ".", cwd=bare).stdout.startswith("nu · 1 erreur de lecture")


def test_the_enclosing_dossier_is_found_from_below(bare: Path, tmp_path: Path) -> None:
    (bare / "mie").mkdir()
    assert "nu · évalué" in rie("check", *DATE, cwd=bare / "mie").stdout
    (tmp_path / "a.pdf").write_bytes(b"x")
    done = rie("evidence", "add", tmp_path / "a.pdf", "--type", "note", cwd=bare / "mie")
    assert done.returncode == 0 and (bare / "preuves" / "a.pdf").exists(), done.stderr


def test_a_folder_that_is_no_dossier_takes_no_piece(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"x")
    for name in ("vide", "absent"):
        done = rie("evidence", "add", tmp_path / "a.pdf", "--type", "note", "--dossier", tmp_path / name)
        assert done.returncode == 2 and "rie init" in done.stderr
    assert list((tmp_path / "vide").iterdir()) == []


def test_two_dossiers_of_one_name_are_not_built_over_each_other(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "ch").mkdir(parents=True)
        (tmp_path / parent / "ch" / "dossier.yml").write_text("id: ch\n", encoding="utf-8")
    done = rie("build", tmp_path / "a" / "ch", tmp_path / "b" / "ch", "--out", tmp_path / "out")
    assert done.returncode == 2 and "même nom" in done.stderr and "--out" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_closed_pipe_is_nobodys_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        running = start("check", DOSSIER, *DATE, stdout=closed, stderr=subprocess.PIPE)
        _, err = running.communicate(timeout=60)
    assert err == b"" and running.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_told_to_end_leaves_nothing_behind(number: int, code: int, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-m", "builder.cli.main", "build", str(DOSSIER), "--out", str(tmp_path / "out"), *DATE]
    running = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    limit = time.monotonic() + 90
    while not list((tmp_path / "tmp").glob("rie*")) and time.monotonic() < limit and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(number)
    _, err = running.communicate(timeout=90)
    assert running.returncode == code, err
    assert b"Traceback" not in err
    assert list((tmp_path / "tmp").iterdir()) == [] and list((tmp_path / "out").iterdir()) == []


def test_a_terminal_of_another_encoding_is_no_fault(copy: Path) -> None:
    words = [sys.executable, "-m", "builder.cli.main", "check", str(copy), *DATE]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "évalué" in done.stdout.decode("latin-1") and "\\u2192 " in done.stdout.decode("latin-1")
    done = subprocess.run([*words, "--format", "json"], cwd=ROOT, env=env, capture_output=True, check=False)
    assert json.loads(done.stdout.decode("ascii"))[0]["verdicts"]


def test_no_color_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.cli import common

    given: list[bool | None] = []
    monkeypatch.setattr(click, "echo", lambda text, err, color: given.append(color))
    monkeypatch.delenv("NO_COLOR", raising=False)
    common.say("x")
    monkeypatch.setenv("NO_COLOR", "1")
    common.say("x")
    assert given == [None, False]


@pytest.mark.parametrize("epoch", ["12x", "-1", "1e9", "99999999999999999999", "٣"])
def test_an_epoch_that_is_none_is_refused_in_one_sentence(epoch: str, bare: Path) -> None:
    done = rie("check", bare, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 2 and "SOURCE_DATE_EPOCH" in done.stderr and "Traceback" not in done.stderr
    assert rie("build", bare, *DATE, "--out", bare / "x", SOURCE_DATE_EPOCH=epoch).returncode == 2


@pytest.mark.parametrize("day", ["20261123", "2026-W48-1", "0001-01-01", "2026-11-31", "26-11-23"])
def test_a_date_has_one_form(day: str) -> None:
    done = rie("check", DOSSIER, "--date", day)
    assert done.returncode == 2 and "AAAA-MM-JJ" in done.stderr


def test_deadlines_do_not_run_backwards() -> None:
    done = rie("check", DOSSIER, *DATE, "--echeances", "--jusqu-au", "2025-01-01")
    assert done.returncode == 2 and "précède" in done.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "/x : il n'y a plus de place sur le disque"),
        (OSError(errno.EACCES, "Permission denied"), "accès refusé"),
        (OSError("strange"), "le système répond par une erreur (strange)"),
    ],
)
def test_the_system_speaks_french_and_ends_its_sentences(
    fault: OSError, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(fault) == 3
    assert click.unstyle(capsys.readouterr().err).splitlines()[0] == f"Erreur : {said}"


def test_a_dossier_whose_build_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from builder.cli import build_command
    from builder.pipeline import Terms

    seen: list[str] = []

    def one(root: Path, *_: object) -> int:
        seen.append(root.name)
        if root.name == "a":
            raise OSError(errno.ENOSPC, "No space left on device")
        if root.name == "b":
            raise BuilderError("non", code=4)
        return 0

    monkeypatch.setattr(build_command, "_one", one)
    roots = [tmp_path / name for name in ("a", "b", "c")]
    assert build_command.run(roots, Terms("2026-11-23", "rie_v2_projet"), tmp_path, ()) == 4
    assert seen == ["a", "b", "c"]


def test_everything_is_shown_with_its_outcome() -> None:
    text = rie("check", DOSSIER, *DATE, "--tout").stdout
    assert "satisfait (prouvé) : « Clé de sécurité FIDO2 », " in text and "sans objet : « " in text
    assert "satisfait (déclaré) : « " in text


def finding(rule_id: str, place: str, remedy: str, level: str, outcome: Outcome = Outcome.NON_SATISFAIT) -> Finding:
    from dataclasses import replace

    from builder.load.packs import load_packs
    from builder.model.rules import Niveau

    rule = next(r for p in load_packs() for r in p.rules)
    rule = replace(rule, id=rule_id, niveau=Niveau(level))
    subject = Subject("mie", place, place, Place(place))
    return Finding(rule, subject, outcome, Place(place), "message", remedy, (), (), None, cover=Cover.SIGNALE)


def test_one_advice_in_many_places_is_told_once() -> None:
    many = [finding("A-1", f"f{i}", "faire", "recommandation") for i in range(3)]
    assert [len(g) for g in report._grouped([*many, finding("A-1", "f9", "autre", "recommandation")])] == [3, 1]
    firm = [finding("A-1", f"f{i}", "faire", "bloquant") for i in range(3)]
    assert [len(g) for g in report._grouped(firm)] == [1, 1, 1]


def test_the_strongest_speaks_for_the_questions_of_one_answer() -> None:
    weak = finding("A-1", "f", "écrire x", "recommandation", Outcome.SANS_REPONSE)
    strong = finding("B-1", "f", "écrire x", "bloquant", Outcome.SANS_REPONSE)
    assert [[f.rule.id for f in group] for group in report._grouped([weak, strong])] == [["B-1", "A-1"]]


def test_the_help_lists_the_regimes() -> None:
    assert "rie_v1" in rie("check", "--help").stdout.replace("\n", " ")


def test_click_names_files_in_french() -> None:
    said = rie("evidence", "add", "nulle-part.pdf", "--type", "note").stderr
    assert "Fichier « nulle-part.pdf » n'existe pas" in said


def test_init_hints_a_command_that_can_be_pasted(tmp_path: Path) -> None:
    done = rie("init", "CH d'Été", "--mie", "cps", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    hint = done.stdout.splitlines()[-1].split(" : ", 1)[1].replace("rie", f"{sys.executable} -m builder.cli.main", 1)
    pasted = subprocess.run(
        hint, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )  # fmt: skip
    assert pasted.returncode == 1 and "CH d'Été · évalué" in pasted.stdout


def test_init_refuses_an_empty_title(tmp_path: Path) -> None:
    done = rie("init", "ch", "--titre", " ", "--mie", "cps", cwd=tmp_path)
    assert done.returncode == 2 and "titre est vide" in done.stderr


def test_a_mistyped_kind_is_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from builder.cli import init_command

    answers = iter(["  ", "CH neuf", "cartes_neutre", "carte_neutre, e_cps"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    monkeypatch.setattr(init_command.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(init_command.sys.stdout, "isatty", lambda: True, raising=False)
    assert init_command.run(tmp_path / "ch", None, (), None) == 0
    assert (tmp_path / "ch" / "mie" / "e-cps.yml").exists()
    assert "titre: CH neuf" in (tmp_path / "ch" / "dossier.yml").read_text(encoding="utf-8")
