"""--strict and --sauf: what they add, and that no finding is silenced without a written decision."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.check.lines import RESERVE_STATE
from builder.check.strict import decision
from builder.pipeline import Terms, assess
from tests.cli.test_cli import DOSSIER, copy, rie

__all__ = ["copy"]
STRICT = ("--date", "2026-11-23", "--strict")
ADVICE = "RIE-SEC-03@mode_degrade:cyberattaque"
ARBITRATION = """- constat: {id}
  lecture_retenue: Les 24 heures sont un exemple du texte.
  par: directeur
  le: 2026-11-12
  fin: {end}
  motif: La coupure suit le plan blanc.
  reserve_admise: oui
  preuves: [pv-seance-preparatoire]
"""


def counted(dossier: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = rie("check", dossier, *STRICT, *words, "--format", "json")
    assert done.stderr == "", done.stderr
    return done.returncode, json.loads(done.stdout)[0]


def decide(dossier: Path, id_: str = ADVICE, end: str = "2027-06-30") -> None:
    file = dossier / "commission.yml"
    text = file.read_text(encoding="utf-8")
    added = ARBITRATION.format(id=id_, end=end)
    file.write_text(text.replace("arbitrages:\n", "arbitrages:\n" + added), encoding="utf-8")


def test_strict_counts_recommendations_and_checks_and_shows_each() -> None:
    assert rie("check", DOSSIER, "--date", "2026-11-23").returncode == 0
    code, told = counted(DOSSIER)
    assert code == 1 and told["code"] == 1 and told["favorable"] is True
    suites = {c["id"]: c["suite"] for c in told["constats"]}
    assert told["compte_contre"] and {suites[id_] for id_ in told["compte_contre"]} == {"signale"}
    assert any(id_.startswith("COH-") for id_ in told["compte_contre"]) and ADVICE in told["compte_contre"]
    text = rie("check", DOSSIER, *STRICT).stdout
    assert {id_.split("@")[0] for id_ in told["compte_contre"] if id_.split("@")[0] not in text} == set()
    assert f"--strict : {len(told['compte_contre'])} points comptent contre le dossier" in text


def test_an_unanswered_check_counts_too() -> None:
    told = counted(DOSSIER.parent / "vitrine-muette")[1]
    mute = {c["id"] for c in told["constats"] if c["issue"] == "sans_reponse" and c["id"].startswith("COH-")}
    assert mute and mute <= set(told["compte_contre"])


def test_sauf_needs_a_decision_and_the_finding_stays_told(copy: Path) -> None:
    refused = rie("check", copy, *STRICT, "--sauf", ADVICE)
    assert refused.returncode == 2 and "personne n'a décidé" in refused.stderr and refused.stdout == ""
    before = counted(copy)[1]["compte_contre"]
    decide(copy)
    _, told = counted(copy, "--sauf", ADVICE)
    assert told["ecartes"] == [ADVICE]
    assert (
        ADVICE in before
        and set(told["compte_contre"]) >= set(before) - {ADVICE}
        and ADVICE not in told["compte_contre"]
    )
    text = rie("check", copy, *STRICT, "--sauf", ADVICE).stdout
    assert "écarté par --sauf : arbitrage du 12/11/2026" in text
    assert "--sauf : 1 point écarté, chacun sur décision écrite" in text


@pytest.mark.parametrize("end", ["2026-11-22", "2026-11-12"])
def test_a_decision_that_is_over_excuses_nothing(copy: Path, end: str) -> None:
    decide(copy, end=end)
    assert rie("check", copy, *STRICT, "--sauf", ADVICE).returncode == 2


def test_a_reserve_about_the_finding_is_a_decision_too(copy: Path) -> None:
    file = copy / "reserves.yml"
    text = file.read_text(encoding="utf-8")
    first = text.index("constats:")
    end = text.index("]", first)
    file.write_text(text[:end] + f", {ADVICE}" + text[end:], encoding="utf-8")
    code, told = counted(copy, "--sauf", ADVICE)
    assert told["ecartes"] == [ADVICE] and code == 1


def test_a_reserve_decides_when_it_is_whole_and_not_over() -> None:
    judged = assess(DOSSIER, Terms("2026-11-23", "rie_v2_projet")).assessment
    assert judged is not None
    reserve = judged.reserves[0]
    about = replace(next(f for f in judged.findings if f.id == ADVICE), reserve=reserve.id)
    states = {s: decision(replace(judged, reserves=(replace(reserve, etat=s),)), about) for s in RESERVE_STATE}
    assert {s for s, said in states.items() if said} == {"complete", "acceptee", "exclue"}


def test_sauf_never_changes_a_verdict(copy: Path) -> None:
    (copy / "reserves.yml").write_text("reserves: []\n", encoding="utf-8")
    done = rie("check", copy, *STRICT, "--sauf", "RIE-MIE-01@mie:mot-de-passe-intranet")
    assert done.returncode == 2 and "compte dans le verdict" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--strict", "--sauf", "RIE-X-01@mie:y"), "aucun constat ne porte"),
        (("--sauf", ADVICE), "--sauf demande --strict"),
        (("--strict", "--echeances"), "--echeances se dit"),
        (("--echeances", "--format", "sarif"), "--echeances se dit"),
    ],
)
def test_a_wrong_use_is_explained(words: tuple[str, ...], said: str) -> None:
    done = rie("check", DOSSIER, "--date", "2026-11-23", *words)
    assert done.returncode == 2 and said in done.stderr
