"""`rie evidence add`: one more piece in the register, its hash computed, nothing else touched."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.edit.insertion import replace, scalar, with_item
from builder.load.evidence import path_problem, sha256
from builder.load.reader import read_file
from builder.model.errors import BuilderError

REGISTER = "preuves.yml"
FOLDER = "preuves"
HEADER = (
    "# Le registre des pièces ; chacune est citée par `preuves: [identifiant]` à côté des réponses qu'elle appuie.\n"
)


@dataclass(frozen=True, slots=True)
class Added:
    """What was written: the piece's identifier, its hash, and its path below preuves/."""

    id: str
    sha256: str
    file: str


def add(root: Path, file: Path, type_: str, today: str, given: Mapping[str, str]) -> Added:
    """Register `file` in the dossier `root`; copied into preuves/ when it lies elsewhere.

    given: optional `id`, `titre`, `date`, `valide_jusqu_au`, `diffusion`, `emetteur`. Raises BuilderError when the file
    or the register cannot take it, and then nothing has been written.
    """
    if not file.is_file():
        raise BuilderError(f"{file} n'est pas un fichier", "Donner le chemin de la pièce.", code=2)
    register = root / REGISTER
    raw = register.read_bytes() if register.is_file() else None
    pieces = _pieces(raw)
    inside = _inside(root, file)
    name = inside or file.name
    problem = path_problem(root, name) if inside else _unsafe(name)
    if problem:
        raise BuilderError(f"{file} : {problem[0]}", problem[1], code=2)
    digest = sha256(file)
    _refuse_known(pieces, name, digest)
    target = root / FOLDER / name
    if not inside and target.exists() and sha256(target) != digest:
        raise BuilderError(f"preuves/{name} existe déjà, avec un autre contenu", "Renommer la nouvelle pièce.", code=2)
    id_ = given.get("id") or _free(_slug(Path(name).stem), {str(p.get("id")) for p in pieces})
    entry = _entry(id_, name, type_, digest, today, given)
    before = raw.decode("utf-8") if raw is not None else HEADER
    after = with_item(before, REGISTER, "preuves", entry)
    _verify(pieces, after, id_)
    if not inside:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    replace(register, raw, after.encode("utf-8"))
    return Added(id_, digest, name)


def _pieces(raw: bytes | None) -> list[Mapping[str, Any]]:
    if raw is None:
        return []
    read = read_file(raw, REGISTER, "preuves")
    if not isinstance(read.data, dict):
        said = (
            f"{read.faults[0].place} : {read.faults[0].message}" if read.faults else f"{REGISTER} n'est pas une table"
        )
        raise BuilderError(said, "Corriger le registre d'abord : rie check dit où.", REGISTER, 2)
    found = read.data.get("preuves", [])
    return [p for p in found if isinstance(p, dict)] if isinstance(found, list) else []


def _inside(root: Path, file: Path) -> str | None:
    folder = (root / FOLDER).resolve()
    try:
        return file.absolute().parent.resolve().joinpath(file.name).relative_to(folder).as_posix()
    except ValueError:
        return None


def _unsafe(name: str) -> tuple[str, str] | None:
    if name.startswith(".") or not name.isprintable():
        return "nom de fichier refusé", "Renommer la pièce : lettres, chiffres, tirets."
    return None


def _refuse_known(pieces: list[Mapping[str, Any]], name: str, digest: str) -> None:
    for piece in pieces:
        if piece.get("fichier") != name:
            continue
        if piece.get("empreinte") == digest:
            raise BuilderError(f"« {piece.get('id')} » est déjà au registre, inchangée", "Rien à faire.", REGISTER, 2)
        raise BuilderError(
            f"« {piece.get('id')} » est au registre avec une autre empreinte",
            "Si la pièce a été refaite, l'enregistrer sous un autre nom : l'ancienne reste la preuve de ce qu'elle prouvait.",
            REGISTER,
            2,
        )


def _entry(
    id_: str, name: str, type_: str, digest: str, today: str, given: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    title = given.get("titre") or Path(name).stem.replace("-", " ").replace("_", " ")
    values = [("id", id_), ("titre", scalar(title)), ("type", type_), ("fichier", scalar(name)), ("empreinte", digest)]
    values += [(key, given[key]) for key in ("date", "valide_jusqu_au", "diffusion") if given.get(key)]
    if given.get("emetteur"):
        values.append(("emetteur", scalar(given["emetteur"])))
    return (*values, ("ajoutee_le", today))


def _verify(before: list[Mapping[str, Any]], after: str, id_: str) -> None:
    """The new register must read as the old one plus this piece, or nothing is written."""
    read = read_file(after.encode("utf-8"), REGISTER, "preuves")
    held = read.data.get("preuves", []) if read.data is not None else []
    if list(held[:-1]) != before or not held or held[-1].get("id") != id_:
        raise BuilderError(
            "le registre ne se laisse pas compléter sans risque", "Ajouter l'entrée à la main.", REGISTER, 4
        )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "piece"


def _free(id_: str, taken: set[str]) -> str:
    found, n = id_, 2
    while found in taken:
        found, n = f"{id_}-{n}", n + 1
    return found
