"""What `check` hands over: findings, proof, verdicts, acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from builder.model.fields import Conflict
from builder.model.rules import Pack, Rule
from builder.model.source import Diagnostic, Dossier, Path, Place


class Outcome(StrEnum):
    """The four outcomes of a rule for a subject."""

    SATISFAIT = "satisfait"
    NON_SATISFAIT = "non_satisfait"
    SANS_REPONSE = "sans_reponse"
    SANS_OBJET = "sans_objet"


class Proof(StrEnum):
    """Second axis of a satisfied finding."""

    PROUVE = "prouve"
    DECLARE = "declare"
    PERIMEE = "preuve_perimee"
    ALTEREE = "preuve_alteree"


class Cover(StrEnum):
    """What the verdict makes of a finding."""

    AUCUN = "aucun"  # nothing to cover
    QUESTION = "question_ouverte"
    COUVERT = "couvert_par_reserve"
    ECART = "ecart_non_couvert"
    SIGNALE = "signale"  # counted only (recommendation)


class Status(StrEnum):
    """What a pack's line says: the verdict of a regime, the level reached, or mere checks."""

    NON_DUE = "attestation_non_due"
    ATTESTABLE = "attestable"
    AVEC_RESERVES = "attestable_avec_reserves"
    INCOMPLET = "incomplet"
    NON_DUE_ECARTS = "attestation_non_due_avec_ecarts"  # exempt from attesting, not from the rest of the text
    NON_ATTESTABLE = "non_attestable"
    CONFORME = "conforme"  # a text that knows no reserve
    ECARTS = "ecarts"
    NIVEAU_ATTEINT = "niveau_atteint"
    NIVEAU_NON_ETABLI = "niveau_non_etabli"
    NIVEAU_NON_ATTEINT = "niveau_non_atteint"
    CONTROLES = "controles"
    NON_EVALUE = "non_evalue"


FAVOURABLE = (Status.ATTESTABLE, Status.AVEC_RESERVES, Status.NON_DUE, Status.CONFORME, Status.NIVEAU_ATTEINT)


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What a rule was applied to; `ref` is its identity, for example `mie:carte-neutre`."""

    kind: str
    id: str
    title: str
    place: Place

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact named by a rule, for one subject; value None when unanswered."""

    name: str  # as in the rule's `faits`, for example mie.categories
    label: str
    value: Any
    text: str  # the value in French words
    places: tuple[Place, ...]
    inherited: bool = False  # the answer comes from a group of services
    path: Path = ()  # of a missing answer: where it would be written


@dataclass(frozen=True, slots=True)
class ProofItem:
    """One block that must be proved: where it is, the pieces it cites, and the result."""

    block: Path
    place: Place
    evidence: tuple[str, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule applied to a subject. Its identity is `id`, for example RIE-MIE-01@mie:badge."""

    rule: Rule
    subject: Subject
    outcome: Outcome
    place: Place
    message: str
    remedy: str
    facts: tuple[FactRead, ...]
    missing: tuple[FactRead, ...]
    proof: Proof | None  # None unless satisfied
    proof_items: tuple[ProofItem, ...] = ()
    cover: Cover = Cover.AUCUN
    reserve: str | None = None  # id of the reserve that covers it, or tries to
    arbitrage: str | None = None  # date of the arbitration that admits the reserve
    note: str = ""  # why a reserve does not count, in words
    moments: tuple[str | int, ...] = ()  # dates, and numbers of months, that may change it as time passes

    @property
    def id(self) -> str:
        return f"{self.rule.id}@{self.subject.ref}"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Findings of one requirement of the text, summed up (recommendations apart)."""

    pack: str
    exigence: str
    satisfied: bool
    proved: bool
    applicable: bool  # at least one finding is not `sans objet`
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReserveState:
    """A reserve as the verdict sees it. etat: proposee (nobody accepted it yet), incomplete, complete, acceptee
    (the commission's decision lists it), levee, exclue or echue (past its own deadline)."""

    id: str
    place: Place
    etat: str
    reasons: tuple[str, ...]
    covers: tuple[str, ...]  # ids of findings
    values: Mapping[str, Any]  # the reserve as written, references resolved to titles
    exigences: tuple[str, ...] = ()

    @property
    def covering(self) -> bool:
        return self.etat in ("complete", "acceptee")


@dataclass(frozen=True, slots=True)
class ConflictState:
    """The reading that holds between texts that disagree. arbitrage: the decision in force that chose it, empty when the
    default holds; rejected: that a decision was written and counts for nothing; concerns: the dossier asks the question."""

    conflict: Conflict
    reading: str
    arbitrage: Mapping[str, Any] = field(default_factory=dict)
    rejected: bool = False
    concerns: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One regime's line. counts: questions, ecarts, reserves, exigences, satisfaites, prouvees."""

    pack: Pack
    status: Status
    label: str  # « attestable avec réserves »
    summary: str  # the whole line in words
    reasons: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MeansLevel:
    """The level of assurance that one means establishes (Regulation 2015/1502, art. 1: all elements of a level).

    reached: the highest level whose every element is satisfied, "" when none is. next: the level above it,
    "" at the top; weakest: the findings that stop it there. settled: the findings known to fail are enough to
    say that `next` is not reached; otherwise answers are missing.
    """

    mie: str
    title: str
    place: Place
    due: bool | None
    reached: str
    next: str
    weakest: tuple[Finding, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Something to sign, hold or renew. etat: a_produire, en_retard, en_cours, a_reprendre, echu, non_du."""

    id: str
    titre: str
    etat: str
    date: str | None  # ISO
    text: str
    source: str
    pack: str = ""  # the text that asks for it


@dataclass(frozen=True, slots=True)
class Case:
    """One means at one place: the route it takes there, whether an attestation is due (None: not known), and why."""

    mie: str
    mie_title: str
    where: str  # service:dpi, poste:…, acces_distant:…
    where_title: str
    populations: tuple[str, ...]
    usage: str
    voie: str
    attestation: bool | None
    motif: str
    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """Something that the check will answer otherwise from `date` (ISO) on. genre: verdict, acte, constat or preuve."""

    date: str
    genre: str
    text: str
    place: Place | None
    worse: bool


@dataclass(frozen=True)
class Assessment:
    """The whole result of `check` for one dossier at one date."""

    dossier: Dossier
    date: str  # reference date, ISO
    regime: str  # the pack the answer is for
    packs: tuple[Pack, ...]
    findings: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    verdicts: tuple[Verdict, ...]
    acts: tuple[Act, ...]
    reserves: tuple[ReserveState, ...]
    things: Mapping[str, tuple[Mapping[str, Any], ...]]  # kind → facts and derived facts, resolved
    levels: tuple[MeansLevel, ...] = ()
    cases: tuple[Case, ...] = ()
    conflicts: tuple[ConflictState, ...] = ()
    faults: tuple[Diagnostic, ...] = ()  # decisions that match no finding: an orphan decision is an error
    require_proof: bool = False  # an answer without a valid proof counted as unanswered

    @property
    def verdict(self) -> Verdict:
        """The verdict of the regime asked for."""
        return next(v for v in self.verdicts if v.pack.id == self.regime)

    @property
    def favourable(self) -> bool:
        return not self.faults and self.verdict.status in FAVOURABLE
