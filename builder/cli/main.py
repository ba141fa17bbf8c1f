"""`rie`: the only room that prints, and the only one with a clock."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import click

from builder.cli.common import IsoDate, dossiers, guarded, one_dossier, years_later
from builder.cli.decision_verbs import decide_command, sign_command, verify_command
from builder.cli.evidence_verbs import evidence
from builder.cli.explain_verbs import explain_command, what_if_command
from builder.cli.new_command import new
from builder.cli.options import DOSSIERS, on_terms, terms_of
from builder.cli.risk_verb import risk_command

_RARELY = (100_000, 20, 100)  # what a command makes lives until it ends: looking for garbage in it is time lost


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rie", prog_name="rie")
def main() -> None:
    """Prépare, prouve et renouvelle l'attestation de conformité au RIE.

    Le dossier d'un établissement est un dossier de fichiers YAML. `rie check` le confronte au droit,
    `rie build` en fait l'attestation, la matrice de conformité et le site de la commission.

    Codes de sortie : 0 favorable, 1 défavorable, 2 dossier ou commande refusés, 3 environnement
    (disque, outil absent), 4 faute de l'outil lui-même.
    """
    gc.set_threshold(*_RARELY)


main.add_command(evidence)
main.add_command(explain_command)
main.add_command(what_if_command)
main.add_command(risk_command)


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


@main.command("plan")
@click.argument("dossier", metavar="[DOSSIER]", required=False, type=click.Path(path_type=Path))
@on_terms
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics", "markdown"]),
    default="text",
    show_default=True,
    help="Pour un terminal, un programme, un agenda ou une page ; en tableur : rie build --only plan-tableau.",
)
@click.option("--write", "ecrire", is_flag=True, help="Ajouter les propositions à plan.yml ; rien d'autre n'y change.")
@guarded
def plan_command(dossier: Path | None, form: str, ecrire: bool, **judged: Any) -> int:
    """Dit le plan d'action : ce qui est engagé, ce qui est proposé et au plus tôt quand, ce qui ne peut pas être à temps."""
    from builder.cli.plan_command import run

    return run(one_dossier(dossier), terms_of(**judged), form, ecrire)


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


main.add_command(decide_command)
main.add_command(verify_command)
main.add_command(sign_command)


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


main.add_command(new)


if __name__ == "__main__":
    main()
