"""Facts that remember what each derived fact, and each view, was computed from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.check.facts import Facts, Thing
from builder.model.source import Path

#: What was read: ("ask", thing, keys), ("items", thing, key), ("fact", thing, name), ("item", thing, key, index, name),
#: ("view", thing, name), ("index", name), ("list", kind), ("want", name, path), ("date",).
Step = tuple[Any, ...]


class Recorded(Facts):
    """The same facts, with `steps`: a derived fact, a view or an index → what was read to compute it, in order."""

    def __init__(self, facts: Facts) -> None:
        """The same dossier, things and derivations, with nothing computed yet: what is asked from now on is recorded."""
        self.__dict__.update(facts.__dict__)
        self._memo, self._running, self._stack = {}, set(), []
        self.steps: dict[Step, dict[Step, None]] = {}
        self._open: list[dict[Step, None]] = []

    @property
    def date(self) -> str:
        self._note(("date",))
        return super().date

    def ask(self, thing: Thing, *keys: str | int) -> Any:
        self._note(("ask", thing, keys))
        return super().ask(thing, *keys)

    def items(self, thing: Thing, key: str) -> Any:
        self._note(("items", thing, key))
        return super().items(thing, key)

    def known_list(self, kind: str) -> Any:
        self._note(("list", kind))
        return super().known_list(kind)

    def want(self, name: str, path: Path) -> None:
        self._note(("want", name, path))
        super().want(name, path)

    def fact(self, thing: Thing, name: str) -> Any:
        field = thing.kind.fields.get(name)
        if field is None or not field.derived:
            return super().fact(thing, name)
        return self._within(("fact", thing, name), lambda: super(Recorded, self).fact(thing, name))

    def item_fact(self, thing: Thing, key: str, index: int, name: str) -> Any:
        if not self.is_item_derived(thing.kind.name, key, name):
            return super().item_fact(thing, key, index, name)
        step = ("item", thing, key, index, name)
        return self._within(step, lambda: super(Recorded, self).item_fact(thing, key, index, name))

    def view(self, thing: Thing, name: str) -> Any:
        return self._within(("view", thing, name), lambda: super(Recorded, self).view(thing, name))

    def index(self, name: str, compute: Callable[[], Any]) -> Any:
        return self._within(("index", name), lambda: super(Recorded, self).index(name, compute))

    def _within(self, step: Step, compute: Callable[[], Any]) -> Any:
        self._note(step)
        if step in self.steps:
            return compute()  # remembered: nothing is read again
        self.steps[step] = {}
        self._open.append(self.steps[step])
        try:
            return compute()
        finally:
            self._open.pop()

    def _note(self, step: Step) -> None:
        if self._open:
            self._open[-1][step] = None
