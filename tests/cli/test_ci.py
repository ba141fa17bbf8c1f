"""The integration files: read by each forge's own schema, and every command in them is one that exists and runs."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib import resources as packaged
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from builder.cli.main import main
from builder.edit.ci import FORGES
from tests.cli.test_cli import ROOT, rie

CI = ROOT / "templates" / "ci"
SCHEMAS = {"gitlab": "gitlab-ci", "github": "github-workflows", "forgejo": "github-workflows"}


def commands(text: str) -> list[str]:
    """Every call of rie in a file, without its comments."""
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return re.findall(r"(?:^|[\s/])(rie (?:check|build|gaps|init)\b[^\n>|&]*)", bare)


def parsed(command: str) -> dict[str, Any]:
    """A call, as the program itself would understand it."""
    _, verb, *words = shlex.split(command)
    return main.commands[verb].make_context(verb, words, resilient_parsing=False).params


def test_every_forge_has_its_file_and_no_other() -> None:
    assert sorted(p.stem for p in CI.glob("*.yml")) == sorted(FORGES)


@pytest.mark.parametrize("forge", sorted(FORGES))
def test_the_file_fits_the_schema_of_its_forge(forge: str) -> None:
    data = yaml.safe_load((CI / f"{forge}.yml").read_text(encoding="utf-8"))
    data = {"on" if key is True else key: value for key, value in data.items()}  # YAML 1.1 reads `on` as a yes
    vendor = packaged.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{SCHEMAS[forge]}.json"
    schema = json.loads(vendor.read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(data)


@pytest.mark.parametrize("file", [*(f"templates/ci/{f}.yml" for f in sorted(FORGES)), ".pre-commit-hooks.yaml"])
def test_every_command_exists(file: str) -> None:
    found = commands((ROOT / file).read_text(encoding="utf-8"))
    assert found
    for command in found:
        parsed(command)


def test_a_command_that_does_not_exist_is_found() -> None:
    for wrong in ("rie check --formt json", "rie gaps --format pdf"):
        with pytest.raises(Exception, match=r"formt|pdf"):
            parsed(wrong)


@pytest.mark.parametrize("forge", sorted(FORGES))
def test_nothing_names_a_registry_or_a_host(forge: str) -> None:
    text = (CI / f"{forge}.yml").read_text(encoding="utf-8")
    assert not re.search(r"https?:|index-url|\.(com|org|io|fr|net)\b|@[\w.-]+/", text)


def test_the_gitlab_script_writes_its_reports_and_answers(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dossiers" / "ch-exemple", tmp_path / "dossiers" / "ch-exemple")
    shim = tmp_path / "bin" / "rie"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m builder.cli.main "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    data = yaml.safe_load((CI / "gitlab.yml").read_text(encoding="utf-8"))
    script = "set -e\n" + "\n".join(data["verifier"]["script"])
    env = {"PATH": f"{shim.parent}:/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1795392000"}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reports = data["verifier"]["artifacts"]["reports"]
    assert all((tmp_path / name).stat().st_size for name in reports.values())
    assert json.loads((tmp_path / reports["codequality"]).read_text(encoding="utf-8"))


def test_the_hooks_say_what_pre_commit_asks() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        assert {"id", "name", "entry", "language", "files", "pass_filenames"} <= set(hook)
        assert hook["language"] == "python" and hook["pass_filenames"] is False
        assert re.search(hook["files"], "dossiers/ch/mie/carte.yml")
    assert len({hook["id"] for hook in hooks}) == len(hooks)


@pytest.mark.parametrize("forge", sorted(FORGES))
def test_init_writes_it_at_the_root_of_the_repository(forge: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sous").mkdir()
    words = ("init", "../dossiers/a", "--titre", "A", "--mie", "cps", "--ci", forge)
    done = rie(*words, cwd=tmp_path / "sous")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / FORGES[forge]).read_bytes() == (CI / f"{forge}.yml").read_bytes()
    assert "PAQUET" in done.stdout
    again = rie("init", "../dossiers/b", "--titre", "B", "--mie", "cps", "--ci", forge, cwd=tmp_path / "sous")
    assert again.returncode == 2 and "existe déjà" in again.stderr
    assert not (tmp_path / "dossiers" / "b").exists()


def test_without_a_repository_it_goes_where_one_stands(tmp_path: Path) -> None:
    assert rie("init", "d", "--titre", "D", "--mie", "cps", "--ci", "gitlab", cwd=tmp_path).returncode == 0
    assert (tmp_path / ".gitlab-ci.yml").is_file()
