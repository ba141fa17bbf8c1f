"""What every office file needs: it is a zip of XML whose dates must be ours, and whose parts pandoc leaves to finish."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from builder.load import resources

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the zip format


def dated(made: bytes, epoch: int) -> bytes:
    """An office file of pandoc's, whose sandbox knows no date, with `epoch` in its properties and on its parts."""
    day = datetime.fromtimestamp(epoch, UTC)
    return rewritten(
        made,
        {
            "docProps/core.xml": lambda text: text.replace("1970-01-01T00:00:00Z", day.strftime("%Y-%m-%dT%H:%M:%SZ")),
            "docProps/custom.xml": lambda _: resources.text("templates/docx/custom.xml").strip(),
        },
        day,
    )


def rewritten(made: bytes, changes: Mapping[str, Callable[[str], str]], day: datetime | None = None) -> bytes:
    """The archive again, in the same order, with some parts changed; every part dated `day` (the format's first day
    when None)."""
    stamp = day.timetuple()[:6] if day else FIRST_DAY
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name in changes:
                data = changes[name](data.decode()).encode()
            new.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def parts(made: bytes) -> list[str]:
    """The names of what an office file holds, in its order."""
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        return held.namelist()
