"""What will change as time passes, if nobody does anything: found by judging the dossier again on the days that matter.

Nothing is guessed: a day is listed because the check, asked on that day, answers otherwise than the day before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from builder.check.derived.acts import add_months
from builder.check.words import OUTCOME, french_date
from builder.model.findings import Assessment, Change, Cover, Finding, Outcome, Proof, Verdict
from builder.model.rules import Nature

_COVER = {Cover.COUVERT: "couvert par réserve", Cover.ECART: "écart non couvert", Cover.QUESTION: "question ouverte"}
_STALE = (Proof.PERIMEE, Proof.ALTEREE)


def deadlines(judge: Callable[[str], Assessment], start: str, until: str) -> tuple[Change, ...]:
    """Changes after `start` up to `until` (ISO dates), in order. `judge` judges the same dossier on a given day."""
    now = judge(start)
    found: list[Change] = []
    waiting, seen = set(_days(now)), {start}
    while waiting := {d for d in waiting if start < d <= until and d not in seen}:
        day = min(waiting)
        seen.add(day)
        then = judge(day)
        found += _changes(now, then, day)
        waiting |= set(_days(then))
        start, now = day, then
    return tuple(found)


def _days(assessment: Assessment) -> Iterator[str]:
    """Days on which something may change: each date, and each date plus each number of months, and the day after."""
    for finding in assessment.findings:
        dates = [m for m in finding.moments if isinstance(m, str)]
        months = [m for m in finding.moments if isinstance(m, int)]
        for day in dates:
            yield from _around([day, *(add_months(day, n) for n in months)])
    files = assessment.dossier.files
    for piece in files.get("preuves.yml", {}).get("preuves", ()):
        yield from _around(filter(None, (piece.get("date"), piece.get("valide_jusqu_au"))))
    for reserve in files.get("reserves.yml", {}).get("reserves", ()):
        yield from _around(filter(None, (reserve.get("echeance"),)))
    for arbitration in files.get("commission.yml", {}).get("arbitrages", ()):
        yield from _around(filter(None, (arbitration.get("le"), arbitration.get("fin"))))
    for act in assessment.acts:
        yield from _around(filter(None, (act.date, *act.rappels)))


def _around(days: Iterable[str]) -> Iterator[str]:
    for day in days:
        yield day
        if day < date.max.isoformat():
            yield (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _changes(before: Assessment, after: Assessment, day: str) -> Iterator[Change]:
    for was, is_ in zip(before.verdicts, after.verdicts, strict=True):
        if was.status is not is_.status:
            text = f"{is_.pack.titre} : le verdict passe de « {was.label} » à « {is_.label} »"
            yield Change(day, "verdict", text, None, _worse(was, is_))
    yield from _acts(before, after, day)
    older = {f.id: f for f in before.findings}
    pairs = [(older[f.id], f) for f in after.findings if f.id in older]
    regimes = {p.id for p in after.packs if p.nature is not Nature.CONTROLES}
    yield from _findings([p for p in pairs if p[1].rule.pack in regimes], day)
    yield from _proofs([p for p in pairs if p[1].rule.pack in regimes], after, day)


def _acts(before: Assessment, after: Assessment, day: str) -> Iterator[Change]:
    states = {act.id: act.etat for act in before.acts}
    for act in after.acts:
        if act.id in states and states[act.id] != act.etat:
            yield Change(day, "acte", act.text, None, act.etat in ("en_retard", "echu"))
        elif day in act.rappels:
            yield Change(day, "rappel", act.text, None, True)


def _findings(pairs: Iterable[tuple[Finding, Finding]], day: str) -> Iterator[Change]:
    """Findings whose outcome changes, or what the verdict makes of them; those of one rule told together."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for was, is_ in pairs:
        if was.outcome is not is_.outcome or (was.cover is not is_.cover and is_.outcome is not Outcome.SATISFAIT):
            groups.setdefault((is_.rule.id, state(was), state(is_)), []).append(is_)
    for (rule, was_, now), same in sorted(groups.items()):
        subjects = ", ".join(f.subject.title for f in same[:3]) + ("…" if len(same) > 3 else "")
        text = f"{rule} « {same[0].rule.titre} » : {was_} → {now} ({subjects})"
        worse = any(f.outcome in (Outcome.NON_SATISFAIT, Outcome.SANS_REPONSE) for f in same)
        yield Change(day, "constat", text, same[0].place, worse)


def state(finding: Finding) -> str:
    """A finding's outcome, and what the verdict makes of it, in words."""
    cover = _COVER.get(finding.cover, "")
    return OUTCOME[finding.outcome] + (f" ({cover})" if cover else "")


def _proofs(pairs: Iterable[tuple[Finding, Finding]], after: Assessment, day: str) -> Iterator[Change]:
    """Pieces that stop proving what they proved."""
    lost: Counter[str] = Counter()
    for was, is_ in pairs:
        if was.proof not in _STALE and is_.proof in _STALE:
            lost.update({e for item in is_.proof_items if item.proof in _STALE for e in item.evidence})
    pieces = {p["id"]: p for p in after.dossier.files.get("preuves.yml", {}).get("preuves", ())}
    for id_, count in sorted(lost.items()):
        end = pieces.get(id_, {}).get("valide_jusqu_au")
        if end is None or end >= day:
            continue  # cited beside the piece that expired
        many = f"{count} constats" if count > 1 else "1 constat"
        text = f"la pièce « {id_} », valable jusqu'au {french_date(end)}, ne prouve plus {many}"
        yield Change(day, "preuve", text, None, True)


def _worse(was: Verdict, is_: Verdict) -> bool:
    order = list(type(was.status))
    return order.index(is_.status) > order.index(was.status)
