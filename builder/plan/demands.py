"""What the texts demand of the plan: each finding that is not satisfied, and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.model.findings import Assessment, Cover, Finding, Outcome
from builder.model.risk import InPlace, RiskRegister
from builder.model.rules import Niveau

_COUNTED = (Cover.ECART, Cover.COUVERT)  # a gap that a reserve covers must still be closed


@dataclass(frozen=True, slots=True)
class Demands:
    """controls: id → the findings that it answers. corrections: rule's id → the findings that only the rule's own
    remedy answers."""

    controls: Mapping[str, tuple[Finding, ...]]
    corrections: Mapping[str, tuple[Finding, ...]]


def gaps(assessment: Assessment) -> list[Finding]:
    """The findings that a plan must answer: not satisfied, and more than advice."""
    return [
        f
        for f in assessment.findings
        if f.outcome is Outcome.NON_SATISFAIT and f.cover in _COUNTED and f.rule.niveau is not Niveau.RECOMMANDATION
    ]


def demands(found: Iterable[Finding], answered: frozenset[str], register: RiskRegister) -> Demands:
    """Split gaps between the catalogue's controls and the rules' remedies.

    answered: ids of the findings that the dossier's own plan already answers. A control counts when the rule names it,
    when it is not proved everywhere, and when somebody beside the ANS can put it in place.
    """
    controls: dict[str, list[Finding]] = {}
    corrections: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.id in answered:
            continue
        useful = [c for c in finding.rule.mesures if c in missing(register) and feasible(register, c)]
        for control in useful:
            controls.setdefault(control, []).append(finding)
        if not useful:
            corrections.setdefault(finding.rule.id, []).append(finding)
    return Demands(_frozen(controls), _frozen(corrections))


def missing(register: RiskRegister) -> dict[str, InPlace]:
    """Controls that are not proved wherever they protect, with the weakest that is known of each."""
    order = (InPlace.ABSENT, InPlace.INCONNU, InPlace.DECLARE, InPlace.PROUVE)
    weakest: dict[str, InPlace] = dict.fromkeys(register.catalogue.controls, InPlace.PROUVE)
    for step in register.steps:
        for seen in step.controls:
            weakest[seen.control.id] = min(weakest[seen.control.id], seen.state, key=order.index)
    return {control: state for control, state in weakest.items() if state is not InPlace.PROUVE}


def feasible(register: RiskRegister, control: str) -> bool:
    """Whether the establishment can put a control in place, or order it."""
    return register.catalogue.controls[control].actor != "ans"


def _frozen(found: Mapping[str, list[Finding]]) -> dict[str, tuple[Finding, ...]]:
    return {key: tuple(value) for key, value in sorted(found.items())}
