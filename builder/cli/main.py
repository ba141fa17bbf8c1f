"""`rie`: the only room that prints, and the only one with a clock."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.common import IsoDate, dossiers, guarded, reference_date
from builder.cli.french import speak_french

speak_french()

DOSSIERS = click.argument("noms", metavar="[DOSSIER]...", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
DATE = click.option("--date", type=IsoDate(), help="Date d'évaluation (par défaut : aujourd'hui).")
REGIME = click.option("--regime", default="rie_v2_projet", show_default=True, help="Texte auquel répond le verdict.")
PROOF = click.option("--preuves-exigees", is_flag=True, help="Une réponse sans preuve valable compte comme sans réponse.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rie", prog_name="rie")
def main() -> None:
    """Prépare, prouve et renouvelle l'attestation de conformité au RIE.

    Le dossier d'un établissement est un dossier de fichiers YAML. `rie check` le confronte au droit,
    `rie build` en fait l'attestation, la matrice de conformité et le site de la commission.

    Codes de sortie : 0 favorable, 1 défavorable, 2 dossier ou commande refusés, 3 environnement
    (disque, outil absent), 4 faute de l'outil lui-même.
    """


@main.command("check")
@DOSSIERS
@DATE
@REGIME
@PROOF
@click.option("--tout", is_flag=True, help="Montrer aussi les constats satisfaits et sans objet.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Forme du rapport.")
@guarded
def check_command(
    noms: tuple[Path, ...], date: str | None, regime: str, preuves_exigees: bool, tout: bool, form: str
) -> int:
    """Confronte un dossier au droit et dit le verdict, constat par constat.

    Sans DOSSIER : celui où l'on se trouve, sinon tous ceux de dossiers/.
    """
    from builder.cli.check_command import run

    return run(dossiers(noms), reference_date(date), regime, preuves_exigees, tout, form)


@main.command("build")
@DOSSIERS
@DATE
@REGIME
@PROOF
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("build"), show_default=True, help="Où écrire ; un sous-dossier par dossier.")
@click.option("--only", "seulement", multiple=True, metavar="DOCUMENT", help="Ne faire que ce document (attestation, matrice, site) ; répétable.")
@guarded
def build_command(
    noms: tuple[Path, ...],
    date: str | None,
    regime: str,
    preuves_exigees: bool,
    out: Path,
    seulement: tuple[str, ...],
) -> int:
    """Produit les documents PDF et le site d'un dossier.

    Réussit (0) dès que tout ce qui est demandé a été produit, quel que soit le verdict.
    """
    from builder.cli.build_command import run

    return run(dossiers(noms), reference_date(date), regime, preuves_exigees, out, seulement)


@main.group("evidence")
def evidence() -> None:
    """Tient le registre des preuves."""


if __name__ == "__main__":
    main()
