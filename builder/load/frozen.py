"""What a decision is taken on, by SHA-256: the dossier, our own texts and data, our code; and the records kept of it."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path as DiskPath
from typing import Any

from builder.load import resources
from builder.model.decision import COPY, FOLDER, Record
from builder.model.source import Dossier

COMMISSION, REGISTER = "commission.yml", "preuves.yml"
NO_HASH = "0" * 64
MAX_BYTES = 5_000_000
#: Our own folders, in the words of the record.
OWN = {"textes": "schemas/regles", "modele": "schemas", "catalogue": "risk_catalog", "gabarits": "templates"}
_CITED = re.compile(rb"(\bmanifeste:[ ]*[\"']?)[0-9a-f]{64}\b")


def neutral(raw: bytes) -> bytes:
    """The bytes of commission.yml with the records it cites set to zeros: a record cannot hold what cites it."""
    return _CITED.sub(rb"\g<1>" + NO_HASH.encode(), raw)


def digest(name: str, raw: bytes) -> str:
    """SHA-256 of a file of a dossier; commission.yml without the records that it cites."""
    return hashlib.sha256(neutral(raw) if name == COMMISSION else raw).hexdigest()


def frozen_inputs(dossier: Dossier, version: str) -> dict[str, Any]:
    """Everything that the findings and the documents of `dossier` are made from, each file with its SHA-256; pieces of
    evidence by their identifiers, since a record may leave the house and their paths may not."""
    return {
        "dossier": dossier.name,
        "fichiers": {name: sha for name, sha in sorted(dossier.sha256.items()) if not name.startswith("preuves/")},
        "pieces": {id_: piece.sha256 for id_, piece in sorted(dossier.evidence.items())},
        "registres": {name: entries(dossier.files.get(name, {})) for name in (COMMISSION, REGISTER)},
        "outil": {"nom": "rie", "version": version, "programme": _program()},
        **{name: _folder(folder) for name, folder in OWN.items()},
    }


def entries(data: Mapping[str, Any]) -> dict[str, str]:
    """A register's entries, each with the SHA-256 of what it says: `seances[s1]`, `engagement`; comments are no entry."""
    found = {}
    for key, value in data.items():
        items = enumerate(value, start=1) if isinstance(value, list | tuple) else ()
        found[key] = canonical(None if items else value)
        for rank, item in items:
            name = item["id"] if isinstance(item, Mapping) and "id" in item else rank
            said = {k: v for k, v in item.items() if k != "manifeste"} if isinstance(item, Mapping) else item
            found[f"{key}[{name}]"] = canonical(said)
    return found


def canonical(value: Any) -> str:
    """SHA-256 of a value, the same however it was written."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def read_records(root: DiskPath, ids: Iterable[str]) -> dict[str, Record]:
    """The records of these sessions that are there; what is no ordinary file, or no JSON, has no content."""
    found = {}
    for id_ in ids:
        record = read_record(root / FOLDER / f"{id_}.json", id_)
        if record is not None:
            found[id_] = record
    return found


def with_coming(dossier: Dossier) -> Dossier:
    """The same dossier, where a session that cites zeros has a record: that which is about to be made."""
    sessions = dossier.files.get(COMMISSION, {}).get("seances", ())
    coming = {s["id"]: Record(s["id"], NO_HASH, "", {}) for s in sessions if s.get("manifeste") == NO_HASH}
    return replace(dossier, records={**dossier.records, **coming})


def read_record(path: DiskPath, id_: str = "") -> Record | None:
    """One record, None when there is no such file. A copy beside a build tells its own identifier."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return Record(id_, "", "", {})
        raw = path.read_bytes()
    except OSError:
        return None
    data = _parsed(raw)
    said = data.get("decision", {})
    own = id_ or str(said.get("id", "") if isinstance(said, dict) else "")
    return Record(own, hashlib.sha256(raw).hexdigest(), raw.decode("utf-8", "replace"), data)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def is_dossier(folder: DiskPath) -> bool:
    return (folder / "dossier.yml").is_file()


def is_build(folder: DiskPath) -> bool:
    return (folder / COPY).is_file() or (folder / "manifeste-sorties.json").is_file()


@cache
def _folder(folder: str) -> dict[str, str]:
    """Every file below one of our folders; what another of them holds, and hidden files, left out."""
    root = resources.path(folder)
    nested = [resources.path(f) for f in OWN.values() if f.startswith(f"{folder}/")]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(n in path.parents for n in nested) and not _hidden(path.relative_to(root))
    }


def _hidden(path: DiskPath) -> bool:
    return any(part.startswith((".", "__")) for part in path.parts)


@cache
def _program() -> str:
    """One SHA-256 over the names and bytes of our code."""
    found = hashlib.sha256()
    package = DiskPath(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*.py")):
        found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
