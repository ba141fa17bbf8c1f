"""A build, read top to bottom: load → check → analyse → plan → render → publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from builder.check import check
from builder.check.compare import shifts
from builder.check.deadlines import deadlines
from builder.check.explain import Explainer
from builder.check.frozen import last_decided, standing
from builder.check.observe import observe
from builder.check.packs import verify
from builder.load import load_dossier
from builder.load.catalogue import load_catalogue
from builder.load.frozen import COMMISSION, digest, frozen_inputs
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.load.suppose import Edit, load_supposed
from builder.model.decision import Output, Session, Standing
from builder.model.explanation import Explanation, Shift
from builder.model.findings import Assessment, Change
from builder.model.outputs import Rendered
from builder.model.plan import Plan
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


@dataclass(frozen=True, slots=True)
class Sealing:
    """A decision being recorded: what its documents say of it, and who keeps their hashes once they are made."""

    stood: Standing
    seal: Callable[[Mapping[str, Output]], str]


def assess(root: Path, terms: Terms, describe: bool = False, instead: Mapping[str, bytes] | None = None) -> Judged:
    """Load and check one dossier; `instead`: bytes to read for some of its files."""
    dossier, diagnostics = load_dossier(root, instead)
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """A dossier with its risks, and its plan when it was asked for; or the diagnostics that forbid them."""

    assessment: Assessment | None
    register: RiskRegister | None
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


def weigh(root: Path, terms: Terms, planned: bool = False) -> Weighed:
    """Load, check and analyse one dossier; `planned`: and plan."""
    from builder.plan import plan

    judged = assess(root, terms)
    if judged.assessment is None:
        return Weighed(None, None, None, judged.diagnostics)
    register = risks(judged.assessment)
    return Weighed(judged.assessment, register, plan(judged.assessment, register) if planned else None, ())


def risks(assessment: Assessment) -> RiskRegister:
    """Analyse an assessed dossier."""
    from builder.analyse import analyse

    catalogue = load_catalogue()
    seen = observe(assessment.dossier, assessment.packs, load_knowledge(), assessment.date, catalogue)
    return analyse(assessment, seen, catalogue)


def rendered(assessment: Assessment, version: str, stood: Standing | None = None) -> Rendered:
    """Everything to publish of an assessment made with `describe`: its risks and its plan are computed on the way.

    stood: where the dossier stands towards its last decision, when that one was frozen.
    """
    from builder.plan import plan
    from builder.render import render

    register = risks(assessment)
    return render(assessment, register, plan(assessment, register), load_knowledge(), version, stood)


def build(
    assessment: Assessment,
    target: Path,
    version: str,
    epoch: int,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
    sealing: Sealing | None = None,
    archive: bool = False,
) -> list[Path]:
    """Render and publish an assessment made with `describe`; the paths of what was made.

    sealing: a decision being recorded; otherwise the documents come with the record of the last one.
    archive: a zip of it all too.
    """
    from builder.publish import publish

    stood = sealing.stood if sealing else stand(assessment.dossier, version, assessment.date)
    record = stood.record.text if stood else ""
    seal = sealing.seal if sealing else lambda _: record
    return publish(rendered(assessment, version, stood), target, epoch, only, tell, seal, archive)


def record_of(
    assessment: Assessment,
    terms: Terms,
    session: Session,
    version: str,
    commission: bytes,
    documents: Mapping[str, Output],
) -> str:
    """The record of a decision: what it is, what it was taken on, and the documents that say it.

    assessment: of the dossier before the decision was written; commission: commission.yml once it is.
    """
    from builder.render.record import record

    inputs = frozen_inputs(assessment.dossier, version) | {
        "date_evaluation": terms.date,
        "regime": terms.regime,
        "preuves_exigees": terms.require_proof,
        "publication": terms.publication,
    }
    return record(assessment, session, inputs, digest(COMMISSION, commission), documents)


def stand(dossier: Dossier, version: str, today: str) -> Standing | None:
    """Where a dossier stands towards its last decision; None when there is none, or none that is frozen."""
    last = last_decided(dossier, today)
    if last is None or "manifeste" not in last:
        return None
    return standing(dossier, frozen_inputs(dossier, version), today)


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
