"""The matrix of traceability: from each requirement of each text to what was answered, where, and what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.check.words import OUTCOME
from builder.model.findings import Assessment, FactRead, Finding, Outcome
from builder.model.outputs import Column
from builder.model.source import Place
from builder.render.constats import Context, label, line, numbered

_TONES = {
    OUTCOME[Outcome.SATISFAIT]: "favorable",
    OUTCOME[Outcome.NON_SATISFAIT]: "defavorable",
    OUTCOME[Outcome.SANS_REPONSE]: "attention",
    OUTCOME[Outcome.SANS_OBJET]: "neutre",
}
COLUMNS = (
    Column("texte", "Texte", 20, "code", help="Le texte ou le jeu de contrôles qui demande."),
    Column("exigence", "Exigence", 20, "code", help="Son numéro ou son article."),
    Column("regle", "Règle", 13, "code", help="La règle de l'outil qui vérifie l'exigence."),
    Column("titre", "Ce que la règle vérifie", 34),
    Column("sujet", "Sujet", 26, help="Le moyen, le parcours, le service ou autre, auquel la règle s'applique."),
    Column("resultat", "Résultat", 14, tones=_TONES),
    Column("preuve", "Preuve", 14, help="« prouvé » : une pièce valable et inchangée appuie chaque réponse."),
    Column("traitement", "Traitement", 22, help="Ce que devient un écart : réserve, question, simple signalement."),
    Column("faits", "Réponses lues", 52, help="Chaque fait lu, sa valeur, puis le fichier et les lignes où elle est."),
    Column("pieces", "Pièces", 28, help="Les pièces citées à l'appui de ces réponses."),
    Column("reserve", "Réserve", 10, "code"),
    Column("risques", "Risques", 16, "code", help="Les événements redoutés qui en dépendent."),
    Column("actions", "Actions", 16, "code", help="Les actions du plan qui y répondent."),
)


def traceability(
    context: Context,
    risks: Mapping[str, Iterable[str]] | None = None,
    actions: Mapping[str, Iterable[str]] | None = None,
) -> tuple[dict[str, str | int | float], ...]:
    """The rows of COLUMNS, the text asked for first. risks, actions: identity of a finding → what depends on it, what
    answers it."""
    assessment = context.assessment
    titles = _titles(assessment)

    def rank(finding: Finding) -> tuple[bool, str, bool, bool, str, str]:
        rule = finding.rule  # what applies first; the numbered requirements before the sections that have no number
        unnumbered = not any(c.isdigit() for c in rule.exigence)
        idle = finding.outcome is Outcome.SANS_OBJET
        return rule.pack != assessment.regime, rule.pack, idle, unnumbered, rule.exigence, rule.id

    return tuple(
        _row(f, context, titles)
        | {
            "risques": ", ".join((risks or {}).get(f.id, ())),
            "actions": ", ".join((actions or {}).get(f.id, ())),
        }
        for f in sorted(assessment.findings, key=rank)
    )


def _row(finding: Finding, context: Context, titles: Mapping[str, str]) -> dict[str, str | int | float]:
    told = line(finding, context)
    pieces = dict.fromkeys(e for item in finding.proof_items for e in item.evidence)
    return {
        "texte": told["texte"],
        "exigence": numbered(finding.rule.exigence, context.packs[finding.rule.pack]),
        "regle": finding.rule.id,
        "titre": finding.rule.titre,
        "sujet": finding.subject.title,
        "resultat": told["resultat"],
        "preuve": told["preuve"],
        "traitement": told["couverture"],
        "faits": "\n".join(_fact(f, context) for f in (*finding.facts, *finding.missing)),
        "pieces": "\n".join(titles.get(p, p) for p in pieces),
        "reserve": finding.reserve or "",
    }


def _fact(fact: FactRead, context: Context) -> str:
    where = _places(fact.places)
    return f"{label(fact.name, context)} : {fact.text}" + (f" ({where})" if where else "")


def _places(places: Iterable[Place]) -> str:
    """`postes.yml:15, 18 ; services.yml:12`."""
    found: dict[str, list[int]] = {}
    for place in sorted(set(places), key=Place.key):
        lines = found.setdefault(place.file, [])
        if place.line not in lines:
            lines.append(place.line)
    return " ; ".join(f"{file}:{', '.join(map(str, lines))}" for file, lines in found.items())


def _titles(assessment: Assessment) -> dict[str, str]:
    register = assessment.dossier.files.get("preuves.yml", {}).get("preuves", ())
    return {p["id"]: f"{p['id']} — {p['titre']}" if p.get("titre") else p["id"] for p in register}
