"""Every derived fact, on small dossiers: at least one known value and one silence that stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from builder.check import derived, views
from builder.check.deciding import FROM_VERDICT
from builder.check.facts import UNKNOWN
from builder.check.levels import FROM_FINDINGS
from builder.check.things import phantom
from builder.load.knowledge import load_knowledge
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE
from tests.check.coherence_cases import CASES as COHERENCE
from tests.check.contents_cases import CASES as CONTENTS
from tests.check.helpers import DATE, make_facts, thing

Files = dict[str, Any]


def mie(**facts: Any) -> Files:
    return {"mie/m.yml": {"id": "m", **facts}}


def arch(**blocks: Any) -> Files:
    return {"architecture.yml": blocks}


def acts(issuer: str, qualite: str = "", delegation: str = "", **schema: Any) -> Files:
    """An attestation `a` signed by `p`, after a session `s` where `p` sat."""
    person = {"id": "p", **({"qualite": qualite} if qualite else {})}
    signed = {"id": "a", "emetteur": issuer, "signataire": "p", **({"delegation": delegation} if delegation else {})}
    session = {"id": "s", "membres": [{"personne": "p"}]}
    return {
        "dossier.yml": {"id": "d", "entites": [{"id": issuer}], "personnes": [person]},
        "schema.yml": {"id": "sc", **schema},
        "commission.yml": {"attestations": [signed], "seances": [session]},
    }


def used(*accesses: dict[str, Any], type_: str = "carte_neutre", more: Files | None = None, **service: Any) -> Files:
    """One means `m` and one service `s` with these accesses; everything else answered « none »."""
    files: Files = {
        "mie/m.yml": {"id": "m", "type": type_, "facteurs": [{"type": "carte"}, {"type": "code_pin"}]},
        "services.yml": {"services": [{"id": "s", "acces": list(accesses), **service}]},
        "postes.yml": {"postes": []},
        "architecture.yml": {
            "idp": [{"id": "i"}],
            "sso": [],
            "psc": {"delegue_a": []},
            "acces_distants": [],
        },
        "commission.yml": {"homologations": []},
    }
    for name, content in (more or {}).items():
        files[name] = {**files.get(name, {}), **content}
    return files


def esso(accesses: list[dict[str, Any]], *ssos: dict[str, Any]) -> Files:
    """A service opened by these accesses, and SSOs: the first is `o`."""
    listed = [{"id": "o", **ssos[0]}, *ssos[1:]]
    return used(*accesses, more={"architecture.yml": {"sso": listed}})


def signed_on(*dates: str | None) -> Files:
    """Attestations signed on these days; None: nobody says."""
    signed = [{"id": f"a{i}", **({} if d is None else {"signee_le": d})} for i, d in enumerate(dates)]
    return {"commission.yml": {"attestations": signed}}


def opened(day: str, *attestations: tuple[str | None, int | None]) -> Files:
    """A service in production since `day`, and attestations (signed on, months)."""
    files = signed_on(*(date for date, _ in attestations))
    for written, (_, months) in zip(files["commission.yml"]["attestations"], attestations, strict=True):
        written.update({} if months is None else {"duree_mois": months})
    return used(LOCAL, mise_en_production=day, more=files)


LOCAL = {"par": "idp", "mie": ["m"]}
FALLBACK = LOCAL | {"mode": "secours"}
LENT = {"continuite.yml": {"moyens_secours": [{"id": "pret", "mie": "m"}]}}
DIRECT = {"par": "cpx_direct", "mie": ["m"]}
PSC = {"par": "psc", "mie": ["m"], "mode": "nominal"}
DELEGATED = {
    "architecture.yml": {
        "psc": {
            "delegue_a": ["i"],
            "habilitation": {"reference": "H", "expire_le": "2027-01-01", "produit_habilite": True},
        },
        "idp": [{"id": "i"}],
        "sso": [{"id": "o", "idp": "i"}],
        "acces_distants": [],
    },
    "postes.yml": {"postes": [{"id": "p", "mie": ["m"], "sso": ["o"]}]},
}
PEOPLE = {
    "populations.yml": {
        "populations": [{"id": "a", "effectif": 30, "mie": ["m"]}, {"id": "b", "effectif": 5, "mie": []}]
    }
}
HEALTH = {
    "donnees_de_sante": True,
    "partage": False,
    "integre_un_service_partage": False,
    "exposition": "interne",
    "nouveaux_patients_an": 10000,
    "professionnels_an": 1000,
}

SENSITIVE = {**HEALTH, "partage": True}
CONTACT = {"mie/m.yml": {"interfaces": ["contact"]}}
CONTACTLESS = {"mie/m.yml": {"interfaces": ["contact", "sans_contact"]}}


def homologated(*others: Files, **changes: Any) -> Files:
    """A means used locally on a sensitive service, covered by a decision `h`; a change to None takes the answer away."""
    decision = {"id": "h", "mie": ["m"], "services": ["s"], "date": "2026-01-01", **changes}
    written = {key: value for key, value in decision.items() if value is not None}
    more = {**CONTACT, "commission.yml": {"homologations": [written, *others]}}
    return used(LOCAL, more=more, responsable="e", **SENSITIVE)


# (fact, subject, files, expected)
CASES: list[tuple[str, str, Files, Any]] = [
    ("mie.famille", "m", mie(type="cle_fido2"), "fido2"),
    ("mie.famille", "m", mie(), UNKNOWN),
    ("mie.national", "m", mie(type="e_cps"), True),
    ("mie.national", "m", mie(type="carte_neutre"), False),
    ("mie.national", "m", mie(), UNKNOWN),
    ("mie.compatible_psc", "m", mie(type="cle_fido2"), True),
    ("mie.compatible_psc", "m", mie(type="carte_neutre"), False),
    ("mie.compatible_psc", "m", mie(), UNKNOWN),
    ("mie.portable", "m", mie(type="cps"), True),
    ("mie.portable", "m", mie(type="windows_hello"), False),
    ("mie.portable", "m", mie(), UNKNOWN),
    ("mie.adosse_rpps", "m", mie(type="cps"), True),
    ("mie.adosse_rpps", "m", mie(type="cpe"), False),
    ("mie.adosse_rpps", "m", mie(type="certifie_eidas", rattachement="rpps"), True),
    ("mie.adosse_rpps", "m", mie(type="certifie_eidas", rattachement="aucun"), False),
    ("mie.adosse_rpps", "m", mie(type="certifie_eidas"), UNKNOWN),
    ("mie.usages", "m", used(LOCAL), ["local"]),
    ("mie.usages", "m", used(PSC, type_="e_cps"), ["psc_direct"]),
    ("mie.usages", "m", used(FALLBACK, more=LENT), ["secours"]),
    ("mie.usages", "m", used(FALLBACK, more={"continuite.yml": {"moyens_secours": []}}), ["local"]),
    (
        "mie.usages",
        "m",
        used(FALLBACK, more={"continuite.yml": {"moyens_secours": [{"id": "x", "mie": "aucun"}]}}),
        ["local"],
    ),
    ("mie.usages", "m", used(FALLBACK, more={"continuite.yml": {"moyens_secours": [{"id": "x"}]}}), UNKNOWN),
    ("mie.usages", "m", used(FALLBACK), UNKNOWN),
    ("mie.usages", "m", used(DIRECT, type_="cps", historique_autorise=True), ["cpx_direct"]),
    ("mie.usages", "m", used(DIRECT, type_="cps", historique_autorise=False), ["local"]),
    ("mie.usages", "m", used(DIRECT, type_="cps"), UNKNOWN),
    ("mie.usages", "m", used(PSC, {"par": "idp", "mie": []}, type_="e_cps"), UNKNOWN),
    ("mie.usages", "m", used(PSC, {"par": "local", "mie": []}, type_="e_cps"), ["psc_direct"]),
    ("mie.usages", "m", used(PSC, type_="carte_neutre"), ["psc_direct"]),
    ("mie.usages", "m", used(PSC, type_="cle_fido2", more=DELEGATED), ["local", "psc_delegation"]),
    ("mie.usages", "m", used({"par": "idp"}), UNKNOWN),
    ("mie.usages", "m", used({"mie": ["m"]}), UNKNOWN),
    ("mie.usages", "m", used(PSC, type_="e_cps", more={"postes.yml": {"postes": [{"id": "p"}]}}), UNKNOWN),
    (
        "mie.usages",
        "m",
        used(
            PSC, type_="e_cps", more={"postes.yml": {"postes": [{"id": "p", "session_systeme": "generique_sans_mie"}]}}
        ),
        UNKNOWN,  # only `mie: []` says that no means opens it
    ),
    ("mie.usages", "m", used(PSC, type_="e_cps", more={"architecture.yml": {"psc": {}}}), UNKNOWN),
    ("mie.voies", "m", used(LOCAL), ["hors_psc_mie_local"]),
    ("mie.voies", "m", used(PSC, type_="e_cps"), ["psc_natif"]),
    ("mie.voies", "m", used(PSC, type_="cle_fido2"), ["psc_mie_compatible"]),
    ("mie.voies", "m", used(LOCAL, type_="cle_fido2"), ["hors_psc_mie_compatible_psc"]),
    ("mie.voies", "m", used(LOCAL, type_="e_cps"), ["hors_psc_mie_compatible_psc"]),
    ("mie.voies", "m", used(LOCAL, type_="cps"), ["cpx_enrole_localement"]),
    ("mie.voies", "m", used(LOCAL, type_="mot_de_passe"), ["transition"]),
    ("mie.voies", "m", used(FALLBACK, more=LENT), ["secours"]),
    ("service.acces_sans_mie", "s", used(PSC, {"par": "local", "mie": []}), True),
    ("service.acces_sans_mie", "s", used(PSC, LOCAL), False),
    ("service.acces_sans_mie", "s", used({"par": "local"}), UNKNOWN),
    ("service.exigences_applicables", "s", used(PSC, {"par": "local", "mie": []}, type_="e_cps"), True),
    ("mie.voies", "m", used(PSC, LOCAL, type_="cps"), ["cpx_enrole_localement", "psc_natif"]),
    (
        "mie.voies",
        "m",
        used(PSC, type_="carte_neutre", more=DELEGATED | {"postes.yml": {"postes": []}}),
        ["psc_fi_habilite"],
    ),
    ("mie.voies", "m", used({"par": "idp"}), UNKNOWN),
    ("mie.voie_v1", "m", used(PSC, type_="e_cps"), "psc"),
    ("mie.voie_v1", "m", used(LOCAL, type_="cps"), "cpx"),
    ("mie.voie_v1", "m", used(LOCAL, type_="mot_de_passe"), "transition"),
    ("mie.voie_v1", "m", used(LOCAL), "aucune"),
    (
        "mie.voie_v1",
        "m",
        used(LOCAL, more={"commission.yml": {"homologations": [{"id": "h", "mie": ["m"], "date": "2026-01-01"}]}}),
        "homologue",
    ),
    ("mie.voie_v1", "m", used({"par": "idp"}), UNKNOWN),
    ("mie.attestation_due", "m", used(LOCAL), True),
    ("mie.attestation_due", "m", used(PSC, type_="e_cps"), False),
    ("mie.attestation_due", "m", used(LOCAL, {"mie": ["m"]}), True),  # one silence cannot undo a certainty
    ("mie.attestation_due", "m", used(PSC, {"mie": ["m"]}, type_="e_cps"), UNKNOWN),
    ("mie.attestation_due", "m", used(type_="e_cps"), UNKNOWN),  # nobody is known to use it: no exemption
    ("mie.exigences_applicables", "m", used(LOCAL), True),
    (
        "mie.exigences_applicables",
        "m",
        used(PSC, type_="carte_neutre", more=DELEGATED | {"postes.yml": {"postes": []}}),
        True,
    ),
    ("mie.exigences_applicables", "m", used(PSC, type_="e_cps"), False),
    ("mie.exigences_applicables", "m", used({"par": "idp"}), UNKNOWN),
    ("mie.transition", "m", used(LOCAL, type_="otp_sms"), True),
    ("mie.transition", "m", used(LOCAL, type_="cps"), False),
    ("mie.transition", "m", mie(type="otp_sms"), UNKNOWN),
    ("mie.categories", "m", mie(facteurs=[{"type": "carte"}, {"type": "code_pin"}]), ["connaissance", "possession"]),
    ("mie.categories", "m", mie(facteurs=[{"type": "mot_de_passe"}, {"type": "otp_courriel"}]), ["connaissance"]),
    ("mie.categories", "m", mie(facteurs=[{"type": "carte"}, {}]), UNKNOWN),
    ("mie.categories", "m", mie(), UNKNOWN),
    ("mie.supports", "m", mie(facteurs=[{"type": "cle"}, {"type": "empreinte"}]), ["biometrie", "materiel"]),
    ("mie.supports", "m", mie(), UNKNOWN),
    ("mie.mot_de_passe_seul", "m", mie(facteurs=[{"type": "mot_de_passe"}]), True),
    ("mie.mot_de_passe_seul", "m", mie(type="cle_fido2", facteurs=[{"type": "mot_de_passe"}, {"type": "cle"}]), False),
    ("mie.mot_de_passe_seul", "m", mie(facteurs=[{"type": "mot_de_passe"}, {"type": "question_secrete"}]), True),
    ("mie.mot_de_passe_seul", "m", mie(facteurs=[{"type": "phrase_de_passe"}, {"type": "otp_courriel"}]), True),
    ("mie.mot_de_passe_seul", "m", mie(type="cle_fido2", facteurs=[{"type": "code_pin"}]), False),
    ("mie.mot_de_passe_seul", "m", mie(type="mot_de_passe", facteurs=[]), True),
    ("mie.mot_de_passe_seul", "m", mie(type="mot_de_passe", facteurs=[{"type": "code_pin"}]), True),
    (
        "mie.mot_de_passe_seul",
        "m",
        mie(type="mot_de_passe", facteurs=[{"type": "mot_de_passe"}, {"type": "cle"}]),
        False,
    ),
    ("mie.mot_de_passe_seul", "m", mie(type="cle_fido2", facteurs=[]), False),
    ("mie.mot_de_passe_seul", "m", mie(type="mot_de_passe"), UNKNOWN),
    ("mie.mot_de_passe_seul", "m", mie(facteurs=[]), UNKNOWN),
    ("mie.mot_de_passe_seul", "m", mie(facteurs=[{}]), UNKNOWN),
    (
        "mie.deux_facteurs_verifies",
        "m",
        mie(facteurs=[{"type": "cle"}, {"type": "code_pin"}], verification_utilisateur={"par_le_support": True}),
        True,
    ),
    (
        "mie.deux_facteurs_verifies",
        "m",
        mie(facteurs=[{"type": "cle"}], verification_utilisateur={"par_le_support": True}),
        False,
    ),
    (
        "mie.deux_facteurs_verifies",
        "m",
        mie(facteurs=[{"type": "cle"}, {"type": "code_pin"}], verification_utilisateur={"par_le_support": False}),
        UNKNOWN,
    ),
    ("mie.dynamique", "m", mie(type="cle_fido2", protocole="webauthn"), True),
    ("mie.dynamique", "m", mie(type="badge_sans_contact", protocole="numero_de_serie"), False),
    ("mie.dynamique", "m", mie(type="carte_neutre", protocole="desfire_aes", carte={"lecture_uid_seule": True}), False),
    ("mie.dynamique", "m", mie(type="carte_neutre", protocole="desfire_aes", carte={"lecture_uid_seule": False}), True),
    ("mie.dynamique", "m", mie(type="carte_neutre", protocole="desfire_aes"), UNKNOWN),
    ("mie.certification_valide", "m", mie(produit={"certification": {"schema": "cspn", "expire_le": DATE}}), True),
    (
        "mie.certification_valide",
        "m",
        mie(produit={"certification": {"schema": "cspn", "expire_le": "2026-11-22"}}),
        False,
    ),
    ("mie.certification_valide", "m", mie(produit={"certification": {"schema": "aucune"}}), False),
    ("mie.certification_valide", "m", mie(produit={"certification": {"schema": "cspn"}}), UNKNOWN),
    ("mie.un_facteur_sans_contact", "m", mie(un_facteur=[{"id": "a", "geste": "sans_contact"}]), True),
    ("mie.un_facteur_sans_contact", "m", mie(un_facteur=[]), False),
    ("mie.un_facteur_sans_contact", "m", mie(), UNKNOWN),
    (
        "mie.fenetre_heures",
        "m",
        mie(un_facteur=[{"id": "a", "apres_deux_facteurs_heures": 2}, {"id": "b", "apres_deux_facteurs_heures": 4}]),
        4,
    ),
    (
        "mie.fenetre_heures",
        "m",
        mie(un_facteur=[{"id": "a", "apres_deux_facteurs_heures": SANS_LIMITE}, {"id": "b"}]),
        SANS_LIMITE,
    ),
    ("mie.fenetre_heures", "m", mie(un_facteur=[]), 0),
    ("mie.fenetre_heures", "m", mie(un_facteur=[{"id": "a"}]), UNKNOWN),
    ("mie.homologue", "m", used(LOCAL), False),
    (
        "mie.homologue",
        "m",
        used(LOCAL, more={"commission.yml": {"homologations": [{"id": "h", "mie": ["m"], "date": DATE}]}}),
        True,
    ),
    (
        "mie.homologue",
        "m",
        used(LOCAL, more={"commission.yml": {"homologations": [{"id": "h", "mie": ["m"], "date": "2026-11-24"}]}}),
        False,
    ),
    ("mie.homologue", "m", mie(), UNKNOWN),
    (
        "mie.revocable",
        "m",
        mie(delivrances=["d"]) | {"delivrance/d.yml": {"id": "d", "revocation": {"par_porteur": True}}},
        True,
    ),
    (
        "mie.revocable",
        "m",
        mie(delivrances=["d"])
        | {"delivrance/d.yml": {"id": "d", "revocation": {"par_porteur": False, "par_gestionnaire": False}}},
        False,
    ),
    (
        "mie.revocable",
        "m",
        mie(delivrances=["d"]) | {"delivrance/d.yml": {"id": "d", "revocation": {"par_porteur": False}}},
        UNKNOWN,
    ),
    ("politique_mot_de_passe.restreinte", "p", arch(politiques_mot_de_passe=[{"id": "p", "essais_max": 5}]), True),
    (
        "politique_mot_de_passe.restreinte",
        "p",
        arch(
            politiques_mot_de_passe=[
                {"id": "p", "essais_max": SANS_LIMITE, "temporisation": False, "anti_automate": False}
            ]
        ),
        False,
    ),
    (
        "politique_mot_de_passe.restreinte",
        "p",
        arch(politiques_mot_de_passe=[{"id": "p", "essais_max": SANS_LIMITE}]),
        UNKNOWN,
    ),
    ("service.sensible", "s", used(LOCAL, **HEALTH), False),
    ("service.sensible", "s", used(LOCAL, **HEALTH | {"nouveaux_patients_an": 10001}), True),
    ("service.sensible", "s", used(LOCAL, **HEALTH | {"professionnels_an": 1001}), True),
    ("service.sensible", "s", used(LOCAL, **HEALTH | {"exposition": "internet"}), True),
    ("service.sensible", "s", used(LOCAL, **HEALTH | {"donnees_de_sante": False, "partage": True}), False),
    ("service.sensible", "s", used(LOCAL, donnees_de_sante=True), UNKNOWN),
    ("service.psc_propose", "s", used(PSC), True),
    ("service.psc_propose", "s", used(LOCAL), False),
    ("service.psc_propose", "s", used(PSC | {"mode": "secours"}), False),
    ("service.psc_propose", "s", used({"par": "psc", "mie": ["m"]}), UNKNOWN),
    ("service.psc_nominal", "s", used({"par": "psc", "mie": ["m"]}), True),
    ("service.psc_nominal", "s", used(PSC | {"mode": "alternatif"}), False),
    ("service.psc_nominal", "s", {"services.yml": {"services": [{"id": "s"}]}}, UNKNOWN),
    ("service.raccorde", "s", used(LOCAL), True),
    ("service.raccorde", "s", used(LOCAL, {"par": "local", "mie": []}), False),
    ("service.raccorde", "s", used({"mie": []}), UNKNOWN),
    ("service.acces_locaux", "s", used({"par": "local", "mie": [], "mode": "secours"}), True),
    ("service.acces_locaux", "s", used(LOCAL), False),
    ("service.acces_locaux", "s", used({"mie": []}), UNKNOWN),
    ("service.mot_de_passe_seul", "s", used(LOCAL), False),
    ("service.mot_de_passe_seul", "s", used({"par": "local", "mie": [], "mot_de_passe": "p"}), True),
    ("service.mot_de_passe_seul", "s", used({"par": "local", "mie": []}), UNKNOWN),
    ("service.exigences_applicables", "s", used(LOCAL), True),
    ("service.exigences_applicables", "s", used(PSC, type_="e_cps"), False),
    ("service.exigences_applicables", "s", used({"par": "idp"}), UNKNOWN),
    ("sso.injecte", "o", esso([{"par": "idp"}], {"type": "federation", "protocoles": ["oidc"]}), False),
    ("sso.injecte", "o", esso([{"par": "idp"}], {"type": "esso", "protocoles": ["oidc"]}), True),
    ("sso.injecte", "o", esso([{"par": "idp"}], {"type": "websso", "protocoles": ["injection"]}), True),
    ("sso.injecte", "o", esso([{"par": "esso"}], {"type": "federation", "protocoles": ["oidc"]}), True),
    (
        "sso.injecte",
        "o",
        esso([{"par": "esso", "composant": "o"}], {"type": "federation", "protocoles": ["oidc"]}, {"id": "x"}),
        True,
    ),
    (
        "sso.injecte",
        "o",
        esso([{"par": "esso", "composant": "x"}], {"type": "federation", "protocoles": ["oidc"]}, {"id": "x"}),
        False,
    ),
    ("sso.injecte", "o", esso([{"par": "esso"}], {"type": "federation", "protocoles": ["oidc"]}, {"id": "x"}), UNKNOWN),
    ("sso.injecte", "o", esso([{}], {"type": "federation", "protocoles": ["oidc"]}), UNKNOWN),
    ("sso.injecte", "o", esso([{"par": "idp"}], {"type": "federation"}), UNKNOWN),
    ("sso.injecte", "o", esso([{"par": "idp"}], {"protocoles": ["oidc"]}), UNKNOWN),
    ("service.injection_sans_sso", "s", esso([{"par": "esso", "composant": "i"}], {}), True),
    ("service.injection_sans_sso", "s", used({"par": "esso"}), True),
    ("service.injection_sans_sso", "s", esso([{"par": "esso"}], {}), False),
    ("service.injection_sans_sso", "s", used(LOCAL), False),
    ("service.injection_sans_sso", "s", esso([{"par": "esso"}], {}, {"id": "x"}), UNKNOWN),
    ("service.injection_sans_sso", "s", used({}), UNKNOWN),
    ("service.ouvert_sous_attestation", "s", opened("2027-02-01", ("2026-11-01", 12)), True),
    ("service.ouvert_sous_attestation", "s", opened("2026-11-01", ("2026-11-01", 12)), True),
    ("service.ouvert_sous_attestation", "s", opened("2026-10-31", ("2026-11-01", 12)), False),
    ("service.ouvert_sous_attestation", "s", opened("2027-11-01", ("2026-11-01", 12)), True),
    ("service.ouvert_sous_attestation", "s", opened("2027-11-02", ("2026-11-01", 12)), False),
    ("service.ouvert_sous_attestation", "s", opened("2025-02-01", ("2025-01-01", 12), ("2026-11-01", 12)), True),
    ("service.ouvert_sous_attestation", "s", opened("2026-11-23", (JAMAIS_FAIT, 12)), False),
    ("service.ouvert_sous_attestation", "s", opened("2027-02-01", ("2026-11-24", 12)), False),
    ("service.ouvert_sous_attestation", "s", opened("2027-02-01", ("2026-11-01", None)), UNKNOWN),
    ("service.ouvert_sous_attestation", "s", opened("2027-02-01", (None, 12)), UNKNOWN),
    ("service.ouvert_sous_attestation", "s", used(LOCAL), UNKNOWN),
    ("schema.nombre_services", "schema", used(LOCAL), 1),
    ("schema.nombre_services", "schema", used(PSC, type_="e_cps"), 0),
    ("schema.nombre_services", "schema", used({"par": "idp"}), UNKNOWN),
    ("schema.nombre_professionnels", "schema", used(LOCAL, more=PEOPLE), 30),
    ("schema.nombre_professionnels", "schema", used(PSC, type_="e_cps", more=PEOPLE), 0),
    ("schema.nombre_professionnels", "schema", used(LOCAL, {"par": "local", "mie": []}, more=PEOPLE), 35),
    ("schema.nombre_professionnels", "schema", used({"par": "idp"}, more=PEOPLE), UNKNOWN),
    ("schema.nombre_professionnels", "schema", used(LOCAL), UNKNOWN),
    ("schema.idp_sans_sso", "schema", used(LOCAL), ["i"]),
    ("schema.idp_sans_sso", "schema", used(PSC, type_="e_cps"), []),
    ("schema.idp_sans_sso", "schema", used({"par": "idp"}), UNKNOWN),
    (
        "schema.idp_sans_sso",
        "schema",
        used(
            LOCAL | {"composant": "i"},
            more={"architecture.yml": {"idp": [{"id": "i"}, {"id": "j"}], "sso": [{"id": "o", "idp": "i"}]}},
        ),
        [],
    ),
    ("schema.idp_sans_sso", "schema", used(LOCAL, more={"architecture.yml": {"sso": [{"id": "o"}]}}), UNKNOWN),
    ("schema.attestation_precedente_le", "schema", signed_on("2025-01-01", "2026-01-01"), "2025-01-01"),
    ("schema.attestation_precedente_le", "schema", signed_on("2026-01-01", "2026-11-24"), JAMAIS_FAIT),
    ("schema.attestation_precedente_le", "schema", signed_on("2026-01-01", JAMAIS_FAIT), JAMAIS_FAIT),
    ("schema.attestation_precedente_le", "schema", signed_on("2026-01-01", None), UNKNOWN),
    ("schema.attestation_precedente_le", "schema", {}, UNKNOWN),
    (
        "moyen_secours.remis_a_quelqu_un",
        "f",
        {"continuite.yml": {"moyens_secours": [{"id": "f", "populations": ["a"]}]}},
        True,
    ),
    (
        "moyen_secours.remis_a_quelqu_un",
        "f",
        {"continuite.yml": {"moyens_secours": [{"id": "f", "populations": []}]}},
        False,
    ),
    ("moyen_secours.remis_a_quelqu_un", "f", {"continuite.yml": {"moyens_secours": [{"id": "f"}]}}, UNKNOWN),
    ("poste.exigences_applicables", "p", used(LOCAL, more={"postes.yml": {"postes": [{"id": "p", "mie": []}]}}), True),
    (
        "poste.exigences_applicables",
        "p",
        used(PSC, type_="e_cps", more={"postes.yml": {"postes": [{"id": "p", "mie": []}]}}),
        False,
    ),
    (
        "poste.exigences_applicables",
        "p",
        used(PSC, type_="e_cps", more={"postes.yml": {"postes": [{"id": "p", "mie": ["m"], "sso": []}]}}),
        True,
    ),
    ("poste.exigences_applicables", "p", used(LOCAL, more={"postes.yml": {"postes": [{"id": "p"}]}}), UNKNOWN),
    ("mie.acces_locaux", "m", used(LOCAL), False),
    ("mie.acces_locaux", "m", used(LOCAL, {"par": "local", "mie": ["m"]}), True),
    ("mie.acces_locaux", "m", used(LOCAL, {"mie": ["m"]}), UNKNOWN),
    ("mie.acces_locaux", "m", used(LOCAL, {"par": "local"}), UNKNOWN),
    ("idp.exigences_applicables", "i", used(LOCAL), True),
    ("idp.exigences_applicables", "i", used(PSC, type_="e_cps"), False),
    ("idp.exigences_applicables", "i", used({"par": "idp"}), UNKNOWN),
    ("idp.nombre_services", "i", used(LOCAL), 1),
    ("idp.nombre_services", "i", used({"mie": ["m"]}), UNKNOWN),
    ("idp.nombre_professionnels", "i", used(LOCAL, more=PEOPLE), 30),
    (
        "idp.nombre_professionnels",
        "i",
        used(LOCAL, more={"populations.yml": {"populations": [{"id": "a", "mie": ["m"]}]}}),
        UNKNOWN,
    ),
    (
        "entite.services_sensibles",
        "e",
        used(LOCAL, **HEALTH | {"partage": True}, more={"dossier.yml": {"entites": [{"id": "e"}]}}),
        1,
    ),
    ("entite.services_sensibles", "e", used(LOCAL, more={"dossier.yml": {"entites": [{"id": "e"}]}}), UNKNOWN),
    (
        "entite.professionnels_acces_sensible",
        "e",
        used(LOCAL, **HEALTH | {"partage": True}, more=PEOPLE | {"dossier.yml": {"entites": [{"id": "e"}]}}),
        30,
    ),
    (
        "entite.professionnels_acces_sensible",
        "e",
        used(LOCAL, **HEALTH | {"partage": True}, more={"dossier.yml": {"entites": [{"id": "e"}]}}),
        UNKNOWN,
    ),
    ("schema.fonde_sur_psc", "schema", used(PSC, type_="e_cps"), True),
    ("schema.fonde_sur_psc", "schema", used(LOCAL), False),
    ("schema.fonde_sur_psc", "schema", used({"par": "idp"}), UNKNOWN),
    ("schema.attestation_due", "schema", used(LOCAL), True),
    ("schema.attestation_due", "schema", used(PSC, type_="e_cps"), False),
    ("schema.attestation_due", "schema", {}, UNKNOWN),
    ("schema.attestation_due", "schema", used(LOCAL | {"mode": "secours"}), UNKNOWN),
    (
        "schema.objectifs_couverts",
        "schema",
        used(LOCAL, niveau_requis="substantiel", more={"schema.yml": {"niveau_vise": "substantiel"}}),
        True,
    ),
    (
        "schema.objectifs_couverts",
        "schema",
        used(LOCAL, niveau_requis="eleve", more={"schema.yml": {"niveau_vise": "substantiel"}}),
        False,
    ),
    ("schema.objectifs_couverts", "schema", used(LOCAL, more={"schema.yml": {"niveau_vise": "substantiel"}}), UNKNOWN),
    ("schema.premiere_mise_en_production", "schema", used(LOCAL, mise_en_production="2020-01-02"), "2020-01-02"),
    ("schema.premiere_mise_en_production", "schema", used(LOCAL), UNKNOWN),
    (
        "schema.premiere_attestation_le",
        "schema",
        {
            "commission.yml": {
                "attestations": [{"id": "b", "signee_le": "2026-02-01"}, {"id": "a", "signee_le": "2025-02-01"}]
            }
        },
        "2025-02-01",
    ),
    ("schema.premiere_attestation_le", "schema", {"commission.yml": {"attestations": []}}, UNKNOWN),
    ("gouvernance.sous_traitance", "gouvernance", {"gouvernance.yml": {"sous_traitants": []}}, "aucune"),
    (
        "gouvernance.sous_traitance",
        "gouvernance",
        {"gouvernance.yml": {"sous_traitants": [{"id": "x", "contrat": "encadre"}]}},
        "encadree",
    ),
    (
        "gouvernance.sous_traitance",
        "gouvernance",
        {"gouvernance.yml": {"sous_traitants": [{"id": "x", "contrat": "non_encadre"}, {"id": "y"}]}},
        "non_encadree",
    ),
    ("gouvernance.sous_traitance", "gouvernance", {"gouvernance.yml": {"sous_traitants": [{"id": "x"}]}}, UNKNOWN),
    ("psc.utilise", "psc", used(PSC), True),
    ("psc.utilise", "psc", used(LOCAL), False),
    ("psc.utilise", "psc", used({"mie": []}), UNKNOWN),
    ("psc.delegation", "psc", arch(psc={"delegue_a": ["i"]}), True),
    ("psc.delegation", "psc", arch(psc={"delegue_a": []}), False),
    ("psc.delegation", "psc", arch(psc={}), UNKNOWN),
    ("dossier.acces_distant", "essai", used(LOCAL, exposition="vpn", more={"dossier.yml": {"id": "essai"}}), True),
    ("dossier.acces_distant", "essai", used(LOCAL, exposition="interne", more={"dossier.yml": {"id": "essai"}}), False),
    ("dossier.acces_distant", "essai", used(LOCAL, more={"dossier.yml": {"id": "essai"}}), UNKNOWN),
    (
        "dossier.acces_distant_deux_facteurs",
        "essai",
        arch(acces_distants=[{"id": "v", "deux_facteurs": True}]) | {"dossier.yml": {"id": "essai"}},
        True,
    ),
    ("dossier.acces_distant_deux_facteurs", "essai", arch(acces_distants=[]) | {"dossier.yml": {"id": "essai"}}, False),
    (
        "dossier.acces_distant_deux_facteurs",
        "essai",
        arch(acces_distants=[{"id": "v"}]) | {"dossier.yml": {"id": "essai"}},
        UNKNOWN,
    ),
    ("dossier.sso_existe", "essai", arch(sso=[]) | {"dossier.yml": {"id": "essai"}}, False),
    ("dossier.sso_existe", "essai", arch(sso=[{"id": "o"}]) | {"dossier.yml": {"id": "essai"}}, True),
    ("dossier.sso_existe", "essai", {"dossier.yml": {"id": "essai"}}, UNKNOWN),
    (
        "dossier.secours_existe",
        "essai",
        {"dossier.yml": {"id": "essai"}, "continuite.yml": {"moyens_secours": []}},
        False,
    ),
    ("dossier.secours_existe", "essai", {"dossier.yml": {"id": "essai"}}, UNKNOWN),
    ("poste.bureau_virtuel_utilise", "p", {"postes.yml": {"postes": [{"id": "p", "scenario": "4"}]}}, True),
    ("poste.bureau_virtuel_utilise", "p", {"postes.yml": {"postes": [{"id": "p", "scenario": "3"}]}}, False),
    ("poste.bureau_virtuel_utilise", "p", {"postes.yml": {"postes": [{"id": "p"}]}}, UNKNOWN),
    ("risques.anciennete_revue_mois", "risques", {"risques.yml": {"analyse": {"derniere_revue": "2025-11-23"}}}, 12),
    ("risques.anciennete_revue_mois", "risques", {"risques.yml": {"analyse": {"derniere_revue": "2025-11-24"}}}, 11),
    (
        "risques.anciennete_revue_mois",
        "risques",
        {"risques.yml": {"analyse": {"derniere_revue": JAMAIS_FAIT}}},
        SANS_LIMITE,
    ),
    ("risques.anciennete_revue_mois", "risques", {}, UNKNOWN),
    (
        "gouvernance.anciennete_audit_mois",
        "gouvernance",
        {"gouvernance.yml": {"audit": {"dernier_le": "2025-11-24"}}},
        11,
    ),
    (
        "gouvernance.anciennete_audit_mois",
        "gouvernance",
        {"gouvernance.yml": {"audit": {"dernier_le": JAMAIS_FAIT}}},
        SANS_LIMITE,
    ),
    ("gouvernance.anciennete_audit_mois", "gouvernance", {}, UNKNOWN),
    (
        "mode_degrade.anciennete_essai_mois",
        "d",
        {"continuite.yml": {"modes_degrades": [{"id": "d", "dernier_essai": "2026-10-23"}]}},
        1,
    ),
    ("mode_degrade.anciennete_essai_mois", "d", {"continuite.yml": {"modes_degrades": [{"id": "d"}]}}, UNKNOWN),
    ("attestation.existe", "a", {"commission.yml": {"attestations": [{"id": "a", "signee_le": DATE}]}}, True),
    ("attestation.existe", "a", {"commission.yml": {"attestations": [{"id": "a", "signee_le": "2026-11-24"}]}}, False),
    ("attestation.existe", "a", {"commission.yml": {"attestations": [{"id": "a", "signee_le": JAMAIS_FAIT}]}}, False),
    ("attestation.existe", "a", {"commission.yml": {"attestations": [{"id": "a"}]}}, UNKNOWN),
    (
        "attestation.fin_affichee",
        "a",
        {"commission.yml": {"attestations": [{"id": "a", "signee_le": "2024-01-31", "duree_mois": 1}]}},
        "2024-02-29",
    ),
    (
        "attestation.fin_affichee",
        "a",
        {"commission.yml": {"attestations": [{"id": "a", "signee_le": "2024-01-31"}]}},
        UNKNOWN,
    ),
    ("attestation.emise_par_le_fournisseur", "a", acts("ch", fournisseur_identite="ch"), True),
    ("attestation.emise_par_le_fournisseur", "a", acts("ch", fournisseur_identite="editeur"), False),
    ("attestation.emise_par_le_fournisseur", "a", acts("ch"), UNKNOWN),
    ("attestation.signataire_habilite", "a", acts("ch", qualite="responsable_legal"), True),
    ("attestation.signataire_habilite", "a", acts("ch", qualite="rssi"), False),
    ("attestation.signataire_habilite", "a", acts("ch", qualite="representant_legal"), UNKNOWN),
    ("attestation.signataire_habilite", "a", acts("ch", qualite="representant_legal", delegation="p"), True),
    ("attestation.signataire_habilite", "a", acts("ch"), UNKNOWN),
    ("seance.qualites", "s", acts("ch", qualite="rssi"), ["rssi"]),
    ("seance.qualites", "s", acts("ch"), UNKNOWN),
    (
        "attestation.mois_entames",
        "a",
        {"commission.yml": {"attestations": [{"id": "a", "signee_le": "2025-11-23"}]}},
        12,
    ),
    (
        "attestation.mois_entames",
        "a",
        {"commission.yml": {"attestations": [{"id": "a", "signee_le": "2025-11-22"}]}},
        13,
    ),
    ("attestation.mois_entames", "a", {"commission.yml": {"attestations": [{"id": "a", "signee_le": DATE}]}}, 0),
    ("attestation.mois_entames", "a", {"commission.yml": {"attestations": [{"id": "a"}]}}, UNKNOWN),
    ("engagement.existe", "engagement", {"commission.yml": {"engagement": {"signe_le": "2026-01-01"}}}, True),
    ("engagement.existe", "engagement", {"commission.yml": {"engagement": {"signe_le": JAMAIS_FAIT}}}, False),
    ("engagement.existe", "engagement", {}, UNKNOWN),
    (
        "un_facteur.facteur_du_mie",
        "m/c",
        mie(facteurs=[{"type": "carte"}], un_facteur=[{"id": "c", "facteur": "carte"}]),
        True,
    ),
    (
        "un_facteur.facteur_du_mie",
        "m/c",
        mie(facteurs=[{"type": "carte"}], un_facteur=[{"id": "c", "facteur": "code_pin"}]),
        False,
    ),
    ("un_facteur.facteur_du_mie", "m/c", mie(un_facteur=[{"id": "c", "facteur": "carte"}]), UNKNOWN),
    (
        "delivrance.titre_francais",
        "d",
        {"delivrance/d.yml": {"id": "d", "identite": {"pieces_acceptees": ["passeport"]}}},
        True,
    ),
    (
        "delivrance.titre_francais",
        "d",
        {"delivrance/d.yml": {"id": "d", "identite": {"pieces_acceptees": ["passeport", "badge_interne"]}}},
        False,
    ),
    ("delivrance.titre_francais", "d", {"delivrance/d.yml": {"id": "d", "identite": {"pieces_acceptees": []}}}, False),
    ("delivrance.titre_francais", "d", {"delivrance/d.yml": {"id": "d"}}, UNKNOWN),
    ("service.sensible", "s", used({**LOCAL, "exposition": "internet"}, **HEALTH), True),  # one access is enough
    ("service.sensible", "s", {"services.yml": {"services": [{"id": "s", **HEALTH}]}}, UNKNOWN),  # its accesses?
    ("mie.sensible_hors_psc", "m", used(LOCAL, **SENSITIVE), True),
    ("mie.sensible_hors_psc", "m", used(LOCAL, **HEALTH), False),
    ("mie.sensible_hors_psc", "m", used(PSC, **SENSITIVE), False),
    ("mie.sensible_hors_psc", "m", used({"mie": ["m"]}, **SENSITIVE), UNKNOWN),
    ("mie.sensible_hors_psc", "m", used(LOCAL, {"par": "idp"}, **SENSITIVE), True),  # a silence cannot undo it
    ("mie.sensible_hors_psc", "m", used(LOCAL), UNKNOWN),
    ("mie.homologation_due", "m", homologated(), True),
    ("mie.homologation_due", "m", used(LOCAL, more={"mie/m.yml": {"interfaces": []}}, **SENSITIVE), True),
    ("mie.homologation_due", "m", used(LOCAL, type_="mot_de_passe", **SENSITIVE), False),  # EXI 03 refuses it
    ("mie.homologation_due", "m", used(LOCAL, type_="cps", more=CONTACT, **SENSITIVE), False),
    ("mie.homologation_due", "m", used(LOCAL, type_="cps", more=CONTACTLESS, **SENSITIVE), True),
    ("mie.homologation_due", "m", used(LOCAL, type_="cps", **SENSITIVE), UNKNOWN),
    ("mie.homologation_due", "m", used(PSC, type_="e_cps", **SENSITIVE), False),
    ("mie.homologation_due", "m", {**used(LOCAL, **SENSITIVE), "commission.yml": {}}, True),  # homologated or not
    ("mie.exigences_transition", "m", used(LOCAL, type_="mot_de_passe", **HEALTH), True),
    ("mie.exigences_transition", "m", used(LOCAL, type_="mot_de_passe", donnees_de_sante=False), False),
    ("mie.exigences_transition", "m", used(LOCAL, **HEALTH), False),
    ("mie.exigences_transition", "m", used(LOCAL, type_="mot_de_passe"), UNKNOWN),
    ("mie.services_non_homologues", "m", homologated(), []),
    ("mie.services_non_homologues", "m", homologated(services=[]), ["s"]),
    ("mie.services_non_homologues", "m", homologated(mie=[]), ["s"]),
    ("mie.services_non_homologues", "m", homologated(date="2022-11-23"), []),  # the last day
    ("mie.services_non_homologues", "m", homologated(date="2022-11-22"), ["s"]),  # expired
    ("mie.services_non_homologues", "m", homologated(date="2026-11-24"), ["s"]),  # not yet decided
    ("mie.services_non_homologues", "m", used(LOCAL, **SENSITIVE), ["s"]),
    ("mie.services_non_homologues", "m", homologated(date=None), UNKNOWN),
    ("mie.services_non_homologues", "m", homologated(services=None), UNKNOWN),
    ("mie.niveau_requis", "m", used(LOCAL, niveau_requis="substantiel", **SENSITIVE), "substantiel"),
    ("mie.niveau_requis", "m", used(LOCAL, **SENSITIVE), UNKNOWN),
    ("mie.niveau_requis", "m", used(PSC, niveau_requis="eleve", **SENSITIVE), UNKNOWN),
    ("homologation.fin", "h", homologated(), "2030-01-01"),
    ("homologation.fin", "h", homologated(date="2014-06-01"), "2017-09-08"),  # the European text changed since
    ("homologation.fin", "h", homologated(date=None), UNKNOWN),
    ("homologation.courante", "h", homologated(), True),
    ("homologation.courante", "h", homologated(services=[]), False),
    ("homologation.courante", "h", homologated(date="2026-11-24"), False),
    (
        "homologation.courante",
        "h",
        homologated({"id": "k", "mie": ["m"], "services": ["s"], "date": "2026-05-01"}),
        False,
    ),
    ("homologation.courante", "h", homologated({"id": "k", "mie": ["m"], "services": [], "date": "2026-05-01"}), True),
    (
        "homologation.courante",
        "h",
        homologated({"id": "k", "mie": ["m"], "services": ["s"], "date": "2025-05-01"}),
        True,
    ),
    ("homologation.courante", "h", homologated({"id": "k", "mie": ["m"], "services": ["s"]}), UNKNOWN),
    ("homologation.courante", "h", homologated(date=None), UNKNOWN),
    ("homologation.courante", "h", homologated(mie=None), UNKNOWN),
    ("homologation.entite_responsable", "h", homologated(entite="e"), True),
    ("homologation.entite_responsable", "h", homologated(entite="x"), False),
    ("homologation.entite_responsable", "h", homologated(), UNKNOWN),
    ("homologation.entite_responsable", "h", homologated(entite="e", services=[]), UNKNOWN),
    ("engagement.mois_entames", "engagement", {"commission.yml": {"engagement": {"signe_le": "2025-11-23"}}}, 12),
    ("engagement.mois_entames", "engagement", {"commission.yml": {"engagement": {"signe_le": "2025-11-22"}}}, 13),
    ("engagement.mois_entames", "engagement", {"commission.yml": {"engagement": {"signe_le": JAMAIS_FAIT}}}, UNKNOWN),
]
CASES += COHERENCE + CONTENTS


@pytest.mark.parametrize(("name", "subject", "files", "expected"), CASES)
def test_value(name: str, subject: str, files: Files, expected: Any) -> None:
    kind, fact = name.split(".", 1)
    facts = make_facts(files)
    nobody = phantom(facts.knowledge.kinds[kind], "liste sans réponse", ("x.yml",))
    value = facts.fact(nobody if subject == "?" else thing(facts, kind, subject), fact)
    assert (value is UNKNOWN) if expected is UNKNOWN else (value == expected and type(value) is type(expected))


def test_every_derived_fact_has_a_known_and_an_unknown_case() -> None:
    known = {name for name, _, _, value in CASES if value is not UNKNOWN}
    unknown = {name for name, _, _, value in CASES if value is UNKNOWN}
    assert known == set(derived.FACTS)
    assert unknown == set(derived.FACTS)


@pytest.mark.parametrize(
    ("access", "service", "expected"),
    [
        ({"exposition": "vpn"}, {"exposition": "interne"}, "vpn"),
        ({}, {"exposition": "interne"}, "interne"),
        ({}, {}, "internet"),  # the unknown does not reassure
    ],
)
def test_exposure_of_an_access(access: Files, service: Files, expected: str) -> None:
    facts = make_facts({"services.yml": {"services": [{"id": "s", "acces": [access], **service}]}})
    assert facts.item_fact(thing(facts, "service", "s"), "acces", 0, "exposition_retenue") == expected


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ({"par": "idp", "mie": ["pwd"]}, True),
        ({"par": "idp", "mie": ["card"]}, False),
        ({"par": "idp"}, UNKNOWN),
        ({"par": "local", "mie": ["card"], "mot_de_passe": "p"}, True),
        ({"par": "local", "mie": ["card"], "mot_de_passe": "aucun"}, False),
        ({"par": "local", "mie": ["card"]}, UNKNOWN),
    ],
)
def test_password_alone_on_an_access(access: Files, expected: Any) -> None:
    facts = make_facts(
        {
            "mie/pwd.yml": {"id": "pwd", "type": "mot_de_passe", "facteurs": [{"type": "mot_de_passe"}]},
            "mie/card.yml": {"id": "card", "type": "carte_neutre", "facteurs": [{"type": "carte"}]},
            "services.yml": {"services": [{"id": "s", "acces": [access]}]},
        }
    )
    assert facts.item_fact(thing(facts, "service", "s"), "acces", 0, "mot_de_passe_seul") is expected


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ({"par": "idp", "mie": ["pwd"]}, True),
        ({"par": "psc", "mie": ["pwd"]}, False),
        ({"par": "idp", "mie": ["card"]}, False),
        ({"par": "local", "mie": [], "mot_de_passe": "p"}, True),
        ({"par": "local", "mie": ["card"], "mot_de_passe": "aucun"}, False),
        ({"par": "local", "mie": ["card"]}, UNKNOWN),
        ({"par": "idp"}, UNKNOWN),
        ({"mie": ["pwd"]}, UNKNOWN),
    ],
)
def test_transition_on_an_access(access: Files, expected: Any) -> None:
    facts = make_facts(
        {
            "mie/pwd.yml": {"id": "pwd", "type": "mot_de_passe"},
            "mie/card.yml": {"id": "card", "type": "carte_neutre"},
            "services.yml": {"services": [{"id": "s", "acces": [access]}]},
            "commission.yml": {"homologations": []},
        }
    )
    assert facts.item_fact(thing(facts, "service", "s"), "acces", 0, "transition") is expected


def test_definitions_functions_and_views_agree() -> None:
    knowledge = load_knowledge()
    later = {"reserve.exigences", "reserve.constats_inconnus", "reserve.ecart_ouvert"} | FROM_FINDINGS | FROM_VERDICT
    assert set(knowledge.derived) == set(derived.FACTS) | set(derived.ITEM_FACTS) | later
    computed = {f"{k.name}.{v.name}" for k in knowledge.kinds.values() for v in k.views.values() if v.link == "calcul"}
    assert computed == set(views.LINKS)
    for name, entry in knowledge.derived.items():
        assert entry["definition"] and entry["libelle"], name


def test_what_was_remembered_of_one_thing_is_never_read_for_another() -> None:
    """Stand-ins for unwritten lists come and go: an answer kept under a dead one's address would be somebody else's."""
    facts = make_facts({"dossier.yml": {"id": "d"}, "mie/m.yml": {"id": "m", "type": "cps"}})
    kinds = load_knowledge().kinds
    owner = thing(facts, "mie", "m")
    for _ in range(200):
        pair = phantom(kinds["delivrance"], "parcours", ("mie/m.yml",), "m/?", owner)
        assert facts.view(pair, "mie") is owner
        del pair
        idp = phantom(kinds["idp"], "idp", ("architecture.yml", "idp"))
        assert facts.view(idp, "mie") is UNKNOWN
        del idp
