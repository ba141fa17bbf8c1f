"""`rie init`: a new dossier, every question written as a comment, only the blocks that the chosen means call for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from builder.edit.insertion import scalar
from builder.load import editor, resources, shapes
from builder.load.knowledge import load_knowledge
from builder.load.questions import form
from builder.load.shapes import Schema
from builder.model.errors import BuilderError

WIDTH = 34
_SKIP = ("preuves", "description", "commentaire")
_WHO = {
    "dossier": "RSSI : l'établissement, les personnes, les textes suivis.",
    "schema": "RSSI, DPO : ce que l'on atteste, et qui en répond.",
    "gouvernance": "RSSI, DPO, direction : ce qui change une fois l'an et vaut pour tous les moyens.",
    "populations": "RH, direction médicale : qui, combien, avec quels moyens.",
    "mie": "RSSI, DSI, éditeur : ce que le moyen est.",
    "delivrance": "Cellule cartes, RH : un parcours, dans l'ordre de la vie du moyen.",
    "architecture": "DSI, éditeur : annuaires, IdP, SSO, Pro Santé Connect, politiques.",
    "postes": "DSI postes : une entrée par situation rencontrée, jamais par machine.",
    "services": "DSI, référents : la liste des services et par où l'on y entre.",
    "continuite": "DSI, direction des soins : secours d'une personne, modes dégradés pour tous.",
    "risques": "RSSI, métiers : ce que l'atelier a décidé.",
    "preuves": "Tous : le registre des pièces ; rie evidence add l'écrit pour vous.",
    "reserves": "RSSI, pilotes : les écarts acceptés pour un temps.",
    "plan": "Pilotes : les actions datées.",
    "commission": "Direction : séances, arbitrages, attestations.",
}


def types() -> Mapping[str, str]:
    """Kinds of means that one may choose: value → French label."""
    return {v["const"]: v["title"] for v in shapes.commun()["enum_type_mie"]["oneOf"]}


def create(root: Path, title: str, chosen: tuple[str, ...]) -> list[str]:
    """Write a dossier into `root`; the files made.

    Raises BuilderError when `root` is taken (hidden files apart), a type is unknown, or nothing names the dossier."""
    unknown = [t for t in chosen if t not in types()]
    if unknown:
        raise BuilderError(f"type de moyen inconnu « {unknown[0]} »", f"Choisir parmi : {', '.join(types())}.", code=2)
    if not title.strip():
        raise BuilderError("le titre est vide", 'Donner le nom de l\'établissement : --titre "CH de …".', code=2)
    if root.exists() and any(not p.name.startswith(".") for p in root.iterdir()):
        raise BuilderError(f"{root} existe et n'est pas vide", "Choisir un autre nom.", code=2)
    shared = (root.absolute().parent.parent / editor.FOLDER).is_dir()
    files = skeleton(_identifier(root.resolve().name), title, chosen, "../../schemas/editeur" if shared else ".schemas")
    if not shared:  # installed without a checkout: the editor finds its schemas in the dossier itself
        files |= {f".schemas/{name}": text for name, text in editor.known().items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "preuves").mkdir(exist_ok=True)
    return sorted(name for name in files if not name.startswith("."))


def skeleton(id_: str, title: str, chosen: tuple[str, ...], schemas: str) -> dict[str, str]:
    """File name → text of a new dossier. `schemas`: where the editor's schemas lie, from the dossier's root."""
    given: dict[str, dict[str, Any]] = {"dossier": {"id": id_, "titre": title}, "schema": {"id": f"schema-{id_}"[:64]}}
    files = {
        f"{stem}.yml": _file(stem, schemas, given.get(stem, {}), frozenset())
        for stem in shapes.stems()
        if stem not in shapes.FOLDERS
    }
    for type_ in dict.fromkeys(chosen):
        name = type_.replace("_", "-")
        family, factors = _traits(type_)
        own = {"id": name, "type": type_, "titre": types()[type_], "delivrances": [f"remise-{name}"]}
        files[f"mie/{name}.yml"] = _file("mie", f"../{schemas}", own, _hidden("mie", family, factors))
        path = {"id": f"remise-{name}", "titre": f"Remise : {types()[type_]}"}
        files[f"delivrance/remise-{name}.yml"] = _file(
            "delivrance", f"../{schemas}", path, _hidden("delivrance", family, factors)
        )
    return files


def _traits(type_: str) -> tuple[str, frozenset[str]]:
    family = load_knowledge().mie_traits[type_]["famille"]
    return str(family), frozenset(resources.data("schemas/blocs.yml")["facteurs_usuels"][type_])


def _hidden(stem: str, family: str, factors: frozenset[str]) -> frozenset[str]:
    """Blocks of a file that this means does not call for."""
    blocks = resources.data("schemas/blocs.yml")[stem]
    return frozenset(
        name
        for name, when in blocks.items()
        if family not in when.get("familles", ()) and not factors & set(when.get("facteurs", ()))
    )


def _file(stem: str, schemas: str, given: Mapping[str, Any], hidden: frozenset[str]) -> str:
    lines = [
        f"# yaml-language-server: $schema={schemas}/{stem}.schema.json",
        f"# {_WHO[stem]}",
        "# Chaque ligne commentée est une question : ôter « # » et l'espace qui suit, ainsi qu'aux lignes parentes (celles",
        "# dont elle est en retrait), puis répondre après « : ». Sans réponse, la question reste ouverte.",
    ]
    for key, value in given.items():
        lines.append(f"{key}: [{', '.join(value)}]" if isinstance(value, list) else f"{key}: {scalar(str(value))}")
    rest = {k: v for k, v in shapes.schema(stem)["properties"].items() if k not in (*given, *_SKIP) and k not in hidden}
    for key, node in rest.items():
        if stem == "services" and key == "defaut_services":
            continue
        lines += _question(key, shapes.resolve(node), 0)
    return "\n".join(lines) + "\n"


def _question(key: str, node: Schema, depth: int, lead: str = "") -> Iterator[str]:
    pad = "  " * depth
    head = f"# {pad}{lead}{key}:"
    said = node.get("description") or node.get("title", "")
    inner = "  " * len(lead.replace("- ", "x"))
    if "properties" in node:
        yield head.ljust(WIDTH) + f" # {said}"
        for name, child in _asked(node):
            yield from _question(name, shapes.resolve(child), depth + 1 + len(inner) // 2)
        return
    items = shapes.resolve(node["items"]) if "items" in node else {}
    if "properties" in items:
        yield head.ljust(WIDTH) + f" # {said}"
        for i, (name, child) in enumerate(_asked(items)):
            yield from _question(name, shapes.resolve(child), depth + (i > 0), "- " if i == 0 else "")
        return
    wanted = f"une liste : {form(items)}" if items else form(node)
    yield head.ljust(WIDTH) + f" # {said} ({wanted})"


def _asked(node: Schema) -> list[tuple[str, Schema]]:
    return [(k, v) for k, v in node["properties"].items() if k not in _SKIP]


def _identifier(name: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
        .encode("ascii", "ignore")
        .decode()
    )
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    if not found:
        raise BuilderError(f"« {name} » ne donne pas un nom court", "Choisir un nom en lettres et chiffres.", code=2)
    return found
