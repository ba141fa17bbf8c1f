"""`rie new`: scaffold what a contributor adds — a rule, a threat, a control, a document — so that it passes its tests at birth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from builder.load import catalogue, resources, shapes
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.load.yaml_reader import plain
from builder.model.errors import BuilderError
from builder.model.fields import Field, Kind

_RULE_ID = re.compile(r"[A-Z]{2,6}-[A-Z0-9]{2,6}(-[A-Z0-9]+)*")
_DOCUMENT_ID = re.compile(r"[a-z][a-z0-9-]{1,40}")
_THREAT_ID = re.compile(r"TH-[0-9]{2,3}")
_CONTROL_ID = re.compile(r"CT-[0-9]{3}")
_RULE = """id: {id}
exigence: {exigence}
titre: {titre}
pourquoi: >-
  À écrire : en mots simples, ce que l'exigence protège.
source:
  texte: {pack}
  article: {article}
  statut: deduit
  note: >-
    À écrire : où l'exigence a été lue, et ce qui reste notre lecture.
porte_sur: fond
pour_chaque: {kind}
exige: {fact}
faits: [{fact}]
niveau: recommandation
reserve_possible: sans_objet
preuves: [{evidence}]
mesures: []
message: >-
  « {{{kind}.titre}} » : à écrire, ce qui ne va pas ({{{fact}}}).
remede: >-
  Écrire {keys}: oui quand c'est vrai, avec sa preuve.
exemples:
  satisfait:
  - {{{kind}: {yes}}}
  non_satisfait:
  - {{{kind}: {no}}}
  sans_reponse:
  - {{{kind}: {{}}}}
  sans_objet: []
"""
_THREAT = """id: {id}
titre: {titre}
description: >-
  À écrire : ce qui arrive, en une phrase qu'une commission comprend.
possible_si:
- pour_chaque: {kind}
  phrase: '!{fact}'
vraisemblance: 1
depuis: [[{after}]]
donne: [{grants}]
references: {{}}
statut_references: de_memoire
"""
_CONTROL = """id: {id}
titre: {titre}
famille: prevenir
acteur: etablissement
en_place_si:
- pour_chaque: {kind}
  phrase: {fact}
reduction: 1
efficacite_pct: [0, 0, 0]
cout: {cost}
charge_jours: 0
delai_semaines: 0
attenue: [{mitigates}]
preuves: [{evidence}]
references: {{}}
statut_references: de_memoire
"""
_DOCUMENT = """# De quoi il s'agit

À écrire : ce que ce document dit de {{ etablissement }}, avec les mots de la vue commune (builder/render/view.py).

Au {{ date }} : **{{ verdict.titre }}**.
"""
_ENTRY = """- id: {id}
  numero: "{numero:02}"
  titre: {titre}
  fichier: {id}.pdf
  gabarit: documents/{id}.md.j2
  cercle: interne
  lecteurs: À écrire, qui lit ce document.
  faits: [dossier.yml]
