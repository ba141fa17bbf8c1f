"""Observations → the steps an attacker may take on this dossier, and their graph.

A state belongs to the establishment, to a component or to a class (population × MIE): two halves of one attack must
be about the same people, or « the card of one and the code of another » would be an attack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from builder.analyse.closure import Way
from builder.model.findings import Finding, Outcome, Proof, Subject
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
    sight = _Sight(observed, catalogue)
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
    sight: _Sight,
    rated: Mapping[str, tuple[int, str]],
) -> Iterator[Step]:
    named = {s for group in threat.after for s in group} | set(threat.grants)
    by_class = any(catalogue.states[s].scope == CLASS for s in named)
    reach = observed.reach.get(finding.subject.ref)
    base, origin = rated.get(threat.id, (threat.likelihood, "catalogue"))
    for user_class in sight.concerned(reach) if by_class else (None,):
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


class _Sight:
    """What is known of each control beside a step, and who goes through it."""

    def __init__(self, observed: Observed, catalogue: Catalogue) -> None:
        self._classes = observed.classes
        self._concerned: dict[tuple[str, ...] | None, list[UserClass]] = {}
        self._reach = observed.reach
        self._alike: dict[tuple[str, InPlace, tuple[int, ...]], ControlSeen] = {}
        self._known: dict[tuple[str, str, tuple[str, ...] | None], ControlSeen] = {}
        self._against: dict[str, list[Control]] = {}
        self._on: dict[tuple[str, str], list[Finding]] = {}  # control and subject → what was seen
        self._of: dict[tuple[str, str], list[Finding]] = {}  # control and kind of subject → what was seen
        self._through: dict[tuple[str, str, str], list[int]] = {}  # the same and a means → the ranks of those it meets
        for control in catalogue.controls.values():
            for threat in control.mitigates:
                self._against.setdefault(threat, []).append(control)
            for finding in observed.controls[control.id]:
                self._on.setdefault((control.id, finding.subject.ref), []).append(finding)
                kind = self._of.setdefault((control.id, finding.subject.kind), [])
                reach = self._reach.get(finding.subject.ref)
                for means in (NOT_KNOWN,) if reach is None else reach:
                    self._through.setdefault((control.id, finding.subject.kind, means), []).append(len(kind))
                kind.append(finding)

    def concerned(self, reach: tuple[str, ...] | None) -> list[UserClass]:
        """The classes that go through a subject; when that is not known, all of them."""
        if reach not in self._concerned:
            all_of_them = reach in (None, EVERYONE)
            theirs = [c for c in self._classes if all_of_them or c.mie in (reach or ()) or c.mie == NOBODY]
            self._concerned[reach] = theirs
        return self._concerned[reach]

    def on(self, threat: Threat, finding: Finding, user_class: UserClass | None) -> tuple[ControlSeen, ...]:
        mine = self._reach.get(finding.subject.ref) if user_class is None else (user_class.mie,)
        return tuple([self._seen(control, finding.subject, mine) for control in self._against.get(threat.id, ())])

    def _seen(self, control: Control, at: Subject, mine: tuple[str, ...] | None) -> ControlSeen:
        """mine: the means that the step goes through. Computed once for all steps that see the same."""
        same = any(condition.kind == at.kind for condition in control.conditions)
        key = (control.id, at.ref if same else "", mine)
        if key not in self._known:
            used: list[Finding] = []
            states: list[InPlace] = []
            for condition in control.conditions:
                near = self._near(control, condition, at, mine)
                used += [f for f, _ in near]
                if near:
                    order = sorted((min(_in_place(f), n, key=_STRENGTH.index) for f, n in near), key=_STRENGTH.index)
                    states.append(order[-1] if condition.any_one else order[0])
            state = min(states, key=_STRENGTH.index, default=InPlace.ABSENT)
            alike = (control.id, state, tuple(map(id, used)))
            self._known[key] = self._alike.setdefault(alike, ControlSeen(control, state, tuple(used)))
        return self._known[key]

    def _near(
        self, control: Control, condition: Condition, at: Subject, mine: tuple[str, ...] | None
    ) -> list[tuple[Finding, InPlace]]:
        """What was seen of a control that speaks of what a step goes through: INCONNU, perhaps, and then it protects
        nothing; PROUVE, for sure."""
        if condition.kind == at.kind:
            return [(f, InPlace.PROUVE) for f in self._on.get((control.id, at.ref), ())]
        found = self._of.get((control.id, condition.kind), [])
        if mine is not None and mine != EVERYONE:
            means = (*mine, *EVERYONE, NOT_KNOWN)
            ranks = {rank for m in means for rank in self._through.get((control.id, condition.kind, m), ())}
            found = [found[rank] for rank in sorted(ranks)]
        return [(f, _met(self._reach.get(f.subject.ref), mine)) for f in found]


def _met(theirs: tuple[str, ...] | None, mine: tuple[str, ...] | None) -> InPlace:
    """Whether two things that may have a means in common surely have one."""
    return InPlace.PROUVE if EVERYONE in (theirs, mine) or None not in (theirs, mine) else InPlace.INCONNU


NOT_KNOWN = ""  # stands for the means of what nobody knows who goes through
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
