"""The register of real dossiers: what is not known never lowers a risk, what is wrong is told at its place."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from builder.analyse import analyse, network
from builder.check import check
from builder.check.observe import observe, verify_catalogue
from builder.load import load_dossier
from builder.load.catalogue import load_catalogue, raise_faults
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.errors import BuilderError
from builder.model.risk import Catalogue, RiskRegister
from builder.model.source import Dossier
from builder.pipeline import Terms, weigh

ROOT = Path(__file__).parent.parent.parent
DATE = "2026-11-23"
NAMES = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))
ANSWERS = 25  # drawn among some 2 000


def loaded(name: str) -> Dossier:
    dossier, faults = load_dossier(ROOT / "dossiers" / name)
    assert dossier is not None, faults
    return dossier


def register(dossier: Dossier, catalogue: Catalogue | None = None) -> RiskRegister:
    used = catalogue or load_catalogue()
    assessment = check(dossier, load_packs(), load_knowledge(), DATE, describe=False, verified=True)
    return analyse(assessment, observe(dossier, assessment.packs, load_knowledge(), DATE, used), used)


@pytest.mark.parametrize("name", NAMES)
def test_every_dossier_has_a_register(name: str) -> None:
    found = register(loaded(name))
    assert [r.event.id for r in found.risks] == list(found.catalogue.events)
    for risk in found.risks:
        brut, now, told = (risk.pictures[p].likelihood for p in ("brut", "actuel", "declare"))
        assert 4 >= brut >= now >= told >= 0
        assert all(s.likelihood <= now for s in risk.scenarios)
        assert bool(risk.scenarios) == bool(now)
    assert len({s.id for s in found.steps}) == len(found.steps)


def test_an_empty_dossier_is_the_worst_and_says_what_it_supposes() -> None:
    empty, whole = register(loaded("vitrine-vide")), register(loaded("ch-exemple"))
    assert all(s.assumed for s in empty.steps if s.threat.conditions[0].sentence != "true")
    assert empty.assumptions
    for worse, better in zip(empty.risks, whole.risks, strict=True):
        assert worse.pictures["actuel"].likelihood >= better.pictures["actuel"].likelihood or not worse.scenarios


def test_an_answer_taken_away_never_lowers_a_risk() -> None:
    dossier = loaded("ch-exemple")
    before = {r.event.id: r.pictures for r in register(dossier).risks}
    paths = sorted((p for p, v in _leaves(dossier) if isinstance(v, str | int | bool)), key=repr)
    for path in random.Random(20261124).sample(paths, ANSWERS):
        after = register(_without(dossier, path))
        for risk in after.risks:
            for picture in ("brut", "actuel"):
                assert risk.pictures[picture].likelihood >= before[risk.event.id][picture].likelihood, (
                    path,
                    risk.event.id,
                )


def _leaves(dossier: Dossier) -> list[tuple[tuple[str | int, ...], object]]:
    """Answers of the files that describe the system; identities and lists are objects, not answers."""
    found: list[tuple[tuple[str | int, ...], object]] = []

    def walk(path: tuple[str | int, ...], node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk((*path, key), value)
        elif isinstance(node, list):
            for i, value in enumerate(node):
                if isinstance(value, dict):
                    walk((*path, i), value)
        elif path[-1] not in ("id", "titre", "type", "par", "mode", "role", "mot_de_passe"):
            found.append((path, node))

    for file in dossier.files:
        if file.startswith(("mie/", "delivrance/")) or file in ("architecture.yml", "postes.yml", "continuite.yml"):
            walk((file,), dossier.files[file])
    return found


def _without(dossier: Dossier, path: tuple[str | int, ...]) -> Dossier:
    def drop(node: object, keys: tuple[str | int, ...]) -> object:
        if isinstance(node, list):
            return [drop(v, keys[1:]) if i == keys[0] else v for i, v in enumerate(node)]
        assert isinstance(node, dict)
        if len(keys) == 1:
            return {k: v for k, v in node.items() if k != keys[0]}
        return {k: drop(v, keys[1:]) if k == keys[0] else v for k, v in node.items()}

    return replace(dossier, files=drop(dict(dossier.files), path))  # type: ignore[arg-type]


def test_the_same_dossier_gives_the_same_graph() -> None:
    one, two = network(register(loaded("ch-exemple"))), network(register(loaded("ch-exemple")))
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(data=True)) == list(two.edges(data=True))
    assert {d["kind"] for _, d in one.nodes(data=True)} == {"SR", "STATE", "STEP", "CTRL", "ER", "FACT", "ASSET"}


def copied(tmp_path: Path, file: str, text: str) -> Path:
    root = tmp_path / "dossier"
    shutil.copytree(ROOT / "dossiers" / "ch-exemple", root)
    (root / file).write_text(text, encoding="utf-8")
    return root


def test_what_already_happened_here_is_at_the_top_and_a_context_changes_severity(tmp_path: Path) -> None:
    text = (
        "incidents_survenus: [TH-13]\n"
        "contextes: [{evenement: ER-12, ecart_gravite: 1, motif: Personnalités suivies}]\n"
        "cotations: [{menace: TH-44, vraisemblance: 1}]\nacceptations: []\n"
    )
    found = weigh(copied(tmp_path, "risques.yml", text), Terms(DATE, "rie_v2_projet")).register
    assert found is not None
    origins = {s.threat.id: (s.base, s.origin) for s in found.steps}
    assert origins["TH-13"] == (4, "incident")
    assert origins["TH-44"] == (1, "atelier")
    risk = next(r for r in found.risks if r.event.id == "ER-12")
    assert (risk.severity, risk.context) == (4, "Personnalités suivies")


def spoilt() -> dict[str, tuple[Catalogue, str]]:
    good = load_catalogue()
    threat, control = good.threats["TH-62"], good.controls["CT-001"]
    event, source = good.events["ER-08"], good.sources["SR-01"]
    rows = ((1, 1, 2, 2), (1, 1, 2, 3), (1, 3, 2, 3), (2, 2, 3, 3))
    return {
        "a state nobody knows": (_with(good, "threats", replace(threat, grants=("E-RIEN",))), "E-RIEN"),
        "a state nobody grants": (_without_grant(good), "aucune menace ne donne"),
        "an event nobody reaches": (_with(good, "events", replace(event, reached=(("E-X",),))), "E-X"),
        "a threat nobody knows": (_with(good, "controls", replace(control, mitigates=("TH-99",))), "TH-99"),
        "a negative cost": (_with(good, "controls", replace(control, effort=-1)), "coût"),
        "an actor nobody knows": (_with(good, "controls", replace(control, actor="moi")), "acteur"),
        "a source that starts nowhere": (_with(good, "sources", replace(source, entry="E-DPI")), "état initial"),
        "a matrix that goes down": (replace(good, scales=replace(good.scales, matrix=rows)), "croissante"),
        "an empty folder": (replace(good, controls={}), "rien"),
    }


def _with(good: Catalogue, table: str, entry: object) -> Catalogue:
    return replace(good, **{table: {**getattr(good, table), entry.id: entry}})  # type: ignore[attr-defined]


def _without_grant(good: Catalogue) -> Catalogue:
    return replace(good, threats={k: v for k, v in good.threats.items() if "E-INDISPO" not in v.grants})


@pytest.mark.parametrize("fault", list(spoilt()))
def test_a_spoilt_catalogue_is_refused(fault: str) -> None:
    catalogue, word = spoilt()[fault]
    with pytest.raises(BuilderError, match=word):
        raise_faults(catalogue)


def test_a_sentence_that_reads_a_fact_that_does_not_exist_is_refused() -> None:
    good = load_catalogue()
    threat = good.threats["TH-04"]
    condition = replace(threat.conditions[0], sentence="mie.notifie")
    with pytest.raises(BuilderError, match=r"fait inconnu « mie\.notifie »"):
        verify_catalogue(_with(good, "threats", replace(threat, conditions=(condition,))), load_knowledge())
