"""Where a build lands: written whole beside, then swapped in, so an older build is never half-replaced."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.model.decision import COPY, SIGNED, Output
from builder.model.errors import BuilderError
from builder.publish.pdf import as_json

MANIFEST = "manifeste-sorties.json"
INPUTS = "manifeste-entrees.json"
_OWN = frozenset({MANIFEST, INPUTS, COPY})


@contextmanager
def swapped(target: Path, keep: bool = False) -> Iterator[Path]:
    """A fresh folder to fill; on success it takes the place of `target`, on failure `target` is untouched.

    keep: what the older build holds and the fresh one does not is carried over; signed copies always are. Two builds of one target may run
    at once: each swaps in a whole folder, under a lock of the folder that holds them. Raises BuilderError, OSError.
    """
    _refuse_foreign(target)
    old = target.with_name(f".{target.name}.precedent")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target.parent):
        if old.exists() and not target.exists():
            old.rename(target)  # a build was cut between its two renames: give the older one back first
        _clean(target)
        fresh = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
        alive = _open(fresh)
        fcntl.flock(alive, fcntl.LOCK_EX)  # held as long as this build lives: what nobody holds is a leftover
    try:
        fresh.chmod(0o777 & ~_umask())
        yield fresh
        with _locked(target.parent):
            _refuse_foreign(target)
            if target.exists():
                _carry(target, fresh, "" if keep else SIGNED)
            made = _manifest(fresh)
            shutil.rmtree(old, ignore_errors=True)
            if target.exists():
                target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old, ignore_errors=True)
            _all_there(target, made)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    finally:
        os.close(alive)


def _refuse_foreign(target: Path) -> None:
    if target.exists() and not (target / MANIFEST).is_file() and any(target.iterdir()):
        raise BuilderError(
            f"{target} existe et n'est pas une construction de rie", "Choisir un autre dossier par --out.", code=2
        )


def _prefix(target: Path) -> str:
    return f".{target.name}.en-cours"


def _clean(target: Path) -> None:
    """Remove the unfinished folders of builds that are no more."""
    for left in target.parent.glob(f"{_glob_safe(_prefix(target))}*"):
        with suppress(OSError):
            handle = _open(left)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _glob_safe(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One build at a time among those that write into `folder`; the system gives the lock back if we die."""
    handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _carry(older: Path, fresh: Path, end: str) -> None:
    """What the older build holds under a name that ends so."""
    for entry in sorted(older.iterdir()):
        here = fresh / entry.name
        if here.exists() or entry.is_symlink() or not entry.name.endswith(end) or entry.name == COPY:
            continue
        if entry.is_dir():
            shutil.copytree(entry, here)
        else:
            shutil.copyfile(entry, here)


def outputs(folder: Path) -> dict[str, Output]:
    """The documents of a build being made: every file that lies in it, what only serves the build left out."""
    found = {}
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.name not in _OWN):
        data = path.read_bytes()
        found[path.name] = Output(hashlib.sha256(data).hexdigest(), len(data))
    return found


def _manifest(folder: Path) -> list[str]:
    """SHA-256 of every file written, beside them; the names."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / MANIFEST)
    digests = {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    (folder / MANIFEST).write_text(as_json({"fichiers": digests}), encoding="utf-8")
    return [*digests, MANIFEST]


def _all_there(target: Path, made: list[str]) -> None:
    lost = [name for name in made if not (target / name).is_file()]
    if lost:
        raise BuilderError(
            f"{target} ne contient pas tout ce qui vient d'y être écrit : {lost[0]}",
            "Vérifier que rien d'autre n'écrit dans ce dossier, puis recommencer.",
            code=3,
        )
