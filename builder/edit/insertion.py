"""Insert text into an author's file: at a node's place, touching nothing else, atomically."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from builder.load.yaml_reader import compose
from builder.model.errors import BuilderError

Entry = tuple[tuple[str, str], ...]  # key, value: already plain YAML scalars, or a `Flow`


class Flow(str):
    """A list or a table already written on one line of YAML."""

    __slots__ = ()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time in a dossier; the system gives the lock back if we die."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def scalar(text: str) -> str:
    """Text → a YAML scalar that reads as that very text, on one line."""
    return yaml.safe_dump(text, allow_unicode=True, width=10**9, default_style='"' if _needs(text) else None).split(
        "\n"
    )[0]


def _needs(text: str) -> bool:
    return (
        text != text.strip() or any(c in text for c in ":#{}[],&*!|>'\"%@`\\\n?") or text.lower() in ("oui", "non", "")
    )


def with_item(raw: str, name: str, key: str, entry: Entry) -> str:
    """The text of a file with one more item at the end of its list `key`. Raises BuilderError when it cannot be done."""
    if raw.startswith("\ufeff"):
        return "\ufeff" + with_item(raw[1:], name, key, entry)
    end = "\r\n" if "\r\n" in raw else "\n"
    node = compose(raw.encode("utf-8"), name)
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return closed(raw, end) + f"{key}:{end}" + _block(entry, 0, end)
    if not isinstance(node, yaml.MappingNode):
        raise BuilderError(f"{name} n'est pas une table de clés", "Corriger le fichier : rie check dit où.", name, 2)
    found = [value for k, value in node.value if k.value == key]
    if not found:
        return closed(raw, end) + f"{key}:{end}" + _block(entry, 0, end)
    if isinstance(found[0], yaml.ScalarNode) and not found[0].value and not node.flow_style:
        key_node = next(
            k for k, _ in node.value if k.value == key
        )  # `preuves:` alone: the list starts on the next line
        newline = raw.find("\n", key_node.end_mark.index)
        at = len(raw) if newline < 0 else newline + 1
        return closed(raw[:at], end) + _block(entry, 0, end) + raw[at:]
    return _into(raw, name, found[0], entry, end)


def _into(raw: str, name: str, node: yaml.Node, entry: Entry, end: str) -> str:
    if not isinstance(node, yaml.SequenceNode):
        raise BuilderError(f"{name} : la liste attendue n'en est pas une", "Écrire une liste, ou [].", name, 2)
    if node.flow_style:
        close = node.end_mark.index - 1
        body = "{" + ", ".join(f"{k}: {flow(v)}" for k, v in entry) + "}"
        return raw[:close] + (", " if node.value else "") + body + raw[close:]
    last = node.value[-1]
    column = node.start_mark.column
    at = line_end(raw, last)
    return closed(raw[:at], end) + _block(entry, column, end) + raw[at:]


def line_end(raw: str, node: yaml.Node) -> int:
    """Just after the last line of a node, leaving the comments and blank lines that follow it where they are."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    text = raw[: node.end_mark.index].rstrip()
    newline = raw.find("\n", len(text))
    return len(raw) if newline < 0 else newline + 1


def _block(entry: Entry, column: int, end: str) -> str:
    pad = " " * column
    lines = [f"{pad}{'- ' if i == 0 else '  '}{k}: {v}" for i, (k, v) in enumerate(entry)]
    return end.join(lines) + end


def flow(value: str) -> str:
    """A scalar as it can stand between brackets."""
    return (
        value
        if isinstance(value, Flow) or value.startswith(('"', "'")) or not any(c in value for c in ",[]{}")
        else scalar(value)
    )


def closed(text: str, end: str) -> str:
    return text if not text or text.endswith("\n") else text + end


def replace(path: Path, before: bytes | None, after: bytes) -> None:
    """Write `after` in one step, unless the file is no longer what was read (`before`; None: it did not exist)."""
    now = path.read_bytes() if path.exists() else None
    if now != before:
        raise BuilderError(f"{path.name} vient de changer", "Recommencer.", path.name, 2)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
