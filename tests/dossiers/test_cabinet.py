"""cabinet-psc: a small practice where everything goes through Pro Santé Connect, so that no attestation is due."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builder.check import check
from builder.cli.main import main
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import FAVOURABLE, Assessment, Cover, Status
from builder.model.source import Dossier, EvidenceState
from tests.check.test_monotony import answers, packs, without

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "cabinet-psc"
DATE = "2026-11-23"
V2, V1, EIDAS = "rie_v2_projet", "rie_v1", "eidas_2015_1502"
OTHERS_THAN_NOT_DUE = (Status.ATTESTABLE, Status.AVEC_RESERVES, Status.CONFORME, Status.NIVEAU_ATTEINT)


@cache
def cabinet() -> Dossier:
    found, faults = load_dossier(ROOT)
    assert found is not None, faults
    assert faults == ()
    return found


@cache
def whole() -> Assessment:
    return check(cabinet(), load_packs(), load_knowledge(), DATE, V2, verified=True)


def judge(files: dict[str, Any], regime: str = V2) -> Assessment:
    changed = replace(cabinet(), files=files)
    return check(changed, packs(regime), load_knowledge(), DATE, regime, verified=True, describe=False)


def files_of_the_cabinet() -> dict[str, Any]:
    return dict(cabinet().files)


def verdict(regime: str) -> Status:
    return next(v.status for v in whole().verdicts if v.pack.id == regime)


def test_it_loads_and_its_pieces_are_those_of_the_register() -> None:
    pieces = cabinet().files["preuves.yml"]["preuves"]
    assert {p["id"] for p in pieces} == set(cabinet().evidence)
    assert {e.state for e in cabinet().evidence.values()} == {EvidenceState.PRESENT}
    assert {p.name for p in (ROOT / "preuves").iterdir()} == {p["fichier"] for p in pieces}


def test_no_attestation_is_due_and_nothing_is_missing() -> None:
    made = whole()
    assert made.verdict.status is Status.NON_DUE
    assert made.favourable
    own = [f for f in made.findings if f.rule.pack in (V1, V2)]
    assert {f.cover for f in own} & {Cover.ECART, Cover.QUESTION, Cover.COUVERT} == set()
    assert [f.id for f in own if f.cover is Cover.SIGNALE] == ["RIE-SEC-04@mode_degrade:papier"]  # paper has no factor


def test_the_other_texts() -> None:
    assert verdict(V1) is Status.CONFORME
    assert verdict(EIDAS) is Status.NON_DUE
    assert [m.due for m in whole().levels] == [False]
    assert {(a.id, a.etat) for a in whole().acts if a.pack == V2} >= {("attestation", "non_du")}


def test_the_reason_is_said() -> None:
    made = whole()
    assert {c.where for c in made.cases} == {f"service:{s}" for s in ("logiciel-cabinet", "dmp", "messagerie")}
    assert {c.attestation for c in made.cases} == {False}
    assert all(c.motif for c in made.cases)
    assert made.verdict.reasons


@pytest.mark.parametrize("regime", [V2, V1])
def test_the_command_says_so(regime: str) -> None:
    made = CliRunner().invoke(main, ["check", str(ROOT), "--date", DATE, "--regime", regime])
    assert made.exit_code == 0, made.output
    assert "attestation non due" in made.output


def test_a_missing_answer_makes_nothing_attestable() -> None:
    files = files_of_the_cabinet()
    changed = {p: judge(without(files, p)).verdict.status for p in answers(files)}
    assert [p for p, status in changed.items() if status in OTHERS_THAN_NOT_DUE] == []
    assert len(changed) > 200
    assert sum(status is Status.INCOMPLET for status in changed.values()) > 25  # and the answers do count


@pytest.mark.parametrize("name", sorted(p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.yml")))
def test_a_missing_file_makes_nothing_attestable(name: str) -> None:
    files = files_of_the_cabinet()
    del files[name]
    assert judge(files).verdict.status not in OTHERS_THAN_NOT_DUE


BY_PSC = {"par": "psc", "mie": ["e-cps"], "mode": "nominal"}
LOCAL = {"par": "local", "mie": []}


@pytest.mark.parametrize(
    "accesses",
    [
        [LOCAL],
        [LOCAL | {"mode": "nominal"}],
        [LOCAL | {"mode": "secours"}],
        [BY_PSC, LOCAL],
        [BY_PSC, LOCAL | {"mode": "alternatif", "mot_de_passe": "aucun"}],
    ],
)
def test_an_access_kept_by_the_application_spoils_it(accesses: list[dict[str, Any]]) -> None:
    files = files_of_the_cabinet()
    files["services.yml"] = copy.deepcopy(files["services.yml"])
    files["services.yml"]["services"][0]["acces"] = accesses
    made = judge(files)
    assert made.verdict.status not in FAVOURABLE
    assert not made.favourable
