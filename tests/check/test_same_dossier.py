"""What changes nothing to a dossier changes nothing to its verdict: an object that nothing concerns, the order of files,
keys and lists, another writing of the same values. And an answer or a piece less never closes a finding.
"""

from __future__ import annotations

import copy
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment, Outcome, Proof
from builder.model.rules import Nature
from builder.model.source import Dossier, EvidenceState
from tests.check.test_monotony import DATE, ROOT, answers, dossier, without

VITRINES = ROOT.parent
CLOSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)
CHUNKS = 4
STRIDE = 1 if os.environ.get("RIE_CAMPAGNE") else 32
Files = dict[str, Any]
Told = dict[str, tuple[str, str, str | None]]


def judge(changed: Dossier) -> Assessment:
    return check(changed, load_packs(), load_knowledge(), DATE, verified=True, describe=False)


def told(made: Assessment) -> Told:
    return {f.id: (f.outcome.value, f.cover.value, f.proof.value if f.proof else None) for f in made.findings}


def lines(made: Assessment) -> list[tuple[str, str, dict[str, int]]]:
    return [(v.pack.id, v.status.value, dict(v.counts)) for v in made.verdicts]


def with_files(files: Files) -> Dossier:
    return replace(dossier(), files=files)


def folders() -> list[Path]:
    return sorted(p for p in VITRINES.iterdir() if (p / "dossier.yml").is_file())


def load(folder: Path) -> Dossier:
    found, faults = load_dossier(folder)
    assert found is not None, faults
    return found


# -- an object that nothing concerns ---------------------------------------------------------------


def a_person(files: Files) -> None:
    files["dossier.yml"].setdefault("personnes", []).append({"id": "inconnue", "titre": "Une fonction"})


def a_piece(files: Files) -> None:
    files["preuves.yml"]["preuves"].append({"id": "inutile", "type": "charte", "titre": "Une pièce"})


def a_password_policy(files: Files) -> None:
    files["architecture.yml"]["politiques_mot_de_passe"].append({"id": "inutile", "titre": "Une politique"})


@pytest.mark.parametrize("add", [a_person, a_piece, a_password_policy], ids=lambda f: f.__name__)
def test_an_unrelated_object_changes_nothing(add: Callable[[Files], None]) -> None:
    before = judge(dossier())
    files = copy.deepcopy(dict(dossier().files))
    add(files)
    after = judge(with_files(files))
    was, is_ = told(before), told(after)
    binding = {p.id for p in load_packs() if p.nature is not Nature.CONTROLES}
    assert {id_: is_[id_] for id_ in was} == was
    assert [f.id for f in after.findings if f.id not in was and f.rule.pack in binding] == []
    assert [x for x in lines(after) if x[0] in binding] == [x for x in lines(before) if x[0] in binding]


# -- order -----------------------------------------------------------------------------------------


def turned(node: Any, keys: bool, lists: bool) -> Any:
    """The same tree with the keys of tables, or the items of lists, in the contrary order."""
    if isinstance(node, dict):
        items = list(node.items())
        return {k: turned(v, keys, lists) for k, v in (reversed(items) if keys else items)}
    if isinstance(node, list):
        return [turned(v, keys, lists) for v in (reversed(node) if lists else node)]
    return node


@pytest.mark.parametrize("folder", folders(), ids=lambda p: p.name)
@pytest.mark.parametrize(("keys", "lists"), [(True, False), (False, True), (True, True)])
def test_the_order_of_files_keys_and_lists_changes_nothing(folder: Path, keys: bool, lists: bool) -> None:
    """No list of the fact model is ordered: what comes first is said by dates. Only the name of an arbitration that has
    no id is its rank."""
    found = load(folder)
    files = turned(dict(found.files), keys, lists)
    before, after = judge(found), judge(replace(found, files=files))
    assert _unranked(told(after)) == _unranked(told(before))
    assert sorted(lines(after), key=repr) == sorted(lines(before), key=repr)


def _unranked(found: Told) -> list[tuple[str, tuple[str, str, str | None]]]:
    return sorted((re.sub(r"@arbitrage:(C\d+)-\d+$", r"@arbitrage:\1", id_), said) for id_, said in found.items())


# -- writing ---------------------------------------------------------------------------------------


class Words(yaml.SafeLoader):
    """YAML where every scalar is text."""


Words.yaml_implicit_resolvers = {}


def _said_true(node: Any) -> Any:
    """`oui` and `non` as `true` and `false`."""
    if isinstance(node, dict):
        return {k: _said_true(v) for k, v in node.items()}
    if isinstance(node, list):
        return [_said_true(v) for v in node]
    return {"oui": "true", "non": "false"}.get(node, node)


def _bare(text: str, **options: Any) -> str:
    return str(yaml.dump(yaml.load(text, Words), allow_unicode=True, sort_keys=False, width=10_000, **options))


WRITINGS: dict[str, Callable[[str], str]] = {
    "every value between double quotes": lambda t: _bare(t, default_style='"'),
    "every value between single quotes": lambda t: _bare(t, default_style="'"),
    "flow style": lambda t: _bare(t, default_flow_style=True, default_style='"'),
    "keys sorted": lambda t: yaml.dump(yaml.load(t, Words), allow_unicode=True, default_style='"'),
    "true and false": lambda t: yaml.dump(_said_true(yaml.load(t, Words)), allow_unicode=True, default_style='"'),
    "true and false, bare": lambda t: t.replace(": oui\n", ": true\n").replace(": non\n", ": false\n"),
    "spaces and comments": lambda t: t.replace("\n", "   # dit autrement\n") if "|" not in t and ">" not in t else t,
    "lines of Windows": lambda t: t.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("folder", folders(), ids=lambda p: p.name)
@pytest.mark.parametrize("writing", WRITINGS)
def test_another_writing_is_the_same_dossier(folder: Path, writing: str, tmp_path: Path) -> None:
    there = tmp_path / folder.name
    shutil.copytree(folder, there)
    for file in there.rglob("*.yml"):
        file.write_bytes(WRITINGS[writing](file.read_text(encoding="utf-8")).encode())
    assert load(there).files == load(folder).files


# -- less ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_missing_answer_closes_no_finding(chunk: int) -> None:
    files = dict(dossier().files)
    was = {f.id: f.outcome for f in judge(dossier()).findings if f.rule.pack != "coherence"}
    closed = []
    for path in answers(files)[chunk :: CHUNKS * STRIDE]:
        after = judge(with_files(without(files, path)))
        closed += [
            (path, f.id)
            for f in after.findings
            if f.outcome in CLOSED and was.get(f.id, Outcome.SATISFAIT) not in CLOSED
        ]
    assert closed == []


@pytest.mark.parametrize("state", list(EvidenceState))
def test_evidence_that_is_worth_less_improves_nothing(state: EvidenceState) -> None:
    """Each piece of the register in turn, as the disk may show it."""
    rank = {"attestable": 0, "attestable_avec_reserves": 1}
    before = judge(dossier())
    closed, proved = _closed(before), _proved(before)
    for id_, file in list(dossier().evidence.items())[:: 1 if STRIDE == 1 else 8]:
        after = judge(replace(dossier(), evidence={**dossier().evidence, id_: replace(file, state=state)}))
        assert _closed(after) <= closed
        assert rank.get(after.verdict.status.value, 2) >= rank[before.verdict.status.value]
        assert _proved(after) <= proved


def _closed(made: Assessment) -> set[str]:
    return {f.id for f in made.findings if f.outcome in CLOSED}


def _proved(made: Assessment) -> set[str]:
    return {f.id for f in made.findings if f.proof is Proof.PROUVE}
