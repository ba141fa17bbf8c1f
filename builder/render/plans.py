"""The plan as pages and documents print it."""

from __future__ import annotations

from typing import Any

from builder.analyse.words import risk_words
from builder.check.words import french_date
from builder.model.plan import Action, Milestone, Origin, Plan, ReserveProposal
from builder.model.risk import RiskRegister
from builder.plan.words import ACTORS, STATUS, counted
from builder.render.constats import Context, anchor
from builder.render.french import number
from builder.render.labels import some
from builder.render.markdown import code_block


def planned(context: Context, register: RiskRegister, plan: Plan) -> dict[str, Any]:
    """Everything that is told of the plan."""
    told = [_action(a, context) for a in plan.actions]
    own = [t for t, a in zip(told, plan.actions, strict=True) if a.origin is Origin.DOSSIER]
    proposed = [t for t, a in zip(told, plan.actions, strict=True) if a.origin is Origin.PROPOSEE]
    return {
        "vise": risk_words(plan.wanted, register.catalogue.scales),
        "questions": plan.questions,
        "engagees": own,
        "proposees": proposed,
        "remarques": [
            {"id": a.id, "ancre": anchor(a.id), "texte": r}
            for a in plan.actions
            if a.origin is Origin.DOSSIER
            for r in a.remarks
        ],
        "jalons": [_milestone(m, register) for m in plan.milestones],
        "reserves": [_reserve(r) for r in plan.reserves],
        "prouve": not plan.gap,
    }


def _action(action: Action, context: Context) -> dict[str, Any]:
    known = context.by_finding
    answers = [known[f] for f in action.answers if f in known]
    return {
        "id": action.id,
        "ancre": anchor(action.id),
        "titre": action.title,
        "pilote": action.owner or "sans pilote",
        "acteur": ACTORS[action.actor],
        "echeance": french_date(action.due) if action.due else "sans date",
        "statut": STATUS.get(action.status, action.status),
        "charge": some(action.effort, "jour") if action.effort is not None else "à estimer",
        "delai": some(action.lead, "semaine") if action.lead is not None else "",
        "cout": f"{number(action.euros)} €" if action.euros is not None else action.cost or "à estimer",
        "leve": [{"id": r, "ancre": anchor(r)} for r in action.reserves],
        "regle": [{"id": f.rule.id, "ancre": anchor(f.rule.id), "sujet": f.subject.title} for f in answers],
        "baisse": [
            {"id": one.event, "ancre": anchor(one.event), "effet": f"V{one.before} → V{one.after}"}
            for one in action.lowers
        ],
        "mesures": [{"id": c, "ancre": anchor(c)} for c in action.controls],
        "ou": ", ".join(action.where),
        "remarques": list(action.remarks),
    }


def _milestone(milestone: Milestone, register: RiskRegister) -> dict[str, Any]:
    return {
        "date": french_date(milestone.date),
        "titre": milestone.title,
        "source": milestone.source,
        "engage": counted(milestone.engaged, register.catalogue.scales),
        "propose": counted(milestone.proposed, register.catalogue.scales),
        "charge": milestone.effort,
        "actions": [{"id": a, "ancre": anchor(a)} for a in milestone.actions],
        "restes": [
            {
                "id": u.event,
                "ancre": anchor(u.event),
                "risque": risk_words(u.level.risk, register.catalogue.scales),
                "motif": u.reason,
            }
            for u in milestone.unmet
        ],
    }


def _reserve(proposal: ReserveProposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "texte": code_block(proposal.text),
        "actions": ", ".join(proposal.actions),
        "echeance": french_date(proposal.due) if proposal.due else "à fixer",
        "a_decider": list(proposal.missing),
    }
