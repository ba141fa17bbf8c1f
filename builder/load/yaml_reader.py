"""YAML text → nodes with places. The only module that knows the YAML library.

The events are scanned before anything is composed: anchors, aliases, tags and deep nesting are refused
there, since the C composer recurses (a hundred thousand `[` crash it) and shares aliased objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from builder.load.syntax import explain
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Place

MAX_DEPTH = 40
MAX_BYTES = 2_000_000
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
# What YAML forbids, and the breaks that it takes for ends of line and that no editor shows as such.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class RefusedError(Exception):
    """The text is not admissible; carries the diagnostics."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


def compose(raw: bytes, name: str) -> yaml.Node | None:
    """The root node of a YAML text, or None when it holds nothing. Raises RefusedError."""
    text = _decode(raw, name)
    _scan(text, name)
    return yaml.compose(text, Loader=yaml.CSafeLoader)  # one document, known shallow, no anchor


def plain(text: str, name: str) -> Any:
    """Our own YAML data: scalars as text, integers as int. Raises BuilderError."""
    try:
        node = compose(text.encode(), name)
    except RefusedError as error:
        first = error.diagnostics[0]
        raise BuilderError(first.message, first.remedy, str(first.place)) from error
    return None if node is None else _plain(node)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {_plain(k): _plain(v) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    quoted = node.style in ("'", '"', "|", ">")
    return int(node.value) if not quoted and _INTEGER.fullmatch(node.value) else node.value


def _decode(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise RefusedError(
            _fault(
                name,
                1,
                1,
                "taille",
                f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.",
                "Le découper, ou retirer ce qui n'est pas une réponse.",
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise RefusedError(
            _fault(name, line, column, "encodage", "Le fichier n'est pas en UTF-8.", "L'enregistrer en UTF-8.")
        ) from error
    wrong = _NOT_YAML.search(text)
    if wrong:
        before_text = text[: wrong.start()]
        line, column = before_text.count("\n") + 1, len(before_text) - before_text.rfind("\n")
        raise RefusedError(
            _fault(
                name,
                line,
                column,
                "caractere",
                f"Un caractère invisible (U+{ord(wrong[0]):04X}) n'est pas admis.",
                "Le supprimer.",
            )
        )
    return text


def _scan(text: str, name: str) -> None:
    """Refuse what a dossier never needs, event by event. Never recurses."""
    try:
        _scan_events(text, name)
    except yaml.MarkedYAMLError as error:
        said = explain(error, text)
        fault = _fault(name, said.line, said.column, "yaml", said.message, said.remedy)
        raise RefusedError(fault) from error
    except yaml.YAMLError as error:
        raise RefusedError(
            _fault(name, 1, 1, "yaml", "Le fichier ne se lit pas comme du YAML.", "Vérifier le fichier.")
        ) from error


def _scan_events(text: str, name: str) -> None:
    depth = documents = 0
    found: list[Diagnostic] = []
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        assert event.start_mark is not None
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                found.append(
                    _fault(
                        name,
                        line,
                        column,
                        "yaml-second-document",
                        "Un second document YAML commence ici.",
                        "Un fichier, un document : retirer « --- » et ce qui suit, ou en faire un autre fichier.",
                    )
                )
                break
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                found.append(
                    _fault(
                        name,
                        line,
                        column,
                        "yaml-profondeur",
                        f"Plus de {MAX_DEPTH} niveaux emboîtés.",
                        "Simplifier : un dossier n'en demande jamais autant.",
                    )
                )
                break
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        found.extend(_forbidden(event, name, line, column))
    if found:
        raise RefusedError(*found)


def _forbidden(event: Any, name: str, line: int, column: int) -> Iterator[Diagnostic]:
    if isinstance(event, yaml.AliasEvent):
        yield _fault(
            name,
            line,
            column,
            "yaml-alias",
            f"Les renvois (*{event.anchor}) ne sont pas admis.",
            "Écrire la valeur en entier.",
        )
    elif getattr(event, "anchor", None):
        yield _fault(
            name,
            line,
            column,
            "yaml-ancre",
            f"Les ancres (&{event.anchor}) ne sont pas admises.",
            "Écrire la valeur en entier ; pour les services, employer defaut_services.",
        )
    if getattr(event, "tag", None):
        yield _fault(
            name,
            line,
            column,
            "yaml-etiquette",
            f"Les étiquettes ({event.tag[:40]}) ne sont pas admises.",
            "Retirer l'étiquette : le type vient de la clé.",
        )


def _fault(name: str, line: int, column: int, code: str, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(Place(name, line, column), code, message, remedy)