"""


def new_rule(pack: str, id_: str, titre: str, exigence: str, fact: str) -> Path:
    """Write a rule file whose sentence is one yes/no fact (`mie.nominatif`); its path. Raises BuilderError."""
    root = _checkout()
    packs = {p.id: p for p in load_packs()}
    if pack not in packs:
        raise BuilderError(f"jeu de règles inconnu « {pack} »", f"Choisir parmi : {', '.join(packs)}.", code=2)
    if not _RULE_ID.fullmatch(id_):
        raise BuilderError(f"« {id_} » n'est pas un numéro de règle", "Par exemple EDA-LOG-01.", code=2)
    if any(rule.id == id_ for p in packs.values() for rule in p.rules):
        raise BuilderError(f"la règle {id_} existe déjà", "Un numéro ne sert qu'une fois.", code=2)
    kind, keys = _yes_no(fact)
    target = root / "schemas" / "regles" / pack / f"{id_}-{_slug(titre)}.yml"
    text = _RULE.format(
        id=id_,
        pack=pack,
        titre=_scalar(titre),
        exigence=_scalar(exigence),
        article=_scalar(exigence),
        kind=kind.name,
        fact=fact,
        keys=keys[-1],
        evidence=_evidence(),
        yes=_nested(keys, "oui"),
        no=_nested(keys, "non"),
    )
    _write(target, text)
    return target


def new_threat(id_: str, titre: str, after: Sequence[str], grants: Sequence[str], fact: str) -> Path:
    """Write a threat that is possible while a yes/no fact (`mie.nominatif`) is not yes; its path.

    after: the states it starts from, all of them held; grants: those it gives. Raises BuilderError.
    """
    _checkout()
    kind, _ = _yes_no(fact)
    words = {"kind": kind.name, "fact": fact, "after": ", ".join(after), "grants": ", ".join(grants)}
    return _entry("menaces", id_, titre, _THREAT.format(id=id_, titre=_scalar(titre), **words))


def new_control(id_: str, titre: str, mitigates: Sequence[str], fact: str) -> Path:
    """Write a control that is in place when a yes/no fact is yes, against the threats `mitigates`; its path.

    Raises BuilderError.
    """
    _checkout()
    kind, _ = _yes_no(fact)
    words = {"kind": kind.name, "fact": fact, "mitigates": ", ".join(mitigates), "evidence": _evidence()}
    cost = min(catalogue.load_catalogue().scales.costs)
    return _entry("mesures", id_, titre, _CONTROL.format(id=id_, titre=_scalar(titre), cost=cost, **words))


def _entry(folder: str, id_: str, titre: str, text: str) -> Path:
    """Write an entry of the catalogue of risks, once its reader has found that it fits with the rest."""
    known, pattern = catalogue.load_catalogue(), _THREAT_ID if folder == "menaces" else _CONTROL_ID
    if not pattern.fullmatch(id_):
        raise BuilderError(f"« {id_} » n'est pas un numéro du catalogue", f"Par exemple {_next(folder)}.", code=2)
    if id_ in known.threats or id_ in known.controls:
        raise BuilderError(f"{id_} existe déjà", f"Le premier numéro libre est {_next(folder)}.", code=2)
    name = f"{catalogue.FOLDER}/{folder}/{id_}-{_slug(titre)}.yml"
    data = plain(text, name)
    if folder == "menaces":
        whole = replace(known, threats={**known.threats, id_: catalogue.read_threat(data, name)})
    else:
        whole = replace(known, controls={**known.controls, id_: catalogue.read_control(data, name)})
    try:
        catalogue.raise_faults(whole)
    except BuilderError as error:
        raise BuilderError(str(error), "Voir les états dans risk_catalog/etats.yml.", code=2) from error
    target = resources.root() / name
    _write(target, text)
    return target


def _next(folder: str) -> str:
    """The first number after the last one taken."""
    prefix, number = catalogue.ids(folder)[-1].split("-")
    return f"{prefix}-{int(number) + 1:0{len(number)}}"


def _evidence() -> str:
    return str(shapes.commun()["enum_type_preuve"]["oneOf"][0]["const"])


def new_document(id_: str, titre: str) -> Path:
    """Write a template and its entry in templates/documents.yml; the template's path. Raises BuilderError."""
    root = _checkout()
    listed = root / "templates" / "documents.yml"
    if not _DOCUMENT_ID.fullmatch(id_):
        raise BuilderError(f"« {id_} » n'est pas un nom de document", "Minuscules, chiffres et tirets.", code=2)
    known = resources.data("templates/documents.yml")
    if any(d["id"] == id_ for d in known):
        raise BuilderError(f"le document « {id_} » existe déjà", "Choisir un autre nom.", code=2)
    target = root / "templates" / "documents" / f"{id_}.md.j2"
    _write(target, _DOCUMENT)
    before = listed.read_text(encoding="utf-8")
    entry = _ENTRY.format(id=id_, numero=max(int(str(d["numero"]).split()[0]) for d in known) + 1, titre=_scalar(titre))
    listed.write_text(before.rstrip("\n") + "\n" + entry, encoding="utf-8")
    return target


def _checkout() -> Path:
    root = resources.root()
    if not (root / "pyproject.toml").is_file():
        raise BuilderError("rie est installé sans son dépôt", "Cloner le dépôt : c'est là que l'on contribue.", code=2)
    return root


def _yes_no(fact: str) -> tuple[Kind, list[str]]:
    """The kind and the keys of a yes/no fact, asked or derived, of the subject itself."""
    name, *keys = fact.split(".")
    kind = load_knowledge().kinds.get(name)
    fields, field = (kind.fields if kind else {}), None
    for key in keys:
        field = fields.get(key)
        fields = field.fields if isinstance(field, Field) else {}
    if kind is None or field is None or field.type != "oui_non":
        raise BuilderError(
            f"« {fact} » n'est pas un fait à oui ou non", "Par exemple mie.nominatif ; voir schemas/sujets.yml.", code=2
        )
    return kind, keys


def _nested(keys: list[str], value: str) -> str:
    return value if not keys else f"{{{keys[0]}: {_nested(keys[1:], value)}}}"


def _scalar(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, width=10**6).split("\n")[0]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "regle"


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise BuilderError(f"{path.name} existe déjà", "Choisir un autre nom.", code=2)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
