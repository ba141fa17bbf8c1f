"""Facts and catalogue → risk graph → register."""

from builder.analyse.graph import network
from builder.analyse.register import Field, analyse, ground

__all__ = ["Field", "analyse", "ground", "network"]
