"""The dossier as a graph of things whose facts are pulled on demand, each with its provenance.

Reading a fact, asked or derived, records in the running trace which answers were read (`sources`) and
which were wanted and not there (`missing`). Proof, explanations and open questions all come from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from builder.model.errors import BuilderError
from builder.model.fields import Kind, Knowledge
from builder.model.source import Dossier, Path, Place

COMMON_KEYS = frozenset({"preuves", "description", "commentaire"})


class _Unknown:
    """The value of a fact that nobody answered. Neither true nor false."""

    def __bool__(self) -> bool:
        raise TypeError("an unknown fact has no truth value")

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, eq=False)
class Thing:
    """One object of the dossier. `roots` tells, for a service, which keys come from its group."""

    kind: Kind
    id: str
    title: str
    data: Mapping[str, Any]
    base: Path
    roots: Mapping[str, Path] = field(default_factory=dict)
    parent: Thing | None = None
    phantom: bool = False

    @property
    def ref(self) -> str:
        return f"{self.kind.name}:{self.id}"

    def path(self, *keys: str | int) -> Path:
        """Where the answer `keys` is, or would be, written."""
        head = self.roots.get(str(keys[0])) if keys else None
        return (*head, *keys[1:]) if head is not None else (*self.base, *keys)


@dataclass(slots=True)
class Trace:
    """What was read while computing something."""

    sources: set[Path] = field(default_factory=set)
    missing: set[tuple[str, Path]] = field(default_factory=set)
    dated: bool = False  # the reference date was read too: the result may change with it

    def add(self, other: Trace) -> None:
        self.sources |= other.sources
        self.missing |= other.missing
        self.dated = self.dated or other.dated


Derivation = Callable[["Facts", Thing], Any]
ItemDerivation = Callable[["Facts", Thing, str, int], Any]
Links = Callable[["Facts", Thing], Any]


class Facts:
    """Every thing of a dossier, and the memo of what was derived from it at one date."""

    def __init__(
        self,
        dossier: Dossier,
        knowledge: Knowledge,
        date: str,
        parameters: Mapping[str, Mapping[str, Any]],
        things: Mapping[str, list[Thing]],
        answered: Mapping[str, bool],
        derivations: Mapping[str, Derivation],
        item_derivations: Mapping[str, ItemDerivation],
        links: Mapping[str, Links],
    ) -> None:
        self.dossier = dossier
        self.knowledge = knowledge
        self.today = date  # for who evaluates; a derived fact reads `date`, which records it
        self.parameters = parameters  # pack → what its text gives (numbers, dates)
        self.readings: Mapping[str, str] = {c.id: c.defaut for c in knowledge.conflicts}  # conflict → reading held
        self._things = things
        self._answered = answered
        self._derivations = derivations
        self._item_derivations = item_derivations
        self._links = links
        self._memo: dict[tuple[Thing | None, str], tuple[Any, Trace]] = {}
        self._running: set[tuple[Thing | None, str]] = set()
        self._stack: list[Trace] = []
        self._index = {(kind, thing.id): thing for kind, group in things.items() for thing in group}

    @property
    def date(self) -> str:
        """The reference date (ISO); whoever reads it depends on it."""
        if self._stack:
            self._stack[-1].dated = True
        return self.today

    def learn(self, derivations: Mapping[str, Derivation]) -> None:
        """Add derived facts that could not exist before: those that read findings."""
        self._derivations = {**self._derivations, **derivations}

    # -- objects ---------------------------------------------------------------------------------

    def all(self, kind: str) -> list[Thing]:
        """The objects of a kind, in the order of the dossier."""
        return list(self._things.get(kind, ()))

    def known_list(self, kind: str) -> Any:
        """The objects of a kind, or UNKNOWN when the key that holds the list was never written."""
        if not self._answered.get(kind, False):
            spec = self.knowledge.kinds[kind]
            self._miss(f"{kind}[]", (_file_of(spec), spec.container) if spec.container else (_file_of(spec),))
            return UNKNOWN
        return self.all(kind)

    def one(self, kind: str) -> Thing | None:
        """The only object of a kind that has one place in the dossier."""
        group = self._things.get(kind)
        return group[0] if group else None

    def find(self, kind: str, id_: str) -> Thing | None:
        return self._index.get((kind, id_))

    # -- facts -----------------------------------------------------------------------------------

    def ask(self, thing: Thing, *keys: str | int) -> Any:
        """An answer as written, or UNKNOWN; records where it was read or would have been."""
        value: Any = thing.data
        for key in keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                self._miss(_dotted(thing.kind.name, keys), thing.path(*keys))
                return UNKNOWN
        self._read(thing.path(*keys))
        return value

    def items(self, thing: Thing, key: str) -> Any:
        """Number of items of a list of tables, or UNKNOWN; the items' answers are asked one by one."""
        if key not in thing.data:
            self._miss(f"{thing.kind.name}.{key}", thing.path(key))
            return UNKNOWN
        return len(thing.data[key])

    def fact(self, thing: Thing, name: str) -> Any:
        """A fact of `thing`, asked or derived (`produit.modele`, `attestation_due`), or UNKNOWN."""
        derivation = self._derivations.get(f"{thing.kind.name}.{name}")
        if derivation is None:
            return self.ask(thing, *name.split("."))
        return self._once((thing, name), lambda: derivation(self, thing))

    def item_fact(self, thing: Thing, key: str, index: int, name: str) -> Any:
        """A fact of one item of a list of tables (`acces`, 2, `exposition_retenue`), or UNKNOWN."""
        derivation = self._item_derivations.get(f"{thing.kind.name}.{key}[].{name}")
        if derivation is None:
            return self.ask(thing, key, index, *name.split("."))
        return self._once((thing, f"{key}[{index}].{name}"), lambda: derivation(self, thing, key, index))

    def is_item_derived(self, kind: str, key: str, name: str) -> bool:
        return f"{kind}.{key}[].{name}" in self._item_derivations

    def view(self, thing: Thing, name: str) -> Any:
        """Neighbours: a list, or one Thing, or None (known to be none), or UNKNOWN."""
        return self._once((thing, "->" + name), lambda: self._link(thing, name))

    def _link(self, thing: Thing, name: str) -> Any:
        view = thing.kind.views[name]
        if view.link == "calcul":
            return self._links[f"{thing.kind.name}.{name}"](self, thing)
        if view.link == "parent":
            return thing.parent
        if view.link == "unique":
            return self.one(view.target)
        if view.link == "toutes":
            return self.known_list(view.target)
        if view.link == "citee_par":
            return self._citing(thing, view.target, view.source)
        written = self.ask(thing, *view.source.split("."))
        if written is UNKNOWN:
            return UNKNOWN
        if view.many:
            return [found for ref in written if (found := self.find(view.target, ref)) is not None]
        return self.find(view.target, written)  # `aucun` is no object's id: None, known

    def _citing(self, thing: Thing, kind: str, key: str) -> Any:
        group = self.known_list(kind)
        if group is UNKNOWN:
            return UNKNOWN
        found, doubt = [], False
        for other in group:
            cited = self.ask(other, *key.split("."))
            if cited is UNKNOWN:
                doubt = True
            elif thing.id == cited or (isinstance(cited, list) and thing.id in cited):
                found.append(other)
        return UNKNOWN if doubt else found

    # -- traces ----------------------------------------------------------------------------------

    @contextmanager
    def tracing(self) -> Iterator[Trace]:
        """Record what is read inside the block; also counts for the trace around it."""
        trace = Trace()
        self._stack.append(trace)
        try:
            yield trace
        finally:
            self._stack.pop()
            if self._stack:
                self._stack[-1].add(trace)

    def _once(self, key: tuple[Thing | None, str], compute: Callable[[], Any]) -> Any:
        if key not in self._memo:
            if key in self._running:
                raise BuilderError(f"Le fait dérivé « {key[1]} » dépend de lui-même", "Corriger builder/check/derived.")
            self._running.add(key)
            trace = Trace()
            self._stack.append(trace)
            try:
                value = compute()
            finally:
                self._stack.pop()
                self._running.discard(key)
            self._memo[key] = (value, trace)
        value, trace = self._memo[key]
        if self._stack:
            self._stack[-1].add(trace)
        return value

    def _read(self, path: Path) -> None:
        if self._stack:
            self._stack[-1].sources.add(path)

    def index(self, name: str, compute: Callable[[], Any]) -> Any:
        """Something computed once for the whole dossier; it hands on what is missing, not what it read."""
        key = (None, name)
        if key not in self._memo:
            trace = Trace()
            self._stack.append(trace)
            try:
                value = compute()
            finally:
                self._stack.pop()
            self._memo[key] = (value, Trace(missing=trace.missing, dated=trace.dated))
        value, trace = self._memo[key]
        if self._stack:
            self._stack[-1].add(trace)
        return value

    def want(self, name: str, path: Path) -> None:
        """Record that an answer is wanted at `path`, though no single key of a thing holds it."""
        self._miss(name, path)

    def _miss(self, name: str, path: Path) -> None:
        if self._stack:
            self._stack[-1].missing.add((name, path))

    # -- places ----------------------------------------------------------------------------------

    def place(self, thing: Thing) -> Place:
        return self.dossier.place(thing.base)


def _dotted(kind: str, keys: tuple[str | int, ...]) -> str:
    text = kind
    for key in keys:
        text += "[]" if isinstance(key, int) else f".{key}"
    return text


def _file_of(kind: Kind) -> str:
    return kind.file.replace("<id>", "…")
