"""The cheapest set of controls that brings every feared event down to its bound: an implicit hitting set.

Round after round: a program in whole numbers proposes a set, the risk calculus evaluates it, and each event that is
still too likely gives its derivation, of which one step at least must be cut. Every program is a relaxation of the
question, so the first set that holds is the cheapest (`gap` 0, unless the solver was stopped).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from builder.analyse import Field
from builder.model.risk import Control, ControlSeen, Family, InPlace, Step
from builder.plan.program import Program, Term

ROUNDS = 500  # far above what is met; past it the plan says that it is not proved minimal
TOP = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be chosen. bounds: event → likelihood (1..4) not to be passed, when that can be had.

    price: control → whole number, for every control that may be chosen; load: person-days. fixed: in place by then
    whatever is chosen. demanded: to be chosen whatever the risks say. after: control → those that come before it.
    capacity: person-days, None without limit. weight: (event, likelihood) → how bad it is to stay above that likelihood.
    """

    bounds: Mapping[str, int]
    price: Mapping[str, int]
    load: Mapping[str, int]
    fixed: frozenset[str] = frozenset()
    demanded: frozenset[str] = frozenset()
    after: Mapping[str, Sequence[str]] = field(default_factory=dict)
    capacity: int | None = None
    weight: Callable[[str, int], int] = lambda event, likelihood: 1


@dataclass(frozen=True, slots=True)
class Choice:
    """controls: chosen, beside the fixed ones. levels: event → likelihood then. best: the same with everything allowed.
    left: demanded controls for which capacity is missing. gap: in the units of price, 0 when proved minimal."""

    controls: frozenset[str]
    levels: Mapping[str, int]
    best: Mapping[str, int]
    left: frozenset[str]
    gap: float
    rounds: int


def counting(chosen: Iterable[str]) -> Callable[[ControlSeen], bool]:
    """Controls proved today, and those of a set wherever they protect."""
    names = frozenset(chosen)
    return lambda seen: seen.state is InPlace.PROUVE or seen.control.id in names


def choose(ground: Field, question: Question) -> Choice:
    """Answer a question on the ground of a dossier. The same question gives the same answer."""
    everything = ground.close(counting(question.fixed | set(question.price))).values
    best = {event: everything.get(event, 0) for event in question.bounds}
    bounds = {event: max(bound, best[event]) for event, bound in question.bounds.items()}
    search = _Search(ground, question, bounds)
    if question.capacity is not None:
        search.forgive()
    chosen, gap, rounds = search.run()
    now = ground.close(counting(question.fixed | chosen)).values
    levels = {event: now.get(event, 0) for event in bounds}
    return Choice(chosen, levels, best, question.demanded - chosen, gap, rounds)


