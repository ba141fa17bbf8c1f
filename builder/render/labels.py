"""The outcome of a check in words that need no training."""

from __future__ import annotations

from typing import Any

from builder.check.words import OUTCOME
from builder.model.findings import Cover, Finding, Outcome, Proof, Status, Verdict
from builder.model.rules import Nature, Niveau, Pack, PorteSur, ReservePossible, Rule, Statut
from builder.render.french import number

PROOF = {
    Proof.PROUVE: "prouvé",
    Proof.DECLARE: "déclaré",
    Proof.PERIMEE: "preuve périmée",
    Proof.ALTEREE: "preuve altérée",
}
STATUT = {
    "confirme": "lu dans le texte",
    "webinaire": "dit en webinaire",
    "conteste": "lecture disputée",
    "deduit": "déduction de l'outil",
}
TONE = {
    Status.ATTESTABLE: "favorable",
    Status.AVEC_RESERVES: "favorable",
    Status.NON_DUE: "favorable",
    Status.INCOMPLET: "attention",
    Status.NON_ATTESTABLE: "defavorable",
    Status.NON_DUE_ECARTS: "defavorable",
    Status.CONFORME: "favorable",
    Status.ECARTS: "defavorable",
    Status.NIVEAU_ATTEINT: "favorable",
    Status.NIVEAU_NON_ETABLI: "attention",
    Status.NIVEAU_NON_ATTEINT: "defavorable",
    Status.CONTROLES: "neutre",
    Status.NON_EVALUE: "neutre",
}
STATE = {
    "satisfaite": "satisfaite",
    "reserve": "couverte par réserve",
    "question": "question ouverte",
    "ecart": "écart non couvert",
    "sans_objet": "sans objet",
}
LAW = {
    Statut.EN_VIGUEUR: "il fait droit",
    Statut.PROJET: "il ne fait pas encore droit",
    Statut.REMPLACE: "il ne fait plus droit",
    Statut.LECTURE: "ce n'est pas du droit",
}
_RESERVE = {
    ReservePossible.OUI: "obligatoire, réserve possible",
    ReservePossible.A_ARBITRER: "obligatoire, réserve après arbitrage",
    ReservePossible.NON: "obligatoire, sans réserve possible",
    ReservePossible.SANS_OBJET: "obligatoire, sans réserve possible",
}
LEGEND: dict[str, Any] = {
    "forces": [
        {
            "mot": "obligatoire, réserve possible",
            "sens": "un écart empêche d'attester, sauf si une réserve complète le couvre",
        },
        {
            "mot": "obligatoire, réserve après arbitrage",
            "sens": "la réserve ne vaut que si la commission a d'abord arbitré la lecture du texte",
        },
        {"mot": "obligatoire, sans réserve possible", "sens": "un écart empêche d'attester"},
        {"mot": "conseillé", "sens": "le texte le recommande : compté, sans effet sur le verdict"},
    ],
    "statuts": [
        {"mot": "lu dans le texte", "sens": "l'exigence a été lue"},
        {"mot": "déduction de l'outil", "sens": "le texte ne le dit pas en ces mots : la note explique"},
        {"mot": "lecture disputée", "sens": "le texte se lit de deux façons : la note dit lesquelles"},
        {"mot": "dit en webinaire", "sens": "entendu en séance publique, absent des textes lus"},
    ],
    "prouvee": "« oui » : une pièce valable et inchangée appuie chaque réponse. « non » : au moins une réponse est "
    "seulement déclarée par l'établissement. « – » : la question ne se pose pas, l'exigence n'étant pas satisfaite ou "
    "étant sans objet.",
}


def strength(rule: Rule, pack: Pack) -> str:
    """What a gap in the rule costs, for people; the command line keeps bloquant, réserve, conseil."""
    if pack.nature is Nature.CONTROLES:
        return "point à regarder"
    if rule.niveau is Niveau.RECOMMANDATION:
        return "conseillé"
    if pack.nature is not Nature.ATTESTATION or rule.porte_sur is PorteSur.ACTE:
        return "obligatoire"
    return _RESERVE[rule.reserve_possible]


