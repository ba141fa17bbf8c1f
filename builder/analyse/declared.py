"""What the establishment itself says of risk (`risques.yml`, `plan.yml`), kept apart from what is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.model.risk import Catalogue
from builder.model.source import Dossier

RISKS, PLAN = "risques.yml", "plan.yml"
LOW, HIGH = 1, 4


class Declared:
    """Incidents, ratings, contexts, acceptances and commitments of a dossier; its ids are known (`load`)."""

    def __init__(self, dossier: Dossier, catalogue: Catalogue, date: str) -> None:
        self._catalogue = catalogue
        self._date = date
        self._risks: Mapping[str, Any] = dossier.files.get(RISKS) or {}
        self._plan: Mapping[str, Any] = dossier.files.get(PLAN) or {}

    def rated(self) -> dict[str, tuple[int, str]]:
        """Threat → likelihood before controls and where it comes from. What already happened here is at the top."""
        found = {
            c["menace"]: (min(HIGH, max(LOW, c["vraisemblance"])), "atelier")
            for c in self._risks.get("cotations", ())
            if "vraisemblance" in c
        }
        return {**found, **dict.fromkeys(self._risks.get("incidents_survenus", ()), (HIGH, "incident"))}

    def severity(self, event: str) -> tuple[int, str]:
        """Severity of an event here (1..4), and why it is not the catalogue's."""
        base = self._catalogue.events[event].severity
        contexts = [c for c in self._risks.get("contextes", ()) if c["evenement"] == event and "ecart_gravite" in c]
        shift = max((c["ecart_gravite"] for c in contexts), default=0)
        reason = next((c.get("motif", "") for c in contexts if c["ecart_gravite"] == shift), "")
        return min(HIGH, max(LOW, base + shift)), reason if shift else ""

    def accepted(self, event: str) -> str:
        """Id of an acceptance of the event that holds at the date, "" when none does."""
        for one in self._risks.get("acceptations", ()):
            if one["evenement"] == event and one.get("le", "9999") <= self._date <= one.get("jusqu_au", ""):
                return str(one["id"])
        return ""

    def promised(self, by: str) -> frozenset[str]:
        """Controls that an action of the plan puts in place by a day (ISO). Without a date it promises nothing; done, it
        shows in the facts or does not count."""
        return frozenset(
            control
            for action in self._plan.get("actions", ())
            if action.get("statut") not in ("abandonnee", "faite") and action.get("echeance", "9999") <= by
            for control in action.get("mesures", ())
        )
