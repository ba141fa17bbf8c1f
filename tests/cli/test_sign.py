"""`rie sign` as a person calls it: what is refused, and how the secret is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_cli import rie


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "x.p12").write_bytes(b"")
    return tmp_path / "a.pdf"


def test_what_no_decision_knows_is_not_signed(pdf: Path) -> None:
    done = rie("sign", pdf, "--p12", pdf.parent / "x.p12")
    assert done.returncode == 2
    assert "aucune décision ne l'accompagne" in done.stderr and "--quand-meme" in done.stderr
    (pdf.parent / "decision.json").write_text('{"sorties": {"a.pdf": {"octets": 9, "sha256": "0"}}}', encoding="utf-8")
    done = rie("sign", pdf, "--p12", pdf.parent / "x.p12")
    assert done.returncode == 2
    assert "n'est pas un document de la décision" in done.stderr


def test_the_secret_is_typed_at_a_terminal(pdf: Path) -> None:
    done = rie("sign", pdf, "--p12", pdf.parent / "x.p12", "--quand-meme")
    assert done.returncode == 2
    assert "se tape à un terminal" in done.stderr
    assert sorted(p.name for p in pdf.parent.iterdir()) == ["a.pdf", "x.p12"]


@pytest.mark.parametrize("words", [(), ("--pkcs11", "x.so"), ("--p12", "x.p12", "--pkcs11", "x.so")])
def test_one_key_and_one_only(words: tuple[str, ...], pdf: Path) -> None:
    assert rie("sign", pdf, *words, cwd=pdf.parent).returncode == 2


def test_no_option_takes_a_secret() -> None:
    shown = rie("sign", "--help").stdout
    assert not any(word in shown for word in ("--mot-de-passe", "--password", "--pin", "--code"))
