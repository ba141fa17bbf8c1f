"""Fact sets made for a rule: its examples with some facts changed, or sets drawn whole.

A set is `{subject: facts, "date_reference": day}`, like a rule's example. Values come from the fact model (every value of
an enum), from the rule's sentences and its text's numbers (each, one below, one above), and from the rule's own examples.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import jsonschema_rs

from builder.check.packs import field_of
from builder.check.projection import tree_of
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.load.shapes import commun
from builder.model.fields import Field
from builder.model.rules import Rule
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE

Set = dict[str, Any]
DAY = "2026-11-23"
ABSENT = object()
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TEXT = re.compile(r"'([^']*)'")
_NUMBER = re.compile(r"(?<![\w.'-])\d+(?![\w'-])")
_INTEGERS = ("entier", "borne", "periode", "ecart")
KNOWLEDGE = load_knowledge()
PACKS = load_packs()
RULES = tuple(rule for pack in PACKS for rule in pack.rules)
TEXTS = {p.id: {k: v.valeur for k, v in p.parametres.items()} for p in PACKS}


def around(day: str) -> tuple[str, str, str]:
    """A day, the day before, the day after."""
    there = date.fromisoformat(day)
    return day, (there - timedelta(1)).isoformat(), (there + timedelta(1)).isoformat()


@dataclass(frozen=True)
class Pool:
    """The values that a rule's facts may take: `values[path]` for scalars and items of lists of scalars."""

    rule: Rule
    tree: Mapping[str, Any]
    values: Mapping[str, tuple[Any, ...]]
    days: tuple[str, ...]
    examples: tuple[Set, ...]


def sentences(rule: Rule) -> list[str]:
    return [s for s in (rule.si, rule.exige) if s]


def pool(rule: Rule) -> Pool:
    """Everything that may be written for a rule's facts."""
    said = " ".join(sentences(rule))
    read = {k: v for k, v in TEXTS[rule.pack].items() if f"texte.{k}" in said}
    examples = tuple(
        {rule.pour_chaque: copy.deepcopy(e[rule.pour_chaque]), "date_reference": e.get("date_reference", DAY)}
        for group in rule.exemples.values()
        for e in group
    )
    seen: dict[str, list[Any]] = {}
    for example in examples:
        for path, value in leaves(example[rule.pour_chaque], rule.pour_chaque):
            seen.setdefault(path, []).append(value)
    days = {d for v in (*read.values(), *(e["date_reference"] for e in examples)) for d in _days(v)}
    days |= {d for values in seen.values() for v in values for d in _days(v)} | set(around(DAY))
    numbers = {int(n) for n in _NUMBER.findall(_TEXT.sub("", said))} | {v for v in read.values() if isinstance(v, int)}
    words = set(_TEXT.findall(said)) | {v for v in read.values() if isinstance(v, str) and not _DATE.fullmatch(v)}
    tree = tree_of(rule.faits)
    values = {
        path: _ordered({v for v in (*_candidates(path, numbers, words, days), *seen.get(path, ())) if _may_be(path, v)})
        for path in {*_scalars(rule.pour_chaque, tree), *seen}
    }
    return Pool(rule, tree, values, tuple(sorted(days)), examples)


@cache
def _shape(type_: str) -> jsonschema_rs.Draft202012Validator | None:
    shape = commun().get(type_)
    return None if shape is None else jsonschema_rs.validator_for(dict(shape), validate_formats=True)


def writable(type_: str, value: Any) -> bool:
    """Whether a dossier may hold the value: the shapes refuse an empty text, a date that is none…"""
    shape = _shape(type_)
    return shape is None or shape.is_valid(value)


