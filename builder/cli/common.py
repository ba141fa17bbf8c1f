"""What every verb shares: finding the dossiers, the reference date, the exit codes."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import signal
import sys
import textwrap
import threading
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
_SIGNALLED = 128  # as shells count: plus the signal's number
P = ParamSpec("P")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ISO = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")  # the years that a dossier may speak of
_SYSTEM = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération interdite",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EEXIST: "existe déjà",
    errno.ENOTDIR: "un dossier était attendu",
    errno.EISDIR: "un fichier était attendu, c'est un dossier",
    errno.ENOTEMPTY: "le dossier n'est pas vide",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENFILE: "trop de fichiers ouverts sur la machine",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.ENOMEM: "mémoire insuffisante",
    errno.EIO: "le disque répond par une erreur",
    errno.ESTALE: "le partage réseau ne répond plus",
    errno.EBUSY: "fichier ou dossier occupé",
    errno.ENOEXEC: "ce programme ne peut pas être lancé",
    errno.ELOOP: "des liens tournent en rond",
    errno.EAGAIN: "la machine manque de ressources",
}


def dossiers(named: tuple[Path, ...]) -> list[Path]:
    """The dossiers to work on: those named, else the one that one stands in, else all of dossiers/."""
    if named:
        return list(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "dossier.yml").is_file():
            return [folder]
    found = sorted(p.parent for p in (here / "dossiers").glob("*/dossier.yml"))
    if not found:
        fail(
            REFUSED,
            "aucun dossier ici : ni dossier.yml dans ce dossier ou au-dessus, ni dossiers/*/dossier.yml.",
            "Nommer un dossier (rie check dossiers/ch-exemple), ou en créer un avec rie init.",
        )
    return found


def one_dossier(named: Path | None) -> Path:
    """The dossier to work on, when there must be one: the one named, else the only one there is here."""
    found = dossiers((named,) if named is not None else ())
    if len(found) > 1:
        fail(REFUSED, "plusieurs dossiers ici.", "Nommer le dossier : dossiers/mon-dossier.")
    return found[0]


def reference_date(given: str | None) -> str:
    """--date, else SOURCE_DATE_EPOCH, else today (ISO). The only clock of the program is here."""
    if given:
        return given
    epoch = source_date_epoch()
    return date.today().isoformat() if epoch is None else datetime.fromtimestamp(epoch, UTC).date().isoformat()


def source_date_epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds, None when it is not set; refused when it is no such number."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return None
    try:
        if given.isascii() and given.isdigit() and _ISO.match(datetime.fromtimestamp(int(given), UTC).isoformat()):
            return int(given)
    except (ValueError, OverflowError, OSError):
        pass
    fail(
        REFUSED,
        f"SOURCE_DATE_EPOCH vaut « {given[:40]} », qui n'est pas un nombre de secondes depuis 1970.",
        "Écrire par exemple SOURCE_DATE_EPOCH=$(git log -1 --format=%ct), ou retirer la variable.",
    )


def years_later(day: str, years: int = 3) -> str:
    """The same day some years later (29/02 → 28/02): how far one looks ahead when nobody says."""
    year, rest = int(day[:4]) + years, day[4:]
    return f"{year}{'-02-28' if rest == '-02-29' else rest}"


def regimes() -> list[str]:
    """The packs that give a verdict."""
    from builder.load.packs import load_packs

    return [pack.id for pack in load_packs() if pack.nature is not Nature.CONTROLES]


def checked_regime(name: str) -> str:
    """The name of a pack that gives a verdict, or a refusal that lists them."""
    known = regimes()
    if name not in known:
        fail(REFUSED, f"régime inconnu « {name} ».", f"Choisir parmi : {', '.join(known)}.")
    return name


class RegimeOption(click.Option):
    """An option whose help lists the packs, read only when somebody asks."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = f"{(self.help or '').rstrip('.')} : {', '.join(regimes())}."
        return super().get_help_record(ctx)


class IsoDate(click.ParamType[str]):
    """A date AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            if _ISO.fullmatch(str(value)):
                return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            pass
        self.fail(f"« {safe(str(value))} » n'est pas une date AAAA-MM-JJ. Écrire par exemple 2026-11-23.", param, ctx)


def safe(text: str) -> str:
    """Text that cannot drive a terminal: control and direction marks are shown, not obeyed."""
    return _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text)


def say(text: str = "", *, err: bool = False) -> None:
    """Print one line; colours only reach a terminal, and none when NO_COLOR asks so."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def hang(head: str, text: str, indent: int) -> str:
    """Wrap on a terminal with a hanging indent; leave long lines alone elsewhere, for grep."""
    if not sys.stdout.isatty():
        return head + text
    width = max(60, shutil.get_terminal_size().columns)
    lead = len(click.unstyle(head))
    lines = textwrap.wrap(text, width - min(indent, width // 2), break_long_words=False) or [""]
    pad = " " * max(indent, 0 if len(lines) == 1 else min(lead, indent))
    return head + ("\n" + pad).join(lines)


def says_utf8() -> bool:
    """Whether what we print may be any character."""
    return (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "") == "utf8"


def error(title: str, hint: str = "") -> None:
    """Say what is wrong and what to do."""
    say(f"{click.style('Erreur :', fg='red', bold=True)} {safe(title)}", err=True)
    if hint:
        say(f"  → {safe(hint)}", err=True)


def fail(code: int, title: str, hint: str = "") -> NoReturn:
    """Say what is wrong and what to do, and leave with `code`."""
    error(title, hint)
    raise SystemExit(code)


def told(fault: BuilderError | OSError) -> int:
    """Say a fault that is known; the exit code it calls for."""
    if isinstance(fault, BuilderError):
        error(f"{fault.title}{f' ({fault.place})' if fault.place else ''}", fault.hint)
        return fault.code
    said = _SYSTEM.get(fault.errno or 0) or f"le système répond par une erreur ({fault})"
    error(f"{fault.filename} : {said}" if fault.filename else said, "Vérifier droits et place disque.")
    return ENVIRONMENT


def _prepare() -> None:
    """Any character can be printed, somehow; being told to end lets temporary folders be removed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)


def _leave(number: int, _frame: object) -> NoReturn:
    raise SystemExit(_SIGNALLED + number)


def _deaf() -> NoReturn:
    """Nobody reads us any more (`rie check | head`): leave without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(_SIGNALLED + signal.SIGPIPE)


def guarded(command: Callable[P, int]) -> Callable[P, NoReturn]:
    """Turn a command's result into an exit code, and faults into the code that tells whose they are."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        _prepare()
        try:
            code = command(*args, **kwargs)
        except BrokenPipeError:
            _deaf()
        except (KeyboardInterrupt, click.Abort):
            say("Interrompu.", err=True)
            raise SystemExit(_SIGNALLED + signal.SIGINT) from None
        except (BuilderError, OSError) as fault:
            raise SystemExit(told(fault)) from None
        except MemoryError:
            fail(ENVIRONMENT, "mémoire insuffisante.", "Libérer de la mémoire, puis recommencer.")
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as fault:
            traceback.print_exc()
            fail(OUR_FAULT, f"faute de rie lui-même : {type(fault).__name__}", "La signaler avec les lignes ci-dessus.")
        raise SystemExit(code)

    return run
