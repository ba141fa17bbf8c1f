"""What rules read of one subject: each fact's answers and silences, traced once and shared by all its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.check.facts import Facts, Thing, Trace
from builder.check.packs import field_of
from builder.check.projection import project, tree_of_one
from builder.check.words import NOTHING, in_sentence, text
from builder.model.fields import Field
from builder.model.findings import FactRead
from builder.model.source import Path, Place


class Reads:
    """One subject's facts as the rules see them (`shown`), and where each comes from."""

    def __init__(self, facts: Facts, thing: Thing, shown: Mapping[str, Any]) -> None:
        self.thing = thing
        self.shown = shown
        self._facts = facts
        self._traces: dict[str, Trace] = {}

    def trace(self, names: Iterable[str]) -> Trace:
        """What reading these facts reads, and misses."""
        whole = Trace()
        for name in names:
            whole.add(self._one(name))
        return whole

    def _one(self, name: str) -> Trace:
        found = self._traces.get(name)
        if found is None:
            with self._facts.tracing() as found:
                project(self._facts, self.thing, tree_of_one(name))
            self._traces[name] = found
        return found

    def value(self, name: str) -> Any:
        """The value of a fact; None when unknown."""
        return dig(self.shown, name.split(".")[1:])

    def place(self, trace: Trace) -> Place:
        """Where to look: the first answer read in the subject's own block, else the subject."""
        base, place = self.thing.base, self._facts.dossier.place
        head, length = (
            base[0],
            len(base),
        )  # most answers are of another file: its name is compared before a copy is made
        own = [place(p) for p in trace.sources if p[0] == head and p[:length] == base]
        return min(own, key=Place.key) if own else self._facts.place(self.thing)

    def missing(self, names: Iterable[str]) -> tuple[FactRead, ...]:
        """Answers wanted by the facts that stay unknown; what a known fact did without is not asked."""
        place = self._facts.dossier.place
        trace = self.trace(n for n in names if _holds_none(self.value(n)))
        wanted = sorted(trace.missing, key=lambda m: (place(m[1]), m[0], repr(m[1])))
        return tuple(self._wanted(name, path, place(path)) for name, path in wanted)

    def _wanted(self, name: str, path: Path, place: Place) -> FactRead:
        field = field_of(self._facts.knowledge, name)
        return FactRead(name, field.label if field else name, None, text(None, field), (place,), path=path)

    def fact(self, name: str) -> FactRead:
        """A fact with its value in words and the places of the answers behind it."""
        value, field, trace = self.value(name), field_of(self._facts.knowledge, name), self._one(name)
        places = tuple(sorted({self._facts.dossier.place(p) for p in trace.sources}))
        inherited = any(p[1:2] == ("defaut_services",) for p in trace.sources)
        said = NOTHING if _of_nothing(self.shown, name) else text(value, field)
        return FactRead(name, field.label if field else name, value, said, places, inherited)

    def words(self, name: str) -> str:
        """A fact, read by the rules or not, in French words."""
        shown = project(self._facts, self.thing, tree_of_one(name))
        if _of_nothing(shown, name):
            return NOTHING
        field = field_of(self._facts.knowledge, name)
        value = self._titled(dig(shown, name.split(".")[1:]), field)
        return text(value, in_sentence(field, self._facts.knowledge.proper_names))

    def _titled(self, value: Any, field: Field | None) -> Any:
        """What a derived fact cites, by title: nobody knows a service by its id."""
        target = field.item.target if field is not None and field.derived and field.item is not None else ""
        if not target or not isinstance(value, list):
            return value
        found = [self._facts.find(target, str(id_)) for id_ in value]
        return [id_ if thing is None else thing.title for id_, thing in zip(value, found, strict=True)]


def _of_nothing(shown: Mapping[str, Any], name: str) -> bool:
    """Is this a fact of a neighbour that the author said there is none of (`session: aucun`)?"""
    head, *rest = name.split(".")[1:]
    return bool(rest) and rest != ["existe"] and shown.get(head) == {"existe": False}


def _holds_none(value: Any) -> bool:
    return value is None or (isinstance(value, list) and any(_holds_none(v) for v in value))


def dig(shown: Any, keys: Sequence[str]) -> Any:
    """The value at a fact's path in a projection; a list for `[]`; None when unknown."""
    if not keys:
        return shown
    head, rest = keys[0], keys[1:]
    value = shown.get(head.removesuffix("[]")) if isinstance(shown, Mapping) else None
    if head.endswith("[]") and isinstance(value, list):
        return [dig(item, rest) for item in value]
    if not rest and isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [str(item.get("id", "…")) for item in value]
    return dig(value, rest) if value is not None else None
