"""The options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.common import IsoDate, RegimeOption, reference_date

if TYPE_CHECKING:
    from builder.pipeline import Terms

DOSSIERS = click.argument("noms", metavar="[DOSSIER]...", nargs=-1, type=click.Path(path_type=Path))
DATE = click.option("--date", type=IsoDate(), help="Date d'évaluation (par défaut : aujourd'hui).")
REGIME = click.option(
    "--regime",
    cls=RegimeOption,
    metavar="TEXTE",
    default="rie_v2_projet",
    show_default=True,
    help="Texte auquel répond le verdict.",
)
PROOF = click.option(
    "--preuves-exigees", is_flag=True, help="Une réponse sans preuve valable compte comme sans réponse."
)
PUBLICATION = click.option(
    "--publication", type=IsoDate(), help="Jour où le projet de RIE v2 a été publié (par défaut : inconnu)."
)
TERMS = (DATE, REGIME, PROOF, PUBLICATION)


def on_terms(command: Callable[..., object]) -> Callable[..., object]:
    """The options that say how a dossier is judged."""
    for option in reversed(TERMS):
        command = option(command)
    return command


def terms_of(date: str | None, regime: str, preuves_exigees: bool, publication: str | None) -> Terms:
    from builder.cli.common import checked_regime
    from builder.pipeline import Terms

    return Terms(reference_date(date), checked_regime(regime), preuves_exigees, publication)
