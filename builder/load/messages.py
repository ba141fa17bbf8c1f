"""What the shape refuses, said in French: what is wrong, and what to write."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from typing import Any

from builder.load import shapes
from builder.load.reader import FileRead, nearest, shown
from builder.load.shapes import Schema
from builder.model.source import Diagnostic, Path, Place

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_EXPECTED = {
    "oui_non": ("un oui ou un non", "Écrire oui ou non."),
    "entier": ("un nombre entier", "Écrire un nombre entier, sans espace ni unité."),
    "ecart": ("-1, 0 ou 1", "Écrire -1, 0 ou 1."),
    "borne": ("un nombre entier ou sans_limite", "Écrire un nombre entier, ou sans_limite s'il n'y a pas de borne."),
    "periode": ("un nombre entier ou jamais", "Écrire un nombre entier, ou jamais si cela ne se fait pas."),
    "date": ("une date", "Écrire AAAA-MM-JJ, par exemple 2026-05-31."),
    "date_passee": ("une date ou jamais", "Écrire AAAA-MM-JJ, ou jamais si cela n'a pas eu lieu."),
    "texte": ("un texte", "Écrire un texte (entre guillemets s'il contient « : » ou « # »)."),
    "identifiant": ("un identifiant", "Minuscules sans accent, chiffres et tirets : carte-neutre."),
    "identifiant_reserve": ("un identifiant", "Lettres sans accent, chiffres et tirets : R-01."),
    "ref": ("l'identifiant d'un objet du dossier", "Reprendre l'identifiant écrit dans « id »."),
    "rpps": ("un numéro RPPS", "Onze chiffres, entre guillemets ; plage 997… dans un exemple."),
    "finess": ("un numéro FINESS", "Neuf caractères, entre guillemets."),
    "siren": ("un numéro SIREN", "Neuf chiffres, entre guillemets."),
    "empreinte": ("une empreinte SHA-256", "La laisser écrire par rie evidence add."),
    "constat": ("l'identité d'un constat", "regle@sujet, telle que rie check l'affiche : RIE-MIE-01@mie:carte-neutre."),
    "chemin_preuve": ("un chemin sous preuves/", "Écrire le chemin du fichier à partir de preuves/."),
}


def shape_faults(read: FileRead) -> list[Diagnostic]:
    """Every fault of shape of one file, one for each place."""
    found: dict[tuple[Place, str], Diagnostic] = {}
    for path, keyword, detail in shapes.violations(read.stem, read.data):
        for fault in _said(read, path, keyword, detail):
            found.setdefault(
                (fault.place, "" if keyword in ("format", "pattern") else fault.code + fault.message), fault
            )
    return list(found.values())


def _said(read: FileRead, path: tuple[str | int, ...], keyword: str, detail: Any) -> list[Diagnostic]:
    here: Path = (read.name, *path)
    node = shapes.at(read.stem, path) or {}
    value = _dig(read.data, path)
    if keyword == "additionalProperties":
        return [_unknown(read, here, node, str(key)) for key in detail.unexpected]
    place = read.places.get(here, read.places[(read.name,)])
    if keyword == "required":
        key = str(detail.property).strip('"')
        wanted = shapes.child(node, key) or {}
        return [
            Diagnostic(
                place,
                "cle-manquante",
                f"Il manque « {key} » ({wanted.get('title', key)}).",
                f"Ajouter « {key}: … ». {wanted.get('description', '')}".strip(),
            )
        ]
    if keyword == "propertyNames":
        return [
            Diagnostic(place, "identifiant", "Un nom de groupe n'est pas un identifiant.", _EXPECTED["identifiant"][1])
        ]
    if keyword == "uniqueItems":
        return [Diagnostic(place, "doublon", "La liste contient deux fois la même valeur.", "N'en garder qu'une.")]
    if keyword == "maxItems":
        return [
            Diagnostic(
                place, "taille", "La liste est trop longue.", "Vérifier qu'il s'agit bien d'une liste de dossier."
            )
        ]
    return [_wrong_value(place, node, value, keyword)]


def _unknown(read: FileRead, here: Path, node: Schema, key: str) -> Diagnostic:
    place = read.places.get((*here, key), read.places[(read.name,)])
    if key == "<<":
        return Diagnostic(
            place,
            "yaml-fusion",
            "La fusion de tables (<<) n'est pas admise.",
            "Écrire les réponses en entier ; pour les services, employer defaut_services.",
        )
    known = list(node.get("properties", {}))
    close = nearest(key, known)
    homes = [] if close else _below(node, key)
    if close:
        remedy = f"Écrire « {close} » ?"
    elif homes:
        remedy = f"« {shown(key)} » se place sous {' ou sous '.join(f'« {home}: »' for home in homes)}."
    else:
        remedy = f"Clés admises ici : {', '.join(known)}."
    return Diagnostic(place, "cle-inconnue", f"Clé inconnue « {shown(key)} ».", remedy)


def _below(node: Schema, key: str) -> list[str]:
    """The tables of this one that admit a key written beside them."""
    found = []
    for name, child in node.get("properties", {}).items():
        table = shapes.resolve(child)
        table = shapes.resolve(table["items"]) if "items" in table else table
        if key in table.get("properties", {}) and key not in ("id", "titre"):
            found.append(name)
    return found[:4]


def _wrong_value(place: Place, node: Schema, value: Any, keyword: str) -> Diagnostic:
    label = node.get("title", "La valeur")
    if isinstance(value, (Mapping, list)) or node.get("type") in ("array", "object"):
        return _wrong_structure(place, node, value, label)
    kind = node.get("x-type", "texte")
    text = shown(str(value))
    if kind == "enum":
        return _wrong_choice(place, node, str(value), label)
    if kind in ("date", "date_passee") and (why := _impossible(str(value))):
        return Diagnostic(place, "date", f"« {label} » : {text} n'est pas une date possible{why}.", _EXPECTED[kind][1])
    if kind in ("entier", "borne", "periode") and (beyond := _beyond(node, str(value))):
        return Diagnostic(place, "nombre", f"« {label} » : {text} {beyond}.", _EXPECTED[kind][1])
    if keyword in ("maximum", "minimum"):
        return Diagnostic(place, "nombre", f"« {label} » : {text} est hors de ce qui est admis.", _EXPECTED[kind][1])
    if keyword == "maxLength":
        return Diagnostic(place, "taille", f"« {label} » est trop long.", "Raccourcir.")
    if keyword == "minLength":
        return Diagnostic(place, "valeur-vide", f"« {label} » est vide.", "Écrire la réponse, ou retirer la ligne.")
    wanted, remedy = _EXPECTED[kind]
    if kind in ("entier", "borne", "periode") and re.fullmatch(r"0+[0-9]+", str(value)):
        remedy = f"Écrire {int(value)}."
    one = "une" if wanted.startswith("une ") else "un"
    return Diagnostic(place, "type", f"« {label} » attend {wanted} ; « {text} » n'en est pas {one}.", remedy)


def _beyond(node: Schema, text: str) -> str | None:
    """How a whole number leaves the bounds of its schema."""
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return None
    bounds: Schema = next((n for n in (node, *node.get("anyOf", ())) if "maximum" in n), {})
    if text.startswith("-") and bounds.get("minimum") == 0:
        return "est négatif"
    most = bounds.get("maximum")
    if most is None or int(text) <= most:
        return None
    return "dépasse le maximum, " + f"{most:,}".replace(",", "\u202f")


def _wrong_structure(place: Place, node: Schema, value: Any, label: str) -> Diagnostic:
    wanted = {"array": "une liste", "object": "une table (des « clé: valeur » en retrait)"}.get(
        node.get("type", ""), "une valeur simple"
    )
    given = (
        "une table" if isinstance(value, Mapping) else "une liste" if isinstance(value, list) else "une valeur simple"
    )
    lists = [k for k, v in node.get("properties", {}).items() if "items" in shapes.resolve(v) and k != "preuves"]
    if isinstance(value, list) and lists:
        said = f"« {label} » attend des clés ; il y a une liste."
        return Diagnostic(place, "type", said, f"Écrire au-dessus la clé de cette liste : {', '.join(lists)}.")
    remedy = (
        "Écrire une liste : [a, b], ou un « - » par ligne, ou [] s'il n'y en a pas."
        if wanted == "une liste"
        else f"Écrire {wanted}."
    )
    return Diagnostic(place, "type", f"« {label} » attend {wanted} ; il y a {given}.", remedy)


def _wrong_choice(place: Place, node: Schema, value: str, label: str) -> Diagnostic:
    choices = {str(c["const"]): c["title"] for c in node["oneOf"]}
    close = nearest(value, list(choices))
    listed = ", ".join(f"{k} ({v})" for k, v in choices.items())
    remedy = f"Écrire « {close} » ? Valeurs admises : {listed}." if close else f"Valeurs admises : {listed}."
    return Diagnostic(place, "valeur", f"« {label} » : « {shown(value)} » n'est pas une valeur admise.", remedy)


def _impossible(text: str) -> str | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return f" : il n'y a pas de mois {month:02d}"
    if year == 0:
        return " : il n'y a pas d'année 0000"
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f" : {_MONTHS[month - 1]} {year} a {last} jours"
    return f" : l'année {year} est hors de 1900–2199"


def _dig(data: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        data = data[key]
    return data
