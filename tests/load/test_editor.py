"""The schemas that editors read: derived from the shapes, never drifting, and of the same opinion as the loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from builder.load.editor import editor_schemas, known

DOSSIER = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
FILES = sorted(p for p in DOSSIER.rglob("*.yml"))
SCHEMAS = {name: json.loads(text) for name, text in editor_schemas().items()}


class Core(yaml.SafeLoader):
    """YAML as an editor reads it (1.2 core): no dates, no yes/no."""


Core.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if tag.rsplit(":", 1)[-1] in ("int", "float", "null") or first in "tfTF"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def stem(file: Path) -> str:
    return file.parent.name if file.parent != DOSSIER else file.stem


def judge(file: Path, data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(SCHEMAS[f"{stem(file)}.schema.json"])
    return [error.message for error in validator.iter_errors(data)]


def test_no_drift() -> None:
    assert known() == editor_schemas(), "make schemas"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(DOSSIER)))
def test_the_demonstration_dossier_pleases_an_editor(file: Path) -> None:
    assert judge(file, yaml.load(file.read_text(encoding="utf-8"), Core)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(DOSSIER)))
def test_the_first_line_names_the_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    prefix, _, target = first.partition("$schema=")
    assert prefix == "# yaml-language-server: "
    assert (file.parent / target).resolve().name == f"{stem(file)}.schema.json"
    assert (file.parent / target).is_file()


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(DOSSIER)))
def test_an_editor_sees_an_unknown_key(file: Path) -> None:
    data = yaml.load(file.read_text(encoding="utf-8"), Core)
    data["clef_inconnue"] = 1
    assert judge(file, data) != []


def test_every_property_has_a_title_and_a_description() -> None:
    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            for name, spec in node.get("properties", {}).items():
                target = SCHEMAS[root]["$defs"].get(spec.get("$ref", "").rsplit("/", 1)[-1], {})
                assert spec.get("title") or target.get("title"), f"{path}.{name}"
                assert spec.get("description") or target.get("description"), f"{path}.{name}"
            for key, value in node.items():
                walk(value, f"{path}.{key}")
        elif isinstance(node, list):
            for value in node:
                walk(value, path)

    for root, schema in SCHEMAS.items():
        walk(schema, root)
