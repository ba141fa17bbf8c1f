"""Derived facts of identifiers: the keys that a sentence cannot compute."""

from __future__ import annotations

from typing import Any

from builder.check.derived.coherence import written
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.load.references import luhn

RPPS_PREFIX = "8"


def finess_cle_juste(facts: Facts, entity: Thing) -> Any:
    """Does the last figure close the number, A counting 1 and B counting 2 in the department of Corsica?"""
    number = facts.ask(entity, "finess_ej")
    if number is UNKNOWN:
        return UNKNOWN
    digits = number.replace("A", "1").replace("B", "2")
    return digits.isascii() and digits.isdigit() and luhn(digits)


def exemple_cle_juste(facts: Facts, idp: Thing) -> Any:
    """Is the sample national identifier « 8 » and a RPPS number whose key is right?"""
    sample = facts.ask(idp, "jetons", "exemple_identifiant_national")
    if sample is UNKNOWN:
        return UNKNOWN
    number = sample.removeprefix(RPPS_PREFIX)
    return sample.startswith(RPPS_PREFIX) and number.isascii() and number.isdigit() and luhn(number)


FACTS = {
    "entite.finess_ecrit": written("finess_ej"),
    "entite.finess_cle_juste": finess_cle_juste,
    "idp.exemple_cle_juste": exemple_cle_juste,
}
