"""Why an event stays too high at a date: the sentence that an honest plan owes its commission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from builder.analyse import Field
from builder.check.words import french_date
from builder.model.plan import Action, Unmet
from builder.model.risk import Control, Level, Risk, RiskRegister
from builder.plan.choice import Choice, counting
from builder.plan.schedule import Slot, Work


@dataclass(frozen=True, slots=True)
class Reasons:
    """What there is to look at for a reason."""

    register: RiskRegister
    ground: Field
    own: Sequence[Action]
    works: Mapping[str, Work]
    slots: Sequence[Slot]
    today: str
    ideal: frozenset[str]  # what would be in place with all the time and all the capacity there is


def unmet(reasons: Reasons, choice: Choice, held: frozenset[str], wanted: int, until: str) -> tuple[Unmet, ...]:
    """The events above the wanted level of risk at a date, when what is `held` is in place, each with its reason."""
    matrix = reasons.register.catalogue.scales.matrix
    found = []
    for risk in reasons.register.risks:
        likelihood = choice.levels[risk.event.id]
        level = matrix[likelihood - 1][risk.severity - 1] if likelihood else 0
        if level > wanted:
            reason = _reason(reasons, risk, likelihood, held, wanted, until)
            found.append(Unmet(risk.event.id, Level(likelihood, risk.severity, level), wanted, reason))
    return tuple(found)


def _reason(reasons: Reasons, risk: Risk, now: int, held: frozenset[str], wanted: int, until: str) -> str:
    register = reasons.register
    matrix, controls = register.catalogue.scales.matrix, register.catalogue.controls
    if matrix[0][risk.severity - 1] > wanted:
        return f"Même peu vraisemblable, un événement de gravité G{risk.severity} reste au-dessus du risque visé : la grille n'offre pas mieux."
    engaged = frozenset(c for a in reasons.own for c in a.controls)
    everything = held | engaged | frozenset(reasons.works)
    if _reached(reasons, risk, everything) >= now:
        national = frozenset(c.id for c in controls.values() if c.actor == "ans")
        helping = _useful(reasons, risk, everything | national, national)
        if helping and _reached(reasons, risk, everything | national) < now:
            return f"Cela dépend de l'ANS : {_list(controls, helping)}."
        return f"Aucune mesure du catalogue ne réduit assez {_steps(reasons, risk, everything)}."
    useful = _useful(reasons, risk, reasons.ideal, reasons.ideal - held)
    said = [_when(reasons, controls[c], until) for c in useful] or ["Il y faudrait plusieurs mesures à la fois"]
    return f"{' ; '.join(said)}."


def _reached(reasons: Reasons, risk: Risk, controls: frozenset[str]) -> int:
    return reasons.ground.close(counting(controls)).values.get(risk.event.id, 0)


def _useful(reasons: Reasons, risk: Risk, controls: frozenset[str], among: frozenset[str]) -> list[str]:
    """Those of `among` without which the event would be more likely than with all the controls."""
    reached = _reached(reasons, risk, controls)
    return [c for c in sorted(among) if _reached(reasons, risk, controls - {c}) > reached]


def _steps(reasons: Reasons, risk: Risk, controls: frozenset[str]) -> str:
    """The steps that bound the event even then."""
    closure = reasons.ground.close(counting(controls))
    reached = closure.values[risk.event.id]
    levels = reasons.ground.levels(counting(controls))
    taken = [w.step for w in closure.derivation(risk.event.id) if w.step in reasons.ground.steps]
    narrow = [s for s in taken if levels[s] == reached] or taken
    return ", ".join(dict.fromkeys(f"« {reasons.ground.steps[s].threat.title} »" for s in narrow))


def _when(reasons: Reasons, control: Control, until: str) -> str:
    own = next((a for a in reasons.own if control.id in a.controls and a.status not in ("faite", "abandonnee")), None)
    if own is not None:
        day = f"pour le {french_date(own.due)}" if own.due else "sans date"
        return f"« {control.title} » est prévue {day} ({own.id})"
    slot = next((s for s in reasons.slots if s.control == control.id), None)
    work = reasons.works[control.id]
    ready = slot.due if slot else (date.fromisoformat(reasons.today) + timedelta(weeks=work.lead)).isoformat()
    if ready > until:
        return f"« {control.title} » demande {work.lead} semaines et {work.effort} jours : pas avant le {french_date(ready)}"
    return f"« {control.title} » passe la capacité donnée au plan"


def _list(controls: Mapping[str, Control], ids: Sequence[str]) -> str:
    return ", ".join(f"« {controls[c].title} »" for c in ids)
