"""GitLab's code quality report: one list for all dossiers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from builder.cli.common import says_utf8
from builder.cli.formats.items import Item, items
from builder.cli.judging import Judgement


def as_codequality(judged: Sequence[Judgement], everything: bool) -> str:
    """Every item as an issue; the severities are GitLab's own words."""
    data = [_issue(item) for judgement in judged for item in items(judgement, everything)]
    return json.dumps(data, ensure_ascii=not says_utf8(), indent=2) + "\n"


def _issue(item: Item) -> dict[str, object]:
    told = " ".join(part for part in (item.message, f"({item.note})" if item.note else "", item.remedy) if part)
    return {
        "description": f"{item.id} : {told}",
        "check_name": item.rule,
        "fingerprint": item.fingerprint,
        "severity": item.grade,
        "location": {"path": item.path, "lines": {"begin": item.line}},
    }
