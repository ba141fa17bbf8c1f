"""`rie new`: what a contributor adds to the repository."""

from __future__ import annotations

import click

from builder.cli.common import OK, guarded, say


@click.group("new")
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
    from builder.edit.new import new_document

    say(f"{new_document(nom, titre)}")
    say(f"Essayer : rie build --only {nom}")
    return OK
