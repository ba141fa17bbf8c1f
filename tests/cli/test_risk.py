"""`rie risk` as people run it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from builder.cli.main import main
from builder.load import resources

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


SCHEMA = resources.data("schemas/rapports/risk-v1.schema.json")
NAMES = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))
QUICK = ("--quantitatif", "--mondes", "64")


def data(*words: str, dossier: str = DOSSIER) -> Any:
    told = CliRunner().invoke(main, ["risk", *words, "--dossier", dossier, "--date", "2026-11-23", "--format", "json"])
    read = json.loads(told.stdout)
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(read)
    assert told.exit_code == (2 if read["refuse"] else 0)
    return read


@pytest.mark.parametrize("name", NAMES)
def test_json_is_valid_and_tells_the_same_levels(name: str) -> None:
    read = data(dossier=str(ROOT / "dossiers" / name))
    told = CliRunner().invoke(main, ["risk", "--dossier", str(ROOT / "dossiers" / name), "--date", "2026-11-23"]).output
    for event in () if read["refuse"] else read["evenements"]:
        block = told.split(f"{event['id']}  ", 1)[1].split("ER-", 1)[0]
        levels = {level["image"]: level["vraisemblance"] for level in event["niveaux"]}
        words = ["aucun chemin" if not levels[i] else f"(V{levels[i]})" for i in ("brut", "actuel", "declare")]
        assert re.findall(r"aucun chemin|\(V\d\)", block) == words
        assert event["probabilites"] is None


def test_json_of_one_event_tells_its_steps_and_nothing_of_the_others() -> None:
    read = data("ER-12")
    (event,) = read["evenements"]
    assert event["id"] == "ER-12" and event["scenarios"][0]["etapes"][0]["limite"]
    assert [c["mesure"] for c in event["monterait_sans"]] == ["CT-040", "CT-045", "CT-066"]
    assert read["reponses_manquantes"] == [] and data("ER-01")["reponses_manquantes"][0]["effets"]


def test_probabilities_are_told_as_intervals_with_their_seed() -> None:
    told = run(*QUICK, "--graine", "7")
    assert told.exit_code == 0, told.output
    assert "graine 7, 100 tirages de 64 mondes, numpy " in told.stdout
    assert "100 tirages sur 100" in told.stderr and "tirages sur" not in told.stdout
    lines = [line for line in told.stdout.splitlines() if "entre " in line]
    percent = r"\d+,\d %"
    assert lines and all(re.search(f": entre {percent} et {percent} ; tirages : {percent}, {percent}, {percent}$", line) for line in lines)  # fmt: skip
    assert "À regarder : ER-12 (R2, G3) est plus probable que ER-03 (R3, G4)" in told.stdout
    assert "corrélation de rang 0," in told.stdout


def test_the_annex_changes_no_level_and_a_seed_gives_the_same_numbers() -> None:
    plain, one, same, other = data(), data(*QUICK), data(*QUICK), data(*QUICK, "--graine", "2")
    assert one == same != other
    assert [e["niveaux"] for e in one["evenements"]] == [e["niveaux"] for e in plain["evenements"]]
    assert [e["scenarios"] for e in one["evenements"]] == [e["scenarios"] for e in plain["evenements"]]
    now = {e["id"]: e["niveaux"][1]["risque"] for e in one["evenements"]}
    levels = [now[id_] for id_ in one["quantitatif"]["ordre"]]
    assert levels == sorted(levels, reverse=True)
    for event in one["evenements"]:
        for chance in event["probabilites"]:
            least, most = chance["entre"]
            drawn = chance["tirages"]
            assert drawn["p5"] <= drawn["mediane"] <= drawn["p95"]
            assert least <= most and (most or not drawn["p95"])


def test_a_seed_without_the_annex_is_a_wrong_use() -> None:
    assert run("--graine", "7").exit_code == 2
    assert run("--quantitatif", "--mondes", "1").exit_code == 2


def test_what_holds_and_what_all_ways_go_through_are_told() -> None:
    table, event = run().output, run("ER-08").output
    assert "CT-040  Regarder le statut du moyen à chaque connexion : ER-12 (V1 → V2)" in table
    assert "ER-01 V3 → V1, ER-04 V3 → V2" in table
    assert re.search(r"TH-44  .* · une seule étape ; sans elle, V1", event)
