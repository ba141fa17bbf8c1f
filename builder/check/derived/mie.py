"""Derived facts of a means of identification: traits, factors, certificates, issuance."""

from __future__ import annotations

from typing import Any

from builder.check.derived.acts import months_begun
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of, any_of, negate
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

PASSWORDS = ("mot_de_passe", "phrase_de_passe")
CARD_FAMILIES = ("carte_neutre", "badge", "cps", "psi", "cpe")  # those that may be read by serial number only
EIDAS_CERTIFICATES = ("eidas_substantiel", "eidas_eleve")


def trait(name: str) -> Any:
    """A trait of the type (risk_catalog/types_mie)."""

    def derive(facts: Facts, mie: Thing) -> Any:
        type_ = facts.ask(mie, "type")
        return UNKNOWN if type_ is UNKNOWN else facts.knowledge.mie_traits[type_][name]

    return derive


def adosse_rpps(facts: Facts, mie: Thing) -> Any:
    backed = trait("adosse_rpps")(facts, mie)
    if backed is UNKNOWN or isinstance(backed, bool):
        return backed
    linked = facts.ask(mie, "rattachement")  # the type says `demande`: the dossier must
    return UNKNOWN if linked is UNKNOWN else linked == "rpps"


def certifie_eidas(facts: Facts, mie: Thing) -> Any:
    scheme = facts.ask(mie, "produit", "certification", "schema")
    return UNKNOWN if scheme is UNKNOWN else scheme in EIDAS_CERTIFICATES


def certification_valide(facts: Facts, mie: Thing) -> Any:
    scheme = facts.ask(mie, "produit", "certification", "schema")
    if scheme is UNKNOWN or scheme == "aucune":
        return UNKNOWN if scheme is UNKNOWN else False
    end = facts.ask(mie, "produit", "certification", "expire_le")
    return UNKNOWN if end is UNKNOWN else end >= facts.date


def certification_mois_entames(facts: Facts, mie: Thing) -> Any:
    """Months begun since the certificate was issued; unknown without a certificate or its date."""
    issued = facts.ask(mie, "produit", "certification", "delivree_le")
    return UNKNOWN if issued is UNKNOWN else months_begun(issued, facts.date)


def homologue(facts: Facts, mie: Thing) -> Any:
    group = facts.known_list("homologation")
    if group is UNKNOWN:
        return UNKNOWN
    return any_of(_homologates(facts, h, mie) for h in group)


def _homologates(facts: Facts, homologation: Thing, mie: Thing) -> Any:
    cited, date = facts.ask(homologation, "mie"), facts.ask(homologation, "date")
    named = UNKNOWN if cited is UNKNOWN else mie.id in cited
    return all_of([named, UNKNOWN if date is UNKNOWN else date <= facts.date])


def transition(facts: Facts, mie: Thing) -> Any:
    """A trait of the type, unless homologated (RIE v1) or certified eIDAS."""
    weak = trait("transition")(facts, mie)
    return False if weak is False else all_of([weak, negate(facts.fact(mie, "homologue"))])


def factor_types(facts: Facts, mie: Thing) -> Any:
    """The factors' types, or UNKNOWN when the list or one of its types is silent."""
    count = facts.items(mie, "facteurs")
    if count is UNKNOWN:
        return UNKNOWN
    types = [facts.ask(mie, "facteurs", i, "type") for i in range(count)]
    return UNKNOWN if any(t is UNKNOWN for t in types) else types


def categories(facts: Facts, mie: Thing) -> Any:
    return _table(facts, mie, "categorie")


def supports(facts: Facts, mie: Thing) -> Any:
    return _table(facts, mie, "support")


def _table(facts: Facts, mie: Thing, column: str) -> Any:
    types = factor_types(facts, mie)
    if types is UNKNOWN:
        return UNKNOWN
    found = {facts.knowledge.factors[t][column] for t in types}
    return sorted(found - {"aucune"}) if column == "categorie" else sorted(found)


def mot_de_passe_seul(facts: Facts, mie: Thing) -> Any:
    """A password, and nothing that is had or that one is: a second secret, or a code sent by mail, adds no category."""
    types, found, family = factor_types(facts, mie), facts.fact(mie, "categories"), facts.fact(mie, "famille")
    if types is UNKNOWN or found is UNKNOWN:
        return UNKNOWN
    named = any(t in PASSWORDS for t in types) and set(found) <= {"connaissance"}
    by_type = UNKNOWN if family is UNKNOWN else family == "mot_de_passe"
    return any_of([named, all_of([by_type, len(found) <= 1])])


