"""`rie evidence add`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builder.cli.common import OK, REFUSED, dossiers, fail, reference_date, say
from builder.edit.evidence import add
from builder.load import shapes


def run(file: Path, dossier: Path | None, type_: str, given: Mapping[str, str]) -> int:
    """Register a piece in the dossier named, or in the one it lies in, or in the only one there is."""
    known = [v["const"] for v in shapes.commun()["enum_type_preuve"]["oneOf"]]
    if type_ not in known:
        fail(REFUSED, f"genre de pièce inconnu « {type_} ».", f"Choisir parmi : {', '.join(known)}.")
    added = add(dossier or _home(file), file, type_, reference_date(None), given)
    say(f"« {added.id} » inscrite : preuves/{added.file}, SHA-256 {added.sha256[:16]}…")
    say(f"La citer à côté des réponses qu'elle appuie : preuves: [{added.id}]")
    return OK


def _home(file: Path) -> Path:
    for folder in (here := file.absolute().parent.resolve(), *here.parents):
        if (folder / "dossier.yml").is_file():
            return folder
    found = dossiers(())
    if len(found) > 1:
        fail(REFUSED, "plusieurs dossiers ici.", "Nommer le dossier : --dossier dossiers/mon-dossier.")
    return found[0]
