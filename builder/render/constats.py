"""Findings as people read them: one line each, one sum a rule, one state a requirement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.check.packs import field_of
from builder.check.verdict import requirements
from builder.check.words import OUTCOME, french_date
from builder.model.fields import Knowledge
from builder.model.findings import Assessment, Cover, Finding, Outcome, Proof, Requirement
from builder.model.rules import Nature, Niveau, Pack, PorteSur, Rule
from builder.render.french import sentence
from builder.render.labels import PROOF, STATE, STATUT, covered, results, strength
from builder.render.markdown import Trusted, Verbatim

_HOLE = re.compile(r"\{([\w.\[\]]+)\}")
COMING = "à venir"


def anchor(text: str) -> Trusted:
    """An identifier that a link can name: `EXI RIE-PS 09` → `exi-rie-ps-09`; letters, digits and dashes only."""
    return Trusted("".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-"))


@dataclass(frozen=True)
class Context:
    """What telling a finding needs. projet: no decision is recorded yet, so acts are still to come."""

    assessment: Assessment
    knowledge: Knowledge
    projet: bool

    @cached_property
    def packs(self) -> Mapping[str, Pack]:
        return {p.id: p for p in self.assessment.packs}

    @cached_property
    def by_rule(self) -> Mapping[str, list[Finding]]:
        groups: dict[str, list[Finding]] = {}
        for finding in self.assessment.findings:
            groups.setdefault(finding.rule.id, []).append(finding)
        return groups

    @cached_property
    def by_finding(self) -> Mapping[str, Finding]:
        return {f.id: f for f in self.assessment.findings}

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """Kind → id → title, for what a message names by its id."""
        return {
            kind: {str(t["id"]): str(t["titre"]) for t in group if t.get("titre")}
            for kind, group in self.assessment.things.items()
        }

    def asked(self) -> list[Finding]:
        """Findings that the verdict counts: those of its text, about the scheme itself."""
        own = (f for f in self.assessment.findings if f.rule.pack == self.assessment.regime)
        return [f for f in own if f.rule.porte_sur is PorteSur.FOND]

    def awaited(self, rule: Rule) -> bool:
        """An act of the text, while nothing is decided: it is to come, whatever its date makes of it today."""
        return self.projet and rule.porte_sur is PorteSur.ACTE and rule.pack == self.assessment.regime

    def acts(self) -> list[Finding]:
        """Findings about what is signed, held or renewed: a second line, beside the verdict."""
        own = (f for f in self.assessment.findings if f.rule.pack == self.assessment.regime)
        return [f for f in own if f.rule.porte_sur is PorteSur.ACTE]


# -- one finding -------------------------------------------------------------------------------------


def line(finding: Finding, context: Context) -> dict[str, Any]:
    coming = context.awaited(finding.rule) and finding.outcome is Outcome.SATISFAIT
    return {
        "id": finding.id,
        "regle": finding.rule.id,
        "ancre": anchor(finding.rule.id),
        "titre": finding.rule.titre,
        "texte": context.packs[finding.rule.pack].titre,
        "exigence": finding.rule.exigence,
        "sujet": finding.subject.title,
        "resultat": COMING if coming else OUTCOME[finding.outcome],
        "preuve": PROOF[finding.proof] if finding.proof and not coming else "–",
        "message": message(finding, context) if finding.cover is not Cover.AUCUN else "–",
        "remede": finding.remedy,
        "lieu": Verbatim(f"{finding.place.file}:{finding.place.line}"),
        "couverture": cover(finding, context),
        "reserve": anchor(finding.reserve) if finding.cover is Cover.COUVERT and finding.reserve else "",
    }


def cover(finding: Finding, context: Context) -> str:
    """What becomes of a finding: the one place that says it, for every page and document."""
    nature = context.packs[finding.rule.pack].nature
    return covered(finding, french_date(finding.arbitrage) if finding.arbitrage else "", nature)


def message(finding: Finding, context: Context) -> str:
    """The finding's message, with titles where it names other things by their id."""
    said = finding.message
    names = _HOLE.findall(finding.rule.message)
    shape = "(.*?)".join(re.escape(part) for part in _HOLE.split(finding.rule.message)[::2])
    found = re.fullmatch(shape, said, re.DOTALL) if names else None
    if found:
        fixed = _HOLE.split(finding.rule.message)[::2]
        told = [_titled(name, value, context) for name, value in zip(names, found.groups(), strict=True)]
        said = fixed[0] + "".join(a + b for a, b in zip(told, fixed[1:], strict=True))
    return re.sub(r"\.\)\.", ").", said)


def _titled(name: str, value: str, context: Context) -> str:
    field = field_of(context.knowledge, name)
    field = field.item if field is not None and field.item is not None else field
    if field is None or field.type not in ("vue", "ref"):
        return value
    known = {i: t for kind in field.target.split() for i, t in context.titles.get(kind, {}).items()}
    return ", ".join(known.get(part, part) for part in value.split(", "))


