"""Which piece of the register is cited where, read off the whole dossier once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.model.fields import Field, Knowledge
from builder.model.source import Path

REGISTER = "preuves.yml"


def blocks(facts: Facts) -> dict[Path, list[str]]:
    """Block → the pieces it cites, in the order of the files. The register itself cites nothing."""
    found: dict[Path, list[str]] = facts.index("blocks", lambda: _blocks(facts))
    return found


def citations(facts: Facts) -> dict[str, list[Path]]:
    """Piece → the blocks that cite it, in the order of the files."""
    found: dict[str, list[Path]] = facts.index("citations", lambda: _citations(facts))
    return found


def _blocks(facts: Facts) -> dict[Path, list[str]]:
    keys = evidence_keys(facts)
    index: dict[Path, list[str]] = {}
    for name, data in facts.dossier.files.items():
        for path, refs in _cited((name,), data, keys) if name != REGISTER else ():
            index.setdefault(path[:-1], []).extend(refs)
    return index


def _citations(facts: Facts) -> dict[str, list[Path]]:
    index: dict[str, list[Path]] = {}
    for path, refs in blocks(facts).items():
        for ref in dict.fromkeys(refs):
            index.setdefault(ref, []).append(path)
    return index


def evidence_keys(facts: Facts) -> frozenset[str]:
    """Names of the keys that cite pieces: `preuves`, `delegation`, `preuves_de_levee`…"""
    found: frozenset[str] = facts.index("evidence_keys", lambda: _all_keys(facts.knowledge))
    return found


def _all_keys(knowledge: Knowledge) -> frozenset[str]:
    fields = (field for kind in knowledge.kinds.values() for field in kind.fields.values())
    return frozenset(name for field in fields for name in _keys(field))


def _keys(field: Field) -> Iterator[str]:
    if field.type == "vue" or field.derived:
        return
    if "preuve" in (field.target, field.item.target if field.item else ""):
        yield field.name
    for below in (*field.fields.values(), *(field.item.fields.values() if field.item else ())):
        yield from _keys(below)


def _cited(path: Path, node: Any, keys: frozenset[str]) -> Iterator[tuple[Path, list[str]]]:
    """(path of the key, ids) for every key that cites pieces, top to bottom."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            yield from _cited((*path, i), item, keys)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield (*path, key), [value]
            elif key in keys and isinstance(value, list):
                yield (*path, key), [v for v in value if isinstance(v, str)]
            else:
                yield from _cited((*path, key), value, keys)


def cited_pieces(*blocks: str) -> Callable[[Facts, Thing], Any]:
    """The pieces that a thing cites, anywhere in it or in some of its blocks; none when it cites none."""

    def link(facts: Facts, thing: Thing) -> Any:
        if thing.phantom:
            return UNKNOWN
        keys = evidence_keys(facts)
        roots = [(b,) for b in blocks if b in thing.data] if blocks else [()]
        ids: dict[str, None] = {}
        for root in roots:
            node = thing.data[root[0]] if root else thing.data
            for path, refs in _cited(root, node, keys):
                facts.ask(thing, *path)
                ids |= dict.fromkeys(refs)
        return [piece for id_ in ids if (piece := facts.find("preuve", id_)) is not None]

    return link
