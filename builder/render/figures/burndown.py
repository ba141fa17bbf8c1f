"""How many events stand at each level of risk, today and at each date of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.analyse.words import risk_words
from builder.model.plan import Milestone
from builder.model.risk import Level, Scales
from builder.render.figures.drawing import (
    LEAD,
    MARGIN,
    RISK,
    SOFT,
    Figure,
    box,
    figure,
    fold,
    french_day,
    label,
    labels,
    line,
)

BAR, GAP, HEIGHT = 104, 22, 240
_ORDER = (3, 2, 1, 0)  # from the bottom up


def burn_down(today: str, levels: Mapping[str, Level], milestones: Sequence[Milestone], scales: Scales) -> Figure:
    """One stack at the reference date, two at each milestone: with the commitments, and with the proposals too.

    today: ISO; levels: each event's level today. The number and the letter of every level are written in its part.
    """
    stacks = [(french_day(today), "date d'évaluation", levels)]
    for m in milestones:
        stacks.append((french_day(m.date), "engagements seuls", m.engaged))
        stacks.append((french_day(m.date), "avec les propositions", m.proposed))
    most = max(1, *(len(shown) for _, _, shown in stacks))
    unit = HEIGHT / most
    base = MARGIN + HEIGHT + 10
    shapes: list[str] = []
    for n, (day, what, shown) in enumerate(stacks):
        # A pair of one date stands together.
        x = MARGIN + n * (BAR + 8) + (n + 1) // 2 * GAP
        shapes += _stack(x, base, unit, shown)
        shapes.append(label(x + BAR / 2, base + 18, day, bold=True, anchor="middle"))
        shapes += labels(x + BAR / 2, base + 18 + LEAD, fold(what, BAR, 12), 12, ink=SOFT, anchor="middle")
    right = MARGIN + len(stacks) * (BAR + 8) + len(stacks) // 2 * GAP + MARGIN
    shapes.append(line(MARGIN, base, right - MARGIN, base, SOFT))
    words = ", ".join(f"R{g.level} {g.title.lower()}" for g in scales.risk)
    legend = fold(f"Nombre d'événements redoutés par niveau de risque : {words} ; – aucun chemin.", right - 16, 12)
    shapes += labels(MARGIN, base + 76, legend, 12)
    told = " ".join(f"{day}, {what} : {_counted(shown, scales)}." for day, what, shown in stacks)
    alt = f"Événements redoutés par niveau de risque. {told}"
    size = (right, base + 76 + LEAD * len(legend))
    return figure("decrue.svg", size, alt, shapes, _table(stacks, scales))


def _stack(x: float, base: float, unit: float, shown: Mapping[str, Level]) -> list[str]:
    shapes, y = [], base
    for risk in _ORDER:
        count = sum(lv.risk == risk for lv in shown.values())
        if not count:
            continue
        fill, ink = RISK[risk]
        high = count * unit
        y -= high
        shapes.append(box(x, y, BAR, high, fill, SOFT, 'stroke-dasharray="3 2"' if risk == 0 else ""))
        told = f"{f'R{risk}' if risk else '–'} : {count}"
        if high >= 14:
            shapes.append(label(x + BAR / 2, y + high / 2 + 4.5, told, min(13, high - 2), True, ink, "middle"))
    return shapes


def _counted(shown: Mapping[str, Level], scales: Scales) -> str:
    counts = [(risk, sum(lv.risk == risk for lv in shown.values())) for risk in _ORDER]
    return ", ".join(
        f"{count} en {risk_words(risk, scales)}" if risk else f"{count} sans chemin" for risk, count in counts if count
    )


def _table(stacks: Sequence[tuple[str, str, Mapping[str, Level]]], scales: Scales) -> list[tuple[str, ...]]:
    head = ("Date", "Hypothèse", *(f"R{g.level} {g.title.lower()}" for g in reversed(scales.risk)), "Aucun chemin")
    return [head, *((d, w, *(str(sum(lv.risk == r for lv in s.values())) for r in _ORDER)) for d, w, s in stacks)]
