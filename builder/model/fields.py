"""The fact model as the machinery sees it: kinds, their fields, their views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What one writes for each type of answer, in words.
FORMS = {
    "oui_non": "oui ou non",
    "entier": "un nombre entier",
    "borne": "un nombre entier, ou sans_limite s'il n'y a pas de borne",
    "periode": "un nombre entier, ou jamais si cela ne se fait pas",
    "date": "AAAA-MM-JJ",
    "date_passee": "AAAA-MM-JJ, ou jamais si cela n'a pas eu lieu",
    "texte": "quelques mots",
    "ref": "l'identifiant d'un objet du dossier",
    "identifiant": "un nom court : minuscules sans accent, chiffres et tirets",
    "identifiant_reserve": "un nom court : lettres sans accent, chiffres et tirets, par exemple R-01",
    "rpps": "onze chiffres, entre guillemets",
    "finess": "neuf caractères, entre guillemets",
    "siren": "neuf chiffres, entre guillemets",
    "ecart": "-1, 0 ou 1",
    "constat": "l'identité d'un constat, telle que rie check l'affiche : RIE-MIE-01@mie:carte-neutre",
    "chemin_preuve": "un chemin à partir de preuves/",
    "empreinte": "une empreinte SHA-256, écrite par rie evidence add",
    "table": "voir les questions de cette table",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object.

    type: `oui_non`, `entier`, `borne`, `periode`, `date`, `date_passee`, `enum`, `ref`, `texte`… for a
    scalar; `table` for a mapping (its keys in `fields`); `liste` for a list (its items in `item`);
    `vue` for a resolved neighbour (`target`; `many` tells a list).
    """

    name: str
    type: str
    label: str
    help: str = ""
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)  # enum value → French label
    fields: Mapping[str, Field] = field(default_factory=dict)
    item: Field | None = None
    target: str = ""
    many: bool = False
    derived: bool = False
    optional_word: bool = False  # the author may write `aucun`


@dataclass(frozen=True, slots=True)
class View:
    """A neighbour that a rule may read. link: champ, citee_par, toutes, unique, parent or calcul."""

    name: str
    target: str
    many: bool
    link: str
    source: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: where it is written, what it holds, whom it sees."""

    name: str
    file: str  # dossier.yml, mie/<id>.yml
    container: str  # "" for a file's root, else the key that holds the object or the list
    many: bool
    title: str
    fields: Mapping[str, Field]  # asked, derived and views
    views: Mapping[str, View]
    parent: str = ""  # the kind whose file holds it (un_facteur → mie)


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table of routes (schemas/voies.yml)."""

    voie: str
    attestation: bool
    conditions: Mapping[str, Any]
    motif: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read texts that disagree: what it says, and where it comes from."""

    dit: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts that disagree (schemas/conflits.yml). `defaut`: the reading that holds without an arbitration."""

    id: str
    titre: str
    question: str
    lectures: Mapping[str, Reading]
    defaut: str
    effet: str
    regles: tuple[str, ...]  # rules that the choice concerns


@dataclass(frozen=True)
class Knowledge:
    """Our own data, read once: the fact model, the tables of derived facts, the traits of MIE."""

    kinds: Mapping[str, Kind]
    derived: Mapping[str, Mapping[str, Any]]  # path → its entry in schemas/derives.yml
    routes: tuple[Route, ...]
    factors: Mapping[str, Mapping[str, str]]
    dynamic_protocols: Mapping[str, bool]
    mie_traits: Mapping[str, Mapping[str, Any]]
    route_labels: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    proper_names: frozenset[str] = frozenset()  # first words of labels that keep their capital inside a sentence
