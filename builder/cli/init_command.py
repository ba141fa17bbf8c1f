"""`rie init`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from builder.cli.common import OK, REFUSED, fail, safe, say
from builder.edit.ci import ci_target, write_ci
from builder.edit.init import create, types


def run(root: Path, title: str | None, chosen: tuple[str, ...], forge: str | None) -> int:
    """Create a dossier, asking on a terminal for what was not given."""
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    if title is None:
        title = click.prompt("Nom de l'établissement", value_proc=_title) if asking else root.resolve().name
    if not chosen and asking:
        for value, label in types().items():
            say(f"  {value.ljust(20)} {label}")
        chosen = click.prompt("Moyens utilisés (types ci-dessus, séparés par des espaces)", value_proc=_chosen)
    if not chosen:
        fail(
            REFUSED,
            "aucun moyen d'identification choisi.",
            f"Par exemple --mie carte_neutre --mie e_cps. Types : {', '.join(types())}.",
        )
    target = ci_target(forge, root, Path.cwd()) if forge else None
    made = create(root, title, chosen)
    say(f"{safe(str(root))} : {len(made)} fichiers écrits, tous en questions commentées.")
    for name in made:
        say(f"  {name}")
    if forge and target:
        write_ci(forge, target)
        say(f"{safe(str(target))} : la CI ; y relire PAQUET.")
    say(f"Répondre dans les fichiers, puis : rie check {safe(shlex.quote(str(root)))}")
    return OK


def _title(answer: str) -> str:
    if not answer.strip():
        raise click.UsageError("le nom est vide.")
    return answer.strip()


def _chosen(answer: str) -> tuple[str, ...]:
    """The types of an answer; click asks again when one is unknown."""
    words = tuple(answer.replace(",", " ").split())
    unknown = [word for word in words if word not in types()]
    if unknown or not words:
        raise click.UsageError(f"type de moyen inconnu « {safe(unknown[0])} »." if unknown else "aucun type choisi.")
    return words
