"""The scheme as its document tells it: who answers for it, who is identified and how, until when, and what if all fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.words import NO_ANSWER
from builder.render.constats import anchor
from builder.render.told import Answers, Row, told

_GOVERNANCE = (
    ("Organisation", ("organisation.operationnelle", "organisation.responsabilite_couverte", "organisation.ressources_attestees", "organisation.obligations_recensees")),
    ("Management de la sécurité", ("smsi.en_place", "smsi.reference", "smsi.reference_justifiee", "smsi.mesures_documentees")),
    ("Personnel et locaux", ("personnel.forme", "personnel.effectif_suffisant", "locaux.surveilles", "locaux.acces_restreint")),
    ("Porteurs", ("porteurs.sensibilises", "porteurs.pret_interdit")),
    ("Enregistrements et incidents", ("enregistrements.tenus_et_proteges", "enregistrements.conservation_mois", "incidents.procedure", "supports.detruits_surement")),
    ("Audit", ("audit.type", "audit.complet", "audit.dernier_le", "audit.periode_mois")),
)  # fmt: skip
_SCHEME = ("institue_par_la_loi", "gere_par_administration", "plan_cessation", "information.description_publiee", "information.confidentialite_publiee", "information.changements_annonces", "information.demandes_traitees")  # fmt: skip
_DIRECTORY = ("source_maitre", "cle_de_compte", "charte_identites", "couvre_tous_les_professionnels", "flux_rh", "comptes_partages", "rpps.attribut", "rpps.renseigne_pour_tous", "rpps.rapprochement_mois", "rpps.verification_mois", "rpps.modifications_alertees")  # fmt: skip
_MOVES = ("procedure_arrivee", "procedure_depart", "desactivation_heures", "revue_mois")
_LIFE = ("renouvellement.periode_mois", "revocation.delai_heures", "revocation.a_toute_heure", "revocation.par_porteur", "modification_identite", "notifications")  # fmt: skip
_SESSION = ("duree_max_heures", "inactivite_minutes", "reauthentifie_si")
_STATION = ("partage", "session_systeme", "verrouillage_minutes", "verrouillage_au_retrait", "mie", "sso")
_PROVIDER = ("produit", "annuaire", "session", "expose_internet", "reference_par_ans", "statut_mie_controle", "refuse_mie_non_lie", "replis", "elevation_deux_facteurs", "jetons.identifiant", "jetons.attributs")  # fmt: skip
_SSO = ("type", "protocoles", "idp", "fermeture_avec_session", "deconnexion_globale")
_PSC = ("delegue_a", "methodes_autorisees", "session_max_heures", "habilitation.reference", "habilitation.expire_le", "raccordement.datapass", "appairage.methode", "appairage.validite_mois")  # fmt: skip
_REMOTE = ("reseau", "deux_facteurs", "mie")
_DEGRADED = ("causes", "declenche_par_autorite", "nombre_facteurs", "perimetre", "duree_max_heures", "dernier_essai")
_RESCUE = ("remplace", "active_par", "nombre_facteurs", "perimetre", "duree_max_heures", "trace")
_SERVICE = ("criticite", "exposition", "donnees_de_sante", "session")


def scheme_chapter(answers: Answers) -> dict[str, Any]:
    """Every part of document 01, in its order."""
    return {
        "entites": _entities(answers),
        "personnes": _people(answers),
        "faits": _rows(answers, "schema", _SCHEME),
        "gouvernance": [{"titre": t, "faits": _rows(answers, "gouvernance", names)} for t, names in _GOVERNANCE],
        "sous_traitants": _table(answers, "sous_traitant", ("contrat",)),
        "populations": _populations(answers),
        "annuaires": _named(answers, "annuaire", _DIRECTORY),
        "mouvements": _rows(answers, "mouvements", _MOVES),
        "cycle": _table(answers, "delivrance", _LIFE),
        "roles": _roles(answers),
        "sessions": _table(answers, "politique_session", _SESSION),
        "postes": _table(answers, "poste", _STATION),
        "idp": _named(answers, "idp", _PROVIDER),
        "sso": _table(answers, "sso", _SSO),
        "psc": _rows(answers, "psc", _PSC),
        "acces_distants": _table(answers, "acces_distant", _REMOTE),
        "services": _services(answers),
        "modes_degrades": _table(answers, "mode_degrade", _DEGRADED),
        "secours": _table(answers, "moyen_secours", _RESCUE),
    }


def _rows(answers: Answers, kind: str, names: Sequence[str]) -> list[Row]:
    """The answers of a kind that is written once."""
    return [row for node, path in answers.nodes(kind) for row in answers.rows(kind, node, path, names)]


def _title(node: Mapping[str, Any], fallback: str) -> str:
    return str(node.get("titre") or node.get("nom") or node.get("id") or fallback)


def _named(answers: Answers, kind: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """One card a thing."""
    return [
        {"titre": _title(node, kind), "faits": answers.rows(kind, node, path, names)}
        for node, path in answers.nodes(kind)
    ]


def _table(answers: Answers, kind: str, names: Sequence[str]) -> list[dict[str, str]]:
    """One line a thing, a column an answer."""
    return [{"titre": _title(n, kind), **answers.cells(kind, n, names)} for n, _ in answers.nodes(kind)]


def _entities(answers: Answers) -> list[dict[str, str]]:
    """The entities, the one that is the identity provider told."""
    provider = answers.files.get("schema.yml", {}).get("fournisseur_identite")
    return [
        {
            "titre": _title(node, "entite"),
            "role": "fournisseur d'identité" if node.get("id") == provider else "partie du schéma",
            **answers.cells("entite", node, ("nature", "finess_ej", "professionnels")),
        }
        for node, _ in answers.nodes("entite")
    ]


def _people(answers: Answers) -> list[dict[str, str]]:
    return [
        {"intitule": _title(node, NO_ANSWER), "fonction": answers.words("personne", "qualite", node.get("qualite"))}
        for node, _ in answers.nodes("personne")
    ]


def _populations(answers: Answers) -> list[dict[str, str]]:
    names = ("effectif", "registre", "identifiant", "origine_rpps", "e_cps", "mie")
    return _table(answers, "population", names)


def _roles(answers: Answers) -> list[dict[str, str]]:
    """Each role of the issuance and who holds it, path by path."""
    found = []
    for node, _ in answers.nodes("delivrance"):
        roles: Sequence[Mapping[str, Any]] = node.get("roles") or ({},)
        found += [
            {
                "parcours": _title(node, "delivrance"),
                "role": answers.words("delivrance", "roles.role", role.get("role")),
                "tenu_par": told(role.get("tenu_par")),
            }
            for role in roles
        ]
    return found


def _services(answers: Answers) -> list[dict[str, str]]:
    """Services as resolved: what their group answers for them is theirs."""
    found = []
    for service in answers.context.assessment.things.get("service", ()):
        means = dict.fromkeys(i for a in service.get("acces") or () for i in a.get("mie") or ())
        found.append(
            {
                "titre": str(service.get("titre", service["id"])),
                "ancre": anchor("service-" + service["id"]),
                **answers.cells("service", service, _SERVICE),
                "mie": ", ".join(answers.title("mie", i) for i in means) or NO_ANSWER,
            }
        )
    return found
