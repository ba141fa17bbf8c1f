"""Click speaks French: its own few sentences, translated where it asks gettext for them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import click

SENTENCES = {
    "Usage:": "Usage :",
    "Options": "Options\u00a0",  # click adds the colon
    "Commands": "Commandes\u00a0",
    "Arguments": "Arguments\u00a0",
    "[OPTIONS]": "[OPTIONS]",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Voir l'aide : {command} {option}",
    "No such option: {name}": "Option inconnue : {name}",
    "No such option {name!r}.": "Option inconnue : {name}.",
    "No such command {name!r}.": "Commande inconnue : {name}.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Possible options: {possibilities})": "(Options proches : {possibilities})",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque l'argument",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque : {param_type}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Choose from:\n\t{choices}": "Choisir parmi :\n\t{choices}",
    "Got unexpected extra argument ({args})": "Argument en trop ({args})",
    "Got unexpected extra arguments ({args})": "Arguments en trop ({args})",
    "Option {name!r} requires an argument.": "L'option {name} demande une valeur.",
    "Option {name!r} does not take a value.": "L'option {name} ne prend pas de valeur.",
    "{name} {filename!r} does not exist.": "{name} « {filename} » n'existe pas.",
    "{name} {filename!r} is a directory.": "{name} « {filename} » est un dossier.",
    "{name} {filename!r} is a file.": "{name} « {filename} » est un fichier.",
    "{name} {filename!r} is not readable.": "{name} « {filename} » ne peut pas être lu.",
    "file": "fichier",  # click gives them a capital
    "directory": "dossier",
    "path": "chemin",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
    "Error: invalid input": "Erreur : réponse refusée",
    "Aborted!": "Abandon.",
    "{value!r} is not one of {choices}.": "« {value} » n'est pas l'un de {choices}.",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
}


def speak_french() -> None:
    """Replace click's gettext by our table; a sentence we do not know stays as it is."""
    for name in ("core", "exceptions", "formatting", "types", "parser", "decorators", "termui"):
        module: ModuleType | None = getattr(click, name, None)
        if module is not None and hasattr(module, "_"):
            setattr(module, "_", _translate)  # noqa: B010
        if module is not None and hasattr(module, "ngettext"):
            setattr(module, "ngettext", _plural)  # noqa: B010


def _translate(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _plural(one: str, many: str, count: Any) -> str:
    return _translate(one if count == 1 else many)
