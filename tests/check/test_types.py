"""What rules read has the type that the fact model says, derived facts included: the evaluators never see another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from builder.check.facts import Facts
from builder.check.packs import field_of
from builder.check.projection import project, tree_of
from builder.check.subjects import subjects
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.fields import Field
from tests.check.helpers import make_facts
from tests.check.test_same_dossier import folders, load

INTEGERS = ("entier", "ecart", "borne", "periode")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
READ: dict[str, set[str]] = {}
for _rule in (r for p in load_packs() for r in p.rules):
    READ.setdefault(_rule.pour_chaque, set()).update(_rule.faits)


def fits(field: Field, value: Any) -> bool:
    if field.type == "oui_non":
        return isinstance(value, bool)
    if field.type in INTEGERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if field.type in ("date", "date_passee"):
        return isinstance(value, str) and DATE.fullmatch(value) is not None
    if field.type == "enum":
        return isinstance(value, str) and value in field.values
    return isinstance(value, str)


def odd(path: str, value: Any) -> Iterator[str]:
    """Paths, with their values, that have not the type of their field."""
    field = field_of(load_knowledge(), path)
    if isinstance(value, dict):
        for key, below in value.items():
            yield from odd(f"{path}.{key}", below)
    elif isinstance(value, list):
        item = field.item if field is not None else None
        for one in value:
            if isinstance(one, dict):
                yield from odd(path + "[]", one)
            elif item is None or not fits(item, one):
                yield f"{path}[] = {one!r}"
    elif field is None or field.type in ("liste", "table") or not fits(field, value):
        yield f"{path} = {value!r}"


def wrong(facts: Facts) -> list[str]:
    return [
        said
        for kind, paths in sorted(READ.items())
        for thing in subjects(facts, kind)
        for name, value in project(facts, thing, tree_of(paths)).items()
        for said in odd(f"{kind}.{name}", value)
    ]


@pytest.mark.parametrize("folder", folders(), ids=lambda p: p.name)
def test_rules_read_values_of_the_right_type(folder: Any) -> None:
    facts = make_facts(load(folder).files)
    assert wrong(facts) == []


def test_a_value_of_another_type_is_seen() -> None:
    facts = make_facts({"mie/m.yml": {"id": "m", "type": "carte_neutre", "evaluation": {"controle_exclusif": "oui"}}})
    assert "mie.evaluation.controle_exclusif = 'oui'" in wrong(facts)
