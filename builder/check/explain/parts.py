"""A rule's sentence about one subject, opened: each part with its truth, its words, and the facts it rests on.

Negation is pushed down to the facts (de Morgan holds in three-valued logic), so that what is left reads without « non »:
all of, one of, for each, for one at least, or a single fact. The truth of a fact comes from the runtime, never from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from builder.check.explain.formula import MACROS, Formula
from builder.check.explain.grounds import Grounds
from builder.check.explain.recorded import Recorded
from builder.check.explain.scope import Spot, below, members
from builder.check.explain.words import Words
from builder.check.sentences import Sentences
from builder.model.explanation import Node
from builder.model.rules import Pack, Rule

Truth = bool | None
Scope = Mapping[str, Spot]


@dataclass(frozen=True, eq=False)
class Part:
    """shape: et, ou, tous, un, element or fait. formula, wanted and spots are given for what stands on facts of its own."""

    shape: str
    truth: Truth
    words: str
    parts: tuple[Part, ...] = ()
    formula: Formula | None = None
    wanted: bool = True
    spots: tuple[tuple[str, Spot], ...] = ()  # the names of a fact's sentence, and where they lead
    nodes: tuple[Node, ...] = ()

    @property
    def decides(self) -> bool:
        """Is it turned, when it is turned, in one piece (a fact, or a list without any item)?"""
        return not self.parts and self.shape in ("fait", "un", "tous")


class Opener:
    """Opens the sentences of one rule for one subject. `root`: the subject, with what sentences see of it."""

    def __init__(self, facts: Recorded, sentences: Sentences, pack: Pack, rule: Rule, root: Spot) -> None:
        self._facts = facts
        self._sentences = sentences
        self._pack = pack.id
        self._rule = rule
        self._root = root
        self._words = Words(facts.knowledge, pack.parametres, facts.today)
        self._grounds = Grounds(facts)

    def whole(self, sentence: Formula) -> Part:
        """A sentence, opened."""
        return self._part(sentence, True, {self._rule.pour_chaque: self._root})

    def _part(self, formula: Formula, wanted: bool, scope: Scope) -> Part:
        if formula.op == "not":
            return self._part(formula.args[0], not wanted, scope)
        if formula.op in ("and", "or"):
            every = (formula.op == "and") is wanted
            parts = tuple(self._part(a, wanted, scope) for a in formula.args)
            return self._joined(parts, every)
        if formula.op in MACROS:
            return self._each(formula, wanted, scope)
        return self._fact(formula, wanted, scope)

    def _joined(self, parts: tuple[Part, ...], every: bool) -> Part:
        shape = "et" if every else "ou"
        flat = tuple(p for part in parts for p in (part.parts if part.shape == shape else (part,)))
        words = "Tout ce qui suit" if every else "L'un au moins de ce qui suit"
        return Part(shape, together((p.truth for p in parts), every), words, flat)

    def _each(self, formula: Formula, wanted: bool, scope: Scope) -> Part:
        """`all` and `exists`, item by item; a denied `exists` asks each item for the contrary."""
        every = (formula.op == "all") is wanted
        list_, body = formula.args
        spot = _spot(self._facts, list_.name, scope)
        shape = "tous" if every else "un"
        label = self._words.fact(spot.name)
        nodes = self._opened({list_.name: spot})
        spots = ((list_.name, spot),)
        if not isinstance(spot.shown, list):
            words = f"{'Chaque élément' if every else 'Un élément au moins'} de « {label} »"
            return Part(shape, None, words, (), formula, wanted, spots, nodes)
        items = [(m, self._part(body, wanted, {**scope, formula.name: m})) for m in members(spot)]
        parts = tuple(_titled(m, p) for m, p in items)
        count = len(parts)
        words = f"{'Chacun' if every else 'Un au moins'} des éléments de « {label} » ({count})"
        if not parts:
            words = f"« {label} » : la liste est vide" + ("" if every else ", et il en faut un")
        return Part(shape, together((p.truth for p in parts), every), words, parts, formula, wanted, spots, nodes)

    def _fact(self, formula: Formula, wanted: bool, scope: Scope) -> Part:
        found = {name: _spot(self._facts, name, scope) for name in _names(formula) if name.split(".")[0] in scope}
        seen = self._seen(formula, scope)
        value = self._sentences.part(self._rule, formula.words, self._facts.today, scope, seen)
        truth = value if value is None or wanted else not value
        words = self._words.condition(formula, wanted, lambda name: found[name].name)
        return Part("fait", truth, words, (), formula, wanted, tuple(found.items()), self._opened(found))

    def _seen(self, formula: Formula, scope: Scope) -> dict[str, Any]:
        """What the runtime is shown: the names that the part uses, and no other (a subject may be large)."""
        used = {name.split(".")[0] for name in _names(formula)}
        return {name: spot.shown for name, spot in scope.items() if name in used and spot.shown is not None}

    def _opened(self, spots: Mapping[str, Spot]) -> tuple[Node, ...]:
        steps = dict.fromkeys(s for spot in spots.values() if (s := spot.step(self._facts)) is not None)
        return tuple(self._grounds.node(step) for step in steps)


def together(truths: Iterable[Truth], every: bool) -> Truth:
    """« And » or « or » of three-valued truths: what decides absorbs what is unknown."""
    found = list(truths)
    if (not every) in found:
        return not every
    return None if None in found else every


def _spot(facts: Recorded, name: str, scope: Scope) -> Spot:
    head, *keys = name.split(".")
    spot = scope[head]
    for key in keys:
        spot = below(facts, spot, key)
    return spot


def _names(formula: Formula) -> list[str]:
    if formula.op == "name":
        return [formula.name]
    return [name for arg in formula.args for name in _names(arg)]


def _titled(member: Spot, part: Part) -> Part:
    """A part under the name of the item that it is about."""
    shown: Any = member.shown
    if not member.keys:
        title = member.thing.title
    elif isinstance(shown, Mapping):
        title = f"n° {int(member.keys[-1]) + 1}"
    else:
        title = str(shown)
    return Part("element", part.truth, f"« {title} »", (part,))
