"""No rule is dead: every outcome that a rule gives an example of is shown by a finding of a dossier under dossiers/.

The dossiers `vitrine-…` are there for that and describe no hospital. An outcome that nothing shows fails here: either a
dossier lacks the case, or the rule cannot say what its example claims, which is a defect of the rule.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import OUTCOMES, load_packs
from builder.model.findings import Assessment, Outcome, Proof
from builder.model.rules import Pack, Rule

ROOT = Path(__file__).parent.parent.parent / "dossiers"
DOSSIERS = sorted(p for p in ROOT.iterdir() if (p / "dossier.yml").is_file())
SHOWCASES = [p for p in DOSSIERS if p.name.startswith("vitrine-")]
PACKS = load_packs()
# Before the first attestations are due, just after, and when what was signed then is over.
DATES = ("2026-11-23", "2027-02-01", "2029-06-01")


@cache
def assessed(root: Path, date: str) -> Assessment:
    dossier, faults = load_dossier(root)
    assert dossier is not None, faults
    return check(dossier, PACKS, load_knowledge(), date, describe=False, verified=True)


@cache
def shown() -> frozenset[tuple[str, str, str]]:
    made = (assessed(root, date) for root in DOSSIERS for date in DATES)
    return frozenset((f.rule.pack, f.rule.id, f.outcome.value) for a in made for f in a.findings)


def claimed(rule: Rule) -> set[tuple[str, str, str]]:
    """The outcomes that the rule gives an example of."""
    return {(rule.pack, rule.id, outcome) for outcome in OUTCOMES if rule.exemples[outcome]}


def missing(pack: Pack, found: frozenset[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {key for rule in pack.rules for key in claimed(rule)} - found


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_outcome_of_every_rule_is_shown(pack: Pack) -> None:
    assert sorted(missing(pack, shown())) == []


def test_an_outcome_that_no_dossier_shows_is_told() -> None:
    for pack in PACKS:
        lost = next(key for rule in pack.rules for key in sorted(claimed(rule)))
        assert missing(pack, shown() - {lost}) == {lost}


@pytest.mark.parametrize("root", SHOWCASES, ids=lambda root: root.name)
def test_a_showcase_is_a_sound_dossier_that_says_what_it_is(root: Path) -> None:
    dossier, faults = load_dossier(root)
    assert dossier is not None
    assert list(faults) == []
    assert dossier.files["dossier.yml"]["id"] == root.name
    assert "# Une vitrine, pas un hôpital" in (root / "dossier.yml").read_text(encoding="utf-8")
    for date in DATES:
        assert assessed(root, date).faults == ()
    for file in root.rglob("*.yml"):
        depth = "../" * (len(file.relative_to(ROOT).parts))
        stem = file.stem if file.parent == root else file.parent.name
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={depth}schemas/editeur/{stem}.schema.json"


def test_every_state_of_proof_is_shown() -> None:
    found = {f.proof for root in DOSSIERS for date in DATES for f in assessed(root, date).findings}
    assert found == {None, *Proof}


def test_every_outcome_is_shown_beside_the_demonstration() -> None:
    """The showcases themselves hold each outcome, whatever becomes of ch-exemple."""
    for outcome in Outcome:
        assert any(f.outcome is outcome for root in SHOWCASES for f in assessed(root, DATES[0]).findings)
