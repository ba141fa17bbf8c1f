"""The decision table applied: for each means and each place it opens, by which route, and whether an attestation is due."""

from __future__ import annotations

from typing import Any

from builder.check.accesses import accepting, opening
from builder.check.derived.routes import candidates, usage_of
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.model.findings import Case
from builder.model.source import Place

_SILENT = "Une réponse manque pour dire par quelle voie : l'inconnu ne dispense pas."


def cases(facts: Facts) -> tuple[Case, ...]:
    """One entry a means and a place (a service's access, a workstation, a remote entry), in the order of the dossier."""
    accesses, _ = accepting(facts)
    openings, _ = opening(facts)
    found = []
    for mie in facts.all("mie"):
        holders = tuple(p.title for p in facts.all("population") if mie.id in p.data.get("mie", ()))
        for service, i in accesses.get(mie.id, ()):
            place = facts.dossier.place(service.path("acces", i))
            found.append(_case(facts, mie, service, usage_of(facts, mie, service, i), holders, place))
        for thing in openings.get(mie.id, ()):
            found.append(_case(facts, mie, thing, "local", holders, facts.place(thing)))
    return tuple(found)


def _case(facts: Facts, mie: Thing, where: Thing, usage: Any, holders: tuple[str, ...], place: Place) -> Case:
    rows = [] if usage is UNKNOWN else candidates(facts, mie, usage)
    item = facts.knowledge.kinds["mie"].fields["usages"].item
    word = "non établi" if usage is UNKNOWN or item is None else item.values.get(usage, usage)
    if len(rows) != 1:
        kinds = {row.attestation for row in rows}
        due = kinds.pop() if len(kinds) == 1 else None
        return Case(mie.id, mie.title, where.ref, where.title, holders, word, "non établie", due, _SILENT, place)
    row = rows[0]
    voie = facts.knowledge.route_labels[row.voie]
    return Case(mie.id, mie.title, where.ref, where.title, holders, word, voie, row.attestation, row.motif, place)
