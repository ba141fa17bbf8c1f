"""Where a build lands: written whole beside, then swapped in, so an older build is never half-replaced."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.model.errors import BuilderError
from builder.publish.pdf import as_json

MANIFEST = "manifeste-sorties.json"


@contextmanager
def swapped(target: Path) -> Iterator[Path]:
    """A fresh folder to fill; on success it takes the place of `target`, on failure `target` is untouched."""
    if target.exists() and not (target / MANIFEST).is_file() and any(target.iterdir()):
        raise BuilderError(
            f"{target} existe et n'est pas une construction de rie", "Choisir un autre dossier par --out.", code=2
        )
    fresh = target.with_name(f".{target.name}.en-cours")
    old = target.with_name(f".{target.name}.precedent")
    target.parent.mkdir(parents=True, exist_ok=True)
    if old.exists() and not target.exists():
        old.rename(target)  # a build was cut between its two renames: give the older one back first
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _manifest(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _manifest(folder: Path) -> None:
    """SHA-256 of every file written, beside them."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    digests = {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    (folder / MANIFEST).write_text(as_json({"fichiers": digests}), encoding="utf-8")
