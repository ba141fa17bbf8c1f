"""The level of assurance: each requirement of the texts with its evidence, and why each means reaches what it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.assess import facts_of
from builder.check.explain.finding import Judged
from builder.check.explain.level import level_tree
from builder.check.explain.recorded import Recorded
from builder.check.sentences import Sentences
from builder.check.verdict import requirements
from builder.check.words import NO_ANSWER
from builder.model.explanation import Node
from builder.model.findings import Cover, Finding, MeansLevel, Outcome, Proof
from builder.model.rules import Nature, Pack, PorteSur
from builder.render.constats import Context, anchor, requirement_of, summed
from builder.render.french import sentence
from builder.render.labels import some
from builder.render.markdown import Trusted
from builder.render.texts import pack_heading

_MARK = {"vrai": "oui", "faux": "non", "inconnu": "?"}
_MOST = 2  # pieces named in a cell; the matrix has them all


def assurance(context: Context, circle_sees: frozenset[str]) -> dict[str, Any]:
    """Requirement by requirement for the text asked for and the text that grades; the level of each means with its tree."""
    assessment = context.assessment
    grading = [p for p in assessment.packs if p.nature is Nature.NIVEAU]
    return {
        "textes": [text_lines(context.packs[assessment.regime], context, circle_sees)]
        + [text_lines(p, context, circle_sees) for p in grading if p.id != assessment.regime],
        "moyens": _trees(context),
    }


def text_lines(pack: Pack, context: Context, sees: frozenset[str]) -> dict[str, Any]:
    """One text: its heading, its verdict, its requirements. sees: the pieces that may be named."""
    verdict = next((v for v in context.assessment.verdicts if v.pack.id == pack.id), None)
    own = [f for f in context.assessment.findings if f.rule.pack == pack.id and f.rule.porte_sur is PorteSur.FOND]
    aimed = aimed_level(context)
    if pack.nature is Nature.NIVEAU and aimed:
        own = [f for f in own if aimed in f.rule.niveaux]
    told = [_requirement(r.findings, requirement_of(r, context), context, sees) for r in requirements(own)]
    told.sort(key=lambda e: (not str(e["exigence"]).startswith("EXI"), str(e["exigence"])))
    heading = pack_heading(pack, "")
    for requirement in told:
        met = requirement["etat"] == "satisfaite"
        requirement["cible"] = Trusted(f"{heading['ancre']}-{'satisfaites' if met else requirement['ancre']}")
    return {
        **heading,
        "resume": sentence(verdict.summary) if verdict else NO_ANSWER,
        "exigences": told,
        "suivies": [e for e in told if e["regles"] and e["etat"] != "satisfaite"],
        "satisfaites": [e for e in told if e["regles"] and e["etat"] == "satisfaite"],
    }


def aimed_level(context: Context) -> str:
    """The level aimed at, as written; "" when nobody answered."""
    return str(context.assessment.dossier.files.get("schema.yml", {}).get("niveau_vise", ""))


def _requirement(
    findings: Sequence[Finding], told: Mapping[str, Any], context: Context, sees: frozenset[str]
) -> dict[str, Any]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule.id, []).append(finding)
    applied = {i: group for i, group in groups.items() if any(f.outcome is not Outcome.SANS_OBJET for f in group)}
    return {
        **told,
        "exigence": findings[0].rule.exigence,
        "regles": [_rule(group, context, sees) for _, group in sorted(applied.items())],
        "sans_objet": [groups[i][0].rule.titre for i in sorted(groups.keys() - applied.keys())],
    }


def _rule(group: Sequence[Finding], context: Context, sees: frozenset[str]) -> dict[str, Any]:
    covered = sorted({f.reserve for f in group if f.cover is Cover.COUVERT and f.reserve})
    rule = group[0].rule
    return {
        "titre": rule.titre,
        "pourquoi": rule.pourquoi,
        "note": rule.source.note,
        "resultat": summed(group, context),
        "manque": [
            f"{f.subject.title} ({NO_ANSWER if f.outcome is Outcome.SANS_REPONSE else 'non'})"
            for f in group
            if f.outcome in (Outcome.SANS_REPONSE, Outcome.NON_SATISFAIT)
        ][: 2 * _MOST],
        "manque_de_plus": _more(
            [f for f in group if f.outcome in (Outcome.SANS_REPONSE, Outcome.NON_SATISFAIT)], 2 * _MOST
        ),
        "preuves": evidence(group, context, sees),
        "reserves": [{"id": r, "ancre": anchor(r)} for r in covered],
    }


def _more(items: Sequence[Any], shown: int) -> str:
    return f"et {some(len(items) - shown, 'autre')}" if len(items) > shown else ""


def evidence(group: Sequence[Finding], context: Context, sees: frozenset[str]) -> str:
    """The pieces that prove satisfied findings, by title; « déclaré » when none does."""
    satisfied = [f for f in group if f.outcome is Outcome.SATISFAIT]
    if not satisfied:
        return "–"
    cited = {e for f in satisfied for i in f.proof_items if i.proof is Proof.PROUVE for e in i.evidence}
    titles = sorted(context.titles["preuve"].get(e, e) for e in cited & sees)
    hidden = len(cited - sees)
    parts = titles[:_MOST] + ([_more(titles, _MOST)] if len(titles) > _MOST else [])
    parts += [some(hidden, "pièce") + " de diffusion plus étroite"] if hidden else []
    undone = sum(f.proof is not Proof.PROUVE for f in satisfied)
    parts += ["déclaré, sans pièce"] if undone == len(satisfied) else [f"déclaré pour {undone}"] if undone else []
    return " ; ".join(parts)


# -- the level of each means -------------------------------------------------------------------------


def _trees(context: Context) -> list[dict[str, Any]]:
    """Each means with the level it reaches, its weakest points and its proof tree, as lines with a depth."""
    assessment = context.assessment
    if not assessment.levels:
        return []
    facts = facts_of(assessment.dossier, assessment.packs, context.knowledge, assessment.date)
    sentences = Sentences(assessment.packs, context.knowledge)
    judged = Judged(assessment, Recorded(facts), sentences, assessment.require_proof)
    return [_tree(level, level_tree(judged, level), context) for level in assessment.levels]


def _tree(level: MeansLevel, root: Node, context: Context) -> dict[str, Any]:
    words = context.knowledge.kinds["schema"].fields["niveau_vise"].values
    weakest = {f.rule.exigence: f.rule.titre for f in sorted(level.weakest, key=lambda f: f.id, reverse=True)}
    return {
        "titre": level.title,
        "ancre": anchor(level.mie),
        "due": {True: "oui", False: "non", None: "non établi"}[level.due],
        "atteint": words.get(level.reached, "aucun"),
        "vise": words.get(aimed_level(context), "non répondu"),
        "suivant": words.get(level.next, "") if level.next else "",
        "faibles": [{"point": point, "titre": titre} for point, titre in sorted(weakest.items())],
        "connu": level.settled or not level.weakest,
        "lignes": [
            {"texte": node.text, "etat": _MARK.get(node.etat, ""), "points": [_point(n) for n in node.nodes]}
            for node in root.nodes
            if node.role == "niveau"
        ],
    }


def _point(node: Node) -> dict[str, str]:
    return {"texte": node.text, "etat": _MARK.get(node.etat, "")}
