"""A control that a rule names exists, and its being in place bears on what the rule reads."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from builder.check.engine import owned
from builder.check.sentences import paths
from builder.load.catalogue import load_catalogue
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.risk import Control
from builder.model.rules import Rule

CONTROLS = load_catalogue().controls
KNOWLEDGE = load_knowledge()
RULES = [rule for pack in load_packs() for rule in pack.rules]
LINKS = [pytest.param(rule, name, id=f"{rule.id}-{name}") for rule in RULES for name in rule.mesures]
# The control answers the rule by another fact than the rule's own. Each with its reason.
BY_ANOTHER_FACT = {
    ("RIE-PSC-05", "CT-044"): "la session vers Pro Santé Connect est une session de l'IdP délégataire : même réglage",
    ("RIE-PSC-06", "CT-005"): "n'admettre que des méthodes fortes, c'est retirer les replis qui ne le sont pas",
    ("EIDAS-2.2.1-HIGH-1", "CT-006"): "l'évaluation d'un produit est ce qui dit son potentiel d'attaque",
    ("RIE-MIE-08", "CT-006"): "l'évaluation d'un produit est ce qui dit son potentiel d'attaque",
    ("RIE-MIE-30", "CT-006"): "l'évaluation d'un produit est ce qui dit son niveau de conception",
    ("EIDAS-2.4.6-LOW-3", "CT-011"): "une clé gardée dans un module protégé n'en sort jamais en clair",
    ("RIE-ARC-09", "CT-007"): "le contrôle des modèles, que la règle demande à l'IdP et la mesure au moyen",
    ("RIE-ENR-08", "CT-028"): "contrôler que RPPS, compte et moyen vont ensemble, c'est décrire leur lien",
    ("RIE-MIE-22", "CT-045"): "limiter les essais est ce qui restreint un mot de passe",
    ("RIE-MIE-23", "CT-045"): "limiter les essais est ce qui restreint un mot de passe",
    ("RIE-MIE-31", "CT-045"): "la temporisation est une limite des essais",
    ("RIE-RES-02", "CT-045"): "limiter les essais est ce qui restreint un mot de passe",
    ("RIE-MIE-24", "CT-066"): "deux facteurs à l'accès distant, c'est ce que la règle demande au moyen qui l'ouvre",
}


def opened(names: Iterable[str]) -> set[str]:
    """Facts, and those that they are computed from; the day is no fact of the dossier."""
    found: set[str] = set()
    wanted = {name.replace("[]", "") for name in names}
    while wanted:
        found |= wanted
        below = {d for name in wanted for d in KNOWLEDGE.derived.get(name, {}).get("depend_de", ())}
        wanted = {owned(KNOWLEDGE, d) if d.split(".")[0] in KNOWLEDGE.kinds else d for d in below} - found
    return found - {"date_reference"}


def read_by(rule: Rule) -> set[str]:
    """What the demand rests on; of the condition, its own facts only: whether a text applies rests on nearly everything."""
    condition = paths(rule.si or "true", rule.pour_chaque)
    return opened(owned(KNOWLEDGE, fact) for fact in paths(rule.exige, rule.pour_chaque)) | {
        owned(KNOWLEDGE, fact) for fact in condition
    }


def shown_by(control: Control) -> set[str]:
    return opened(owned(KNOWLEDGE, path) for c in control.conditions for path in paths(c.sentence, c.kind))


@pytest.mark.parametrize(("rule", "name"), LINKS)
def test_a_control_named_bears_on_its_rule(rule: Rule, name: str) -> None:
    assert name in CONTROLS
    shares = bool(read_by(rule) & shown_by(CONTROLS[name]))
    assert shares is ((rule.id, name) not in BY_ANOTHER_FACT)


def test_every_exception_is_a_link() -> None:
    assert set(BY_ANOTHER_FACT) <= {(rule.id, name) for rule in RULES for name in rule.mesures}


def test_a_link_that_bears_on_nothing_is_seen() -> None:
    """The negative control: an act to sign, and the locks of a store of cards."""
    rule = next(r for r in RULES if r.id == "RIE-ATT-05")
    assert not read_by(rule) & shown_by(CONTROLS["CT-025"])
