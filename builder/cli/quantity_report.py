"""The quantitative annex in words: always between what and what, never as one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil, floor

import click

from builder.check.lines import plural
from builder.check.words import french_date
from builder.cli.common import hang
from builder.model.quantity import Annex, Chance, Inversion
from builder.model.risk import Picture, Risk, RiskRegister

_STEPS = 1000  # a probability is written to the tenth of a percent
_SLACK = 1e-9  # what adding up leaves, far under what is written


def as_text(annex: Annex, register: RiskRegister, only: str | None) -> Iterator[str]:
    """The probabilities of all events, or of one."""
    yield ""
    yield click.style("Probabilités sur un an", bold=True)
    yield hang("", "Annexe : elle range les événements d'un même niveau de risque, elle ne change aucun niveau.", 2)
    yield from _method(annex)
    risks = {risk.event.id: risk for risk in register.risks}
    for event in (e for e in annex.order if only in (None, e)):
        yield from _event(risks[event], annex, register.pictures, detailed=only is not None)
    if only is None:
        yield ""
        yield from _comparison(annex, risks)


def _method(annex: Annex) -> Iterator[str]:
    what = f"graine {annex.seed}, {annex.drawings} tirages de {annex.worlds} mondes, {annex.software}"
    yield hang("  ", f"« Entre » : bornes démontrées, pour toutes les valeurs que donnent les experts. « Tirages » : 5 %, médiane et 95 % ({what}).", 4)  # fmt: skip
    yield hang("  ", "L'échelle des probabilités est une convention de l'outil ; chaque source de risque est supposée agir dans l'année.", 4)  # fmt: skip


def _event(risk: Risk, annex: Annex, pictures: Sequence[Picture], detailed: bool) -> Iterator[str]:
    level = risk.pictures["actuel"].risk
    yield hang(f"{risk.event.id}  ", f"{risk.event.title} · {f'R{level}' if level else 'aucun chemin'}", 7)
    for picture in (p for p in pictures if detailed or not p.date):
        when = f" au {french_date(picture.date)}" if picture.date else ""
        yield hang("       ", f"{picture.title}{when} : {_chance(annex.chances[risk.event.id][picture.id])}", 9)


def _chance(chance: Chance) -> str:
    if not chance.most:
        return "aucun chemin"
    low, high = floor(chance.least * _STEPS + _SLACK), ceil(chance.most * _STEPS - _SLACK)
    drawn = [round(value * _STEPS) for value in (chance.low, chance.median, chance.high)]
    return f"entre {_percent(low)} et {_percent(high)} ; tirages : {', '.join(map(_percent, drawn))}"


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:.1f} %".replace(".", ",")


def _comparison(annex: Annex, risks: dict[str, Risk]) -> Iterator[str]:
    compared = annex.agreeing + annex.opposed
    if compared:
        rank = f"{(annex.agreeing - annex.opposed) / compared:.2f}".replace(".", ",")
        pairs = plural(compared, "paire", "paires")
        yield hang("", f"Sur {pairs} d'événements de vraisemblances différentes, {annex.agreeing} dans le même ordre par leurs probabilités (corrélation de rang {rank}).", 2)  # fmt: skip
    for below, found in groupby(sorted(annex.inversions, key=lambda i: i.below), key=lambda i: i.below):
        yield hang(click.style("À regarder : ", fg="yellow"), _inversion(risks[below], list(found), risks), 2)


def _inversion(below: Risk, found: Sequence[Inversion], risks: dict[str, Risk]) -> str:
    def level(risk: Risk) -> str:
        return f"R{risk.pictures['actuel'].risk}, G{risk.severity}"

    above = ", ".join(f"{i.above} ({level(risks[i.above])})" for i in found)
    share = min(i.share for i in found)
    when = "tous les" if share >= 1 else f"au moins {floor(share * 100)} % des"
    return (
        f"{below.event.id} ({level(below)}) est plus probable que {above} dans {when} tirages. "
        "La gravité l'explique-t-elle, ou beaucoup de chemins dont chacun est peu vraisemblable ?"
    )
