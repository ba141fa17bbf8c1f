"""Signs of what is known of a control: drawn, since no font of ours holds them, and different without colour."""

from __future__ import annotations

from builder.render.figures.drawing import PAPER


def sign(state: str, x: float, y: float, ink: str) -> list[str]:
    """A sign of 12 × 12 at (x, y): a full box with a tick (prouve), an empty box with a tick (declare), a dial
    (prevue), a dotted circle with a question mark (inconnu), a cross (absent)."""
    tick = f"M{x + 2.5:.1f},{y + 6:.1f} L{x + 5:.1f},{y + 9:.1f} L{x + 9.5:.1f},{y + 3:.1f}"
    frame = f'<rect x="{x:.1f}" y="{y:.1f}" width="12" height="12" rx="2" fill="%s" stroke="{ink}" stroke-width="1.5"/>'
    ring = f'<circle cx="{x + 6:.1f}" cy="{y + 6:.1f}" r="5.5" fill="{PAPER}" stroke="{ink}" stroke-width="1.5"%s/>'
    if state == "prouve":
        return [frame % ink, _stroke(tick, PAPER)]
    if state == "declare":
        return [frame % PAPER, _stroke(tick, ink)]
    if state == "prevue":
        hands = f"M{x + 6:.1f},{y + 2.5:.1f} L{x + 6:.1f},{y + 6:.1f} L{x + 9:.1f},{y + 6:.1f}"
        return [ring % "", _stroke(hands, ink)]
    if state == "inconnu":
        mark = f"M{x + 4:.1f},{y + 4.6:.1f} a2,2 0 1 1 2.6,1.9 l-0.6,0.4 l0,0.9 M{x + 6:.1f},{y + 9.4:.1f} l0,0.2"
        return [ring % ' stroke-dasharray="2 1.5"', _stroke(mark, ink)]
    return [_stroke(f"M{x + 1.5:.1f},{y + 1.5:.1f} l9,9 m0,-9 l-9,9", ink, 2.2)]


def _stroke(path: str, ink: str, wide: float = 1.6) -> str:
    return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{wide:g}" stroke-linecap="round"/>'
