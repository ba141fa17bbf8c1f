"""Derived facts of the sessions of the commission."""

from __future__ import annotations

from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.model.decision import ATTESTS
from builder.model.source import JAMAIS_FAIT


def attests(facts: Facts, session: Thing) -> Any:
    """A session that wrote no decision attests nothing; unknown only when nobody described the sessions at all."""
    if session.phantom:
        return UNKNOWN
    return "decision" in session.data and facts.ask(session, "decision") in ATTESTS


def attests_last(facts: Facts, session: Thing) -> Any:
    """Whether the decision that holds is this one, and attests; of one day, the last one written."""
    if facts.fact(session, "atteste") is not True:
        return facts.fact(session, "atteste")
    deciding = [s for s in facts.all("seance") if "decision" in s.data]
    dates = [(facts.ask(s, "date"), rank) for rank, s in enumerate(deciding)]
    if any(date is UNKNOWN for date, _ in dates):
        return UNKNOWN
    held = [(date, rank) for date, rank in dates if JAMAIS_FAIT < date <= facts.date]
    return bool(held) and deciding[max(held)[1]].id == session.id


FACTS = {"seance.atteste": attests, "seance.atteste_en_dernier": attests_last}
