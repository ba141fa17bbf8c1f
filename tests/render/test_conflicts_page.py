"""The site's page of conflicts between texts: each with its readings, the one that holds, and why."""

from __future__ import annotations

from typing import Any

import pytest

from builder.load.knowledge import load_knowledge
from builder.pipeline import rendered
from tests.render.made import assessed, plain, viewed, written

CHOSEN = {
    "conflit": "C6",
    "lecture": "souple",
    "par": "directeur",
    "le": "2026-11-12",
    "fin": "2027-06-30",
    "motif": "Aucun texte lu ne le demande.",
}


def with_arbitration(**change: Any) -> dict[str, Any]:
    return {"commission.yml": {**written("commission.yml"), "arbitrages": [{**CHOSEN, **change}]}}


def state(files: dict[str, Any] | None, conflict: str) -> str:
    return next(c["etat"] for c in viewed(files)["conflits"] if c["id"] == conflict)


def test_every_conflict_has_its_place_on_one_page() -> None:
    made = rendered(assessed(), "0.0.0")
    page = plain(made.pages["conflits.md"])
    for conflict in load_knowledge().conflicts:
        assert f"## {conflict.id} : " in page
        assert plain(conflict.question) in page
        for reading in conflict.lectures.values():
            assert plain(reading.dit) in page
            assert plain(reading.source) in page
    assert "conflits.md" in str(made.nav)
    assert "conflits.md#c6" in made.pages["regles/rie-mie-09.md"]


def test_the_state_says_which_reading_holds_and_why() -> None:
    assert state(None, "C6") == "Lecture stricte tenue, faute d'arbitrage."
    assert state(None, "C1") == "Lecture stricte tenue, faute d'arbitrage. Ce dossier ne pose pas la question."
    assert state(with_arbitration(), "C6").startswith("Lecture souple retenue par arbitrage (")
    assert state(with_arbitration(), "C6").endswith("Motif : Aucun texte lu ne le demande.")


@pytest.mark.parametrize("change", [{"motif": " "}, {"par": "rssi"}, {"le": "2026-11-24"}])
def test_an_arbitration_that_does_not_count_is_told_as_such(change: dict[str, Any]) -> None:
    assert state(with_arbitration(**change), "C6") == "Lecture stricte tenue, l'arbitrage écrit ne vaut pas."
