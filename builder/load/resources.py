"""The one finder of our own data: schemas, rules, catalogue, templates, fonts.

They lie at the root of a checkout, beside the package, or inside the installed package under `_data`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from builder.model.errors import BuilderError

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def root() -> Path:
    """The folder that holds schemas/, risk_catalog/, templates/ and docs/."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def path(name: str) -> Path:
    """The path of one of our files or folders; raises BuilderError when it is not there."""
    found = root() / name
    if not found.exists():
        raise BuilderError(f"Il manque {name} dans l'installation", "Réinstaller rie.", name)
    return found


def names(folder: str, suffix: str = "") -> list[str]:
    """Names in one of our folders that end with `suffix`, hidden ones left out, sorted."""
    return sorted(
        p.name for p in path(folder).iterdir() if p.name.endswith(suffix) and not p.name.startswith((".", "__"))
    )


def text(name: str) -> str:
    """One of our files as text."""
    return path(name).read_text(encoding="utf-8")


def binary(name: str) -> bytes:
    """One of our files as bytes."""
    return path(name).read_bytes()


@cache
def data(name: str) -> Any:
    """One of our YAML or JSON files. Plain scalars stay text but for integers: `oui`, dates, `1.2`."""
    if name.endswith(".json"):
        return json.loads(text(name))
    from builder.load.yaml_reader import plain

    return plain(text(name), name)
