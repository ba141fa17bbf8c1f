"""The questions nobody answered: all of them, once, in the order that helps, put to who knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from builder.check.gaps import gaps
from builder.load import load_dossier, shapes
from builder.load.addresses import address, locate
from builder.load.questions import people, who
from builder.model.findings import Assessment, Outcome
from builder.model.questions import Urgency
from builder.pipeline import Terms, assess

ROOT = Path(__file__).parent.parent.parent
DOSSIERS = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))


@cache
def judged(name: str) -> Assessment:
    found = assess(ROOT / "dossiers" / name, Terms("2026-11-23", "rie_v2_projet")).assessment
    assert found is not None
    return found


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_finding_that_waits_is_opened_by_some_question(name: str) -> None:
    found = gaps(judged(name))
    waiting = {f.id for f in judged(name).findings if f.outcome is Outcome.SANS_REPONSE and f.missing}
    assert {id_ for q in found for id_ in q.opens} == waiting
    assert len({q.id for q in found}) == len(found)


@pytest.mark.parametrize("name", DOSSIERS)
def test_the_most_helpful_come_first(name: str) -> None:
    order = [(q.urgency, -len(q.opens)) for q in gaps(judged(name))]
    assert order == sorted(order)
    blocking = {
        f.id
        for f in judged(name).findings
        if f.rule.pack == "rie_v2_projet" and f.rule.niveau == "bloquant" and f.cover == "question_ouverte"
    }
    for q in gaps(judged(name)):
        assert (q.urgency is Urgency.BLOQUANT) == bool(blocking & set(q.opens))


@pytest.mark.parametrize("name", DOSSIERS)
def test_the_place_of_a_question_comes_back_from_its_words(name: str) -> None:
    for q in gaps(judged(name)):
        if q.fillable:
            assert locate(judged(name).dossier.files, q.id) == q.path
            assert judged(name).dossier.value(q.path) is None


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_place_written_has_an_address(name: str) -> None:
    dossier, _ = load_dossier(ROOT / "dossiers" / name)
    assert dossier is not None
    paths = [path for path in dossier.places if len(path) > 1]
    assert [locate(dossier.files, address(dossier.files, path)) for path in paths] == paths


@pytest.mark.parametrize(
    "text",
    ["", "mie", "mie:id", "mie/absent.yml:type", "inconnu.yml:x", "services.yml:services[absent].session",
     "services.yml:services[0].session", "services.yml:services[999]", "services.yml:pas_une_cle", "services.yml:",
     "services.yml:services[dpi]session", "../services.yml:services", "services.yml:services[dpi].session x"],
)  # fmt: skip
def test_what_is_no_place_is_none(text: str) -> None:
    assert locate(judged("ch-exemple").dossier.files, text) is None


def test_every_place_of_the_model_has_somebody_to_ask() -> None:
    seen = set()
    for stem in shapes.stems():
        assert shapes.schema(stem)["x-qui"] in people()
        stack = [((), shapes.schema(stem))]
        while stack:
            path, node = stack.pop()
            seen.add(who(stem, path))
            assert node.get("x-qui", "rssi") in people(), (stem, path)
            below = [(k, shapes.resolve(v)) for k, v in node.get("properties", {}).items()]
            below += [(0, shapes.resolve(node["items"]))] if "items" in node else []
            stack += [((*path, key), child) for key, child in below]
    assert {"rssi", "dsi", "drh", "cellule_cartes", "editeur"} <= seen


def test_who_is_asked_is_inherited() -> None:
    assert who("mie", ("produit", "certification", "schema")) == "editeur"
    assert who("mie", ("produit", "modele")) == "dsi"
    assert who("mie", ("nominatif",)) == "rssi"
    assert who("services", ("services", 3, "session_propre")) == "editeur"
    assert who("services", ("services", 3, "exposition")) == "dsi"
