"""From findings alone to one verdict a regime: one short function, closed by default.

`EXI RIE-PS 17` is the source of what a reserve may cover.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from builder.check.lines import level_line, line
from builder.check.proof import STALE, in_doubt
from builder.model.findings import (
    Cover,
    Finding,
    MeansLevel,
    Outcome,
    Proof,
    Requirement,
    ReserveState,
    Status,
    Verdict,
)
from builder.model.rules import Nature, Niveau, Pack, PorteSur, ReservePossible

PASSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)


@dataclass(frozen=True, slots=True)
class Grading:
    """Levels of the means, the level aimed at ("" when nobody answered), and the levels' French labels, lowest first."""

    levels: tuple[MeansLevel, ...] = ()
    aimed: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def cover(
    finding: Finding,
    reserves: Mapping[str, ReserveState],
    arbitrated: Mapping[str, str],
    require_proof: bool,
    binding: bool,
) -> Finding:
    """What the verdict makes of one finding: one line of the table. `reserves`: finding id → its reserve.

    `binding` false: the pack is no regime (good practice, a webinar, our own checks), its findings are counted only.
    """
    reserve = reserves.get(finding.id)
    arbitrage = arbitrated.get(finding.id)
    case = _case(finding, reserve, arbitrage, require_proof, binding)
    if case is finding.cover and reserve is None and arbitrage is None:
        return finding
    note = _why_not(reserve) if case is Cover.ECART else ""
    return replace(finding, cover=case, reserve=reserve.id if reserve else None, arbitrage=arbitrage, note=note)


def _case(
    finding: Finding, reserve: ReserveState | None, arbitrage: str | None, require_proof: bool, binding: bool
) -> Cover:
    outcome, rule = finding.outcome, finding.rule
    if rule.niveau is Niveau.RECOMMANDATION or not binding:
        return Cover.AUCUN if outcome in PASSED else Cover.SIGNALE
    if outcome is Outcome.SANS_OBJET:
        return Cover.AUCUN
    if outcome is Outcome.SATISFAIT:
        return Cover.QUESTION if in_doubt(finding, require_proof) else Cover.AUCUN
    if outcome is Outcome.SANS_REPONSE:
        return Cover.QUESTION
    admitted = rule.reserve_possible is ReservePossible.OUI or (
        rule.reserve_possible is ReservePossible.A_ARBITRER and arbitrage is not None
    )
    return Cover.COUVERT if reserve is not None and reserve.covering and admitted else Cover.ECART


def _why_not(reserve: ReserveState | None) -> str:
    if reserve is None:
        return "aucune réserve ne le couvre"
    # its name said once: « la réserve R-01 ne le couvre pas : elle… »
    reasons = [re.sub(rf"^[Ll]a réserve {re.escape(reserve.id)} ", "elle ", reason) for reason in reserve.reasons]
    return f"la réserve {reserve.id} ne le couvre pas : " + " ; ".join(reasons)


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


def verdict(pack: Pack, findings: Sequence[Finding], attestation_due: bool | None, grading: Grading) -> Verdict:
    """The line of one pack, from its findings about the scheme itself (`porte_sur: fond`); mere checks count them all."""
    told_elsewhere = PorteSur.ACTE if pack.nature is not Nature.CONTROLES else None  # acts have lines of their own
    own = [f for f in findings if f.rule.pack == pack.id and f.rule.porte_sur is not told_elsewhere]
    counts = _counts(own)
    if not pack.complet or not own:
        return line(pack, Status.NON_EVALUE, counts, ())
    if pack.nature is Nature.NIVEAU:
        concerned = [m for m in grading.levels if m.due is not False]
        status = _status(pack, own, attestation_due, grading)
        return level_line(pack, status, counts, concerned, grading.aimed, grading.words)
    status = _status(pack, own, attestation_due, grading)
    if status is Status.NON_DUE:
        return line(pack, status, counts, ("Tous les moyens passent par une voie dispensée d'attestation.",))
    told = {Cover.ECART, Cover.QUESTION, Cover.COUVERT} | (
        {Cover.SIGNALE} if pack.nature is Nature.CONTROLES else set()
    )
    return line(pack, status, counts, tuple(f"{f.id} : {f.message}" for f in own if f.cover in told))


def _status(pack: Pack, own: Sequence[Finding], attestation_due: bool | None, grading: Grading) -> Status:
    """The only place where a favourable verdict is made."""
    covers = {f.cover for f in own}
    if pack.nature is Nature.CONTROLES:
        return Status.CONTROLES
    if pack.nature is Nature.NIVEAU:
        return _level_status(grading)
    if pack.nature is Nature.CONFORMITE:
        if covers & {Cover.ECART, Cover.COUVERT}:  # the text knows no reserve
            return Status.ECARTS
        return Status.INCOMPLET if Cover.QUESTION in covers else Status.CONFORME
    if attestation_due is False and not covers & {Cover.ECART, Cover.QUESTION}:
        return Status.NON_DUE
    if Cover.ECART in covers:
        return Status.NON_ATTESTABLE if attestation_due is not False else Status.NON_DUE_ECARTS
    if Cover.QUESTION in covers:
        return Status.INCOMPLET
    return Status.AVEC_RESERVES if Cover.COUVERT in covers else Status.ATTESTABLE


def _level_status(grading: Grading) -> Status:
    """Reached when every means to attest reaches the level aimed at."""
    ladder = ["", *grading.words]
    concerned = [m for m in grading.levels if m.due is not False]
    if not concerned:
        return Status.NON_DUE if grading.levels else Status.NIVEAU_NON_ETABLI
    if not grading.aimed:
        return Status.NIVEAU_NON_ETABLI
    short = [m for m in concerned if ladder.index(m.reached) < ladder.index(grading.aimed)]
    if not short:
        return Status.NIVEAU_ATTEINT
    return Status.NIVEAU_NON_ATTEINT if any(m.settled for m in short) else Status.NIVEAU_NON_ETABLI


def _counts(own: Sequence[Finding]) -> dict[str, int]:
    sums = [r for r in requirements(own) if r.applicable]
    binding = [f for f in own if f.rule.niveau is not Niveau.RECOMMANDATION]
    signalled = [f for f in own if f.cover is Cover.SIGNALE]
    return {
        "questions": sum(f.cover is Cover.QUESTION for f in own),
        "ecarts": sum(f.cover is Cover.ECART for f in own),
        "couverts": sum(f.cover is Cover.COUVERT for f in own),
        "reserves": len({f.reserve for f in own if f.cover is Cover.COUVERT}),
        "recommandations": len(signalled),
        "exigences": len(sums),
        "satisfaites": sum(r.satisfied for r in sums),
        "prouvees": sum(r.proved for r in sums),
        "constats": sum(f.outcome is not Outcome.SANS_OBJET for f in binding),
        "constats_satisfaits": sum(f.outcome is Outcome.SATISFAIT for f in binding),
        "constats_prouves": sum(f.proof is Proof.PROUVE for f in binding),
        "constats_declares": sum(f.proof is Proof.DECLARE for f in binding),
        "constats_perimes": sum(f.proof in STALE for f in binding),
        "constats_tous": sum(f.outcome is not Outcome.SANS_OBJET for f in own),
        "signales": sum(f.outcome is Outcome.NON_SATISFAIT for f in signalled),
        "muets": sum(f.outcome is Outcome.SANS_REPONSE for f in signalled),
    }
