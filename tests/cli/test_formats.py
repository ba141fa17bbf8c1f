"""The reports for machines: valid against the schemas that others publish, the same findings in the same order."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from builder.load import resources
from builder.model.findings import Cover, Outcome, Proof, Status
from builder.model.rules import Niveau
from tests.cli.test_cli import DOSSIER, ROOT, rie
from tests.publish.vera import java

SCHEMAS = ROOT / "tests" / "schemas"
DATE = ("--date", "2026-11-23")
DOSSIERS = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))
MACHINES = ("json", "sarif", "junit", "codequality", "github")
HOSTILE = "x%0A]]>&<b>::set-env name=a::b, c:d [lien](http://e) {0} ##[error]f \\n $(g) \U0001f600 «é»"


@cache
def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def valid_json(text: str) -> Any:
    data = json.loads(text)
    jsonschema.Draft202012Validator(
        resources.data("schemas/rapports/check-v1.schema.json"), format_checker=jsonschema.FormatChecker()
    ).validate(data)
    return data


def valid_sarif(text: str) -> Any:
    data = json.loads(text)
    jsonschema.Draft4Validator(_schema("sarif-2.1.0.json")).validate(data)
    return data


def valid_codequality(text: str) -> Any:
    data = json.loads(text)
    for issue in data:
        jsonschema.Draft7Validator(_schema("codequality.json")).validate(issue)
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in data}) == len(data)
    return data


def valid_junit(text: str) -> ET.Element:
    """Against the XSD, by the XML library of Java."""
    reader = java("java.io.StringReader")
    source = java("javax.xml.transform.stream.StreamSource")
    factory = java("javax.xml.validation.SchemaFactory").newInstance("http://www.w3.org/2001/XMLSchema")
    schema = factory.newSchema(source(reader((SCHEMAS / "junit-10.xsd").read_text(encoding="utf-8"))))
    schema.newValidator().validate(source(reader(text.split("?>", 1)[1].strip())))
    return ET.fromstring(text)


def valid_github(text: str) -> list[dict[str, str]]:
    """Each line read as GitHub's runner reads it: a command, its properties, its data."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match, line
        told = dict(part.split("=", 1) for part in match[2].split(","))
        assert set(told) <= {"file", "line", "col", "title"}
        plain = {k: _unescaped(v, {"%3A": ":", "%2C": ","}) for k, v in told.items()}
        found.append({**plain, "level": match[1], "text": _unescaped(match[3], {})})
    return found


def _unescaped(text: str, more: dict[str, str]) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, char)
    return text


READERS = {
    "json": valid_json,
    "sarif": valid_sarif,
    "junit": valid_junit,
    "codequality": valid_codequality,
    "github": valid_github,
}


def told(form: str, text: str) -> list[str]:
    """The identities of what a report tells, in its order."""
    data: Any = READERS[form](text)
    if form == "sarif":
        return [r["properties"]["constat"] for r in data["runs"][0]["results"]]
    if form == "junit":
        return [c.attrib["name"] for c in data.iter("testcase") if not c.attrib["name"].startswith("verdict ")]
    if form == "codequality":
        return [i["description"].split(" : ")[0] for i in data]
    return [a["title"] for a in data if "file" in a]


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_form_is_valid_and_tells_the_same(name: str) -> None:
    dossier = ROOT / "dossiers" / name
    done = {form: rie("check", dossier, *DATE, "--format", form) for form in MACHINES}
    assert {d.stderr for d in done.values()} == {""}
    assert {d.returncode for d in done.values()} == {rie("check", dossier, *DATE).returncode}
    (known,) = valid_json(done["json"].stdout)
    lists = [told(form, done[form].stdout) for form in MACHINES[1:]]
    assert lists[1:] == lists[:-1]
    order = {c["id"]: i for i, c in enumerate(known["constats"])}
    places = [order[id_] for id_ in lists[0] if id_ in order]
    assert places == sorted(places)
    assert set(known["compte_contre"]) <= set(lists[0])
    assert (known["code"] != 0) == (done["json"].returncode != 0)


def test_everything_passes_through_too() -> None:
    done = {form: rie("check", DOSSIER, *DATE, "--tout", "--format", form).stdout for form in MACHINES}
    (known,) = valid_json(done["json"])
    all_ = [c["id"] for c in known["constats"]]
    assert {form: told(form, done[form]) == all_ for form in MACHINES[1:]} == dict.fromkeys(MACHINES[1:], True)


