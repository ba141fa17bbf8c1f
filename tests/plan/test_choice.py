"""The choice of controls, compared with every set there is on small catalogues."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations, pairwise
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from builder.analyse import Field
from builder.analyse.closure import Way
from builder.model.risk import Catalogue, Control, ControlSeen, Family, InPlace, Step
from builder.plan.choice import Question, choose, counting

SEED = 20261124
CASES = 5000 if os.environ.get("RIE_CAMPAGNE") else 500
STATES = ("A", "B", "C", "D")
EVENTS = ("ER-1", "ER-2")
TOP = 4


def control(random: Random, number: int) -> Control:
    cap = random.choice((None, None, None, None, 1, 2))
    family = random.choice((*Family, Family.PREVENIR, Family.PREVENIR))
    return Control(f"CT-{number}", "t", family, "etablissement", (), random.choice((1, 1, 2, 2, 3)), cap, (0, 0, 0), "C1", 0, 0, (), (), (), {}, "confirme", "")  # fmt: skip


def ground(random: Random, controls: list[Control]) -> Field:
    """A random graph with cycles, AND and OR, each step with some of the controls beside it, a few of them proved."""
    steps, ways = [], []
    for number in range(random.randint(1, 5)):
        after = tuple(tuple(random.sample(("P", *STATES), random.randint(1, 2))) for _ in range(random.randint(1, 2)))
        grants = tuple(random.sample(STATES, random.randint(1, 2)))
        beside = tuple(
            ControlSeen(c, random.choice((InPlace.ABSENT, InPlace.ABSENT, InPlace.DECLARE, InPlace.PROUVE)), ())
            for c in random.sample(controls, random.randint(len(controls) // 2, len(controls)))
        )
        threat = cast("Any", SimpleNamespace(id=f"TH-{number}"))
        steps.append(
            Step(
                f"s{number}",
                threat,
                cast("Any", None),
                None,
                after,
                grants,
                random.choice((2, 3, 4, 4)),
                "",
                False,
                beside,
            )
        )
        ways.append(Way(f"s{number}", after, grants))
    for event in EVENTS:
        ways.append(Way(event, tuple((s,) for s in random.sample(STATES, random.randint(1, 2))), (event,)))
    source = SimpleNamespace(entry="P", relevance=random.randint(2, 4))
    return Field(steps, ways, cast("Catalogue", SimpleNamespace(sources={"SR": source})))


def question(random: Random, controls: list[Control]) -> Question:
    allowed = [c.id for c in controls if random.random() < 0.7]
    others = [c.id for c in controls if c.id not in allowed]
    waiting = {a: [b] for a, b in pairwise(allowed) if random.random() < 0.25}
    load = {c: random.randint(0, 9) for c in allowed}
    return Question(
        bounds={e: random.choice((1, 1, 2, 3)) for e in EVENTS},
        price={c: load[c] * 10 + random.randint(0, 3) for c in allowed},
        load=load,
        fixed=frozenset(random.sample(others, random.randint(len(others) // 2, len(others)))),
        demanded=frozenset(random.sample(allowed, min(len(allowed), random.choice((0, 0, 1, 2))))),
        after=waiting,
        capacity=random.choice((None, random.randint(0, 25))),
        weight=lambda event, likelihood: 1 + 10 * (likelihood % 2) + len(event) % 3,
    )


def sets(asked: Question) -> Iterator[frozenset[str]]:
    """Every set that may be chosen."""
    for size in range(len(asked.price) + 1):
        for some in combinations(sorted(asked.price), size):
            chosen = frozenset(some)
            ordered = all(set(asked.after.get(c, ())) <= chosen | asked.fixed for c in chosen)
            payable = asked.capacity is None or sum(asked.load[c] for c in chosen) <= asked.capacity
            if ordered and payable:
                yield chosen


def cost(field: Field, asked: Question, chosen: frozenset[str], bounds: dict[str, int]) -> tuple[int, int] | None:
    """(what cannot be had, what it costs); None when a set without limit breaks its bounds."""
    values = field.close(counting(asked.fixed | chosen)).values
    law = 1 + sum(asked.weight(e, v) for e, bound in bounds.items() for v in range(bound, TOP))
    short = law * len(asked.demanded - chosen)
    short += sum(asked.weight(e, v) for e, bound in bounds.items() for v in range(bound, values.get(e, 0)))
    if asked.capacity is None and short:
        return None
    return short, sum(asked.price[c] for c in chosen)


def test_no_set_does_better() -> None:
    random = Random(SEED)
    chosen_somewhere = short_somewhere = 0
    for _ in range(CASES):
        controls = [control(random, n) for n in range(random.randint(3, 7))]
        field, asked = ground(random, controls), question(random, controls)
        everything = field.close(counting(asked.fixed | set(asked.price))).values
        bounds = {e: max(b, everything.get(e, 0)) for e, b in asked.bounds.items()}
        all_costs = [found for s in sets(asked) if (found := cost(field, asked, s, bounds)) is not None]
        answer = choose(field, asked)
        assert answer.controls in set(sets(asked))
        assert answer.gap == 0
        assert cost(field, asked, answer.controls, bounds) == min(all_costs)
        assert answer.left == asked.demanded - answer.controls
        assert answer.levels == {
            e: field.close(counting(asked.fixed | answer.controls)).values.get(e, 0) for e in EVENTS
        }
        chosen_somewhere += bool(answer.controls)
        short_somewhere += min(all_costs)[0] > 0
    assert chosen_somewhere > CASES / 4
    assert short_somewhere > CASES / 40


def one_step(base: int, *beside: Control) -> Field:
    threat = cast("Any", SimpleNamespace(id="TH"))
    seen = tuple(ControlSeen(c, InPlace.ABSENT, ()) for c in beside)
    step = Step("s", threat, cast("Any", None), None, (("P",),), ("A",), base, "", False, seen)
    ways = [Way("s", (("P",),), ("A",)), Way("ER-1", (("A",),), ("ER-1",))]
    source = SimpleNamespace(entry="P", relevance=4)
    return Field([step], ways, cast("Catalogue", SimpleNamespace(sources={"SR": source})))


def made(number: int, family: Family, reduction: int) -> Control:
    return Control(f"CT-{number}", "t", family, "etablissement", (), reduction, None, (0, 0, 0), "C1", 0, 0, (), (), (), {}, "confirme", "")  # fmt: skip


def test_two_of_a_family_do_not_add_up() -> None:
    field = one_step(4, made(1, Family.PREVENIR, 2), made(2, Family.PREVENIR, 2), made(3, Family.DETECTER, 1))
    price = {"CT-1": 1, "CT-2": 2, "CT-3": 9}
    answer = choose(field, Question({"ER-1": 1}, price, price))
    assert answer.controls == {"CT-1", "CT-3"}
    assert (answer.gap, answer.levels["ER-1"]) == (0, 1)


def test_people_count_only_beside_a_technical_control() -> None:
    field = one_step(3, made(1, Family.HUMAIN, 1), made(2, Family.PREVENIR, 1))
    price = {"CT-1": 1, "CT-2": 5}
    assert choose(field, Question({"ER-1": 2}, price, price)).controls == {"CT-2"}
    assert choose(field, Question({"ER-1": 1}, price, price)).controls == {"CT-1", "CT-2"}


def test_a_control_more_never_makes_a_risk_worse() -> None:
    random = Random(SEED + 1)
    for _ in range(CASES):
        controls = [control(random, n) for n in range(random.randint(1, 6))]
        field, held = ground(random, controls), frozenset[str]()
        before = field.close(counting(held)).values
        for one in random.sample(controls, len(controls)):
            held |= {one.id}
            after = field.close(counting(held)).values
            assert all(after.get(s, 0) <= before.get(s, 0) for s in before)
            before = after
