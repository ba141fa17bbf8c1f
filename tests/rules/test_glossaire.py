"""The glossary and the fact model, held together both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from builder.load import resources

GLOSSARY = resources.data("schemas/glossaire.yml")
COMMON = resources.data("schemas/forme/commun.schema.json")["$defs"]


def _keys(node: Any) -> Iterator[tuple[str, str, str]]:
    """Every property of a schema: name, title, description."""
    if isinstance(node, Mapping):
        for name, spec in node.get("properties", {}).items():
            yield name, spec.get("title", ""), spec.get("description", "")
        for value in node.values():
            yield from _keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from _keys(value)


WRITTEN = [
    entry
    for name in resources.names("schemas/forme", ".schema.json")
    if not name.startswith("commun")
    for entry in _keys(resources.data(f"schemas/forme/{name}"))
]
DERIVED = [d["chemin"].split(".")[-1].removesuffix("[]") for d in resources.data("schemas/derives.yml")]
ENUMS = {name.removeprefix("enum_"): spec for name, spec in COMMON.items() if name.startswith("enum_")}


def test_every_key_has_an_entry_and_no_entry_is_orphan() -> None:
    assert set(GLOSSARY["cles"]) == {name for name, _, _ in WRITTEN} | set(DERIVED)


def test_a_key_says_what_the_model_says() -> None:
    for name, title, description in WRITTEN:
        if not description or name in ("preuves", "description", "commentaire"):
            continue
        entry = GLOSSARY["cles"][name]
        told = [f"{entry['libelle']} : {entry['definition']}", entry["definition"], *entry.get("selon", {}).values()]
        assert description in told or f"{title} : {description}" in told, f"{name} : {description}"


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_every_value_has_an_entry(name: str) -> None:
    said = {str(v["const"]): v["title"] for v in ENUMS[name]["oneOf"]}
    assert {value: entry["libelle"] for value, entry in GLOSSARY["valeurs"][name].items()} == said


def test_no_unknown_enum() -> None:
    assert set(GLOSSARY["valeurs"]) == set(ENUMS)


def test_entries_are_complete() -> None:
    for section, wanted in (
        ("cles", ("libelle", "definition", "anglais")),
        ("termes", ("libelle", "definition", "anglais", "source")),
    ):
        for word, entry in GLOSSARY[section].items():
            assert all(entry.get(key, "").strip() for key in wanted), f"{section}.{word}"
