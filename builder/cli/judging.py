"""Several dossiers judged for `rie check`: what counts towards the exit code, and why the rest does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.check.strict import decision, excused, extra
from builder.check.words import french_date
from builder.cli.common import OK, REFUSED, UNFAVOURABLE
from builder.model.findings import Assessment, Cover, Finding
from builder.pipeline import Judged, Terms, assess

_COUNTED = (Cover.ECART, Cover.QUESTION)


@dataclass(frozen=True)
class Judgement:
    """One dossier: what was read and judged, the findings that count towards the exit code, those that are excused."""

    root: Path
    judged: Judged
    counted: frozenset[str]
    spared: frozenset[str]  # what --strict would count, and a decision excuses

    @property
    def code(self) -> int:
        """0 favourable and nothing that strictness counts, 1 not, 2 refused."""
        assessment = self.judged.assessment
        if assessment is None or assessment.faults:
            return REFUSED
        return OK if assessment.favourable and not self.counted else UNFAVOURABLE

    def note(self, finding: Finding) -> str:
        """What decides about a finding: the reserve that covers it, or the decision that spares it."""
        assessment = self.judged.assessment
        if assessment is None:
            return ""
        if finding.id in self.spared:
            return f"écarté par --sauf : {decision(assessment, finding)}"
        if finding.cover is Cover.COUVERT:
            return covered(finding, assessment)
        return finding.note


def judge_all(
    roots: Sequence[Path], terms: Terms, describe: bool, strict: bool, but: Sequence[str]
) -> tuple[Judgement, ...]:
    """Judge each dossier. Raises BuilderError when `but` names a finding that no decision excuses."""
    judged = [(root, assess(root, terms, describe=describe)) for root in roots]
    assessments = [one.assessment for _, one in judged if one.assessment is not None]
    excuses = excused(assessments, but) if assessments else frozenset()
    return tuple(_judgement(root, one, strict, excuses) for root, one in judged)


def _judgement(root: Path, judged: Judged, strict: bool, excuses: frozenset[str]) -> Judgement:
    assessment = judged.assessment
    if assessment is None:
        return Judgement(root, judged, frozenset(), frozenset())
    more = frozenset(f.id for f in extra(assessment)) if strict else frozenset()
    counted = frozenset() if assessment.favourable else _against(assessment)
    return Judgement(root, judged, counted | (more - excuses), more & excuses)


def _against(assessment: Assessment) -> frozenset[str]:
    """What the verdict asked for holds against the dossier."""
    own = (f for f in assessment.findings if f.rule.pack == assessment.regime)
    return frozenset(f.id for f in own if f.cover in _COUNTED)


def covered(finding: Finding, assessment: Assessment) -> str:
    """« couvert par la réserve R-01 jusqu'au 30/06/2027 (arbitrage du 12/11/2026) »."""
    reserve = next(r for r in assessment.reserves if r.id == finding.reserve)
    until = f" jusqu'au {french_date(str(reserve.values['echeance']))}" if reserve.values.get("echeance") else ""
    by = f" (arbitrage du {french_date(finding.arbitrage)})" if finding.arbitrage else ""
    return f"couvert par la réserve {finding.reserve}{until}{by}"
