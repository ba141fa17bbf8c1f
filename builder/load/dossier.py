"""A dossier's folder → `Dossier`, and every fault of every file in one run."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path as DiskPath

from builder.load import shapes
from builder.load.evidence import evidence_files
from builder.load.messages import shape_faults
from builder.load.reader import FileRead, nearest, read_file
from builder.load.references import reference_faults
from builder.load.yaml_reader import MAX_BYTES
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Dossier, EvidenceFile, Path, Place

_IGNORED = frozenset({"README.md", "LISEZMOI.md", "preuves"})


def load_dossier(root: DiskPath) -> tuple[Dossier | None, tuple[Diagnostic, ...]]:
    """Read every file of a dossier. The dossier is None as soon as one fault forbids judging it.

    Faults come all together, in the order of files, lines and columns. Raises BuilderError when `root` is
    no folder or holds no dossier.yml.
    """
    if not (root / "dossier.yml").is_file():
        raise BuilderError(
            f"« {root} » n'est pas un dossier rie : il n'y a pas de dossier.yml",
            "Nommer le dossier d'un établissement, ou en créer un avec rie init.",
            code=2,
        )
    faults: list[Diagnostic] = []
    reads: list[FileRead] = []
    hashes: dict[str, str] = {}
    for name, stem in _files(root, faults):
        raw = _bytes(root, name, faults)
        if raw is None:
            continue
        hashes[name] = hashlib.sha256(raw).hexdigest()
        read = read_file(raw, name, stem)
        reads.append(read)
        faults += read.faults
        if read.data is not None:
            faults += shape_faults(read)
    return _assembled(root, reads, hashes, faults)


def _assembled(
    root: DiskPath, reads: list[FileRead], hashes: dict[str, str], faults: list[Diagnostic]
) -> tuple[Dossier | None, tuple[Diagnostic, ...]]:
    usable = {r.name: r for r in reads if isinstance(r.data, dict)}
    places: dict[Path, Place] = {}
    for read in usable.values():
        places |= read.places
    evidence: dict[str, EvidenceFile] = {}
    # The identifiers of a file that did not parse are not known: nothing is said of references to them.
    faults += reference_faults(usable, {r.stem for r in reads if r.data is None})
    register = usable.get("preuves.yml")
    if register is not None:
        evidence, more = evidence_files(root, register)
        faults += more
        hashes |= _evidence_hashes(register, evidence)
    ordered = tuple(sorted(set(faults)))
    if ordered:
        return None, ordered
    files = {name: read.data for name, read in usable.items()}
    return Dossier(root.name, str(root), files, places, evidence, hashes), ()


def _files(root: DiskPath, faults: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    """(file name in the dossier, stem of its shape), sorted; what is not expected becomes a fault."""
    for entry in sorted(os.scandir(root), key=lambda e: e.name):
        if entry.name.startswith(".") or entry.name in _IGNORED:
            continue
        if entry.name in shapes.FOLDERS:
            yield from _folder(root, entry.name, faults)
            continue
        stem = entry.name.removesuffix(".yml")
        if entry.name.endswith(".yml") and stem in shapes.stems() and stem not in shapes.FOLDERS:
            yield entry.name, stem
        elif entry.name.endswith((".yml", ".yaml")):
            faults.append(_unknown_file(entry.name))


def _folder(root: DiskPath, folder: str, faults: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    if (root / folder).is_symlink() or not (root / folder).is_dir():
        faults.append(_not_ordinary(folder))
        return
    for entry in sorted(os.scandir(root / folder), key=lambda e: e.name):
        if entry.name.startswith("."):
            continue
        if entry.name.endswith(".yml"):
            yield f"{folder}/{entry.name}", folder
        elif entry.name.endswith(".yaml"):
            faults.append(_unknown_file(f"{folder}/{entry.name}"))


def _unknown_file(name: str) -> Diagnostic:
    known = [f"{s}.yml" for s in shapes.stems() if s not in shapes.FOLDERS]
    close = nearest(name.rsplit("/", 1)[-1].removesuffix(".yaml").removesuffix(".yml") + ".yml", known)
    if name.removesuffix(".yml") in shapes.FOLDERS:
        remedy = f"Un fichier par objet, dans le dossier {name.removesuffix('.yml')}/."
    elif name.endswith(".yaml"):
        remedy = f"Le nommer {name.removesuffix('.yaml')}.yml."
    else:
        remedy = (
            f"Le nommer {close} ?" if close else f"Fichiers admis : {', '.join(known)}, mie/*.yml, delivrance/*.yml."
        )
    return Diagnostic(Place(name), "fichier-inconnu", "Ce fichier n'est pas un fichier de dossier.", remedy)


def _not_ordinary(name: str) -> Diagnostic:
    return Diagnostic(
        Place(name),
        "fichier",
        "Ce n'est ni un fichier ni un dossier ordinaire (lien, périphérique…).",
        "Mettre le vrai fichier à cette place.",
    )


def _bytes(root: DiskPath, name: str, faults: list[Diagnostic]) -> bytes | None:
    path = root / name
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        faults.append(_not_ordinary(name))
        return None
    if status.st_size > MAX_BYTES:
        faults.append(
            Diagnostic(
                Place(name),
                "taille",
                f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.",
                "Le découper, ou retirer ce qui n'est pas une réponse.",
            )
        )
        return None
    return path.read_bytes()


def _evidence_hashes(register: FileRead, evidence: Mapping[str, EvidenceFile]) -> dict[str, str]:
    found = {}
    for piece in register.data.get("preuves", ()):
        file = evidence.get(piece["id"]) if isinstance(piece, dict) and "id" in piece else None
        if file is not None and file.sha256 is not None:
            found[f"preuves/{piece['fichier']}"] = file.sha256
    return found
