"""The schema types a scalar: the same text is read as what its place expects, or left as it is."""

from __future__ import annotations

from typing import Any

import pytest

from builder.load import shapes
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE

CASES = [
    ("oui_non", "oui", True),
    ("oui_non", "OUI", True),
    ("oui_non", "true", True),
    ("oui_non", "non", False),
    ("oui_non", "False", False),
    ("oui_non", "no", "no"),
    ("oui_non", "", ""),
    *((kind, "12", 12) for kind in ("entier", "ecart", "borne", "periode")),
    *((kind, "-1", -1) for kind in ("entier", "ecart", "borne", "periode")),
    ("entier", "0", 0),
    ("entier", "012", "012"),
    ("entier", "1.0", "1.0"),
    ("entier", "1_0", "1_0"),
    ("entier", " 1", " 1"),
    ("entier", "9" * 15, int("9" * 15)),
    ("entier", "9" * 16, "9" * 16),
    ("borne", "sans_limite", SANS_LIMITE),
    ("borne", "jamais", "jamais"),
    ("periode", "jamais", JAMAIS),
    ("periode", "sans_limite", "sans_limite"),
    ("entier", "sans_limite", "sans_limite"),
    ("entier", "jamais", "jamais"),
    ("date_passee", "jamais", JAMAIS_FAIT),
    ("date_passee", "2026-02-30", "2026-02-30"),
    ("date", "jamais", "jamais"),
    ("texte", "jamais", "jamais"),
    ("texte", "oui", "oui"),
    ("texte", "12", "12"),
    ("enum", "non", "non"),
]


@pytest.mark.parametrize(("kind", "text", "value"), CASES)
def test_a_scalar_is_what_its_place_expects(kind: str, text: str, value: Any) -> None:
    made = shapes.typed(text, {"x-type": kind})
    assert made == value
    assert type(made) is type(value)


def test_without_a_schema_a_scalar_is_text() -> None:
    assert shapes.typed("oui", None) == "oui"
    assert shapes.typed("12", {}) == "12"


def test_stems_are_the_files_of_a_dossier() -> None:
    assert "commun" not in shapes.stems()
    assert {"mie", "delivrance", "services", "commission"} <= set(shapes.stems())
    assert all(shapes.schema(stem)["properties"] for stem in shapes.stems())


def test_where_each_kind_of_object_is_written() -> None:
    homes = shapes.homes()
    assert homes["mie"] == "mie"
    assert homes["idp"] == "architecture"
    assert homes["reserve"] == "reserves"
    assert set(homes.values()) <= set(shapes.stems())


@pytest.mark.parametrize(
    ("stem", "key", "holds"),
    [
        ("architecture", "idp", True),
        ("services", "services", True),
        ("services", "preuves", False),
        ("mie", "rien", False),
    ],
)
def test_which_keys_hold_objects(stem: str, key: str, holds: bool) -> None:
    assert shapes.holds(stem, key) is holds


def test_a_reference_is_opened_and_the_place_wins() -> None:
    found = shapes.resolve({"$ref": "commun.schema.json#/$defs/texte", "title": "Ici"})
    assert found["x-type"] == "texte"
    assert found["title"] == "Ici"
    assert "$ref" not in found
    assert shapes.resolve({"type": "object"}) == {"type": "object"}


def test_the_schema_at_a_path() -> None:
    scalar = shapes.at("mie", ("nominatif",))
    assert scalar is not None
    assert scalar["x-type"] == "oui_non"
    inside = shapes.at("architecture", ("idp", 3, "tls_min"))
    assert inside is not None
    assert inside["x-type"] == "enum"
    assert shapes.at("mie", ()) == shapes.schema("mie")
    group = shapes.at("services", ("defaut_services", "n-importe-lequel", "acces", 0, "par"))
    assert group is not None
    assert group["x-type"] == "enum"
    for wrong in (("rien",), ("nominatif", 0), ("nominatif", "rien"), ("rien", "rien", 0)):
        assert shapes.at("mie", wrong) is None, wrong


def test_what_a_shape_refuses() -> None:
    assert list(shapes.violations("mie", {"id": "m", "type": "cps"})) == []
    told = {
        (path, word)
        for path, word, _ in shapes.violations("mie", {"id": "m", "type": "cps", "nominatif": "peut-être", "x": 1})
    }
    assert (("nominatif",), "type") in told
    assert ((), "additionalProperties") in told
    dated = shapes.violations("plan", {"actions": [{"id": "a", "echeance": "2026-02-30"}]})
    assert [(path, word) for path, word, _ in dated] == [(("actions", 0, "echeance"), "format")]
