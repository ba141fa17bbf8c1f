"""`rie decide`: one more session in commission.yml, and beside it the record of what it decided on."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from builder.edit.insertion import Entry, Flow, flow, replace, scalar, with_item
from builder.load.frozen import COMMISSION, NO_HASH
from builder.load.messages import shape_faults
from builder.load.reader import FileRead, read_file
from builder.model.decision import FOLDER, Session
from builder.model.errors import BuilderError

STEM = "commission"


@dataclass(frozen=True, slots=True)
class Prepared:
    """commission.yml as it is (None: no such file) and as it will be, but for the record that it cites."""

    before: bytes | None
    after: bytes

    def cites(self, sha256: str) -> bytes:
        """The text to write, once the record is known."""
        head, zeros, tail = self.after.rpartition(NO_HASH.encode())
        return head + sha256.encode() + tail if zeros else self.after

    @property
    def added(self) -> int:
        """How many lines are new."""
        return self.after.count(b"\n") - (self.before or b"").count(b"\n")


def prepare(root: Path, session: Session) -> Prepared:
    """The text of commission.yml with one more session; nothing is written.

    Raises BuilderError when the file cannot take it.
    """
    path = root / COMMISSION
    if path.is_symlink():
        raise BuilderError(f"{COMMISSION} est un lien", "Mettre le fichier lui-même dans le dossier.", COMMISSION, 2)
    raw = path.read_bytes() if path.exists() else None
    before = "" if raw is None else raw.decode("utf-8")
    after = with_item(before, COMMISSION, "seances", entry(session))
    _verify(_read(before), _read(after), session)
    return Prepared(raw, after.encode("utf-8"))


def entry(session: Session) -> Entry:
    """The session as the keys of commission.yml, in the order in which one reads them."""
    members = ", ".join(f"{{personne: {flow(scalar(m))}}}" for m in session.members)
    found = [("id", scalar(session.id)), ("date", session.date), ("membres", Flow(f"[{members}]"))]
    if session.opinion:
        found.append(("avis", session.opinion))
    found.append(("questions", _listed(session.questions)))
    found.append(("decision", session.decision))
    if session.months is not None:
        found.append(("mois", str(session.months)))
    if session.attests:
        found.append(("reserves_acceptees", _listed(session.reserves)))
    return (*found, ("manifeste", f'"{NO_HASH}"'))


def _listed(texts: tuple[str, ...]) -> Flow:
    return Flow(f"[{', '.join(flow(scalar(t)) for t in texts)}]")


def _read(text: str) -> FileRead:
    return read_file(text.encode("utf-8"), COMMISSION, STEM)


def _verify(before: FileRead, after: FileRead, session: Session) -> None:
    """The new file must read as the old one plus this session, and nothing else."""
    faults = [*after.faults, *(shape_faults(after) if isinstance(after.data, dict) else ())]
    old = dict(before.data) if isinstance(before.data, dict) else {}
    new = dict(after.data) if isinstance(after.data, dict) else {}
    held, sessions = list(old.pop("seances", None) or []), list(new.pop("seances", None) or [])
    if faults or new != old or sessions[:-1] != held or not sessions or sessions[-1]["id"] != session.id:
        raise BuilderError(
            f"{COMMISSION} est écrit d'une façon que rie ne sait pas compléter",
            faults[0].remedy if faults else "Écrire la liste seances en tirets.",
            COMMISSION,
            2,
        )


def write(root: Path, prepared: Prepared, session: Session, record: str, sha256: str) -> Path:
    """The record, then the session that cites it; the record's path.

    commission.yml is replaced in one step, and only if nobody changed it meanwhile: a record without its session is
    nothing. Raises BuilderError, OSError.
    """
    folder = root / FOLDER
    if folder.is_symlink():
        raise BuilderError(f"{FOLDER}/ est un lien", "Mettre le dossier lui-même à cette place.", FOLDER, 2)
    fresh = not folder.exists()
    folder.mkdir(exist_ok=True)
    path = folder / f"{session.id}.json"
    old = path.read_bytes() if path.exists() else None
    try:
        replace(path, old, record.encode("utf-8"))
        replace(root / COMMISSION, prepared.before, prepared.cites(sha256))
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
            if fresh:
                folder.rmdir()
        raise
    return path
