"""`rie decide`, `rie verify`, `rie sign`: a decision of the commission, from the session to the auditor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder.cli.common import IsoDate, dossiers, guarded, one_dossier, reference_date
from builder.cli.options import on_terms, terms_of

OUT = click.option(
    "--out",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="Où écrire les documents de la décision ; un sous-dossier par dossier.",
)


@click.command("decide")
@click.argument("nom", metavar="[DOSSIER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--decision",
    required=True,
    metavar="DECISION",
    help="attestee_sans_reserve, attestee_avec_reserves, ajournee ou refusee (les deux dernières ne sont pas du texte).",
)
@click.option("--mois", type=int, metavar="N", help="Durée attestée, en mois ; le texte fixe la plus longue.")
@click.option(
    "--membre",
    "membres",
    multiple=True,
    metavar="PERSONNE",
    help="Personne présente (personnes du dossier) ; répétable.",
)
@click.option("--avis", default="", metavar="AVIS", help="favorable, favorable_avec_reserve ou defavorable.")
@click.option(
    "--reserve",
    "reserves",
    multiple=True,
    metavar="RESERVE",
    help="Réserve acceptée ; répétable (par défaut : toutes celles que le verdict emploie).",
)
@click.option("--question", "questions", multiple=True, metavar="TEXTE", help="Question posée en séance ; répétable.")
@click.option("--seance", metavar="NOM", help="Identifiant de la séance (par défaut : seance-AAAA-MM-JJ).")
@click.option("--montrer", is_flag=True, help="Montrer les lignes à ajouter, sans rien écrire.")
@OUT
@on_terms
@guarded
def decide_command(
    nom: Path | None,
    decision: str,
    mois: int | None,
    membres: tuple[str, ...],
    avis: str,
    seance: str | None,
    montrer: bool,
    out: Path,
    **rest: Any,
) -> int:
    """Inscrit la décision de la commission, et fige ce sur quoi elle porte.

    --date est celle de la séance : le dossier est jugé à cette date. La décision impossible est refusée : plus de mois que le
    texte n'en admet, « attestée » quand le verdict ne le permet pas, « sans réserve » quand le verdict en emploie une.
    Les documents de la décision sont produits ; rie verify dira ensuite ce qui a changé.
    """
    from builder.cli.decide_command import run
    from builder.model.decision import Session

    reserves, questions = rest.pop("reserves"), rest.pop("questions")
    terms = terms_of(**rest)
    name = seance or f"seance-{terms.date}"
    session = Session(name, terms.date, membres, avis, decision, mois, reserves, questions)
    return run(one_dossier(nom), terms, session, out, montrer)


RECORD = click.option(
    "--dossier",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Dossier qui a figé la décision (par défaut : la copie qui accompagne les documents, decision.json).",
)


@click.command("verify")
@click.argument("chemins", metavar="[CHEMIN]...", nargs=-1, type=click.Path(path_type=Path))
@RECORD
@click.option(
    "--racine",
    "racines",
    multiple=True,
    metavar="CERTIFICAT",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Certificat (PEM ou DER) d'une autorité dont on reconnaît les signataires ; répétable.",
)
@click.option("--date", type=IsoDate(), help="Regarder la dernière décision à cette date (par défaut : aujourd'hui).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@guarded
def verify_command(
    chemins: tuple[Path, ...], dossier: Path | None, racines: tuple[Path, ...], date: str | None, form: str
) -> int:
    """Dit ce qui a changé depuis la décision figée : dans un dossier, dans ses documents, dans leurs signatures.

    CHEMIN est un dossier, une construction (build/…) ou un PDF ; sans CHEMIN, le dossier où l'on se trouve. Codes de
    sortie : 0 rien n'a changé, 1 quelque chose a changé, 2 rien à vérifier ou commande refusée, 3 environnement.
    """
    from builder.cli.verify_command import run

    return run(chemins or tuple(dossiers(())), dossier, racines, reference_date(date), form)


@click.command("sign")
@click.argument(
    "fichiers",
    metavar="FICHIER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--p12",
    metavar="FICHIER",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Clé et certificat en PKCS#12 ; le mot de passe est demandé au terminal.",
)
@click.option(
    "--pkcs11",
    "module",
    metavar="PILOTE",
    type=click.Path(path_type=Path),
    help="Bibliothèque PKCS#11 (.so) du jeton ou de la carte ; le code est demandé au terminal.",
)
@click.option("--jeton", metavar="NOM", help="Avec --pkcs11 : nom (label) du jeton.")
@click.option("--cle", metavar="NOM", help="Avec --pkcs11 : nom (label) de la clé.")
@click.option(
    "--certificat", metavar="NOM", help="Avec --pkcs11 : nom (label) du certificat (par défaut : celui de la clé)."
)
@RECORD
@click.option(
    "--out",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Où écrire (par défaut : à côté).",
)
@click.option("--quand-meme", is_flag=True, help="Signer même un PDF que la décision ne connaît pas.")
@guarded
def sign_command(
    fichiers: tuple[Path, ...],
    p12: Path | None,
    module: Path | None,
    jeton: str | None,
    cle: str | None,
    certificat: str | None,
    dossier: Path | None,
    out: Path | None,
    quand_meme: bool,
) -> int:
    """Signe les documents d'une décision (PAdES), dans une copie NOM-signe.pdf ; PDF/A et PDF/UA restent valides.

    La signature ne se voit pas sur les pages et s'ajoute à la fin : le document décidé reste le début du fichier. Une seconde
    signature s'ajoute à la copie. Le mot de passe ou le code se tape : jamais en option, ni dans un fichier.
    """
    from builder.cli.sign_command import With, run
    from builder.publish.signing import Token

    if (p12 is None) == (module is None):
        raise click.UsageError("Donner --p12, ou --pkcs11 : l'un des deux.")
    if module is not None and not (jeton and cle):
        raise click.UsageError("--pkcs11 demande --jeton et --cle.")
    token = Token(module, str(jeton), str(cle), str(certificat or cle)) if module is not None else None
    return run(fichiers, With(p12, token), dossier, out, quand_meme)
