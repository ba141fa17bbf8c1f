"""The risk catalogue as read, what a dossier shows of it, and the register that comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from builder.model.findings import Finding
from builder.model.observed import UserClass
from builder.model.source import Place

ESTABLISHMENT, CLASS = "etablissement", "classe"


class Family(StrEnum):
    """What a control does to a threat; inside a family only the strongest counts."""

    PREVENIR = "prevenir"
    DETECTER = "detecter"
    REAGIR = "reagir"
    HUMAIN = "humain"  # counts only beside one that prevents or detects


class InPlace(StrEnum):
    """What is known of a control on one step."""

    PROUVE = "prouve"
    DECLARE = "declare"
    INCONNU = "inconnu"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Condition:
    """A CEL sentence over the subjects of one kind; `any_one`: one subject that satisfies it is enough."""

    kind: str
    sentence: str
    any_one: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What an attacker holds. scope: the establishment, a class, or the kind of component it stands for."""

    id: str
    title: str
    scope: str
    phase: str  # of EBIOS RM: connaitre, rentrer, trouver, exploiter
    entry: bool


@dataclass(frozen=True, slots=True)
class Threat:
    """A step an attacker may take. after: alternatives, each a set of states that must all be held."""

    id: str
    title: str
    description: str
    conditions: tuple[Condition, ...]
    likelihood: int  # 1..4, before controls
    after: tuple[tuple[str, ...], ...]
    grants: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]]
    status: str
    file: str


@dataclass(frozen=True, slots=True)
class Control:
    """A security measure. efficacy: percent of attempts stopped (low, mode, high); effort in person-days, lead in weeks;
    after: the controls without which it cannot be put in place."""

    id: str
    title: str
    family: Family
    actor: str
    conditions: tuple[Condition, ...]
    reduction: int
    cap: int | None
    efficacy: tuple[int, int, int]
    cost: str
    effort: int
    lead: int
    mitigates: tuple[str, ...]
    after: tuple[str, ...]
    evidence: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]]
    status: str
    file: str


@dataclass(frozen=True, slots=True)
class RiskSource:
    """Who, or what, sets out; its relevance (1..4) bounds every likelihood that starts from it."""

    id: str
    title: str
    description: str
    accidental: bool
    relevance: int
    entry: str


@dataclass(frozen=True, slots=True)
class FearedEvent:
    """What must not happen, its severity (1..4) and the sets of states that bring it about."""

    id: str
    title: str
    why: str
    severity: int
    criteria: tuple[str, ...]
    reached: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """One level of a scale, with the words people read. annual: of a likelihood, how many times in a thousand years
    the tool supposes that it means (low, mode, high)."""

    level: int
    title: str
    sense: str = ""
    tolerated: bool = True  # of a level of risk: whether one may live with it
    annual: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Scales:
    """Labels of severity, likelihood and risk; matrix[likelihood - 1][severity - 1] is a risk level."""

    severity: tuple[Grade, ...]
    likelihood: tuple[Grade, ...]
    risk: tuple[Grade, ...]
    matrix: tuple[tuple[int, ...], ...]
    costs: Mapping[str, str]
    proving: tuple[int, int]  # person-days and weeks to prove a control that is declared
    sources: Mapping[str, str]

    def level(self, likelihood: int, severity: int) -> Level:
        """The matrix, read; likelihood 0 when nothing leads there."""
        return Level(likelihood, severity, self.matrix[likelihood - 1][severity - 1] if likelihood else 0)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """risk_catalog/, read and checked; each mapping in the order of ids."""

    states: Mapping[str, State]
    sources: Mapping[str, RiskSource]
    threats: Mapping[str, Threat]
    controls: Mapping[str, Control]
    events: Mapping[str, FearedEvent]
    scales: Scales


@dataclass(frozen=True, slots=True)
class ControlSeen:
    """A control beside a step: what is known of it, and the findings that say so."""

    control: Control
    state: InPlace
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A threat on one subject (and one class): the attack graph's AND/OR node.

    after: alternatives of state ids; base: likelihood before controls; assumed: an answer is missing, and the threat
    is held possible until it is given. `origin` says where `base` comes from: catalogue, incident or atelier.
    """

    id: str
    threat: Threat
    finding: Finding
    user_class: UserClass | None
    after: tuple[tuple[str, ...], ...]
    grants: tuple[str, ...]
    base: int
    origin: str
    assumed: bool
    controls: tuple[ControlSeen, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step inside a scenario, with its likelihood in the picture at hand; `bottleneck`: it bounds the scenario."""

    step: Step
    likelihood: int
    bottleneck: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way to an event: its steps in an order in which they can be taken."""

    likelihood: int
    sources: tuple[RiskSource, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """An event in one picture. likelihood 0: nothing leads there; risk 0 then."""

    likelihood: int
    severity: int
    risk: int


@dataclass(frozen=True, slots=True)
class Choke:
    """A threat that every way to an event, as likely as today's, goes through. then: the likelihood left without its
    steps (0: nothing else leads there). step: the one of them that all ways go through, None when they take turns."""

    threat: Threat
    step: Step | None
    then: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A feared event in every picture (brut, actuel, declare, then one a milestone), and its scenarios today."""

    event: FearedEvent
    severity: int
    context: str  # why the severity is not the catalogue's, "" when it is
    pictures: Mapping[str, Level]
    scenarios: tuple[Scenario, ...]
    lowered_by: tuple[tuple[Control, int], ...]  # controls that alone would lower it, with the likelihood then
    raised_without: tuple[tuple[Control, int], ...]  # controls in place that hold it, with the likelihood without them
    chokes: tuple[Choke, ...]
    accepted: str  # id of the acceptance written in risques.yml, "" when none holds


@dataclass(frozen=True, slots=True)
class Excluded:
    """A threat set aside for a subject, and the finding whose facts exclude it."""

    threat: Threat
    finding: Finding


@dataclass(frozen=True, slots=True)
class Swing:
    """An event with the worst answer to a question, which is what is held now, and with the best."""

    event: str
    worst: Level
    best: Level


@dataclass(frozen=True, slots=True)
class Assumption:
    """A missing answer that the analysis had to do without, where to write it, and the events that the best answer would
    lower."""

    name: str
    label: str
    place: Place
    finding: Finding
    swings: tuple[Swing, ...]

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(swing.event for swing in self.swings)


@dataclass(frozen=True, slots=True)
class Picture:
    """A state of the controls that is evaluated. For a milestone: its date (ISO), what the text calls it, the article, and the
    controls that the dossier's own plan puts in place by then."""

    id: str
    title: str
    date: str = ""
    label: str = ""
    source: str = ""
    promised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RiskRegister:
    """What `analyse` hands over."""

    catalogue: Catalogue
    pictures: tuple[Picture, ...]
    risks: tuple[Risk, ...]
    steps: tuple[Step, ...]
    excluded: tuple[Excluded, ...]
    assumptions: tuple[Assumption, ...]
    classes: tuple[UserClass, ...]
