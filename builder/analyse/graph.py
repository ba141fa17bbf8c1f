"""Observations → the steps an attacker may take on this dossier, and their graph.

A state belongs to the establishment, to a component or to a class (population × MIE): two halves of one attack must
be about the same people, or « the card of one and the code of another » would be an attack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from builder.analyse.closure import Way
from builder.model.findings import Finding, Outcome, Proof
from builder.model.observed import EVERYONE, NOBODY, Observed, UserClass
from builder.model.risk import (
    CLASS,
    ESTABLISHMENT,
    Catalogue,
    Condition,
    Control,
    ControlSeen,
    Excluded,
    InPlace,
    RiskRegister,
    Step,
    Threat,
)

if TYPE_CHECKING:
    import networkx as nx


def steps(observed: Observed, catalogue: Catalogue, rated: Mapping[str, tuple[int, str]]) -> tuple[Step, ...]:
    """Every step that the dossier does not exclude, in the order of ids.

    rated: threat → likelihood before controls and its origin, where the establishment has its own.
    """
    sight = _Controls(observed, catalogue)
    found = [
        step
        for threat in catalogue.threats.values()
        for finding in observed.threats[threat.id]
        if finding.outcome is not Outcome.NON_SATISFAIT
        for step in _instances(threat, finding, observed, catalogue, sight, rated)
    ]
    return tuple(sorted(found, key=lambda s: s.id))


def excluded(observed: Observed, catalogue: Catalogue) -> tuple[Excluded, ...]:
    """Threats that known facts set aside, subject by subject."""
    return tuple(
        Excluded(threat, finding)
        for threat in catalogue.threats.values()
        for finding in observed.threats[threat.id]
        if finding.outcome is Outcome.NON_SATISFAIT
    )


def _instances(
    threat: Threat,
    finding: Finding,
    observed: Observed,
    catalogue: Catalogue,
    sight: _Controls,
    rated: Mapping[str, tuple[int, str]],
) -> Iterator[Step]:
    named = {s for group in threat.after for s in group} | set(threat.grants)
    by_class = any(catalogue.states[s].scope == CLASS for s in named)
    reach = observed.reach.get(finding.subject.ref)
    base, origin = rated.get(threat.id, (threat.likelihood, "catalogue"))
    for user_class in _concerned(observed.classes, reach) if by_class else (None,):
        here = _Here(catalogue, finding, user_class)
        yield Step(
            id=f"{threat.id}@{finding.subject.ref}" + (f"|{user_class.id}" if user_class else ""),
            threat=threat,
            finding=finding,
            user_class=user_class,
            after=tuple(tuple(here.state(s) for s in group) for group in threat.after),
            grants=tuple(here.state(s) for s in threat.grants),
            base=base,
            origin=origin,
            assumed=finding.outcome is not Outcome.SATISFAIT,
            controls=sight.on(threat, finding, user_class),
        )


def _concerned(classes: Sequence[UserClass], reach: tuple[str, ...] | None) -> list[UserClass]:
    """The classes that go through a subject; when that is not known, all of them."""
    return [c for c in classes if reach in (None, EVERYONE) or c.mie in (reach or ()) or c.mie == NOBODY]


class _Here:
    """Names of states as seen from one step."""

    def __init__(self, catalogue: Catalogue, finding: Finding, user_class: UserClass | None) -> None:
        self._states = catalogue.states
        self._finding = finding
        self._class = user_class

    def state(self, id_: str) -> str:
        scope = self._states[id_].scope
        if scope == CLASS and self._class is not None:
            return f"{id_}@{self._class.id}"
        own = scope == self._finding.subject.kind
        return f"{id_}@{self._finding.subject.ref}" if own else id_


class _Controls:
    """What is known of each control beside a step."""

    def __init__(self, observed: Observed, catalogue: Catalogue) -> None:
        self._observed = observed
        self._known: dict[tuple[str, InPlace, tuple[int, ...]], ControlSeen] = {}
        self._against: dict[str, list[Control]] = {}
        for control in catalogue.controls.values():
            for threat in control.mitigates:
                self._against.setdefault(threat, []).append(control)

    def on(self, threat: Threat, finding: Finding, user_class: UserClass | None) -> tuple[ControlSeen, ...]:
        return tuple(self._seen(control, finding, user_class) for control in self._against.get(threat.id, ()))

    def _seen(self, control: Control, at: Finding, user_class: UserClass | None) -> ControlSeen:
        used: list[Finding] = []
        states: list[InPlace] = []
        for condition in control.conditions:
            near = [
                (f, n) for f in self._observed.controls[control.id] if (n := self._near(f, condition, at, user_class))
            ]
            used += [f for f, _ in near]
            if near:
                order = sorted((min(_in_place(f), n, key=_STRENGTH.index) for f, n in near), key=_STRENGTH.index)
                states.append(order[-1] if condition.any_one else order[0])
        state = min(states, key=_STRENGTH.index, default=InPlace.ABSENT)
        key = (control.id, state, tuple(map(id, used)))  # one object for what is seen alike from many steps
        return self._known.setdefault(key, ControlSeen(control, state, tuple(used)))

    def _near(self, of: Finding, condition: Condition, at: Finding, user_class: UserClass | None) -> InPlace | None:
        """How far a finding about a control speaks of what this step goes through: None, not at all; INCONNU, perhaps,
        and then it protects nothing; PROUVE, for sure."""
        if of.subject.kind != condition.kind:
            return None
        if condition.kind == at.subject.kind:
            return InPlace.PROUVE if of.subject.ref == at.subject.ref else None
        theirs = self._observed.reach.get(of.subject.ref)
        mine = self._observed.reach.get(at.subject.ref) if user_class is None else (user_class.mie,)
        if EVERYONE in (theirs, mine):
            return InPlace.PROUVE
        if theirs is None or mine is None:
            return InPlace.INCONNU
        return InPlace.PROUVE if set(theirs) & set(mine) else None


_STRENGTH = (InPlace.ABSENT, InPlace.INCONNU, InPlace.DECLARE, InPlace.PROUVE)  # a chain is as strong as its weakest


def _in_place(finding: Finding) -> InPlace:
    if finding.outcome is Outcome.SATISFAIT:
        return InPlace.PROUVE if finding.proof is Proof.PROUVE else InPlace.DECLARE
    return InPlace.INCONNU if finding.outcome is Outcome.SANS_REPONSE else InPlace.ABSENT


def ways(found: Sequence[Step], catalogue: Catalogue, classes: Iterable[UserClass]) -> tuple[Way, ...]:
    """The steps, what ties a component's state to « one of them », and the feared events, ready for the closure."""
    own = [Way(s.id, s.after, s.grants) for s in found]
    held = sorted({state for s in found for state in s.grants})
    components = {s.id for s in catalogue.states.values() if s.scope not in (ESTABLISHMENT, CLASS)}
    ties = [Way(f"lien:{s}", ((s,),), (s.split("@")[0],)) for s in held if "@" in s and s.split("@")[0] in components]
    events = [
        Way(event.id, tuple(_alternatives(event.reached, catalogue, classes)), (event.id,))
        for event in catalogue.events.values()
    ]
    return (*own, *ties, *events)


