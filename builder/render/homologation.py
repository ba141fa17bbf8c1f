"""The homologation and the yearly commitment that the text in force asks for: what is due, what was decided, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.words import NO_ANSWER, french_date, person
from builder.model.findings import Cover, Verdict
from builder.model.rules import Pack, PorteSur
from builder.render.assurance import text_lines
from builder.render.constats import Context, message, numbered
from builder.render.french import number, sentence
from builder.render.labels import LAW, TONE, why
from builder.render.markdown import Trusted
from builder.render.told import Answers

_AUDIT = ("audit.couvre", "audit.origine", "audit.competent_ssi", "methode")
_TOLD = 40  # gaps told one by one; the matrix of that text has them all


def homologation(answers: Answers, sees: frozenset[str]) -> dict[str, Any]:
    """Every part of document 09; `existe` false when no text evaluated knows homologation."""
    context = answers.context
    pack = next((p for p in context.assessment.packs if "homologation_mois_max" in p.parametres), None)
    verdict = next((v for v in context.assessment.verdicts if pack is not None and v.pack.id == pack.id), None)
    if pack is None or verdict is None:
        return {"existe": False}
    own = (f for f in context.assessment.findings if f.rule.pack == pack.id and f.rule.porte_sur is PorteSur.FOND)
    gaps = [f for f in own if f.cover in (Cover.ECART, Cover.QUESTION)]
    return {
        "existe": True,
        "droit": LAW[pack.statut],
        "banniere": pack.banniere,
        **_verdict(verdict),
        "texte": text_lines(pack, context, sees),
        "a_homologuer": _due(answers),
        "homologations": [_decision(h, answers, sees) for h in context.assessment.things.get("homologation", ())],
        "ecarts": [
            {"sujet": f.subject.title, "exigence": numbered(f.rule.exigence, pack), "constat": message(f, context)}
            for f in gaps[:_TOLD]
        ],
        "autres_ecarts": number(len(gaps) - _TOLD) if len(gaps) > _TOLD else "",
        "validite_mois": _months(pack, "homologation_mois_max"),
        "apres_changement_mois": _months(pack, "homologation_apres_changement_mois"),
        "engagement_mois": _months(pack, "engagement_mois_max"),
        "engagement": _commitment(answers, pack),
        "actes": [
            {"texte": sentence(a.text), "source": a.source} for a in context.assessment.acts if a.pack == pack.id
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "titre": verdict.pack.titre,
        "verdict": verdict.label,
        "resume": sentence(verdict.summary),
        "pourquoi": why(verdict),
        "classe": Trusted("{.encadre ." + TONE[verdict.status] + "}"),
    }


def _months(pack: Pack, name: str) -> str:
    """A duration that the text gives, with where it gives it."""
    found = pack.parametres.get(name)
    return f"{found.valeur} mois ({found.source})" if found else NO_ANSWER


def _due(answers: Answers) -> list[dict[str, Any]]:
    """The means that the text asks to homologate, and what still lacks a decision."""
    return [
        {
            "moyen": m["titre"],
            "couvert": answers.words("mie", "homologue", m.get("homologue")),
            "services": ", ".join(answers.title("service", s) for s in m.get("services_non_homologues") or ())
            or ("aucun" if "services_non_homologues" in m else NO_ANSWER),
        }
        for m in answers.context.assessment.things.get("mie", ())
        if m.get("homologation_due") is True
    ]


def _decision(held: Mapping[str, Any], answers: Answers, sees: frozenset[str]) -> dict[str, Any]:
    def words(name: str) -> str:
        return answers.words("homologation", name, held.get(name))

    pieces = held.get("pieces") or {}
    return {
        "titre": held.get("titre", held["id"]),
        "date": words("date"),
        "fin": words("fin"),
        "moyens": words("mie"),
        "entite": words("entite"),
        "transmise": words("transmise_ans_le"),
        "faits": [
            {"libelle": answers.label("homologation", name), "valeur": value}
            for name, value in zip(_AUDIT, answers.cells("homologation", held, _AUDIT).values(), strict=True)
        ],
        "analyse": _piece(pieces.get("analyse_risques"), answers, sees),
        "evaluation": _piece(pieces.get("evaluation_technique"), answers, sees),
    }


def _piece(id_: Any, answers: Answers, sees: frozenset[str]) -> str:
    if id_ is None:
        return NO_ANSWER
    return answers.title("preuve", id_) if id_ in sees else "au dossier, de diffusion plus étroite"


def _commitment(answers: Answers, pack: Pack) -> dict[str, str]:
    written = answers.files.get("commission.yml", {}).get("engagement") or {}
    act = next((a for a in answers.context.assessment.acts if a.pack == pack.id and a.id == "engagement"), None)
    return {
        "signe_le": answers.words("engagement", "signe_le", written.get("signe_le")),
        "signataire": person(answers.context.assessment, str(written.get("signataire", ""))) or NO_ANSWER,
        "modele": answers.words("engagement", "modele_ans", written.get("modele_ans")),
        "etat": sentence(act.text) if act else NO_ANSWER,
        "fin": french_date(act.date) if act and act.date else "",
    }


def exemption(context: Context) -> dict[str, Any]:
    """Why no attestation is due, case by case: each means, each place, the route it takes and its reason."""
    cases = context.assessment.cases
    return {
        "cas": [
            {
                "moyen": c.mie_title,
                "lieu": c.where_title,
                "usage": c.usage,
                "voie": c.voie,
                "due": {True: "due", False: "non due", None: "non établie"}[c.attestation],
                "motif": c.motif,
            }
            for c in cases
        ],
        "motifs": list(dict.fromkeys(c.motif for c in cases if c.attestation is False)),
    }
