"""A decision of the commission, what it was taken on, and what became of that since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Where a dossier keeps what each decision was taken on: decisions/<id of the session>.json.
FOLDER = "decisions"
FORMAT = "rie-decision-1"
#: The copy of that record which lies beside the documents of a build.
COPY = "decision.json"
#: The end of the name of a signed copy: what a new build keeps, and never writes.
SIGNED = "-signe.pdf"
ATTESTS = ("attestee_sans_reserve", "attestee_avec_reserves")


@dataclass(frozen=True, slots=True)
class Session:
    """What a commission decided, before it is written. reserves: those accepted; months: None when nothing is attested."""

    id: str
    date: str
    members: tuple[str, ...]
    opinion: str
    decision: str
    months: int | None = None
    reserves: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def attests(self) -> bool:
        return self.decision in ATTESTS


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a decision cannot be: what is wrong, and what to do."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Record:
    """decisions/<id>.json as found on disk: its bytes as text, their SHA-256, its content ({} when it is no record)."""

    id: str
    sha256: str
    text: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it was when the commission decided. state: modifié, ajouté, retiré.

    chapter: what of the decision it touches. follows: what a decision calls for afterwards (a piece, the signature).
    """

    file: str
    state: str
    chapter: str
    detail: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier and its last decision that was frozen. sealed: the record is the one that commission.yml cites."""

    record: Record
    date: str
    sealed: bool = True
    differences: tuple[Difference, ...] = ()

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What changed that the decision does not call for."""
        return tuple(d for d in self.differences if not d.follows)

    @property
    def intact(self) -> bool:
        return self.sealed and not self.changes


@dataclass(frozen=True, slots=True)
class Output:
    """A document as a build made it."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a PDF. intact: what it covers has not changed; whole: nothing was added after it but other
    signatures; trusted: None when no root was given to judge its signer by."""

    signer: str
    when: str
    intact: bool
    whole: bool
    trusted: bool | None
    why: str = ""

    @property
    def good(self) -> bool:
        return self.intact and self.whole and self.trusted is not False


@dataclass(frozen=True, slots=True)
class Checked:
    """A document against the record. state: identique, signe, modifie, absent, inconnu."""

    file: str
    title: str
    state: str
    signatures: tuple[Signature, ...] = field(default=())

    @property
    def good(self) -> bool:
        return self.state in ("identique", "signe") and all(s.good for s in self.signatures)
