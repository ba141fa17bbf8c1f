"""The place of an answer as one line of text: `services.yml:services[dpi].session`, and back.

An object of a list goes by its identifier when it has one, else by its number, counted from 1.
"""

from __future__ import annotations

import re
from typing import Any

from builder.load import shapes
from builder.load.questions import Files, stem_of
from builder.model.source import Path

_STEP = re.compile(r"(?:^|\.)([a-z_][a-z0-9_]*)|\[([^\[\]]+)\]")


def address(files: Files, path: Path) -> str:
    """The text of a path."""
    node: Any = files.get(str(path[0]), {})
    text = f"{path[0]}:"
    for key in path[1:]:
        if isinstance(key, int):
            node = node[key]
            own = isinstance(node, dict) and "id" in node
            text += f"[{node['id'] if own else key + 1}]"
        else:
            node = node.get(key, {}) if isinstance(node, dict) else {}
            text += key if text.endswith(":") else f".{key}"
    return text


def locate(files: Files, text: str) -> Path | None:
    """The path of a text; None when no place of the dossier has it. The file itself need not exist."""
    file, colon, rest = text.partition(":")
    if not colon or stem_of(file) not in shapes.stems() or not _known_file(files, file):
        return None
    path: list[str | int] = [file]
    node: Any = files.get(file, {})
    at = 0
    while at < len(rest):
        step = _STEP.match(rest, at)
        if step is None:
            return None
        key = step[1] if step[1] is not None else _index(node, step[2])
        if key is None:
            return None
        path.append(key)
        node = node[key] if isinstance(key, int) else node.get(key, {}) if isinstance(node, dict) else {}
        at = step.end()
    keys = tuple(path[1:])
    return tuple(path) if keys and shapes.at(stem_of(file), keys) is not None else None


def _known_file(files: Files, file: str) -> bool:
    return file in files or (stem_of(file) not in shapes.FOLDERS and file == f"{stem_of(file)}.yml")


def _index(node: Any, name: str) -> int | None:
    if not isinstance(node, list):
        return None
    for i, item in enumerate(node):
        if isinstance(item, dict) and item.get("id") == name:
            return i
    return int(name) - 1 if re.fullmatch(r"[1-9][0-9]{0,5}", name) and int(name) <= len(node) else None
