"""`rie risk` as people run it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from builder.cli.main import main

ROOT = Path(__file__).parent.parent.parent
DOSSIER = str(ROOT / "dossiers" / "ch-exemple")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["risk", *words, "--dossier", DOSSIER, "--date", "2026-11-23"])


def test_the_table_names_every_event_with_its_pictures() -> None:
    told = run()
    assert told.exit_code == 0, told.output
    for number in range(1, 15):
        assert f"ER-{number:02}  " in told.output
    assert "avec les mesures prouvées : très vraisemblable (V3) → risque élevé (R3)" in told.output


def test_an_event_is_told_step_by_step_with_controls_and_places() -> None:
    told = run("ER-12")
    assert told.exit_code == 0, told.output
    assert "Scénario 1" in told.output
    assert "(delivrance/cellule-cartes.yml:" in told.output
    assert "en place, prouvée" in told.output


def test_distinct_scenarios_do_not_repeat_what_bounds_them() -> None:
    told = run("ER-12").output
    bounds = [line.split(" · ")[0].split(". ", 1)[1] for line in told.splitlines() if "◀" in line]
    assert len(bounds) == len(set(bounds)) >= 2


def test_an_event_that_does_not_exist_says_which_do() -> None:
    told = run("ER-99")
    assert told.exit_code == 2
    assert "ER-01" in told.output
    assert "ER-14" in told.output
