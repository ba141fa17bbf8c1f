"""JUnit: a suite for each dossier, a case for each item, and one for the verdict that fails when the command does."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from builder.cli.common import safe
from builder.cli.formats.items import Item, State, items
from builder.cli.judging import Judgement

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(judged: Sequence[Judgement], everything: bool) -> str:
    """A test report: failures are what counts towards the exit code, the rest is skipped or passes."""
    root = ET.Element("testsuites", name="rie check")
    for judgement in judged:
        _suite(root, judgement, everything)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, judgement: Judgement, everything: bool) -> None:
    name = _clean(judgement.root.resolve().name)
    suite = ET.SubElement(root, "testsuite", name=name)
    listed = items(judgement, everything)
    for item in listed:
        _case(suite, name, item)
    assessment = judgement.judged.assessment
    failed = sum(item.state is State.FAILS and item.finding is not None for item in listed)
    if assessment is not None:
        case = ET.SubElement(suite, "testcase", name=f"verdict {assessment.regime}", classname=name)
        if judgement.code:
            failed += 1
            ET.SubElement(case, "failure", message=_clean(assessment.verdict.summary), type="verdict")
    counts = {
        "tests": len(listed) + (assessment is not None),
        "failures": failed,
        "errors": sum(item.finding is None for item in listed),
        "skipped": sum(item.state in (State.TOLD, State.APART) for item in listed),
    }
    for key, count in counts.items():
        suite.set(key, str(count))


def _case(suite: ET.Element, name: str, item: Item) -> None:
    case = ET.SubElement(suite, "testcase", name=_clean(item.id), classname=f"{name}.{_clean(item.rule)}")
    if item.state is State.FAILS:
        told = ET.SubElement(case, "error" if item.finding is None else "failure", message=_clean(item.message))
        told.set("type", item.grade)
        place = f"{item.path}:{item.line}:{item.column}"
        told.text = _clean("\n".join(part for part in (place, item.message, item.note, item.remedy) if part))
    elif item.state is not State.PASSES:
        ET.SubElement(case, "skipped", message=_clean(item.note or item.message))


def _clean(text: str) -> str:
    """Text that XML can carry: control characters shown, what XML forbids replaced."""
    return "\n".join(_NOT_XML.sub("\ufffd", safe(line)) for line in text.split("\n"))
