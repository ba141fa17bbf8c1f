"""The report of `rie check` as text: place, strength, rule, fact, remedy; then each line of the verdict."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator

import click

from builder.check.words import french_date
from builder.cli.common import safe
from builder.model.findings import FAVOURABLE, Assessment, Cover, Finding, Outcome, Proof, Status, Verdict
from builder.model.rules import Nature, Niveau, Pack
from builder.model.source import Diagnostic

STRENGTH = {Niveau.BLOQUANT: "bloquant", Niveau.RESERVE: "réserve", Niveau.RECOMMANDATION: "conseil"}
COLOUR = {Niveau.BLOQUANT: "red", Niveau.RESERVE: "yellow", Niveau.RECOMMANDATION: "cyan"}
_BAD = (Proof.PERIMEE, Proof.ALTEREE)
VERDICT_COLOUR = {
    **dict.fromkeys(FAVOURABLE, "green"),
    Status.INCOMPLET: "yellow",
    Status.NIVEAU_NON_ETABLI: "yellow",
    Status.NON_ATTESTABLE: "red",
    Status.NON_DUE_ECARTS: "red",
    Status.ECARTS: "red",
    Status.NIVEAU_NON_ATTEINT: "red",
}


def report(assessment: Assessment, everything: bool = False) -> Iterator[str]:
    """The lines of the report, in the order of the files."""
    yield click.style(f"{title(assessment)} · évalué au {french_date(assessment.date)}", bold=True)
    shown = [f for f in assessment.findings if everything or _told(f, assessment)]
    width = max((len(str(f.place)) for f in shown), default=0)
    for same in _grouped(shown):
        yield from _finding(same, assessment, width)
    yield from diagnostics(assessment.faults)
    yield ""
    labels = [_label(v.pack) for v in assessment.verdicts]
    column = max(map(len, labels)) + 2
    for verdict, label in zip(assessment.verdicts, labels, strict=True):
        yield _hang(label.ljust(column), _verdict(verdict) + _more(verdict, assessment), column)
        own = [act for act in assessment.acts if act.pack == verdict.pack.id]
        yield from (_hang("acte".ljust(column), act.text, column) for act in own)
    yield from _unread(assessment)


def _told(finding: Finding, assessment: Assessment) -> bool:
    """What an author must see without asking: all that the regime asked for says, and what other checks found wrong."""
    if finding.rule.pack == assessment.regime:
        return finding.cover is not Cover.AUCUN
    checks = {p.id for p in assessment.packs if p.nature is Nature.CONTROLES}
    wrong = finding.outcome is Outcome.NON_SATISFAIT and finding.rule.niveau is not Niveau.RECOMMANDATION
    return finding.rule.pack in checks and wrong


def title(assessment: Assessment) -> str:
    """The legal person, or the dossier's name."""
    data = assessment.dossier.files
    provider = data.get("schema.yml", {}).get("fournisseur_identite")
    entities = data.get("dossier.yml", {}).get("entites", ())
    names = [e.get("nom") for e in entities if e["id"] == provider]
    return safe(str(next(filter(None, names), None) or data["dossier.yml"].get("titre") or assessment.dossier.name))


