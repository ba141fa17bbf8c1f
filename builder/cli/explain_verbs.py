"""`rie explain` and `rie what-if`, as click declares them."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.common import guarded
from builder.cli.options import on_terms, terms_of

FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Forme de la réponse.",
)
ONE = click.argument("dossier", metavar="[DOSSIER]", required=False, type=click.Path(path_type=Path))


@click.command("explain")
@click.argument("cible", metavar="CIBLE")
@ONE
@on_terms
@FORM
@guarded
def explain_command(
    cible: str,
    dossier: Path | None,
    date: str | None,
    regime: str,
    preuves_exigees: bool,
    publication: str | None,
    form: str,
) -> int:
    """Répond à « pourquoi ? » : la phrase, les faits et leurs lieux, les preuves, l'article, ce qui suffirait.

    CIBLE : un constat (RIE-MIE-01@mie:carte-neutre), une règle (RIE-MIE-01), le niveau d'un moyen
    (niveau@mie:carte-neutre), un fait du modèle (mie.produit.puce), ou verdict.
    """
    from builder.cli.explain_command import run

    return run(cible, dossier, terms_of(date, regime, preuves_exigees, publication), form)


@click.command("what-if")
@ONE
@on_terms
@click.option("--set", "ecrits", multiple=True, metavar="FICHIER:CLÉ=VALEUR", help="Une réponse supposée ; répétable.")
@click.option("--unset", "retires", multiple=True, metavar="FICHIER:CLÉ", help="Une réponse retirée ; répétable.")
@FORM
@guarded
def what_if_command(
    dossier: Path | None,
    date: str | None,
    regime: str,
    preuves_exigees: bool,
    publication: str | None,
    ecrits: tuple[str, ...],
    retires: tuple[str, ...],
    form: str,
) -> int:
    """Dit ce qui changerait si des réponses étaient autres : verdicts, actes, réserves, constats. N'écrit rien.

    CLÉ : les clés du fichier, séparées par des points ; un élément de liste par son nom ou son rang
    (mie/badge.yml:produit.puce, services.yml:services[id=dpi].acces[1].par).
    """
    from builder.cli.explain_command import run_what_if

    if not ecrits and not retires:
        raise click.UsageError("rien n'est supposé. Écrire par exemple --set mie/badge.yml:produit.puce=desfire_ev3.")
    terms = terms_of(date, regime, preuves_exigees, publication)
    return run_what_if(dossier, terms, ecrits, retires, form)
