"""The means of identification as a commission reads them: what one holds, how it is handed over, what it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.packs import field_of
from builder.check.words import NO_ANSWER, text
from builder.model.fields import Knowledge
from builder.model.findings import Assessment, Cover, Finding
from builder.render.parts import anchor

# Facts shown on the page of a means, in order; those of its issuance paths below.
SHOWN = (
    "mie.type",
    "mie.voies",
    "mie.attestation_due",
    "mie.categories",
    "mie.protocole",
    "mie.produit.modele",
    "mie.evaluation.resiste_hameconnage",
    "mie.evaluation.controle_exclusif",
)
SHOWN_PATH = (
    "delivrance.identite.modalite",
    "delivrance.identite.pieces_acceptees",
    "delivrance.enrolement.source_autorite",
    "delivrance.enrolement.autorise_par",
    "delivrance.remise.mode",
    "delivrance.revocation.par_porteur",
    "delivrance.revocation.a_toute_heure",
    "delivrance.renouvellement.periode_mois",
    "delivrance.notifications",
)


def means(assessment: Assessment, knowledge: Knowledge) -> list[dict[str, Any]]:
    """One entry for each means, in the order of the files."""
    paths = {data["id"]: data for name, data in assessment.dossier.files.items() if name.startswith("delivrance/")}
    return [_one(mie, paths, assessment, knowledge) for mie in assessment.things.get("mie", ())]


def _one(
    mie: Mapping[str, Any], paths: Mapping[str, Mapping[str, Any]], assessment: Assessment, knowledge: Knowledge
) -> dict[str, Any]:
    held = [p for p in assessment.things.get("population", ()) if mie["id"] in (p.get("mie") or ())]
    opened = [
        s
        for s in assessment.things.get("service", ())
        if any(mie["id"] in (a.get("mie") or ()) for a in s.get("acces") or ())
    ]
    return {
        "id": mie["id"],
        "ancre": anchor(mie["id"]),
        "titre": mie.get("titre", mie["id"]),
        "description": mie.get("description", ""),
        "traits": _traits(mie, SHOWN, knowledge),
        "voies": text(mie.get("voies"), field_of(knowledge, "mie.voies")),
        "attestation": text(mie.get("attestation_due"), field_of(knowledge, "mie.attestation_due")),
        "porteurs": sum(p["effectif"] for p in held if isinstance(p.get("effectif"), int)),
        "populations": [p.get("titre", p["id"]) for p in held],
        "services": [s.get("titre", s["id"]) for s in opened],
        "delivrances": [_path(paths[i], knowledge) for i in mie.get("delivrances") or () if i in paths],
        "cas": [
            {
                "titre": c.get("titre", c["id"]),
                "heures": text(
                    c.get("apres_deux_facteurs_heures"), field_of(knowledge, "un_facteur.apres_deux_facteurs_heures")
                ),
                "justification": c.get("justification_delai", NO_ANSWER),
            }
            for c in mie.get("un_facteur") or ()
        ],
        "constats": [
            _finding(f) for f in assessment.findings if _concerns(f, mie["id"]) and f.cover is not Cover.AUCUN
        ],
    }


def _path(path: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    return {
        "titre": path.get("titre", path["id"]),
        "description": path.get("description", ""),
        "traits": _traits(path, SHOWN_PATH, knowledge),
        # No rule forbids it, and a commission must know: whoever has the password can enrol a means of his own.
        "mot_de_passe_seul": (path.get("enrolement") or {}).get("autorise_par") == "mdp_seul",
    }


def _traits(node: Mapping[str, Any], names: tuple[str, ...], knowledge: Knowledge) -> list[dict[str, str]]:
    found = []
    for name in names:
        value: Any = node
        for key in name.split(".")[1:]:
            value = value.get(key) if isinstance(value, Mapping) else None
        field = field_of(knowledge, name)
        found.append({"libelle": _label(name, knowledge), "valeur": text(value, field)})
    return found


def _label(name: str, knowledge: Knowledge) -> str:
    """`Révocation : par le porteur`: a key inside a table is read with the name of its table."""
    field, table = field_of(knowledge, name), field_of(knowledge, name.rsplit(".", 1)[0])
    own = field.label if field else name
    if table is None or table.type != "table" or table.label == own:
        return own
    return f"{table.label} : {own[0].lower()}{own[1:]}"


def _concerns(finding: Finding, mie: str) -> bool:
    subject = finding.subject
    return (subject.kind == "mie" and subject.id == mie) or (
        subject.kind in ("delivrance", "un_facteur") and subject.id.split("/")[0] == mie
    )


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "regle": finding.rule.id,
        "ancre": anchor(finding.rule.id),
        "message": finding.message,
        "couverture": f"réserve {finding.reserve}"
        if finding.cover is Cover.COUVERT
        else {
            Cover.QUESTION: "question ouverte",
            Cover.ECART: "écart non couvert",
            Cover.SIGNALE: "conseil",
        }[finding.cover],
        "remede": finding.remedy,
    }
