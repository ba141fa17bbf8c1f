"""Removing an answer never improves the verdict of ch-exemple, nor of two spoilt copies of it.

An answer is a key: a scalar, a list, a whole block. Items of lists are not removed one by one: a shorter list is another
answer, not a missing one.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import FAVOURABLE, Status
from builder.model.rules import Pack
from builder.model.source import Dossier

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
DATE = "2026-11-23"
CHUNKS = 16
STRIDE = 1 if os.environ.get("RIE_CAMPAGNE") else 4  # `make campagne` walks every answer
Path_ = tuple[Any, ...]


@cache
def dossier() -> Dossier:
    found, faults = load_dossier(ROOT)
    assert found is not None, faults
    return found


@cache
def packs(regime: str) -> tuple[Pack, ...]:
    """The rules that the regime's verdict counts; of the other texts only the numbers."""
    kept = {regime} | ({"eidas_2015_1502"} if regime == "rie_v1" else set())  # v1 reads the level reached (EXI 09)
    return tuple(p if p.id in kept else replace(p, rules=()) for p in load_packs())


def status(files: dict[str, Any], regime: str = "rie_v2_projet") -> Status:
    changed = replace(dossier(), files=files)
    made = check(changed, packs(regime), load_knowledge(), DATE, regime, verified=True, describe=False)
    return made.verdict.status


def test_the_other_texts_have_no_part_in_the_verdict() -> None:
    for regime in ("rie_v2_projet", "rie_v1"):
        whole = check(dossier(), load_packs(), load_knowledge(), DATE, regime, verified=True, describe=False)
        alone = check(dossier(), packs(regime), load_knowledge(), DATE, regime, verified=True, describe=False)
        assert whole.verdict == alone.verdict


def keys(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key)
            yield from keys(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from keys(value, (*path, i))


def without(files: dict[str, Any], path: Path_) -> dict[str, Any]:
    """The files, less one key; what is not on the way to it is shared."""
    changed = dict(files)
    node: Any = changed
    for key in path[:-1]:
        node[key] = copy.copy(node[key])
        node = node[key]
    del node[path[-1]]
    return changed


def full() -> dict[str, Any]:
    return dict(dossier().files)


def uncovered() -> dict[str, Any]:
    """No reserves at all: gaps stand uncovered."""
    return {**dossier().files, "reserves.yml": {"reserves": []}}


def unanswered() -> dict[str, Any]:
    """One question open."""
    return without(full(), ("delivrance/cellule-cartes.yml", "identite", "modalite"))


def answers(files: dict[str, Any]) -> list[Path_]:
    """Keys that may go: what the shape requires (identity, type of a piece or of a means) is not an answer."""
    required = {"id", "constat", "evenement", "menace"}
    return [
        p
        for p in keys(files)
        if len(p) > 1 and p[-1] not in required and not (p[-1] == "type" and (p[0] == "preuves.yml" or len(p) == 2))
    ]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_missing_answer_never_improves_the_verdict(chunk: int) -> None:
    files = full()
    assert status(files) is Status.AVEC_RESERVES
    better = [
        p for p in answers(files)[chunk::CHUNKS] if status(without(files, p)) in (Status.ATTESTABLE, Status.NON_DUE)
    ]
    assert better == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize(("spoilt", "was"), [(uncovered, Status.NON_ATTESTABLE), (unanswered, Status.INCOMPLET)])
def test_silence_never_rescues_a_spoilt_dossier(spoilt: Any, was: Status, chunk: int) -> None:
    files = spoilt()
    assert status(files) is was
    rescued = [p for p in answers(files)[chunk :: STRIDE * CHUNKS] if status(without(files, p)) in FAVOURABLE]
    assert rescued == []


def test_this_walk_would_see_a_verdict_that_improves() -> None:
    """The negative control: a dossier where one wrong answer is removed, and the gap with it, if silence were a pass."""
    files = full()
    gone = without(files, ("mie/mot-de-passe-intranet.yml", "facteurs"))
    assert status(gone) not in FAVOURABLE
    assert len(answers(files)) > 1900


def gap_under_v1() -> dict[str, Any]:
    """ch-exemple as it is: RIE v1 finds gaps in it."""
    return full()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_silence_never_makes_v1_conforming(chunk: int) -> None:
    files = gap_under_v1()
    walked = answers(files)[chunk :: 2 * STRIDE * CHUNKS]
    assert [p for p in walked if status(without(files, p), "rie_v1") in FAVOURABLE] == []
