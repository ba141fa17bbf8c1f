"""Texts that disagree: the strictest reading holds, unless a decision in force chooses the other one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from builder.check.facts import Facts, Thing
from builder.check.words import french_date
from builder.model.fields import Conflict
from builder.model.findings import ConflictState, Finding, Outcome
from builder.model.rules import Niveau
from builder.model.source import Diagnostic

_KEYS = ("lecture", "par", "le", "fin", "motif")


def readings(facts: Facts, about: Mapping[str, Sequence[Finding]]) -> tuple[ConflictState, ...]:
    """The reading of each conflict. `about`: arbitration → the findings about it, from packs that bind.

    An arbitration counts when a rule about it is satisfied, no binding one is open, and it is in force. Two that
    disagree count for nothing.
    """
    written = [t for t in facts.all("arbitrage") if "conflit" in t.data and "constat" not in t.data]
    valid = [t for t in written if _in_force(facts, t, about.get(t.id, ()))]
    return tuple(_state(c, written, valid) for c in facts.knowledge.conflicts)


def _in_force(facts: Facts, arbitration: Thing, own: Sequence[Finding]) -> bool:
    outcomes = {f.outcome for f in own if f.rule.niveau is not Niveau.RECOMMANDATION}
    sound = Outcome.SATISFAIT in outcomes and outcomes <= {Outcome.SATISFAIT, Outcome.SANS_OBJET}
    data = arbitration.data
    return sound and all(data.get(key) for key in _KEYS) and data["le"] <= facts.today <= data["fin"]


def _state(conflict: Conflict, written: Sequence[Thing], valid: Sequence[Thing]) -> ConflictState:
    own = [t for t in valid if t.data["conflit"] == conflict.id]
    if len({t.data["lecture"] for t in own}) != 1:
        tried = any(t.data["conflit"] == conflict.id for t in written)
        return ConflictState(conflict, conflict.defaut, rejected=tried)
    last = max(own, key=lambda t: str(t.data["le"]))
    return ConflictState(conflict, last.data["lecture"], last.data)


def set_aside(findings: Iterable[Finding], states: Sequence[ConflictState]) -> list[Finding]:
    """The findings, those of a reading that is not the one held without object, with the reason."""
    held = {s.conflict.id: s for s in states}
    return [_aside(f, held[f.rule.lecture.split(".")[0]]) if f.rule.lecture else f for f in findings]


def _aside(finding: Finding, state: ConflictState) -> Finding:
    if finding.rule.lecture == f"{state.conflict.id}.{state.reading}":
        return finding
    by = f"l'arbitrage du {french_date(state.arbitrage['le'])}" if state.arbitrage else "la lecture tenue par défaut"
    said = f"lecture écartée par {by} (conflit {state.conflict.id})"
    return replace(finding, outcome=Outcome.SANS_OBJET, message=said, remedy="", missing=(), proof=None, proof_items=())


def concerned(states: Sequence[ConflictState], findings: Iterable[Finding]) -> tuple[ConflictState, ...]:
    """The same states, each knowing whether the dossier asks the question: one of its rules applies to something."""
    applied = {f.rule.id for f in findings if f.outcome is not Outcome.SANS_OBJET}
    return tuple(replace(s, concerns=bool(applied & set(s.conflict.regles))) for s in states)


def ill_written(facts: Facts) -> tuple[Diagnostic, ...]:
    """Arbitrations that say neither a finding nor a conflict, or both, or a conflict without a reading, or that disagree."""
    found = []
    seen: dict[str, str] = {}
    for thing in facts.all("arbitrage"):
        data = thing.data
        if ("constat" in data) == ("conflit" in data):
            said = "Cet arbitrage doit dire soit le constat, soit le conflit qu'il tranche."
            found.append((thing.path(), said, "Écrire constat: regle@sujet, ou conflit: C1 et lecture, pas les deux."))
        elif "conflit" in data and "lecture" not in data:
            said = "Cet arbitrage ne dit pas quelle lecture il retient : la stricte reste."
            found.append((thing.path("conflit"), said, "Écrire lecture: stricte ou souple."))
        elif "conflit" in data and seen.setdefault(data["conflit"], data["lecture"]) != data["lecture"]:
            said = f"Deux arbitrages du conflit {data['conflit']} retiennent des lectures contraires."
            found.append((thing.path("lecture"), said, "N'en garder qu'un ; la lecture stricte vaut d'ici là."))
    return tuple(Diagnostic(facts.dossier.place(path), "arbitrage-mal-ecrit", *words) for path, *words in found)
