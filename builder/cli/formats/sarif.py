"""SARIF 2.1.0 (OASIS): one run for all dossiers, the rules that spoke, one result for each item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from builder.cli.common import safe, says_utf8
from builder.cli.formats.items import Item, State, items
from builder.cli.judging import Judgement
from builder.model.findings import Cover, Outcome

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_KIND = {State.PASSES: "pass", State.APART: "notApplicable"}


def as_sarif(judged: Sequence[Judgement], everything: bool) -> str:
    """The log of one run. A reserve shows as an accepted suppression: the gap stays told."""
    listed = [item for judgement in judged for item in items(judgement, everything)]
    names = list(dict.fromkeys(item.rule for item in listed))
    first = {item.rule: item for item in reversed(listed)}
    run = {
        "tool": {"driver": {"name": "rie", "version": version("rie"), "rules": [_rule(first[name]) for name in names]}},
        "language": "fr",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": max(one.code for one in judged)}],
        "results": [_result(item, names.index(item.rule)) for item in listed],
        "properties": {"dossiers": [_dossier(one) for one in judged]},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=not says_utf8(), indent=2) + "\n"


def _rule(item: Item) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": item.rule, "shortDescription": {"text": safe(item.title)}}
    if item.finding is not None:
        told = item.finding.rule
        rule["fullDescription"] = {"text": told.pourquoi}
        rule["properties"] = {"exigence": told.exigence, "jeu": told.pack, "niveau": told.niveau.value}
    return rule


def _result(item: Item, index: int) -> dict[str, Any]:
    kind, level = _weight(item)
    told = "\n".join(part for part in (item.message, item.note, item.remedy) if part)
    result: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": {"text": _plain(told)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(item.path),
                    "region": {"startLine": item.line, "startColumn": item.column},
                }
            }
        ],
        "partialFingerprints": {"rie/v1": item.fingerprint},
        "properties": {"constat": item.id},
    }
    if item.note and item.finding is not None and item.state is State.TOLD and item.finding.cover is not Cover.ECART:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _plain(item.note)}]
    return result


def _weight(item: Item) -> tuple[str, str]:
    """SARIF's kind and level; only what fails or is told has a level."""
    if item.state in _KIND:
        return _KIND[item.state], "none"
    open_ = item.finding is not None and item.finding.outcome is Outcome.SANS_REPONSE
    if open_ and item.state is not State.FAILS:
        return "open", "none"
    return "fail", "error" if item.state is State.FAILS else "warning" if item.grade == "minor" else "note"


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _dossier(judgement: Judgement) -> dict[str, Any]:
    assessment = judgement.judged.assessment
    told: dict[str, Any] = {"nom": judgement.root.resolve().name, "code": judgement.code}
    if assessment is not None:
        told |= {"regime": assessment.regime, "statut": assessment.verdict.status.value}
        told["resume"] = assessment.verdict.summary
    return told


def _plain(text: str) -> str:
    """A message's text: brackets would be read as links, braces as holes."""
    shown = "\n".join(safe(line) for line in text.split("\n"))
    return shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")
