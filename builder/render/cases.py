"""The decision table as people read it: by which route each means goes, where, for whom, and why an attestation is due."""

from __future__ import annotations

from typing import Any

from builder.model.findings import Assessment, Case
from builder.render.constats import anchor

_DUE = {True: "due", False: "non due", None: "non établi"}


def case_lines(assessment: Assessment) -> list[dict[str, Any]]:
    """One entry a means and a route, in the order of the dossier, with the places where it goes that way."""
    groups: dict[tuple[str, str, bool | None, str], list[Case]] = {}
    for case in assessment.cases:
        groups.setdefault((case.mie, case.voie, case.attestation, case.motif), []).append(case)
    return [
        {
            "moyen": same[0].mie_title,
            "ancre": anchor(mie),
            "voie": voie,
            "attestation": _DUE[due],
            "motif": motif,
            "lieux": ", ".join(dict.fromkeys(c.where_title for c in same)),
            "populations": ", ".join(same[0].populations) or "personne",
        }
        for (mie, voie, due, motif), same in groups.items()
    ]
