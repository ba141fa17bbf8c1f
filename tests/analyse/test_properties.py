"""The nine properties that the ordinal calculus is held to (design note on the method, §4), where no other file holds them.

1 bounded, and 0 only where nothing leads; 2 antitone in controls; 3 monotone in likelihoods, sources and threats; 4 blind to
order and names; 5 equal to brute force: test_brute_force.py; 6 an answer taken away lowers nothing: test_register.py;
7 a class twice is a class once; 8 what leads nowhere changes nothing; 9 the matrix goes up, and one that does not is refused:
test_register.py.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from builder.analyse import analyse
from builder.analyse.closure import Net, Way
from builder.analyse.field import field_of
from builder.analyse.likelihood import none_counts, reduced
from builder.check import check
from builder.check.observe import observe
from builder.load.catalogue import load_catalogue
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment
from builder.model.observed import Observed
from builder.model.risk import ControlSeen, RiskRegister
from tests.analyse.graphs import ENTRIES, draw, reach
from tests.analyse.test_register import DATE, NAMES, loaded
from tests.check.test_same_dossier import a_password_policy, a_person, a_piece, turned

SEED = int(os.environ.get("RIE_GRAINE", "20261124"))
GRAPHS, SETS = (4000, 200) if os.environ.get("RIE_CAMPAGNE") else (150, 20)
Files = dict[str, Any]
Graph = tuple[list[Way], dict[str, int], dict[str, int]]


def graphs(sort: str) -> list[Graph]:
    random = Random(f"{SEED}:{sort}")
    return [
        (ways, {w.step: random.randint(1, 4) for w in ways}, {e: random.randint(1, 4) for e in ENTRIES})
        for ways in (draw(random, 12) for _ in range(GRAPHS))
    ]


def values(ways: list[Way], levels: Mapping[str, int], entries: Mapping[str, int]) -> Mapping[str, int]:
    return Net(ways, entries).close([levels[w.step] for w in ways]).values


def below(less: Mapping[str, int], more: Mapping[str, int]) -> bool:
    return all(more.get(state, 0) >= value for state, value in less.items())


def test_1_bounded_and_zero_only_where_nothing_leads() -> None:
    for ways, levels, entries in graphs("1"):
        found = values(ways, levels, entries)
        assert set(found.values()) <= {1, 2, 3, 4}
        assert set(found) == reach(ways, ENTRIES)


def test_3_monotone_in_likelihoods_sources_and_threats() -> None:
    random = Random(SEED)
    for ways, levels, entries in graphs("3"):
        found = values(ways, levels, entries)
        step, entry = random.choice(ways).step, random.choice(ENTRIES)
        assert below(found, values(ways, {**levels, step: 4}, entries))
        assert below(found, values(ways, levels, {**entries, entry: 4}))
        more = [*ways, Way("new", (("P",),), (random.choice("ABCDE"),))]
        assert below(found, values(more, {**levels, "new": random.randint(1, 4)}, entries))


def test_4_blind_to_the_order_and_the_names_of_states_and_steps() -> None:
    random = Random(SEED)
    for ways, levels, entries in graphs("4"):
        states = sorted({*ENTRIES, *(s for w in ways for s in (*w.grants, *(n for g in w.after for n in g)))})
        new = dict(zip(states, random.sample([f"x{i}" for i in range(len(states))], len(states)), strict=True))
        other = [
            Way(f"z{w.step}", tuple(tuple(new[s] for s in reversed(g)) for g in reversed(w.after)), tuple(new[s] for s in w.grants))
            for w in random.sample(ways, len(ways))
        ]  # fmt: skip
        renamed = values(other, {f"z{k}": v for k, v in levels.items()}, {new[e]: v for e, v in entries.items()})
        assert renamed == {new[s]: v for s, v in values(ways, levels, entries).items()}


def test_7_a_step_twice_is_a_step_once() -> None:
    for ways, levels, entries in graphs("7"):
        twice = [*ways, *(replace(w, step=f"{w.step}'") for w in ways)]
        assert values(twice, {**levels, **{f"{k}'": v for k, v in levels.items()}}, entries) == values(ways, levels, entries)  # fmt: skip


def test_8_a_step_out_of_reach_changes_nothing() -> None:
    for ways, levels, entries in graphs("8"):
        more = [*ways, Way("far", (("nowhere", "P"),), ("A", "B")), Way("near", (("nowhere",),), ("nowhere",))]
        assert values(more, {**levels, "far": 4, "near": 4}, entries) == values(ways, levels, entries)


# -- on dossiers -----------------------------------------------------------------------------------


@cache
def seen(name: str) -> tuple[Assessment, Observed]:
    dossier = loaded(name)
    made = check(dossier, load_packs(), load_knowledge(), DATE, describe=False, verified=True)
    return made, observe(dossier, made.packs, load_knowledge(), DATE, load_catalogue())


def register(name: str, change: Callable[[Observed], Observed] = lambda o: o) -> RiskRegister:
    made, observed = seen(name)
    return analyse(made, change(observed), load_catalogue())


def told(found: RiskRegister) -> dict[str, Any]:
    return {r.event.id: (r.severity, r.pictures, [c.id for c, _ in r.lowered_by]) for r in found.risks}


@pytest.mark.parametrize("name", NAMES)
def test_2_more_controls_never_raise_an_event(name: str) -> None:
    random, found = Random(f"{SEED}:{name}"), register(name)
    field, known = field_of(found), sorted(found.catalogue.controls)
    for _ in range(SETS):
        few = set(random.sample(known, random.randint(0, len(known) // 2)))
        many = few | set(random.sample(known, random.randint(0, len(known) // 2)))

        def among(chosen: set[str]) -> Callable[[ControlSeen], bool]:
            return lambda c: c.control.id in chosen

        assert below(field.levels(among(many)), field.levels(among(few)))
        assert below(field.close(among(many)).values, field.close(among(few)).values)
        assert below(field.close(among(few)).values, field.close(none_counts).values)


def test_2_more_controls_never_make_a_threat_likelier() -> None:
    random, known = Random(SEED), list(load_catalogue().controls.values())
    for _ in range(GRAPHS):
        few = random.sample(known, random.randint(0, 5))
        many = few + random.sample(known, random.randint(0, 5))
        for base in (1, 2, 3, 4):
            assert 1 <= reduced(base, many) <= reduced(base, few) <= base
        assert reduced(4, many) == reduced(4, list(reversed(many)))


@pytest.mark.parametrize("name", NAMES)
def test_7_a_class_twice_is_a_class_once(name: str) -> None:
    def twice(observed: Observed) -> Observed:
        more = [replace(c, population=f"{c.population}-bis") for c in observed.classes if c.population != "?"]
        return replace(observed, classes=(*observed.classes, *more))

    assert told(register(name, twice)) == told(register(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("keys", "lists"), [(True, False), (False, True)])
def test_4_the_order_of_the_dossier_changes_no_risk(name: str, keys: bool, lists: bool) -> None:
    assert told(of_files(name, lambda files: turned(files, keys, lists))) == told(register(name))


@pytest.mark.parametrize("add", [a_person, a_piece, a_password_policy], ids=lambda f: f.__name__)
def test_8_an_object_that_nothing_concerns_changes_no_risk(add: Callable[[Files], None]) -> None:
    def more(files: Files) -> Files:
        add(files)
        return files

    assert told(of_files("ch-exemple", more)) == told(register("ch-exemple"))


@pytest.mark.parametrize("id_", ["idp-local", "federation", "vpn", "annuaire-central", "dpi"])
def test_8_another_name_for_a_component_changes_no_risk(id_: str) -> None:
    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: renamed(value) for key, value in node.items()}
        if isinstance(node, list):
            return [renamed(value) for value in node]
        return "un-autre-nom" if node == id_ else node

    assert told(of_files("ch-exemple", renamed)) == told(register("ch-exemple"))


def of_files(name: str, change: Callable[[Files], Files]) -> RiskRegister:
    dossier = loaded(name)
    dossier = replace(dossier, files=change(copy.deepcopy(dict(dossier.files))))
    made = check(dossier, load_packs(), load_knowledge(), DATE, describe=False, verified=True)
    return analyse(made, observe(dossier, made.packs, load_knowledge(), DATE, load_catalogue()), load_catalogue())


def test_9_the_matrix_goes_up() -> None:
    scales = load_catalogue().scales
    table = [[scales.level(v, g).risk for g in (1, 2, 3, 4)] for v in (0, 1, 2, 3, 4)]
    assert table[0] == [0, 0, 0, 0]
    for row in (*table, *zip(*table, strict=True)):
        assert all(a <= b for a, b in pairwise(row))
