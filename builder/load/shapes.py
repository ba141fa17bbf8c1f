"""The shape schemas: which keys a table admits, what type each answer has, and whether a file fits.

The schema types a scalar, never YAML's guess: every scalar is read as text and turned into what the
schema expects at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from builder.load import resources
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE

Schema = Mapping[str, Any]
YES = frozenset({"oui", "true"})
NO = frozenset({"non", "false"})
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
FOLDERS = ("mie", "delivrance")
FOLDER = "schemas/forme"


@cache
def commun() -> Schema:
    """The definitions shared by all shape schemas."""
    found: Schema = resources.data(f"{FOLDER}/commun.schema.json")["$defs"]
    return found


@cache
def schema(stem: str) -> Schema:
    """The shape schema of a file of the dossier: `mie`, `services`…"""
    found: Schema = resources.data(f"{FOLDER}/{stem}.schema.json")
    return found


@cache
def stems() -> tuple[str, ...]:
    """Names of the shape schemas, `commun` apart."""
    found = (n.removesuffix(".schema.json") for n in resources.names(FOLDER, ".schema.json"))
    return tuple(n for n in found if n != "commun")


@cache
def homes() -> Mapping[str, str]:
    """Kind of object → the shape of the file that holds it: `idp` → `architecture`."""
    found: dict[str, str] = {}
    for stem in stems():
        tables = [schema(stem), *schema(stem)["properties"].values()]
        for table in (t.get("items", t) for t in tables):
            if "x-sujet" in table:
                found[table["x-sujet"]] = stem
    return found


def holds(stem: str, key: str) -> bool:
    """Whether a key of a file's root holds objects that others may cite."""
    node = schema(stem)["properties"].get(key, {})
    return "x-sujet" in node.get("items", node)


_opened: dict[int, tuple[Schema, Schema]] = {}  # by identity: the same few nodes are asked for at every answer


def resolve(node: Schema) -> Schema:
    """A schema with its `$ref` opened; what the place itself says (title, x-cible…) wins."""
    if "$ref" not in node:
        return node
    known = _opened.get(id(node))
    if known is None:
        target = resolve(commun()[node["$ref"].rsplit("/", 1)[-1]])
        known = (
            node,
            {**target, **{k: v for k, v in node.items() if k != "$ref"}},
        )  # kept, so that its identity stays its own
        _opened[id(node)] = known
    return known[1]


def child(node: Schema, key: str | int) -> Schema | None:
    """The schema of a key or of an item; None when the key is not admitted."""
    if isinstance(key, int):
        return resolve(node["items"]) if "items" in node else None
    found = node.get("properties", {}).get(key)
    if found is None and isinstance(node.get("additionalProperties"), Mapping):
        found = node["additionalProperties"]
    return None if found is None else resolve(found)


def at(stem: str, path: tuple[str | int, ...]) -> Schema | None:
    """The schema at a path inside a file."""
    node: Schema | None = schema(stem)
    for key in path:
        node = child(node, key) if node is not None else None
    return node


def typed(text: str, node: Schema | None) -> Any:
    """A scalar as its schema wants it; the text itself when it does not fit (the validator will say so)."""
    kind = node.get("x-type") if node is not None else None
    if kind == "oui_non":
        word = text.lower()
        return True if word in YES else False if word in NO else text
    if kind in ("entier", "ecart", "borne", "periode"):
        if kind == "borne" and text == "sans_limite":
            return SANS_LIMITE
        if kind == "periode" and text == "jamais":
            return JAMAIS
        return int(text) if _INTEGER.fullmatch(text) else text
    if kind == "date_passee" and text == "jamais":
        return JAMAIS_FAIT
    return text


@cache
def _validator(stem: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([("commun.schema.json", {"$defs": commun()})])
    body = {k: v for k, v in schema(stem).items() if k != "$id"}
    return jsonschema_rs.Draft202012Validator(body, validate_formats=True, registry=registry)


def violations(stem: str, data: Any) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    """What the shape refuses: (path, keyword, the validator's own detail)."""
    validator = _validator(stem)
    if validator.is_valid(data):
        return
    for error in validator.iter_errors(data):
        yield tuple(error.instance_path), error.kind.name, error.kind