def _alternatives(
    reached: Sequence[tuple[str, ...]], catalogue: Catalogue, classes: Iterable[UserClass]
) -> Iterator[tuple[str, ...]]:
    everyone = list(classes)
    for group in reached:
        scoped = [s for s in group if catalogue.states[s].scope == CLASS]
        if not scoped:
            yield group
        for user_class in everyone if scoped else ():
            yield tuple(f"{s}@{user_class.id}" if s in scoped else s for s in group)


def network(register: RiskRegister) -> nx.MultiDiGraph[str]:
    """The whole graph with its explanation: states, steps, controls, events, and the facts and places behind them."""
    import networkx as nx  # a fifth of a second that a table of risks need not wait for

    found, catalogue = register.steps, register.catalogue
    all_ways = ways(found, catalogue, register.classes)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source in catalogue.sources.values():
        graph.add_node(source.id, kind="SR", title=source.title, value=source.relevance)
        graph.add_edge(source.id, source.entry, kind="entre")
    for way in all_ways:
        kind = "ER" if way.step in catalogue.events else "STEP"
        graph.add_node(way.step, kind=kind)
        for number, group in enumerate(way.after):
            for state in group:
                graph.add_edge(state, way.step, kind="exige", alternative=number)
        for state in way.grants if kind == "STEP" else ():
            graph.add_edge(way.step, state, kind="donne")
    for step in found:
        graph.add_node(step.id, title=step.threat.title, value=step.base, assumed=step.assumed)
        graph.add_edge(step.id, step.finding.subject.ref, kind="vise")
        for read in step.finding.facts:
            graph.add_edge(f"{read.name}@{step.finding.subject.ref}", step.id, kind="permet")
        for seen in step.controls:
            name = f"{seen.control.id}@{step.id}"
            graph.add_node(name, kind="CTRL", title=seen.control.title, state=str(seen.state))
            graph.add_edge(name, step.id, kind="attenue")
            for finding, read in ((f, r) for f in seen.findings for r in f.facts):
                graph.add_edge(f"{read.name}@{finding.subject.ref}", name, kind="prouve")
    for node in [n for n in graph.nodes if "kind" not in graph.nodes[n]]:
        head = node.split("@")[0]
        graph.nodes[node]["kind"] = "STATE" if head in catalogue.states else "FACT" if "@" in node else "ASSET"
    return graph
