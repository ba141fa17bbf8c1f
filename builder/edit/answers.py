"""`rie gaps --remplir`: write answers at their places in a dossier, all of them or none."""

from __future__ import annotations

import contextlib
import copy
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.edit.insertion import locked, replace
from builder.edit.place import with_answer
from builder.load import load_dossier, shapes
from builder.load.addresses import locate
from builder.load.answers import Answer
from builder.load.messages import shape_faults
from builder.load.questions import stem_of
from builder.load.reader import FileRead, read_file
from builder.load.references import reference_faults
from builder.model.errors import BuilderError
from builder.model.source import Diagnostic, Dossier
from builder.model.source import Path as FactPath


@dataclass
class Filled:
    """What the answers make of a dossier: each file's bytes before (None: no such file) and text after, and the faults."""

    before: dict[str, bytes | None] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    count: int = 0
    faults: list[Diagnostic] = field(default_factory=list)

    def diff(self) -> list[str]:
        """What would change, as a unified diff."""
        lines: list[str] = []
        for name in sorted(self.after):
            old = (self.before[name] or b"").decode("utf-8-sig").splitlines()
            new = self.after[name].removeprefix("\ufeff").splitlines()
            lines += difflib.unified_diff(old, new, name, name, lineterm="", n=1)
        return lines


def fill(root: Path, answers: Sequence[Answer], write: bool) -> Filled:
    """Insert answers into the dossier `root`; nothing is written when one of them is refused, nor without `write`.

    Raises BuilderError when the dossier itself has faults, or a file changes meanwhile; OSError.
    """
    with locked(root):
        dossier, faults = load_dossier(root)
        if dossier is None:
            said = f"{faults[0].place} : {faults[0].message.rstrip('.')}"
            raise BuilderError(f"le dossier a des erreurs de lecture ({said})", "Les corriger : rie check.", code=2)
        filled = Filled()
        written: dict[FactPath, Answer] = {}
        for answer in answers:
            path = _insert(root, dossier, filled, answer)
            if path is not None:
                written[path] = answer
        filled.faults += _strangers(root, dossier, filled, written)
        filled.count = len(written)
        if write and not filled.faults:
            _write(root, filled)
        return filled


def _insert(root: Path, dossier: Dossier, filled: Filled, answer: Answer) -> FactPath | None:
    """Write one answer into the texts of `filled`; where, or None when it is refused, and why in its faults."""
    path = locate(dossier.files, answer.id)
    if path is None:
        filled.faults.append(_refused(answer, f"« {answer.id} » n'est pas un lieu de ce dossier.", _nearby(dossier)))
        return None
    if _from_group(dossier, path):
        said = f"« {answer.id} » : la réponse est déjà écrite pour son groupe."
        filled.faults.append(_refused(answer, said, "Corriger le fichier à la main si ce service fait exception."))
        return None
    name, stem = str(path[0]), stem_of(str(path[0]))
    if name not in filled.after:
        filled.before[name] = (root / name).read_bytes() if (root / name).exists() else None
    text = filled.after.get(name) or _written(filled.before[name], stem)
    try:
        after = with_answer(text, name, path[1:], answer.value, shapes.schema(stem))
    except BuilderError as error:
        filled.faults.append(_refused(answer, f"« {answer.id} » : {error.title}.", error.hint))
        return None
    wrong = _wrong(text, after, name, path)
    if wrong is not None:
        filled.faults.append(_refused(answer, f"« {answer.id} » : {wrong.message}", wrong.remedy))
        return None
    filled.after[name] = after
    return path


def _written(before: bytes | None, stem: str) -> str:
    """The text of a file; one that does not exist begins with the identifier that its object must have."""
    if before is not None:
        return before.decode("utf-8")
    return f"id: {stem}\n" if "id" in shapes.schema(stem).get("required", ()) else ""


def _from_group(dossier: Dossier, path: FactPath) -> bool:
    """Whether a service has this answer from its group: writing it would override what was decided for all."""
    if path[:2] != ("services.yml", "services") or len(path) < 4:
        return False
    group = dossier.value((*path[:3], "groupe"))
    return group is not None and dossier.value(("services.yml", "defaut_services", group, path[3])) is not None


def _refused(answer: Answer, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(answer.place, "reponse", message, remedy)


def _nearby(dossier: Dossier) -> str:
    return f"Reprendre les lieux que donne rie gaps --format reponses {dossier.name}."


def _wrong(before: str, after: str, name: str, path: FactPath) -> Diagnostic | None:
    """The fault of an answer once in its file: it must read as asked, and leave every other answer as it was."""
    old, new = _read(before, name), _read(after, name)
    faults: list[Diagnostic] = [*new.faults, *(shape_faults(new) if new.data is not None else ())]
    if faults:
        return faults[0]
    expected = copy.deepcopy(old.data) or {}
    got = _take(new.data, path[1:])
    _put(expected, path[1:], got)
    if expected != new.data:
        return Diagnostic(
            new.places[(name,)],
            "reponse",
            "le fichier est écrit d'une façon que rie ne sait pas compléter.",
            "Écrire la réponse à la main.",
        )
    return None


def _read(text: str, name: str) -> FileRead:
    return read_file(text.encode("utf-8"), name, stem_of(name))


def _take(data: Any, keys: FactPath) -> Any:
    for key in keys:
        data = data[key]
    return data


def _put(data: Any, keys: FactPath, value: Any) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {}) if isinstance(data, dict) else data[key]
    data[keys[-1]] = value


def _strangers(root: Path, dossier: Dossier, filled: Filled, written: Mapping[FactPath, Answer]) -> list[Diagnostic]:
    """Answers that cite an object that the dossier does not have, told where they were answered."""
    texts = {name: filled.after.get(name) or (root / name).read_text(encoding="utf-8") for name in dossier.files}
    reads = {name: _read(text, name) for name, text in {**texts, **filled.after}.items()}
    found = []
    for fault in reference_faults(reads, set()):
        read = reads[fault.place.file]
        paths = [path for path, place in read.places.items() if place == fault.place]
        own = next((a for at, a in written.items() for p in paths if p[: len(at)] == at), None)
        found.append(_refused(own, f"« {own.id} » : {fault.message}", fault.remedy) if own else fault)
    return found


def _write(root: Path, filled: Filled) -> None:
    """Every file, or none: what was written is put back when one of them cannot be."""
    done: list[str] = []
    try:
        for name, text in filled.after.items():
            replace(root / name, filled.before[name], text.encode("utf-8"))
            done.append(name)
    except BaseException:
        for name in done:
            with contextlib.suppress(OSError, BuilderError):
                _put_back(root / name, filled.before[name], filled.after[name].encode("utf-8"))
        raise


def _put_back(path: Path, before: bytes | None, after: bytes) -> None:
    if before is None:
        path.unlink()
    else:
        replace(path, after, before)
