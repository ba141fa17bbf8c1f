"""`rie verify`: what changed since a decision, in the dossier, in its documents, in their signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from builder.check.lines import plural
from builder.check.words import french_date
from builder.cli.common import OK, REFUSED, UNFAVOURABLE, fail, safe, say
from builder.cli.report import refusal
from builder.load import load_dossier, shapes
from builder.load.frozen import is_build, is_dossier, read_record
from builder.model.decision import COPY, Checked, Difference, Record, Signature, Standing
from builder.pipeline import stand

_STATE = {
    "identique": "identique à ce qui a été décidé",
    "signe": "copie signée de ce qui a été décidé",
    "modifie": "n'est pas le document décidé",
    "absent": "absent",
    "inconnu": "n'est pas un document de la décision",
}
_FEW = 8  # of what one and the same chapter lists, before it is only counted


@dataclass
class Verified:
    """What one path gave: its heading, its lines of text, the same as data, and whether something changed."""

    head: str
    lines: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    changed: bool = False


def run(paths: Sequence[Path], dossier: Path | None, roots: Sequence[Path], today: str, form: str) -> int:
    """Verify dossiers, builds and PDF files; 0 when nothing changed, 1 when something did, 2 when one is refused."""
    from builder.publish.signatures import read_roots

    trusted = read_roots(roots)
    found, refused = [], False
    for path in paths:
        one = _dossier(path, today) if is_dossier(path) else _documents(path, dossier, trusted, today)
        refused |= one is None
        if one is not None:
            found.append(one)
            if form == "text":
                say(click.style(safe(one.head), bold=True))
                for line in one.lines:
                    say(line)
    if form == "json":
        say(json.dumps([one.data for one in found], ensure_ascii=False, indent=1, sort_keys=True))
    if refused:
        return REFUSED
    return UNFAVOURABLE if any(one.changed for one in found) else OK


def _dossier(root: Path, today: str) -> Verified | None:
    dossier, faults = load_dossier(root)
    if dossier is None:
        for line in refusal(root, faults, "rien n'est vérifié"):
            say(line, err=True)
        return None
    stood = stand(dossier, version("rie"), today)
    if stood is None:
        fail(
            REFUSED,
            f"{root} : aucune décision figée au {french_date(today)}, ou la dernière ne l'est pas.",
            "rie decide inscrit une décision et fige ce sur quoi elle porte.",
        )
    found = Verified(f"{root.resolve().name} · {_said(stood.record, stood.date)}", changed=not stood.intact)
    found.lines = [_seal(stood), *_differences(stood.differences), _conclusion(stood)]
    found.data = {
        "chemin": str(root),
        "seance": stood.record.id,
        "manifeste_intact": stood.sealed,
        "inchange": stood.intact,
        "differences": [
            {"fichier": d.file, "etat": d.state, "touche": d.chapter, "detail": d.detail, "suite": d.follows}
            for d in stood.differences
        ],
    }
    return found


def _said(record: Record, date: str) -> str:
    words = {v["const"]: v["title"] for v in shapes.commun()["enum_decision"]["oneOf"]}
    decided = _decided(record)
    months = f", {decided['mois']} mois" if "mois" in decided else ""
    return f"décision du {french_date(date)} : {words.get(decided.get('decision'), 'illisible')}{months}"


def _decided(record: Record) -> Mapping[str, Any]:
    found = record.data.get("decision")
    return found if isinstance(found, Mapping) else {}


def _seal(stood: Standing) -> str:
    name = f"decisions/{stood.record.id}.json"
    if stood.sealed:
        return _good(f"{name} : celui que cite commission.yml")
    if not stood.record.text:
        return _bad(f"{name} manque : on ne sait plus sur quoi la commission a décidé")
    return _bad(f"{name} n'est pas celui que cite commission.yml : l'un des deux a été modifié")


def _differences(differences: Sequence[Difference]) -> Iterator[str]:
    for (chapter, follows), group in groupby(differences, key=lambda d: (d.chapter, d.follows)):
        same = list(group)
        for one in same[:_FEW]:
            detail = f", {one.detail}" if one.detail else ""
            text = safe(f"{one.file} {one.state}{detail} → {chapter}")
            yield f"  · {text} (suite de la décision)" if follows else _bad(text)
        if len(same) > _FEW:
            yield f"    et {len(same) - _FEW} autres → {safe(chapter)} (tous : --format json)"


def _conclusion(stood: Standing) -> str:
    if stood.intact:
        return "Rien de ce sur quoi la commission a décidé n'a changé."
    chapters = list(dict.fromkeys(d.chapter for d in stood.changes))
    count = plural(len(stood.changes), "changement", "changements")
    about = f" : {', '.join(chapters)}" if chapters else ""
    return safe(f"Modifié depuis la décision du {french_date(stood.date)} · {count}{about}")


def _documents(path: Path, dossier: Path | None, roots: Sequence[Any], today: str) -> Verified | None:
    from builder.publish.signatures import document, documents

    folder = path if path.is_dir() else path.parent
    if not path.exists() or (path.is_dir() and not is_build(path)):
        fail(REFUSED, f"{path} n'est ni un dossier, ni une construction de rie, ni un PDF.", "Nommer l'un des trois.")
    record, warned = record_for(folder, dossier, today)
    if record is None:
        fail(
            REFUSED,
            f"{path} : aucune décision ne l'accompagne.",
            f"Donner le dossier qui l'a figée (--dossier), ou la construction faite par rie decide ({COPY}).",
        )
    date = str(_decided(record).get("date", ""))
    found = documents(path, record, roots) if path.is_dir() else (document(path, record, roots),)
    result = Verified(f"{path} · {_said(record, date) if date else 'décision illisible'}")
    result.changed = bool(warned) or not all(one.good for one in found)
    result.lines = [*([_bad(warned)] if warned else []), *(line for one in found for line in _document(one))]
    if not result.changed:
        result.lines.append("Les documents sont ceux de la décision.")
    result.data = {"chemin": str(path), "seance": record.id, "inchange": not result.changed, "alerte": warned}
    result.data["documents"] = [
        {
            "fichier": one.file,
            "titre": one.title,
            "etat": one.state,
            "signatures": [
                {"signataire": s.signer, "le": s.when, "intacte": s.intact and s.whole, "reconnue": s.trusted}
                for s in one.signatures
            ],
        }
        for one in found
    ]
    return result


def record_for(folder: Path, dossier: Path | None, today: str) -> tuple[Record | None, str]:
    """The record that documents in `folder` come with: the dossier's when one is named, else the copy beside them.

    The second value says what is wrong between the two; a copy is worth what its folder is worth.
    """
    copy = read_record(folder / COPY)
    if dossier is None:
        return copy, "" if copy is None or copy.data else f"{COPY} ne se lit pas"
    loaded, _ = load_dossier(dossier)
    stood = stand(loaded, version("rie"), today) if loaded is not None else None
    if stood is None:
        fail(REFUSED, f"{dossier} : aucune décision figée.", "rie verify et rie decide en disent plus.")
    if not stood.sealed:
        return stood.record, f"decisions/{stood.record.id}.json n'est pas celui que cite commission.yml"
    if copy is not None and copy.sha256 != stood.record.sha256:
        return stood.record, f"{COPY} n'est pas la décision du dossier"
    return stood.record, ""


def _document(one: Checked) -> Iterator[str]:
    text = safe(f"{one.file} : {_STATE[one.state]} → « {one.title} »")
    yield _good(text) if one.state in ("identique", "signe") else _bad(text)
    for signature in one.signatures:
        yield _signature(signature)


def _signature(one: Signature) -> str:
    if not one.intact:
        return _bad(safe(f"  signature brisée : ce qu'elle couvre a changé{f' ({one.why})' if one.why else ''}"))
    if not one.whole:
        return _bad(safe(f"  signature de {one.signer} : quelque chose a été ajouté après elle"))
    when = f"le {french_date(one.when[:10])} à {one.when[11:16]}, heure déclarée" if one.when else "sans date"
    if one.trusted is None:
        return f"    signature intacte, signataire non vérifié : {safe(one.signer)}, {when} (racines : --racine)"
    if one.trusted:
        return _good(
            safe(f"  signature intacte, signataire reconnu : {one.signer}, {when} ; révocation non interrogée")
        )
    return _bad(
        safe(f"  signature intacte, signataire que les racines données ne reconnaissent pas : {one.signer}, {when}")
    )


def _good(text: str) -> str:
    return f"  {click.style('✓', fg='green')} {text}"


def _bad(text: str) -> str:
    return f"  {click.style('✗', fg='red')} {text}"