def label(name: str, context: Context) -> str:
    """`Révocation : par le porteur`: a fact inside a table, or of a neighbour, is read with the name of what holds it."""
    field, holder = field_of(context.knowledge, name), field_of(context.knowledge, name.rsplit(".", 1)[0])
    own = field.label if field else name
    if holder is None or holder.type not in ("table", "vue") or holder.label == own:
        return own
    told = "existe ou non" if own == "existe" else f"{own[0].lower()}{own[1:]}"
    kind = context.knowledge.kinds.get(holder.target) if holder.type == "vue" else None
    return f"{sentence(kind.title if kind else holder.label)} : {told}"


# -- one rule ----------------------------------------------------------------------------------------


def heading(rule: Rule, context: Context) -> dict[str, Any]:
    """What every page says of a rule."""
    return {
        "id": rule.id,
        "ancre": anchor(rule.id),
        "titre": rule.titre,
        "pourquoi": rule.pourquoi,
        "exigence": numbered(rule.exigence, context.packs[rule.pack]),
        "force": _strength(rule, context),
        "article": rule.source.article,
        "statut": STATUT[rule.source.statut],
        "note": rule.source.note,
        "remede": rule.remede,
    }


def _strength(rule: Rule, context: Context) -> str:
    pack = context.packs[rule.pack]
    ladder = context.knowledge.kinds["schema"].fields["niveau_vise"].values
    lowest = next((word for level, word in ladder.items() if level in rule.niveaux), "")
    return (
        f"demandé dès le niveau {lowest.lower()}" if lowest and pack.nature is Nature.NIVEAU else strength(rule, pack)
    )


def summed(findings: Sequence[Finding], context: Context) -> str:
    """What a rule's findings come to, in a few words."""
    if not findings:
        return OUTCOME[Outcome.SANS_OBJET]
    counts = {outcome: sum(f.outcome is outcome for f in findings) for outcome in Outcome}
    wrong = counts[Outcome.NON_SATISFAIT] or counts[Outcome.SANS_REPONSE]
    if counts[Outcome.SATISFAIT] and not wrong and context.awaited(findings[0].rule):
        return COMING
    return results(counts, sum(f.proof is Proof.PROUVE for f in findings))


def rule_lines(findings: Sequence[Finding], context: Context) -> dict[str, Any]:
    told = [line(f, context) for f in findings if f.outcome is not Outcome.SANS_OBJET]
    shown = [line(f, context) for f in findings if f.cover is not Cover.AUCUN]
    return {
        **heading(findings[0].rule, context),
        "resultat": summed(findings, context),
        "lignes": shown,
        "applicables": told,
    }


def act_lines(context: Context) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rules about acts: those that apply, then those without object today."""
    told = [rule_lines(findings, context) for findings in _by_rule(context.acts())]
    return [t for t in told if t["applicables"]], [t for t in told if not t["applicables"]]


def _by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule.id, []).append(finding)
    return [group for _, group in sorted(groups.items())]


# -- one requirement ---------------------------------------------------------------------------------


def requirement_lines(context: Context) -> list[dict[str, Any]]:
    """Every requirement of the text, on the same base as the verdict: findings about the scheme itself."""
    own = requirements(context.asked())
    return [requirement_of(r, context) for r in sorted(own, key=_rank)]


def _rank(requirement: Requirement) -> tuple[bool, str]:
    """Numbered requirements first, then the sections without a number."""
    return (not requirement.exigence.startswith("EXI"), requirement.exigence)


def _named(exigence: str, pack: Pack, context: Context) -> str:
    """A number of the text, or its section; what the section says of acts is told apart."""
    acts = not exigence.startswith("EXI") and any(f.rule.exigence == exigence for f in context.acts())
    return numbered(exigence, pack) + (", hors actes" if acts else "")


def numbered(exigence: str, pack: Pack) -> str:
    """`EXI RIE-PS 09`, `Point 2.4.7`, or the section of a text of law that has no number."""
    if exigence[:1].isdigit():
        return f"Point {exigence}"
    if exigence.startswith("EXI") or pack.nature is Nature.CONTROLES:
        return exigence
    return f"Section « {exigence} »"


def requirement_of(requirement: Requirement, context: Context) -> dict[str, Any]:
    """One requirement: its number in words, its state, its rules."""
    state = _state(requirement)
    reserves = sorted({f.reserve for f in requirement.findings if f.cover is Cover.COUVERT and f.reserve})
    told = [rule_lines(findings, context) for findings in _by_rule(requirement.findings)]
    return {
        "numero": _named(requirement.exigence, context.packs[requirement.pack], context),
        "ancre": anchor(requirement.exigence),
        "etat": state,
        "etat_texte": STATE[state] + (f" ({', '.join(reserves)})" if state == "reserve" else ""),
        "etat_mots": STATE[state],
        "prouvee": ("oui" if requirement.proved else "non") if state == "satisfaite" else "–",
        "reserves": [{"id": r, "ancre": anchor(r)} for r in reserves],
        "nombre_regles": len(told),
        "regles": [r for r in told if r["applicables"]],
        "sans_objet": [r for r in told if not r["applicables"]],
    }


def _state(requirement: Requirement) -> str:
    if not requirement.applicable:
        return "sans_objet"
    covers = {f.cover for f in requirement.findings if f.rule.niveau is not Niveau.RECOMMANDATION}
    for found, name in ((Cover.ECART, "ecart"), (Cover.QUESTION, "question"), (Cover.COUVERT, "reserve")):
        if found in covers:
            return name
    return "satisfaite" if requirement.satisfied else "question"
