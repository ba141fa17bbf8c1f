"""The register of evidence against the disk: paths that stay inside the dossier, hashes, what is missing."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path as DiskPath
from typing import Any

from builder.load.reader import FileRead, shown
from builder.model.source import Diagnostic, EvidenceFile, EvidenceState, Place

FOLDER = "preuves"
MAX_BYTES = 200_000_000
_OUTSIDE = re.compile(r"^(/|~|[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*://)|\\|\x00|(^|/)\.\.?(/|$)|//")


def evidence_files(root: DiskPath, register: FileRead) -> tuple[dict[str, EvidenceFile], list[Diagnostic]]:
    """What the disk says of each piece, and the paths that leave the dossier or are no ordinary file."""
    found: dict[str, EvidenceFile] = {}
    faults: list[Diagnostic] = []
    pieces = register.data.get("preuves")
    problem = folder_problem(root)
    if problem:
        return {}, [Diagnostic(Place(FOLDER), "chemin", *problem)]
    for i, piece in enumerate(pieces if isinstance(pieces, list) else ()):
        if not isinstance(piece, dict) or not isinstance(piece.get("id"), str):
            continue  # already a fault of shape
        name = piece.get("fichier")
        if isinstance(name, str):
            place = register.places[(register.name, "preuves", i, "fichier")]
            problem = path_problem(root, name)
            if problem:
                faults.append(Diagnostic(place, "chemin", problem[0], problem[1]))
                continue
        found[piece["id"]] = _look(root, piece)
    return found, faults


def folder_problem(root: DiskPath) -> tuple[str, str] | None:
    """Why preuves/ itself may not be entered (message, remedy), or None."""
    folder = root / FOLDER
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return "Le dossier preuves/ est un lien.", "Mettre le dossier lui-même, avec ses pièces, à cette place."
    if not stat.S_ISDIR(mode):
        return "preuves/ n'est pas un dossier.", "Le renommer, et mettre à sa place le dossier des pièces."
    if not os.access(folder, os.R_OK | os.X_OK):
        return "Le dossier preuves/ ne peut pas être lu.", "En donner le droit de lecture : chmod u+rx preuves."
    return None


def outside(name: str) -> bool:
    """Whether a path written for a piece would leave preuves/, here or on another system."""
    return _OUTSIDE.search(name) is not None


def size_problem(path: DiskPath) -> tuple[str, str] | None:
    """Why a piece is too large (message, remedy), or None."""
    if path.stat().st_size <= MAX_BYTES:
        return None
    return (
        f"« {shown(path.name)} » dépasse {MAX_BYTES // 1_000_000} Mo.",
        "Garder la pièce ailleurs et écrire reference_externe.",
    )


def path_problem(root: DiskPath, name: str) -> tuple[str, str] | None:
    """Why a path under preuves/ may not be followed (message, remedy), or None."""
    if outside(name):
        return (
            f"« {shown(name)} » sort du dossier preuves/.",
            "Copier la pièce dans preuves/ (rie evidence add le fait) et écrire son chemin à partir de là.",
        )
    here = root / FOLDER
    for part in ("", *name.split("/")):
        here = here / part if part else here
        try:
            mode = here.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None  # a missing piece is a matter of proof, not of shape
        except OSError:
            return f"« {shown(name)} » n'est pas un chemin possible.", "Raccourcir ou corriger le chemin."
        if stat.S_ISLNK(mode):
            return f"« {shown(name)} » passe par un lien.", "Mettre la pièce elle-même dans preuves/."
    if not stat.S_ISREG(mode):
        return f"« {shown(name)} » n'est pas un fichier ordinaire.", "Écrire le chemin d'un fichier."
    if not os.access(here, os.R_OK):
        return f"« {shown(name)} » ne peut pas être lu.", "En donner le droit de lecture : chmod u+r."
    return size_problem(here)


def sha256(path: DiskPath) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _look(root: DiskPath, piece: Mapping[str, Any]) -> EvidenceFile:
    id_, name = piece["id"], piece.get("fichier")
    if not isinstance(name, str):
        external = bool(piece.get("reference_externe"))
        return EvidenceFile(id_, EvidenceState.EXTERNAL if external else EvidenceState.ABSENT, None, None)
    path = root / FOLDER / name
    if not path.is_file():
        return EvidenceFile(id_, EvidenceState.ABSENT, None, None)
    digest, recorded = sha256(path), piece.get("empreinte")
    state = EvidenceState.UNHASHED if recorded is None else EvidenceState.PRESENT
    if recorded not in (None, digest):
        state = EvidenceState.ALTERED
    return EvidenceFile(id_, state, digest, path.stat().st_size)
