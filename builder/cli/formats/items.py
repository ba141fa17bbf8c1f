"""What every machine format tells of a dossier: the same items in the same order, whatever the form."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from builder.cli.judging import Judgement
from builder.cli.report import stale, told
from builder.model.findings import Cover, Finding, Outcome
from builder.model.rules import Niveau
from builder.model.source import Diagnostic, Place


class State(Enum):
    """What an item is worth: it forbids success, it is told, it passes, or it does not apply."""

    FAILS = "fails"
    TOLD = "told"
    PASSES = "passes"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Item:
    """A finding, or a fault of reading. `path`: of the file, from where one stands when it lies below, else absolute."""

    id: str
    rule: str
    title: str
    message: str
    remedy: str
    note: str  # what decides about it: the reserve that covers it
    path: str
    line: int
    column: int
    state: State
    grade: str  # blocker, critical, major, minor or info
    fingerprint: str  # the same from one run to the next, wherever the line has moved
    finding: Finding | None = None


def items(judgement: Judgement, everything: bool) -> tuple[Item, ...]:
    """Faults of reading first, then findings in the order of the report; `everything`: those that pass as well."""
    judged = judgement.judged
    assessment = judged.assessment
    faults = judged.diagnostics if assessment is None else assessment.faults
    listed = list(_faults(judgement.root, faults))
    if assessment is not None:
        for finding in assessment.findings:
            if everything or told(finding, assessment) or finding.id in judgement.counted:
                listed.append(_of_finding(judgement, finding))
    return tuple(listed)


def located(root: Path, place: Place) -> str:
    """A file of a dossier as a repository names it: from where one stands when it is below, else its whole path."""
    path = (root / place.file).absolute()
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()


def _faults(root: Path, faults: tuple[Diagnostic, ...]) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for fault in faults:
        key = f"{located(root, fault.place)}\n{fault.code}\n{fault.message}"
        seen[key] = seen.get(key, 0) + 1
        yield Item(
            id=f"lecture/{fault.code}@{fault.place}",
            rule=f"lecture/{fault.code}",
            title="Le dossier se lit sans faute",
            message=fault.message,
            remedy=fault.remedy,
            note="",
            path=located(root, fault.place),
            line=fault.place.line,
            column=fault.place.column,
            state=State.FAILS,
            grade="blocker",
            fingerprint=_digest(f"{key}\n{seen[key]}"),
        )


def _of_finding(judgement: Judgement, finding: Finding) -> Item:
    state = _state(judgement, finding)
    unproved = finding.cover is Cover.QUESTION and finding.outcome is Outcome.SATISFAIT
    return Item(
        id=finding.id,
        rule=finding.rule.id,
        title=finding.rule.titre,
        message=f"« {finding.subject.title} » : {stale(finding)[0]}." if unproved else finding.message,
        remedy=stale(finding)[1] if unproved else finding.remedy,
        note=judgement.note(finding),
        path=located(judgement.root, finding.place),
        line=finding.place.line,
        column=finding.place.column,
        state=state,
        grade=_grade(finding, state),
        fingerprint=_digest(f"{located(judgement.root, Place('dossier.yml'))}\n{finding.id}"),
        finding=finding,
    )


def _state(judgement: Judgement, finding: Finding) -> State:
    if finding.id in judgement.counted:
        return State.FAILS
    if finding.cover is not Cover.AUCUN:
        return State.TOLD
    return State.APART if finding.outcome is Outcome.SANS_OBJET else State.PASSES


def _grade(finding: Finding, state: State) -> str:
    if state is State.FAILS and finding.cover is not Cover.SIGNALE:
        return "critical" if finding.rule.niveau is Niveau.BLOQUANT else "major"
    advice = finding.rule.niveau is Niveau.RECOMMANDATION
    return "minor" if finding.cover is Cover.SIGNALE and not advice else "info"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
