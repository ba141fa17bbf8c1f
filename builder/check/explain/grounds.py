"""What a fact stands on, opened down to the author's answers: values, labels, places, and the silences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from builder.check.explain.recorded import Recorded, Step
from builder.check.facts import UNKNOWN, Thing
from builder.check.packs import field_of
from builder.check.wording import key_to_write
from builder.check.words import NO_ANSWER, NOTHING, french_date, text
from builder.model.explanation import Node
from builder.model.fields import Field
from builder.model.source import Path

_MOST = 8  # answers told below one computed fact; the others are counted


class Grounds:
    """Opens facts; one that was opened once is not opened again."""

    def __init__(self, facts: Recorded) -> None:
        self.facts = facts
        self._opened: set[Step] = set()

    def node(self, step: Step) -> Node:
        """One thing read → its line, with what it was computed from below."""
        told: dict[str, Callable[..., Node]] = {
            "ask": self._answer,
            "items": lambda thing, key: self._answer(thing, (key,)),
            "fact": lambda thing, name: self._computed(step, thing, (name,), self.facts.fact(thing, name)),
            "item": lambda thing, key, i, name: self._computed(
                step, thing, (key, i, name), self.facts.item_fact(thing, key, i, name)
            ),
            "view": lambda thing, name: self._neighbours(step, thing, name),
            "list": self._list,
            "want": self._wanted,
            "date": lambda: Node("date", f"date d'évaluation : {french_date(self.facts.today)}"),
        }
        return told[step[0]](*step[1:])

    def _answer(self, thing: Thing, keys: tuple[str | int, ...]) -> Node:
        value: Any = self.facts.ask(thing, *keys)
        name = dotted(thing, keys)
        field = field_of(self.facts.knowledge, name)
        path = thing.path(*keys)
        known = value is not UNKNOWN
        said = _shown(value, field) if known else NO_ANSWER
        inherited = " (écrit dans defaut_services)" if path[1:2] == ("defaut_services",) and known else ""
        label = field.label if field else str(keys[-1])
        line = f"{label} : {said}{inherited}"
        return Node("reponse", line, "" if known else "inconnu", self.facts.dossier.place(path), name)

    def _computed(self, step: Step, thing: Thing, keys: tuple[str | int, ...], value: Any) -> Node:
        name = dotted(thing, keys)
        field = field_of(self.facts.knowledge, name)
        label = field.label if field else name
        said = NO_ANSWER if value is UNKNOWN else _shown(value, field)
        etat = "inconnu" if value is UNKNOWN else ""
        if step in self._opened:
            return Node("calcul", f"{label} : {said} (ouvert plus haut)", etat, None, name)
        self._opened.add(step)
        note = (Node("note", field.help),) if field and field.help else ()
        return Node("calcul", f"{label} : {said}", etat, None, name, (*note, *self.below(step, thing)))

    def _neighbours(self, step: Step, thing: Thing, name: str) -> Node:
        found = self.facts.view(thing, name)
        path = f"{thing.kind.name}.{name}"
        field = thing.kind.fields[name]
        said = NO_ANSWER if found is UNKNOWN else NOTHING
        if found is not UNKNOWN and found:
            group = found if isinstance(found, list) else [found]
            said = ", ".join(t.title for t in group[:_MOST]) + (f"… ({len(group)})" if len(group) > _MOST else "")
        etat = "inconnu" if found is UNKNOWN else ""
        below = () if step in self._opened else self.below(step, thing)
        self._opened.add(step)
        return Node("calcul", f"{field.label} : {said}", etat, None, path, below)

    def _list(self, kind: str) -> Node:
        spec = self.facts.knowledge.kinds[kind]
        name, path = spec.container or spec.file.split("/")[0], (spec.file, spec.container)
        known = self.facts.known_list(kind) is not UNKNOWN
        said = f"{len(self.facts.all(kind))}" if known else NO_ANSWER
        return Node("reponse", f"liste « {name} » : {said}", "" if known else "inconnu", self._place(path), kind)

    def _wanted(self, name: str, path: Path) -> Node:
        field = field_of(self.facts.knowledge, name)
        label = field.label if field else key_to_write(self.facts.knowledge, name)
        return Node("reponse", f"{label} : {NO_ANSWER}", "inconnu", self._place(path), name)

    def _place(self, path: Path) -> Any:
        return self.facts.dossier.place(path)

    def below(self, step: Step, thing: Thing | None) -> tuple[Node, ...]:
        """What a step read: silences first, then its own answers; those of one place and words once."""
        read = list(self._read_by(step)) or [s for s in self.facts.steps.get(step, ()) if s[0] == "list"]
        lines = dict.fromkeys(_of(self.node(s), s, thing) for s in read)
        ranked = sorted(lines, key=lambda n: n.etat != "inconnu")  # a stable sort: the order of reading otherwise
        if len(ranked) <= _MOST:
            return tuple(ranked)
        rest = len(ranked) - _MOST
        return (*ranked[:_MOST], Node("note", f"et {rest} autre{'s réponses' if rest > 1 else ' réponse'}"))

    def _read_by(self, step: Step) -> Iterator[Step]:
        """Steps worth a line: an index hands on its silences only, a whole list that is written says nothing."""
        for read in self.facts.steps.get(step, ()):
            if read[0] == "index":
                yield from (s for s in self._read_by(read) if self.silent(s))
            elif read[0] != "list" or self.silent(read):
                yield read

    def silent(self, step: Step) -> bool:
        """Whether nobody answered what a step reads."""
        head, *rest = step
        if head == "ask":
            return self.facts.ask(rest[0], *rest[1]) is UNKNOWN
        if head == "items":
            return self.facts.items(rest[0], rest[1]) is UNKNOWN
        if head == "list":
            return self.facts.known_list(rest[0]) is UNKNOWN
        if head in ("fact", "item", "view"):
            pull: Mapping[str, Callable[..., Any]] = {
                "fact": self.facts.fact,
                "item": self.facts.item_fact,
                "view": self.facts.view,
            }
            return pull[head](*rest) is UNKNOWN
        return bool(head == "want")


def _of(node: Node, step: Step, owner: Thing | None) -> Node:
    """A line under the name of the thing that it is about, when that is another."""
    thing: Any = step[1] if step[0] in ("ask", "items", "fact", "item", "view") else owner
    return node if thing is owner else replace(node, text=f"{thing.title} · {node.text}")


def dotted(thing: Thing, keys: tuple[str | int, ...]) -> str:
    """`service.acces[].par`: a fact's name in the model."""
    return thing.kind.name + "".join("[]" if isinstance(key, int) else f".{key}" for key in keys)


def _shown(value: Any, field: Field | None) -> str:
    """A value in words; of a table or a list of tables, only how many."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        names = [str(item.get("titre") or item.get("id") or item.get("type") or "…") for item in value]
        return f"{len(names)} ({', '.join(names[:_MOST])}{'…' if len(names) > _MOST else ''})"
    if isinstance(value, dict):
        return "décrit"
    short = text(value, field)
    return short if len(short) <= 160 else short[:159] + "…"
