"""A file of answers: one line for each, keyed on the place where it is to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from builder.load.yaml_reader import MAX_BYTES, RefusedError, compose
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Place

_NULLS = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: texts, lists and tables of texts, as written."""

    id: str
    value: Any
    place: Place


def read_answers(path: Path) -> tuple[tuple[Answer, ...], tuple[Diagnostic, ...]]:
    """The answers of a file, those left empty apart, and its faults. Raises OSError; BuilderError for a file too big."""
    if path.stat().st_size > MAX_BYTES:
        raise BuilderError(f"{path.name} est trop gros pour un fichier de réponses", "Vérifier le fichier.", code=2)
    try:
        node = compose(path.read_bytes(), path.name)
    except RefusedError as refused:
        return (), refused.diagnostics
    if node is None:
        return (), ()
    if not isinstance(node, yaml.MappingNode):
        place = Place(path.name)
        return (), (Diagnostic(place, "reponses", "Une réponse par ligne était attendue.", "Écrire lieu: réponse."),)
    found: dict[str, Answer] = {}
    faults = []
    for key, value in node.value:
        place = Place(path.name, key.start_mark.line + 1, key.start_mark.column + 1)
        id_ = str(key.value)
        if id_ in found:
            faults.append(
                Diagnostic(place, "cle-en-double", f"« {id_} » a déjà une réponse plus haut.", "N'en garder qu'une.")
            )
        elif not _empty(value):
            found[id_] = Answer(id_, _plain(value), place)
    return tuple(found.values()), tuple(faults)


def _empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"', "|", ">") and node.value in _NULLS


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        table: Mapping[str, Any] = {str(k.value): _plain(v) for k, v in node.value}
        return table
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return node.value
