"""`rie`: the only room that prints, and the only one with a clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder.cli.common import IsoDate, dossiers, guarded, years_later
from builder.cli.explain_verbs import explain_command, what_if_command
from builder.cli.french import speak_french
from builder.cli.new_command import new
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
    type=click.Choice(["text", "json", "sarif", "junit", "codequality", "github", "ics"]),
    default="text",
    show_default=True,
    help="Forme du rapport ; ics est un agenda, avec --echeances ; les autres sont pour la CI.",
)
@click.option("--strict", is_flag=True, help="Recommandations et contrôles de cohérence comptent aussi (pour la CI).")
@click.option(
    "--sauf",
    "sauf",
    multiple=True,
    metavar="REGLE@SUJET",
    help="Avec --strict : ne pas compter ce constat, si une décision écrite le porte ; répétable.",
)
@click.option("--echeances", is_flag=True, help="Dire ce qui change avec le temps, si rien n'est fait.")
@click.option("--jusqu-au", "jusqu_au", type=IsoDate(), help="Dernier jour des échéances (par défaut : trois ans).")
@guarded
def check_command(
    noms: tuple[Path, ...],
    tout: bool,
    form: str,
    strict: bool,
    sauf: tuple[str, ...],
    echeances: bool,
    jusqu_au: str | None,
    **judged: Any,
) -> int:
    """Confronte un dossier au droit et dit le verdict, constat par constat.

    Sans DOSSIER : celui où l'on se trouve, sinon tous ceux de dossiers/.
    """
    from builder.cli.check_command import Shown, run, watch_run

    terms = terms_of(**judged)
    if jusqu_au is not None and jusqu_au < terms.date:
        raise click.UsageError(f"--jusqu-au ({jusqu_au}) précède la date d'évaluation ({terms.date}).")
    if sauf and not strict:
        raise click.UsageError("--sauf demande --strict : sans elle, seul le verdict compte.")
    if echeances:
        if form not in ("text", "json", "ics") or strict:
            raise click.UsageError("--echeances se dit en text, json ou ics, sans --strict.")
        return watch_run(dossiers(noms), terms, jusqu_au or years_later(terms.date), form)
    if form == "ics":
        raise click.UsageError("--format ics demande --echeances.")
    return run(dossiers(noms), terms, Shown(form, tout, strict, sauf))


@main.command("risk")
@click.argument("evenement", metavar="[ÉVÉNEMENT]", required=False)
@click.option(
    "--dossier",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Dossier (par défaut : celui où l'on se trouve).",
)
@on_terms
@guarded
def risk_command(evenement: str | None, dossier: Path | None, **judged: Any) -> int:
    """Dit les risques calculés depuis le dossier ; avec un ÉVÉNEMENT (ER-01), ses scénarios pas à pas."""
    from builder.cli.risk_command import run

    return run(evenement, dossiers((dossier,) if dossier else ())[0], terms_of(**judged))


@main.command("gaps")
@DOSSIERS
@on_terms
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "questionnaire", "reponses"]),
    default="text",
    show_default=True,
    help="questionnaire : Markdown à envoyer ; reponses : le fichier à compléter pour --remplir.",
)
@click.option("--qui", metavar="QUI", help="Seulement ce que cette personne peut répondre : rssi, dsi, drh, editeur…")
@click.option(
    "--remplir",
    metavar="FICHIER",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Inscrire ces réponses à leurs places : des lignes ajoutées, rien d'autre touché.",
)
@click.option("--montrer", is_flag=True, help="Avec --remplir : montrer les lignes à ajouter, sans rien écrire.")
@guarded
def gaps_command(
    noms: tuple[Path, ...], form: str, qui: str | None, remplir: Path | None, montrer: bool, **judged: Any
) -> int:
    """Dit les questions sans réponse, celles qui aident le plus d'abord, par personne qui peut répondre."""
    from builder.cli.gaps_command import fill_run, run

    terms = terms_of(**judged)
    if remplir is None:
        if montrer:
            raise click.UsageError("--montrer demande --remplir.")
        return run(dossiers(noms), terms, form, qui)
    found = dossiers(noms)
    if len(found) > 1:
        raise click.UsageError("--remplir demande un seul dossier : le nommer.")
    return fill_run(found[0], remplir, terms, montrer)


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
    help="Ne faire que ce document (attestation, matrice, tracabilite, site) ; répétable.",
)
@click.option(
    "--zip", "archive", is_flag=True, help="Faire aussi l'archive à transmettre, avec son index et ses empreintes."
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
    archive: bool,
) -> int:
    """Produit les documents (PDF, DOCX, XLSX, CSV) et le site d'un dossier.

    Réussit (0) dès que tout ce qui est demandé a été produit, quel que soit le verdict.
    """
    from builder.cli.build_command import run

    return run(dossiers(noms), terms_of(date, regime, preuves_exigees, publication), out, seulement, archive)


@main.command("init")
@click.argument("nom", metavar="NOM", type=click.Path(path_type=Path, file_okay=False))
@click.option("--titre", metavar="TITRE", help="Nom de l'établissement ou du dossier.")
@click.option("--mie", "moyens", multiple=True, metavar="TYPE", help="Type de moyen d'identification ; répétable.")
@click.option(
    "--ci",
    "forge",
    type=click.Choice(["gitlab", "github", "forgejo"]),
    help="Écrire aussi le fichier d'intégration continue de cette forge, à la racine du dépôt.",
)
@guarded
def init_command(nom: Path, titre: str | None, moyens: tuple[str, ...], forge: str | None) -> int:
    """Écrit un nouveau dossier, où chaque question est un commentaire à compléter.

    Sans options, et devant un terminal, pose deux questions : le nom de l'établissement et les moyens utilisés.
    """
    from builder.cli.init_command import run

    return run(nom, titre, moyens, forge)


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


main.add_command(new)


if __name__ == "__main__":
    main()
