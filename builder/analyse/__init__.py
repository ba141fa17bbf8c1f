"""Facts and catalogue → risk graph → register."""

from builder.analyse.field import Field, field_of
from builder.analyse.graph import network
from builder.analyse.register import analyse

__all__ = ["Field", "analyse", "field_of", "network"]
