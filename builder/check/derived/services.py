"""Derived facts of the services: their accesses, PSC, sensitivity, passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.check.accesses import cited_by, without_means
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of, any_of, negate

CONNECTED = ("psc", "idp", "esso")


def over_accesses(
    facts: Facts, service: Thing, one: Callable[[int], Any], join: Callable[[list[Any]], Any] = any_of
) -> Any:
    """`one` applied to each access, joined; UNKNOWN when the service says nothing of its accesses."""
    count = facts.items(service, "acces")
    return UNKNOWN if count is UNKNOWN else join([one(i) for i in range(count)])


def _by(facts: Facts, service: Thing, i: int, *ways: str) -> Any:
    by = facts.ask(service, "acces", i, "par")
    return UNKNOWN if by is UNKNOWN else by in ways


def _everyday(service: Thing, i: int) -> bool:
    """An unanswered mode counts as everyday use, the strict reading."""
    return bool(service.data["acces"][i].get("mode", "nominal") == "nominal")


def psc_propose(facts: Facts, service: Thing) -> Any:
    def offered(i: int) -> Any:
        mode = facts.ask(service, "acces", i, "mode")
        return all_of([_by(facts, service, i, "psc"), UNKNOWN if mode is UNKNOWN else mode != "secours"])

    return over_accesses(facts, service, offered)


def psc_nominal(facts: Facts, service: Thing) -> Any:
    return over_accesses(facts, service, lambda i: _by(facts, service, i, "psc") if _everyday(service, i) else False)


def raccorde(facts: Facts, service: Thing) -> Any:
    return over_accesses(
        facts,
        service,
        lambda i: _by(facts, service, i, *CONNECTED) if _everyday(service, i) else True,
        all_of,
    )


def acces_locaux(facts: Facts, service: Thing) -> Any:
    return over_accesses(facts, service, lambda i: _by(facts, service, i, "local"))


def acces_sans_mie(facts: Facts, service: Thing) -> Any:
    return over_accesses(facts, service, lambda i: without_means(facts, service, i))


def mot_de_passe_seul(facts: Facts, service: Thing) -> Any:
    return over_accesses(facts, service, lambda i: facts.item_fact(service, "acces", i, "mot_de_passe_seul"))


def access_password_alone(facts: Facts, service: Thing, key: str, i: int) -> Any:
    cited = facts.ask(service, key, i, "mie")
    means = [] if cited is UNKNOWN else [m for ref in cited if (m := facts.find("mie", ref))]
    alone = any_of([UNKNOWN] if cited is UNKNOWN else [facts.fact(m, "mot_de_passe_seul") for m in means])
    return any_of([alone, _own_password(facts, service, i)])


def _own_password(facts: Facts, service: Thing, i: int) -> Any:
    """Does the service keep passwords of its own on this access?"""
    local = _by(facts, service, i, "local")
    if local is False:
        return False
    policy = facts.ask(service, "acces", i, "mot_de_passe")
    return all_of([local, UNKNOWN if policy is UNKNOWN else policy != "aucun"])


def access_transition(facts: Facts, service: Thing, key: str, i: int) -> Any:
    """RIE v1: a transition means, or a password of the service's own, opens this access otherwise than through PSC."""
    cited = facts.ask(service, key, i, "mie")
    means = [] if cited is UNKNOWN else [m for ref in cited if (m := facts.find("mie", ref))]
    weak = any_of([UNKNOWN] if cited is UNKNOWN else [facts.fact(m, "transition") for m in means])
    return all_of([negate(_by(facts, service, i, "psc")), any_of([weak, _own_password(facts, service, i)])])


def access_exposure(facts: Facts, service: Thing, key: str, i: int) -> Any:
    """What the access says, else the service, else the Internet: the unknown does not reassure."""
    for keys in ((key, i, "exposition"), ("exposition",)):
        written = facts.ask(service, *keys)
        if written is not UNKNOWN:
            return written
    return "internet"


def sensible(facts: Facts, service: Thing) -> Any:
    """RIE v1 §4.1.2: health data, and shared, or open to the web, or large (sizes from the pack)."""
    return all_of(
        [
            facts.ask(service, "donnees_de_sante"),
            any_of(
                [
                    facts.ask(service, "partage"),
                    facts.ask(service, "integre_un_service_partage"),
                    _open_to_the_web(facts, service),
                    _exceeds(facts, service, "nouveaux_patients_an"),
                    _exceeds(facts, service, "professionnels_an"),
                ]
            ),
        ]
    )


