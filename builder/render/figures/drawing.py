"""What every figure is made of: the palette, words at their place, the SVG around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from builder.render.figures.lettering import clean, wrap
from builder.render.french import french

FONT = "Lato, Carlito, Arial, sans-serif"
INK, SOFT, PAPER, DAY = "#1d2733", "#5b6875", "#ffffff", "#8f5a0a"
BLUE, GREEN, RED, LINE, BAND = "#2f5f96", "#1f7a4d", "#b3261e", "#b9c2cb", "#f1f4f7"
# Risk level → fill, ink. From light to dark, so that grey paper keeps the order; the letter is always written too.
RISK = {0: (PAPER, SOFT), 1: ("#dcefe4", INK), 2: ("#eab765", INK), 3: (RED, PAPER)}
MARGIN = 8
SIZE = 13  # of the words; never under 12
LEAD = 16  # from one line to the next


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, the sentences that say the same, and, where they do not suffice, a table to print beside it."""

    name: str
    svg: str
    alt: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def figure(
    name: str,
    size: tuple[float, float],
    alt: str,
    shapes: Sequence[str],
    table: Sequence[Sequence[str]] = (),
    linked: bool = False,
) -> Figure:
    """A figure of `size` (width, height). table: its heading, then its rows. linked: the drawing holds links."""
    told = french(clean(alt))
    cells = [tuple(french(clean(cell)) for cell in row) for row in table]
    # An image hides what it holds from a screen reader; a group shows its links.
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}" width="{size[0]:.0f}" '
        f'height="{size[1]:.0f}" role="{"group" if linked else "img"}" aria-label={quoteattr(told)}>'
    )
    svg = f'{head}<rect width="100%" height="100%" fill="{PAPER}"/>' + "".join(shapes) + "</svg>\n"
    return Figure(name, svg, told, cells[0] if cells else (), tuple(cells[1:]))


def fold(text: str, room: float, size: float = SIZE, bold: bool = False, most: int = 0) -> list[str]:
    """Anybody's words as lines of at most `room`; `most`: see `wrap`."""
    return wrap(french(clean(text)), room, size, bold, most)


def label(
    x: float, y: float, text: str, size: float = SIZE, bold: bool = False, ink: str = INK, anchor: str = "start"
) -> str:
    """Words whose baseline starts (or, by `anchor`, is centred, or ends) at (x, y)."""
    weight = ' font-weight="bold"' if bold else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size:g}"{weight}{side} fill="{ink}">'
        f"{escape(french(clean(text)))}</text>"
    )


def labels(
    x: float,
    y: float,
    lines: Sequence[str],
    size: float = SIZE,
    bold: bool = False,
    ink: str = INK,
    anchor: str = "start",
) -> list[str]:
    """Lines one under the other, the first one's baseline at y."""
    return [label(x, y + n * LEAD, line, size, bold, ink, anchor) for n, line in enumerate(lines)]


def box(x: float, y: float, w: float, h: float, fill: str = PAPER, edge: str = SOFT, more: str = "") -> str:
    """A rectangle; `more`: other attributes, ours."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}" stroke="{edge}"'
        f"{' ' + more if more else ''}/>"
    )


def line(x1: float, y1: float, x2: float, y2: float, ink: str = LINE, more: str = "") -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}"{" " + more if more else ""}/>'


def french_day(iso: str) -> str:
    """2026-11-24 → 24/11/2026."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
