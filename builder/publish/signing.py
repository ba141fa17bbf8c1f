"""PAdES signatures: invisible, appended, so that what was decided stays the beginning of the file."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from builder.model.decision import SIGNED, Record
from builder.model.errors import BuilderError


@dataclass(frozen=True, slots=True)
class Token:
    """A PKCS#11 token: the library of its driver, its label, the label of its key and of its certificate."""

    module: Path
    label: str
    key: str
    certificate: str


def recorded(record: Record | None, data: bytes) -> str:
    """The document of the record that `data` is, or begins with; "" when it is none of them."""
    for name, made in sorted(documents_of(record).items()):
        size = made["octets"]
        if 0 < size <= len(data) and hashlib.sha256(data[:size]).hexdigest() == made["sha256"]:
            return name
    return ""


def documents_of(record: Record | None) -> dict[str, dict[str, Any]]:
    """The documents that a record knows: name → titre, sha256, octets; those it tells badly left out."""
    told = record.data.get("sorties") if record else None
    found = told if isinstance(told, dict) else {}
    return {
        name: made
        for name, made in found.items()
        if isinstance(made, dict) and isinstance(made.get("octets"), int) and isinstance(made.get("sha256"), str)
        if "/" not in name and not name.startswith(".")
    }


def signed_path(file: Path, out: Path | None) -> Path:
    """Where the signed copy of `file` goes: beside it, or in `out`; a second signature joins the first."""
    name = file.name if file.name.endswith(SIGNED) else file.name.removesuffix(".pdf") + SIGNED
    return (out or file.parent) / name


@contextmanager
def from_p12(file: Path, secret: bytes) -> Iterator[Any]:
    """What signs, from a PKCS#12 file and its password. Raises BuilderError (code 2) when they do not open it."""
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer = SimpleSigner.load_pkcs12_data(file.read_bytes(), other_certs=(), passphrase=secret)
    except (ValueError, AttributeError) as error:  # AttributeError: a file without a key or without a certificate
        raise BuilderError(
            f"{file.name} ne s'ouvre pas", "Vérifier le mot de passe, et que le fichier porte une clé et son certificat.",
            code=2,
        ) from error  # fmt: skip
    yield signer


@contextmanager
def from_token(token: Token, pin: str) -> Iterator[Any]:
    """What signs, from a PKCS#11 token and its PIN. Raises BuilderError: code 3 when the driver or the token is not
    there, 2 when it refuses."""
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise BuilderError(
            "le lien vers les jetons PKCS#11 n'est pas installé", "L'installer : pip install 'rie[jeton]'.", code=3
        ) from error
    if not token.module.is_file():
        raise BuilderError(f"{token.module} : il n'y a pas de pilote à cet endroit", "Donner le .so du jeton.", code=2)
    try:
        session = open_pkcs11_session(str(token.module), token_criteria=TokenCriteria(label=token.label), user_pin=pin)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise BuilderError(
            f"le jeton « {token.label} » ne s'ouvre pas ({type(error).__name__})",
            "Vérifier qu'il est branché, son nom (--jeton) et son code.",
            code=3,
        ) from error
    with session:
        yield PKCS11Signer(session, cert_label=token.certificate, key_label=token.key)


def sign(data: bytes, signer: Any, when: datetime, field: str) -> bytes:
    """The PDF with one signature more, in an increment of its own. Raises BuilderError when it cannot take it.

    when: what the signature says of its time; nobody else vouches for it.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class Dated(PdfSigner):
        """Takes the time that it is given, rather than the machine's."""

        def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = when
            return session

    meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    out = io.BytesIO()
    try:
        Dated(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(_on_its_line(data))), output=out)
    except (PdfError, SigningError, ValueError) as error:
        raise BuilderError("ce PDF ne peut pas être signé", f"Détail : {error}", code=2) from error
    return out.getvalue()


def _on_its_line(data: bytes) -> bytes:
    """An increment must start on a line of its own, or PDF/A breaks; our documents end with a newline."""
    return data if data.endswith(b"\n") else data + b"\n"


def sign_file(file: Path, target: Path, made: Callable[[bytes], bytes]) -> None:
    """Write the signed copy of `file` in one step. Raises BuilderError, OSError; then nothing is written."""
    data = made(file.read_bytes())
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
