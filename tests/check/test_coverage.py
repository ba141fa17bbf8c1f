"""`make campagne`: every branch of the way to a verdict is walked by the tests, also without asserts (`python -O`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PATH = [f"builder/check/{name}.py" for name in ("verdict", "lines", "decisions", "logic", "proof", "conflicts")]
TESTS = [f"tests/check/test_{name}.py" for name in ("oracle", "verdict", "lines", "logic", "conflicts", "escapes")]
SAME = """
import sys
from random import Random
from builder.model.rules import Nature
from tests.check.test_oracle import draw, expected, heard
random = Random(1)
cases = [draw(random, nature.value) for nature in Nature for _ in range(250)]
sys.exit(any(heard(case) != expected(case) for case in cases))
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "RIE_DOSSIERS": "100", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_without_asserts_the_verdict_is_the_oracle_s() -> None:
    made = run("-O", "-c", SAME)
    assert made.returncode == 0, made.stderr


@pytest.mark.skipif("RIE_CAMPAGNE" not in os.environ, reason="make campagne")
@pytest.mark.parametrize("options", [[], ["-O"]], ids=["", "-O"])
def test_every_branch_is_walked(options: list[str], tmp_path: Path) -> None:
    data, report = f"--data-file={tmp_path / 'donnees'}", tmp_path / "rapport.json"
    plain = ["-p", "no:xdist", "-W", "ignore"]  # without asserts, pytest warns that it checks nothing
    walked = run(
        *options,
        "-m",
        "coverage",
        "run",
        "--branch",
        data,
        f"--include={','.join(PATH)}",
        "-m",
        "pytest",
        *plain,
        *TESTS,
    )
    assert walked.returncode == 0, walked.stdout
    run("-m", "coverage", "json", data, "-o", str(report))
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert sorted(files) == sorted(PATH)
    assert {name: (f["missing_lines"], f["missing_branches"]) for name, f in files.items()} == dict.fromkeys(
        PATH, ([], [])
    )
