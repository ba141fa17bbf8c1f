"""A dossier's folder → `Dossier`, and every fault of every file in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as DiskPath

from builder.load import shapes
from builder.load.evidence import evidence_files
from builder.load.frozen import COMMISSION, digest, read_records, with_coming
from builder.load.listing import list_files, missing, stem_of
from builder.load.messages import shape_faults
from builder.load.reader import FileRead, read_file
from builder.load.references import reference_faults
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Dossier, EvidenceFile, Path, Place


def refuse_no_dossier(root: DiskPath) -> None:
    """Raise BuilderError when `root` is no folder or holds no dossier.yml, in the words of `load_dossier`."""
    fault = missing(root)
    if fault is not None:
        raise BuilderError(fault.message.rstrip("."), fault.remedy, code=2)


def load_dossier(
    root: DiskPath, instead: Mapping[str, bytes] | None = None
) -> tuple[Dossier | None, tuple[Diagnostic, ...]]:
    """Read every file of a dossier. The dossier is None as soon as one fault forbids judging it.

    Faults come all together, in the order of files, lines and columns; a folder that is no dossier is one of them.
    instead: bytes to read for some files rather than what the disk holds of them, a decision among them that is
    not written yet, and has its record to come.
    """
    absent = missing(root)
    if absent is not None:
        return None, (absent,)
    reading = read_folder(root)
    for name, raw in (instead or {}).items():
        reading = _overlaid(reading, name, raw)
    dossier, faults = assembled(root, reading)
    return (with_coming(dossier) if dossier and instead else dossier), faults


@dataclass(frozen=True, slots=True)
class Reading:
    """The files of a folder, each read by itself. raw: their bytes; unread: shapes of which some file is not known."""

    reads: tuple[FileRead, ...]
    raw: Mapping[str, bytes]
    faults: tuple[Diagnostic, ...]
    unread: frozenset[str]


def read_folder(root: DiskPath) -> Reading:
    """Every file of the dossier `root`."""
    listing = list_files(root)
    reads = tuple(read_file(raw, name, stem) for name, stem, raw in listing.files)
    raw = {name: raw for name, _, raw in listing.files}
    return Reading(reads, raw, tuple(listing.faults), frozenset(listing.unread))


def _overlaid(reading: Reading, name: str, raw: bytes) -> Reading:
    reads = {r.name: r for r in reading.reads} | {name: read_file(raw, name, str(stem_of(name)))}
    return replace(reading, reads=tuple(reads[n] for n in sorted(reads)), raw={**reading.raw, name: raw})


def _lost(read: FileRead, faults: list[Diagnostic]) -> bool:
    """Whether identifiers of a file are not known, by a fault that is told: no table, or a list that is none."""
    if not isinstance(read.data, dict) or (faults and not read.data):
        return True
    at = {(f.place, f.code) for f in faults}
    for path, place in read.places.items():
        if len(path) == 2 and (place, "cle-inconnue") in at:
            return True
        if len(path) == 2 and {(place, "type"), (place, "valeur-vide")} & at and shapes.holds(read.stem, str(path[1])):
            return True
    return False


def assembled(root: DiskPath, reading: Reading) -> tuple[Dossier | None, tuple[Diagnostic, ...]]:
    """Files read one by one → a dossier, or None and what forbids one: shapes, references, evidence."""
    faults, unread, reads = list(reading.faults), set(reading.unread), reading.reads
    for read in reads:
        more = [*read.faults, *(shape_faults(read) if read.data is not None else ())]
        faults += more
        if _lost(read, more):
            unread.add(read.stem)  # its identifiers are not known: nothing is said of references to them
    hashes = {name: digest(name, raw) for name, raw in reading.raw.items()}
    usable = {r.name: r for r in reads if isinstance(r.data, dict)}
    places: dict[Path, Place] = {}
    for read in usable.values():
        places |= read.places
    evidence: dict[str, EvidenceFile] = {}
    faults += reference_faults(usable, unread)
    register = usable.get("preuves.yml")
    if register is not None:
        evidence, more = evidence_files(root, register)
        faults += more
        hashes |= _evidence_hashes(register, evidence)
    ordered = tuple(sorted(set(faults)))
    if ordered:
        return None, ordered
    files = {name: read.data for name, read in usable.items()}
    sessions = files.get(COMMISSION, {}).get("seances", ())
    records = read_records(root, [s["id"] for s in sessions if "manifeste" in s])
    return Dossier(root.resolve().name, str(root), files, places, evidence, hashes, records), ()


def _evidence_hashes(register: FileRead, evidence: Mapping[str, EvidenceFile]) -> dict[str, str]:
    found = {}
    for piece in register.data.get("preuves", ()):
        file = evidence.get(piece["id"]) if isinstance(piece, dict) and "id" in piece else None
        if file is not None and file.sha256 is not None:
            found[f"preuves/{piece['fichier']}"] = file.sha256
    return found
