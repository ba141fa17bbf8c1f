"""What every verb shares: finding the dossiers, the reference date, the exit codes."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click

from builder.model.errors import BuilderError
from builder.model.rules import Nature

OK, UNFAVOURABLE, REFUSED, ENVIRONMENT, OUR_FAULT = range(5)
P = ParamSpec("P")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def dossiers(named: tuple[Path, ...]) -> list[Path]:
    """The dossiers to work on: those named, else the folder one stands in, else all of dossiers/."""
    if named:
        return list(named)
    here = Path.cwd()
    if (here / "dossier.yml").is_file():
        return [here]
    found = sorted(p.parent for p in (here / "dossiers").glob("*/dossier.yml"))
    if not found:
        fail(
            REFUSED,
            "aucun dossier ici : ni dossier.yml dans ce dossier, ni dossiers/*/dossier.yml.",
            "Nommer un dossier (rie check dossiers/ch-exemple), ou en créer un avec rie init.",
        )
    return found


def reference_date(given: str | None) -> str:
    """--date, else SOURCE_DATE_EPOCH, else today (ISO). The only clock of the program is here."""
    if given:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return date.today().isoformat()


def years_later(day: str, years: int = 3) -> str:
    """The same day some years later (29/02 → 28/02): how far one looks ahead when nobody says."""
    year, rest = int(day[:4]) + years, day[4:]
    return f"{year}{'-02-28' if rest == '-02-29' else rest}"


def checked_regime(name: str) -> str:
    """The name of a pack that gives a verdict, or a refusal that lists them."""
    from builder.load.packs import load_packs

    known = [pack.id for pack in load_packs() if pack.nature is not Nature.CONTROLES]
    if name not in known:
        fail(REFUSED, f"régime inconnu « {name} ».", f"Choisir parmi : {', '.join(known)}.")
    return name


class IsoDate(click.ParamType[str]):
    """A date AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fail(f"« {safe(str(value))} » n'est pas une date. Écrire par exemple 2026-11-23.", param, ctx)


def safe(text: str) -> str:
    """Text that cannot drive a terminal: control and direction marks are shown, not obeyed."""
    return _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text)


def say(text: str = "", *, err: bool = False) -> None:
    """Print one line; colours only reach a terminal."""
    click.echo(text, err=err)


def fail(code: int, title: str, hint: str = "") -> NoReturn:
    """Say what is wrong and what to do, and leave with `code`."""
    say(f"{click.style('Erreur :', fg='red', bold=True)} {safe(title)}", err=True)
    if hint:
        say(f"  → {safe(hint)}", err=True)
    raise SystemExit(code)


def guarded(command: Callable[P, int]) -> Callable[P, NoReturn]:
    """Turn a command's result into an exit code, and faults into the code that tells whose they are."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        try:
            code = command(*args, **kwargs)
        except BuilderError as error:
            place = f" ({error.place})" if error.place else ""
            fail(error.code, f"{error.title}{place}", error.hint)
        except OSError as error:
            fail(ENVIRONMENT, f"{error.strerror or error} : {error.filename or ''}", "Vérifier droits et place disque.")
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            traceback.print_exc()
            fail(OUR_FAULT, f"faute de rie lui-même : {type(error).__name__}", "La signaler avec les lignes ci-dessus.")
        raise SystemExit(code)

    return run
