"""`rie evidence`: the register of evidence."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.common import IsoDate, guarded


@click.group("evidence")
def evidence() -> None:
    """Tient le registre des preuves."""


@evidence.command("add")
@click.argument("fichier", metavar="FICHIER", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--dossier",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Le dossier (par défaut : celui où l'on se trouve, ou le seul de dossiers/).",
)
@click.option(
    "--type",
    "type_",
    required=True,
    metavar="TYPE",
    help="Genre de pièce : procedure, registre, parametrage, journal, test, pv…",
)
@click.option("--id", "id_", metavar="NOM", help="Identifiant (par défaut : tiré du nom du fichier).")
@click.option("--titre", metavar="TITRE", help="Titre de la pièce.")
@click.option("--date", type=IsoDate(), help="Date de la pièce.")
@click.option("--valide-jusqu-au", type=IsoDate(), help="Fin de validité, s'il y en a une.")
@click.option("--diffusion", type=click.Choice(["interne", "restreinte", "publique"]), help="Qui peut la lire.")
@click.option("--emetteur", metavar="QUI", help="Qui l'a établie.")
@guarded
def evidence_add(
    fichier: Path,
    dossier: Path | None,
    type_: str,
    id_: str | None,
    titre: str | None,
    date: str | None,
    valide_jusqu_au: str | None,
    diffusion: str | None,
    emetteur: str | None,
) -> int:
    """Inscrit une pièce au registre preuves.yml : empreinte calculée, une entrée ajoutée, rien d'autre touché.

    Une pièce qui n'est pas dans preuves/ y est copiée.
    """
    from builder.cli.evidence_command import run

    given = {
        "id": id_,
        "titre": titre,
        "date": date,
        "valide_jusqu_au": valide_jusqu_au,
        "diffusion": diffusion,
        "emetteur": emetteur,
    }
    return run(fichier, dossier, type_, {k: v for k, v in given.items() if v})
