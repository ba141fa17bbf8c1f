"""Levels and states of the analysis in French words, the same on a terminal, on a page and in a document."""

from __future__ import annotations

from builder.model.risk import InPlace, Level, Scales, Stage

STATES = {
    InPlace.PROUVE: "en place, prouvée",
    InPlace.DECLARE: "déclarée, sans preuve",
    InPlace.INCONNU: "sans réponse",
    InPlace.ABSENT: "absente",
}
ORIGINS = {"catalogue": "", "incident": "déjà arrivé ici", "atelier": "cotée en atelier"}


def level_words(level: Level, scales: Scales) -> str:
    """« très vraisemblable (V3) → risque élevé (R3) »."""
    if not level.likelihood:
        return "aucun chemin"
    likely = scales.likelihood[level.likelihood - 1]
    return f"{likely.title.lower()} (V{likely.level}) → {risk_words(level.risk, scales)}"


def risk_words(risk: int, scales: Scales) -> str:
    """« risque élevé (R3) »; 0 is « aucun chemin »."""
    return f"risque {scales.risk[risk - 1].title.lower()} (R{risk})" if risk else "aucun chemin"


def severity_words(severity: int, scales: Scales) -> str:
    """« grave (G3) »."""
    grade = scales.severity[severity - 1]
    return f"{grade.title.lower()} (G{grade.level})"


def stage_place(stage: Stage) -> str:
    """Whom or what a step is about, as people name it."""
    step = stage.step
    return step.user_class.title if step.user_class else step.finding.subject.title
