"""One view → documents and pages as Markdown, figures as SVG. Decides nothing."""

from builder.render.rendering import render

__all__ = ["render"]
