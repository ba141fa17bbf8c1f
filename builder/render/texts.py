"""The texts behind a dossier: which is law, what each says of the dossier, what nobody here has read."""

from __future__ import annotations

import re
from typing import Any

from builder.check.words import french_date
from builder.model.findings import Assessment, Status, Verdict
from builder.model.rules import Nature, Pack, Statut
from builder.render.constats import Context, anchor
from builder.render.french import number
from builder.render.labels import LAW, TONE, some, why

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LAW = (Nature.ATTESTATION, Nature.CONFORMITE, Nature.NIVEAU)
_TOLD_WHOLE = (Nature.NIVEAU, Nature.CONTROLES)  # their line says more than a verdict
_TOLD = 20  # reasons of a verdict told one by one; the matrix has them all
_NATURE = {
    Nature.ATTESTATION: "Verdict : attestable ou non, avec ses réserves.",
    Nature.CONFORMITE: "Verdict : conforme ou non ; ce texte ne connaît pas de réserve.",
    Nature.NIVEAU: "Donne le niveau de garantie que chaque moyen atteint.",
    Nature.CONTROLES: "Points comptés à part, sans effet sur le verdict.",
}


def text(assessment: Assessment) -> dict[str, Any]:
    """The text of law that the verdict answers to."""
    pack = assessment.verdict.pack
    return {
        "titre": pack.titre,
        "version": pack.version,
        "ancre": anchor(pack.id),
        "non_couvert": _uncovered(pack),
        "duree_max": _parameter(pack, "attestation_mois_max"),
        "levee": _parameter(pack, "reserves_levees_avant"),
    }


def _uncovered(pack: Pack) -> str:
    """One phrase, everywhere, for what the tool does not check; "" when it checks all."""
    if not pack.non_lus:
        return ""
    return f"Exigences que l'outil ne couvre pas, à examiner par la commission : {', '.join(pack.non_lus)}."


def _parameter(pack: Pack, name: str) -> str:
    """A number or a date that the text gives, in words; empty when it gives none."""
    found = pack.parametres.get(name)
    return "" if found is None else _value(found.valeur)


def _value(value: int | str) -> str:
    """A number, a date, or a word of the text."""
    if isinstance(value, int):
        return number(value)
    return french_date(value) if _DATE.fullmatch(value) else value


def law(assessment: Assessment) -> list[dict[str, Any]]:
    """« Quel texte fait droit ? »: each text of law, what it is worth at the date, and its banner."""
    return [
        {"titre": p.titre, "droit": LAW[p.statut], "banniere": p.banniere, "non_couvert": _uncovered(p)}
        for p in sorted(assessment.packs, key=lambda p: (p.id != assessment.regime, p.id))
        if p.nature in _LAW
    ]


def draft(assessment: Assessment) -> str:
    """What a document must say of itself while its text is a draft; "" when the text is law."""
    pack = assessment.verdict.pack
    return f"{pack.titre}. {pack.banniere}" if pack.statut is Statut.PROJET else ""


def verdict_lines(assessment: Assessment) -> dict[str, Any]:
    verdict = assessment.verdict
    counts = verdict.counts
    return {
        "titre": verdict.label,
        "resume": verdict.summary,
        "detail": _detail(verdict),
        "ton": TONE[verdict.status],
        "favorable": assessment.favourable,
        "raisons": list(verdict.reasons[:_TOLD]),
        "autres_raisons": number(len(verdict.reasons) - _TOLD) if len(verdict.reasons) > _TOLD else "",
        "pourquoi": why(verdict),
        "exigences": counts.get("exigences", 0),
        "satisfaites": counts.get("satisfaites", 0),
        "prouvees": counts.get("prouvees", 0),
        "questions": counts.get("questions", 0),
        "ecarts": counts.get("ecarts", 0),
        "reserves": counts.get("reserves", 0),
    }


def _detail(verdict: Verdict) -> str:
    """What was counted, without the label it follows."""
    return verdict.summary.removeprefix(verdict.label).removeprefix(" : ")


def others(context: Context) -> list[dict[str, Any]]:
    """The line of every other text, and the reason of it in plain words."""
    assessment = context.assessment
    return [
        {
            "titre": v.pack.titre,
            "ancre": anchor(v.pack.id),
            "resume": v.summary if v.pack.nature in _TOLD_WHOLE and v.status is not Status.NON_EVALUE else v.label,
            "pourquoi": why(v) if v.status is not Status.CONTROLES else "",
            "page": bool(v.pack.rules),
        }
        for v in assessment.verdicts
        if v is not assessment.verdict
    ]


def aimed(context: Context) -> str:
    """What the text that grades says of the level aimed at; "" while it is not evaluated."""
    graded = [v for v in context.assessment.verdicts if v.pack.nature is Nature.NIVEAU]
    return next((v.summary for v in graded if v.status is not Status.NON_EVALUE), "")


def pack_heading(pack: Pack, source: str) -> dict[str, Any]:
    """A text as the reference shows it. source: where it was read."""
    return {
        "titre": pack.titre,
        "ancre": anchor(pack.id),
        "version": pack.version,
        "droit": LAW[pack.statut],
        "nature": _NATURE[pack.nature],
        "banniere": pack.banniere,
        "source": source,
        "non_couvert": _uncovered(pack),
        "nombre": some(len(pack.rules), "règle"),
        "regles": len(pack.rules),
        "parametres": [
            {
                "libelle": p.libelle,
                "valeur": _value(p.valeur),
                "source": p.source,
            }
            for p in pack.parametres.values()
        ],
    }
