"""A build, read top to bottom: load → check → render → publish (analyse and plan come with the risk graph)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.findings import Assessment
from builder.model.source import Diagnostic


@dataclass(frozen=True, slots=True)
class Judged:
    """What `assess` gives: an assessment, or the diagnostics that forbid one."""

    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]


def assess(root: Path, date: str, regime: str, require_proof: bool = False, describe: bool = False) -> Judged:
    """Load and check one dossier at a date (ISO)."""
    dossier, diagnostics = load_dossier(root)
    if dossier is None:
        return Judged(None, diagnostics)
    assessment = check(
        dossier, load_packs(), load_knowledge(), date, regime, require_proof=require_proof, describe=describe
    )
    return Judged(assessment, diagnostics)


def build(
    assessment: Assessment,
    target: Path,
    version: str,
    epoch: int,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Render and publish an assessment made with `describe`; the paths of what was made."""
    from builder.publish import publish
    from builder.render import render

    return publish(render(assessment, load_knowledge(), version), target, epoch, only, tell)
