"""Assessment → the one view that every template reads: plain words, ready to print, nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.words import french_date
from builder.model.fields import Knowledge
from builder.model.findings import Assessment, Cover, Finding, Outcome, Proof, Requirement
from builder.model.rules import Niveau, Rule
from builder.model.source import JAMAIS_FAIT
from builder.render.labels import NIVEAU, OUTCOME, PROOF, STATE, STATUT, TONE, counted, why
from builder.render.means import means
from builder.render.parts import anchor, pieces, populations, reserve, services, sessions

_DECIDED = ("attestee_sans_reserve", "attestee_avec_reserves")


def make_view(assessment: Assessment, knowledge: Knowledge, version: str) -> dict[str, Any]:
    """Everything the documents and the site say of a dossier. Texts are French; nothing is None."""
    data = assessment.dossier.files
    provider = _provider(assessment)
    decision = _decision(assessment)
    verdict = assessment.verdict
    exigences = [_requirement(r) for r in sorted(assessment.requirements, key=_rank) if r.pack == assessment.regime]
    return {
        "version": version,
        "dossier": assessment.dossier.name,
        "etablissement": provider.get("nom") or data["dossier.yml"].get("titre", assessment.dossier.name),
        "finess": provider.get("finess_ej", ""),
        "description": data["dossier.yml"].get("description", ""),
        "schema": _scheme(assessment),
        "date": french_date(assessment.date),
        "date_iso": assessment.date,
        "projet": decision is None,
        "decision": decision or {},
        "texte": _text(assessment),
        "verdict": _verdict(assessment),
        "autres": [
            {"titre": v.pack.titre, "resume": v.summary, "raisons": list(v.reasons)}
            for v in assessment.verdicts
            if v is not verdict
        ],
        "actes": [{"titre": a.titre, "texte": a.text, "etat": a.etat, "source": a.source} for a in assessment.acts],
        "exigences": exigences,
        "etats": [
            {"etat": name, "texte": counted(name, n), "nombre": n}
            for name in STATE
            for n in [sum(1 for e in exigences if e["etat"] == name)]
        ],
        "reserves": [reserve(r, assessment) for r in assessment.reserves],
        "mie": means(assessment, knowledge),
        "services": services(assessment),
        "populations": populations(assessment),
        "questions": [_line(f) for f in assessment.findings if f.cover is Cover.QUESTION],
        "ecarts": [_line(f) for f in assessment.findings if f.cover is Cover.ECART],
        "conseils": [_line(f) for f in assessment.findings if f.cover is Cover.SIGNALE],
        "pieces": pieces(assessment),
        "seances": sessions(assessment),
        "regles": [_rule(rule, assessment) for pack in assessment.packs for rule in pack.rules],
    }


def _scheme(assessment: Assessment) -> dict[str, str]:
    data = assessment.dossier.files.get("schema.yml", {})
    return {
        "titre": data.get("titre", "Schéma d'identification"),
        "description": data.get("description", ""),
        "niveau": data.get("niveau_vise", "non répondu"),
    }


def _text(assessment: Assessment) -> dict[str, Any]:
    """The text of law that the verdict answers to."""
    pack = assessment.verdict.pack
    return {
        "titre": pack.titre,
        "version": pack.version,
        "banniere": pack.banniere,
        "non_lus": list(pack.non_lus),
        "duree_max": _parameter(assessment, "attestation_mois_max"),
        "levee": _parameter(assessment, "reserves_levees_avant"),
    }


def _provider(assessment: Assessment) -> Mapping[str, Any]:
    data = assessment.dossier.files
    wanted = data.get("schema.yml", {}).get("fournisseur_identite")
    return next((e for e in data["dossier.yml"].get("entites", ()) if e["id"] == wanted), {})


def _parameter(assessment: Assessment, name: str) -> str:
    """A number or a date that the text gives, in words; empty when it gives none."""
    found = assessment.verdict.pack.parametres.get(name)
    if found is None:
        return ""
    return french_date(found.valeur) if isinstance(found.valeur, str) else str(found.valeur)


def _decision(assessment: Assessment) -> dict[str, Any] | None:
    """The last favourable decision that a session recorded, on or before the reference date."""
    sessions = assessment.dossier.files.get("commission.yml", {}).get("seances", ())
    held = [
        s
        for s in sessions
        if s.get("decision") in _DECIDED
        and s.get("mois")
        and JAMAIS_FAIT < s.get("date", JAMAIS_FAIT) <= assessment.date
    ]
    if not held:
        return None
    last = max(held, key=lambda s: s["date"])
    return {"date": french_date(last["date"]), "mois": last["mois"], "reserves": last["decision"] == _DECIDED[1]}


def _verdict(assessment: Assessment) -> dict[str, Any]:
    verdict = assessment.verdict
    counts = verdict.counts
    return {
        "titre": verdict.label,
        "resume": verdict.summary,
        "ton": TONE[verdict.status],
        "favorable": assessment.favourable,
        "raisons": list(verdict.reasons),
        "pourquoi": why(verdict),
        "exigences": counts.get("exigences", 0),
        "satisfaites": counts.get("satisfaites", 0),
        "prouvees": counts.get("prouvees", 0),
        "questions": counts.get("questions", 0),
        "ecarts": counts.get("ecarts", 0),
        "reserves": counts.get("reserves", 0),
    }


def _state(requirement: Requirement) -> str:
    if not requirement.applicable:
        return "sans_objet"
    covers = {f.cover for f in requirement.findings if f.rule.niveau is not Niveau.RECOMMANDATION}
    for cover, name in ((Cover.ECART, "ecart"), (Cover.QUESTION, "question"), (Cover.COUVERT, "reserve")):
        if cover in covers:
            return name
    return "satisfaite" if requirement.satisfied else "question"


def _rank(requirement: Requirement) -> tuple[bool, str]:
    """Numbered requirements first, then the sections without a number."""
    return (not requirement.exigence.startswith("EXI"), requirement.exigence)


def _requirement(requirement: Requirement) -> dict[str, Any]:
    state = _state(requirement)
    by_rule: dict[str, list[Finding]] = {}
    for finding in requirement.findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    reserves = sorted({f.reserve for f in requirement.findings if f.cover is Cover.COUVERT and f.reserve})
    return {
        "numero": requirement.exigence,
        "ancre": anchor(requirement.exigence),
        "etat": state,
        "etat_texte": STATE[state] + (f" ({', '.join(reserves)})" if state == "reserve" else ""),
        "prouvee": ("oui" if requirement.proved else "non") if state == "satisfaite" else "–",
        "reserves": reserves,
        "regles": [_rule_lines(findings) for _, findings in sorted(by_rule.items())],
    }


def _rule_lines(findings: list[Finding]) -> dict[str, Any]:
    rule = findings[0].rule
    counts = {outcome: sum(1 for f in findings if f.outcome is outcome) for outcome in Outcome}
    proved = sum(1 for f in findings if f.proof is Proof.PROUVE)
    told = [f"{n} {OUTCOME[o]}{_plural(o, n)}" for o, n in counts.items() if n]
    return {
        "id": rule.id,
        "ancre": anchor(rule.id),
        "titre": rule.titre,
        "pourquoi": rule.pourquoi,
        "niveau": NIVEAU[rule.niveau],
        "porte_sur": "acte" if rule.porte_sur == "acte" else "fond",
        "article": rule.source.article,
        "statut": STATUT[rule.source.statut],
        "note": rule.source.note,
        "resultat": ", ".join(told),
        "prouves": proved,
        "satisfaits": counts[Outcome.SATISFAIT],
        "lignes": [_line(f) for f in findings if f.cover is not Cover.AUCUN],
        "applicables": [_line(f) for f in findings if f.outcome is not Outcome.SANS_OBJET],
    }


def _plural(outcome: Outcome, number: int) -> str:
    return "s" if number > 1 and outcome in (Outcome.SATISFAIT, Outcome.NON_SATISFAIT) else ""


def _line(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "regle": finding.rule.id,
        "ancre": anchor(finding.rule.id),
        "titre": finding.rule.titre,
        "exigence": finding.rule.exigence,
        "niveau": NIVEAU[finding.rule.niveau],
        "sujet": finding.subject.title,
        "resultat": OUTCOME[finding.outcome],
        "preuve": PROOF[finding.proof] if finding.proof else "–",
        "message": finding.message,
        "remede": finding.remedy,
        "lieu": str(finding.place),
        "couverture": _cover(finding),
    }


def _cover(finding: Finding) -> str:
    if finding.cover is Cover.COUVERT:
        arbitrated = f", arbitrage du {french_date(finding.arbitrage)}" if finding.arbitrage else ""
        return f"réserve {finding.reserve}{arbitrated}"
    return {
        Cover.QUESTION: "question ouverte",
        Cover.ECART: "écart non couvert",
        Cover.SIGNALE: "signalé",
        Cover.AUCUN: "–",
    }[finding.cover]


def _rule(rule: Rule, assessment: Assessment) -> dict[str, Any]:
    return {
        "id": rule.id,
        "ancre": anchor(rule.id),
        "titre": rule.titre,
        "exigence": rule.exigence,
        "article": rule.source.article,
        "statut": STATUT[rule.source.statut],
        "note": rule.source.note,
        "niveau": NIVEAU[rule.niveau],
        "pourquoi": rule.pourquoi,
        "remede": rule.remede,
        "si": rule.si or "",
        "exige": rule.exige,
        "texte": next(p.titre for p in assessment.packs if p.id == rule.pack),
    }
