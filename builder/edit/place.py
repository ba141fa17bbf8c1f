"""Insert one answer at its place in an author's text: a key at the end of its table, nothing else touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from builder.edit.insertion import closed, flow, line_end, scalar
from builder.load import shapes
from builder.load.shapes import Schema
from builder.load.yaml_reader import compose
from builder.model.errors import BuilderError

Keys = tuple[str | int, ...]
_WORDY = frozenset({"texte", "rpps", "finess", "siren", "chemin_preuve"})  # may need quotes; the rest are plain words


def with_answer(raw: str, name: str, keys: Keys, value: Any, schema: Schema) -> str:
    """The text of a file with `value` (texts, lists, tables) written at `keys`.

    `schema` is the shape of the file. Raises BuilderError when something is written there already, or when the text
    around it leaves no room for a line.
    """
    if raw.startswith("\ufeff"):
        return "\ufeff" + with_answer(raw[1:], name, keys, value, schema)
    end = "\r\n" if "\r\n" in raw else "\n"
    table, rest, shape = _deepest(compose(raw.encode("utf-8"), name), keys, schema)
    if not rest:
        raise BuilderError("une réponse est déjà écrite", "Corriger le fichier à la main si elle a changé.", name, 2)
    if any(isinstance(key, int) for key in rest):
        raise BuilderError("l'objet visé n'est pas dans la liste", "L'écrire d'abord.", name, 2)
    if table is None:
        return closed(raw, end) + end.join(_lines(rest, value, 0, shape)) + end
    if not isinstance(table, yaml.MappingNode):
        raise BuilderError("la table qui contiendrait la réponse n'en est pas une", "La corriger à la main.", name, 2)
    if table.flow_style:
        at = table.end_mark.index - 1
        before = raw[:at].rstrip()
        return f"{before}{', ' if table.value else ''}{_inline(rest, value, shape)}{raw[len(before) :]}"
    at = line_end(raw, table)
    return closed(raw[:at], end) + end.join(_lines(rest, value, table.start_mark.column, shape)) + end + raw[at:]


def _deepest(node: yaml.Node | None, keys: Keys, schema: Schema) -> tuple[yaml.Node | None, Keys, Schema]:
    """The last table or list that is written on the way to `keys`, what is left of them, and its schema."""
    while keys:
        below = _below(node, keys[0])
        if below is None:
            break
        node, schema, keys = below, shapes.child(schema, keys[0]) or {}, keys[1:]
    return node, keys, schema


def _below(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for k, value in node.value if k.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: yaml.Node = node.value[key]
        return found
    return None


def _lines(keys: Keys, value: Any, column: int, schema: Schema) -> Iterator[str]:
    """`a:` over `b: value`, each in its column; a list of tables has one table an item."""
    key, rest = str(keys[0]), keys[1:]
    below = shapes.child(schema, key) or {}
    pad = " " * column
    if rest:
        yield f"{pad}{key}:"
        yield from _lines(rest, value, column + 2, below)
    elif isinstance(value, dict) and value:
        yield f"{pad}{key}:"
        for name, inner in value.items():
            yield from _lines((name,), inner, column + 2, below)
    elif isinstance(value, list) and any(isinstance(item, dict) and item for item in value):
        yield f"{pad}{key}:"
        shape = shapes.child(below, 0) or {}
        for item in value:
            yield from _item(item, column, shape)
    else:
        yield f"{pad}{key}: {_plain(value, below, top=True)}"


def _item(item: Any, column: int, schema: Schema) -> Iterator[str]:
    """An item of a list: a table has its first key after the dash, the others below it."""
    if not isinstance(item, dict) or not item:
        yield f"{' ' * column}- {_plain(item, schema, top=True)}"
        return
    lines = [line for name, inner in item.items() for line in _lines((name,), inner, column + 2, schema)]
    yield f"{' ' * column}- {lines[0].lstrip()}"
    yield from lines[1:]


def _inline(keys: Keys, value: Any, schema: Schema) -> str:
    key, rest = str(keys[0]), keys[1:]
    below = shapes.child(schema, key) or {}
    return f"{key}: {{{_inline(rest, value, below)}}}" if rest else f"{key}: {_plain(value, below)}"


def _plain(value: Any, schema: Schema, top: bool = False) -> str:
    """A value on one line; `top`: outside brackets, where a comma is only a comma."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_plain(v, shapes.child(schema, k) or {})}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        item = shapes.child(schema, 0) or {}
        return "[" + ", ".join(_plain(v, item) for v in value) + "]"
    if schema.get("x-type") not in _WORDY:
        return str(value)
    return scalar(str(value)) if top else flow(scalar(str(value)))
