"""Across files: identifiers written twice, references to nothing, numbers whose key is wrong."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from builder.load import catalogue, resources, shapes
from builder.load.reader import FileRead, nearest, shown
from builder.load.shapes import Schema
from builder.model.source import Diagnostic, Path, Place

Ids = dict[str, dict[str, Place]]
_PARTS = {"menaces": "une menace", "evenements": "un événement", "mesures": "une mesure"}
IDENTIFIER = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def reference_faults(files: Mapping[str, FileRead], unread: set[str]) -> list[Diagnostic]:
    """Faults that no single file can show. `unread`: shapes of the files whose content is not known."""
    hidden = {kind for kind, stem in shapes.homes().items() if stem in unread}
    ids: Ids = {}
    faults: list[Diagnostic] = []
    walked = [(read, list(_walk(read))) for read in files.values()]
    for read, values in walked:
        for path, node, value in values:
            faults += _identity(read, path, node, value, ids)
    for read, values in walked:
        for path, node, value in values:
            if not hidden & set(node.get("x-cible", ())):
                faults += _cited(read, path, node, value, ids)
            faults += _key(read, path, node, value)
            faults += _catalogued(read, path, node, value)
            faults += _order(read, path, node, value)
        faults += _groups(read)
    return faults


def _walk(read: FileRead) -> Iterator[tuple[Path, Schema, Any]]:
    """Every value of a file with its schema, top to bottom."""
    stack: list[tuple[Path, Schema, Any]] = [((read.name,), shapes.schema(read.stem), read.data)]
    while stack:
        path, node, value = stack.pop()
        yield path, node, value
        keys: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in reversed(list(keys)):  # a stack gives back the last first
            below = shapes.child(node, key)
            if below is not None:
                stack.append(((*path, key), below, item))


def _identity(read: FileRead, path: Path, node: Schema, value: Any, ids: Ids) -> Iterator[Diagnostic]:
    kind = node.get("x-sujet")
    if kind is None or not isinstance(value, dict):
        return
    folder, _, name = read.name.rpartition("/")
    expected = name.removesuffix(".yml") if folder and len(path) == 1 else None
    if expected is not None and value.get("id") != expected:
        # Whichever of the two words is the right one, references to it are not faults of their own.
        ids.setdefault(kind, {}).setdefault(expected, read.places[path])
    if not isinstance(value.get("id"), str):
        return
    id_, place = value["id"], read.places[(*path, "id")]
    # A case of a single factor belongs to its means: the same word may serve twice.
    scope = f"{kind}@{read.name}" if kind == "un_facteur" else kind
    first = ids.setdefault(scope, {}).setdefault(id_, place)
    if expected is not None and id_ != expected:
        renamed = f"renommer le fichier {shown(id_)}.yml"
        remedy = (
            f"Écrire « id: {expected} », ou {renamed}."
            if IDENTIFIER.fullmatch(expected)
            else f"{renamed.capitalize()}."
        )
        yield Diagnostic(
            place,
            "identifiant-du-fichier",
            f"L'identifiant « {shown(id_)} » n'est pas celui du nom de fichier.",
            remedy,
        )
    elif first != place:
        yield Diagnostic(
            place,
            "identifiant-en-double",
            f"L'identifiant « {shown(id_)} » est déjà pris ({first}).",
            "En choisir un autre, et corriger les renvois.",
        )


def _cited(read: FileRead, path: Path, node: Schema, value: Any, ids: Ids) -> Iterator[Diagnostic]:
    kinds = node.get("x-cible")
    if not kinds or not isinstance(value, str) or (value == "aucun" and node.get("x-aucun")):
        return
    if any(value in ids.get(kind, {}) for kind in kinds):
        return
    known = sorted(id_ for kind in kinds for id_ in ids.get(kind, {}))
    close = nearest(value, known)
    if close and not IDENTIFIER.fullmatch(close):
        return  # the identifier meant is ill-formed, which is told where it is written
    known = [id_ for id_ in known if IDENTIFIER.fullmatch(id_)]
    titles = [str(resources.data("schemas/sujets.yml")[kind]["titre"]) for kind in kinds]
    what = " ou ".join(titles)
    if close:
        remedy = f"Écrire « {close} » ?"
    else:
        remedy = (
            f"Identifiants connus : {', '.join(known[:12])}."
            if known
            else f"Décrire d'abord {what} : il n'y en a pas dans le dossier."
        )
    yield Diagnostic(
        read.places[path],
        "reference",
        f"« {shown(value)} » ne désigne rien : {what} était attendu{'e' if titles[-1].startswith('une ') else ''}.",
        remedy,
    )


def _catalogued(read: FileRead, path: Path, node: Schema, value: Any) -> Iterator[Diagnostic]:
    """An id of the catalogue of risks; where plain words are admitted too, what is written as one."""
    folder = node.get("x-catalogue")
    if folder is None or not isinstance(value, str):
        return
    known = catalogue.ids(folder)
    prefix = known[0].partition("-")[0]
    if value in known or (node.get("x-en-clair") and not re.fullmatch(rf"{prefix}-?\d+", value)):
        return
    close = nearest(value, known)
    yield Diagnostic(
        read.places[path],
        "catalogue-inconnu",
        f"« {shown(value)} » n'est pas {_PARTS[folder]} du catalogue de risques ({known[0]} à {known[-1]}).",
        f"Écrire « {close} » ?"
        if close
        else f"Écrire un numéro du catalogue, tel que {known[0]}, ou retirer la ligne.",
    )


def _order(read: FileRead, path: Path, node: Schema, value: Any) -> Iterator[Diagnostic]:
    """Objects of a list that wait for one another in a ring, by the key that `x-ordre` names."""
    key = node.get("x-ordre")
    if key is None or not isinstance(value, list):
        return
    waits: dict[str, list[str]] = {}
    number: dict[str, int] = {}
    for i, one in enumerate(value):
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get(key, []), list):
            waits[one["id"]] = [other for other in one.get(key, ()) if isinstance(other, str)]
            number[one["id"]] = i
    try:
        graphlib.TopologicalSorter(waits).prepare()
    except graphlib.CycleError as error:
        ring = [str(one) for one in error.args[1]]
        first = min(ring, key=lambda one: number[one])
        yield Diagnostic(
            read.places[(*path, number[first], key)],
            "attente-en-rond",
            f"Ces objets s'attendent l'un l'autre : {shown(' → '.join(ring))}.",
            f"Retirer de « {key} » celui qui n'a pas besoin d'être fini avant.",
        )


def _groups(read: FileRead) -> Iterator[Diagnostic]:
    groups = read.data.get("defaut_services", {}) if read.name == "services.yml" else {}
    services = read.data.get("services", ()) if read.name == "services.yml" else ()
    for i, service in enumerate(services if isinstance(services, list) else ()):
        group = service.get("groupe") if isinstance(service, dict) else None
        if isinstance(group, str) and group not in groups:
            close = nearest(group, list(groups))
            remedy = f"Écrire « {close} » ?" if close else "Décrire ce groupe dans defaut_services."
            yield Diagnostic(
                read.places[(read.name, "services", i, "groupe")],
                "reference",
                f"Le groupe « {shown(group)} » n'existe pas.",
                remedy,
            )


def _key(read: FileRead, path: Path, node: Schema, value: Any) -> Iterator[Diagnostic]:
    kind = node.get("x-type")
    check = _KEYS.get(str(kind))
    if check is None or not isinstance(value, str) or not value.isascii() or not value.isdigit() or check(value):
        return
    yield Diagnostic(
        read.places[path],
        "cle-de-controle",
        f"« {node.get('title')} » : la clé de contrôle de « {shown(value)} » est fausse.",
        "Vérifier le numéro, chiffre par chiffre.",
    )


def luhn(digits: str) -> bool:
    """Luhn's key, which ends RPPS and SIREN numbers (source: ANS FAQ des industriels for the RPPS)."""
    total = 0
    for i, char in enumerate(reversed(digits)):
        figure = int(char) * (2 if i % 2 else 1)
        total += figure - 9 if figure > 9 else figure
    return total % 10 == 0


_KEYS: Mapping[str, Callable[[str], bool]] = {"rpps": luhn, "siren": luhn}
