"""Each means and the way it reaches its holder, step by step: who does what, nationally and in the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.words import NO_ANSWER
from builder.model.source import Path
from builder.render.constats import anchor
from builder.render.told import Answers

# A step: its name, the roles that hold it, the answers that describe it. In the order in which a holder meets them.
STEPS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "Demande",
        ("demande", "validation"),
        ("demande.conditions_acceptees", "demande.consignes_remises", "demande.donnees_recueillies"),
    ),
    (
        "Contrôle de l'identité",
        ("controle_identite",),
        (
            "identite.modalite",
            "identite.pieces_acceptees",
            "identite.authenticite_controlee",
            "identite.validite_controlee",
            "identite.ressemblance_controlee",
            "identite.titre_verifie_en_source",
        ),
    ),
    (
        "Concordance des identités",
        ("controle_identite",),
        (
            "enrolement.source_autorite",
            "enrolement.inscription_verifiee_avant",
            "enrolement.concordance_controlee",
            "enrolement.unicite_controlee",
        ),
    ),
    (
        "Préparation et stock",
        ("personnalisation", "stock"),
        ("stock.sous_cle", "stock.inventorie", "stock.transport_scelle", "stock.efface_au_retour"),
    ),
    (
        "Rendez-vous de remise",
        ("remise",),
        ("remise.mode", "remise.rendez_vous", "remise.identite_controlee", "remise.signee"),
    ),
    (
        "Activation",
        ("remise",),
        (
            "remise.activation_prouve_possession",
            "code_pin.transmission",
            "code_pin.initial_unique",
            "code_pin.change_au_premier_usage",
        ),
    ),
    (
        "Enrôlement local",
        (),
        (
            "enrolement.compte_local_verifie",
            "enrolement.rapprochement",
            "enrolement.autorise_par",
            "enrolement.associe_avant_usage",
            "enrolement.coordonnees",
            "enrolement.essai_reussi",
            "enrolement.nombre_max",
        ),
    ),
    (
        "Renouvellement",
        ("renouvellement",),
        (
            "renouvellement.possible",
            "renouvellement.periode_mois",
            "renouvellement.condition",
            "renouvellement.reverifie_en_source",
        ),
    ),
    (
        "Révocation",
        ("revocation",),
        (
            "revocation.par_porteur",
            "revocation.par_gestionnaire",
            "revocation.a_toute_heure",
            "revocation.delai_heures",
            "revocation.suspension",
            "revocation.demandeur_authentifie",
            "revocation.reactivation",
        ),
    ),
    (
        "Oubli, perte, changement",
        (),
        ("depannage.situations", "depannage.recuperation", "modification_identite", "notifications"),
    ),
)
_PAIRING = ("appairage.methode", "appairage.validite_mois", "appairage.deux_facteurs_locaux")
_SHOWN = (
    "type",
    "facteurs.type",
    "protocole",
    "interfaces",
    "produit.fabricant",
    "produit.modele",
    "nominatif",
    "commande.gestionnaire",
)


def issuance(
    answers: Answers, means: Sequence[Mapping[str, Any]], cases: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """`moyens`: every means as the site tells it, with its facts, its routes and its paths step by step; `parcours`: each
    path once."""
    context = answers.context
    paths = {str(node.get("id", path[0])): (node, path) for node, path in answers.nodes("delivrance")}
    written = {str(node.get("id", path[0])): path for node, path in answers.nodes("mie")}
    told = {id_: _path(id_, node, path, answers) for id_, (node, path) in paths.items()}
    things = {t["id"]: t for t in context.assessment.things.get("mie", ())}
    return {
        "moyens": [_means(m, things[m["id"]], written[m["id"]], told, cases, answers) for m in means],
        "parcours": list(told.values()),
    }


def _means(
    means: Mapping[str, Any],
    thing: Mapping[str, Any],
    path: Path,
    told: Mapping[str, Mapping[str, Any]],
    cases: Sequence[Mapping[str, Any]],
    answers: Answers,
) -> dict[str, Any]:
    national = thing.get("national")
    return {
        **means,
        "faits": answers.rows("mie", thing, path, _SHOWN),
        "origine": {True: "national", False: "local"}.get(national, NO_ANSWER)
        if isinstance(national, bool)
        else NO_ANSWER,
        "nationale": _national(thing),
        "voies_detail": [c for c in cases if c["ancre"] == means["ancre"]],
        "parcours": [
            {**told[i], "cle": f"{means['id']}/{i}", "etapes": [*told[i]["etapes"], _pairing(thing, answers)]}
            for i in thing.get("delivrances") or ()
            if i in told
        ],
        "parcours_titres": ", ".join(told[i]["titre"] for i in thing.get("delivrances") or () if i in told),
    }


def _national(thing: Mapping[str, Any]) -> str:
    """How the State issues the means: `application`, `carte`, or "" when it does not."""
    if thing.get("national") is not True:
        return ""
    return (
        "application" if "application" in (thing.get("interfaces") or ()) or thing.get("type") == "e_cps" else "carte"
    )


def _path(id_: str, node: Mapping[str, Any], path: Path, answers: Answers) -> dict[str, Any]:
    return {
        "id": id_,
        "ancre": anchor("parcours-" + id_),
        "titre": node.get("titre", id_),
        "description": node.get("description", ""),
        "etapes": [_step(*step, node, path, answers) for step in STEPS],
        "mot_de_passe_seul": (node.get("enrolement") or {}).get("autorise_par") == "mdp_seul",
    }


def _step(
    title: str, roles: tuple[str, ...], names: tuple[str, ...], node: Mapping[str, Any], path: Path, answers: Answers
) -> dict[str, Any]:
    return {
        "titre": title,
        "qui": _holders(node, roles) if roles else "–",
        "faits": answers.rows("delivrance", node, path, names),
    }


def _holders(node: Mapping[str, Any], roles: Sequence[str]) -> str:
    held = [r.get("tenu_par", "") for r in node.get("roles") or () if r.get("role") in roles]
    return ", ".join(dict.fromkeys(h for h in held if h.strip())) or NO_ANSWER


def _pairing(thing: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """The pairing with Pro Santé Connect, when it trusts the local provider for this means."""
    usages = thing.get("usages")
    step: dict[str, Any] = {"titre": "Appairage avec Pro Santé Connect", "qui": "Le porteur", "faits": []}
    if usages is not None and "psc_delegation" not in usages:
        words = "sans objet : ce moyen n'ouvre pas Pro Santé Connect à travers notre fournisseur d'identité"
        return {**step, "qui": "–", "faits": [{"libelle": "Appairage", "valeur": words}]}
    for node, path in answers.nodes("psc"):
        step["faits"] = answers.rows("psc", node, path, _PAIRING)
    return step if step["faits"] else {**step, "faits": [{"libelle": "Appairage", "valeur": NO_ANSWER}]}
