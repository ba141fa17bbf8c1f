"""Rule files → `Pack`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from builder.load import resources
from builder.load.knowledge import YES_NO, load_knowledge
from builder.model.errors import BuilderError
from builder.model.fields import Field, Knowledge
from builder.model.rules import (
    Alternative,
    Nature,
    Niveau,
    Pack,
    Parameter,
    PorteSur,
    ReservePossible,
    Rule,
    Source,
    Statut,
)
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

FOLDER = "schemas/regles"
OUTCOMES = ("satisfait", "non_satisfait", "sans_reponse", "sans_objet")
_KEYS = {
    "id",
    "exigence",
    "titre",
    "pourquoi",
    "source",
    "porte_sur",
    "pour_chaque",
    "si",
    "exige",
    "faits",
    "niveau",
    "reserve_possible",
    "preuves",
    "mesures",
    "message",
    "remede",
    "vide_admis",
    "exemples",
    "au_moins_une",
    "niveaux",
    "lecture",
}
_OPTIONAL = {"si", "vide_admis", "niveaux", "exige", "au_moins_une", "lecture"}


@cache
def load_packs() -> tuple[Pack, ...]:
    """Every pack of schemas/regles, in alphabetical order. Raises BuilderError on an ill-formed file."""
    packs = tuple(_pack(name) for name in resources.names(FOLDER, ""))
    _unique(tuple(rule for pack in packs for rule in pack.rules))  # a finding's identity names no pack
    return packs


def _pack(folder: str) -> Pack:
    path = f"{FOLDER}/{folder}"
    head = resources.data(f"{path}/_pack.yml")
    files = [n for n in resources.names(path, ".yml") if n != "_pack.yml"]
    rules = tuple(_rule(folder, f"{path}/{name}") for name in files)
    parameters = {
        p["id"]: Parameter(p["id"], p["valeur"], p["libelle"], p["source"]) for p in head.get("parametres", ())
    }
    return Pack(
        id=head["id"],
        titre=head["titre"],
        statut=Statut(head["statut"]),
        complet=head["complet"] == "oui",
        exigences_total=head.get("exigences_total"),
        non_lus=tuple(head.get("non_lus", ())),
        parametres=parameters,
        rules=rules,
        banniere=head.get("banniere", ""),
        version=str(head.get("version", "")),
        nature=Nature(head["nature"]),
        publie_le=None if head.get("publie_le", "inconnu") == "inconnu" else head["publie_le"],
        adoption_apres=head.get("adoption_apres"),
        remplace=head.get("remplace", ""),
        banniere_publie=head.get("banniere_publie", ""),
    )


def _rule(pack: str, file: str) -> Rule:
    data: Mapping[str, Any] = resources.data(file)
    wrong = sorted((set(data) - _KEYS) | (_KEYS - _OPTIONAL - set(data)))
    if wrong:
        raise BuilderError(
            f"Clés en trop ou manquantes dans {file} : {', '.join(wrong)}", "Suivre la forme d'une règle.", file
        )
    try:
        return _build(pack, file, data)
    except (KeyError, ValueError, TypeError) as error:
        raise BuilderError(f"La règle {file} est mal formée : {error}", "Suivre la forme d'une règle.", file) from error


def _build(pack: str, file: str, data: Mapping[str, Any]) -> Rule:
    name = file.rsplit("/", 1)[-1]
    if not name.startswith(data["id"] + "-"):
        raise ValueError(f"le nom du fichier ne commence pas par {data['id']}-")
    source = data["source"]
    branches = tuple(Alternative(a["titre"], a["exige"]) for a in data.get("au_moins_une", ()))
    if branches and "exige" in data:
        raise ValueError("exige et au_moins_une ne vont pas ensemble")
    examples = {
        outcome: tuple(_example(example) for example in data["exemples"].get(outcome) or ()) for outcome in OUTCOMES
    }
    if set(data["exemples"]) - set(OUTCOMES):
        raise ValueError("exemples : issue inconnue")
    return Rule(
        id=data["id"],
        pack=pack,
        exigence=data["exigence"],
        titre=data["titre"],
        pourquoi=data["pourquoi"],
        source=Source(source["texte"], source["article"], source["statut"], source.get("note", "")),
        porte_sur=PorteSur(data["porte_sur"]),
        pour_chaque=data["pour_chaque"],
        si=data.get("si"),
        exige=" || ".join(f"({a.exige})" for a in branches) if branches else data["exige"],
        faits=tuple(data["faits"]),
        niveau=Niveau(data["niveau"]),
        reserve_possible=ReservePossible(data["reserve_possible"]),
        preuves=tuple(data["preuves"]),
        mesures=tuple(data["mesures"]),
        message=data["message"],
        remede=data["remede"],
        exemples=examples,
        file=file,
        vide_admis=data.get("vide_admis"),
        au_moins_une=branches,
        niveaux=tuple(data.get("niveaux", ())),
        lecture=data.get("lecture", ""),
    )


_WORDS: Mapping[str, Mapping[Any, Any]] = {
    "oui_non": YES_NO,
    "borne": {"sans_limite": SANS_LIMITE},
    "periode": {"jamais": SANS_LIMITE},
    "date_passee": {"jamais": JAMAIS_FAIT},
}


def _example(example: Mapping[str, Any]) -> Mapping[str, Any]:
    """An example in an author's words (oui, sans_limite, jamais) → the values that a sentence reads."""
    knowledge = load_knowledge()
    return {
        name: _typed(value, knowledge.kinds[name].fields, knowledge) if name in knowledge.kinds else value
        for name, value in example.items()
    }


def _typed(node: Any, fields: Mapping[str, Field], knowledge: Knowledge) -> Any:
    if isinstance(node, list):
        return [_typed(item, fields, knowledge) for item in node]
    if not isinstance(node, Mapping):
        return node
    typed = {}
    for key, value in node.items():
        field = fields.get(key) or Field(key, "oui_non" if key == "existe" else "texte", key)
        if isinstance(value, Mapping | list):
            typed[key] = _typed(value, _inside(field, knowledge), knowledge)
        else:
            typed[key] = _WORDS.get(field.type, {}).get(value, value)
    return typed


def _inside(field: Field, knowledge: Knowledge) -> Mapping[str, Field]:
    if field.type == "vue":
        return knowledge.kinds[field.target].fields
    return field.item.fields if field.item else field.fields


def _unique(rules: tuple[Rule, ...]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise BuilderError(f"Deux règles portent le numéro {rule.id}", f"Voir {seen[rule.id]}.", rule.file)
        seen[rule.id] = rule.file


@cache
def pack_digest(pack: str) -> str:
    """SHA-256 over the names and bytes of a pack's files, in order: the law as it was written that day."""
    digest = hashlib.sha256()
    for name in resources.names(f"{FOLDER}/{pack}", ".yml"):
        digest.update(name.encode() + b"\0" + resources.binary(f"{FOLDER}/{pack}/{name}") + b"\0")
    return digest.hexdigest()