def _days(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and _DATE.fullmatch(value) and value != JAMAIS_FAIT:
        return around(value)
    return ()


def _ordered(values: set[Any]) -> tuple[Any, ...]:
    return tuple(sorted(values, key=lambda v: (type(v).__name__, v)))


def leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Scalars of a set with their paths; items of a list are at `path[]`."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, list):
        for item in node:
            yield from leaves(item, path + "[]")
    else:
        yield path, node


def _scalars(path: str, tree: Mapping[str, Any]) -> Iterator[str]:
    for name, below in tree.items():
        here = f"{path}.{name}"
        inner = below.get("[]", below) if below else below
        if inner:
            yield from _scalars(here + "[]" if "[]" in below else here, inner)
        else:
            field = field_of(KNOWLEDGE, here)
            many = field is not None and (field.type == "liste" or (field.type == "vue" and field.many))
            yield here + "[]" if many or "[]" in below else here


def _scalar(path: str) -> Field:
    """The field of a scalar, or of the items of a list of scalars."""
    field = field_of(KNOWLEDGE, path.removesuffix("[]"))
    assert field is not None, path
    return replace(field.item, derived=field.derived) if path.endswith("[]") and field.item is not None else field


def _may_be(path: str, value: Any) -> bool:
    field = _scalar(path)
    return field.derived or writable(field.type, value)


def _candidates(path: str, numbers: set[int], words: set[str], days: set[str]) -> Iterator[Any]:
    field = _scalar(path)
    if field.type == "oui_non":
        yield from (True, False)
    elif field.type == "enum":
        yield from field.values
    elif field.type in _INTEGERS:
        yield from {0, 1, *(n + d for n in numbers for d in (-1, 0, 1))}
        if field.type in ("borne", "periode"):
            yield from (SANS_LIMITE, JAMAIS)
    elif field.type in ("date", "date_passee"):
        yield from days
        if field.type == "date_passee":
            yield JAMAIS_FAIT
    elif field.type not in ("table", "vue", "liste"):
        yield from ("", " ", "x", "aucun", *words)


def variants(facts: Set, path: str, pool: Pool) -> Iterator[Set]:
    """The same set with other known values of the fact at `path`, tables on the way made when they are missing."""
    subject, *keys = path.split(".")
    for place in _places(facts[subject], keys, ()):
        for value in _values(facts, path, pool):
            changed = copy.deepcopy(facts)
            node = changed[subject]
            for key in place[:-1]:
                node = node[key] if isinstance(key, int) else node.setdefault(key, {})
            node[place[-1]] = value
            yield changed


def _places(node: Any, keys: list[str], done: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    head, *rest = keys
    name = head.removesuffix("[]")
    if not rest:
        yield (*done, name)
    elif head.endswith("[]"):
        for i, item in enumerate(node.get(name, [])):
            yield from _places(item, rest, (*done, name, i))
    else:
        yield from _places(node.get(name, {}), rest, (*done, name))


def _values(facts: Set, path: str, pool: Pool) -> Iterator[Any]:
    field = field_of(KNOWLEDGE, path)
    assert field is not None
    items = pool.values.get(path + "[]", ())
    if field.type == "vue" or (field.item is not None and field.item.type == "table"):
        yield from ([], [{}], [{}, {}])
    elif field.type == "liste":
        yield from ([], list(items), *([v] for v in items), *([v for v in items if v != less] for less in items))
    else:
        yield from pool.values[path]


class Draw:
    """Fact sets of one rule, drawn with a seed: the same seed draws the same sets."""

    def __init__(self, rule: Rule, seed: int, wrong: float = 0.0) -> None:
        self.pool = pool(rule)
        self.random = Random(f"{rule.id}:{seed}")
        self.absent = 0.12
        self.wrong = wrong  # the part of values that have not the type of their fact

    def one(self) -> Set:
        """Half of the sets are examples with a few facts changed; the others are drawn whole."""
        subject = self.pool.rule.pour_chaque
        if self.random.random() < 0.5:
            return self._whole(subject)
        drawn = copy.deepcopy(self.random.choice(self.pool.examples))
        for _ in range(self.random.randint(1, 3)):
            self._change(drawn)
        return drawn

    def _whole(self, subject: str) -> Set:
        self.absent = self.random.choice((0.0, 0.05, 0.25))
        day = self.random.choice(self.pool.days)
        return {subject: self._table(subject, self.pool.tree, always=True), "date_reference": day}

    def _change(self, drawn: Set) -> None:
        fresh = self._whole(self.pool.rule.pour_chaque)
        node, other = drawn, fresh
        if self.random.random() < 0.1:
            drawn["date_reference"] = fresh["date_reference"]
            return
        subject = self.pool.rule.pour_chaque
        node, other = drawn[subject], fresh[subject]
        while True:
            keys = sorted({*node, *other})
            if not keys:
                return
            key = self.random.choice(keys)
            here, there = node.get(key), other.get(key)
            if isinstance(here, dict) and isinstance(there, dict) and self.random.random() < 0.8:
                node, other = here, there
                continue
            items = [i for i in here if isinstance(i, dict)] if isinstance(here, list) else []
            fresh_items = [i for i in there if isinstance(i, dict)] if isinstance(there, list) else []
            if items and fresh_items and self.random.random() < 0.6:
                node, other = self.random.choice(items), self.random.choice(fresh_items)
                continue
            node.pop(key, None)
            if key in other:
                node[key] = other[key]
            return

    def _table(self, path: str, tree: Mapping[str, Any], always: bool = False) -> Any:
        if not always and self.random.random() < self.wrong:
            return self._odd()
        return {
            name: value for name, below in tree.items() if (value := self._value(f"{path}.{name}", below)) is not ABSENT
        }

    def _value(self, path: str, below: Mapping[str, Any]) -> Any:
        if self.random.random() < self.absent:
            return ABSENT
        if self.random.random() < self.wrong:
            return self._odd()
        field = field_of(KNOWLEDGE, path)
        many = field is not None and (field.type == "liste" or (field.type == "vue" and field.many))
        if many or "[]" in below:
            return self._list(path, below.get("[]", {}))
        if below:
            return self._table(path, below)
        return self.random.choice(self.pool.values[path])

    def _list(self, path: str, below: Mapping[str, Any]) -> list[Any]:
        field = field_of(KNOWLEDGE, path)
        assert field is not None
        values = self.pool.values.get(path + "[]", ())
        size = self.random.choice((0, 1, 1, 2, 2, 3, len(values) if len(values) < 12 else 4))
        holds_tables = field.type == "vue" or (field.item is not None and field.item.type == "table")
        if below or holds_tables or not values:
            return [self._table(path + "[]", below) for _ in range(min(size, 4))]
        if size == len(values):
            return list(values)
        return [self.random.choice(values) for _ in range(size)]

    def _odd(self) -> Any:
        return self.random.choice((True, 0, 1, "", "oui", "2026-11-23", [], {}, [{}], ["x"]))
