"""What people install: a wheel that finds its own data, and locks that pin everything by hash and name no index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("rie.txt", "essais.txt")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, unpacked away from it."""
    folder = tmp_path_factory.mktemp("roue")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(installed), "SOURCE_DATE_EPOCH": "1795392000"}
    return subprocess.run([sys.executable, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_the_wheel_reads_its_own_data(installed: Path, tmp_path: Path) -> None:
    code = "from builder.load import resources; print(resources.root()); print(len(resources.names('schemas/regles/rie_v2_projet', '.yml')))"
    done = run(installed, "-c", code, cwd=tmp_path)
    root, count = done.stdout.split()
    assert Path(root) == installed / "builder" / "_data"
    assert int(count) > 70


def test_from_the_wheel_one_can_begin_check_and_build(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "-m", "builder.cli.main", "init", "neuf", "--titre", "CH", "--mie", "cle_fido2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "neuf" / ".schemas" / "mie.schema.json").is_file()
    assert run(installed, "-m", "builder.cli.main", "check", "neuf", cwd=tmp_path).returncode == 1
    shutil.copytree(ROOT / "dossiers" / "ch-exemple", tmp_path / "ch")
    assert run(installed, "-m", "builder.cli.main", "check", "ch", cwd=tmp_path).returncode == 0
    done = run(installed, "-m", "builder.cli.main", "build", "ch", "--out", "b", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b" / "ch" / "site" / "index.html").is_file()


def test_the_checkout_reads_its_own_data() -> None:
    from builder.load import resources

    assert resources.root() == ROOT


def test_the_wheel_names_the_command_and_carries_the_licences(installed: Path) -> None:
    (info,) = installed.glob("rie-*.dist-info")
    assert "rie = builder.cli.main:main" in (info / "entry_points.txt").read_text(encoding="utf-8")
    held = {p.name for p in info.rglob("*")}
    assert {"LICENSE", "Lato-OFL.txt"} <= held


def entries(lock: str) -> dict[str, str]:
    """Name → the whole entry of a lock."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    found = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    return {re.split(r"[=\[ ;]", e, maxsplit=1)[0].lower().replace("_", "-"): e for e in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_by_version_and_hash(lock: str) -> None:
    for name, entry in entries(lock).items():
        assert "==" in entry.split("\n")[0], name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


@pytest.mark.parametrize("lock", LOCKS)
def test_no_index_is_named(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find|--trusted", text)


def pinned(entry: str) -> tuple[str, set[str]]:
    """Version and hashes; the two locks may ask for a package under different markers."""
    return entry.split("\n", maxsplit=1)[0].split(";", maxsplit=1)[0].strip(" \\"), set(
        re.findall(r"sha256:[0-9a-f]{64}", entry)
    )


def test_the_locks_hold_what_is_asked_build_backend_included() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(asked: list[str]) -> set[str]:
        return {re.split(r"[<>=\[ ]", a, maxsplit=1)[0].lower().replace("_", "-") for a in asked}

    wanted = names(project["project"]["dependencies"]) | names(project["dependency-groups"]["build"])
    assert wanted <= set(entries("rie.txt"))
    assert names(project["build-system"]["requires"]) <= set(entries("rie.txt"))
    assert wanted | names(project["dependency-groups"]["test"]) <= set(entries("essais.txt"))
    for name, entry in entries("rie.txt").items():
        assert pinned(entry) == pinned(entries("essais.txt")[name]), f"{name} differs between the locks"
