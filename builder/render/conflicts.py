"""The page of conflicts between texts: the question, its readings, the one that holds, and why."""

from __future__ import annotations

from typing import Any

from builder.check.words import french_date, person
from builder.model.findings import ConflictState
from builder.render.constats import Context, anchor


def conflicts(context: Context) -> list[dict[str, Any]]:
    """One entry a conflict, in the order of the data."""
    titles = {r.id: r.titre for p in context.assessment.packs for r in p.rules}
    return [
        {
            "id": s.conflict.id,
            "ancre": anchor(s.conflict.id),
            "titre": s.conflict.titre,
            "question": s.conflict.question,
            "lectures": [
                {"nom": name, "dit": r.dit, "source": r.source, "tenue": name == s.reading}
                for name, r in s.conflict.lectures.items()
            ],
            "etat": _state(s, context),
            "effet": s.conflict.effet,
            "regles": [{"id": i, "titre": titles[i], "ancre": anchor(i)} for i in s.conflict.regles if i in titles],
        }
        for s in context.assessment.conflicts
    ]


def _state(state: ConflictState, context: Context) -> str:
    if state.arbitrage:
        by = person(context.assessment, str(state.arbitrage["par"]))
        since, until = french_date(state.arbitrage["le"]), french_date(state.arbitrage["fin"])
        return f"Lecture {state.reading} retenue par arbitrage ({by}, le {since}, jusqu'au {until}). Motif : {state.arbitrage['motif']}"
    why = "l'arbitrage écrit ne vaut pas" if state.rejected else "faute d'arbitrage"
    asked = "" if state.concerns or not state.conflict.regles else " Ce dossier ne pose pas la question."
    return f"Lecture {state.reading} tenue, {why}.{asked}"
