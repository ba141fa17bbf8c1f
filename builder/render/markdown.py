"""Templates → Markdown. Foreign text can never become structure: each ASCII sign of it is written as a reference."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jinja2
from jinja2.ext import Extension

from builder.load import resources
from builder.render.french import french

_SIGN = re.compile(r"[^A-Za-z0-9 \u0080-\U0010ffff]")
_SPACE = re.compile(r"\s*[\r\n\t\u2028\u2029]+\s*")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|`[^`]*`|\]\([^)]*\)|\{[.#][^}]*\})", re.DOTALL)


class Trusted(str):
    """Markdown of our own making, printed as it is."""

    __slots__ = ()


def escape(value: Any) -> str:
    """Any value → Markdown that reads as that very text, on one line, whatever signs it holds."""
    if isinstance(value, Trusted):
        return value
    text = french(_UNSEEN.sub("\ufffd", _SPACE.sub(" ", str(value)).strip()))
    return _SIGN.sub(lambda m: f"&#{ord(m[0])};", text)


class _French(Extension):
    """The words of a template get the same typography as the words of a dossier."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        parts = _CODE.split(source)
        return "".join(part if i % 2 else french(part) for i, part in enumerate(parts))


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: resources.text(f"templates/{name}")),
        undefined=jinja2.StrictUndefined,
        comment_start_string="<#--",  # `{#` opens an anchor in Markdown
        comment_end_string="--#>",
        finalize=escape,
        autoescape=False,  # noqa: S701  # `finalize` escapes for Markdown; HTML escaping would be the wrong one
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[_French],
    )


def fill(template: str, view: dict[str, Any]) -> str:
    """One template of templates/ with the view → Markdown. Raises jinja2 errors on a name it does not know."""
    return _environment().get_template(template).render(view)
