"""From findings alone to one verdict a regime: one short function, closed by default.

The table is architecture.md §4; `EXI RIE-PS 17` is the source of what a reserve may cover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from builder.model.findings import (
    Cover,
    Finding,
    Outcome,
    Proof,
    Requirement,
    ReserveState,
    Status,
    Verdict,
)
from builder.model.rules import Niveau, Pack, PorteSur, ReservePossible

LABELS = {
    Status.NON_DUE: "attestation non due",
    Status.ATTESTABLE: "attestable",
    Status.AVEC_RESERVES: "attestable avec réserves",
    Status.INCOMPLET: "incomplet",
    Status.NON_ATTESTABLE: "non attestable",
    Status.NON_EVALUE: "non évalué",
}
STALE = (Proof.PERIMEE, Proof.ALTEREE)
PASSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)


def cover(
    finding: Finding, reserves: Mapping[str, ReserveState], arbitrated: Mapping[str, str], require_proof: bool
) -> Finding:
    """What the verdict makes of one finding: one line of the table. `reserves`: finding id → its reserve."""
    outcome, rule = finding.outcome, finding.rule
    reserve = reserves.get(finding.id)
    finding = replace(finding, reserve=reserve.id if reserve else None, arbitrage=arbitrated.get(finding.id))
    if rule.niveau is Niveau.RECOMMANDATION:
        return replace(finding, cover=Cover.AUCUN if outcome in PASSED else Cover.SIGNALE)
    if outcome is Outcome.SANS_OBJET:
        return replace(finding, cover=Cover.AUCUN)
    if outcome is Outcome.SATISFAIT:
        stale = rule.niveau is Niveau.BLOQUANT and finding.proof in STALE
        unproved = require_proof and finding.proof is not Proof.PROUVE
        return replace(finding, cover=Cover.QUESTION if stale or unproved else Cover.AUCUN)
    if outcome is Outcome.SANS_REPONSE:
        return replace(finding, cover=Cover.QUESTION)
    if reserve is not None and reserve.etat == "complete" and _admitted(finding):
        return replace(finding, cover=Cover.COUVERT)
    return replace(finding, cover=Cover.ECART, note=_why_not(reserve))


def _admitted(finding: Finding) -> bool:
    possible = finding.rule.reserve_possible
    if possible is ReservePossible.OUI:
        return True
    return possible is ReservePossible.A_ARBITRER and finding.arbitrage is not None


def _why_not(reserve: ReserveState | None) -> str:
    if reserve is None:
        return "aucune réserve ne le couvre"
    return f"la réserve {reserve.id} ne le couvre pas : " + " ; ".join(reserve.reasons)


def requirements(findings: Sequence[Finding]) -> tuple[Requirement, ...]:
    """Findings summed up by requirement of the text; recommendations never decide one."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule.pack, finding.rule.exigence), []).append(finding)
    found = []
    for (pack, exigence), group in sorted(groups.items()):
        binding = [f for f in group if f.rule.niveau is not Niveau.RECOMMANDATION]
        asked = [f for f in binding if f.outcome is not Outcome.SANS_OBJET]
        passed = [f for f in asked if f.outcome is Outcome.SATISFAIT and f.cover is Cover.AUCUN]
        satisfied = bool(asked) and len(passed) == len(asked)
        proved = satisfied and all(f.proof is Proof.PROUVE for f in passed)
        found.append(Requirement(pack, exigence, satisfied, proved, bool(asked), tuple(group)))
    return tuple(found)


def verdict(pack: Pack, findings: Sequence[Finding], attestation_due: bool | None) -> Verdict:
    """The verdict of one regime, from its findings about the scheme itself (`porte_sur: fond`)."""
    own = [f for f in findings if f.rule.pack == pack.id and f.rule.porte_sur is PorteSur.FOND]
    counts = _counts(own)
    if not pack.complet or not own:
        return _line(pack, Status.NON_EVALUE, counts, ())
    if attestation_due is False:
        return _line(pack, Status.NON_DUE, counts, ("Tous les moyens passent par une voie dispensée d'attestation.",))
    reasons = tuple(f"{f.id} : {f.message}" for f in own if f.cover in (Cover.ECART, Cover.QUESTION, Cover.COUVERT))
    return _line(pack, _status(own), counts, reasons)


def _status(own: Sequence[Finding]) -> Status:
    covers = {f.cover for f in own}
    if Cover.ECART in covers:
        return Status.NON_ATTESTABLE
    if Cover.QUESTION in covers:
        return Status.INCOMPLET
    # The only place where a favourable verdict is made.
    return Status.AVEC_RESERVES if Cover.COUVERT in covers else Status.ATTESTABLE


def _counts(own: Sequence[Finding]) -> dict[str, int]:
    sums = [r for r in requirements(own) if r.applicable]
    binding = [f for f in own if f.rule.niveau is not Niveau.RECOMMANDATION]
    return {
        "questions": sum(f.cover is Cover.QUESTION for f in own),
        "ecarts": sum(f.cover is Cover.ECART for f in own),
        "couverts": sum(f.cover is Cover.COUVERT for f in own),
        "reserves": len({f.reserve for f in own if f.cover is Cover.COUVERT}),
        "recommandations": sum(f.cover is Cover.SIGNALE for f in own),
        "exigences": len(sums),
        "satisfaites": sum(r.satisfied for r in sums),
        "prouvees": sum(r.proved for r in sums),
        "constats": sum(f.outcome is not Outcome.SANS_OBJET for f in binding),
        "constats_satisfaits": sum(f.outcome is Outcome.SATISFAIT for f in binding),
        "constats_prouves": sum(f.proof is Proof.PROUVE for f in binding),
        "constats_declares": sum(f.proof is Proof.DECLARE for f in binding),
        "constats_perimes": sum(f.proof in STALE for f in binding),
    }


def _line(pack: Pack, status: Status, counts: Mapping[str, int], reasons: tuple[str, ...]) -> Verdict:
    label = LABELS[status]
    if status is Status.NON_EVALUE:
        return Verdict(pack, status, label, label, (_unread(pack),), counts)
    parts = []
    if counts["ecarts"]:
        parts.append(_plural(counts["ecarts"], "écart non couvert", "écarts non couverts"))
    if counts["questions"]:
        parts.append(_plural(counts["questions"], "question ouverte", "questions ouvertes"))
    if counts["exigences"]:
        done = f"{counts['satisfaites']} exigences satisfaites sur {counts['exigences']}"
        parts.append(f"{done} ({_plural(counts['prouvees'], 'prouvée', 'prouvées')})")
    if counts["reserves"]:
        parts.append(_plural(counts["reserves"], "réserve", "réserves"))
    summary = f"{label} : {' · '.join(parts)}" if parts else label
    return Verdict(pack, status, label, summary, reasons, counts)


def _unread(pack: Pack) -> str:
    total = f" sur {pack.exigences_total}" if pack.exigences_total else ""
    return f"{len({r.exigence for r in pack.rules})} exigences{total} sont écrites en règles : trop peu pour conclure."


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}"
