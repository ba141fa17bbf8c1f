"""What the printed documents say beside what the site says too: one key a document."""

from __future__ import annotations

from typing import Any

from builder.render.assurance import assurance
from builder.render.commission import minutes
from builder.render.constats import Context
from builder.render.disclosure import visible
from builder.render.homologation import exemption, homologation
from builder.render.issuance import issuance
from builder.render.scheme import scheme_chapter
from builder.render.slides import slides
from builder.render.technical import technical
from builder.render.told import Answers


def chapters(context: Context, held: list[dict[str, Any]], cases: list[dict[str, Any]]) -> dict[str, Any]:
    """held: the means as the site tells them; cases: the table of routes."""
    answers = Answers(context)
    inside, outside = (visible(context.assessment, circle) for circle in ("interne", "restreinte"))
    return {
        "dispense": exemption(context),
        "volet": scheme_chapter(answers),
        "remise": issuance(answers, held, cases),
        "garantie": assurance(context, inside),
        "technique": technical(answers, inside),
        "support": slides(answers, cases),
        "pv": minutes(answers),
        "v1": homologation(answers, outside),
    }
