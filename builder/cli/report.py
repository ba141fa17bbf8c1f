"""The report of `rie check` as text: place, strength, rule, fact, remedy; then each line of the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click

from builder.check.lines import RESERVE_STATE, plural
from builder.check.words import french_date
from builder.cli.common import hang as _hang
from builder.cli.common import safe
from builder.cli.judging import Judgement
from builder.model.findings import FAVOURABLE, Assessment, Cover, Finding, Outcome, Proof, Status, Verdict
from builder.model.rules import Nature, Niveau, Pack
from builder.model.source import Diagnostic

STRENGTH = {Niveau.BLOQUANT: "bloquant", Niveau.RESERVE: "réserve", Niveau.RECOMMANDATION: "conseil"}
COLOUR = {Niveau.BLOQUANT: "red", Niveau.RESERVE: "yellow", Niveau.RECOMMANDATION: "cyan"}
PROOF = {
    Proof.PROUVE: "prouvé",
    Proof.DECLARE: "déclaré",
    Proof.PERIMEE: "preuve périmée",
    Proof.ALTEREE: "preuve altérée",
}
PASSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)
_RANK = {Niveau.BLOQUANT: 0, Niveau.RESERVE: 1, Niveau.RECOMMANDATION: 2}
_BAD = (Proof.PERIMEE, Proof.ALTEREE)
RESTORE = "Remettre la pièce d'origine dans preuves/, ou inscrire la nouvelle par rie evidence add."
REGISTER = "Inscrire une pièce par rie evidence add, et la citer (preuves)."
VERDICT_COLOUR = {
    **dict.fromkeys(FAVOURABLE, "green"),
    Status.INCOMPLET: "yellow",
    Status.NIVEAU_NON_ETABLI: "yellow",
    Status.NON_ATTESTABLE: "red",
    Status.NON_DUE_ECARTS: "red",
    Status.ECARTS: "red",
    Status.NIVEAU_NON_ATTEINT: "red",
}


def report(judgement: Judgement, everything: bool = False, name: str = "") -> Iterator[str]:
    """The lines of the report, in the order of the files. name: the dossier's, said when there are several.

    Raises ValueError for a dossier that was refused: `refusal` tells of it.
    """
    assessment = judgement.judged.assessment
    if assessment is None:
        raise ValueError("a refused dossier has no report")
    head = f"{safe(name)} : {title(assessment)}" if name else title(assessment)
    yield click.style(f"{head} · évalué au {french_date(assessment.date)}", bold=True)
    shown = [f for f in assessment.findings if everything or told(f, assessment) or f.id in judgement.counted]
    width = max((len(str(f.place)) for f in shown), default=0)
    for same in _grouped(shown, judgement.spared):
        yield from _finding(same, judgement, width)
    yield from diagnostics(assessment.faults)
    yield ""
    labels = [_label(v.pack) for v in assessment.verdicts]
    column = max(map(len, labels)) + 2
    for verdict, label in zip(assessment.verdicts, labels, strict=True):
        yield _hang(label.ljust(column), _verdict(verdict) + _more(verdict, assessment), column)
        own = [act for act in assessment.acts if act.pack == verdict.pack.id]
        yield from (_hang("acte".ljust(column), act.text, column) for act in own)
    yield from _reserves(assessment, column)
    yield from _conflicts(assessment, column)
    yield from _unread(assessment)
    yield from _strict(judgement)


def _strict(judgement: Judgement) -> Iterator[str]:
    """What --strict adds to the answer, said last: it is why a favourable dossier is refused."""
    assessment = judgement.judged.assessment
    more = (
        [f for f in assessment.findings if f.id in judgement.counted and f.cover is Cover.SIGNALE] if assessment else []
    )
    if more:
        yield _hang("", f"--strict : {plural(len(more), 'point compte', 'points comptent')} contre le dossier", 2)
    if judgement.spared:
        kept = plural(len(judgement.spared), "point écarté", "points écartés")
        yield _hang("", f"--sauf : {kept}, chacun sur décision écrite", 2)


def told(finding: Finding, assessment: Assessment) -> bool:
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


def refusal(root: Path, faults: Sequence[Diagnostic], therefore: str) -> Iterator[str]:
    """A dossier that cannot be read: how many faults, what follows, then each of them."""
    count = f"{len(faults)} erreur{'s' if len(faults) > 1 else ''} de lecture"
    yield f"{safe(root.resolve().name)} · {count} : {therefore}"
    yield from diagnostics(faults)


def diagnostics(faults: Iterable[Diagnostic]) -> Iterator[str]:
    """Faults of a dossier: where, what is wrong, what to write."""
    for fault in faults:
        yield _hang(f"{safe(str(fault.place))}  {click.style('erreur', fg='red')}  ", safe(fault.message), 4)
        if fault.remedy:
            yield _hang("    → ", safe(fault.remedy), 6)


def _grouped(findings: Iterable[Finding], spared: frozenset[str] = frozenset()) -> list[list[Finding]]:
    """Questions that one and the same answer would settle, then one advice given in many places: told once.

    The strongest of a group speaks for it; `spared`: findings that a decision excuses, each told by itself."""
    asked = _gathered([[f] for f in findings], _question_key)
    for group in asked:
        group.sort(key=lambda f: _RANK[f.rule.niveau])
    return _gathered(asked, lambda f: None if f.id in spared else _advice_key(f))


def _gathered(groups: list[list[Finding]], key: Callable[[Finding], tuple[str, str] | None]) -> list[list[Finding]]:
    """Groups whose first findings have one key put together, where the first of them stands."""
    found: list[list[Finding]] = []
    known: dict[tuple[str, str], list[Finding]] = {}
    for group in groups:
        own = key(group[0])
        if own is not None and own in known:
            known[own] += group
            continue
        found.append(list(group))
        if own is not None:
            known[own] = found[-1]
    return found


def _question_key(finding: Finding) -> tuple[str, str] | None:
    unanswered = finding.outcome is Outcome.SANS_REPONSE and finding.cover is not Cover.COUVERT
    return (str(finding.place), finding.remedy) if unanswered and finding.remedy else None


def _advice_key(finding: Finding) -> tuple[str, str] | None:
    advice = finding.rule.niveau is Niveau.RECOMMANDATION and finding.outcome not in PASSED
    return (finding.rule.id, finding.remedy) if advice and finding.remedy else None


def _finding(same: list[Finding], judgement: Judgement, width: int) -> Iterator[str]:
    finding, rule = same[0], same[0].rule
    strength = click.style(STRENGTH[rule.niveau].ljust(9), fg=COLOUR[rule.niveau])
    indent = width + 2 + 10 + 12
    head = f"{str(finding.place).ljust(width)}  {strength} {rule.id.ljust(11)} "
    yield _hang(head, safe(_said(finding)), indent)
    for line in _below(finding, judgement):
        yield _hang(" " * indent, line, indent + 2)
    others = list(dict.fromkeys(f.rule.id for f in same[1:] if f.rule.id != rule.id))
    if others:
        yield _hang(" " * indent, f"(aussi demandé par {', '.join(others)})", indent + 2)
    places = list(dict.fromkeys(str(f.place) for f in same[1:] if f.place != finding.place))
    titles = list(dict.fromkeys(f"« {f.subject.title} »" for f in same[1:] if f.subject.title != finding.subject.title))
    if places:
        yield _hang(" " * indent, f"(de même : {', '.join(places)})", indent + 2)
    elif titles and rule.niveau is Niveau.RECOMMANDATION:
        yield _hang(" " * indent, safe(f"(de même pour {', '.join(titles)})"), indent + 2)


def _said(finding: Finding) -> str:
    """The message; for what is not a fault, its outcome, its subject and its proof come first."""
    if finding.outcome is Outcome.SANS_OBJET:
        return f"sans objet : « {finding.subject.title} », {finding.message}"
    if finding.outcome is Outcome.SATISFAIT and finding.cover is Cover.AUCUN:
        proof = f" ({PROOF[finding.proof]})" if finding.proof else ""
        return f"satisfait{proof} : « {finding.subject.title} », {finding.message}"
    return finding.message


def _below(finding: Finding, judgement: Judgement) -> Iterator[str]:
    if finding.cover is Cover.COUVERT or finding.id in judgement.spared:
        yield click.style(safe(judgement.note(finding)), fg="green")
        return
    if finding.cover is Cover.QUESTION and finding.outcome is Outcome.SATISFAIT:
        why, cure = stale(finding)
        yield safe(f"{why} : question ouverte")
        yield click.style("→ ", fg="cyan") + cure
        return
    if finding.cover is Cover.ECART and finding.reserve:
        yield safe(finding.note)
    if finding.remedy:
        yield click.style("→ ", fg="cyan") + safe(finding.remedy)


def stale(finding: Finding) -> tuple[str, str]:
    """Why a finding that is satisfied still asks for something, and what to do about it."""
    pieces = sorted({e for item in finding.proof_items if item.proof in _BAD for e in item.evidence})
    if not pieces:
        return "satisfait, mais aucune pièce recevable ne l'appuie", REGISTER
    return f"satisfait, mais une pièce est absente, périmée ou modifiée ({', '.join(pieces)})", RESTORE


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


def _reserves(assessment: Assessment, column: int) -> Iterator[str]:
    """Where each reserve stands in its life."""
    states = dict.fromkeys(r.etat for r in assessment.reserves)
    told = [f"{RESERVE_STATE[s]} : {', '.join(r.id for r in assessment.reserves if r.etat == s)}" for s in states]
    if told:
        yield _hang("réserves".ljust(column), safe(" ; ".join(told)), column)


def _conflicts(assessment: Assessment, column: int) -> Iterator[str]:
    """Conflicts between texts that the dossier meets: those arbitrated, then those where the strict reading holds."""
    head = "conflits".ljust(column)
    for c in assessment.conflicts:
        if c.arbitrage:
            dates = f"du {french_date(c.arbitrage['le'])} au {french_date(c.arbitrage['fin'])}"
            yield _hang(
                head, f"{c.conflict.id}, « {c.conflict.titre} » : lecture {c.reading}, par arbitrage {dates}", column
            )
    met = [c.conflict.id for c in assessment.conflicts if c.concerns and not c.arbitrage]
    if met:
        said = f"lecture la plus stricte, faute d'arbitrage : {', '.join(met)} (page « Conflits entre les textes » du site)"
        yield _hang(head, said, column)


def _unread(assessment: Assessment) -> Iterator[str]:
    pack = assessment.verdict.pack
    if pack.non_lus:
        numbers = ", ".join(n if i == 0 else n.rsplit(" ", 1)[-1] for i, n in enumerate(pack.non_lus))
        yield _hang("", f"non vérifié par l'outil : {numbers} (textes non lus)", 2)
    if pack.banniere:
        yield _hang("", pack.banniere, 2)
