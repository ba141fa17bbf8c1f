"""Signatures: PDF/A and PDF/UA stay whole, the recorded file stays the prefix, and what is covered up is seen."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from builder.load.frozen import read_record
from builder.model.decision import Record
from builder.model.errors import BuilderError
from builder.publish.folder import swapped
from builder.publish.pdf import make_pdf
from builder.publish.signatures import document, read_roots, signatures
from builder.publish.signing import Token, from_p12, from_token, recorded, sign, sign_file, signed_path
from tests.publish.sets import whole
from tests.publish.vera import validate

WHEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECRET = b"un secret d'essai"
Edit = Callable[[IncrementalPdfFileWriter], None]


def identity(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate: its PKCS#12 file, and itself as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(WHEN - timedelta(days=1))
        .not_valid_after(WHEN + timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    p12, pem = folder / f"{name}.p12", folder / f"{name}.pem"
    lock = serialization.BestAvailableEncryption(SECRET)
    p12.write_bytes(pkcs12.serialize_key_and_certificates(b"essai", key, made, None, lock))
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return p12, pem


@pytest.fixture(scope="module")
def identities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("cles")
    return (*identity(folder, "Directeur d'essai"), identity(folder, "Autre")[1])


@pytest.fixture(scope="module")
def pdf() -> bytes:
    made = whole("ch-exemple")
    return make_pdf(made.documents[0], made.inputs)


@pytest.fixture(scope="module")
def record(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> Record:
    made = {"titre": "Attestation", "sha256": hashlib.sha256(pdf).hexdigest(), "octets": len(pdf)}
    path = tmp_path_factory.mktemp("gel") / "decision.json"
    path.write_text(json.dumps({"decision": {"id": "s"}, "sorties": {"attestation.pdf": made}}), encoding="utf-8")
    found = read_record(path)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def signed(pdf: bytes, identities: tuple[Path, Path, Path]) -> tuple[bytes, bytes]:
    """Signed once, and twice."""
    with from_p12(identities[0], SECRET) as signer:
        once = sign(pdf, signer, WHEN, "Signature1")
        return once, sign(once, signer, WHEN + timedelta(hours=1), "Signature2")


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("times", [1, 2])
def test_vera_finds_a_signed_document_as_whole_as_before(
    flavour: str, times: int, signed: tuple[bytes, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "signe.pdf"
    file.write_bytes(signed[times - 1])
    compliant, checks, failed = validate(file, flavour)
    assert compliant, failed
    assert checks > 10_000


def test_vera_refuses_a_signature_without_its_newline(
    pdf: bytes, identities: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.publish.signing._on_its_line", lambda data: data.rstrip(b"\n"))
    file = tmp_path / "signe.pdf"
    with from_p12(identities[0], SECRET) as signer:
        file.write_bytes(sign(pdf, signer, WHEN, "S"))
    assert not validate(file, "3a")[0]


def judged(data: bytes, record: Record, folder: Path, roots: tuple[Path, ...] = ()) -> Any:
    (folder / "x.pdf").write_bytes(data)
    return document(folder / "x.pdf", record, read_roots(roots))


def test_the_signed_copy_is_the_recorded_document(
    pdf: bytes, signed: tuple[bytes, bytes], record: Record, tmp_path: Path
) -> None:
    for times, data in enumerate(signed, start=1):
        assert data.startswith(pdf) and recorded(record, data) == "attestation.pdf"
        found = judged(data, record, tmp_path)
        assert (found.state, found.good, len(found.signatures)) == ("signe", True, times)
    assert found.signatures[0].signer == "Directeur d'essai"
    assert [s.when[:16] for s in found.signatures] == ["2026-11-24T15:00", "2026-11-24T16:00"]
    assert b"/Subtype /Stamp" not in data and b"/AP" not in data[len(pdf) :]
    assert judged(pdf, record, tmp_path).state == "identique"


def test_a_signer_is_known_by_the_roots_that_are_given(
    signed: tuple[bytes, bytes], record: Record, identities: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, own, other = identities
    assert [s.trusted for s in judged(signed[0], record, tmp_path).signatures] == [None]
    assert [s.trusted for s in judged(signed[0], record, tmp_path, (own,)).signatures] == [True]
    stranger = judged(signed[0], record, tmp_path, (other,))
    assert [s.trusted for s in stranger.signatures] == [False]
    assert not stranger.good
    wrong = tmp_path / "x.pem"
    wrong.write_text("rien", encoding="utf-8")
    with pytest.raises(BuilderError, match="certificat"):
        read_roots([wrong])


def page_of(writer: IncrementalPdfFileWriter) -> Any:
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    return page


def other_page(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def other_content(writer: IncrementalPdfFileWriter) -> None:
    content = page_of(writer)["/Contents"]
    content._data, content._encoded_data = b"q Q", None
    writer.update_container(content)


def note(writer: IncrementalPdfFileWriter) -> None:
    name = generic.pdf_name
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300)))
    made = {name("/Type"): name("/Annot"), name("/Subtype"): name("/FreeText"), name("/Rect"): box}
    page = page_of(writer)
    page["/Annots"] = generic.ArrayObject([writer.add_object(generic.DictionaryObject(made))])
    writer.update_container(page)


def action(writer: IncrementalPdfFileWriter) -> None:
    name = generic.pdf_name
    writer.root["/OpenAction"] = generic.DictionaryObject({name("/S"): name("/JavaScript")})
    writer.update_root()


EDITS: list[Edit] = [other_page, other_content, note, action]


def edited(data: bytes, edit: Edit) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(data)), io.BytesIO()
    edit(writer)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.__name__)
def test_a_sound_signature_does_not_cover_up_another_document(
    edit: Edit, pdf: bytes, record: Record, identities: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """The recorded bytes are still the beginning, and the signature covers the whole: the page is another one."""
    forged = edited(pdf, edit)
    assert judged(forged, record, tmp_path).state == "modifie"
    with from_p12(identities[0], SECRET) as signer:
        found = judged(sign(forged, signer, WHEN, "S"), record, tmp_path)
        assert [s.good for s in found.signatures] == [True]
        assert found.state == "modifie"


def test_an_edit_in_the_increment_of_the_signature_is_seen(
    pdf: bytes, record: Record, identities: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    for edit in EDITS:
        writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
        edit(writer)
        with from_p12(identities[0], SECRET) as signer:
            PdfSigner(PdfSignatureMetadata(field_name="S"), signer=signer).sign_pdf(writer, output=out)
        assert judged(out.getvalue(), record, tmp_path).state == "modifie", edit.__name__


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.__name__)
def test_what_is_added_after_a_signature_is_seen(
    edit: Edit, signed: tuple[bytes, bytes], record: Record, tmp_path: Path
) -> None:
    found = judged(edited(signed[0], edit), record, tmp_path)
    assert (found.state, [s.good for s in found.signatures]) == ("modifie", [False])


def test_a_byte_changed_under_a_signature_breaks_it(
    pdf: bytes, signed: tuple[bytes, bytes], record: Record, tmp_path: Path
) -> None:
    at = signed[0].rindex(b"/Producer")
    broken = signed[0][:at] + b"/producer" + signed[0][at + 9 :]
    found = judged(broken, record, tmp_path)
    assert not found.good and not found.signatures[0].intact


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"x" * 100])
def test_what_is_no_pdf_is_told_not_raised(data: bytes, record: Record, tmp_path: Path) -> None:
    assert judged(data, record, tmp_path).state == "inconnu"
    assert all(not s.good for s in signatures(data, ()))


def test_a_wrong_password_is_refused_without_being_told(
    identities: tuple[Path, Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BuilderError) as caught, from_p12(identities[0], b"mot-faux-1234"):
        pass
    assert caught.value.code == 2
    told = str(caught.value) + caught.value.hint + "".join(capfd.readouterr())
    assert "mot-faux-1234" not in told


def test_a_token_without_its_driver_is_refused(tmp_path: Path) -> None:
    token = Token(tmp_path / "absent.so", "jeton", "cle", "cle")
    with pytest.raises(BuilderError) as caught, from_token(token, "123456"):
        pass
    assert caught.value.code in (2, 3) and "123456" not in caught.value.title + caught.value.hint


def test_a_failed_signature_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")

    def fail(_: bytes) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sign_file(file, signed_path(file, None), fail)
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_a_new_build_keeps_the_signed_copies(tmp_path: Path) -> None:
    target = tmp_path / "build"
    with swapped(target) as folder:
        (folder / "a.pdf").write_bytes(b"1")
    (target / "a-signe.pdf").write_bytes(b"signe")
    with swapped(target) as folder:
        (folder / "a.pdf").write_bytes(b"2")
    assert (target / "a-signe.pdf").read_bytes() == b"signe"
    assert (target / "a.pdf").read_bytes() == b"2"
