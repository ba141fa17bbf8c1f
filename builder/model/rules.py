"""Rules as data: what a pack of rules says, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Niveau(StrEnum):
    """Strength of a rule."""

    BLOQUANT = "bloquant"
    RESERVE = "reserve"
    RECOMMANDATION = "recommandation"


class ReservePossible(StrEnum):
    """Whether a reserve may cover the rule's gap (EXI RIE-PS 17)."""

    OUI = "oui"
    NON = "non"
    A_ARBITRER = "a_arbitrer"
    SANS_OBJET = "sans_objet"


class Nature(StrEnum):
    """The kind of line that a pack prints."""

    ATTESTATION = "attestation"  # a verdict that knows reserves
    CONFORMITE = "conformite"  # conforming or not: the text knows no reserve
    NIVEAU = "niveau"  # a level reached by each means
    CONTROLES = "controles"  # points counted, no verdict


class Statut(StrEnum):
    """What a text is worth at a date."""

    EN_VIGUEUR = "en_vigueur"
    PROJET = "projet"
    REMPLACE = "remplace"
    LECTURE = "lecture"  # no law: good practice, a webinar, our own checks


class PorteSur(StrEnum):
    """What the rule speaks of: the scheme itself, or an act to sign, hold, renew."""

    FOND = "fond"
    ACTE = "acte"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from; statut: confirme, webinaire, conteste or deduit."""

    texte: str
    article: str
    statut: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the ways to satisfy a rule: a branch of its proof tree."""

    titre: str
    exige: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file. `si` and `exige` are CEL sentences over the subject `pour_chaque`.

    `au_moins_une`: the branches that `exige` joins by « or », when the text gives alternatives.
    `niveaux`: levels of assurance that ask for the rule, in a pack that grades (eIDAS); empty elsewhere.
    """

    id: str
    pack: str
    exigence: str
    titre: str
    pourquoi: str
    source: Source
    porte_sur: PorteSur
    pour_chaque: str
    si: str | None
    exige: str
    faits: tuple[str, ...]
    niveau: Niveau
    reserve_possible: ReservePossible
    preuves: tuple[str, ...]
    mesures: tuple[str, ...]
    message: str
    remede: str
    exemples: Mapping[str, tuple[Mapping[str, Any], ...]]
    file: str
    vide_admis: str | None = None  # why `all` over an empty list is right, when it is
    au_moins_une: tuple[Alternative, ...] = ()
    niveaux: tuple[str, ...] = ()
    lecture: str = ""  # C3.stricte: the reading of a conflict that the rule holds, when it is of one only


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or a date that the text gives, with its source; `texte.<id>` in sentences."""

    id: str
    valeur: int | str
    libelle: str
    source: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A text as rules. `complet` false: no verdict, only « non évalué ».

    publie_le: ISO date of a draft's publication, None while unknown; remplace: the pack that it then replaces.
    """

    id: str
    titre: str
    statut: Statut
    complet: bool
    exigences_total: int | None
    non_lus: tuple[str, ...]  # requirements whose text nobody here has read
    parametres: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    banniere: str = ""
    version: str = ""
    nature: Nature = Nature.ATTESTATION
    publie_le: str | None = None
    adoption_apres: str | None = None  # ISO; the draft cannot be adopted before
    remplace: str = ""
    banniere_publie: str = ""
