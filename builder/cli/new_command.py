"""`rie new`: what a contributor adds to the repository."""

from __future__ import annotations

import click

from builder.cli.common import OK, guarded, say


@click.group("new")
def new() -> None:
    """Prépare ce qu'un contributeur ajoute au dépôt : une règle, une menace, une mesure, un document."""


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


@new.command("menace")
@click.argument("numero", metavar="NUMERO")
@click.option("--titre", required=True, metavar="TITRE", help="Ce qui arrive.")
@click.option("--depuis", required=True, multiple=True, metavar="ÉTAT", help="État d'où elle part : P-EXT… Répétable.")
@click.option("--donne", required=True, multiple=True, metavar="ÉTAT", help="État qu'elle donne : E-MDP… Répétable.")
@click.option(
    "--fait", "fait", required=True, metavar="FAIT", help="Le fait à oui ou non qui l'écarte : mie.nominatif."
)
@guarded
def new_threat_command(numero: str, titre: str, depuis: tuple[str, ...], donne: tuple[str, ...], fait: str) -> int:
    """Écrit une menace du catalogue de risques, à compléter : possible tant que le fait n'est pas « oui »."""
    from builder.edit.new import new_threat

    say(f"{new_threat(numero, titre, depuis, donne, fait)}")
    say("Compléter description, vraisemblance et references ; essayer : pytest tests/analyse")
    return OK


@new.command("mesure")
@click.argument("numero", metavar="NUMERO")
@click.option("--titre", required=True, metavar="TITRE", help="Ce que l'on met en place.")
@click.option(
    "--attenue", required=True, multiple=True, metavar="MENACE", help="Menace qu'elle gêne : TH-01. Répétable."
)
@click.option(
    "--fait", "fait", required=True, metavar="FAIT", help="Le fait à oui ou non qui la montre : mie.nominatif."
)
@guarded
def new_control_command(numero: str, titre: str, attenue: tuple[str, ...], fait: str) -> int:
    """Écrit une mesure du catalogue de risques, à compléter : en place quand le fait est « oui »."""
    from builder.edit.new import new_control

    say(f"{new_control(numero, titre, attenue, fait)}")
    say(
        "Compléter efficacite_pct, cout, charge_jours, delai_semaines, preuves et references ; essayer : pytest tests/analyse"
    )
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
