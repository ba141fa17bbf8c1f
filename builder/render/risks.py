"""The risk register as pages and documents print it: each number with the step, the fact and the action behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder.analyse.words import ORIGINS, STATES, level_words, risk_words, severity_words, stage_place
from builder.check.words import french_date
from builder.model.findings import FactRead, Finding
from builder.model.plan import Action, Plan
from builder.model.risk import ControlSeen, InPlace, Picture, Risk, RiskRegister, Scenario, Stage
from builder.plan.words import counted
from builder.render.catalogue import bringing, brought, controls, link, threats
from builder.render.constats import anchor
from builder.render.figures import Figure
from builder.render.french import sentence
from builder.render.markdown import Trusted, Verbatim
from builder.render.supposed import assumptions, excluded, more, set_aside

SHOWN = 5  # events whose scenario is drawn in the document; the annex tells them all
MARKS = {InPlace.PROUVE: "✓", InPlace.DECLARE: "○", InPlace.INCONNU: "?", InPlace.ABSENT: "✗"}


def risks(register: RiskRegister, plan: Plan, drawn: Mapping[str, Figure]) -> dict[str, Any]:
    """Everything that is told of the risks. drawn: the figures, by their name."""
    teller = _Teller(register, plan, drawn)
    missing, apart = list(assumptions(register)), list(excluded(register))
    useful = [h for h in missing if h["effets"]]
    return {
        "images": [_picture(p) for p in register.pictures],
        "grilles": [teller.grid(p) for p in register.pictures if p.id != "declare"],
        "gravites": [f"G{g.level} {g.title.lower()}" for g in register.catalogue.scales.severity],
        "evenements": [teller.event(r) for r in register.risks],
        "eleves": [teller.short(r) for r in register.risks if r.pictures["actuel"].risk > plan.wanted],
        "principaux": [teller.event(r) for r in _worst(register)[:SHOWN]],
        "strategiques": list(_strategic(register)),
        "residuels": [e for r in register.risks if (e := teller.residual(r))],
        "acceptations": [
            {"id": r.event.id, "titre": r.event.title, "acceptation": r.accepted} for r in register.risks if r.accepted
        ],
        "comptes": [
            {
                "image": _picture(p),
                "texte": counted({r.event.id: r.pictures[p.id] for r in register.risks}, register.catalogue.scales),
            }
            for p in register.pictures
        ],
        "vise": risk_words(plan.wanted, register.catalogue.scales),
        "hypotheses": missing,
        "hypotheses_utiles": useful,
        "hypotheses_dites": more(len(missing) - len(useful)),
        "ecartees": apart,
        "ecartees_dites": set_aside(apart),
        "sources": [_source(register, s.id) for s in register.catalogue.sources.values()],
        "classes": [{"titre": c.title, "nombre": c.size or "non dit"} for c in register.classes],
        "etapes": len(register.steps),
        "echelles": _scales(register),
        "menaces": list(threats(register)),
        "mesures": list(controls(register, bringing(plan))),
    }


def _worst(register: RiskRegister) -> list[Risk]:
    """The events, the highest risk of today first."""

    def weight(risk: Risk) -> tuple[int, int, int]:
        now = risk.pictures["actuel"]
        return -now.risk, -now.severity, -now.likelihood

    return sorted((r for r in register.risks if r.scenarios), key=weight)


def _strategic(register: RiskRegister) -> Iterator[dict[str, Any]]:
    """Who may want or cause what: a source and the events that its strongest scenarios lead to (EBIOS RM, workshop 3)."""
    for source in register.catalogue.sources.values():
        events = [r for r in register.risks if any(source in s.sources for s in r.scenarios)]
        if events:
            highest = max(r.pictures["actuel"].risk for r in events)
            yield {
                "source": source.title,
                "genre": "accidentelle" if source.accidental else "intentionnelle",
                "evenements": [{"id": r.event.id, "ancre": anchor(r.event.id)} for r in events],
                "risque": risk_words(highest, register.catalogue.scales),
            }


def _picture(picture: Picture) -> str:
    return sentence(picture.title) + (f" au {french_date(picture.date)}" if picture.date else "")


class _Teller:
    """The register beside the plan, so that each control is told with the action that brings it."""

    def __init__(self, register: RiskRegister, plan: Plan, drawn: Mapping[str, Figure]) -> None:
        self._register, self._plan, self._drawn = register, plan, drawn
        self._scales = register.catalogue.scales
        self._bringing = bringing(plan)

    def grid(self, picture: Picture) -> dict[str, Any]:
        """A heat map as rows of cells, the most likely first; each event a link."""
        rows = []
        for likely in reversed(self._scales.likelihood):
            cells = []
            for grave in self._scales.severity:
                level = self._scales.matrix[likely.level - 1][grave.level - 1]
                held = [r for r in self._register.risks if self._at(r, picture) == (likely.level, grave.level)]
                cells.append({"risque": f"R{level}", "evenements": [self.short(r) for r in held]})
            rows.append({"titre": f"V{likely.level} {likely.title.lower()}", "cases": cells})
        none = [self.short(r) for r in self._register.risks if not r.pictures[picture.id].likelihood]
        return {"titre": _picture(picture), "lignes": rows, "sans_chemin": none}

    @staticmethod
    def _at(risk: Risk, picture: Picture) -> tuple[int, int]:
        level = risk.pictures[picture.id]
        return level.likelihood, level.severity

    def short(self, risk: Risk) -> dict[str, Any]:
        now = risk.pictures["actuel"]
        return {
            "id": risk.event.id,
            "ancre": anchor(risk.event.id),
            "titre": risk.event.title,
            "gravite": severity_words(risk.severity, self._scales),
            "niveau": level_words(now, self._scales),
            "risque": f"R{now.risk}" if now.risk else "–",
            "cibles": [
                {"image": _picture(p), "risque": risk_words(risk.pictures[p.id].risk, self._scales)}
                for p in self._register.pictures
                if p.date
            ],
        }

    def residual(self, risk: Risk) -> dict[str, Any] | None:
        """An event that stays above the wanted level at a date although the plan is held; None when none does."""
        left = [
            {"date": french_date(p.date), "niveau": level_words(risk.pictures[p.id], self._scales)}
            for p in self._register.pictures
            if p.date and risk.pictures[p.id].risk > self._plan.wanted
        ]
        return {**self.short(risk), "restes": left, "accepte": risk.accepted} if left else None

    def event(self, risk: Risk) -> dict[str, Any]:
        scales, event = self._scales, risk.event
        return {
            **self.short(risk),
            "pourquoi": event.why,
            "criteres": ", ".join(event.criteria),
            "contexte": risk.context,
            "accepte": risk.accepted,
            "niveaux": [
                {"image": _picture(p), "texte": level_words(risk.pictures[p.id], scales)}
                for p in self._register.pictures
            ],
            "scenarios": [self._scenario(risk, n, s) for n, s in enumerate(risk.scenarios, 1)],
            "baisse": [
                {**link(self._register, c.id), "alors": f"V{then}", "jours": c.effort, "semaines": c.lead}
                for c, then in risk.lowered_by
            ],
            "tenu": [{**link(self._register, c.id), "alors": f"V{then}"} for c, then in risk.raised_without],
            "passages": [
                {
                    "titre": c.threat.title,
                    "ancre": anchor(c.threat.id),
                    "id": c.threat.id,
                    "alors": f"V{c.then}" if c.then else "aucun chemin",
                }
                for c in risk.chokes
            ],
            "actions": [self._action(a, event.id) for a in self._plan.actions if self._lowers(a, event.id)],
            "restes": [
                {"date": french_date(m.date), "risque": f"R{u.level.risk}", "motif": u.reason}
                for m in self._plan.milestones
                for u in m.unmet
                if u.event == event.id
            ],
        }

    @staticmethod
    def _lowers(action: Action, event: str) -> bool:
        return any(one.event == event for one in action.lowers)

    @staticmethod
    def _action(action: Action, event: str) -> dict[str, Any]:
        one = next(low for low in action.lowers if low.event == event)
        return {
            "id": action.id,
            "ancre": anchor(action.id),
            "titre": action.title,
            "echeance": french_date(action.due) if action.due else "sans date",
            "pilote": action.owner or ("proposée, sans pilote" if action.status == "proposee" else "sans pilote"),
            "effet": f"V{one.before} → V{one.after}",
        }

    def _scenario(self, risk: Risk, number: int, scenario: Scenario) -> dict[str, Any]:
        figure = self._drawn[f"scenario-{risk.event.id.lower()}-{number}.svg"]
        return {
            "numero": number,
            "vraisemblance": f"V{scenario.likelihood}",
            "qui": ", ".join(s.title.lower() for s in scenario.sources) or "aucune source assez motivée",
            "fichier": Trusted(figure.name),
            "alt": figure.alt,
            "etapes": [self._stage(rank, stage) for rank, stage in enumerate(scenario.stages, 1)],
        }

    def _stage(self, rank: int, stage: Stage) -> dict[str, Any]:
        step = stage.step
        return {
            "rang": rank,
            "menace": step.threat.id,
            "ancre": anchor(step.threat.id),
            "titre": step.threat.title,
            "ou": stage_place(stage),
            "lieu": _place(step.finding),
            "vraisemblance": f"V{stage.likelihood}",
            "goulot": stage.bottleneck,
            "origine": ORIGINS[step.origin],
            "supposee": ", ".join(dict.fromkeys(m.label for m in step.finding.missing)) if step.assumed else "",
            "faits": [_fact(f) for f in step.finding.facts],
            "mesures": [self._seen(seen) for seen in step.controls],
        }

    def _seen(self, seen: ControlSeen) -> dict[str, Any]:
        action = self._bringing.get(seen.control.id) if seen.state is not InPlace.PROUVE else None
        return {
            **link(self._register, seen.control.id),
            "signe": MARKS[seen.state],
            "etat": STATES[seen.state],
            "lieu": _place(seen.findings[0]) if seen.findings else "",
            "action": brought(action) if action else None,
        }


def _fact(fact: FactRead) -> dict[str, Any]:
    place = fact.places[0] if fact.places else None
    return {
        "libelle": fact.label,
        "valeur": fact.text,
        "lieu": Verbatim(f"{place.file}:{place.line}") if place else "",
    }


def _place(finding: Finding) -> Verbatim:
    return Verbatim(f"{finding.place.file}:{finding.place.line}")


def _source(register: RiskRegister, source: str) -> dict[str, Any]:
    one = register.catalogue.sources[source]
    return {
        "id": one.id,
        "titre": one.title,
        "description": one.description,
        "pertinence": one.relevance,
        "genre": "accidentelle" if one.accidental else "intentionnelle",
    }


def _scales(register: RiskRegister) -> dict[str, Any]:
    scales = register.catalogue.scales
    return {
        "gravite": [{"code": f"G{g.level}", "titre": g.title, "sens": g.sense} for g in scales.severity],
        "vraisemblance": [{"code": f"V{g.level}", "titre": g.title} for g in scales.likelihood],
        "risque": [{"code": f"R{g.level}", "titre": g.title, "sens": g.sense} for g in scales.risk],
        "avis": scales.sources["cotations"],
    }
