"""What the commission is asked, what it decided, and what it chose between readings that disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.calendar import validity_end
from builder.check.words import NO_ANSWER, french_date, person
from builder.model.findings import Status
from builder.model.rules import Pack
from builder.model.source import JAMAIS_FAIT
from builder.render.constats import Context, anchor
from builder.render.told import Answers, told

_FAVOURABLE = ("attestee_sans_reserve", "attestee_avec_reserves")
_LOCAL = ("ajournee", "refusee")  # our own words: the text names no such decision
_OPEN = {
    Status.ATTESTABLE: "attestee_sans_reserve",
    Status.CONFORME: "attestee_sans_reserve",
    Status.AVEC_RESERVES: "attestee_avec_reserves",
}


def minutes(answers: Answers) -> dict[str, Any]:
    """The minutes: the last session that decided, or the one to be held; those before it; what may be decided."""
    held = [
        s for s in _sessions(answers) if JAMAIS_FAIT < s.get("date", JAMAIS_FAIT) <= answers.context.assessment.date
    ]
    decided = [s for s in held if s.get("decision")]
    last = max(decided, key=lambda s: str(s["date"]), default=None)
    return {
        "tenue": last is not None,
        "seance": _session(last or {}, answers),
        "precedentes": [_session(s, answers) for s in sorted(held, key=lambda s: str(s["date"])) if s is not last],
        "membres": _members(last, answers),
        "possibles": _possible(answers),
        "arbitrages": arbitrations(answers),
        "lectures_par_defaut": _defaults(answers.context),
    }


def _sessions(answers: Answers) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = answers.files.get("commission.yml", {}).get("seances", ())
    return found


def _session(session: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    decision = session.get("decision", "")
    return {
        "date": french_date(session["date"]) if session.get("date") else "",
        "description": session.get("description", ""),
        "avis": answers.words("seance", "avis", session.get("avis")),
        "decision": answers.words("seance", "decision", decision) if decision else NO_ANSWER,
        "locale": decision in _LOCAL,
        "favorable": decision in _FAVOURABLE,
        "mois": session.get("mois", ""),
        **_validity(session, answers.context),
        "reserves": list(session.get("reserves_acceptees", ())),
        "questions": [told(q) for q in session.get("questions", ())],
        "remarques": [_remark(r, answers.context) for r in session.get("commentaires", ())],
        "membres": _members(session, answers),
    }


def _validity(session: Mapping[str, Any], context: Context) -> dict[str, str]:
    """Until when the months decided run, and when renewal is due while a reserve remains."""
    pack = attesting(context)
    if pack is None or session.get("decision") not in _FAVOURABLE or not session.get("mois"):
        return {"fin": "", "renouvellement": ""}
    signed = {"signee_le": session["date"], "duree_mois": session["mois"], "mention": "sans_reserve"}
    reserved = session["decision"] == "attestee_avec_reserves"
    return {
        "fin": french_date(validity_end(pack, signed, reserved=False)),
        "renouvellement": french_date(validity_end(pack, signed, reserved=True)) if reserved else "",
    }


def attesting(context: Context) -> Pack | None:
    """The text that knows attestations: it gives the longest duration of one."""
    return next((p for p in context.assessment.packs if "attestation_mois_max" in p.parametres), None)


def named_reserves(reserves: Sequence[Mapping[str, Any]], decision: Mapping[str, Any]) -> dict[str, Any]:
    """The reserves that the decision accepts, those only proposed to it, and those that nothing can carry today."""
    signed = decision.get("reserves_acceptees", ())
    rest = [r for r in reserves if r["id"] not in signed and r["vivante"]]
    return {
        "acceptees": [r for r in reserves if r["id"] in signed],
        "proposees": [r for r in rest if r["recevable"]],
        "irrecevables": [r for r in rest if not r["recevable"]],
    }


def _remark(remark: Mapping[str, Any], context: Context) -> dict[str, str]:
    return {"objet": _about(str(remark.get("constat", "")), context), "texte": told(remark.get("texte"))}


def _about(id_: str, context: Context) -> str:
    """« Deux facteurs de catégories différentes (EXI RIE-PS 09), Mot de passe intranet » rather than an identity."""
    found = next((f for f in context.assessment.findings if f.id == id_), None)
    return f"{found.rule.titre} ({found.rule.exigence}), {found.subject.title}" if found else id_


def _members(session: Mapping[str, Any] | None, answers: Answers) -> list[dict[str, str]]:
    """Who was there, as functions; before the session, everyone that the dossier names."""
    people = answers.files["dossier.yml"].get("personnes", ())
    known = {p["id"]: p for p in people}
    ids = list(known) if session is None else [m.get("personne", "") for m in session.get("membres", ())]
    return [
        {
            "fonction": answers.words("personne", "qualite", known[i].get("qualite")) if i in known else NO_ANSWER,
            "intitule": known[i].get("nom", i) if i in known else i,
        }
        for i in ids
    ]


def _possible(answers: Answers) -> list[dict[str, Any]]:
    """What the commission may decide of this dossier: the verdict's own decision, then the two that are always possible."""
    words = answers.context.knowledge.kinds["seance"].fields["decision"].values
    own = _OPEN.get(answers.context.assessment.verdict.status)
    return [{"mot": words[d], "locale": d in _LOCAL} for d in ([own] if own else []) + list(_LOCAL)]


def arbitrations(answers: Answers) -> list[dict[str, Any]]:
    """Every arbitration written, about a finding or about a conflict between texts, and whether it counts today."""
    context = answers.context
    admitted = {f.id: f.arbitrage for f in context.assessment.findings if f.arbitrage}
    chosen = {s.conflict.id: s for s in context.assessment.conflicts if s.arbitrage}
    conflicts = {s.conflict.id: s.conflict for s in context.assessment.conflicts}
    found = []
    for written in answers.files.get("commission.yml", {}).get("arbitrages", ()):
        about = written.get("conflit")
        if about is None:
            counts = admitted.get(written.get("constat", "")) == written.get("le") and bool(written.get("le"))
            subject, reading = _about(str(written.get("constat", NO_ANSWER)), context), ""
        else:
            counts = about in chosen and chosen[about].arbitrage.get("le") == written.get("le")
            subject = f"Conflit {about} : {conflicts[about].titre}" if about in conflicts else about
            reading = answers.words("arbitrage", "lecture", written.get("lecture"))
        found.append(
            {
                "objet": subject,
                "lecture": told(written.get("lecture_retenue") or reading),
                "par": told(person(context.assessment, str(written.get("par", "")))),
                "le": answers.words("arbitrage", "le", written.get("le")),
                "fin": answers.words("arbitrage", "fin", written.get("fin")),
                "motif": told(written.get("motif")),
                "reserve_admise": answers.words("arbitrage", "reserve_admise", written.get("reserve_admise")),
                "sur_constat": about is None,
                "vaut": "en vigueur" if counts else "ne compte pas à cette date",
            }
        )
    return found


def _defaults(context: Context) -> list[dict[str, str]]:
    """The conflicts that this dossier raises and nobody arbitrated: the strictest reading holds."""
    return [
        {
            "id": s.conflict.id,
            "ancre": anchor(s.conflict.id),
            "question": s.conflict.question,
            "lecture": s.conflict.lectures[s.reading].dit,
            "autre": " ".join(r.dit for name, r in s.conflict.lectures.items() if name != s.reading),
        }
        for s in context.assessment.conflicts
        if s.concerns and not s.arbitrage
    ]
