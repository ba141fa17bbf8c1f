"""`rie risk`: the risks of a dossier, in words or for a machine, with or without their probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from builder.cli.common import OK, REFUSED, fail, safe, say, says_utf8
from builder.cli.json_report import refused_json
from builder.cli.report import refusal
from builder.cli.risk_report import one, table
from builder.model.quantity import Annex
from builder.model.risk import RiskRegister
from builder.pipeline import Terms, weigh


@dataclass(frozen=True, slots=True)
class Draws:
    """How probabilities are drawn. worlds: for each drawing, None for as many as the annex takes by itself."""

    seed: int
    worlds: int | None


def run(event: str | None, root: Path, terms: Terms, form: str, draws: Draws | None) -> int:
    """Print the risks, or one event of them; with `draws`, their probabilities too."""
    weighed = weigh(root, terms)
    register = weighed.register
    if register is None:
        if form == "json":
            _say_json(refused_json(root, weighed.diagnostics, terms.date))
        else:
            for line in refusal(root, weighed.diagnostics, "les risques ne sont pas évalués"):
                say(line)
        return REFUSED
    known = {risk.event.id: risk for risk in register.risks}
    if event is not None and event not in known:
        fail(REFUSED, f"événement inconnu : {safe(event)}.", f"Écrire un numéro de {min(known)} à {max(known)}.")
    annex = None if draws is None else _quantified(register, draws)
    if form == "json":
        from builder.cli.risk_json import as_json

        _say_json(as_json(root, terms, register, annex, event))
        return OK
    for line in table(register) if event is None else one(register, known[event]):
        say(line)
    if annex is not None:
        from builder.cli.quantity_report import as_text

        for line in as_text(annex, register, event):
            say(line)
    return OK


def _quantified(register: RiskRegister, draws: Draws) -> Annex:
    """The annex; how far it is goes to the error stream, so that the output stays the answer."""
    from builder.analyse.quantitative import WORLDS, quantify

    say("Probabilités : bornes, puis tirages…", err=True)
    told = 0

    def tell(done: int, of: int) -> None:
        nonlocal told
        if done * 4 // of > told:
            told = done * 4 // of
            say(f"  {done} tirages sur {of}", err=True)

    return quantify(register, draws.seed, draws.worlds or WORLDS, tell=tell)


def _say_json(data: object) -> None:
    say(json.dumps(data, ensure_ascii=not says_utf8(), indent=2))
