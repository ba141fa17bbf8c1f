"""The words of the trade: the glossary's page, the list of initials of a document, the tooltips of a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from builder.load import resources
from builder.render.constats import anchor
from builder.render.french import WIDE
from builder.render.markdown import escape

_HIDDEN = "usage"  # a source that says nothing to a reader
_WORD = re.compile(r"\w+(?:[.-]\w+)*\+?")


def terms() -> list[dict[str, Any]]:
    """Every term in alphabetical order, in French only."""
    found = resources.data("schemas/glossaire.yml")["termes"]
    return [
        {
            "mot": entry["libelle"],
            "ancre": anchor(word.replace("_", "-")),
            "sigle": entry.get("sigle", ""),
            "definition": entry["definition"],
            "source": "" if entry["source"] == _HIDDEN else entry["source"],
        }
        for word, entry in sorted(found.items(), key=lambda item: str(item[1]["libelle"]).casefold())
    ]


def initials(markdown: str, known: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The terms whose initials a text uses, sorted."""
    text, words = _words(markdown, [t["sigle"] for t in known if " " in t["sigle"]])
    used = [dict(t) for t in known if t["sigle"] in words or (" " in t["sigle"] and _spaced(t["sigle"], text))]
    return sorted(used, key=lambda t: str(t["sigle"]).casefold())


def tooltips(markdown: str, known: Iterable[Mapping[str, Any]], named: Mapping[str, str]) -> str:
    """The lines that give a page its tooltips, for the words it uses only.

    named: identifier → title, for rules and reserves: the same mark keeps an identifier on one line.
    """
    text, words = _words(markdown, [])
    told = {
        form: term["definition"]
        for term in initials(markdown, known)
        if term["sigle"][-1].isalnum()
        for form in _spaced(term["sigle"], text)
    }
    told |= {word: named[word] for word in words if word in named}
    lines = [f"*[{word}]: {escape(title)}" for word, title in sorted(told.items())]
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _words(markdown: str, several: list[str]) -> tuple[str, frozenset[str]]:
    """A page's text, and its words: `RIE-ATT-10` is one; words of `several` are taken out first."""
    text = html.unescape(markdown)
    rest = text
    for group in several:
        for form in _spaced(group, text):
            rest = rest.replace(form, " ")
    return text, frozenset(_WORD.findall(rest))


def _spaced(word: str, text: str) -> list[str]:
    """The forms of a word that a text holds: with a space, or with the unbreakable one."""
    return [form for form in dict.fromkeys((word, word.replace(" ", WIDE))) if form in text]
