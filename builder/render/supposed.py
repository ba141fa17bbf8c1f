"""What the analysis had to suppose, and what the facts let it set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.model.findings import Finding
from builder.model.risk import RiskRegister
from builder.render.constats import anchor
from builder.render.markdown import Verbatim

NAMED = 3  # subjects named in a line; beyond, they are counted


def assumptions(register: RiskRegister) -> Iterator[dict[str, Any]]:
    """Missing answers, those that would change most first."""
    for one in register.assumptions:
        yield {
            "libelle": one.label,
            "sujet": one.finding.subject.title,
            "lieu": Verbatim(f"{one.place.file}:{one.place.line}"),
            "effets": ", ".join(f"{s.event} (V{s.worst.likelihood} → V{s.best.likelihood})" for s in one.swings),
        }


def excluded(register: RiskRegister) -> Iterator[dict[str, Any]]:
    """Threats that known facts set aside, each once with what excludes it."""
    by_threat: dict[str, list[Finding]] = {}
    for one in register.excluded:
        by_threat.setdefault(one.threat.id, []).append(one.finding)
    possible = {s.threat.id for s in register.steps}
    for threat, found in by_threat.items():
        facts = {(f.label, f.text): None for finding in found for f in finding.facts}
        yield {
            "id": threat,
            "ancre": anchor(threat),
            "titre": register.catalogue.threats[threat].title,
            "pour": _some(list(dict.fromkeys(f.subject.title for f in found))),
            "partout": threat not in possible,
            "faits": " ; ".join(f"{name} : {value}" for name, value in facts) or "aucun sujet de cette sorte",
        }


def _some(titles: list[str]) -> str:
    """Titles, or how many they are and the first of them."""
    if len(titles) <= NAMED:
        return ", ".join(titles)
    return f"{len(titles)} sujets, dont {', '.join(titles[:NAMED])}"


def more(number: int) -> str:
    """What is said of the answers that change nothing alone."""
    if not number:
        return "Aucune autre réponse ne manque."
    plural = "s" if number > 1 else ""
    verb = "manquent, qui ne changeraient" if number > 1 else "manque, qui ne changerait"
    return f"{number} autre{plural} réponse{plural} {verb} rien à elle{plural} seule{plural} : le site les donne."


def set_aside(apart: list[dict[str, Any]]) -> str:
    """How many threats the facts set aside, everywhere and in part."""
    whole = sum(one["partout"] for one in apart)
    return f"Les faits du dossier écartent {whole} menaces partout, et {len(apart) - whole} pour une partie des sujets."
