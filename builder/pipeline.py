"""A build, read top to bottom: load → check → render → publish (analyse and plan come with the risk graph)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from builder.check import check
from builder.check.compare import shifts
from builder.check.deadlines import deadlines
from builder.check.explain import Explainer
from builder.check.observe import observe
from builder.check.packs import verify
from builder.load import load_dossier
from builder.load.catalogue import load_catalogue
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.load.suppose import Edit, load_supposed
from builder.model.explanation import Explanation, Shift
from builder.model.findings import Assessment, Change
from builder.model.risk import RiskRegister
from builder.model.source import Diagnostic, Dossier


@dataclass(frozen=True, slots=True)
class Judged:
    """What `assess` gives: an assessment, or the diagnostics that forbid one."""

    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a dossier is judged: the date (ISO), the pack that the answer is for, whether an answer without a
    valid proof counts as unanswered, and the day the draft was published, when it is known."""

    date: str
    regime: str
    require_proof: bool = False
    publication: str | None = None


def assess(root: Path, terms: Terms, describe: bool = False) -> Judged:
    """Load and check one dossier."""
    dossier, diagnostics = load_dossier(root)
    return Judged(None if dossier is None else judge(dossier, terms, describe), diagnostics)


def judge(dossier: Dossier, terms: Terms, describe: bool = False, verified: bool = False) -> Assessment:
    """Check a loaded dossier; `verified` true when the packs have been verified in this run."""
    return check(
        dossier,
        load_packs(),
        load_knowledge(),
        terms.date,
        terms.regime,
        require_proof=terms.require_proof,
        publication=terms.publication,
        describe=describe,
        verified=verified,
    )


def watch(root: Path, terms: Terms, until: str) -> tuple[tuple[Change, ...] | None, tuple[Diagnostic, ...]]:
    """What changes between the date of `terms` and `until` if nobody does anything; None when the dossier is refused."""
    dossier, diagnostics = load_dossier(root)
    if dossier is None:
        return None, diagnostics
    verify(load_packs(), load_knowledge())

    def on(day: str) -> Assessment:
        return judge(dossier, replace(terms, date=day), verified=True)

    return deadlines(on, terms.date, until), diagnostics


def weigh(root: Path, terms: Terms) -> tuple[RiskRegister | None, tuple[Diagnostic, ...]]:
    """Load, check and analyse one dossier: its risk register, or None and the diagnostics that forbid one."""
    from builder.analyse import analyse

    judged = assess(root, terms)
    if judged.assessment is None:
        return None, judged.diagnostics
    catalogue = load_catalogue()
    seen = observe(judged.assessment.dossier, judged.assessment.packs, load_knowledge(), terms.date, catalogue)
    register = analyse(judged.assessment, seen, catalogue)
    return (None if register.faults else register), register.faults


def build(
    assessment: Assessment,
    target: Path,
    version: str,
    epoch: int,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
    archive: bool = False,
) -> list[Path]:
    """Render and publish an assessment made with `describe`; the paths of what was made. archive: a zip of it too."""
    from builder.publish import publish
    from builder.render import render

    return publish(render(assessment, load_knowledge(), version), target, epoch, only, tell, archive)


def why(root: Path, terms: Terms, target: str) -> tuple[Explanation | None, tuple[Diagnostic, ...]]:
    """Why a finding, a level, a fact or the verdict is what it is; None when the dossier is refused.

    Raises BuilderError (code 2) when nothing has the name `target`. The packs are not verified again: `check` does it.
    """
    dossier, diagnostics = load_dossier(root)
    if dossier is None:
        return None, diagnostics
    explainer = Explainer(
        dossier, load_packs(), load_knowledge(), terms.date, terms.regime, terms.require_proof, terms.publication
    )
    return explainer.explain(target), diagnostics


@dataclass(frozen=True, slots=True)
class Supposed:
    """What `suppose` gives: the dossier judged as it is and as it would be, what differs, and what forbids judging."""

    before: Assessment | None
    after: Assessment | None
    shifts: tuple[Shift, ...]
    diagnostics: tuple[Diagnostic, ...]


def suppose(root: Path, terms: Terms, edits: Sequence[Edit]) -> Supposed:
    """What would change if answers were other; nothing is written. Raises BuilderError (code 2) when an edit names
    nothing that can be written."""
    loaded = load_supposed(root, edits)
    if loaded.before is None or loaded.after is None:
        return Supposed(None, None, (), loaded.diagnostics)
    before = judge(loaded.before, terms)
    after = judge(loaded.after, terms, verified=True)
    levels = load_knowledge().kinds["schema"].fields["niveau_vise"].values
    return Supposed(before, after, shifts(before, after, levels), ())