def deux_facteurs_verifies(facts: Facts, mie: Thing) -> Any:
    found = facts.fact(mie, "categories")
    return all_of(
        [
            UNKNOWN if found is UNKNOWN else len(found) > 1,
            any_of(
                [
                    facts.ask(mie, "verification_utilisateur", "par_le_support"),
                    facts.ask(mie, "verification_utilisateur", "par_le_serveur"),
                ]
            ),
        ]
    )


def dynamique(facts: Facts, mie: Thing) -> Any:
    protocol = facts.ask(mie, "protocole")
    if protocol is UNKNOWN:
        return UNKNOWN
    dynamic = facts.knowledge.dynamic_protocols[protocol]
    family = facts.fact(mie, "famille")
    if not dynamic or (family is not UNKNOWN and family not in CARD_FAMILIES):
        return dynamic
    return all_of([dynamic, negate(facts.ask(mie, "carte", "lecture_uid_seule"))])


def revocable(facts: Facts, mie: Thing) -> Any:
    """By the holder or by the manager, in each path."""
    paths = facts.ask(mie, "delivrances")
    if paths is UNKNOWN or not paths:
        return UNKNOWN
    return all_of(_revocable(facts, facts.find("delivrance", p)) for p in paths)


def _revocable(facts: Facts, path: Thing | None) -> Any:
    if path is None:
        return UNKNOWN
    return any_of([facts.ask(path, "revocation", k) for k in ("par_porteur", "par_gestionnaire")])


def _cases(facts: Facts, mie: Thing, key: str) -> Any:
    count = facts.items(mie, "un_facteur")
    return UNKNOWN if count is UNKNOWN else [facts.ask(mie, "un_facteur", i, key) for i in range(count)]


def un_facteur_sans_contact(facts: Facts, mie: Thing) -> Any:
    gestures = _cases(facts, mie, "geste")
    if gestures is UNKNOWN:
        return UNKNOWN
    return any_of(UNKNOWN if g is UNKNOWN else g == "sans_contact" for g in gestures)


def fenetre_heures(facts: Facts, mie: Thing) -> Any:
    """The longest window; unknown if one case is silent, unless one has no bound."""
    hours = _cases(facts, mie, "apres_deux_facteurs_heures")
    if hours is UNKNOWN or SANS_LIMITE in hours:
        return hours if hours is UNKNOWN else SANS_LIMITE
    return UNKNOWN if any(h is UNKNOWN for h in hours) else max(hours, default=0)


def facteur_du_mie(facts: Facts, case: Thing) -> Any:
    mie = case.parent
    types: Any = UNKNOWN if mie is None else factor_types(facts, mie)
    shown = facts.ask(case, "facteur")
    return UNKNOWN if types is UNKNOWN or shown is UNKNOWN else shown in types


def titre_francais(facts: Facts, path: Thing) -> Any:
    papers = facts.ask(path, "identite", "pieces_acceptees")
    if papers is UNKNOWN:
        return UNKNOWN
    return bool(papers) and not set(papers) & {"titre_etranger", "badge_interne", "autre"}


def restreinte(facts: Facts, policy: Thing) -> Any:
    """Finite lockout, growing delay or anti-automation (EXI 25, EXI RIE-PS 17)."""
    tries = facts.ask(policy, "essais_max")
    return any_of(
        [
            UNKNOWN if tries is UNKNOWN else tries < SANS_LIMITE,
            facts.ask(policy, "temporisation"),
            facts.ask(policy, "anti_automate"),
        ]
    )


def months_since(past: str, today: str) -> int:
    """Whole months between two ISO dates; SANS_LIMITE when it never happened."""
    if past == JAMAIS_FAIT:
        return SANS_LIMITE
    years, months, days = (int(b) - int(a) for a, b in zip(past.split("-"), today.split("-"), strict=True))
    return max(0, years * 12 + months - (1 if days < 0 else 0))


FACTS = {
    "mie.famille": trait("famille"),
    "mie.national": trait("national"),
    "mie.compatible_psc": trait("compatible_psc"),
    "mie.portable": trait("portable"),
    "mie.adosse_rpps": adosse_rpps,
    "mie.transition": transition,
    "mie.homologue": homologue,
    "mie.categories": categories,
    "mie.supports": supports,
    "mie.mot_de_passe_seul": mot_de_passe_seul,
    "mie.deux_facteurs_verifies": deux_facteurs_verifies,
    "mie.dynamique": dynamique,
    "mie.certification_valide": certification_valide,
    "mie.certification_mois_entames": certification_mois_entames,
    "mie.revocable": revocable,
    "mie.un_facteur_sans_contact": un_facteur_sans_contact,
    "mie.fenetre_heures": fenetre_heures,
    "un_facteur.facteur_du_mie": facteur_du_mie,
    "delivrance.titre_francais": titre_francais,
    "politique_mot_de_passe.restreinte": restreinte,
}