def diagnostics(faults: Iterable[Diagnostic]) -> Iterator[str]:
    """Faults of a dossier: where, what is wrong, what to write."""
    for fault in faults:
        yield _hang(f"{fault.place}  {click.style('erreur', fg='red')}  ", safe(fault.message), 4)
        if fault.remedy:
            yield _hang("    → ", safe(fault.remedy), 6)


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Questions that one and the same answer would settle, told once."""
    groups: list[list[Finding]] = []
    asked: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (str(finding.place), finding.remedy)
        if finding.outcome is Outcome.SANS_REPONSE and finding.cover is Cover.QUESTION and key in asked:
            asked[key].append(finding)
            continue
        groups.append([finding])
        if finding.outcome is Outcome.SANS_REPONSE and finding.cover is Cover.QUESTION:
            asked[key] = groups[-1]
    return groups


def _finding(same: list[Finding], assessment: Assessment, width: int) -> Iterator[str]:
    finding, rule = same[0], same[0].rule
    strength = click.style(STRENGTH[rule.niveau].ljust(9), fg=COLOUR[rule.niveau])
    indent = width + 2 + 10 + 12
    head = f"{str(finding.place).ljust(width)}  {strength} {rule.id.ljust(11)} "
    yield _hang(head, safe(finding.message), indent)
    for line in _below(finding, assessment):
        yield _hang(" " * indent, line, indent + 2)
    others = list(dict.fromkeys(f.rule.id for f in same[1:] if f.rule.id != rule.id))
    if others:
        yield _hang(" " * indent, f"(aussi demandé par {', '.join(others)})", indent + 2)


def _below(finding: Finding, assessment: Assessment) -> Iterator[str]:
    if finding.cover is Cover.COUVERT:
        yield _covered(finding, assessment)
        return
    if finding.cover is Cover.QUESTION and finding.outcome is Outcome.SATISFAIT:
        pieces = sorted({e for item in finding.proof_items if item.proof in _BAD for e in item.evidence})
        named = f" ({', '.join(pieces)})" if pieces else ""
        yield safe(f"satisfait, mais une pièce est absente, périmée ou modifiée{named} : question ouverte")
        yield (
            click.style("→ ", fg="cyan")
            + "Remettre la pièce d'origine dans preuves/, ou inscrire la nouvelle par rie evidence add."
        )
        return
    if finding.cover is Cover.ECART and finding.reserve:
        yield safe(finding.note)
    if finding.remedy:
        yield click.style("→ ", fg="cyan") + safe(finding.remedy)


def _covered(finding: Finding, assessment: Assessment) -> str:
    reserve = next(r for r in assessment.reserves if r.id == finding.reserve)
    until = f" jusqu'au {french_date(str(reserve.values['echeance']))}" if reserve.values.get("echeance") else ""
    by = f" (arbitrage du {french_date(finding.arbitrage)})" if finding.arbitrage else ""
    return click.style(f"couvert par la réserve {finding.reserve}{until}{by}", fg="green")


def _label(pack: Pack) -> str:
    return pack.titre


def _verdict(verdict: Verdict) -> str:
    text = verdict.summary
    if verdict.status is Status.NON_EVALUE:
        return f"{text} ({verdict.reasons[0][0].lower()}{verdict.reasons[0][1:].rstrip('.')})"
    return click.style(text, fg=VERDICT_COLOUR.get(verdict.status), bold=True)


def _more(verdict: Verdict, assessment: Assessment) -> str:
    """How to see the findings of a text that the report only counts."""
    hidden = verdict.counts.get("ecarts", 0) + verdict.counts.get("questions", 0)
    if verdict.pack.id == assessment.regime or not hidden:
        return ""
    return f"  (détail : --regime {verdict.pack.id})"


def _unread(assessment: Assessment) -> Iterator[str]:
    pack = assessment.verdict.pack
    if pack.non_lus:
        numbers = ", ".join(n if i == 0 else n.rsplit(" ", 1)[-1] for i, n in enumerate(pack.non_lus))
        yield _hang("", f"non vérifié par l'outil : {numbers} (textes non lus)", 2)
    if pack.banniere:
        yield _hang("", pack.banniere, 2)


def _hang(head: str, text: str, indent: int) -> str:
    """Wrap on a terminal with a hanging indent; leave long lines alone elsewhere, for grep."""
    if not sys.stdout.isatty():
        return head + text
    width = max(60, shutil.get_terminal_size().columns)
    lead = len(click.unstyle(head))
    lines = textwrap.wrap(text, width - min(indent, width // 2), break_long_words=False) or [""]
    pad = " " * max(indent, 0 if len(lines) == 1 else min(lead, indent))
    return head + ("\n" + pad).join(lines)
