"""Derived facts of the identity provider as a whole: its SSOs, what it serves, its fallbacks, its attestations in time."""

from __future__ import annotations

from typing import Any

from builder.check.accesses import accepting, only
from builder.check.derived.coherence import effectif_decrit
from builder.check.derived.services import headcount, over_services
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import any_of
from builder.model.source import JAMAIS_FAIT


def injecte(facts: Facts, sso: Thing) -> Any:
    """By what it is, by what it speaks, or by how one service at least is opened through it."""
    kind, protocols = facts.ask(sso, "type"), facts.ask(sso, "protocoles")
    return any_of(
        [
            UNKNOWN if kind is UNKNOWN else kind == "esso",
            UNKNOWN if protocols is UNKNOWN else "injection" in protocols,
            _opens_by_injection(facts, sso),
        ]
    )


def _opens_by_injection(facts: Facts, sso: Thing) -> Any:
    services = facts.known_list("service")
    if services is UNKNOWN:
        return UNKNOWN
    behind = [found for service in services for found in _injections(facts, service)]
    return any_of(UNKNOWN if found is UNKNOWN else found is sso for found in behind)


def injection_sans_sso(facts: Facts, service: Thing) -> Any:
    """Is an access opened by injection through an SSO that nobody describes?"""
    return any_of(UNKNOWN if found is UNKNOWN else found is None for found in _injections(facts, service))


def _injections(facts: Facts, service: Thing) -> list[Any]:
    """For each access by eSSO, the SSO that injects: None when it is not described, UNKNOWN in doubt."""
    count = facts.items(service, "acces")
    if count is UNKNOWN:
        return [UNKNOWN]
    ways = [facts.ask(service, "acces", i, "par") for i in range(count)]
    return [
        UNKNOWN if way is UNKNOWN else _injector(facts, service, i)
        for i, way in enumerate(ways)
        if way is UNKNOWN or way == "esso"
    ]


def _injector(facts: Facts, service: Thing, i: int) -> Any:
    named = service.data["acces"][i].get("composant")
    if named is not None:
        facts.ask(service, "acces", i, "composant")
        return facts.find("sso", named)
    group = facts.known_list("sso")
    return None if group is not UNKNOWN and not group else only(facts, "sso", service, i)


def nombre_services(facts: Facts, _schema: Thing) -> Any:
    """Services that the issuer's requirements bind, whatever the IdP they go through."""
    bound = over_services(facts, "exigences_applicables")
    return UNKNOWN if bound is UNKNOWN or UNKNOWN in bound else sum(bound)


def nombre_professionnels(facts: Facts, schema: Thing) -> Any:
    """Holders of a bound means; everybody, when an application asks for no means at all."""
    bare = over_services(facts, "acces_sans_mie")
    bound = [(m.id, facts.fact(m, "exigences_applicables")) for m in facts.all("mie")]
    if bare is UNKNOWN or UNKNOWN in bare or any(b is UNKNOWN for _, b in bound):
        return UNKNOWN
    return effectif_decrit(facts, schema) if any(bare) else headcount(facts, {id_ for id_, b in bound if b})


def idp_sans_sso(facts: Facts, _schema: Thing) -> Any:
    """IdPs that the issuer's requirements bind and that no SSO names. Those known are told, whatever others hide."""
    group = facts.known_list("idp")
    if group is UNKNOWN:
        return UNKNOWN
    found, doubt = [], False
    for idp in group:
        bound, behind = facts.fact(idp, "exigences_applicables"), facts.view(idp, "sso")
        if bound is False or (behind is not UNKNOWN and behind):
            continue
        if bound is UNKNOWN or behind is UNKNOWN:
            doubt = True
        else:
            found.append(idp.id)
    return UNKNOWN if doubt and not found else found


def attestation_precedente_le(facts: Facts, _schema: Thing) -> Any:
    """When the attestation before the latest was signed; `jamais` when there is none."""
    group = facts.known_list("attestation")
    if group is UNKNOWN:
        return UNKNOWN
    dates = [facts.ask(a, "signee_le") for a in group]
    if UNKNOWN in dates:
        return UNKNOWN
    signed = sorted({d for d in dates if JAMAIS_FAIT < d <= facts.date})
    return signed[-2] if len(signed) > 1 else JAMAIS_FAIT


def ouvert_sous_attestation(facts: Facts, service: Thing) -> Any:
    """Was an attestation signed, and not over, on the day the service went into production?"""
    opened, group = facts.ask(service, "mise_en_production"), facts.known_list("attestation")
    if opened is UNKNOWN or group is UNKNOWN:
        return UNKNOWN
    return any_of(_running(facts, a, opened) for a in group)


def _running(facts: Facts, attestation: Thing, day: str) -> Any:
    signed = facts.ask(attestation, "signee_le")
    if signed is UNKNOWN or not JAMAIS_FAIT < signed <= min(day, facts.date):
        return UNKNOWN if signed is UNKNOWN else False
    end = facts.fact(attestation, "fin_affichee")
    return UNKNOWN if end is UNKNOWN else day <= end


def remis_a_quelqu_un(facts: Facts, fallback: Thing) -> Any:
    served = facts.ask(fallback, "populations")
    return UNKNOWN if served is UNKNOWN else bool(served)


def acces_locaux(facts: Facts, mie: Thing) -> Any:
    """Does an application check this means itself (`par: local`)?"""
    accesses, silent = accepting(facts)
    ways = [facts.ask(service, "acces", i, "par") for service, i in accesses.get(mie.id, ())]
    return any_of([*(UNKNOWN if w is UNKNOWN else w == "local" for w in ways), UNKNOWN if silent else False])


def poste_exigences_applicables(facts: Facts, poste: Thing) -> Any:
    """Is it opened by a bound means? Opened by none, it leads to whatever the bound means of the dossier open."""
    means = facts.view(poste, "mie")
    if means is UNKNOWN:
        return UNKNOWN
    return any_of(facts.fact(m, "exigences_applicables") for m in means or facts.all("mie"))


FACTS = {
    "poste.exigences_applicables": poste_exigences_applicables,
    "sso.injecte": injecte,
    "service.injection_sans_sso": injection_sans_sso,
    "service.ouvert_sous_attestation": ouvert_sous_attestation,
    "schema.nombre_services": nombre_services,
    "schema.nombre_professionnels": nombre_professionnels,
    "schema.idp_sans_sso": idp_sans_sso,
    "schema.attestation_precedente_le": attestation_precedente_le,
    "moyen_secours.remis_a_quelqu_un": remis_a_quelqu_un,
    "mie.acces_locaux": acces_locaux,
}
