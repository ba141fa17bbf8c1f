"""`make schemas`: write the editors' schemas anew, from the shape schemas."""

from __future__ import annotations

from builder.load import resources
from builder.load.editor import FOLDER, editor_schemas


def main() -> None:
    """Write schemas/editeur in the checkout."""
    for name, text in editor_schemas().items():
        (resources.root() / FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
