"""Facts and catalogue → risk graph → register."""

from builder.analyse.graph import network
from builder.analyse.register import analyse

__all__ = ["analyse", "network"]
