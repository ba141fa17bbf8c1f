"""A build takes its place whole, or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from builder.model.errors import BuilderError
from builder.publish.folder import MANIFEST, swapped


def build(target: Path, text: str) -> None:
    with swapped(target) as folder:
        (folder / "site").mkdir()
        (folder / "site" / "a.html").write_text(text, encoding="utf-8")


def test_a_second_build_replaces_the_first_and_leaves_nothing_beside(tmp_path: Path) -> None:
    build(tmp_path / "ch", "un")
    build(tmp_path / "ch", "deux")
    assert (tmp_path / "ch" / "site" / "a.html").read_text(encoding="utf-8") == "deux"
    assert [p.name for p in tmp_path.iterdir()] == ["ch"]


def test_a_build_that_fails_leaves_the_older_one_untouched(tmp_path: Path) -> None:
    build(tmp_path / "ch", "un")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(KeyboardInterrupt), swapped(tmp_path / "ch") as folder:
        (folder / "half").write_text("x", encoding="utf-8")
        raise KeyboardInterrupt
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_build_cut_between_the_two_renames_is_given_back(tmp_path: Path) -> None:
    build(tmp_path / "ch", "un")
    (tmp_path / "ch").rename(tmp_path / ".ch.precedent")
    with pytest.raises(RuntimeError), swapped(tmp_path / "ch"):
        raise RuntimeError
    assert (tmp_path / "ch" / "site" / "a.html").read_text(encoding="utf-8") == "un"


def test_a_folder_that_is_no_build_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mes-documents").mkdir()
    (tmp_path / "mes-documents" / "lettre.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BuilderError, match="n'est pas une construction"), swapped(tmp_path / "mes-documents"):
        pass
    assert (tmp_path / "mes-documents" / "lettre.txt").exists()


def test_the_manifest_tells_every_file(tmp_path: Path) -> None:
    build(tmp_path / "ch", "un")
    told = json.loads((tmp_path / "ch" / MANIFEST).read_text(encoding="utf-8"))["fichiers"]
    assert told == {"site/a.html": hashlib.sha256(b"un").hexdigest()}
