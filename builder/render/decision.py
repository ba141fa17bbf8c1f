"""What every page says of the decision that it comes with, and of what changed since."""

from __future__ import annotations

from typing import Any

from builder.check.frozen import last_decided
from builder.check.words import french_date
from builder.model.decision import ATTESTS, Standing
from builder.model.findings import Assessment
from builder.render.french import french

_OTHER = {"ajournee": "ajournée", "refusee": "refusée"}


def decision_said(assessment: Assessment, stood: Standing | None) -> dict[str, Any]:
    """`texte`: on every page, empty when nothing was decided; `modifie`: whether it warns; `pourquoi`: of what."""
    last = last_decided(assessment.dossier, assessment.date)
    if last is None:
        return {"texte": "", "modifie": False, "pourquoi": ""}
    said = f"décision du {french_date(str(last['date']))}"
    outcome = "" if last["decision"] in ATTESTS else f" : {_OTHER[last['decision']]}"
    if stood is None:
        return _said(f"{said}{outcome}, non figée", "")
    if not stood.sealed:
        return _said(
            f"{said}{outcome}, dont le manifeste manque ou a changé", "ce sur quoi elle a été prise n'est plus sûr"
        )
    if stood.changes:
        chapters = list(dict.fromkeys(d.chapter for d in stood.changes))
        return _said(f"modifié depuis la {said}{outcome}", ", ".join(chapters))
    return _said(f"{said}{outcome}", "")


def _said(text: str, why: str) -> dict[str, Any]:
    return {"texte": french(text), "modifie": bool(why), "pourquoi": french(why)}
