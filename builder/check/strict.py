"""What `rie check --strict` counts beside the verdict, and which of it a written decision excuses.

The verdict never changes here: strictness only adds reasons to refuse.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.check.words import french_date
from builder.model.errors import BuilderError
from builder.model.findings import Assessment, Cover, Finding
from builder.model.rules import Nature

_DECIDED = ("complete", "acceptee", "exclue")  # a reserve that is whole and not over, whether or not the text admits it


def extra(assessment: Assessment) -> tuple[Finding, ...]:
    """Findings that only strictness counts: recommendations of the regime asked for, and every mere check.

    One that nobody answered counts like one that failed.
    """
    packs = {p.id for p in assessment.packs if p.nature is Nature.CONTROLES or p.id == assessment.regime}
    return tuple(f for f in assessment.findings if f.rule.pack in packs and f.cover is Cover.SIGNALE)


def excused(assessments: Sequence[Assessment], ids: Sequence[str]) -> frozenset[str]:
    """`ids`, once each is known to be decided on in every dossier where the finding is open.

    Raises BuilderError for a finding that does not exist, that the verdict itself counts, or that nobody decided on.
    """
    for id_ in ids:
        found = [(a, f) for a in assessments for f in a.findings if f.id == id_]
        if not found:
            raise BuilderError(
                f"--sauf : aucun constat ne porte l'identité « {id_} »",
                "Reprendre regle@sujet telle que rie check --format json l'écrit (constats, id).",
                code=2,
            )
        for assessment, finding in found:
            _refuse_undecided(assessment, finding)
    return frozenset(ids)


def _refuse_undecided(assessment: Assessment, finding: Finding) -> None:
    if finding.cover in (Cover.ECART, Cover.QUESTION):
        raise BuilderError(
            f"--sauf : « {finding.id} » compte dans le verdict",
            "Répondre, corriger, ou le couvrir par une réserve complète : --sauf ne change jamais un verdict.",
            code=2,
        )
    if finding.cover is Cover.SIGNALE and decision(assessment, finding) is None:
        raise BuilderError(
            f"--sauf : personne n'a décidé de « {finding.id} »",
            "Écrire d'abord la décision : une entrée complète et en cours d'arbitrages (commission.yml), ou une réserve "
            "qui cite ce constat (reserves.yml).",
            code=2,
        )


def decision(assessment: Assessment, finding: Finding) -> str | None:
    """The decision in force about a finding, in words; None when there is none."""
    if finding.arbitrage is not None:
        return f"arbitrage du {french_date(finding.arbitrage)}"
    state = next((r.etat for r in assessment.reserves if r.id == finding.reserve), None)
    return f"réserve {finding.reserve}" if state in _DECIDED else None
