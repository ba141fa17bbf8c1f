"""Two assessments of one dossier: what is no longer the same, worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from builder.check.deadlines import state
from builder.check.lines import RESERVE_STATE, plural
from builder.check.words import french_date
from builder.model.explanation import Shift
from builder.model.findings import Act, Assessment, Cover, Finding, Outcome, Proof, ReserveState, Status, Verdict
from builder.model.rules import Nature
from builder.model.source import Diagnostic, Place

ABSENT = "n'existe pas"
_COVERS = (Cover.AUCUN, Cover.SIGNALE, Cover.COUVERT, Cover.QUESTION, Cover.ECART)
_OUTCOMES = (Outcome.SANS_OBJET, Outcome.SATISFAIT, Outcome.SANS_REPONSE, Outcome.NON_SATISFAIT)
_PROOFS = (Proof.PROUVE, Proof.DECLARE, Proof.PERIMEE, Proof.ALTEREE)
_PROOF_WORDS = {
    Proof.PROUVE: "prouvé",
    Proof.DECLARE: "déclaré",
    Proof.PERIMEE: "preuve périmée",
    Proof.ALTEREE: "preuve altérée",
}
# From what closes a gap to what no longer counts.
_RESERVES = ("levee", "acceptee", "complete", "proposee", "incomplete", "exclue", "echue")
_ACTS = ("non_du", "en_cours", "a_produire", "a_reprendre", "echu", "en_retard")


def shifts(before: Assessment, after: Assessment, levels: Mapping[str, str]) -> tuple[Shift, ...]:
    """What differs, in the order of genres: verdicts, diagnostics, acts, reserves, levels, findings, dates.

    levels: the levels of assurance and their labels, lowest first.
    """
    return (
        *_verdicts(before, after),
        *_faults(before.faults, after.faults),
        *_acts(before.acts, after.acts),
        *_reserves(before.reserves, after.reserves),
        *_levels(before, after, levels),
        *_findings(before.findings, after.findings),
        *_dates(before.findings, after.findings),
    )


def _verdicts(before: Assessment, after: Assessment) -> Iterator[Shift]:
    older = {v.pack.id: v for v in before.verdicts}
    for now in after.verdicts:
        was = older[now.pack.id]
        if was.summary != now.summary:
            yield Shift("verdict", now.pack.titre, was.summary, now.summary, _worse(_favour(was), _favour(now)))


def _favour(verdict: Verdict) -> tuple[int, ...]:
    """The less, the better: the status, then gaps, questions, points to look at, then what is not satisfied or proved."""
    counts = verdict.counts
    worse = (counts.get(key, 0) for key in ("ecarts", "questions", "signales", "muets"))
    passed = () if verdict.pack.nature is Nature.CONTROLES else ("satisfaites", "prouvees")
    better = (-counts.get(key, 0) for key in passed)
    return list(Status).index(verdict.status), *worse, *better


def _faults(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> Iterator[Shift]:
    """Decisions that match no finding any more, or that do at last."""
    for fault in after:
        if fault not in before:
            yield Shift("diagnostic", fault.message, "", fault.remedy, True, (fault.place,))
    for fault in before:
        if fault not in after:
            yield Shift("diagnostic", fault.message, "erreur", "levée", False, (fault.place,))


def _pairs(before: Sequence[Any], after: Sequence[Any], key: Callable[[Any], Any]) -> Iterator[tuple[Any, Any]]:
    """(was, is) for everything that is on either side; None where it is not."""
    older: Mapping[Any, Any] = {key(x): x for x in before}
    newer: Mapping[Any, Any] = {key(x): x for x in after}
    for name in dict.fromkeys((*older, *newer)):
        yield older.get(name), newer.get(name)


def _acts(before: Sequence[Act], after: Sequence[Act]) -> Iterator[Shift]:
    for was, now in _pairs(before, after, lambda a: (a.pack, a.id)):
        a, b = (x.text if x else ABSENT for x in (was, now))
        if a != b:
            known = was is not None and now is not None
            worse = _worse(_ACTS.index(was.etat), _ACTS.index(now.etat)) if known else None
            yield Shift("acte", (now or was).titre, a, b, worse)


def _reserves(before: Sequence[ReserveState], after: Sequence[ReserveState]) -> Iterator[Shift]:
    for was, now in _pairs(before, after, lambda r: r.id):
        a, b = (RESERVE_STATE[r.etat] if r else ABSENT for r in (was, now))
        if a != b:
            worse = None if was is None or now is None else _worse(_RESERVES.index(was.etat), _RESERVES.index(now.etat))
            yield Shift("reserve", f"réserve {(now or was).id}", a, b, worse, ((now or was).place,))


def _levels(before: Assessment, after: Assessment, words: Mapping[str, str]) -> Iterator[Shift]:
    ladder = ["", *words]
    for was, now in _pairs(before.levels, after.levels, lambda m: m.mie):
        a, b = (words.get(m.reached, "aucun") if m else ABSENT for m in (was, now))
        if a != b:
            known = was is not None and now is not None
            worse = _worse(ladder.index(now.reached), ladder.index(was.reached)) if known else None
            yield Shift("niveau", f"niveau de « {(now or was).title} »", a, b, worse, ((now or was).place,))


def _dates(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Shift]:
    """Dates on which findings hang and that are no longer the same: what they say today may not change."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for was, now in _pairs(before, after, lambda f: f.id):
        if was is not None and now is not None and was.moments != now.moments:
            a, b = (_days(x, y) for x, y in ((was, now), (now, was)))
            groups.setdefault((a, b), []).append(now)
    for (a, b), same in sorted(groups.items()):
        rules = ", ".join(sorted({f.rule.id for f in same}))
        text = f"date dont dépend{'ent' if len(same) > 1 else ''} {plural(len(same), 'constat', 'constats')} ({rules})"
        yield Shift("date", text, a or "aucune", b or "aucune", None, (), tuple(f.id for f in same))