class _Search:
    """The program that grows, round after round, and what has been learnt."""

    def __init__(self, ground: Field, question: Question, bounds: Mapping[str, int]) -> None:
        self._ground = ground
        self._question = question
        self._bounds = bounds
        self._program = Program()
        self._take = {c: self._program.binary(price) for c, price in sorted(question.price.items())}
        self._cuts: dict[tuple[object, int], int | None] = {}
        self._slack: dict[tuple[str, int], int] = {}
        self._short: dict[int, int] = {}  # variable → how bad
        for control, before in sorted(question.after.items()):
            for other in before:
                if control in self._take and other not in question.fixed:
                    self._program.at_least([(1, self._take.get(other)), (-1, self._take[control])], 0)
        if question.capacity is None:
            for control in sorted(question.demanded & set(self._take)):
                self._program.at_least([(1, self._take[control])], 1)
        else:
            self._program.at_least([(-question.load[c], v) for c, v in self._take.items()], -question.capacity)

    def forgive(self) -> None:
        """With a limited capacity: find what cannot be had, the least bad first, and hold to it."""
        question, program = self._question, self._program
        for control in sorted(question.demanded & set(self._take)):
            self._short[missing := program.binary(0)] = 1 + sum(
                question.weight(e, v) for e, bound in self._bounds.items() for v in range(bound, TOP)
            )  # the law first
            program.at_least([(1, self._take[control]), (1, missing)], 1)
        for event, bound in sorted(self._bounds.items()):
            for likelihood in range(bound, TOP):
                self._slack[event, likelihood] = variable = program.binary(0)
                self._short[variable] = question.weight(event, likelihood)
                if likelihood > bound:
                    program.at_least([(1, self._slack[event, likelihood - 1]), (-1, variable)], 0)
        program.objective(self._short)
        self.run()
        worst = sum(bad for variable, bad in self._short.items() if program.value(variable))
        program.at_least([(-bad, variable) for variable, bad in self._short.items()], -worst)
        program.objective({self._take[c]: price for c, price in question.price.items()})

    def run(self) -> tuple[frozenset[str], float, int]:
        """The chosen controls, the gap and the number of rounds."""
        for number in range(1, ROUNDS + 1):
            self._program.solve()
            chosen = frozenset(c for c, v in self._take.items() if self._program.value(v))
            if not self._learn(chosen):
                return chosen, self._program.gap, number
        return chosen, float("inf"), ROUNDS

    def _learn(self, chosen: frozenset[str]) -> bool:
        """Forbid what is wrong with a set; whether something was."""
        closure = self._ground.close(counting(self._question.fixed | chosen))
        wrong = False
        for event, bound in sorted(self._bounds.items()):
            forgiven = [v + 1 for (e, v), s in self._slack.items() if e == event and self._program.value(s)]
            allowed = max([bound, *forgiven])
            if closure.values.get(event, 0) > allowed:
                wrong = True
                steps = [self._ground.steps[w.step] for w in closure.derivation(event) if w.step in self._ground.steps]
                self._forbid(steps, allowed, event)
        return wrong

    def _forbid(self, steps: Sequence[Step], bound: int, event: str) -> None:
        cuts = sorted({c for s in steps if (c := self._cut(s, bound)) is not None})
        slack = self._slack.get((event, bound))
        terms: list[Term] = [(1, c) for c in cuts]
        self._program.at_least(terms + ([(1, slack)] if slack is not None else []), 1)

    def _cut(self, step: Step, bound: int) -> int | None:
        """The variable « this step is brought down to `bound` », None when no control can."""
        proved = frozenset(s.control.id for s in step.controls if s.state is InPlace.PROUVE)
        kind = (step.threat.id, step.base, proved, tuple(s.control.id for s in step.controls))
        if (kind, bound) not in self._cuts:
            self._cuts[kind, bound] = self._new_cut(step, proved, bound)
        return self._cuts[kind, bound]

    def _new_cut(self, step: Step, proved: frozenset[str], bound: int) -> int | None:
        program = self._program
        in_place = proved | self._question.fixed
        useful = [s.control for s in step.controls if s.control.id in in_place or s.control.id in self._take]
        if not useful:
            return None
        families: dict[Family, list[Term]] = {}
        gains: list[Term] = []
        technical = [c for c in useful if c.family in (Family.PREVENIR, Family.DETECTER)]
        for control in useful:
            counted = program.binary(0)
            families.setdefault(control.family, []).append((-1, counted))
            gains.append((_gain(control, step.base, bound), counted))
            if control.id not in in_place:
                program.at_least([(1, self._take[control.id]), (-1, counted)], 0)
            if control.family is Family.HUMAIN and not any(c.id in in_place for c in technical):
                program.at_least([*((1, self._take[c.id]) for c in technical), (-1, counted)], 0)
        for terms in families.values():
            program.at_least(terms, -1)  # the strongest of a family alone
        cut = program.binary(0)
        program.at_least([*gains, (bound - step.base, cut)], 0)
        return cut


def _gain(control: Control, base: int, bound: int) -> int:
    """What a control takes off a step; a ceiling at or under the bound does it alone."""
    return (
        max(control.reduction, base - bound) if control.cap is not None and control.cap <= bound else control.reduction
    )
