"""A build takes its place whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.model.errors import BuilderError
from builder.publish.folder import MANIFEST, swapped

ROOT = Path(__file__).parent.parent.parent


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


def test_two_builds_at_once_both_land_whole(tmp_path: Path) -> None:
    target = tmp_path / "ch"
    with swapped(target, keep=True) as one:
        with swapped(target, keep=True) as two:
            assert one != two and one.is_dir()
            (two / "matrice.pdf").write_bytes(b"2")
        (one / "attestation.pdf").write_bytes(b"1")
    assert sorted(p.name for p in target.iterdir()) == ["attestation.pdf", MANIFEST, "matrice.pdf"]
    assert [p.name for p in tmp_path.iterdir()] == ["ch"]
    mask = os.umask(0o022)
    os.umask(mask)
    assert target.stat().st_mode & 0o777 == 0o777 & ~mask


def test_many_builds_at_once_never_lose_a_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.publish.folder import swapped\n"
        "for i in range(20):\n"
        "    with swapped(Path(sys.argv[1])) as folder: (folder / 'a.pdf').write_bytes(b'x')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "ch")], cwd=ROOT) for _ in range(4)]
    assert [p.wait() for p in running] == [0] * 4
    assert (tmp_path / "ch" / "a.pdf").read_bytes() == b"x"
    assert [p.name for p in tmp_path.iterdir()] == ["ch"]


def test_the_leftover_of_a_killed_build_is_cleaned_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from builder.publish.folder import swapped\n"
        "with swapped(Path(sys.argv[1])) as folder: (folder / 'a').write_bytes(b'x'); os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "ch")], cwd=ROOT, check=False)
    assert [p.name for p in tmp_path.iterdir()] != []
    build(tmp_path / "ch", "un")
    assert [p.name for p in tmp_path.iterdir()] == ["ch"]


def test_a_file_that_vanished_is_never_told_as_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.publish import folder as module

    def thief(folder: Path) -> list[str]:
        return ["a.pdf", *real(folder)]

    real = module._manifest
    monkeypatch.setattr(module, "_manifest", thief)
    with pytest.raises(BuilderError, match=r"a\.pdf"):
        build(tmp_path / "ch", "un")


def test_what_only_one_document_was_asked_for_leaves_the_others(tmp_path: Path) -> None:
    build(tmp_path / "ch", "un")
    with swapped(tmp_path / "ch", keep=True) as folder:
        (folder / "attestation.pdf").write_bytes(b"neuve")
    told = json.loads((tmp_path / "ch" / MANIFEST).read_text(encoding="utf-8"))["fichiers"]
    assert sorted(told) == ["attestation.pdf", "site/a.html"]
    build(tmp_path / "ch", "deux")
    assert not (tmp_path / "ch" / "attestation.pdf").exists()


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [("kill -9 $$", 3, "signal 9"), ("exit 251", 3, "mémoire"), ("echo non >&2; exit 1", 4, "non")],
)
def test_a_child_killed_is_the_environment(
    script: str, code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.publish import pandoc

    tool = tmp_path / "pandoc"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(pandoc, "program", lambda: str(tool))
    with pytest.raises(BuilderError, match=said) as told:
        pandoc.to_typst("x", "Attestation")
    assert told.value.code == code


def test_a_site_maker_killed_is_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.publish import site

    tool = tmp_path / "python"
    tool.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(site.sys, "executable", str(tool))
    with pytest.raises(BuilderError, match="signal 9") as told:
        site._run(tmp_path, 0)
    assert told.value.code == 3


def test_a_lower_limit_of_memory_is_kept(tmp_path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "from builder.publish.pandoc import to_typst; print(to_typst('# Un titre', 'x'))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Un titre" in done.stdout, done.stderr


def test_a_child_that_cannot_be_prepared_is_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.publish import pandoc

    def broken() -> None:
        raise ValueError

    monkeypatch.setattr(pandoc, "_limit", lambda: broken)
    with pytest.raises(BuilderError) as told:
        pandoc.to_typst("x", "Attestation")
    assert told.value.code == 3
