"""Views that are computed: neighbours that no single key names. Keyed `<kind>.<view>`, UNKNOWN when in doubt."""

from __future__ import annotations

from typing import Any

from builder.check.accesses import accepting, cited_by, crossings, only
from builder.check.derived.acts import latest_attestation
from builder.check.evidence import cited_pieces
from builder.check.facts import UNKNOWN, Facts, Thing

Found = list[Thing]


def _cited(facts: Facts, service: Thing, i: int) -> Any:
    return cited_by(facts, service, i)


def _count(facts: Facts, service: Thing) -> int:
    """Number of accesses; 0 with the doubt recorded when the service does not say."""
    count = facts.items(service, "acces")
    return 0 if count is UNKNOWN else count


def schema_services(facts: Facts, _schema: Thing) -> Any:
    group = facts.known_list("service")
    if group is UNKNOWN:
        return UNKNOWN
    lists = [(s, facts.view(s, "mie")) for s in group]
    return UNKNOWN if any(m is UNKNOWN for _, m in lists) else [s for s, means in lists if means]


def schema_populations(facts: Facts, _schema: Thing) -> Any:
    group = facts.known_list("population")
    if group is UNKNOWN:
        return UNKNOWN
    held = [(p, facts.ask(p, "mie")) for p in group]
    return UNKNOWN if any(m is UNKNOWN for _, m in held) else [p for p, means in held if means]


def mie_services(facts: Facts, mie: Thing) -> Any:
    accesses, silent = accepting(facts)
    return UNKNOWN if silent else _unique(service for service, _ in accesses.get(mie.id, ()))


def service_mie(facts: Facts, service: Thing) -> Any:
    if facts.items(service, "acces") is UNKNOWN:
        return UNKNOWN
    lists = [_cited(facts, service, i) for i in range(_count(facts, service))]
    if any(cited is UNKNOWN for cited in lists):
        return UNKNOWN
    ids = dict.fromkeys(ref for cited in lists for ref in cited)
    return [m for ref in ids if (m := facts.find("mie", ref)) is not None]


def service_policies(facts: Facts, service: Thing) -> Any:
    """Password policies of the accesses that the service keeps itself (`par: local`)."""
    if facts.items(service, "acces") is UNKNOWN:
        return UNKNOWN
    found: dict[str, Thing] = {}
    for i in range(_count(facts, service)):
        by = facts.ask(service, "acces", i, "par")
        if by is UNKNOWN:
            return UNKNOWN
        if by != "local":
            continue
        policy = facts.ask(service, "acces", i, "mot_de_passe")
        if policy is UNKNOWN:
            return UNKNOWN
        if (thing := facts.find("politique_mot_de_passe", policy)) is not None:
            found[thing.id] = thing
    return list(found.values())


def service_cases(facts: Facts, service: Thing) -> Any:
    """Single-factor cases that name the service, among the means it accepts."""
    means = facts.view(service, "mie")
    if means is UNKNOWN:
        return UNKNOWN
    cases = [c for c in facts.all("un_facteur") if c.parent in means]
    named = [(c, facts.ask(c, "services")) for c in cases]
    found = [c for c, services in named if services is not UNKNOWN and service.id in services]
    silent = any(services is UNKNOWN for _, services in named) or any(
        facts.items(m, "un_facteur") is UNKNOWN for m in means
    )
    return UNKNOWN if silent and not found else found


def service_fallbacks(facts: Facts, service: Thing) -> Any:
    group, means = facts.known_list("moyen_secours"), facts.view(service, "mie")
    if group is UNKNOWN or means is UNKNOWN:
        return UNKNOWN
    replaced = [(f, facts.ask(f, "remplace")) for f in group]
    if any(r is UNKNOWN for _, r in replaced):
        return UNKNOWN
    ids = {m.id for m in means}
    return [f for f, refs in replaced if ids & set(refs)]


def mie_idp(facts: Facts, mie: Thing) -> Any:
    pairs = crossings(facts)
    if pairs is UNKNOWN:
        return UNKNOWN
    return _unique(idp for _, idp, cited in pairs if mie.id in cited)


def path_idp(facts: Facts, pair: Thing) -> Any:
    """IdPs that its means goes through."""
    return UNKNOWN if pair.parent is None else facts.view(pair.parent, "idp")


def idp_mie(facts: Facts, idp: Thing) -> Any:
    pairs = crossings(facts)
    if pairs is UNKNOWN:
        return UNKNOWN
    ids = dict.fromkeys(ref for _, other, cited in pairs if other is idp for ref in cited)
    return [m for ref in ids if (m := facts.find("mie", ref)) is not None]


def idp_services(facts: Facts, idp: Thing) -> Any:
    pairs = crossings(facts)
    if pairs is UNKNOWN:
        return UNKNOWN
    return _unique(service for service, other, _ in pairs if other is idp and service is not None)


def sso_services(facts: Facts, sso: Thing) -> Any:
    """Services with an access by eSSO through this SSO, or that names it."""
    group = facts.known_list("service")
    if group is UNKNOWN:
        return UNKNOWN
    found = []
    for service in group:
        named = _goes_through(facts, service, sso)
        if named is UNKNOWN:
            return UNKNOWN
        if named:
            found.append(service)
    return found


def _goes_through(facts: Facts, service: Thing, sso: Thing) -> Any:
    if facts.items(service, "acces") is UNKNOWN:
        return UNKNOWN
    for i in range(_count(facts, service)):
        if service.data["acces"][i].get("composant") == sso.id:
            return True
        by = facts.ask(service, "acces", i, "par")
        if by is UNKNOWN:
            return UNKNOWN
        if by == "esso" and "composant" not in service.data["acces"][i]:
            through = only(facts, "sso", service, i)
            if through is UNKNOWN or through is sso:
                return UNKNOWN if through is UNKNOWN else True
    return False


def _unique(things: Any) -> Found:
    return list(dict.fromkeys(things))


LINKS = {
    "schema.services": schema_services,
    "schema.populations": schema_populations,
    "schema.attestation": latest_attestation,
    "service.attestation": latest_attestation,
    "mie.attestation": latest_attestation,
    "reserve.attestation": latest_attestation,
    "attestation.pieces_citees": cited_pieces(),
    "seance.pieces_citees": cited_pieces(),
    "homologation.pieces_citees": cited_pieces("audit", "pieces"),  # what the decision rests on, not what follows it
    "mie.services": mie_services,
    "mie.idp": mie_idp,
    "delivrance.mie": lambda _facts, pair: pair.parent,
    "delivrance.idp": path_idp,
    "idp.services": idp_services,
    "idp.mie": idp_mie,
    "sso.services": sso_services,
    "service.mie": service_mie,
    "service.mots_de_passe": service_policies,
    "service.un_facteur": service_cases,
    "service.moyens_secours": service_fallbacks,
}
