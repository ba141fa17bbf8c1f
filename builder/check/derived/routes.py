"""Where a means is used, by which route, and whether an attestation is due (EXI RIE-PS 02 and 17).

Everything here fails closed: an access that says nothing leaves the answer unknown, and unknown never exempts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.check.accesses import accepting, opening, without_means
from builder.check.derived import mie as traits
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of, any_of
from builder.model.fields import Route


def _delegated(facts: Facts) -> Any:
    psc = facts.one("psc")
    to = UNKNOWN if psc is None else facts.ask(psc, "delegue_a")
    return UNKNOWN if to is UNKNOWN else bool(to)


def usage_of(facts: Facts, mie: Thing, service: Thing, i: int) -> Any:
    """How an access of a service uses a means: psc_direct, psc_delegation, cpx_direct, secours or local."""
    by = facts.ask(service, "acces", i, "par")
    if by is UNKNOWN:
        return UNKNOWN
    if by == "psc":
        return _psc_usage(facts, mie)
    if by == "cpx_direct":
        # Outside the services that the ANS authorised, the card is enrolled like any other (EXI RIE-PS 02, remarque 4).
        authorised = facts.ask(service, "historique_autorise")
        return UNKNOWN if authorised is UNKNOWN else "cpx_direct" if authorised else "local"
    # An unanswered mode counts as everyday use; a fallback is one that continuite.yml describes.
    if service.data["acces"][i].get("mode") != "secours":
        return "local"
    described = _is_fallback(facts, mie)
    return UNKNOWN if described is UNKNOWN else "secours" if described else "local"


def _is_fallback(facts: Facts, mie: Thing) -> Any:
    """Does a fallback of continuite.yml name this means as what it hands out?"""
    group = facts.known_list("moyen_secours")
    if group is UNKNOWN:
        return UNKNOWN
    given = [facts.ask(f, "mie") for f in group]
    return any_of(UNKNOWN if g is UNKNOWN else g == mie.id for g in given)


def _psc_usage(facts: Facts, mie: Thing) -> Any:
    """Direct when PSC delegates to nobody who accepts this means, and PSC admits it as such."""
    admitted = any_of([facts.fact(mie, "national"), facts.fact(mie, "compatible_psc")])
    delegated = _delegated(facts)
    if delegated is UNKNOWN or admitted is UNKNOWN:
        return UNKNOWN
    if not delegated:
        return "psc_direct"  # nobody stands in between: the table says whether PSC admits the means
    psc = facts.one("psc")
    accepting = facts.view(mie, "idp")
    if accepting is UNKNOWN or psc is None:
        return UNKNOWN
    through = {idp.id for idp in accepting} & set(facts.ask(psc, "delegue_a"))
    return "psc_direct" if admitted and not through else "psc_delegation"


def _usages(facts: Facts, mie: Thing) -> tuple[set[str], bool]:
    """Usages that are certain, and whether others may hide behind a silence."""
    accesses, silent = accepting(facts)
    openings, closed = opening(facts)
    found: set[str] = set()
    doubt = silent or closed or mie.phantom
    for service, i in accesses.get(mie.id, ()):
        facts.ask(service, "acces", i, "mie")
        usage = usage_of(facts, mie, service, i)
        if usage is UNKNOWN:
            doubt = True
        else:
            found.add(usage)
    for thing in openings.get(mie.id, ()):
        facts.ask(thing, "mie")
        found.add("local")
    return found, doubt


def usages(facts: Facts, mie: Thing) -> Any:
    found, doubt = _usages(facts, mie)
    return UNKNOWN if doubt else sorted(found)


def _condition(facts: Facts, mie: Thing, name: str, wanted: Any) -> Any:
    if name == "habilitation_valide":
        value = _habilitated(facts)
    elif name == "certifie_eidas":
        value = _certified(facts, mie)
    elif name == "lecture":
        conflict, reading = str(wanted).split(".")
        return facts.readings[conflict] == reading
    elif name == "carte_cpx":
        value = traits.trait("carte_cpx")(facts, mie)
    else:
        value = facts.fact(mie, name)
    return UNKNOWN if value is UNKNOWN else value == wanted


def _certified(facts: Facts, mie: Thing) -> Any:
    """Of the family « certifié eIDAS », with a certificate of that kind. The product is not read for another family."""
    family = facts.fact(mie, "famille")
    if family is UNKNOWN or family != "certifie_eidas":
        return UNKNOWN if family is UNKNOWN else False
    return traits.certifie_eidas(facts, mie)


def _habilitated(facts: Facts) -> Any:
    psc = facts.one("psc")
    if psc is None:
        return UNKNOWN
    end = facts.ask(psc, "habilitation", "expire_le")
    reference = facts.ask(psc, "habilitation", "reference")
    return all_of(
        [
            UNKNOWN if reference is UNKNOWN else True,
            facts.ask(psc, "habilitation", "produit_habilite"),
            UNKNOWN if end is UNKNOWN else end >= facts.date,
        ]
    )


def candidates(facts: Facts, mie: Thing, usage: str) -> list[Route]:
    """The line of the table whose conditions hold; several when a condition is unknown."""
    return [
        row
        for row in facts.knowledge.routes
        if row.conditions["usage"] == usage
        and all_of(_condition(facts, mie, k, v) for k, v in row.conditions.items() if k != "usage") is not False
    ]


def voies(facts: Facts, mie: Thing) -> Any:
    found, doubt = _usages(facts, mie)
    if doubt:
        return UNKNOWN
    routes = [candidates(facts, mie, usage) for usage in sorted(found)]
    if any(len(rows) != 1 for rows in routes):
        return UNKNOWN
    return sorted({rows[0].voie for rows in routes})


def _over_routes(facts: Facts, mie: Thing, wanted: Callable[[Route], bool]) -> Any:
    """Has one of its routes the property? A means that nobody is known to use is unknown, not exempt."""
    found, doubt = _usages(facts, mie)
    if not found and not doubt:
        facts.want("service.acces[].mie", ("services.yml", "services"))
    answers: list[Any] = [UNKNOWN] if doubt or not found else []
    for usage in sorted(found):
        rows = candidates(facts, mie, usage)
        kinds = {wanted(row) for row in rows}
        answers.append(kinds.pop() if len(kinds) == 1 else UNKNOWN)
    return any_of(answers)


def attestation_due(facts: Facts, mie: Thing) -> Any:
    return _over_routes(facts, mie, lambda row: row.attestation)


def exigences_applicables(facts: Facts, mie: Thing) -> Any:
    return _over_routes(facts, mie, lambda row: row.attestation or row.voie == "psc_fi_habilite")


def voie_v1(facts: Facts, mie: Thing) -> Any:
    """The route in the words of RIE v1 (EXI 03)."""
    found = facts.fact(mie, "usages")
    if found is UNKNOWN:
        return UNKNOWN
    if found and set(found) <= {"psc_direct", "psc_delegation"}:
        return "psc"
    for value, name in (
        (traits.trait("carte_cpx")(facts, mie), "cpx"),
        (facts.fact(mie, "homologue"), "homologue"),
        (tied_certificate(facts, mie), "certifie_eidas"),
        (facts.fact(mie, "transition"), "transition"),
    ):
        if value is UNKNOWN:
            return UNKNOWN
        if value:
            return name
    return "aucune"


def tied_certificate(facts: Facts, mie: Thing) -> Any:
    """Certified eIDAS, and tied to an identifier that conforms (EXI 03)."""
    if facts.fact(mie, "famille") not in ("certifie_eidas", UNKNOWN):
        return False
    tied = facts.ask(mie, "rattachement")
    return all_of([traits.certifie_eidas(facts, mie), UNKNOWN if tied is UNKNOWN else tied != "aucun"])


def _over_means(facts: Facts, name: str) -> list[Any]:
    group = facts.all("mie")
    return [facts.fact(m, name) for m in group] or [UNKNOWN]


def schema_attestation_due(facts: Facts, _schema: Thing) -> Any:
    due = any_of([*_over_means(facts, "attestation_due"), *_accesses_without_means(facts)])
    if due is False and all(v == ["secours"] for v in _over_means(facts, "voies")):
        return UNKNOWN  # fallback means alone are no scheme, hence no exemption
    return due


def _accesses_without_means(facts: Facts) -> list[Any]:
    """An application's own password takes none of the admitted routes: nothing exempts it."""
    group = facts.known_list("service")
    if group is UNKNOWN:
        return [UNKNOWN]
    counts = [(s, facts.items(s, "acces")) for s in group]
    return [
        without_means(facts, s, i) if n is not UNKNOWN else UNKNOWN
        for s, n in counts
        for i in range(1 if n is UNKNOWN else n)
    ]


def fonde_sur_psc(facts: Facts, _schema: Thing) -> Any:
    based = [
        UNKNOWN if v is UNKNOWN or not v else set(v) <= {"psc_natif", "psc_mie_compatible"}
        for v in _over_means(facts, "voies")
    ]
    return all_of(based)


FACTS = {
    "mie.usages": usages,
    "mie.voies": voies,
    "mie.voie_v1": voie_v1,
    "mie.attestation_due": attestation_due,
    "mie.exigences_applicables": exigences_applicables,
    "schema.attestation_due": schema_attestation_due,
    "schema.fonde_sur_psc": fonde_sur_psc,
}
