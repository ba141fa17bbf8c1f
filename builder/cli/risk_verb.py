"""`rie risk`, as click declares it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder.cli.common import guarded, one_dossier
from builder.cli.options import on_terms, terms_of


@click.command("risk")
@click.argument("evenement", metavar="[ÉVÉNEMENT]", required=False)
@click.option(
    "--dossier",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Dossier (par défaut : celui où l'on se trouve).",
)
@on_terms
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Forme.")
@click.option("--quantitatif", is_flag=True, help="Ajouter l'annexe des probabilités : bornes et tirages.")
@click.option("--graine", metavar="N", type=click.IntRange(min=0), help="Graine des tirages (par défaut : 1).")
@click.option(
    "--mondes",
    metavar="N",
    type=click.IntRange(64, 16384),
    help="Mondes par tirage (par défaut : 1024), au multiple de 64 supérieur.",
)
@guarded
def risk_command(
    evenement: str | None,
    dossier: Path | None,
    form: str,
    quantitatif: bool,
    graine: int | None,
    mondes: int | None,
    **judged: Any,
) -> int:
    """Dit les risques calculés depuis le dossier ; avec un ÉVÉNEMENT (ER-01), ses scénarios pas à pas."""
    from builder.cli.risk_command import Draws, run

    if not quantitatif and (graine, mondes) != (None, None):
        raise click.UsageError("--graine et --mondes demandent --quantitatif.")
    draws = Draws(1 if graine is None else graine, mondes) if quantitatif else None
    return run(evenement, one_dossier(dossier), terms_of(**judged), form, draws)
