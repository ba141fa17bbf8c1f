"""What a shape asks at one of its places: in words, of whom, and what one may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.load import shapes
from builder.load.knowledge import load_knowledge
from builder.load.shapes import Schema
from builder.model.fields import FORMS

Files = Mapping[str, Mapping[str, Any]]


def stem_of(file: str) -> str:
    """`mie/carte-neutre.yml` → `mie`, `services.yml` → `services`."""
    return file.split("/", maxsplit=1)[0].removesuffix(".yml")


def wording(node: Schema) -> str:
    """The question that a node asks: its own when it is one, else its title and what it says."""
    said, title = str(node.get("description", "")), str(node.get("title", ""))
    return said if said.endswith("?") or not title else f"{title} : {said}" if said else title


def form(node: Schema) -> str:
    """What one writes for a single answer: `oui ou non`, `AAAA-MM-JJ`, the choices…"""
    if "oneOf" in node:
        return " | ".join(str(v["const"]) for v in node["oneOf"])
    word = ", ou aucun" if node.get("x-aucun") else ""
    if node.get("x-cible"):
        kinds = load_knowledge().kinds
        return "l'identifiant d'" + " ou d'".join(kinds[target].title for target in node["x-cible"]) + word
    return FORMS.get(node.get("x-type", ""), FORMS["texte"]) + word


def expected(node: Schema) -> str:
    """The same for any answer, a list too, with its unit."""
    if "items" in node:
        item = shapes.resolve(node["items"])
        inner = "une entrée par objet" if "properties" in item else form(item)
        return f"une liste ([] s'il n'y en a pas) : {inner}"
    if node.get("type") == "object":
        return "une table de clés"
    return form(node) + (f" ({node['x-unite']})" if node.get("x-unite") else "")


def choices(node: Schema) -> Mapping[str, str]:
    """The closed values of an answer, or of a list's items, with their labels; empty when it is free."""
    own = shapes.resolve(node["items"]) if "items" in node else node
    return {str(v["const"]): str(v["title"]) for v in own.get("oneOf", ())}


def targets(node: Schema, files: Files) -> tuple[str, ...]:
    """Identifiers of the dossier that an answer may cite."""
    own = shapes.resolve(node["items"]) if "items" in node else node
    return tuple(id_ for kind in own.get("x-cible", ()) for id_ in identifiers(kind, files))


def identifiers(kind: str, files: Files) -> list[str]:
    """The identifiers of one kind of object, in the order of the dossier."""
    found: list[Any] = []
    for name, data in files.items():
        shape = shapes.schema(stem_of(name))
        if shape.get("x-sujet") == kind:
            found.append(data)
        for key, node in shape["properties"].items():
            if node.get("items", {}).get("x-sujet") == kind:
                found += data.get(key, ())
    return [str(item["id"]) for item in found if "id" in item]


def who(stem: str, keys: tuple[str | int, ...]) -> str:
    """Who can answer at a place of a file: what it says itself, else what the table around it says (`x-qui`)."""
    node: Schema | None = shapes.schema(stem)
    found = str(shapes.schema(stem)["x-qui"])
    for key in keys:
        node = shapes.child(node, key) if node is not None else None
        found = str((node or {}).get("x-qui", found))
    return found


def people() -> Mapping[str, str]:
    """Those who may be asked: word → French label, in the model's order."""
    return {str(v["const"]): str(v["title"]) for v in shapes.commun()["enum_qualite"]["oneOf"]}
