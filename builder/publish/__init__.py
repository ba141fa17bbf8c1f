"""Markdown → PDF and site, in a folder swapped in whole. The only writer of outputs."""

from builder.publish.publishing import publish

__all__ = ["publish"]
