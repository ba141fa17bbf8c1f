"""A dossier against the record of its last decision: which files changed, and what of the decision each one touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder.load.frozen import OWN
from builder.model.decision import FORMAT, Difference, Record, Standing
from builder.model.source import JAMAIS_FAIT, Diagnostic, Dossier

_CHAPTER = {
    "dossier.yml": "établissement et personnes",
    "schema.yml": "schéma d'identification",
    "gouvernance.yml": "gouvernance",
    "populations.yml": "populations",
    "architecture.yml": "architecture",
    "postes.yml": "postes de travail",
    "services.yml": "services",
    "continuite.yml": "continuité et secours",
    "risques.yml": "analyse de risques",
    "preuves.yml": "registre des preuves",
    "reserves.yml": "réserves",
    "plan.yml": "plan d'action",
    "commission.yml": "décisions de la commission",
    "modele": "questions que pose l'outil",
    "catalogue": "catalogue de risques",
    "gabarits": "présentation des documents",
}
#: Entries of a register that come after a decision: the minutes, the signed attestation, the next session.
_FOLLOWING = {"commission.yml": ("seances[", "attestations["), "preuves.yml": ("preuves[",)}
#: What a session may still be given once its decision is frozen.
_LATER = frozenset({"manifeste", "preuves", "commentaires", "description", "commentaire"})


def last_decided(dossier: Dossier, today: str) -> Mapping[str, Any] | None:
    """The last session that decided anything, held on or before `today` (ISO); of one day, the last one written."""
    sessions = dossier.files.get("commission.yml", {}).get("seances", ())
    held = [
        (str(s["date"]), rank, s)
        for rank, s in enumerate(sessions)
        if s.get("decision") and JAMAIS_FAIT < s.get("date", JAMAIS_FAIT) <= today
    ]
    return max(held, key=lambda h: h[:2])[2] if held else None


def standing(dossier: Dossier, now: Mapping[str, Any], today: str) -> Standing | None:
    """Where `dossier` stands towards its last decision; None when there is none, or none that is frozen.

    now: `frozen_inputs` of the dossier as it is.
    """
    session = last_decided(dossier, today)
    if session is None or "manifeste" not in session:
        return None
    record = dossier.records.get(session["id"], Record(session["id"], "", "", {}))
    before = _table(record.data, "entrees")
    sealed = record.sha256 == session["manifeste"] and bool(before) and record.data.get("format") == FORMAT
    differences = [*_session(record, session), *_dossier(dossier, record, now), *_own(before, now)] if before else []
    ordered = sorted(differences, key=lambda d: (d.follows, d.file, d.detail))
    return Standing(record, str(session["date"]), sealed, tuple(ordered))


def unsealed(dossier: Dossier) -> tuple[Diagnostic, ...]:
    """Sessions that cite a record which is not there, or is not the one they cite."""
    found = []
    for rank, session in enumerate(dossier.files.get("commission.yml", {}).get("seances", ())):
        record = dossier.records.get(session["id"])
        if "manifeste" in session and (record is None or record.sha256 != session["manifeste"]):
            name = f"decisions/{session['id']}.json"
            said = f"{name} manque." if record is None else f"{name} n'est pas celui que cite la séance."
            place = dossier.place(("commission.yml", "seances", rank, "manifeste"))
            remedy = "Remettre les deux tels que rie decide les a écrits (git log les retrouve)."
            found.append(Diagnostic(place, "gel-rompu", said, remedy))
    return tuple(found)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, Mapping) else {}


def _session(record: Record, session: Mapping[str, Any]) -> Iterator[Difference]:
    """The session must still say what the commission decided."""
    decided, written = _table(record.data, "decision"), {k: v for k, v in session.items() if k not in _LATER}
    keys = sorted(k for k in {*decided, *written} if decided.get(k) != written.get(k))
    if keys:
        chapter = f"la décision elle-même : {', '.join(keys)}"
        yield Difference("commission.yml", "modifié", chapter, f"seances[{session['id']}]")


def _dossier(dossier: Dossier, record: Record, now: Mapping[str, Any]) -> Iterator[Difference]:
    before = _table(record.data, "entrees")
    registers = _table(before, "registres")
    for name, state in _compared(_table(before, "fichiers"), now["fichiers"]):
        chapter = _chapter(dossier, name)
        if name not in registers or state == "retiré":
            yield Difference(name, state, chapter)
        elif now["fichiers"][name] != record.data.get("commission_decidee") or name != "commission.yml":
            yield from _entries(name, chapter, registers[name], now["registres"][name], record.id)
    pieces = {p["id"]: p for p in dossier.files.get("preuves.yml", {}).get("preuves", ())}
    for id_, state in _compared(_table(before, "pieces"), now["pieces"]):
        piece = pieces.get(id_, {})
        file = f"preuves/{piece['fichier']}" if "fichier" in piece else f"preuves.yml, {id_}"
        said = "absent" if state == "modifié" and now["pieces"][id_] is None else state
        # nothing that was decided on could cite a piece that was not there
        yield Difference(file, said, f"pièce « {piece.get('titre', id_)} »", follows=state == "ajouté")


def _entries(
    name: str, chapter: str, before: Mapping[str, str], now: Mapping[str, str], decided: str
) -> Iterator[Difference]:
    """The entries of a register that changed; those added after the decision follow it."""
    own = f"seances[{decided}]"  # the decision itself is compared by what it says; a list, by its entries
    changed = [(e, s) for e, s in _compared(before, now) if e != own and (s != "ajouté" or "[" in e)]
    for entry, state in changed:
        follows = state == "ajouté" and entry.startswith(_FOLLOWING[name])
        yield Difference(name, state, chapter, entry, follows)
    if not changed:
        yield Difference(name, "modifié", chapter, "mise en forme, commentaires, ou pièces de la séance", follows=True)


def _own(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """What the tool itself brings: the texts as rules, the catalogue, the templates, its own code."""
    for group, folder in OWN.items():
        for name, state in _compared(_table(before, group), now[group]):
            pack = name.split("/")[0]
            yield Difference(f"{folder}/{name}", state, f"texte « {pack} »" if group == "textes" else _CHAPTER[group])
    was, is_ = _table(before, "outil"), now["outil"]
    if dict(was) != is_:
        said = f"version {was.get('version', '?')} alors, {is_['version']} maintenant"
        yield Difference("rie", "modifié", "l'outil, qui juge et met en page", said)


def _compared(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            yield name, "ajouté" if name not in before else "retiré" if name not in now else "modifié"


def _chapter(dossier: Dossier, name: str) -> str:
    """What of a decision a file of the dossier touches, in the words of a commission."""
    folder, _, last = name.partition("/")
    if last:
        title = str(dossier.files.get(name, {}).get("titre") or last.removesuffix(".yml"))
        return f"{'moyen' if folder == 'mie' else 'remise'} « {title} »"
    return _CHAPTER.get(name, name)
