"""A subject's facts as the plain maps that sentences read: only what some rule names, absent when unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing

Tree = Mapping[str, Any]  # key → Tree; "[]" for the items of a list


@cache
def tree_of_one(path: str) -> Tree:
    """The tree of a single fact, made once for all subjects."""
    return tree_of((path,))


def tree_of(paths: Iterable[str]) -> dict[str, Any]:
    """Facts' paths, subject's name dropped, as one tree: mie.idp[].tls_min → {idp: {[]: {tls_min: {}}}}."""
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        for key in path.split(".")[1:]:
            node = node.setdefault(key.removesuffix("[]"), {})
            if key.endswith("[]"):
                node = node.setdefault("[]", {})
    return tree


def project(facts: Facts, thing: Thing, tree: Tree) -> dict[str, Any]:
    """The known part of `tree` for one thing. An unknown fact is an absent key."""
    shown: dict[str, Any] = {"id": thing.id}
    for name, below in tree.items():
        if name == "id" or (name == "existe" and "existe" not in thing.kind.fields):
            continue  # `existe` of a view is said by `_view`, unless the kind has such a fact of its own
        value = _view(facts, thing, name, below) if name in thing.kind.views else _own(facts, thing, name, below)
        if value is not UNKNOWN:
            shown[name] = value
    return shown


def _view(facts: Facts, thing: Thing, name: str, below: Tree) -> Any:
    found = facts.view(thing, name)
    if found is UNKNOWN:
        return UNKNOWN
    if isinstance(found, list):
        return [project(facts, other, below.get("[]", {})) for other in found]
    if found is None:
        return {"existe": False}
    there = {} if "existe" in found.kind.fields else {"existe": True}
    return {**project(facts, found, below), **there}


def _own(facts: Facts, thing: Thing, name: str, below: Tree) -> Any:
    field = thing.kind.fields.get(name)
    if field is not None and field.type == "liste" and field.item is not None and field.item.type == "table":
        count = facts.items(thing, name)
        if count is UNKNOWN:
            return UNKNOWN
        return [_item(facts, thing, name, i, below.get("[]", {})) for i in range(count)]
    if not below or "[]" in below:
        return facts.fact(thing, name)
    return _table(facts, thing, (name,), below)


def _item(facts: Facts, thing: Thing, key: str, index: int, tree: Tree) -> dict[str, Any]:
    shown = {}
    for name, below in tree.items():
        if below and "[]" not in below:
            value: Any = _table(facts, thing, (key, index, name), below)
        else:
            value = facts.item_fact(thing, key, index, name)
        if value is not UNKNOWN:
            shown[name] = value
    return shown


def _table(facts: Facts, thing: Thing, keys: tuple[str | int, ...], tree: Tree) -> dict[str, Any]:
    shown = {}
    for name, below in tree.items():
        inner = (*keys, name)
        value = _table(facts, thing, inner, below) if below and "[]" not in below else facts.ask(thing, *inner)
        if value is not UNKNOWN:
            shown[name] = value
    return shown
