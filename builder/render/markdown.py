"""Templates → Markdown. Foreign text can never become structure: each ASCII sign of it is written as a reference."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jinja2

from builder.load import resources
from builder.render.french import french

# A hyphen or a dot between two letters or digits opens nothing in Markdown and stays readable: `RIE-ATT-10`, `X.509`.
_SIGN = re.compile(r"(?<![A-Za-z0-9])[-.]|[-.](?![A-Za-z0-9])|[^A-Za-z0-9 .\-\u0080-\U0010ffff]")
_SPACE = re.compile(r"\s*[\r\n\t\u2028\u2029]+\s*")
_FENCES = "\ufdd0", "\ufdd1"  # never exchanged characters: they enclose what typography leaves alone
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1\ufeff\ufffe\uffff]"
)
_APART = re.compile(r"(\ufdd0[^\ufdd1]*\ufdd1|`[^`\n]*`|\]\([^)\n]*\)|\{[.#:][^}\n]*\})")


class Trusted(str):
    """Markdown of our own making, printed as it is."""

    __slots__ = ()


class Verbatim(str):
    """Foreign text that is no French sentence (a formula, a file and its line): escaped, its typography untouched."""

    __slots__ = ()


def escape(value: Any) -> str:
    """Any value → Markdown that reads as that very text, on one line, whatever signs it holds."""
    if isinstance(value, Trusted):
        return value
    text = seen(str(value))
    if isinstance(value, Verbatim):
        return _FENCES[0] + _references(text) + _FENCES[1]
    return _references(french(text))


def seen(text: str) -> str:
    """The text on one line, with a mark for each character that cannot be seen or that a file format forbids."""
    return _UNSEEN.sub("\ufffd", _SPACE.sub(" ", text).strip())


def _references(text: str) -> str:
    return _SIGN.sub(lambda m: f"&#{ord(m[0])};", text)


def code_block(text: str, depth: int = 1) -> Trusted:
    """Lines → a block of code by indentation: no sign can close it. depth: 1, or 2 inside an admonition."""
    lines = [_UNSEEN.sub("\ufffd", line) for line in text.splitlines()]
    block = "\n".join(" " * 4 * depth + line if line.strip() else "" for line in lines)
    return Trusted(_FENCES[0] + block + _FENCES[1])


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
    )


def fill(template: str, view: dict[str, Any]) -> str:
    """One template of templates/ with the view → Markdown, in French typography even where a value meets the words
    around it. Raises jinja2 errors on a name it does not know."""
    parts = _APART.split(_environment().get_template(template).render(view))
    return "".join(
        part.strip("".join(_FENCES)) if i % 2 else _spaced(part, last=i + 1 == len(parts))
        for i, part in enumerate(parts)
    )


def _spaced(part: str, last: bool) -> str:
    """Typography of words; when not the last, something that is left alone follows them at once."""
    return french(part) if last else french(part + _FENCES[0]).removesuffix(_FENCES[0])
