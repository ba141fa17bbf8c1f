"""Derived facts of coherence: what lets a rule see that two answers of one dossier do not hold together.

A contradiction exists only when both answers are known: a fact that needs a missing answer stays UNKNOWN, and an optional
answer that was not given is a known « no » (a piece without an end has no end), for what is not written contradicts nothing.
"""

from __future__ import annotations

from typing import Any

from builder.check.accesses import accepting, opening
from builder.check.evidence import blocks, citations
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import any_of
from builder.model.source import JAMAIS_FAIT, Path

# Files whose blocks describe the scheme; acts, reserves and actions are about a day that has passed.
OF_ACTS = frozenset({"commission.yml", "plan.yml", "reserves.yml"})


def written(key: str) -> Any:
    """Was this optional answer given? Unknown only when nobody described the thing at all."""

    def derive(facts: Facts, thing: Thing) -> Any:
        if thing.phantom:
            return UNKNOWN
        if key not in thing.data:
            return False
        facts.ask(thing, key)
        return True

    return derive


def certificat_date(facts: Facts, mie: Thing) -> Any:
    """Are both dates of the product's certificate written?"""
    certificate = mie.data.get("produit", {}).get("certification", {})
    return UNKNOWN if mie.phantom else "delivree_le" in certificate and "expire_le" in certificate


def citee(facts: Facts, piece: Thing) -> Any:
    return UNKNOWN if piece.phantom else bool(citations(facts).get(piece.id))


def seule_pour(facts: Facts, piece: Thing) -> Any:
    """Blocks of the scheme that cite this piece and no other that is still valid, said in words."""
    if piece.phantom:
        return UNKNOWN
    own = [path for path in citations(facts).get(piece.id, ()) if path[0] not in OF_ACTS]
    return [_where(facts, path) for path in own if not any(_valid(facts, r, piece) for r in blocks(facts)[path])]


def _valid(facts: Facts, ref: str, besides: Thing) -> bool:
    other = facts.find("preuve", ref)
    if other is None or other is besides:
        return False
    return bool(other.data.get("valide_jusqu_au", facts.date) >= facts.date)


def _where(facts: Facts, path: Path) -> str:
    """services.yml, services, 3, acces, 0 → `services.yml (dpi, acces 1)`."""
    words: list[str] = []
    node: Any = facts.dossier.files[str(path[0])]
    for key in path[1:]:
        node = node[key]
        if isinstance(key, str):
            words.append(key)
        elif isinstance(node, dict) and "id" in node:
            words[-1:] = [str(node["id"])]
        else:
            words[-1:] = [f"{words[-1]} {key + 1}"]
    return f"{path[0]} ({', '.join(words)})" if words else str(path[0])


def employe(facts: Facts, mie: Thing) -> Any:
    """Does a service, a workstation or a remote access use this means? One that does settles it."""
    accesses, silent = accepting(facts)
    openings, closed = opening(facts)
    for service, i in accesses.get(mie.id, ())[:1]:
        facts.ask(service, "acces", i, "mie")
    for thing in openings.get(mie.id, ())[:1]:
        facts.ask(thing, "mie")
    if accesses.get(mie.id) or openings.get(mie.id):
        return True
    return UNKNOWN if silent or closed else False


def detenu(facts: Facts, mie: Thing) -> Any:
    """Does a population hold this means?"""
    group = facts.known_list("population")
    if group is UNKNOWN:
        return UNKNOWN
    held = [facts.ask(p, "mie") for p in group]
    return any_of(UNKNOWN if h is UNKNOWN else mie.id in h for h in held)


def services_hors_mie(facts: Facts, case: Thing) -> Any:
    """Services that the case names and that do not accept its means. Those known are told, whatever others hide."""
    named = facts.ask(case, "services")
    if named is UNKNOWN or case.parent is None:
        return UNKNOWN
    found, doubt = [], False
    for service in (s for ref in named if (s := facts.find("service", ref)) is not None):
        means = facts.view(service, "mie")
        doubt = doubt or means is UNKNOWN
        if means is not UNKNOWN and case.parent not in means:
            found.append(service.id)
    return UNKNOWN if doubt and not found else found


def decision_seance(facts: Facts, attestation: Thing) -> Any:
    """What the last session held by the day of the signature decided; unknown when it does not say."""
    signed, group = facts.ask(attestation, "signee_le"), facts.known_list("seance")
    if signed is UNKNOWN or signed == JAMAIS_FAIT or group is UNKNOWN:
        return UNKNOWN
    dates = [(facts.ask(s, "date"), s) for s in group]
    if any(date is UNKNOWN for date, _ in dates):
        return UNKNOWN
    before = [(date, i) for i, (date, _) in enumerate(dates) if JAMAIS_FAIT < date <= signed]
    return facts.ask(group[max(before)[1]], "decision") if before else UNKNOWN


def effectif_decrit(facts: Facts, _dossier: Thing) -> Any:
    group = facts.known_list("population")
    if group is UNKNOWN:
        return UNKNOWN
    sizes = [facts.ask(p, "effectif") for p in group]
    return UNKNOWN if any(s is UNKNOWN for s in sizes) else sum(sizes)


FACTS = {
    "preuve.a_une_fin": written("valide_jusqu_au"),
    "preuve.depot_date": written("ajoutee_le"),
    "arbitrage.sur_conflit": written("conflit"),
    "preuve.citee": citee,
    "preuve.seule_pour": seule_pour,
    "action.realisation_datee": written("fait_le"),
    "mie.certificat_date": certificat_date,
    "mie.employe": employe,
    "mie.detenu": detenu,
    "un_facteur.services_hors_mie": services_hors_mie,
    "attestation.decision_seance": decision_seance,
    "dossier.effectif_decrit": effectif_decrit,
}
