"""Findings and register → one dated plan of action, reserves to open included."""

from builder.plan.planning import plan

__all__ = ["plan"]
