"""Derived facts that the webinar of 31/03/2026 asks for: which parts of the dossier are written, and whether sessions close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

COVERED = frozenset({"mie", "si_gestion"})  # what the analysis of risks is announced to bear on (l. 626)


def deconnexion_automatique(facts: Facts, mie: Thing) -> Any:
    """Does every service that the means opens close its session after some idle time?"""
    services = facts.view(mie, "services")
    return UNKNOWN if services is UNKNOWN else all_of(_closes(facts, s) for s in services)


def _closes(facts: Facts, service: Thing) -> Any:
    session = facts.view(service, "session")
    if session is UNKNOWN or session is None:
        return UNKNOWN if session is UNKNOWN else False
    idle = facts.ask(session, "inactivite_minutes")
    return UNKNOWN if idle is UNKNOWN else idle < SANS_LIMITE


def sections(facts: Facts, schema: Thing) -> Any:
    """The parts that are written (l. 624 to 629). One that is surely not written makes the list known; else a silence
    leaves it unknown."""
    means = _means(facts)
    parts = {
        "schema": _answered(facts.ask(schema, "description")),
        "mie": _of_each(means, lambda m: _some(facts.items(m, "facteurs"))),
        "delivrance": _of_each(means, lambda m: _issued(facts, m)),
        "analyse_risques": _analysed(facts),
        "niveau_vise": _answered(facts.ask(schema, "niveau_vise")),
        "evaluation_technique": _of_each(means, lambda m: _evaluated(facts, m)),
        "plan": _planned(facts),
    }
    doubt = any(state is UNKNOWN for state in parts.values())
    surely_short = any(state is False for state in parts.values())
    return UNKNOWN if doubt and not surely_short else [part for part, state in parts.items() if state is True]


def _answered(value: Any) -> Any:
    return UNKNOWN if value is UNKNOWN else bool(value)


def _some(count: Any) -> Any:
    return UNKNOWN if count is UNKNOWN else count > 0


def _means(facts: Facts) -> Any:
    """The means to attest, those of which one cannot tell included."""
    group = facts.known_list("mie")
    return UNKNOWN if group is UNKNOWN else [m for m in group if facts.fact(m, "attestation_due") is not False]


def _of_each(means: Any, one: Callable[[Thing], Any]) -> Any:
    return UNKNOWN if means is UNKNOWN else bool(means) and all_of([one(m) for m in means])


def _issued(facts: Facts, mie: Thing) -> Any:
    paths = facts.view(mie, "parcours")
    if paths is UNKNOWN or not paths:
        return UNKNOWN if paths is UNKNOWN else False
    return all_of([_answered(facts.ask(p, "identite", "modalite")) for p in paths])


def _evaluated(facts: Facts, mie: Thing) -> Any:
    potential = facts.ask(mie, "evaluation", "potentiel_attaque")
    return UNKNOWN if potential is UNKNOWN else potential != "inconnu"


def _analysed(facts: Facts) -> Any:
    risks = facts.one("risques")
    if risks is None:
        return UNKNOWN
    date, scope = facts.ask(risks, "analyse", "date"), facts.ask(risks, "analyse", "perimetre")
    return all_of(
        [
            UNKNOWN if date is UNKNOWN else JAMAIS_FAIT < date <= facts.date,
            UNKNOWN if scope is UNKNOWN else set(scope) >= COVERED,
        ]
    )


def _planned(facts: Facts) -> Any:
    """Each reserve has its actions; without any reserve there is nothing to plan."""
    group = facts.known_list("reserve")
    return UNKNOWN if group is UNKNOWN else all_of([_answered(facts.ask(r, "actions")) for r in group])


FACTS = {
    "mie.deconnexion_automatique": deconnexion_automatique,
    "schema.sections": sections,
}
