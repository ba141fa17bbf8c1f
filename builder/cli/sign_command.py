"""`rie sign`."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from builder.cli.common import OK, REFUSED, fail, reference_date, safe, say
from builder.cli.verify_command import record_for
from builder.model.decision import COPY
from builder.publish.signatures import quiet, signatures
from builder.publish.signing import Token, from_p12, from_token, recorded, sign, sign_file, signed_path


@dataclass(frozen=True, slots=True)
class With:
    """What signs: a PKCS#12 file, or a token."""

    p12: Path | None
    token: Token | None

    def opened(self) -> AbstractContextManager[Any]:
        """Ask for the secret, and open. It is never read from the command line, the environment or a file."""
        if self.p12 is not None:
            return from_p12(self.p12, _asked(f"Mot de passe de {self.p12.name} : ").encode())
        if self.token is None:
            fail(REFUSED, "rien pour signer.", "Donner --p12, ou --pkcs11 avec --jeton, --cle et --certificat.")
        return from_token(self.token, _asked(f"Code du jeton « {self.token.label} » : "))


def run(files: Sequence[Path], with_: With, dossier: Path | None, out: Path | None, anyway: bool) -> int:
    """Sign each file into a copy; all are known to be documents of the decision before the first is signed."""
    for file in files:
        _refuse_other(file, dossier, anyway)
    quiet()
    with with_.opened() as signer:
        for file in files:
            target = signed_path(file, out)
            sign_file(file, target, lambda data: sign(data, signer, datetime.now(UTC), _field(data)))
            say(f"  {click.style('✓', fg='green')} {safe(str(target))} signé")
    say(
        "Garder la copie signée au lieu de conservation de l'attestation ; une nouvelle construction la laisse en place."
    )
    return OK


def _refuse_other(file: Path, dossier: Path | None, anyway: bool) -> None:
    """Only what the commission decided on is signed, unless one insists."""
    record, warned = record_for(file.parent, dossier, reference_date(None))
    name = recorded(record, file.read_bytes())
    if record is not None and name and not warned:
        return
    why = warned or (
        "ce n'est pas un document de la décision, ou il a changé"
        if record
        else f"aucune décision ne l'accompagne ({COPY})"
    )
    if not anyway:
        fail(
            REFUSED,
            f"{file} : {why}.",
            "Signer les documents produits par rie decide (rie verify les reconnaît), ou --quand-meme.",
        )
    say(f"  attention : {safe(str(file))} : {why} ; signé quand même", err=True)


def _field(data: bytes) -> str:
    """A name that no signature of the file has."""
    return f"Signature{len(signatures(data, ())) + 1}"


def _asked(words: str) -> str:
    """A secret typed at a terminal, not shown."""
    if not sys.stdin.isatty():
        fail(REFUSED, "le mot de passe se tape à un terminal.", "Lancer rie sign à la main.")
    return getpass.getpass(words)
