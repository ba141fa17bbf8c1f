"""The technical evaluation: certificates and their dates, tests, weaknesses that remain, and how everything is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.words import NO_ANSWER, french_date
from builder.model.findings import Cover, Finding, Outcome
from builder.model.rules import Nature
from builder.render.constats import cover, message, numbered
from builder.render.told import Answers, Row

# Subjects that are machines, settings or devices: what is found about them is a technical weakness.
_TECHNICAL = frozenset(
    {"mie", "un_facteur", "idp", "sso", "psc", "acces_distant", "reseau", "gestion_cles", "politique_session", "politique_mot_de_passe", "poste", "annuaire"}
)  # fmt: skip
_WORST = (Cover.ECART, Cover.QUESTION, Cover.COUVERT, Cover.SIGNALE)
_CERTIFICATE = ("produit.modele", "produit.certification.schema", "produit.certification.reference", "produit.certification.delivree_le", "produit.certification.expire_le")  # fmt: skip
_EVALUATION = ("evaluation.potentiel_attaque", "evaluation.resiste_hameconnage", "evaluation.controle_exclusif", "evaluation.niveau", "produit.alertes_suivies")  # fmt: skip
_PIECES = frozenset({"test", "audit", "evaluation_technique", "certificat", "fiche_produit"})
_DATES = (
    ("gouvernance", "tests_intrusion.dernier"),
    ("gouvernance", "audit.dernier_le"),
    ("psc", "tests.dernier"),
    ("idp", "bascule_testee_le"),
    ("sso", "bascule_testee_le"),
    ("mode_degrade", "dernier_essai"),
)
_SETTINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mie", ("verification_utilisateur.par_le_support", "verification_utilisateur.par_le_serveur", "code_pin.longueur_min", "code_pin.essais_max", "cle.non_exportable", "cle.synchronisable", "carte.lecture_uid_seule", "carte.authentification_mutuelle", "carte.cles_diversifiees", "carte.controle_proximite", "carte.parametrage_justifie", "fido.attestation_verifiee", "fido.modeles_autorises", "mobile.notification_contextuelle", "mobile.code_exige", "mobile.telephone_gere", "biometrie.stockage")),
    ("idp", ("tls_min", "expose_internet", "limitation_essais", "modeles_controles", "notifications_connexion", "donnees_protegees", "administration.deux_facteurs", "administration.bastion", "cle_signature.protegee", "cle_signature.rotation_mois", "jetons.controles_stricts", "journaux.centralises", "journaux.anomalies_traitees", "correctifs_jours")),
    ("sso", ("coffre_chiffre", "jetons_lies", "injection.justification", "injection.transmission_securisee", "injection.seul_emetteur")),
    ("politique_mot_de_passe", ("entropie_bits", "essais_max", "temporisation", "delai_apres_5_echecs_secondes", "echecs_max_24h", "anti_automate", "controle_automatique")),
    ("annuaire", ("privileges_cloisonnes", "protocoles_anciens", "comptes_service_durcis", "igc_durcie", "sauvegarde_hors_ligne")),
    ("reseau", ("identite_segmentee", "canaux_proteges", "telemaintenance_par_bastion")),
    ("gestion_cles", ("existe", "acces_restreint", "jamais_en_clair", "protection", "ceremonie")),
    ("poste", ("edr", "durci", "peripheriques_controles", "lecteurs_maitrises", "bureau_virtuel.reprise", "bureau_virtuel.inactivite_minutes")),
)  # fmt: skip
_UNTITLED = {"reseau": "Réseau d'identité", "gestion_cles": "Gestion des clés"}


def technical(answers: Answers, sees: frozenset[str]) -> dict[str, Any]:
    """Every part of document 05. sees: the pieces that its readers may see named."""
    weak = _weaknesses(answers)
    return {
        "certificats": _certificates(answers),
        "evaluations": _means(answers, _EVALUATION),
        "essais": _tests(answers),
        "pieces": _pieces(answers, sees),
        "faiblesses": [w for w in weak if w["compte"]],
        "a_regarder": [w for w in weak if not w["compte"]],
        "reglages": _settings(answers),
    }


def _certificates(answers: Answers) -> list[dict[str, str]]:
    """Each means with its certificate and whether it runs at the date of evaluation."""
    words: dict[Any, str] = {True: "en cours", False: "non établie ou échue"}
    things = {t["id"]: t for t in answers.context.assessment.things.get("mie", ())}
    return [
        {**told, "etat": words.get(things[id_].get("certification_valide"), NO_ANSWER) if id_ in things else NO_ANSWER}
        for id_, told in zip((n["id"] for n, _ in answers.nodes("mie")), _means(answers, _CERTIFICATE), strict=True)
    ]


def _means(answers: Answers, names: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"titre": str(node.get("titre", node["id"])), **answers.cells("mie", node, names)}
        for node, _ in answers.nodes("mie")
    ]


def _tests(answers: Answers) -> list[dict[str, str]]:
    """What was tried and when; « sans réponse » when a rule asks for it and nobody says."""
    found = []
    for kind, name in _DATES:
        for node, path in answers.nodes(kind):
            subject = str(node.get("titre", ""))
            found += [
                {"essai": row["libelle"] + (f" : {subject}" if subject else ""), "date": row["valeur"]}
                for row in answers.rows(kind, node, path, (name,))
            ]
    return found


def _pieces(answers: Answers, sees: frozenset[str]) -> list[dict[str, str]]:
    """Reports and certificates on record, by kind then date."""
    held = [n for n, _ in answers.nodes("preuve") if n.get("type") in _PIECES and n["id"] in sees]
    return [
        {
            "titre": str(n.get("titre", n["id"])),
            "type": answers.words("preuve", "type", n.get("type")),
            "date": french_date(n["date"]) if n.get("date") else NO_ANSWER,
            "fin": french_date(n["valide_jusqu_au"]) if n.get("valide_jusqu_au") else "sans fin écrite",
        }
        for n in sorted(held, key=lambda n: (str(n.get("type")), str(n.get("date", "")), n["id"]))
    ]


def _weaknesses(answers: Answers) -> list[dict[str, Any]]:
    """What is not satisfied about machines, settings and devices, worst first; each with what becomes of it."""
    context = answers.context
    wrong = (Outcome.NON_SATISFAIT, Outcome.SANS_REPONSE)
    found = [
        f
        for f in context.assessment.findings
        if f.subject.kind in _TECHNICAL and f.outcome in wrong and f.cover in _WORST
    ]
    found.sort(key=lambda f: (_WORST.index(f.cover), f.rule.pack != context.assessment.regime, f.rule.pack, f.id))
    return [_weakness(f, answers) for f in found]


def _weakness(finding: Finding, answers: Answers) -> dict[str, Any]:
    context = answers.context
    pack = context.packs[finding.rule.pack]
    return {
        "sujet": finding.subject.title,
        "constat": message(finding, context),
        "texte": f"{pack.titre}, {numbered(finding.rule.exigence, pack)}",
        "traitement": cover(finding, context),
        "compte": finding.cover is not Cover.SIGNALE and pack.nature is not Nature.CONTROLES,
    }


def _settings(answers: Answers) -> list[dict[str, Any]]:
    """Configuration, thing by thing: raw facts, for the annex."""
    found: list[dict[str, Any]] = []
    for kind, names in _SETTINGS:
        for node, path in answers.nodes(kind):
            rows: list[Row] = answers.rows(kind, node, path, names)
            if rows:
                found.append({"titre": _name(node, kind), "faits": rows})
    return found


def _name(node: Mapping[str, Any], kind: str) -> str:
    return str(node.get("titre") or _UNTITLED.get(kind) or node.get("id", kind))
