"""The means of identification as a commission reads them: what one holds, how it is handed over, what it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.check.packs import field_of
from builder.check.words import NO_ANSWER, text
from builder.model.findings import Cover, Finding, MeansLevel
from builder.render.constats import Context, anchor, label, line
from builder.render.french import number

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


def means(context: Context) -> list[dict[str, Any]]:
    """One entry for each means, in the order of the files."""
    files = context.assessment.dossier.files
    paths = {data["id"]: data for name, data in files.items() if name.startswith("delivrance/")}
    return [_one(mie, paths, context) for mie in context.assessment.things.get("mie", ())]


def points(mie: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What no rule forbids and a commission must know, for each means and path."""
    return [
        {"mie": m["titre"], "ancre": m["ancre"], "parcours": d["titre"]}
        for m in mie
        for d in m["delivrances"]
        if d["mot_de_passe_seul"]
    ]


def level_lines(context: Context) -> list[dict[str, Any]]:
    """The level that each means establishes, and what stops it; empty while no text that grades is complete."""
    words = context.knowledge.kinds["schema"].fields["niveau_vise"].values
    return [_level(level, words) for level in context.assessment.levels]


def _level(level: MeansLevel, words: Mapping[str, str]) -> dict[str, Any]:
    rules = {f.rule.id: f.rule for f in level.weakest}
    due = {True: "oui", False: "non", None: "non établi"}[level.due]
    return {
        "mie": level.title,
        "ancre": anchor(level.mie),
        "due": due,
        "atteint": words.get(level.reached, "aucun"),
        "suivant": words.get(level.next, "") if level.next else "",
        "manque": [{"regle": i, "ancre": anchor(i), "titre": r.titre} for i, r in sorted(rules.items())],
        "pourquoi": "" if not rules else ("non satisfait" if level.settled else "réponses manquantes"),
    }


def _one(mie: Mapping[str, Any], paths: Mapping[str, Mapping[str, Any]], context: Context) -> dict[str, Any]:
    assessment, knowledge = context.assessment, context.knowledge
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
        "traits": _traits(mie, SHOWN, context, _asked(context, mie["id"])),
        "voies": text(mie.get("voies"), field_of(knowledge, "mie.voies")),
        "attestation": text(mie.get("attestation_due"), field_of(knowledge, "mie.attestation_due")),
        "porteurs": number(sum(p["effectif"] for p in held if isinstance(p.get("effectif"), int))),
        "populations": [p.get("titre", p["id"]) for p in held],
        "services": [{"titre": s.get("titre", s["id"]), "ancre": anchor("service-" + s["id"])} for s in opened],
        "delivrances": [_path(paths[i], context, mie["id"]) for i in mie.get("delivrances") or () if i in paths],
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
        "constats": [line(f, context) for f in _regarded(context, mie["id"]) if f.rule.pack == assessment.regime],
        "autres_constats": [
            line(f, context) for f in _regarded(context, mie["id"]) if f.rule.pack != assessment.regime
        ],
    }


def _regarded(context: Context, mie: str) -> list[Finding]:
    return [f for f in context.assessment.findings if _concerns(f, mie) and f.cover is not Cover.AUCUN]


def _path(path: Mapping[str, Any], context: Context, mie: str) -> dict[str, Any]:
    return {
        "titre": path.get("titre", path["id"]),
        "description": path.get("description", ""),
        "traits": _traits(path, SHOWN_PATH, context, _asked(context, mie)),
        # No rule forbids it, and a commission must know: whoever has the password can enrol a means of his own.
        "mot_de_passe_seul": (path.get("enrolement") or {}).get("autorise_par") == "mdp_seul",
    }


def _asked(context: Context, mie: str) -> frozenset[str]:
    """Facts whose silence is an open question for this means; another silence is nobody's business."""
    questions = [f for f in _regarded(context, mie) if f.cover is Cover.QUESTION]
    return frozenset(name for f in questions for name in (*f.rule.faits, *(m.name for m in f.missing)))


def _traits(
    node: Mapping[str, Any], names: tuple[str, ...], context: Context, asked: frozenset[str]
) -> list[dict[str, str]]:
    found = []
    for name in names:
        value: Any = node
        for key in name.split(".")[1:]:
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None and name not in asked:
            continue
        told = text(value, field_of(context.knowledge, name))
        found.append({"libelle": label(name, context), "valeur": told})
    return found


def _concerns(finding: Finding, mie: str) -> bool:
    subject = finding.subject
    return (subject.kind == "mie" and subject.id == mie) or (
        subject.kind in ("delivrance", "un_facteur") and subject.id.split("/")[0] == mie
    )
