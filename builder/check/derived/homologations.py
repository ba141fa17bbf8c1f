"""RIE v1: which means must be homologated, which only live as transition means, and what a homologation covers.

Sources: EXI 03, 07, 08 and 10 (homologation), 21 to 26 (transition), §4.4.1 (whose homologation).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.check.accesses import accepting
from builder.check.derived import mie as traits
from builder.check.derived.acts import add_months
from builder.check.derived.routes import tied_certificate
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of, any_of, negate


def _outside_psc(facts: Facts, mie: Thing, name: str) -> Iterator[tuple[Thing, Any]]:
    """Each service that accepts the means: does it do so otherwise than through PSC, and has it the property?"""
    for service, i in accepting(facts)[0].get(mie.id, ()):
        facts.ask(service, "acces", i, "mie")
        by = facts.ask(service, "acces", i, "par")
        yield service, all_of([UNKNOWN if by is UNKNOWN else by != "psc", facts.fact(service, name)])


def _opens(facts: Facts, mie: Thing, name: str) -> Any:
    silent = accepting(facts)[1]
    return any_of([*(opens for _, opens in _outside_psc(facts, mie, name)), UNKNOWN if silent else False])


def _sensitive(facts: Facts, mie: Thing) -> Any:
    """The sensitive services that the means opens otherwise than through PSC, or UNKNOWN."""
    found = list(_outside_psc(facts, mie, "sensible"))
    if accepting(facts)[1] or any(opens is UNKNOWN for _, opens in found):
        return UNKNOWN
    return list(dict.fromkeys(service for service, opens in found if opens))


def sensible_hors_psc(facts: Facts, mie: Thing) -> Any:
    return _opens(facts, mie, "sensible")


def exigences_transition(facts: Facts, mie: Thing) -> Any:
    return all_of([facts.fact(mie, "transition"), _opens(facts, mie, "donnees_de_sante")])


def homologation_due(facts: Facts, mie: Thing) -> Any:
    """EXI 03 and 08; a national card read without contact must be homologated too (EXI 07)."""
    card, interfaces = traits.trait("carte_cpx")(facts, mie), facts.ask(mie, "interfaces")
    contactless = UNKNOWN if interfaces is UNKNOWN else "sans_contact" in interfaces
    admitted = any_of([card, tied_certificate(facts, mie), facts.fact(mie, "transition")])
    return all_of([facts.fact(mie, "sensible_hors_psc"), any_of([negate(admitted), all_of([card, contactless])])])


def services_non_homologues(facts: Facts, mie: Thing) -> Any:
    group, services = facts.known_list("homologation"), _sensitive(facts, mie)
    if group is UNKNOWN or services is UNKNOWN:
        return UNKNOWN
    covered = [(s, any_of(all_of([_in_force(facts, h), _covers(facts, h, mie, s)]) for h in group)) for s in services]
    return UNKNOWN if any(c is UNKNOWN for _, c in covered) else sorted(s.id for s, c in covered if not c)


def niveau_requis(facts: Facts, mie: Thing) -> Any:
    """The highest level that the risk analyses of those services ask for; unknown when it opens none."""
    order = list(facts.knowledge.kinds["service"].fields["niveau_requis"].values)
    services = _sensitive(facts, mie)
    if services is UNKNOWN or not services:
        return UNKNOWN
    levels = [facts.ask(s, "niveau_requis") for s in services]
    if order[-1] in levels:
        return order[-1]
    return UNKNOWN if any(level is UNKNOWN for level in levels) else max(levels, key=order.index)


def fin(facts: Facts, homologation: Thing) -> Any:
    """EXI 10: so many months after the decision, or after a change of the European text that came since."""
    date = facts.ask(homologation, "date")
    if date is UNKNOWN:
        return UNKNOWN
    law = facts.parameters["rie_v1"]
    ends = [add_months(date, law["homologation_mois_max"])]
    if law["dernier_changement_ue"] > date:
        ends.append(add_months(law["dernier_changement_ue"], law["homologation_apres_changement_mois"]))
    return min(ends)


def courante(facts: Facts, homologation: Thing) -> Any:
    """The latest decision for at least one means and one service that need one; an older one is history."""
    date, cited = facts.ask(homologation, "date"), facts.ask(homologation, "mie")
    if date is not UNKNOWN and date > facts.date:
        return False
    if date is UNKNOWN or cited is UNKNOWN:
        return UNKNOWN
    return any_of(_latest_for(facts, homologation, m) for ref in cited if (m := facts.find("mie", ref)) is not None)


def _latest_for(facts: Facts, homologation: Thing, mie: Thing) -> Any:
    due, services = facts.fact(mie, "homologation_due"), _sensitive(facts, mie)
    if due is False:
        return False
    if due is UNKNOWN or services is UNKNOWN:
        return UNKNOWN
    others = [h for h in facts.all("homologation") if h is not homologation]
    return any_of(
        all_of(
            [
                _covers(facts, homologation, mie, s),
                *(negate(all_of([_later(facts, h, homologation), _covers(facts, h, mie, s)])) for h in others),
            ]
        )
        for s in services
    )


def _later(facts: Facts, other: Thing, homologation: Thing) -> Any:
    date = facts.ask(other, "date")
    return UNKNOWN if date is UNKNOWN else facts.ask(homologation, "date") < date <= facts.date


def _in_force(facts: Facts, homologation: Thing) -> Any:
    date, end = facts.ask(homologation, "date"), facts.fact(homologation, "fin")
    return UNKNOWN if UNKNOWN in (date, end) else date <= facts.date <= end


def _covers(facts: Facts, homologation: Thing, mie: Thing, service: Thing) -> Any:
    means, services = facts.ask(homologation, "mie"), facts.ask(homologation, "services")
    return all_of(
        [
            UNKNOWN if means is UNKNOWN else mie.id in means,
            UNKNOWN if services is UNKNOWN else service.id in services,
        ]
    )


def entite_responsable(facts: Facts, homologation: Thing) -> Any:
    """§4.4.1: who decides answers for each service covered; unknown when no service is named."""
    entity, cited = facts.ask(homologation, "entite"), facts.ask(homologation, "services")
    if entity is UNKNOWN or cited is UNKNOWN or not cited:
        return UNKNOWN
    owners = [facts.ask(s, "responsable") for ref in cited if (s := facts.find("service", ref)) is not None]
    return all_of(UNKNOWN if owner is UNKNOWN else owner == entity for owner in owners)


FACTS = {
    "mie.sensible_hors_psc": sensible_hors_psc,
    "mie.exigences_transition": exigences_transition,
    "mie.homologation_due": homologation_due,
    "mie.services_non_homologues": services_non_homologues,
    "mie.niveau_requis": niveau_requis,
    "homologation.fin": fin,
    "homologation.courante": courante,
    "homologation.entite_responsable": entite_responsable,
}
