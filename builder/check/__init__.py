"""check: facts × rules → one finding for every rule and subject, and from them the verdicts."""

from builder.check.assess import check

__all__ = ["check"]
