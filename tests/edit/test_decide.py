"""`rie decide`: one session more and its record, or nothing; what cannot be decided is refused."""

from __future__ import annotations

import difflib
import hashlib
import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.check.deciding import refusals, renewal, used_reserves
from builder.edit import decide
from builder.edit.decide import prepare, write
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.load.reader import read_file
from builder.model.decision import Session
from builder.model.errors import BuilderError
from builder.model.findings import Assessment, Status
from builder.model.source import Diagnostic, Place

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
DATE = "2026-11-23"
SESSION = Session(
    "seance-2026-11-23", DATE, ("directeur", "rssi"), "favorable", "attestee_avec_reserves", 24, ("R-01",)
)
FILES = {
    "block": "seances:\n- id: a   # note\n  date: 2026-11-12\n\narbitrages: []\n",
    "indented": "# en-tête\nseances:\n  - {id: a, date: 2026-11-12}\nengagement: {signe_le: jamais}\n",
    "empty list": "seances: []  # aucune\narbitrages: []\n",
    "flow": "seances: [{id: a, date: 2026-11-12}]\n",
    "no list": "arbitrages: []\n",
    "windows": "seances:\r\n- id: a\r\n  date: 2026-11-12\r\n",
    "bom": "\ufeffseances:\n- id: a\n  date: 2026-11-12\n",
    "nothing": "",
}


@cache
def judged(date: str = DATE) -> Assessment:
    dossier, faults = load_dossier(ROOT)
    assert dossier is not None, faults
    return check(dossier, load_packs(), load_knowledge(), date)


def said(session: Session, assessment: Assessment | None = None) -> str:
    return " | ".join(r.message for r in refusals(assessment or judged(), session))


def with_verdict(status: Status) -> Assessment:
    made = judged()
    verdicts = tuple(replace(v, status=status) if v.pack.id == made.regime else v for v in made.verdicts)
    return replace(made, verdicts=verdicts)


USED = used_reserves(judged())
GOOD = replace(SESSION, reserves=USED)


def test_the_example_can_be_attested_with_its_reserves() -> None:
    assert USED == ("R-01", "R-02", "R-03", "R-04", "R-05", "R-06")
    assert said(GOOD) == ""


LONGEST = int(judged().verdict.pack.parametres["attestation_mois_max"].valeur)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"months": LONGEST + 1}, f"le texte en admet {LONGEST} au plus"),
        ({"months": 0}, "durée en mois"),
        ({"months": None}, "durée en mois"),
        ({"decision": "attestee_sans_reserve", "reserves": ()}, "le verdict repose sur R-01, R-02"),
        ({"reserves": USED[1:]}, "repose aussi sur R-01"),
        ({"reserves": (*USED, "R-99")}, "R-99 : le verdict ne l'emploie pas"),
        ({"members": ("inconnu",)}, "« inconnu » n'est pas une personne"),
        ({"id": "preparatoire-2026-11-12"}, "est déjà dans commission.yml"),
        ({"decision": "ajournee"}, "n'a ni durée ni réserves"),
    ],
)
def test_the_impossible_is_refused(change: dict[str, Any], words: str) -> None:
    assert words in said(replace(GOOD, **change))


def test_the_longest_duration_is_admitted() -> None:
    assert said(replace(GOOD, months=LONGEST)) == ""


@pytest.mark.parametrize(
    "status", [s for s in Status if s not in (Status.ATTESTABLE, Status.AVEC_RESERVES, Status.NON_DUE)]
)
def test_nothing_is_attested_without_a_verdict_that_allows_it(status: Status) -> None:
    assert "la conformité ne peut pas être attestée" in said(GOOD, with_verdict(status))


@pytest.mark.parametrize("decision", ["ajournee", "refusee"])
@pytest.mark.parametrize("status", list(Status))
def test_to_adjourn_and_to_refuse_are_always_possible(decision: str, status: Status) -> None:
    assert said(replace(GOOD, decision=decision, months=None, reserves=()), with_verdict(status)) == ""


def test_an_orphan_decision_forbids_attesting() -> None:
    fault = Diagnostic(Place("commission.yml"), "constat-inconnu", "x", "y")
    assert "erreur" in said(GOOD, replace(judged(), faults=(fault,)))


def test_without_reserve_when_none_is_used() -> None:
    made = replace(with_verdict(Status.ATTESTABLE), findings=())
    assert said(replace(GOOD, decision="attestee_sans_reserve", reserves=()), made) == ""
    assert "n'en emploie aucune" in said(replace(GOOD, reserves=()), made)
    assert "R-01" in said(replace(GOOD, decision="attestee_sans_reserve", reserves=("R-01",)), made)


