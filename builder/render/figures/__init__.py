"""Figures as SVG, each with the words that say the same thing to who cannot see it.

Every function is pure: same arguments, same bytes. Words are anybody's and only ever become text.
"""

from builder.render.figures.architecture import architecture
from builder.render.figures.attack import attack
from builder.render.figures.burndown import burn_down
from builder.render.figures.calendar import calendar
from builder.render.figures.drawing import Figure
from builder.render.figures.gantt import gantt
from builder.render.figures.heat import HeatMap, heat_map, heat_maps
from builder.render.figures.issuance import issuance
from builder.render.figures.requirements import LOOKS, requirements_bar

__all__ = [
    "LOOKS",
    "Figure",
    "HeatMap",
    "architecture",
    "attack",
    "burn_down",
    "calendar",
    "gantt",
    "heat_map",
    "heat_maps",
    "issuance",
    "requirements_bar",
]
