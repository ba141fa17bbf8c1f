"""The outcome of a check in words that need no training."""

from __future__ import annotations

from builder.model.findings import Outcome, Proof, Status, Verdict
from builder.model.rules import Niveau

NIVEAU = {Niveau.BLOQUANT: "bloquant", Niveau.RESERVE: "réserve", Niveau.RECOMMANDATION: "conseil"}
OUTCOME = {
    Outcome.SATISFAIT: "satisfait",
    Outcome.NON_SATISFAIT: "non satisfait",
    Outcome.SANS_REPONSE: "sans réponse",
    Outcome.SANS_OBJET: "sans objet",
}
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


def why(verdict: Verdict) -> str:
    """The verdict's reason in one or two sentences, for people who do not read rules."""
    n = verdict.counts
    done = f"{n.get('satisfaites', 0)} exigences sur {n.get('exigences', 0)} sont satisfaites"
    if verdict.status is Status.NON_DUE:
        return "Aucun moyen du dossier ne demande d'attestation : une note de dispense en donne le motif."
    if verdict.status is Status.NON_DUE_ECARTS:
        return f"L'attestation n'est pas due, mais {_some(n.get('ecarts', 0), 'écart')} au texte demeure{'nt' if n.get('ecarts', 0) > 1 else ''} : à corriger."
    if verdict.status is Status.NON_ATTESTABLE:
        return f"{_some(n.get('ecarts', 0), 'écart')} sans réserve qui vaille : il faut corriger, ou ouvrir une réserve complète quand le texte l'admet."
    if verdict.status is Status.INCOMPLET:
        return f"{_some(n.get('questions', 0), 'question')} sans réponse : on ne peut pas encore conclure. {done}."
    if verdict.status is Status.AVEC_RESERVES:
        return f"{done} ; dans les autres, chaque écart est couvert par une réserve complète, acceptée par le fournisseur d'identité. Aucune question n'est ouverte."
    return f"{done}. Aucun écart, aucune question ouverte."


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def counted(state: str, number: int) -> str:
    """`couverte par réserve`, or `couvertes par réserve` when there are several."""
    many = {
        "satisfaite": "satisfaites",
        "reserve": "couvertes par réserve",
        "question": "avec une question ouverte",
        "ecart": "avec un écart non couvert",
        "sans_objet": "sans objet",
    }
    return many[state] if number > 1 else STATE[state]
