"""One file of a dossier: nodes → typed facts, the place of each, and what a shape cannot say."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

import yaml

from builder.load import shapes
from builder.load.shapes import Schema
from builder.load.yaml_reader import RefusedError, compose
from builder.model.source import Diagnostic, Path, Place

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class FileRead:
    """What one file gave. `data` is None when it could not be read at all."""

    name: str
    stem: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)


def read_file(raw: bytes, name: str, stem: str) -> FileRead:
    """YAML bytes of the file `name`, whose shape is `stem` → typed facts. Never raises for the author's text."""
    try:
        return read_node(compose(raw, name), name, stem)
    except RefusedError as error:
        return FileRead(name, stem, places={(name,): Place(name)}, faults=list(error.diagnostics))


def read_node(node: yaml.Node | None, name: str, stem: str) -> FileRead:
    """The same, from the root node of the file, None when it holds nothing."""
    result = FileRead(name, stem, places={(name,): Place(name)})
    if node is None or _is_null(node):
        result.data = {}
        return result
    result.places[(name,)] = _place(name, node)
    result.data = _value(result, node, shapes.schema(stem), (name,))
    return result


def shown(text: str, limit: int = 60) -> str:
    """An author's value inside a message: short, and unable to drive a terminal."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def nearest(word: str, choices: list[str], cutoff: float = 0.6) -> str | None:
    """The admitted word that looks most like what was written."""
    return next(iter(difflib.get_close_matches(word, choices, 1, cutoff)), None)


def _place(name: str, node: yaml.Node) -> Place:
    return Place(name, node.start_mark.line + 1, node.start_mark.column + 1)


def _value(result: FileRead, node: yaml.Node, schema: Schema | None, path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _table(result, node, schema, path)
    if isinstance(node, yaml.SequenceNode):
        items: list[Any] = []
        for number, item in enumerate(node.value, 1):
            if _is_null(item):  # told once, here, and not shown to the validator
                _empty(result, item, f"L'élément {number} de la liste est vide.", "Le remplir ou le retirer.")
                continue
            here = (*path, len(items))
            result.places[here] = _place(result.name, item)
            items.append(_value(result, item, shapes.child(schema, 0) if schema else None, here))
        return items
    assert isinstance(node, yaml.ScalarNode)
    return shapes.typed(node.value, schema) if node.style not in ("'", '"') or schema else node.value


def _table(result: FileRead, node: yaml.MappingNode, schema: Schema | None, path: Path) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = _place(result.name, key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            result.faults.append(
                Diagnostic(
                    place,
                    "cle",
                    "Une clé doit être un mot.",
                    "Écrire « clé: valeur » ; mettre la valeur entre guillemets si elle commence par { ou [.",
                )
            )
            continue
        key, here = key_node.value, (*path, key_node.value)
        if key in table:
            first = result.places[here]
            result.faults.append(
                Diagnostic(
                    place,
                    "cle-en-double",
                    f"La clé « {shown(key)} » est déjà écrite à la ligne {first.line}.",
                    "N'en garder qu'une : la seconde aurait effacé la première.",
                )
            )
            continue
        result.places[here] = place
        below = shapes.child(schema, key) if schema else None
        if _is_null(value_node) and below is not None:
            _empty(result, key_node, f"« {shown(key)} » n'a pas de valeur.", _how_to_fill(below))
            table[key] = _Empty
            continue
        table[key] = _value(result, value_node, below, here)
    return {k: v for k, v in table.items() if v is not _Empty}


class _Empty:
    """Stands for a value that was left out: already diagnosed, hence not shown to the validator."""


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"', "|", ">") and node.value in _NULLS


def _empty(result: FileRead, node: yaml.Node, message: str, remedy: str) -> None:
    result.faults.append(Diagnostic(_place(result.name, node), "valeur-vide", message, remedy))


def _how_to_fill(schema: Schema) -> str:
    word = {"borne": "sans_limite", "periode": "jamais", "date_passee": "jamais"}.get(schema.get("x-type", ""))
    if schema.get("type") == "array":
        word = "[]"
    if schema.get("x-aucun"):
        word = "aucun"
    ask = "Écrire la réponse, ou retirer la ligne si elle n'est pas connue"
    return f"{ask} ; « {word} » répond qu'il n'y en a pas." if word else f"{ask}."
