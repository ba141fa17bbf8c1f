"""The archive to hand over: what the build made, all of it, and nothing else."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from builder.publish import publish
from tests.publish.sets import whole
from tests.render.made import plain

EPOCH = 1795392000
NAME = "ch-exemple-transmission.zip"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "ch-exemple"
    publish(whole("ch-exemple"), target, EPOCH, archive=True)
    return target


def test_it_holds_the_build_and_nothing_else_and_its_hashes_check(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / NAME) as archive:
        assert all(n.startswith("ch-exemple/") and ".." not in n for n in archive.namelist())
        archive.extractall(tmp_path)
    root = tmp_path / "ch-exemple"
    done = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    made = {str(p.relative_to(built)): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    held = {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    listed = {line.split("  ", 1)[1] for line in (root / "SHA256SUMS").read_text().splitlines()}
    assert held.keys() - {"SHA256SUMS"} == listed
    assert held.keys() - {"SHA256SUMS", "LISEZMOI.md"} == made.keys() - {NAME, "manifeste-sorties.json"}
    assert all(made[n] == data for n, data in held.items() if n in made)
    index = plain((root / "LISEZMOI.md").read_text(encoding="utf-8"))
    for document in (*whole("ch-exemple").documents, *whole("ch-exemple").tables):
        assert plain(document.title) in index and all(name in index for name in document.files().values())


def test_what_an_older_build_left_is_not_handed_over_and_the_bytes_are_the_same(tmp_path: Path) -> None:
    target = tmp_path / "ch-exemple"
    made = []
    for _ in range(2):
        publish(whole("ch-exemple"), target, EPOCH, ("attestation",), archive=True)
        made.append((target / NAME).read_bytes())
        (target / "notes-du-rssi.txt").write_text("à moi", encoding="utf-8")
    assert made[0] == made[1]
    assert (target / "notes-du-rssi.txt").exists()
    names = zipfile.ZipFile(io.BytesIO(made[1])).namelist()
    assert sorted(n.split("/", 1)[1] for n in names) == ["LISEZMOI.md", "SHA256SUMS", "attestation.docx", "attestation.pdf", "manifeste-entrees.json"]  # fmt: skip
