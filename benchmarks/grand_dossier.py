"""A dossier n times as large as ch-exemple: its services, populations and pieces repeated under other names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

REPEATED = {"services.yml": "services", "populations.yml": "populations", "preuves.yml": "preuves"}


def enlarge(source: Path, target: Path, times: int) -> Path:
    """Copy `source` into `target` with the long lists `times` times as long; the verdict is not meant to hold."""
    shutil.copytree(source, target)
    for name, key in REPEATED.items():
        file = target / name
        text = file.read_text(encoding="utf-8")
        start = re.search(rf"^{key}:\n", text, re.MULTILINE)
        assert start is not None
        head, rest = text[: start.end()], text[start.end() :]
        stop = re.search(r"^[a-z_]+:", rest, re.MULTILINE)
        items, tail = (rest[: stop.start()], rest[stop.start() :]) if stop else (rest, "")
        copies = "".join(_renamed(items, n) for n in range(1, times))
        file.write_text(head + items + copies + tail, encoding="utf-8")
    return target


def _renamed(items: str, number: int) -> str:
    return re.sub(r"^(- \{?id: )([a-z0-9-]+)", rf"\g<1>\g<2>-x{number}", items, flags=re.MULTILINE)
