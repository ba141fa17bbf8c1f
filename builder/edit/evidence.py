"""`rie evidence add`: one more piece in the register, its hash computed, nothing else touched."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.edit.insertion import locked, replace, scalar, with_item
from builder.load.dossier import refuse_no_dossier
from builder.load.evidence import folder_problem, outside, path_problem, sha256, size_problem
from builder.load.messages import shape_faults
from builder.load.reader import read_file, shown
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

    given: optional `id`, `titre`, `date`, `valide_jusqu_au`, `diffusion`, `emetteur`. Raises BuilderError or OSError
    when the file or the register cannot take it, and then nothing has been written. Two at once wait for each other.
    """
    refuse_no_dossier(root)
    if not file.is_file():
        raise BuilderError(f"{file} n'est pas un fichier", "Donner le chemin de la pièce.", code=2)
    with locked(root):
        return _add(root, file, type_, today, given)


def _add(root: Path, file: Path, type_: str, today: str, given: Mapping[str, str]) -> Added:
    register = root / REGISTER
    raw = _register(register)
    pieces = _pieces(raw)
    inside = _inside(root, file)
    name = inside or file.name
    _refuse_file(root, file, inside)
    digest = sha256(file)
    _refuse_known(pieces, name, digest)
    target = root / FOLDER / name
    if not inside and target.exists() and sha256(target) != digest:
        raise BuilderError(f"preuves/{name} existe déjà, avec un autre contenu", "Renommer la nouvelle pièce.", code=2)
    id_ = _identifier(given.get("id"), name, {str(p.get("id")) for p in pieces})
    _refuse_dates(given)
    entry = _entry(id_, name, type_, digest, today, given)
    before = raw.decode("utf-8") if raw is not None else HEADER
    after = with_item(before, REGISTER, "preuves", entry)
    _verify(pieces, before, after, id_)
    copied = [] if inside or target.exists() else _copy(file, target, digest)
    try:
        replace(register, raw, after.encode("utf-8"))
    except BaseException:
        _take_back(copied)
        raise
    return Added(id_, digest, name)


def _register(register: Path) -> bytes | None:
    if register.is_symlink():
        raise BuilderError(f"{REGISTER} est un lien", "Mettre le registre lui-même dans le dossier.", REGISTER, 2)
    if not register.exists():
        return None
    if not os.access(register, os.W_OK):
        raise BuilderError(
            f"{REGISTER} est protégé en écriture", f"Rendre le fichier modifiable : chmod u+w {REGISTER}.", REGISTER, 2
        )
    return register.read_bytes()


def _copy(file: Path, target: Path, digest: str) -> list[Path]:
    """Copy a piece into preuves/; what was made, last first, so that it can be taken back."""
    made = [] if target.parent.is_dir() else [target.parent]
    target.parent.mkdir(parents=True, exist_ok=True)
    made.insert(0, target)
    try:
        shutil.copyfile(file, target)
        if sha256(target) != digest:
            raise BuilderError(f"{file} a changé pendant la copie", "Recommencer quand la pièce ne bouge plus.", code=2)
    except BaseException:
        _take_back(made)
        raise
    return made


def _take_back(made: list[Path]) -> None:
    for path in made:
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


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


def _refuse_file(root: Path, file: Path, inside: str | None) -> None:
    problem = folder_problem(root)
    if problem is None and inside:
        problem = path_problem(root, inside)
    elif problem is None and (file.name.startswith(".") or not file.name.isprintable() or outside(file.name)):
        problem = (
            f"« {shown(file.name)} » ne peut pas être un nom de pièce.",
            "La renommer : lettres, chiffres, tirets.",
        )
    elif problem is None:
        problem = size_problem(file)
    if problem:
        raise BuilderError(problem[0].rstrip("."), problem[1], code=2)


def _identifier(given: str | None, name: str, taken: set[str]) -> str:
    if given is None:
        return _free(_slug(Path(name).stem), taken)
    if given in taken:
        raise BuilderError(
            f"l'identifiant « {given} » est déjà pris dans {REGISTER}", "En choisir un autre par --id.", REGISTER, 2
        )
    return given


def _refuse_dates(given: Mapping[str, str]) -> None:
    start, end = given.get("date"), given.get("valide_jusqu_au")
    if start and end and end < start:
        raise BuilderError(
            f"la pièce cesserait d'être valable ({end}) avant sa date ({start})",
            "Corriger --date ou --valide-jusqu-au.",
            code=2,
        )


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
    values = [
        ("id", scalar(id_)),
        ("titre", scalar(title)),
        ("type", type_),
        ("fichier", scalar(name)),
        ("empreinte", digest),
    ]
    values += [(key, given[key]) for key in ("date", "valide_jusqu_au", "diffusion") if given.get(key)]
    if given.get("emetteur"):
        values.append(("emetteur", scalar(given["emetteur"])))
    return (*values, ("ajoutee_le", today))


def _verify(pieces: list[Mapping[str, Any]], before: str, after: str, id_: str) -> None:
    """The new register must read as the old one plus this piece, with no fault that it did not have."""
    read = read_file(after.encode("utf-8"), REGISTER, "preuves")
    held = read.data.get("preuves", []) if isinstance(read.data, dict) else []
    if list(held[:-1]) != pieces or not held or held[-1].get("id") != id_:
        raise BuilderError(
            "le registre est écrit d'une façon que rie ne sait pas compléter",
            "Ajouter l'entrée à la main.",
            REGISTER,
            2,
        )
    more = _faults(after) - _faults(before)
    if more:
        message, remedy = next(iter(more))
        raise BuilderError(message.rstrip("."), remedy, REGISTER, 2)


def _faults(text: str) -> Counter[tuple[str, str]]:
    read = read_file(text.encode("utf-8"), REGISTER, "preuves")
    faults = [*read.faults, *(shape_faults(read) if isinstance(read.data, dict) else ())]
    return Counter((f.message, f.remedy) for f in faults)


def _slug(text: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "piece"


def _free(id_: str, taken: set[str]) -> str:
    found, n = id_, 2
    while found in taken:
        found, n = f"{id_}-{n}", n + 1
    return found