def test_a_later_decision_is_not_undercut_by_an_older_date(tmp_path: Path) -> None:
    files = dict(judged().dossier.files)
    files["commission.yml"] = {"seances": [{"id": "x", "date": "2026-11-24", "decision": "refusee"}]}
    made = replace(judged(), dossier=replace(judged().dossier, files=files))
    assert "a déjà décidé" in said(GOOD, made)


def test_with_reserves_the_renewal_comes_within_a_year() -> None:
    pack = judged().verdict.pack
    assert "12 mois après la signature : le 23/11/2027" in renewal(pack, GOOD)
    assert "EXI RIE-PS 19" in renewal(pack, GOOD) and "quelle que soit la durée décidée" in renewal(pack, GOOD)
    assert "6 mois après la signature : le 23/05/2027" in renewal(pack, replace(GOOD, months=6))
    assert "24 mois" in renewal(pack, replace(GOOD, decision="attestee_sans_reserve", reserves=()))


# -- what is written -----------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "dossier.yml").write_text("id: d\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", sorted(FILES))
def test_only_the_session_is_added(name: str, root: Path) -> None:
    before = FILES[name]
    (root / "commission.yml").write_bytes(before.encode())
    made = prepare(root, SESSION)
    path = write(root, made, SESSION, "{}\n", hashlib.sha256(b"{}\n").hexdigest())
    after = (root / "commission.yml").read_bytes().decode()
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone = [line[2:] for line in lines if line.startswith("- ")]
    assert all(line.startswith("seances: [") for line in gone), gone  # a list on one line grows on its line
    data = read_file(after.encode(), "commission.yml", "commission").data
    old = read_file(before.encode(), "commission.yml", "commission").data or {}
    session = data["seances"][-1]
    assert data["seances"][:-1] == list(old.get("seances") or [])
    assert {k: v for k, v in data.items() if k != "seances"} == {k: v for k, v in old.items() if k != "seances"}
    assert session["membres"] == [{"personne": "directeur"}, {"personne": "rssi"}]
    assert (session["mois"], session["reserves_acceptees"], session["questions"]) == (24, ["R-01"], [])
    assert session["manifeste"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_words_of_a_question_stay_words(root: Path) -> None:
    asked = ("Combien ? « 3 », oui: [non]", "a, b", "#x", "l'été", "{{ x }}")
    made = prepare(root, replace(SESSION, questions=asked))
    data = read_file(made.after, "commission.yml", "commission").data
    assert tuple(data["seances"][0]["questions"]) == asked


@pytest.mark.parametrize("id_", ["../x", "a b", "", "É"])
def test_a_session_has_a_plain_name(id_: str, root: Path) -> None:
    with pytest.raises(BuilderError):
        prepare(root, replace(SESSION, id=id_))
    assert not (root / "commission.yml").exists()


def test_a_failure_leaves_commission_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "commission.yml").write_text(FILES["block"], encoding="utf-8")
    made = prepare(root, SESSION)
    replaced = decide.replace

    def cut(path: Path, before: bytes | None, after: bytes) -> None:
        if path.name == "commission.yml":
            raise KeyboardInterrupt
        replaced(path, before, after)

    monkeypatch.setattr(decide, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        write(root, made, SESSION, "{}\n", "0" * 64)
    assert (root / "commission.yml").read_text(encoding="utf-8") == FILES["block"]
    assert sorted(p.name for p in root.iterdir()) == ["commission.yml", "dossier.yml"]


def test_a_file_that_changed_meanwhile_is_left_alone(root: Path) -> None:
    (root / "commission.yml").write_text(FILES["block"], encoding="utf-8")
    made = prepare(root, SESSION)
    (root / "commission.yml").write_text("seances: []\n", encoding="utf-8")
    with pytest.raises(BuilderError, match="vient de changer"):
        write(root, made, SESSION, "{}\n", "0" * 64)
    assert (root / "commission.yml").read_text(encoding="utf-8") == "seances: []\n"
    assert not (root / "decisions").exists()


def test_a_record_without_its_session_is_nothing(tmp_path: Path) -> None:
    """Killed between the two writings: the dossier reads as before, and the same decision can be taken again."""
    root = tmp_path / "ch"
    shutil.copytree(ROOT, root)
    (root / "decisions").mkdir()
    (root / "decisions" / f"{SESSION.id}.json").write_text("{}", encoding="utf-8")
    dossier, faults = load_dossier(root)
    assert dossier is not None and not faults
    assert dossier.records == {}
    write(root, prepare(root, SESSION), SESSION, json.dumps({"x": 1}), "0" * 64)
    assert json.loads((root / "decisions" / f"{SESSION.id}.json").read_text(encoding="utf-8")) == {"x": 1}
