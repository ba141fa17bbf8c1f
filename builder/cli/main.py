"""`rie`: the only room that prints, and the only one with a clock."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.common import IsoDate, dossiers, guarded, years_later
from builder.cli.explain_verbs import explain_command, what_if_command
from builder.cli.french import speak_french
from builder.cli.options import DOSSIERS, on_terms, terms_of

speak_french()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rie", prog_name="rie")
def main() -> None:
    """Prépare, prouve et renouvelle l'attestation de conformité au RIE.

    Le dossier d'un établissement est un dossier de fichiers YAML. `rie check` le confronte au droit,
    `rie build` en fait l'attestation, la matrice de conformité et le site de la commission.

    Codes de sortie : 0 favorable, 1 défavorable, 2 dossier ou commande refusés, 3 environnement
    (disque, outil absent), 4 faute de l'outil lui-même.
    """


main.add_command(explain_command)
main.add_command(what_if_command)


@main.command("check")
@DOSSIERS
@on_terms
@click.option("--tout", is_flag=True, help="Montrer aussi les constats satisfaits et sans objet.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics"]),
    default="text",
    show_default=True,
    help="Forme du rapport ; ics est un agenda, avec --echeances.",
)
@click.option("--echeances", is_flag=True, help="Dire ce qui change avec le temps, si rien n'est fait.")
@click.option("--jusqu-au", "jusqu_au", type=IsoDate(), help="Dernier jour des échéances (par défaut : trois ans).")
@guarded
def check_command(
    noms: tuple[Path, ...],
    date: str | None,
    regime: str,
    preuves_exigees: bool,
    publication: str | None,
    tout: bool,
    form: str,
    echeances: bool,
    jusqu_au: str | None,
) -> int:
    """Confronte un dossier au droit et dit le verdict, constat par constat.

    Sans DOSSIER : celui où l'on se trouve, sinon tous ceux de dossiers/.
    """
    from builder.cli.check_command import run, watch_run

    terms = terms_of(date, regime, preuves_exigees, publication)
    if jusqu_au is not None and jusqu_au < terms.date:
        raise click.UsageError(f"--jusqu-au ({jusqu_au}) précède la date d'évaluation ({terms.date}).")
    if echeances:
        return watch_run(dossiers(noms), terms, jusqu_au or years_later(terms.date), form)
    if form == "ics":
        raise click.UsageError("--format ics demande --echeances.")
    return run(dossiers(noms), terms, tout, form)


@main.command("build")
@DOSSIERS
@on_terms
@click.option(
    "--out",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="Où écrire ; un sous-dossier par dossier.",
)
@click.option(
    "--only",
    "seulement",
    multiple=True,
    metavar="DOCUMENT",
    help="Ne faire que ce document (attestation, matrice, site) ; répétable.",
)
@guarded
def build_command(
    noms: tuple[Path, ...],
    date: str | None,
    regime: str,
    preuves_exigees: bool,
    publication: str | None,
    out: Path,
    seulement: tuple[str, ...],
) -> int:
    """Produit les documents PDF et le site d'un dossier.

    Réussit (0) dès que tout ce qui est demandé a été produit, quel que soit le verdict.
    """
    from builder.cli.build_command import run

    return run(dossiers(noms), terms_of(date, regime, preuves_exigees, publication), out, seulement)


@main.command("init")
@click.argument("nom", metavar="NOM", type=click.Path(path_type=Path, file_okay=False))
@click.option("--titre", metavar="TITRE", help="Nom de l'établissement ou du dossier.")
@click.option("--mie", "moyens", multiple=True, metavar="TYPE", help="Type de moyen d'identification ; répétable.")
@guarded
def init_command(nom: Path, titre: str | None, moyens: tuple[str, ...]) -> int:
    """Écrit un nouveau dossier, où chaque question est un commentaire à compléter.

    Sans options, et devant un terminal, pose deux questions : le nom de l'établissement et les moyens utilisés.
    """
    from builder.cli.init_command import run

    return run(nom, titre, moyens)


@main.group("evidence")
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


@main.group("new")
def new() -> None:
    """Prépare ce qu'un contributeur ajoute au dépôt : une règle, un document."""


@new.command("regle")
@click.argument("numero", metavar="NUMERO")
@click.option("--jeu", required=True, metavar="JEU", help="Jeu de règles : etat_de_l_art, rie_v2_projet…")
@click.option("--titre", required=True, metavar="TITRE", help="Ce que la règle demande.")
@click.option("--exigence", required=True, metavar="ARTICLE", help="Numéro de l'exigence ou du point du texte.")
@click.option("--fait", "fait", required=True, metavar="FAIT", help="Le fait à oui ou non qu'elle lit : mie.nominatif.")
@guarded
def new_rule_command(numero: str, jeu: str, titre: str, exigence: str, fait: str) -> int:
    """Écrit le fichier d'une règle, avec ses exemples, à compléter."""
    from builder.cli.common import OK, say
    from builder.edit.new import new_rule

    say(f"{new_rule(jeu, numero, titre, exigence, fait)}")
    say("Compléter pourquoi, source, message et remede ; essayer : pytest tests/rules")
    return OK


@new.command("document")
@click.argument("nom", metavar="NOM")
@click.option("--titre", required=True, metavar="TITRE", help="Titre du document.")
@guarded
def new_document_command(nom: str, titre: str) -> int:
    """Écrit le gabarit d'un document et son entrée dans templates/documents.yml."""
    from builder.cli.common import OK, say
    from builder.edit.new import new_document

    say(f"{new_document(nom, titre)}")
    say(f"Essayer : rie build --only {nom}")
    return OK


if __name__ == "__main__":
    main()
