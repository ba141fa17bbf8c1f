"""Facts and catalogue → risk graph → register."""

from builder.analyse.register import analyse

__all__ = ["analyse"]
