"""Reserves to open for what the plan cannot close by the date of the attestation, as text for reserves.yml."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from builder.check.words import french_date
from builder.model.findings import Assessment, Cover, Finding
from builder.model.plan import Action, ReserveProposal
from builder.model.rules import Nature, ReservePossible

# The five fields that EXI RIE-PS 17 asks of a reserve are the requirement, the description, the plan, the time and the
# accepted risk: what only people can say is left as a question, so that a pasted text never counts as a decision.
_PEOPLE = (
    "impact significatif (oui ou non) et sa justification",
    "acceptation du risque : par qui, quand, pourquoi",
    "responsable de la levée",
)


def proposals(
    assessment: Assessment, found: Iterable[Finding], actions: Sequence[Action], first: str, last: str
) -> Iterator[ReserveProposal]:
    """One proposal for each action that ends after `first` (ISO), or nobody knows when, and answers a gap for which the
    text admits a reserve. last: the day by which the text wants every reserve lifted."""
    pack = next(p for p in assessment.packs if p.id == assessment.regime)
    if pack.nature is not Nature.ATTESTATION:
        return
    open_ = {
        f.id: f
        for f in found
        if f.rule.pack == pack.id
        and f.cover is Cover.ECART
        and f.rule.reserve_possible in (ReservePossible.OUI, ReservePossible.A_ARBITRER)
    }
    for action in actions:
        about = [open_[f] for f in action.answers if f in open_]
        if about and (not action.due or action.due > first):
            yield _proposal(action, about, last)


def _proposal(action: Action, about: Sequence[Finding], last: str) -> ReserveProposal:
    missing = list(_PEOPLE)
    if not action.due:
        missing.insert(0, f"échéance, au plus tard le {french_date(last)}")
    elif action.due > last:
        missing.insert(
            0, f"échéance : la mesure serait prête après le {french_date(last)}, aucune réserve ne le couvre"
        )
    for finding in about:
        if finding.rule.reserve_possible is ReservePossible.A_ARBITRER:
            missing.append(f"arbitrage de la commission sur {finding.id} (commission.yml)")
    id_ = "R-" + action.id
    lines = [
        f"- id: {id_}",
        f"  constats: [{', '.join(f.id for f in about)}]",
        f"  description: {_quoted(' '.join(dict.fromkeys(f.message for f in about)))}",
        f"  actions: [{action.id}]",
        *([f"  echeance: {action.due}"] if action.due and action.due <= last else []),
        *(f"  # À décider : {one}" for one in missing),
    ]
    due = action.due if action.due and action.due <= last else ""
    return ReserveProposal(id_, tuple(f.id for f in about), (action.id,), due, "\n".join(lines) + "\n", tuple(missing))


def _quoted(text: str) -> str:
    """Text as a YAML scalar between quotes: JSON's string is one."""
    return json.dumps(text, ensure_ascii=False)
