"""`rie init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder.cli.common import OK, REFUSED, fail, say
from builder.edit.init import create, types


def run(root: Path, title: str | None, chosen: tuple[str, ...]) -> int:
    """Create a dossier, asking on a terminal for what was not given."""
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    if title is None:
        title = click.prompt("Nom de l'établissement") if asking else root.name
    if not chosen and asking:
        for value, label in types().items():
            say(f"  {value.ljust(20)} {label}")
        answer = click.prompt("Moyens utilisés (types ci-dessus, séparés par des espaces)", default="")
        chosen = tuple(answer.replace(",", " ").split())
    if not chosen:
        fail(
            REFUSED,
            "aucun moyen d'identification choisi.",
            f"Par exemple --mie carte_neutre --mie e_cps. Types : {', '.join(types())}.",
        )
    made = create(root, title, chosen)
    say(f"{root} : {len(made)} fichiers écrits, tous en questions commentées.")
    for name in made:
        say(f"  {name}")
    say(f"Répondre dans les fichiers, puis : rie check {root}")
    return OK
