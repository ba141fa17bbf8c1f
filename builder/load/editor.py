"""Shape schemas → schemas for editors (yaml-language-server): they see YAML as YAML guesses it, before our typing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from builder.load import resources, shapes

FOLDER = "schemas/editeur"
_LOOSE: Mapping[str, Mapping[str, Any]] = {
    "oui_non": {"enum": ["oui", "non", True, False]},
    "borne": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 999999999}, {"const": "sans_limite"}]},
    "periode": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 999999999}, {"const": "jamais"}]},
    "date_passee": {"anyOf": [{"type": "string", "format": "date"}, {"const": "jamais"}]},
    "texte": {"type": ["string", "number", "boolean"]},
}
_DIGITS = frozenset({"rpps", "finess", "siren"})


def editor_schema(stem: str) -> str:
    """The schema that an editor reads for the files of shape `stem`, as JSON text. Self-contained."""
    body = _loose(shapes.schema(stem))
    body.pop("$id", None)
    used = _refs(body)
    definitions: dict[str, Any] = {}
    while used - set(definitions):
        for name in sorted(used - set(definitions)):
            definitions[name] = _loose(shapes.commun()[name])
            used |= _refs(definitions[name])
    body["$comment"] = "Fait par make schemas ; ne pas modifier à la main."
    body["$defs"] = dict(sorted(definitions.items()))
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def editor_schemas() -> dict[str, str]:
    """File name → text, for every shape."""
    return {f"{stem}.schema.json": editor_schema(stem) for stem in shapes.stems()}


def _loose(node: Any) -> Any:
    if isinstance(node, list):
        return [_loose(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    kind = str(node.get("x-type", ""))
    kept = {k: _loose(v) for k, v in node.items() if not k.startswith("x-")}
    if kind in _LOOSE:
        kept = {k: v for k, v in kept.items() if k in ("title", "description")} | dict(_LOOSE[kind])
    if kind in _DIGITS:
        kept["type"] = ["string", "integer"]
    if "const" in kept and isinstance(kept["const"], str) and kept["const"].replace(".", "").isdigit():
        kept["enum"] = [kept["const"], json.loads(kept.pop("const"))]
    if "oneOf" in kept and kept.get("type") == "string":
        del kept["type"]  # the choices say it all, and some of them an editor reads as numbers
    if isinstance(kept.get("$ref"), str):
        kept["$ref"] = "#/$defs/" + kept["$ref"].rsplit("/", 1)[-1]
    return kept


def _refs(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_refs(item) for item in node)) if node else set()
    if not isinstance(node, Mapping):
        return set()
    found = {node["$ref"].rsplit("/", 1)[-1]} if isinstance(node.get("$ref"), str) else set()
    return found.union(*(_refs(v) for v in node.values()))


def known() -> dict[str, str]:
    """The editor schemas as they lie in our data."""
    return {name: resources.text(f"{FOLDER}/{name}") for name in resources.names(FOLDER, ".json")}
