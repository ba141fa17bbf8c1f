"""`rie plan` as people run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
from click.testing import CliRunner, Result
from icalendar import Calendar

from builder.cli.main import main

ROOT = Path(__file__).parent.parent.parent
DOSSIER = ROOT / "dossiers" / "ch-exemple"
SCHEMA = ROOT / "schemas" / "rapports" / "plan-v1.schema.json"


def run(*words: str, root: Path = DOSSIER) -> Result:
    return CliRunner().invoke(main, ["plan", str(root), "--date", "2026-11-23", *words])


def test_engaged_proposed_and_what_cannot_be_in_time() -> None:
    told = run()
    assert told.exit_code == 0, told.output
    own, proposed = told.output.index("Engagé dans plan.yml : 7"), told.output.index("Proposé, à décider")
    assert own < told.output.index("A-07  ") < proposed < told.output.index("P-CT-030  ")
    assert "Au 31/12/2026 · Attestation à produire" in told.output
    assert "demande 6 semaines et 12 jours : pas avant le 04/01/2027" in told.output
    assert "le moins de jours possible" in told.output


def test_the_json_is_valid_and_tells_the_same() -> None:
    told = run("--format", "json")
    data = json.loads(told.output)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)
    text = run().output
    assert all(f"  {a['id']}  " in text for a in data["actions"])
    assert all(one["motif"] in text for m in data["jalons"] for one in m["non_atteints"])


def test_the_calendar_holds_each_dated_action_and_each_date_of_the_text() -> None:
    events = {str(e["summary"]): e for e in Calendar.from_ical(run("--format", "ics").output).walk("VEVENT")}
    data = json.loads(run("--format", "json").output)
    dated = [a for a in data["actions"] if a["echeance"] and a["statut"] not in ("faite", "abandonnee")]
    assert len(events) == len(dated) + len(data["jalons"])
    for action in dated:
        assert events[f"{action['id']} : {action['titre']}"]["dtstart"].dt.isoformat() == action["echeance"]


def test_write_shows_what_it_adds_and_refuses_a_format(tmp_path: Path) -> None:
    root = tmp_path / "ch"
    shutil.copytree(DOSSIER, root)
    before = (root / "plan.yml").read_text(encoding="utf-8")
    assert run("--write", "--format", "json", root=root).exit_code == 2
    assert (root / "plan.yml").read_text(encoding="utf-8") == before
    told = run("--write", root=root)
    assert told.exit_code == 0, told.output
    added = [line[1:] for line in told.output.splitlines() if line.startswith("+")]
    after = (root / "plan.yml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before.splitlines()] == added != []
    assert "Rien à ajouter" in run("--write", root=root).output


def test_a_refused_dossier_says_why(tmp_path: Path) -> None:
    root = tmp_path / "ch"
    shutil.copytree(DOSSIER, root)
    (root / "plan.yml").write_text("actions: [{id: A-1, charge_jours: -3}]\n", encoding="utf-8")
    told = run(root=root)
    assert told.exit_code == 2
    assert "plan.yml:1:" in told.output and "charge" in told.output.lower()
