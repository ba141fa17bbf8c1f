"""The files of a dossier's folder: those that are read, and a fault for every one that would have been ignored."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as DiskPath

from builder.load import shapes
from builder.load.evidence import FOLDER as EVIDENCE
from builder.load.reader import nearest, shown
from builder.load.yaml_reader import MAX_BYTES
from builder.model.source import Diagnostic, Place

_IGNORED = frozenset({"README.md", "LISEZMOI.md", "Thumbs.db", "desktop.ini"})
_CLOSE = 0.8  # a file's name must look much like another for us to propose it


@dataclass(slots=True)
class Listing:
    """What a folder gave. unread: shapes of which some file could not be read, so that nobody speaks of its absence."""

    files: list[tuple[str, str, bytes]] = field(default_factory=list)  # name in the dossier, its shape, its bytes
    faults: list[Diagnostic] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def refuse(self, fault: Diagnostic, stem: str | None) -> None:
        """A file, or a folder, that is not read."""
        self.faults.append(fault)
        if stem is not None:
            self.unread.add(stem)


def list_files(root: DiskPath) -> Listing:
    """Every file of the dossier `root`, in the order of names. Never raises for what is on the disk."""
    found = Listing()
    for name in _names(root, "", found):
        if name in shapes.FOLDERS:
            _folder(root, name, found)
        elif _stem(name) is not None:
            _file(root, name, str(_stem(name)), found)
        elif name.lower().endswith((".yml", ".yaml")) or (name != EVIDENCE and name in _stems()):
            fault, stem = _unknown(name)
            found.refuse(fault, stem)
        elif _looks_like_ours(root, name):
            _stranger(name, found)
    return found


def missing(root: DiskPath) -> Diagnostic | None:
    """Why `root` is no dossier at all, or None."""
    said = shown(str(root), 200)
    remedy = "Nommer le dossier d'un établissement, ou en créer un avec rie init."
    try:
        names = {p.name for p in root.iterdir()}
    except FileNotFoundError:
        return Diagnostic(Place("dossier.yml"), "dossier-introuvable", f"« {said} » n'existe pas.", remedy)
    except NotADirectoryError:
        return Diagnostic(Place("dossier.yml"), "dossier-introuvable", f"« {said} » n'est pas un dossier.", remedy)
    except OSError as error:
        return _unreadable("dossier.yml", f"« {said} »", error)
    if "dossier.yml" in names:
        return None
    message = f"« {said} » n'est pas un dossier rie : il n'y a pas de dossier.yml."
    return Diagnostic(Place("dossier.yml"), "dossier-introuvable", message, remedy)


def _names(root: DiskPath, folder: str, found: Listing) -> Iterator[str]:
    try:
        names = sorted(p.name for p in (root / folder).iterdir())
    except OSError as error:
        found.refuse(_unreadable(folder or "dossier.yml", "Ce dossier", error), folder or None)
        return
    yield from (n for n in names if not n.startswith(".") and not n.endswith("~") and n not in _IGNORED)


def _folder(root: DiskPath, folder: str, found: Listing) -> None:
    if (root / folder).is_symlink() or not (root / folder).is_dir():
        found.refuse(_not_ordinary(folder), folder)
        return
    for entry in _names(root, folder, found):
        name = f"{folder}/{entry}"
        if entry.endswith(".yml"):
            _file(root, name, folder, found)
        elif entry.lower().endswith((".yml", ".yaml")):
            fault, _ = _unknown(name)
            found.refuse(fault, folder)
        else:
            _stranger(name, found)


def _file(root: DiskPath, name: str, stem: str, found: Listing) -> None:
    try:
        status = (root / name).lstat()
        if not stat.S_ISREG(status.st_mode):
            found.refuse(_not_ordinary(name), stem)
        elif status.st_size > MAX_BYTES:
            found.refuse(_too_large(name), stem)
        else:
            found.files.append((name, stem, (root / name).read_bytes()))
    except OSError as error:
        found.refuse(_unreadable(name, "Ce fichier", error), stem)


def _stems() -> list[str]:
    return [s for s in shapes.stems() if s not in shapes.FOLDERS]


def stem_of(name: str) -> str | None:
    """The shape of a file of a dossier, from its name; None when no file may have this name."""
    folder, slash, last = name.partition("/")
    if slash:
        return folder if folder in shapes.FOLDERS and "/" not in last and last[:-4] and last.endswith(".yml") else None
    return _stem(name)


def _stem(name: str) -> str | None:
    stem = name.removesuffix(".yml")
    return stem if stem != name and stem in _stems() else None


def _unknown(name: str) -> tuple[Diagnostic, str | None]:
    """A YAML file under a name of its own: the fault, and the shape it was meant for when one can tell."""
    folder, _, last = name.rpartition("/")
    stem = last[: last.rindex(".")] if "." in last else last
    close = nearest(stem.lower(), _stems(), _CLOSE)
    if folder:
        return _named(name, f"Le nommer {folder}/{stem}.yml."), folder
    if stem.lower() in shapes.FOLDERS:
        return _named(name, f"Un fichier par objet, dans le dossier {stem.lower()}/."), stem.lower()
    if close:
        return _named(name, f"Le nommer {close}.yml{'.' if close == stem.lower() else ' ?'}"), close
    known = ", ".join(f"{s}.yml" for s in _stems())
    return _named(name, f"Fichiers admis : {known}, mie/*.yml, delivrance/*.yml."), None


def _named(name: str, remedy: str) -> Diagnostic:
    return Diagnostic(Place(name), "fichier-inconnu", "Ce fichier n'est pas un fichier de dossier.", remedy)


def _looks_like_ours(root: DiskPath, name: str) -> bool:
    """A sub-folder where answers may have been written by mistake: by its name, or by the YAML it holds."""
    if name == EVIDENCE or not (root / name).is_dir():
        return False
    if nearest(name.lower(), [*shapes.FOLDERS, EVIDENCE], _CLOSE):
        return True
    try:
        return any(p.name.lower().endswith((".yml", ".yaml")) for p in (root / name).iterdir())
    except OSError:
        return False


def _stranger(name: str, found: Listing) -> None:
    folder, _, last = name.rpartition("/")
    if folder:
        remedy = f"Dans {folder}/, seuls des fichiers .yml : renommer ou déplacer « {shown(last)} »."
        found.refuse(Diagnostic(Place(name), "fichier-inconnu", "Ceci n'est pas lu.", remedy), None)
        return
    close = nearest(name.lower(), [*shapes.FOLDERS, EVIDENCE], _CLOSE)
    remedy = (
        f"Le nommer {close}/."
        if close
        else f"Dossiers admis : {', '.join(f'{f}/' for f in (*shapes.FOLDERS, EVIDENCE))}."
    )
    fault = Diagnostic(Place(name), "fichier-inconnu", "Ce dossier n'est pas lu.", remedy)
    found.refuse(fault, close if close in shapes.FOLDERS else None)


def _not_ordinary(name: str) -> Diagnostic:
    return Diagnostic(
        Place(name),
        "fichier",
        "Ce n'est ni un fichier ni un dossier ordinaire (lien, périphérique…).",
        "Mettre le vrai fichier à cette place.",
    )


def _too_large(name: str) -> Diagnostic:
    return Diagnostic(
        Place(name),
        "taille",
        f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.",
        "Le découper, ou retirer ce qui n'est pas une réponse.",
    )


def _unreadable(name: str, what: str, error: OSError) -> Diagnostic:
    if error.errno in (errno.EACCES, errno.EPERM):
        return Diagnostic(
            Place(name),
            "lecture",
            f"{what} ne peut pas être lu : droit de lecture manquant.",
            "Donner ce droit : chmod u+rX.",
        )
    return Diagnostic(
        Place(name),
        "lecture",
        f"{what} ne peut pas être lu : le disque répond par une erreur.",
        "Vérifier le disque ou le partage.",
    )