def test_a_failure_shows_exactly_when_the_command_fails(tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    (tmp_path / "ch" / "reserves.yml").write_text("reserves: []\n", encoding="utf-8")
    for dossier, code in ((DOSSIER, 0), (tmp_path / "ch", 1)):
        done = {form: rie("check", dossier, *DATE, "--format", form) for form in MACHINES}
        assert {d.returncode for d in done.values()} == {code}
        suite = valid_junit(done["junit"].stdout)
        assert bool(suite.findall(".//failure")) == bool(code)
        levels = {r["level"] for r in valid_sarif(done["sarif"].stdout)["runs"][0]["results"]}
        assert ("error" in levels) == bool(code)
        assert any(a["level"] == "error" for a in valid_github(done["github"].stdout)) == bool(code)
        grades = {i["severity"] for i in valid_codequality(done["codequality"].stdout)}
        assert bool(grades & {"critical", "major"}) == bool(code)


def test_a_reserve_is_an_accepted_suppression_and_the_gap_stays_told() -> None:
    results = valid_sarif(rie("check", DOSSIER, *DATE, "--format", "sarif").stdout)["runs"][0]["results"]
    covered = next(r for r in results if r["properties"]["constat"] == "RIE-MIE-01@mie:mot-de-passe-intranet")
    assert covered["suppressions"][0]["status"] == "accepted"
    assert "R-01" in covered["suppressions"][0]["justification"]
    assert covered["level"] == "note"
    place = covered["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "dossiers/ch-exemple/mie/mot-de-passe-intranet.yml",
        "uriBaseId": "%SRCROOT%",
    }


@pytest.mark.parametrize("form", MACHINES)
def test_a_refused_dossier_is_told_in_every_form(form: str, tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    (tmp_path / "ch" / "schema.yml").write_text("id: s\nniveau_vise: moyen\nfournisseur: ch\n", encoding="utf-8")
    done = rie("check", "ch", tmp_path / "absent", *DATE, "--format", form, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr == ""
    READERS[form](done.stdout)
    for word in ("niveau", "fournisseur", "schema.yml", "absent"):
        assert word in done.stdout.replace("visé", "niveau"), (form, word)


@pytest.mark.parametrize("form", MACHINES)
def test_hostile_words_stay_words(form: str, tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    file = tmp_path / "ch" / "mie" / "mot-de-passe-intranet.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"(?m)^titre: .*$", lambda _: f"titre: {json.dumps(HOSTILE, ensure_ascii=False)}", text),
        encoding="utf-8",
    )
    done = rie("check", "ch", *DATE, "--format", form, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    data: Any = READERS[form](done.stdout)
    if form == "github":
        assert any(HOSTILE in a["text"] for a in data)
    elif form == "junit":
        assert any("réserve" in s.attrib["message"] for s in data.iter("skipped"))
    elif form == "codequality":
        assert any(HOSTILE in i["description"] for i in data)
    elif form == "sarif":
        said = [r["message"]["text"] for r in data["runs"][0]["results"]]
        found = [re.sub(r"\\([\\\[\]])", r"\1", t).replace("{{", "{").replace("}}", "}") for t in said]
        assert any(HOSTILE in t for t in found)
        assert not any(re.search(r"(?<!\\)\[lien", t) for t in said)


def test_a_hostile_folder_is_a_path_and_no_command(tmp_path: Path) -> None:
    name = "a%b::error, c&<d>"
    shutil.copytree(DOSSIER, tmp_path / name)
    for form in MACHINES:
        done = rie("check", name, *DATE, "--format", form, cwd=tmp_path)
        data: Any = READERS[form](done.stdout)
        if form == "github":
            assert all(a["file"].startswith(name + "/") for a in data if "file" in a)
        if form == "codequality":
            assert all(i["location"]["path"].startswith(name + "/") for i in data)
        if form == "sarif":
            uris = [
                r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in data["runs"][0]["results"]
            ]
            assert all(unquote(uri).startswith(name + "/") and " " not in uri for uri in uris)


def test_the_schema_names_every_word_of_the_model() -> None:
    schema = resources.data("schemas/rapports/check-v1.schema.json")
    finding, verdict = schema["$defs"]["constat"]["properties"], schema["$defs"]["verdict"]["properties"]
    for node, words in (
        (finding["issue"], Outcome),
        (finding["suite"], Cover),
        (finding["niveau"], Niveau),
        (verdict["statut"], Status),
    ):
        assert node["enum"] == [w.value for w in words]
    assert finding["preuve"]["enum"] == [*(p.value for p in Proof), None]


def test_the_schema_refuses_what_it_does_not_know() -> None:
    data = valid_json(rie("check", DOSSIER, *DATE, "--format", "json").stdout)
    for change in ({"version": 2}, {"favorable": "oui"}, {"nouveau": 1}):
        with pytest.raises(jsonschema.ValidationError):
            valid_json(json.dumps([{**data[0], **change}]))


def test_the_verdict_of_several_dossiers_in_one_report() -> None:
    both = (DOSSIER, ROOT / "dossiers" / "vitrine-vide")
    done = rie("check", *both, *DATE, "--format", "sarif")
    (run,) = valid_sarif(done.stdout)["runs"]
    assert [d["nom"] for d in run["properties"]["dossiers"]] == ["ch-exemple", "vitrine-vide"]
    assert run["invocations"][0]["exitCode"] == done.returncode == 1
    suites = valid_junit(rie("check", *both, *DATE, "--format", "junit").stdout)
    assert [s.attrib["name"] for s in suites] == ["ch-exemple", "vitrine-vide"]
    assert [s.attrib["tests"] for s in suites] == [str(len(s.findall("testcase"))) for s in suites]


def test_a_dossier_elsewhere_is_named_by_its_whole_path(tmp_path: Path) -> None:
    issues = valid_codequality(rie("check", DOSSIER, *DATE, "--format", "codequality", cwd=tmp_path).stdout)
    assert all(i["location"]["path"].startswith(f"{DOSSIER}/") for i in issues)
    (run,) = valid_sarif(rie("check", DOSSIER, *DATE, "--format", "sarif", cwd=tmp_path).stdout)["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
