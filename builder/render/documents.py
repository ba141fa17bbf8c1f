"""The printed documents: each template of templates/documents.yml filled, and the complete file that holds them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.load import resources
from builder.model.findings import Assessment
from builder.model.outputs import FORMATS, Document
from builder.render.disclosure import facts_for
from builder.render.figures import Figure
from builder.render.french import french
from builder.render.glossary import initials
from builder.render.markdown import fill, seen

CIRCLE = {"publique": "diffusion publique", "restreinte": "diffusion restreinte", "interne": "diffusion interne"}
_HEADING = re.compile(r"^(#+)(?= )", re.MULTILINE)
_TARGET = re.compile(r" \{#([a-z0-9-]+)\}$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]*)\]\(#([a-z0-9-]+)\)")
_PAGE = "::: {.saut}\n:::\n\n"
_INITIALS = "documents/sigles.md.j2"


def specifications(due: bool) -> list[dict[str, Any]]:
    """The list of documents; due false: no attestation is asked for, its note of exemption takes its place."""
    listed = resources.data("templates/documents.yml")
    return [spec if due or "dispense" not in spec else {**spec, **spec["dispense"]} for spec in listed]


def documents(
    specs: Sequence[Mapping[str, Any]], view: Mapping[str, Any], assessment: Assessment, figures: Iterable[Figure]
) -> tuple[Document, ...]:
    """Every document of the list, in its order."""
    drawn = tuple(figures)
    printed = [spec for spec in specs if "gabarit" in spec]
    return tuple(_document(spec, printed, view, assessment, drawn) for spec in printed)


def _document(
    spec: Mapping[str, Any],
    specs: Sequence[Mapping[str, Any]],
    view: Mapping[str, Any],
    assessment: Assessment,
    figures: tuple[Figure, ...],
) -> Document:
    text = _assembled(spec, specs, view) if "assemble" in spec else _alone(_parts(spec, view, chapter=False))
    markdown = linked(_with_initials(text, view))
    used = {f.name: f.svg for f in figures if f"({f.name})" in markdown}
    return Document(
        spec["id"],
        spec["titre"],
        spec["fichier"],
        markdown,
        layout(spec, view),
        facts_for(assessment, spec),
        used,
        tuple(spec.get("formats", FORMATS)),
    )


def layout(spec: Mapping[str, Any], view: Mapping[str, Any]) -> dict[str, Any]:
    """What the layout prints around the text, in every format: title block, header, footer, properties of the file."""
    text, circle = view["texte"], CIRCLE[spec["cercle"]]
    words = {
        "titre": spec["titre"],
        "etablissement": view["etablissement"],
        "surtitre": f"Document {spec['numero']} · Référentiel d'identification électronique · {text['titre']}",
        "sous_titre": f"{view['schema']['titre']} · au {view['date']}",
        "entete": f"{spec['titre']} — {view['etablissement']}",
        "pied": f"{text['titre']}, {text['version']}, évalué au {view['date']} · {circle} · rie {view['version']}",
        "resume": f"{spec['titre']}, {text['titre']}, au {view['date']}",
        "cercle": circle,
    }
    return {name: french(seen(said)) for name, said in words.items()} | {
        "numero": spec["numero"],
        "date_iso": view["date_iso"],
        "projet": view["projet"] if "sans_decision" not in spec else not view["verdict"]["favorable"],
        "decision": view["decision_dite"],
        "sommaire": int(spec.get("sommaire", 0)),
        "diapositives": "pptx" in spec.get("formats", FORMATS),
        "mots_cles": ["RIE", "PGSSI-S", "attestation", "identification électronique"],
    }


def _parts(spec: Mapping[str, Any], view: Mapping[str, Any], chapter: bool) -> tuple[str, str]:
    """A document's body, and its annex of raw facts ("" when it has none).

    chapter: inside the complete file, which says once what every document says of itself.
    """
    told = {**view, "chapitre": chapter}
    return fill(spec["gabarit"], told), fill(spec["annexe"], told) if "annexe" in spec else ""


def _alone(parts: tuple[str, str]) -> str:
    body, annex = parts
    return f"{body}\n{_PAGE}{annex}" if annex else body


def _assembled(spec: Mapping[str, Any], specs: Sequence[Mapping[str, Any]], view: Mapping[str, Any]) -> str:
    """All the documents one after the other, a chapter each; every annex of raw facts after the last chapter."""
    chapters, annexes = [_parts(spec, view, chapter=False)[0]], []
    for other in (s for s in specs if "assemble" not in s):
        body, annex = _parts(other, view, chapter=True)
        if "en_annexe" in other:
            body, annex = "", f"{body}\n{annex}"
        chapters += [_chapter(other, other["titre"], body)] if body else []
        annexes += [_chapter(other, f"Annexe : {other['titre']}", annex)] if annex else []
    return "\n".join((*chapters, *annexes))


def _chapter(spec: Mapping[str, Any], title: str, text: str) -> str:
    """A document under a heading of its own, its headings one step lower."""
    lower = _HEADING.sub(r"#\1", text)
    return f"{_PAGE}# {spec['numero']} · {french(title)}\n\n{lower}\n"


def linked(markdown: str) -> str:
    """One target for a name, the first; a link whose target is in another document becomes plain words."""
    named: set[str] = set()

    def once(found: re.Match[str]) -> str:
        name = found[1]
        if name in named:
            return ""
        named.add(name)
        return found[0]

    text = _TARGET.sub(once, markdown)
    return _LINK.sub(lambda m: m[0] if m[2] in named else m[1], text)


def _with_initials(text: str, view: Mapping[str, Any]) -> str:
    """A text with the list of the initials that it uses, those of the list's own definitions included."""
    listed: list[dict[str, Any]] = []
    while True:
        markdown = text + fill(_INITIALS, dict(view) | {"sigles": listed})
        found = initials(markdown, view["termes"])
        if len(found) == len(listed):
            return markdown
        listed = found
