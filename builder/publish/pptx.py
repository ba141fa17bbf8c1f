"""Slides → PPTX by pandoc, from the Markdown of the PDF: one heading of the first level, one slide."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape

from builder.load import resources
from builder.model.outputs import Document
from builder.publish.office import dated, parts, rewritten
from builder.publish.pandoc import convert, default_file
from builder.publish.pdf import as_json
from builder.publish.picture import to_png

_MASTER = "ppt/slideMasters/slideMaster1.xml"
_LAYOUTS = tuple(f"ppt/slideLayouts/slideLayout{i}.xml" for i in range(1, 12))
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_FILE_NAME = re.compile(r'\s+[\w-]+\.png"(?= id=)')
_SHAPE = re.compile(r"<p:sp>.*?</p:sp>", re.S)
# Where the footer goes on the page, and the number of the slide: the whole width, the date having none.
_FOOTER = '<a:off x="457200" y="4767263"/><a:ext cx="6858000" cy="273844"/>'
_NUMBER = '<a:off x="7543800" y="4767263"/><a:ext cx="1143000" cy="273844"/>'
# A slide of words beside a picture: pandoc's model sets it as a postcard. What is there → what we want.
_BESIDE = {
    '<a:off x="457201" y="204787"/><a:ext cx="3008313" cy="871538"/>': '<a:off x="457200" y="205979"/><a:ext cx="8229600" cy="857250"/>',
    '<a:off x="457201" y="1076326"/><a:ext cx="3008313" cy="3518297"/>': '<a:off x="457200" y="1200151"/><a:ext cx="3008313" cy="3394472"/>',
    '<a:off x="3575050" y="204788"/><a:ext cx="5111750" cy="4389835"/>': '<a:off x="3575050" y="1200151"/><a:ext cx="5111750" cy="3394472"/>',
    'sz="1500" b="1"': 'sz="2600" b="1"',
    'anchor="b"': 'anchor="ctr"',
    'sz="1050"': 'sz="1600"',
}
_SIZES = {"2400": "1800", "2100": "1600", "1800": "1500", "1500": "1400"}


def make_pptx(document: Document, epoch: int) -> bytes:
    """One document → PPTX bytes, the same each time. epoch: the date written in it. Raises BuilderError."""
    with tempfile.TemporaryDirectory(prefix="rie-") as folder:
        root = Path(folder)
        (root / "modele.pptx").write_bytes(_reference(document.meta))
        (root / "meta.json").write_text(as_json(document.meta), encoding="utf-8")
        for name, svg in document.figures.items():
            (root / name).with_suffix(".png").write_bytes(to_png(svg, document.title))
        options = ("--reference-doc", "modele.pptx", "--slide-level=1")
        made = convert(document.markdown, document.title, "pptx", root, options)
    slides = {name: partial(_marked, footer=_footer(document.meta)) for name in parts(made) if _SLIDE.fullmatch(name)}
    return dated(rewritten(made, slides), epoch)


def _footer(meta: Mapping[str, Any]) -> str:
    said = ("PROJET" if meta["projet"] else "", meta["decision"]["texte"], meta["pied"])
    return escape(" · ".join(filter(None, said)))


def _marked(slide: str, footer: str) -> str:
    """A slide with its footer and its number, which pandoc leaves to the layouts, where nobody sees them."""
    shapes = Template(resources.text("templates/pptx/pied.xml").strip()).substitute(pied=footer)
    slide = _FILE_NAME.sub('"', slide)  # pandoc writes the name of the file after what the picture shows
    return slide.replace("</p:spTree>", shapes + "</p:spTree>")


def _reference(meta: Mapping[str, Any]) -> bytes:
    """pandoc's own model of slides, in French, with our colours and our footer on each of its pages."""
    footer = _footer(meta)
    changes: dict[str, Callable[[str], str]] = dict.fromkeys(_LAYOUTS, partial(_page, footer=footer))
    changes["ppt/slideLayouts/slideLayout8.xml"] = lambda text: _page(_beside(text), footer)
    changes[_MASTER] = partial(_master, footer=footer)
    changes["ppt/presentation.xml"] = _french
    changes["ppt/theme/theme1.xml"] = _coloured
    return rewritten(default_file("reference.pptx"), changes)


def _french(text: str) -> str:
    return text.replace('lang="en-US"', 'lang="fr-FR"')


def _coloured(text: str) -> str:
    for name, colour in (("dk1", "1D2733"), ("dk2", "1C4F7C"), ("accent1", "1C4F7C")):
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', text, flags=re.S)
    return text


def _page(text: str, footer: str) -> str:
    """A layout without its date, its footer written."""

    def shape(found: re.Match[str]) -> str:
        if 'type="dt"' in found[0]:
            return ""
        if 'type="ftr"' not in found[0]:
            return found[0]
        run = f'<a:p><a:r><a:rPr lang="fr-FR"/><a:t>{footer}</a:t></a:r></a:p></p:txBody>'
        return re.sub(r"<a:p>.*</p:txBody>", lambda _: run, found[0], flags=re.S)

    return _french(_SHAPE.sub(shape, text))


def _beside(text: str) -> str:
    for old, new in _BESIDE.items():
        text = text.replace(old, new)
    return text


def _master(text: str, footer: str) -> str:
    def shape(found: re.Match[str]) -> str:
        part = found[0]
        if 'type="ftr"' in part:
            part = re.sub(r"<a:off [^>]*/><a:ext [^>]*/>", _FOOTER, part).replace('algn="ctr"', 'algn="l"')
        if 'type="sldNum"' in part:
            part = re.sub(r"<a:off [^>]*/><a:ext [^>]*/>", _NUMBER, part)
        return part

    text = _page(_SHAPE.sub(shape, text), footer)
    title = re.search(r"<p:titleStyle>.*?</p:titleStyle>", text, re.S)
    body = re.search(r"<p:bodyStyle>.*?</p:bodyStyle>", text, re.S)
    if title and body:
        styled = (
            title[0].replace('algn="ctr"', 'algn="l"').replace('sz="3300"', 'sz="2600" b="1"').replace("tx1", "tx2")
        )
        sized = re.sub(r'sz="(\d+)"', lambda m: f'sz="{_SIZES.get(m[1], m[1])}"', body[0])
        text = text.replace(title[0], styled).replace(body[0], sized)
    return text
