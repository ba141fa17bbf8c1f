"""Derived facts of the components, the network, the workstations and continuity."""

from __future__ import annotations

from typing import Any

from builder.check.derived.mie import months_since
from builder.check.derived.services import headcount
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of, any_of


def exigences_applicables(facts: Facts, idp: Thing) -> Any:
    means = facts.view(idp, "mie")
    return UNKNOWN if means is UNKNOWN else any_of(facts.fact(m, "exigences_applicables") for m in means)


def nombre_services(facts: Facts, idp: Thing) -> Any:
    services = facts.view(idp, "services")
    return UNKNOWN if services is UNKNOWN else len(services)


def nombre_professionnels(facts: Facts, idp: Thing) -> Any:
    means = facts.view(idp, "mie")
    return UNKNOWN if means is UNKNOWN else headcount(facts, {m.id for m in means})


def sous_traitance(facts: Facts, _gouvernance: Thing) -> Any:
    group = facts.known_list("sous_traitant")
    if group is UNKNOWN:
        return UNKNOWN
    contracts = [facts.ask(s, "contrat") for s in group]
    framed = all_of(UNKNOWN if c is UNKNOWN else c == "encadre" for c in contracts)
    if framed is UNKNOWN:
        return UNKNOWN
    return "aucune" if not contracts else ("encadree" if framed else "non_encadree")


def psc_utilise(facts: Facts, _psc: Thing) -> Any:
    group = facts.known_list("service")
    if group is UNKNOWN:
        return UNKNOWN
    return any_of(_by_psc(facts, service) for service in group)


def _by_psc(facts: Facts, service: Thing) -> Any:
    count = facts.items(service, "acces")
    if count is UNKNOWN:
        return UNKNOWN
    ways = [facts.ask(service, "acces", i, "par") for i in range(count)]
    return any_of(UNKNOWN if w is UNKNOWN else w == "psc" for w in ways)


def delegation(facts: Facts, psc: Thing) -> Any:
    to = facts.ask(psc, "delegue_a")
    return UNKNOWN if to is UNKNOWN else bool(to)


def acces_distant(facts: Facts, _dossier: Thing) -> Any:
    entries, services = facts.known_list("acces_distant"), facts.known_list("service")
    exposures = [] if services is UNKNOWN else [facts.ask(s, "exposition") for s in services]
    return any_of(
        [
            UNKNOWN if entries is UNKNOWN else bool(entries),
            UNKNOWN if services is UNKNOWN else False,
            *(UNKNOWN if e is UNKNOWN else e != "interne" for e in exposures),
        ]
    )


def acces_distant_deux_facteurs(facts: Facts, _dossier: Thing) -> Any:
    entries = facts.known_list("acces_distant")
    if entries is UNKNOWN:
        return UNKNOWN
    return bool(entries) and all_of(facts.ask(e, "deux_facteurs") for e in entries)


def exists(kind: str) -> Any:
    """Is the list of `kind` not empty? Unknown when the list was never written."""

    def derive(facts: Facts, _dossier: Thing) -> Any:
        group = facts.known_list(kind)
        return UNKNOWN if group is UNKNOWN else bool(group)

    return derive


def age(*keys: str) -> Any:
    """Whole months between a past date of the thing and the reference date."""

    def derive(facts: Facts, thing: Thing) -> Any:
        date = facts.ask(thing, *keys)
        return UNKNOWN if date is UNKNOWN else months_since(date, facts.date)

    return derive


def bureau_virtuel_utilise(facts: Facts, poste: Thing) -> Any:
    scenario = facts.ask(poste, "scenario")
    return UNKNOWN if scenario is UNKNOWN else scenario == "4"


FACTS = {
    "idp.exigences_applicables": exigences_applicables,
    "idp.nombre_services": nombre_services,
    "idp.nombre_professionnels": nombre_professionnels,
    "gouvernance.sous_traitance": sous_traitance,
    "gouvernance.anciennete_audit_mois": age("audit", "dernier_le"),
    "psc.utilise": psc_utilise,
    "psc.delegation": delegation,
    "dossier.acces_distant": acces_distant,
    "dossier.acces_distant_deux_facteurs": acces_distant_deux_facteurs,
    "dossier.sso_existe": exists("sso"),
    "dossier.secours_existe": exists("moyen_secours"),
    "poste.bureau_virtuel_utilise": bureau_virtuel_utilise,
    "risques.anciennete_revue_mois": age("analyse", "derniere_revue"),
    "mode_degrade.anciennete_essai_mois": age("dernier_essai"),
}