def _open_to_the_web(facts: Facts, service: Thing) -> Any:
    """The service, or one access that says its own exposure."""
    exposure = facts.ask(service, "exposition")
    general = UNKNOWN if exposure is UNKNOWN else exposure == "internet"

    def own(i: int) -> Any:
        if "exposition" not in service.data["acces"][i]:
            return general
        return facts.ask(service, "acces", i, "exposition") == "internet"

    return any_of([general, over_accesses(facts, service, own)])


def _exceeds(facts: Facts, service: Thing, key: str) -> Any:
    size = facts.ask(service, key)
    return UNKNOWN if size is UNKNOWN else size > facts.parameters["rie_v1"][f"service_sensible_{key}"]


def exigences_applicables(facts: Facts, service: Thing) -> Any:
    def concerned(i: int) -> Any:
        cited, bare = cited_by(facts, service, i), without_means(facts, service, i)
        if cited is UNKNOWN or bare is UNKNOWN or bare:
            return UNKNOWN if bare is UNKNOWN or cited is UNKNOWN else True
        means = [m for ref in cited if (m := facts.find("mie", ref))]
        bound = any_of(facts.fact(m, "exigences_applicables") for m in means)
        direct = all_of([_by(facts, service, i, "psc"), negate(_delegation(facts))])
        return all_of([bound, negate(direct)])

    return over_accesses(facts, service, concerned)


def _delegation(facts: Facts) -> Any:
    psc = facts.one("psc")
    return UNKNOWN if psc is None else facts.fact(psc, "delegation")


def over_services(facts: Facts, name: str) -> Any:
    group = facts.known_list("service")
    return UNKNOWN if group is UNKNOWN else [facts.fact(s, name) for s in group]


def sensitive_count(facts: Facts, _entity: Thing) -> Any:
    values = over_services(facts, "sensible")
    return UNKNOWN if values is UNKNOWN or UNKNOWN in values else sum(values)


def sensitive_professionals(facts: Facts, _entity: Thing) -> Any:
    """Headcount of the populations one of whose means opens a sensitive service."""
    values = over_services(facts, "sensible")
    if values is UNKNOWN or UNKNOWN in values:
        return UNKNOWN
    opening: set[str] = set()
    for service, sensitive in zip(facts.all("service"), values, strict=True):
        means = facts.view(service, "mie") if sensitive else []
        if means is UNKNOWN:
            return UNKNOWN
        opening |= {m.id for m in means}
    return headcount(facts, opening)


def headcount(facts: Facts, means: set[str]) -> Any:
    """Sum of the headcounts of the populations that hold one of `means`; unknown if one is silent."""
    group = facts.known_list("population")
    if group is UNKNOWN:
        return UNKNOWN
    total = 0
    for population in group:
        held, size = facts.ask(population, "mie"), facts.ask(population, "effectif")
        if held is UNKNOWN or (size is UNKNOWN and means & set(held)):
            return UNKNOWN
        total += size if means & set(held) else 0
    return total


def objectifs_couverts(facts: Facts, schema: Thing) -> Any:
    order = list(schema.kind.fields["niveau_vise"].values)
    target, services = facts.ask(schema, "niveau_vise"), facts.view(schema, "services")
    if target is UNKNOWN or services is UNKNOWN:
        return UNKNOWN
    levels = [facts.ask(s, "niveau_requis") for s in services]
    return all_of(UNKNOWN if level is UNKNOWN else order.index(level) <= order.index(target) for level in levels)


def premiere_mise_en_production(facts: Facts, _schema: Thing) -> Any:
    """Earliest first use among the services that the issuer's requirements bind."""
    group = facts.known_list("service")
    if group is UNKNOWN:
        return UNKNOWN
    bound = [s for s in group if facts.fact(s, "exigences_applicables") is not False]
    dates = [facts.ask(s, "mise_en_production") for s in bound]
    return UNKNOWN if not dates or UNKNOWN in dates else min(dates)


FACTS = {
    "service.psc_propose": psc_propose,
    "service.psc_nominal": psc_nominal,
    "service.raccorde": raccorde,
    "service.acces_locaux": acces_locaux,
    "service.mot_de_passe_seul": mot_de_passe_seul,
    "service.acces_sans_mie": acces_sans_mie,
    "service.sensible": sensible,
    "service.exigences_applicables": exigences_applicables,
    "entite.services_sensibles": sensitive_count,
    "entite.professionnels_acces_sensible": sensitive_professionals,
    "schema.objectifs_couverts": objectifs_couverts,
    "schema.premiere_mise_en_production": premiere_mise_en_production,
}
ITEM_FACTS = {
    "service.acces[].mot_de_passe_seul": access_password_alone,
    "service.acces[].exposition_retenue": access_exposure,
    "service.acces[].transition": access_transition,
}
