"""What a figure really shows: its words and boxes, read back from the SVG, and what must be true of every figure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations

from builder.render.figures import Figure
from builder.render.figures.lettering import width

NS = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    'Fin" ; drop \\ \\N \\l \\"',
    "<b>gras</b> <script>alert(1)</script> ]]> &amp; &#0; <!-- x -->",
    "a\x00b\x07c\x1bd\ud800e\ufffef\u202egauche\u2066\ttab\nligne",
    "m" * 400,
    "多" * 60 + " 🙂" * 30,
    "{record|a} %s %(x)s $x ${y} {{ z }} {% if %}",
    "",
)


@dataclass(frozen=True)
class Area:
    """A rectangle of the drawing and what it holds."""

    left: float
    top: float
    right: float
    bottom: float
    what: str = ""

    def over(self, other: Area, slack: float = 0.6) -> bool:
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )

    def within(self, other: Area, slack: float = 0.6) -> bool:
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )


def words(figure: Figure) -> list[Area]:
    """Every piece of text, with the room it takes."""
    found = []
    for node in ET.fromstring(figure.svg).iter(NS + "text"):
        text, size = "".join(node.itertext()), float(node.attrib["font-size"])
        wide = width(text, size, node.get("font-weight") == "bold")
        x, y = float(node.attrib["x"]), float(node.attrib["y"])
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        found.append(Area(left, y - 0.72 * size, left + wide, y + 0.2 * size, text))
    return found


def boxes(figure: Figure) -> list[Area]:
    """Every rectangle with rounded corners of 4: the boxes that stand for something."""
    found = []
    for node in ET.fromstring(figure.svg).iter(NS + "rect"):
        if node.get("rx") == "4" and node.get("stroke") != "none":
            x, y, w, h = (float(node.attrib[k]) for k in ("x", "y", "width", "height"))
            found.append(Area(x, y, x + w, y + h))
    return found


def frame(figure: Figure) -> Area:
    left, top, wide, high = (float(v) for v in ET.fromstring(figure.svg).attrib["viewBox"].split(" "))
    return Area(left, top, left + wide, top + high)


def shown(figure: Figure) -> str:
    """All the words of the drawing, in one line."""
    return " ".join(a.what for a in words(figure))


def sound(figure: Figure) -> None:
    """Well-formed, alone in the world, everything inside the frame, no words over others, no box over another."""
    root = ET.fromstring(figure.svg)
    assert root.attrib["aria-label"] == figure.alt
    assert all(node.tag.removeprefix(NS) in TAGS for node in root.iter()), {n.tag for n in root.iter()}
    for node in root.iter():
        for key, value in node.attrib.items():
            assert key != "href" or node.tag == NS + "a"
            if key not in ("aria-label", "href"):
                assert not re.search(r"url\((?!#)|javascript:|//", value), value
    assert all(len(row) == len(figure.head) for row in figure.rows)
    every, around = words(figure), frame(figure)
    assert [a.what for a in every if not a.within(around)] == []
    assert [(a.what, b.what) for a, b in combinations(every, 2) if a.over(b)] == []
    assert [a for a in boxes(figure) if not a.within(around)] == []
    assert [(a, b) for a, b in combinations(boxes(figure), 2) if a.over(b)] == []
    assert not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", figure.svg + figure.alt)


TAGS = {"svg", "rect", "text", "line", "path", "polygon", "polyline", "circle", "a", "title", "defs", "pattern"}
