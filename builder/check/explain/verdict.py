"""Why a verdict is what it is, text by text: what counts against it, what is covered, what weighs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.check.explain.finding import Judged
from builder.check.explain.level import level_tree
from builder.check.lines import plural
from builder.model.explanation import Node
from builder.model.findings import FAVOURABLE, Assessment, Cover, Finding, Outcome, Status, Verdict
from builder.model.rules import Nature, PorteSur

_WHY = {
    Status.NON_DUE: "Aucun moyen du dossier ne demande d'attestation, et rien d'autre ne manque.",
    Status.ATTESTABLE: "Chaque exigence est satisfaite ou sans objet : aucun écart, aucune question.",
    Status.AVEC_RESERVES: "Chaque écart est couvert par une réserve complète que le texte admet ; aucune question ouverte.",
    Status.INCOMPLET: "Une réponse manque, ou une preuve ne vaut plus : l'inconnu n'est jamais un oui.",
    Status.NON_DUE_ECARTS: "L'attestation n'est pas due, mais un écart au reste du texte demeure.",
    Status.NON_ATTESTABLE: "Un écart au moins n'est couvert par aucune réserve qui vaille : un seul suffit.",
    Status.CONFORME: "Chaque exigence est satisfaite ou sans objet.",
    Status.ECARTS: "Un écart au moins demeure, et ce texte ne connaît pas de réserve.",
    Status.NIVEAU_ATTEINT: "Chaque moyen à attester atteint le niveau visé.",
    Status.NIVEAU_NON_ETABLI: "Des réponses manquent pour dire que chaque moyen à attester atteint le niveau visé.",
    Status.NIVEAU_NON_ATTEINT: "Un moyen à attester au moins n'atteint pas le niveau visé : le plus faible décide.",
    Status.CONTROLES: "Ce n'est pas du droit : les points sont comptés, aucun verdict n'en dépend.",
    Status.NON_EVALUE: "Les règles de ce texte ne sont pas toutes écrites : aucun verdict.",
}
_ENOUGH = {
    Cover.ECART: "Il suffirait de lever chacun de ces écarts, ou de les couvrir par une réserve complète si le texte l'admet",
    Cover.QUESTION: "Il suffirait de répondre à chacune de ces questions, ou de remettre la pièce qui ne vaut plus",
}
_FOUND = {
    Cover.ECART: ("écart non couvert", "écarts non couverts"),
    Cover.QUESTION: ("question ouverte", "questions ouvertes"),
    Cover.COUVERT: ("écart couvert par une réserve", "écarts couverts par une réserve"),
    Cover.SIGNALE: ("point compté, sans effet sur le verdict", "points comptés, sans effet sur le verdict"),
}


def verdict_tree(judged: Judged) -> Node:
    """Every text's verdict, the one asked for first."""
    assessment = judged.assessment
    nodes = tuple(_one(judged, v) for v in assessment.verdicts)
    return Node("titre", f"{assessment.verdict.pack.titre} : {assessment.verdict.summary}", "", None, "verdict", nodes)


def _one(judged: Judged, verdict: Verdict) -> Node:
    etat = "vrai" if verdict.status in FAVOURABLE else "faux"
    if verdict.status in (Status.INCOMPLET, Status.NIVEAU_NON_ETABLI, Status.CONTROLES, Status.NON_EVALUE):
        etat = "inconnu"
    why = Node("note", _WHY[verdict.status])
    below = (
        tuple(level_tree(judged, m) for m in judged.assessment.levels)
        if verdict.pack.nature is Nature.NIVEAU
        else tuple(_groups(judged.assessment, verdict))
    )
    acts = tuple(Node("acte", a.text, a.etat) for a in judged.assessment.acts if a.pack == verdict.pack.id)
    unread = (
        (Node("note", f"non vérifié par l'outil, à examiner par la commission : {', '.join(verdict.pack.non_lus)}"),)
        if verdict.pack.non_lus
        else ()
    )
    line = f"{verdict.pack.titre} : {verdict.summary}"
    return Node("verdict", line, etat, None, verdict.pack.id, (why, *below, *acts, *unread))


def _groups(assessment: Assessment, verdict: Verdict) -> Iterator[Node]:
    """Findings by what the verdict makes of them, worst first; acts have lines of their own."""
    checks = verdict.pack.nature is Nature.CONTROLES
    own = [
        f
        for f in assessment.findings
        if f.rule.pack == verdict.pack.id and (checks or f.rule.porte_sur is PorteSur.FOND)
    ]
    for cover, (one, many) in _FOUND.items():
        found = [f for f in own if f.cover is cover and (not checks or f.outcome is Outcome.NON_SATISFAIT)]
        if found:
            enough = (Node("remede", _ENOUGH[cover]),) if cover in _ENOUGH else ()
            below = (*_by_rule(found), *enough)
            yield Node("groupe", plural(len(found), one, many), cover.value, None, "", below)


def _by_rule(found: Sequence[Finding]) -> Iterator[Node]:
    rules: dict[str, list[Finding]] = {}
    for finding in found:
        rules.setdefault(finding.rule.id, []).append(finding)
    for same in rules.values():
        rule = same[0].rule
        lines = tuple(
            Node("constat", _told(f), f.outcome.value, f.place, f.id, (Node("remede", f.remedy),) if f.remedy else ())
            for f in same
        )
        yield Node("regle", f"{rule.id} « {rule.titre} » ({rule.exigence})", "", None, rule.id, lines)


def _told(finding: Finding) -> str:
    by = f" ({finding.reserve})" if finding.cover is Cover.COUVERT else ""
    return f"{finding.message}{by}"
