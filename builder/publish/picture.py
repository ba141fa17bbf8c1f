"""SVG → PNG by Typst: office formats take no SVG without a second program."""

from __future__ import annotations

import tempfile
from pathlib import Path

from builder.load import resources
from builder.model.errors import BuilderError

PPI = 192  # two dots for each unit of the SVG


def to_png(svg: str, name: str) -> bytes:
    """One drawing → PNG, with our fonts only. `name`: of the document, for the message. Raises BuilderError."""
    import typst

    with tempfile.TemporaryDirectory(prefix="rie-") as folder:
        root = Path(folder)
        (root / "figure.svg").write_text(svg, encoding="utf-8")
        (root / "main.typ").write_text(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("figure.svg")', encoding="utf-8"
        )
        try:
            made = typst.compile(
                root / "main.typ",
                root=root,
                font_paths=[resources.path("templates/fonts")],
                ignore_system_fonts=True,
                format="png",
                ppi=PPI,
            )
        except typst.TypstError as error:
            raise BuilderError(
                f"Typst a refusé une figure de « {name} » : {error}", "Le signaler avec le dossier qui le montre."
            ) from error
    assert isinstance(made, bytes)
    return made
