"""The report of `rie risk` as JSON, version 1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builder.cli.json_report import as_place, head
from builder.model.quantity import Annex, Chance
from builder.model.risk import Assumption, Choke, Control, Grade, Level, Risk, RiskRegister, Scenario, Stage
from builder.pipeline import Terms

_DIGITS = 6  # of a probability: far more than what is known of it, and the same on every machine


def as_json(root: Path, terms: Terms, register: RiskRegister, annex: Annex | None, only: str | None) -> dict[str, Any]:
    """A register as plain data, all its events or one; its shape is schemas/rapports/risk-v1.schema.json."""
    return {
        **head(root, terms.date),
        "regime": terms.regime,
        "refuse": False,
        "echelles": _scales(register),
        "images": [{"id": p.id, "titre": p.title, "date": p.date or None} for p in register.pictures],
        "evenements": [_risk(risk, annex) for risk in register.risks if only in (None, risk.event.id)],
        "reponses_manquantes": [_assumption(a) for a in register.assumptions if only in (None, *a.events)],
        "ecartees": [
            {"menace": e.threat.id, "sujet": e.finding.subject.ref, "lieu": as_place(e.finding.place)}
            for e in register.excluded
        ],
        "etapes": len(register.steps),
        "quantitatif": None if annex is None else _annex(annex),
    }


def _scales(register: RiskRegister) -> dict[str, Any]:
    def grades(found: Sequence[Grade]) -> list[dict[str, Any]]:
        return [{"niveau": g.level, "titre": g.title} for g in found]

    scales = register.catalogue.scales
    return {
        "gravite": grades(scales.severity),
        "vraisemblance": [
            {**words, "pour_mille_par_an": list(grade.annual)}
            for words, grade in zip(grades(scales.likelihood), scales.likelihood, strict=True)
        ],
        "risque": grades(scales.risk),
        "matrice": [list(row) for row in scales.matrix],
    }


def _risk(risk: Risk, annex: Annex | None) -> dict[str, Any]:
    return {
        "id": risk.event.id,
        "titre": risk.event.title,
        "gravite": risk.severity,
        "contexte": risk.context or None,
        "acceptation": risk.accepted or None,
        "niveaux": [{"image": name, **_level(level)} for name, level in risk.pictures.items()],
        "scenarios": [_scenario(s) for s in risk.scenarios],
        "baisserait_avec": [_control(*pair) for pair in risk.lowered_by],
        "monterait_sans": [_control(*pair) for pair in risk.raised_without],
        "passages_obliges": [_choke(c) for c in risk.chokes],
        "probabilites": None
        if annex is None
        else [{"image": name, **_chance(c)} for name, c in annex.chances[risk.event.id].items()],
    }


def _level(level: Level) -> dict[str, Any]:
    return {"vraisemblance": level.likelihood, "risque": level.risk}


def _scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "vraisemblance": scenario.likelihood,
        "sources": [source.id for source in scenario.sources],
        "etapes": [_stage(stage) for stage in scenario.stages],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    step = stage.step
    return {
        "id": step.id,
        "menace": step.threat.id,
        "titre": step.threat.title,
        "vraisemblance": stage.likelihood,
        "avant_mesures": step.base,
        "origine": step.origin,
        "limite": stage.bottleneck,
        "supposee": step.assumed,
        "lieu": as_place(step.finding.place),
        "mesures": [{"id": seen.control.id, "etat": seen.state.value} for seen in step.controls],
    }


def _control(control: Control, then: int) -> dict[str, Any]:
    return {"mesure": control.id, "titre": control.title, "vraisemblance": then}


def _choke(choke: Choke) -> dict[str, Any]:
    step = None if choke.step is None else choke.step.id
    return {"menace": choke.threat.id, "etape": step, "vraisemblance_sans": choke.then}


def _assumption(assumption: Assumption) -> dict[str, Any]:
    return {
        "nom": assumption.name,
        "libelle": assumption.label,
        "sujet": assumption.finding.subject.ref,
        "lieu": as_place(assumption.place),
        "effets": [
            {"evenement": s.event, "au_pire": _level(s.worst), "au_mieux": _level(s.best)} for s in assumption.swings
        ],
    }


def _chance(chance: Chance) -> dict[str, Any]:
    low, median, high = (round(value, _DIGITS) for value in (chance.low, chance.median, chance.high))
    least, most = (round(value, _DIGITS) for value in (chance.least, chance.most))
    return {"entre": [least, most], "tirages": {"p5": low, "mediane": median, "p95": high}}


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "graine": annex.seed,
        "tirages": annex.drawings,
        "mondes_par_tirage": annex.worlds,
        "logiciel": annex.software,
        "ordre": list(annex.order),
        "paires_meme_ordre": annex.agreeing,
        "paires_ordre_inverse": annex.opposed,
        "inversions": [{"au_dessus": i.above, "au_dessous": i.below, "part": i.share} for i in annex.inversions],
    }
