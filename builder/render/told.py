"""Answers as a document prints them: a label and words. What a rule asks and nobody answers says « sans réponse »."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from builder.check.packs import field_of
from builder.check.words import NO_ANSWER, text
from builder.model.fields import Field
from builder.model.source import SANS_LIMITE, Path
from builder.render.constats import Context
from builder.render.french import number

Row = dict[str, str]


class Answers:
    """The answers of one dossier."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.files = context.assessment.dossier.files

    def nodes(self, kind: str) -> Iterator[tuple[Mapping[str, Any], Path]]:
        """What was written of a kind, in the order of the dossier, each with its place among the facts."""
        known = self.context.knowledge.kinds[kind]
        before, _, after = known.file.partition("<id>")
        for name in sorted(self.files):
            if name != known.file and not (after and name.startswith(before) and name.endswith(after)):
                continue
            held = self.files[name]
            if not known.container:
                yield held, (name,)
                continue
            found = held.get(known.container)
            if isinstance(found, Mapping):
                yield found, (name, known.container)
            elif found is not None:
                yield from ((item, (name, known.container, i)) for i, item in enumerate(found))

    def rows(self, kind: str, node: Mapping[str, Any], path: Path, names: Sequence[str]) -> list[Row]:
        """The named answers, in order. One that nobody gave is told when a rule asks it, left out when none does."""
        found = []
        for name in names:
            keys = tuple(name.split("."))
            value = dig(node, keys)
            if value is not None or self._asked((*path, *keys)):
                found.append({"libelle": self.label(kind, name), "valeur": self.words(kind, name, value)})
        return found

    def cells(self, kind: str, node: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
        """The named answers by their last key, for the columns of a table: none is ever left out."""
        return {name.rsplit(".", 1)[-1]: self.words(kind, name, dig(node, tuple(name.split(".")))) for name in names}

    def label(self, kind: str, name: str) -> str:
        """The answer's own label."""
        field = field_of(self.context.knowledge, f"{kind}.{name}")
        return field.label if field else name

    def words(self, kind: str, name: str, value: Any) -> str:
        """A value in French words; what it names, by its title."""
        field = field_of(self.context.knowledge, f"{kind}.{name}")
        if _refers(field):
            return self._titled(value, field)
        if isinstance(value, int) and not isinstance(value, bool) and value < SANS_LIMITE:
            return f"{number(value)} {field.unit if field else ''}".strip()
        return told(text(value, field))

    def title(self, kinds: str, id_: Any) -> str:
        """The title of what an identifier names."""
        return next((t[id_] for kind in kinds.split() if id_ in (t := self.context.titles.get(kind, {}))), str(id_))

    def _titled(self, value: Any, field: Field | None) -> str:
        target = "" if field is None else field.target or (field.item.target if field.item else "")
        if value is None:
            return NO_ANSWER
        if isinstance(value, list | tuple):
            return ", ".join(self.title(target, v) for v in value) or "aucun"
        return self.title(target, value)

    def _asked(self, path: Path) -> bool:
        return path in self._before or any(path[:n] in self._missing for n in range(2, len(path) + 1))

    @cached_property
    def _missing(self) -> frozenset[Path]:
        """Where the answers would be written that some rule misses."""
        return frozenset(m.path for f in self.context.assessment.findings for m in f.missing if m.path)

    @cached_property
    def _before(self) -> frozenset[Path]:
        return frozenset(path[:n] for path in self._missing for n in range(2, len(path) + 1))


def dig(node: Any, keys: Sequence[str]) -> Any:
    """The answer below a table, by its keys; from a list of tables, that of each; None when it is not written."""
    for i, key in enumerate(keys):
        if isinstance(node, list | tuple):
            return [v for item in node if (v := dig(item, keys[i:])) is not None]
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def told(value: Any) -> str:
    """What an author wrote, or « sans réponse » when it is nothing but spaces."""
    text_ = "" if value is None else str(value)
    return text_ if text_.strip() else NO_ANSWER


def _refers(field: Field | None) -> bool:
    return field is not None and (
        field.type in ("vue", "ref") or (field.item is not None and field.item.type in ("vue", "ref"))
    )
