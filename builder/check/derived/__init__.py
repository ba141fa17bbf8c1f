"""Derived facts: what the tool computes and never asks. One function each, keyed by its path.

Definitions for people are in schemas/derives.yml; a test holds that both lists agree.
"""

from __future__ import annotations

from builder.check.derived import (
    acts,
    architecture,
    coherence,
    contents,
    homologations,
    identifiers,
    mie,
    provider,
    routes,
    services,
    sessions,
)

FACTS = {
    **mie.FACTS,
    **routes.FACTS,
    **services.FACTS,
    **architecture.FACTS,
    **acts.FACTS,
    **coherence.FACTS,
    **identifiers.FACTS,
    **homologations.FACTS,
    **contents.FACTS,
    **provider.FACTS,
    **sessions.FACTS,
}
ITEM_FACTS = {**services.ITEM_FACTS}