def _days(own: Finding, other: Finding) -> str:
    """The dates of one that the other has not."""
    return ", ".join(french_date(m) for m in own.moments if isinstance(m, str) and m not in other.moments)


def _findings(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Shift]:
    """Findings of one rule that go from one state to another are told together; the worst first."""
    groups: dict[tuple[str, str, str, bool | None], list[Finding]] = {}
    for was, now in _pairs(before, after, lambda f: f.id):
        a, b = _told(was), _told(now)
        if a != b:
            groups.setdefault(((now or was).rule.id, a, b, _turn(was, now)), []).append(now or was)
    order = {True: 0, None: 1, False: 2}
    for (rule, a, b, worse), same in sorted(groups.items(), key=lambda g: (order[g[0][3]], g[0][:3])):
        titles = list(dict.fromkeys(f.subject.title for f in same))
        named = ", ".join(titles[:3]) + (f"… ({len(titles)})" if len(titles) > 3 else "")
        places: tuple[Place, ...] = tuple(dict.fromkeys(f.place for f in same))
        text = f"{rule} « {same[0].rule.titre} » ({named})"
        yield Shift("constat", text, a, b, worse, places, tuple(f.id for f in same))


def _told(finding: Finding | None) -> str:
    if finding is None:
        return ABSENT
    return state(finding) + (f", {_PROOF_WORDS[finding.proof]}" if finding.proof else "")


def _turn(was: Finding | None, now: Finding | None) -> bool | None:
    if was is None or now is None:
        return None
    return _worse(_weight(was), _weight(now))


def _weight(finding: Finding) -> tuple[int, int, int]:
    proof = _PROOFS.index(finding.proof) if finding.proof else 0
    passed = finding.outcome in (Outcome.SATISFAIT, Outcome.SANS_OBJET)
    return _COVERS.index(finding.cover), 0 if passed else _OUTCOMES.index(finding.outcome), proof


def _worse(was: Any, now: Any) -> bool | None:
    return None if was == now else bool(now > was)
