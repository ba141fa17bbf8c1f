"""Who goes through what: accesses of services, workstations and remote entries, indexed once a dossier."""

from __future__ import annotations

from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing

Accesses = dict[str, list[tuple[Thing, int]]]


def accepting(facts: Facts) -> tuple[Accesses, bool]:
    """Means → the accesses (service, rank) that accept it; and whether some access says nothing."""
    found: tuple[Accesses, bool] = facts.index("accepting", lambda: _accepting(facts))
    return found


def _accepting(facts: Facts) -> tuple[Accesses, bool]:
    index: Accesses = {}
    silent = facts.known_list("service") is UNKNOWN
    for service in facts.all("service"):
        count = facts.items(service, "acces")
        silent = silent or count is UNKNOWN
        for i in range(0 if count is UNKNOWN else count):
            cited = cited_by(facts, service, i)
            silent = silent or cited is UNKNOWN
            for ref in [] if cited is UNKNOWN else cited:
                index.setdefault(ref, []).append((service, i))
    return index, silent


def cited_by(facts: Facts, service: Thing, i: int) -> Any:
    """Means that an access accepts. None at all says something of a local access only: the application keeps its own
    password, or asks nothing; by any other way, an access that names no means is a question."""
    cited = facts.ask(service, "acces", i, "mie")
    if cited is UNKNOWN or cited:
        return cited
    by = facts.ask(service, "acces", i, "par")
    if by is UNKNOWN or by == "local":
        return UNKNOWN if by is UNKNOWN else cited
    facts.want("service.acces[].mie", service.path("acces", i, "mie"))
    return UNKNOWN


def without_means(facts: Facts, service: Thing, i: int) -> Any:
    """Is this a local access that no means opens (a password of the application's own, or nothing)?"""
    cited, by = cited_by(facts, service, i), facts.ask(service, "acces", i, "par")
    return UNKNOWN if cited is UNKNOWN or by is UNKNOWN else by == "local" and not cited


def opening(facts: Facts) -> tuple[dict[str, list[Thing]], bool]:
    """Means → the workstations and remote entries it opens; and whether one of them says nothing."""
    found: tuple[dict[str, list[Thing]], bool] = facts.index("opening", lambda: _opening(facts))
    return found


def _opening(facts: Facts) -> tuple[dict[str, list[Thing]], bool]:
    index: dict[str, list[Thing]] = {}
    silent = False
    for kind in ("poste", "acces_distant"):
        silent = facts.known_list(kind) is UNKNOWN or silent
        for thing in facts.all(kind):
            cited = opens_with(facts, thing)
            silent = silent or cited is UNKNOWN
            for ref in [] if cited is UNKNOWN else cited:
                index.setdefault(ref, []).append(thing)
    return index, silent


def opens_with(facts: Facts, thing: Thing) -> Any:
    """Means that open this workstation or remote entry; `[]` says that there is none, silence says nothing."""
    return facts.ask(thing, "mie")


def crossings(facts: Facts) -> Any:
    """(service or None, IdP, means) for every access and workstation that goes through an IdP, or UNKNOWN."""
    return facts.index("crossings", lambda: _crossings(facts))


def _idp_of(facts: Facts, service: Thing, i: int) -> Any:
    """The IdP an access goes through: None when it goes through none."""
    by = facts.ask(service, "acces", i, "par")
    if by is UNKNOWN:
        return UNKNOWN
    if by == "psc":
        return _delegate_of(facts, service, i)
    if by not in ("idp", "esso"):
        return None
    component = service.data["acces"][i].get("composant")
    if component is not None:
        facts.ask(service, "acces", i, "composant")
        idp = facts.find("idp", component)
        return idp if idp is not None else _idp_behind(facts, facts.find("sso", component))
    if by == "esso":
        return _idp_behind(facts, only(facts, "sso", service, i))
    return only(facts, "idp", service, i)


def _delegate_of(facts: Facts, service: Thing, i: int) -> Any:
    """The IdP to which PSC delegates this access: None when it delegates to nobody."""
    psc = facts.one("psc")
    to: Any = UNKNOWN if psc is None else facts.ask(psc, "delegue_a")
    if to is UNKNOWN or not to:
        return UNKNOWN if to is UNKNOWN else None
    named = service.data["acces"][i].get("composant")
    if named is not None:
        facts.ask(service, "acces", i, "composant")
        return facts.find("idp", named) if named in to else UNKNOWN
    if len(to) == 1:
        return facts.find("idp", to[0])
    facts.want("service.acces[].composant", service.path("acces", i, "composant"))
    return UNKNOWN


def only(facts: Facts, kind: str, service: Thing, i: int) -> Any:
    """The only component of a kind; when there are several, the access must say which."""
    group = facts.known_list(kind)
    if group is UNKNOWN:
        return UNKNOWN
    if len(group) == 1:
        return group[0]
    facts.want("service.acces[].composant", service.path("acces", i, "composant"))
    return UNKNOWN


def _idp_behind(facts: Facts, sso: Any) -> Any:
    if sso is UNKNOWN or sso is None:
        return UNKNOWN
    return facts.view(sso, "idp")


def _through(facts: Facts, service: Thing) -> Any:
    """(IdP, means) pairs of a service's accesses."""
    count = facts.items(service, "acces")
    if count is UNKNOWN:
        return UNKNOWN
    pairs = []
    for i in range(count):
        idp, cited = _idp_of(facts, service, i), cited_by(facts, service, i)
        if idp is UNKNOWN or (idp is not None and cited is UNKNOWN):
            return UNKNOWN
        if idp is not None:
            pairs.append((idp, _delegated(facts, service, i, cited)))
    return pairs


def _delegated(facts: Facts, service: Thing, i: int, cited: list[str]) -> list[str]:
    """Means that go through the IdP: by PSC, a national means is read by PSC itself unless the access names the IdP."""
    access = service.data["acces"][i]
    if access["par"] != "psc" or "composant" in access:
        return cited
    means = [(ref, facts.find("mie", ref)) for ref in cited]
    return [ref for ref, mie in means if mie is None or facts.fact(mie, "national") is not True]


def _crossings(facts: Facts) -> Any:
    group, postes = facts.known_list("service"), facts.known_list("poste")
    if group is UNKNOWN or postes is UNKNOWN:
        return UNKNOWN
    pairs = []
    for service in group:
        found = _through(facts, service)
        if found is UNKNOWN:
            return UNKNOWN
        pairs += [(service, idp, cited) for idp, cited in found]
    for poste in postes:
        found = _workstation_pairs(facts, poste)
        if found is UNKNOWN:
            return UNKNOWN
        pairs += found
    return pairs


def _workstation_pairs(facts: Facts, poste: Thing) -> Any:
    cited = opens_with(facts, poste)
    if cited is not UNKNOWN and not cited:
        return []
    sso = facts.ask(poste, "sso")
    if cited is UNKNOWN or sso is UNKNOWN:
        return UNKNOWN
    behind = [facts.view(s, "idp") for ref in sso if (s := facts.find("sso", ref)) is not None]
    if UNKNOWN in behind:
        return UNKNOWN
    return [(None, idp, cited) for idp in behind if idp is not None]
