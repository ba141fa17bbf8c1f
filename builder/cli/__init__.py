"""The commands. Click is taught French before any of them is declared: an argument takes its name when it is made."""

from builder.cli.french import speak_french

speak_french()
