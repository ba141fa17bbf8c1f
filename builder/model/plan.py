"""What `plan` hands over: dated actions, milestones, what cannot be met in time, and reserves to open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from builder.model.risk import Level
from builder.model.source import Place


class Origin(StrEnum):
    """Who wants an action: the establishment, which wrote it down, or the tool, which only proposes."""

    DOSSIER = "dossier"
    PROPOSEE = "proposee"


@dataclass(frozen=True, slots=True)
class Lowered:
    """An event that an action brings down at its turn in the plan, from one likelihood to another (0..4)."""

    event: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the plan.

    controls: ids of the catalogue. answers: ids of the findings it closes or helps to close. lowers: events it lowers
    alone. owner: a function, "" when nobody has it; actor: who can do it (etablissement, editeur, ans…). start, due: ISO,
    "" when not said. effort: person-days, lead: weeks, euros: None when not estimated. evidence: what will prove it.
    reserves: those it lifts. where: titles of what it concerns. remarks: what is wrong with it (late, without owner, without effect), in words.
    """

    id: str
    title: str
    origin: Origin
    status: str  # a_faire, en_cours, faite, abandonnee ; « proposee » for a proposal
    controls: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    lowers: tuple[Lowered, ...] = ()
    owner: str = ""
    actor: str = "etablissement"
    start: str = ""
    due: str = ""
    effort: int | None = None
    lead: int | None = None
    cost: str = ""  # the catalogue's class, in words
    euros: int | None = None
    after: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """An event that stays above the wanted level of risk at a milestone, and why: a sentence for a reserve."""

    event: str
    level: Level
    wanted: int
    reason: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date that the text gives. engaged: events with what the establishment wrote in its plan; proposed: with the
    proposals too. effort: person-days that the proposals ask until then; actions: proposals due by then."""

    date: str
    title: str
    source: str
    engaged: Mapping[str, Level]
    proposed: Mapping[str, Level]
    unmet: tuple[Unmet, ...]
    actions: tuple[str, ...]
    effort: int


@dataclass(frozen=True, slots=True)
class ReserveProposal:
    """A reserve that the RSSI may paste into reserves.yml: `text` is YAML, complete but for what only people decide."""

    id: str
    findings: tuple[str, ...]
    actions: tuple[str, ...]
    due: str
    text: str
    missing: tuple[str, ...]  # what people must still decide, in words


@dataclass(frozen=True)
class Plan:
    """The whole plan at a date. wanted: the level of risk aimed at (1..3). gap: distance to the proven optimum of the
    choice of controls, in person-days (0: proved minimal). rounds: of the hitting set."""

    date: str
    wanted: int
    milestones: tuple[Milestone, ...]
    actions: tuple[Action, ...]
    reserves: tuple[ReserveProposal, ...]
    questions: int  # open questions that block: to answer before anything is planned
    gap: float = 0.0
    rounds: int = 0
