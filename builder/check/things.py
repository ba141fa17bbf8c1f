"""Dossier → things: every object with its resolved answers and the place of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.facts import COMMON_KEYS, Thing
from builder.model.fields import Kind, Knowledge
from builder.model.source import Dossier, Path


def make_things(dossier: Dossier, knowledge: Knowledge) -> tuple[dict[str, list[Thing]], dict[str, bool]]:
    """The things of each kind, and whether the list (or file) that holds the kind was written at all."""
    things: dict[str, list[Thing]] = {}
    answered: dict[str, bool] = {}
    for kind in knowledge.kinds.values():
        found = list(_of_kind(dossier, kind, things))
        things[kind.name] = found
        answered[kind.name] = bool(found) or _written(dossier, kind)
    return things, answered


def phantom(kind: Kind, title: str, base: Path, id_: str = "?", parent: Thing | None = None) -> Thing:
    """A subject without any answer, standing for a list nobody wrote: silence is never a pass."""
    return Thing(kind, id_, title, {}, base, parent=parent, phantom=True)


def _of_kind(dossier: Dossier, kind: Kind, things: Mapping[str, list[Thing]]) -> list[Thing]:
    if "<id>" in kind.file and not kind.container:
        folder = kind.file.split("/")[0] + "/"
        files = sorted(name for name in dossier.files if name.startswith(folder))
        return [_thing(kind, dossier.files[name], (name,)) for name in files]
    if kind.parent:
        return [child for owner in things[kind.parent] for child in _children(kind, owner)]
    data = dossier.files.get(kind.file, {})
    if not kind.container:
        return [_thing(kind, data, (kind.file,))]
    held = data.get(kind.container)
    if not kind.many:
        return [_thing(kind, held or {}, (kind.file, kind.container))]
    groups = data.get("defaut_services", {})
    return [
        _thing(
            kind,
            {"id": _named(item, i), **item},
            (kind.file, kind.container, i),
            groups if kind.name == "service" else {},
        )
        for i, item in enumerate(held or ())
    ]


def _children(kind: Kind, owner: Thing) -> list[Thing]:
    return [
        Thing(
            kind,
            f"{owner.id}/{item['id']}",
            f"{item.get('titre', item['id'])} ({owner.title})",
            item,
            (*owner.base, kind.container, i),
            parent=owner,
        )
        for i, item in enumerate(owner.data.get(kind.container, ()))
    ]


def _named(item: Mapping[str, Any], index: int) -> str:
    """Two objects of a list never share an identity: one without a name has the finding it is about, or its rank."""
    rank = f"{item['conflit']}-{index + 1}" if item.get("conflit") else index + 1
    return str(item.get("id") or item.get("constat") or rank)


def _thing(kind: Kind, data: Mapping[str, Any], base: Path, groups: Mapping[str, Any] | None = None) -> Thing:
    roots: dict[str, Path] = {}
    own = str(data.get("groupe", ""))
    if groups and own in groups:
        # A key written in the service replaces the group's whole; evidence does not come along.
        inherited = {k: v for k, v in groups[own].items() if k not in COMMON_KEYS and k not in data}
        roots = {k: (kind.file, "defaut_services", own, k) for k in inherited}
        data = {**inherited, **data}
    id_ = str(data.get("id", kind.name))
    return Thing(kind, id_, _title(kind, data, id_), data, base, roots)


def _title(kind: Kind, data: Mapping[str, Any], id_: str) -> str:
    for key in ("titre", "nom"):
        if data.get(key):
            return str(data[key])
    if data.get("conflit") and "conflit" in kind.fields:
        return f"arbitrage du conflit {data['conflit']}"
    qualite = data.get("qualite")
    if qualite and "qualite" in kind.fields:
        return kind.fields["qualite"].values.get(qualite, str(qualite))
    return id_ if kind.many else kind.title


def _written(dossier: Dossier, kind: Kind) -> bool:
    if not kind.container:
        return kind.file in dossier.files
    return kind.container in dossier.files.get(kind.file, {})
