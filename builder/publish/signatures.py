"""The signatures of a PDF: are they whole, and whose are they? No network, no clock."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builder.model.decision import Checked, Record, Signature
from builder.model.errors import BuilderError
from builder.publish.appended import only_signed
from builder.publish.signing import documents_of, recorded

_UNREADABLE = Signature("", "", intact=False, whole=False, trusted=None, why="la structure du fichier ne se lit pas")


def read_roots(files: Sequence[Path]) -> list[Any]:
    """Trust roots from PEM or DER files. Raises BuilderError (code 2) when one holds no certificate."""
    from pyhanko.keys import load_certs_from_pemder_data

    found: list[Any] = []
    for file in files:
        try:
            more = list(load_certs_from_pemder_data(file.read_bytes()))
        except ValueError as error:
            raise BuilderError(f"{file} n'est pas un certificat", "Donner un fichier PEM ou DER.", code=2) from error
        if not more:
            raise BuilderError(f"{file} ne contient aucun certificat", "Donner un fichier PEM ou DER.", code=2)
        found += more
    return found


def documents(folder: Path, record: Record, roots: Sequence[Any]) -> tuple[Checked, ...]:
    """Each document of the record as it lies in a build, then each PDF there that the record does not know."""
    names = sorted(documents_of(record))
    there = sorted(p.name for p in folder.glob("*.pdf") if p.is_file() and p.name not in names)
    found = [document(folder / name, record, roots, name) for name in names]
    return (*found, *(document(folder / name, record, roots) for name in there))


def document(path: Path, record: Record, roots: Sequence[Any], expected: str = "") -> Checked:
    """One file against the record; expected: the document that its name says it is."""
    outputs = documents_of(record)
    title = str(outputs.get(expected, {}).get("titre", expected))
    if not path.is_file():
        return Checked(expected or path.name, title, "absent")
    data = path.read_bytes()
    found = signatures(data, roots) if path.suffix == ".pdf" else ()
    known = recorded(record, data)
    title = str(outputs.get(known or expected, {}).get("titre", title or path.name))
    size = int(outputs[known]["octets"]) if known else 0
    if not known or (expected and known != expected):
        state = "modifie" if expected else "inconnu"
    elif size == len(data):
        state = "identique"
    else:
        state = "signe" if only_signed(data, size) else "modifie"
    return Checked(path.name, title, state, found)


def signatures(data: bytes, roots: Sequence[Any]) -> tuple[Signature, ...]:
    """Every signature of a PDF. A signer is judged at the time that the signature says, by `roots` alone."""
    quiet()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        embedded = PdfFileReader(io.BytesIO(data)).embedded_signatures
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return (_UNREADABLE,)
    return tuple(_signature(one, roots) for one in embedded)


def _signature(embedded: Any, roots: Sequence[Any]) -> Signature:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    when = embedded.self_reported_timestamp
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=when, best_signature_time=when)
    try:
        status = validate_pdf_signature(embedded, signer_validation_context=context)
    except (SignatureValidationError, PdfError, ValueError, KeyError, TypeError) as error:
        return Signature("", _iso(when), intact=False, whole=False, trusted=None, why=str(error))
    level = status.modification_level
    return Signature(
        signer=_name(status.signing_cert.subject),
        when=_iso(when),
        intact=bool(status.intact and status.valid),
        whole=level is not None and level <= ModificationLevel.FORM_FILLING and bool(status.docmdp_ok),
        trusted=bool(status.trusted) if roots else None,
    )


def _name(subject: Any) -> str:
    said = subject.native.get("common_name") or subject.human_friendly
    return said if isinstance(said, str) else ", ".join(map(str, said))


def _iso(when: Any) -> str:
    return "" if when is None else str(when.isoformat(timespec="seconds"))


def quiet() -> None:
    """pyHanko logs why it trusts nobody, with a trace of its own code; we say it in a line of our own."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(logging.NullHandler())