def covered(finding: Finding, arbitrated_on: str, nature: Nature) -> str:
    """What becomes of a finding. `arbitrated_on`: the French date of the arbitration, "" when there is none."""
    if finding.cover is Cover.COUVERT:
        return f"réserve {finding.reserve}" + (f", arbitrage du {arbitrated_on}" if arbitrated_on else "")
    if finding.cover is Cover.SIGNALE:
        mute = finding.outcome is Outcome.SANS_REPONSE
        if nature is Nature.NIVEAU:
            return "au-delà du niveau visé"
        if finding.rule.niveau is Niveau.RECOMMANDATION:
            return "conseil sans réponse" if mute else "conseil non suivi"
        return "sans réponse" if mute else "point à regarder"
    gap = "écart non couvert" if nature is Nature.ATTESTATION else "écart"
    return {Cover.QUESTION: "question ouverte", Cover.ECART: gap, Cover.AUCUN: "–"}[finding.cover]


def why(verdict: Verdict) -> str:
    """The verdict's reason in one or two sentences, for people who do not read rules."""
    n = verdict.counts
    done = f"{n.get('satisfaites', 0)} exigences sur {n.get('exigences', 0)} applicables sont satisfaites"
    gaps, questions = n.get("ecarts", 0), n.get("questions", 0)
    said = {
        Status.NON_DUE: "Aucun moyen du dossier ne demande d'attestation : une note de dispense en donne le motif.",
        Status.ATTESTABLE: f"{done}. Aucun écart, aucune question ouverte.",
        Status.CONFORME: f"{done}. Aucun écart, aucune question ouverte.",
        Status.NON_DUE_ECARTS: f"L'attestation n'est pas due, mais le texte n'est pas respecté : {some(gaps, 'écart')} à corriger.",
        Status.NON_ATTESTABLE: f"{some(gaps, 'écart')} sans réserve qui vaille : il faut corriger, ou ouvrir une "
        "réserve complète quand le texte l'admet.",
        Status.INCOMPLET: f"{some(questions, 'question')} sans réponse : on ne peut pas encore conclure. {done}.",
        Status.AVEC_RESERVES: f"{done} ; dans les autres, chaque écart est couvert par une réserve complète, acceptée "
        "par le fournisseur d'identité. Aucune question n'est ouverte.",
        Status.ECARTS: f"{some(gaps, 'écart')} à corriger, ce texte ne connaissant pas de réserve ; {done}.",
        Status.NIVEAU_ATTEINT: "Chaque moyen à attester atteint le niveau visé.",
        Status.NIVEAU_NON_ATTEINT: "Au moins un moyen n'atteint pas le niveau visé : le point le plus faible décide.",
        Status.NIVEAU_NON_ETABLI: "Des réponses manquent : on ne peut pas dire que chaque moyen atteint le niveau visé.",
        Status.NON_EVALUE: " ".join(verdict.reasons),
        Status.CONTROLES: verdict.summary,
    }
    return said[verdict.status]


def some(count: int, noun: str) -> str:
    """`1 écart`, `2 400 écarts`."""
    return f"{number(count)} {noun}{'s' if count > 1 else ''}"


def counted(state: str, count: int) -> str:
    """`couverte par réserve`, or `couvertes par réserve` when there are several."""
    many = {
        "satisfaite": "satisfaites",
        "reserve": "couvertes par réserve",
        "question": "avec une question ouverte",
        "ecart": "avec un écart non couvert",
        "sans_objet": "sans objet",
    }
    return many[state] if count > 1 else STATE[state]


def results(outcomes: dict[Outcome, int], proved: int) -> str:
    """« 22 satisfaits (tous prouvés), 4 non satisfaits »."""
    told = []
    for outcome in (o for o in OUTCOME if outcomes.get(o)):
        count = outcomes[outcome]
        plural = "s" if count > 1 and outcome in (Outcome.SATISFAIT, Outcome.NON_SATISFAIT) else ""
        shown = f"{number(count)} {OUTCOME[outcome]}{plural}"
        told.append(shown + (f" ({_proved(count, proved)})" if outcome is Outcome.SATISFAIT else ""))
    return ", ".join(told)


def _proved(satisfied: int, proved: int) -> str:
    if not proved:
        return "aucun prouvé" if satisfied > 1 else "non prouvé"
    if proved == satisfied:
        return "tous prouvés" if satisfied > 1 else "prouvé"
    return f"{number(proved)} prouvé{'s' if proved > 1 else ''}"
