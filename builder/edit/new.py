"""`rie new`: scaffold what a contributor adds — a rule, a document — so that it passes its tests as it is born."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import yaml

from builder.load import resources, shapes
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.errors import BuilderError
from builder.model.fields import Field, Kind

_RULE_ID = re.compile(r"[A-Z]{2,6}-[A-Z0-9]{2,6}(-[A-Z0-9]+)*")
_DOCUMENT_ID = re.compile(r"[a-z][a-z0-9-]{1,40}")
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
    evidence = shapes.commun()["enum_type_preuve"]["oneOf"][0]["const"]
    text = _RULE.format(
        id=id_,
        pack=pack,
        titre=_scalar(titre),
        exigence=_scalar(exigence),
        article=_scalar(exigence),
        kind=kind.name,
        fact=fact,
        keys=keys[-1],
        evidence=evidence,
        yes=_nested(keys, "oui"),
        no=_nested(keys, "non"),
    )
    _write(target, text)
    return target


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
    entry = _ENTRY.format(id=id_, numero=max(int(d["numero"]) for d in known) + 1, titre=_scalar(titre))
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
