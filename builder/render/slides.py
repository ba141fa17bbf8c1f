"""What the commission sees on screen and nowhere else: services by criticality, means that go outside Pro Santé Connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.render.french import number
from builder.render.told import Answers


def slides(answers: Answers, cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts for the slides."""
    services = answers.context.assessment.things.get("service", ())
    field = answers.context.knowledge.kinds["service"].fields["criticite"]
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for service in services:
        groups.setdefault(str(service.get("criticite", "")), []).append(service)
    known = [*field.values, *(c for c in groups if c not in field.values)]
    return {
        "criticites": [
            {
                "criticite": answers.words("service", "criticite", c or None),
                "nombre": number(len(groups[c])),
                "psc": number(sum(s.get("psc_propose") is True for s in groups[c])),
                "exemples": ", ".join(str(s.get("titre", s["id"])) for s in groups[c][:3]),
            }
            for c in known
            if c in groups
        ],
        "a_attester": list(dict.fromkeys(c["moyen"] for c in cases if c["attestation"] != "non due")),
    }
