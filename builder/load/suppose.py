"""A dossier as it would be if some answers were other: laid over the composed YAML, then read as if it had been written.

Nothing is copied and nothing is written. What is laid over has the place of what it replaces, or of the table that
would hold it, so that a fault of a supposed answer is told where one would write it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path as DiskPath

import yaml

from builder.load import shapes
from builder.load.dossier import Reading, assembled, read_folder, refuse_no_dossier
from builder.load.listing import stem_of
from builder.load.reader import FileRead, nearest, read_node, shown
from builder.load.yaml_reader import RefusedError, compose
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Dossier

_KEY = re.compile(r"([A-Za-z_][\w-]*)((?:\[[^\[\]]*\])*)(?:\.|$)")
_INDEX = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"[1-9]\d*")
_FORM = "Écrire FICHIER:clé.clé=valeur ; un élément de liste par son nom ou son rang : services.yml:services[id=dpi].acces[1].par."


@dataclass(frozen=True, slots=True)
class Edit:
    """One answer supposed: the file, the keys (an index is text: `id=dpi`, `dpi` or a rank from 1), the YAML of the
    value; None: the answer is taken out."""

    file: str
    keys: tuple[str, ...]
    value: str | None
    said: str  # as the author wrote it


@dataclass(frozen=True, slots=True)
class Loaded:
    """The dossier as it is and as it would be; both None, with what forbids it, when either cannot be read."""

    before: Dossier | None
    after: Dossier | None
    diagnostics: tuple[Diagnostic, ...]


def edit_of(said: str, value: bool) -> Edit:
    """`mie/badge.yml:produit.puce=desfire_ev3`, or without a value. Raises BuilderError (code 2) when ill-formed."""
    where, equals, given = _split(said) if value else (said, "", "")
    file, colon, path = where.partition(":")
    keys = _keys(path)
    if not colon or not keys or (value and not (equals and given.strip())):
        raise BuilderError(f"« {shown(said)} » ne se lit pas", _FORM, "", 2)
    return Edit(file, keys, given if value else None, said)


def _split(said: str) -> tuple[str, str, str]:
    """Before and after the first `=` that stands outside brackets."""
    depth = 0
    for i, char in enumerate(said):
        depth += {"[": 1, "]": -1}.get(char, 0)
        if char == "=" and depth == 0:
            return said[:i], "=", said[i + 1 :]
    return said, "", ""


def _keys(path: str) -> tuple[str, ...]:
    """`services[id=dpi].acces[1].par` → services, [id=dpi], acces, [1], par; nothing when it is no path."""
    found: list[str] = []
    at = 0
    while at < len(path):
        match = _KEY.match(path, at)
        if match is None:
            return ()
        found += [match[1], *(f"[{i}]" for i in _INDEX.findall(match[2]))]
        at = match.end()
    return () if path.endswith(".") else tuple(found)


def load_supposed(root: DiskPath, edits: Sequence[Edit]) -> Loaded:
    """The dossier `root` read once, and once more with the edits laid over the files that they name.

    Raises BuilderError (code 2) when an edit names a file or an item that there is not.
    """
    refuse_no_dossier(root)
    reading = read_folder(root)
    before, faults = assembled(root, reading)
    if before is None:
        return Loaded(None, None, faults)
    files = {read.name: read for read in reading.reads}
    for name in dict.fromkeys(e.file for e in edits):
        files[name] = _reread(reading, name, [e for e in edits if e.file == name])
    supposed = replace(reading, reads=tuple(files[name] for name in sorted(files)))
    after, faults = assembled(root, supposed)
    return Loaded(before if after else None, after, faults)


def _reread(reading: Reading, name: str, edits: Sequence[Edit]) -> FileRead:
    stem = stem_of(name)
    if stem is None:
        known = [*reading.raw, *(f"{s}.yml" for s in shapes.stems() if s not in shapes.FOLDERS)]
        close = nearest(name, known)
        hint = f"Écrire « {close} » ?" if close else f"Fichiers du dossier : {', '.join(reading.raw)}."
        raise BuilderError(f"« {shown(name)} » n'est pas un fichier de dossier", hint, "", 2)
    raw = reading.raw.get(name, b"")
    node = compose(raw, name)
    if not isinstance(node, yaml.MappingNode):
        node = _made("{}", name, yaml.Mark(name, 0, 0, 0, None, 0))
    for edit in edits:
        _lay(node, edit)
    return read_node(node, name, stem)


def _lay(root: yaml.Node, edit: Edit) -> None:
    """Change the tree in place."""
    node = root
    for i, key in enumerate(edit.keys):
        last = i == len(edit.keys) - 1
        inside = key.startswith("[")
        node = _item(node, key[1:-1], edit, last) if inside else _value(node, key, edit, last)


def _value(node: yaml.Node, key: str, edit: Edit, last: bool) -> yaml.Node:
    if not isinstance(node, yaml.MappingNode):
        raise _nothing(edit, f"« {key} » est demandé sous ce qui n'est pas une table")
    found = next((pair for pair in node.value if getattr(pair[0], "value", None) == key), None)
    if last and edit.value is None:
        if found is None:
            raise _nothing(edit, f"« {key} » n'est pas écrit")
        node.value.remove(found)
        return node
    mark = node.start_mark if found is None else found[1].start_mark
    if not last:
        empty = found is None or (isinstance(found[1], yaml.ScalarNode) and not found[1].value)
        below = _made("{}", edit.file, mark) if empty or found is None else found[1]
    else:
        below = _made(str(edit.value), edit.file, mark)
    pair = (found[0] if found is not None else _scalar(key, mark), below)
    node.value[:] = [pair if p is found else p for p in node.value] if found is not None else [*node.value, pair]
    return below


def _item(node: yaml.Node, index: str, edit: Edit, last: bool) -> yaml.Node:
    if not isinstance(node, yaml.SequenceNode):
        raise _nothing(edit, f"« [{index}] » est demandé dans ce qui n'est pas une liste")
    at = _rank(node, index, edit)
    if last and edit.value is None:
        del node.value[at]
        return node
    if last:
        node.value[at] = _made(str(edit.value), edit.file, node.value[at].start_mark)
    found: yaml.Node = node.value[at]
    return found


def _rank(node: yaml.SequenceNode, index: str, edit: Edit) -> int:
    """The item that `id=dpi`, `dpi` or `3` names."""
    if _NUMBER.fullmatch(index):
        if int(index) <= len(node.value):
            return int(index) - 1
        raise _nothing(edit, f"la liste n'a que {len(node.value)} éléments")
    key, equals, word = index.partition("=")
    key, word = (key, word) if equals else ("id", index)
    named = [_named(item, key) for item in node.value]
    if word in named:
        return named.index(word)
    known = [n for n in named if n]
    close = nearest(word, known)
    raise _nothing(
        edit, f"aucun élément de « {key} : {shown(word)} »", f"Écrire « [{key}={close}] » ?" if close else ""
    )


def _named(item: yaml.Node, key: str) -> str:
    pairs = item.value if isinstance(item, yaml.MappingNode) else ()
    return next((str(v.value) for k, v in pairs if getattr(k, "value", None) == key), "")


def _nothing(edit: Edit, why: str, hint: str = "") -> BuilderError:
    return BuilderError(f"« {shown(edit.said, 200)} » : {why}", hint or _FORM, "", 2)


def _scalar(text: str, mark: yaml.Mark) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, mark, mark)


def _made(text: str, file: str, mark: yaml.Mark) -> yaml.Node:
    """A value's nodes, all at one place. Raises BuilderError (code 2) when it is no YAML that a dossier admits."""
    try:
        node = compose(text.encode(), file)
    except RefusedError as error:
        fault = error.diagnostics[0]
        raise BuilderError(
            f"la valeur « {shown(text)} » ne se lit pas : {fault.message}", fault.remedy, "", 2
        ) from error
    if node is None:
        raise BuilderError(f"la valeur « {shown(text)} » est vide", "Pour retirer une réponse : --unset.", "", 2)
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one.start_mark = one.end_mark = mark
        for below in one.value if isinstance(one, yaml.CollectionNode) else ():
            waiting += below if isinstance(below, tuple) else (below,)
    return node
