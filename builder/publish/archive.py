"""The archive to hand over: everything a build made, an index in French, and the hashes that prove nothing changed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from builder.model.outputs import Document, Rendered, Table
from builder.render.french import french

INDEX, SUMS = "LISEZMOI.md", "SHA256SUMS"
_REGULAR = 0o100644 << 16  # a plain file that everybody may read
_UNIX = 3


def make_archive(files: Mapping[str, bytes], rendered: Rendered, wanted: Iterable[Document | Table], epoch: int) -> bytes:  # fmt: skip
    """`files` (path → bytes) in one zip, under a folder named after the dossier; the same bytes each time."""
    name = rendered.inputs["dossier"]
    held = {**files, INDEX: _index(files, rendered, wanted).encode()}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(held.items()))
    held[SUMS] = sums.encode()
    day = datetime.fromtimestamp(epoch, UTC).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(held.items()):
            part = zipfile.ZipInfo(f"{name}/{path}", day)
            part.external_attr, part.create_system = _REGULAR, _UNIX
            archive.writestr(part, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _index(files: Mapping[str, bytes], rendered: Rendered, wanted: Iterable[Document | Table]) -> str:
    lines = [f"# {rendered.site_name}", "", rendered.footer, "", "## Documents", ""]
    for document in wanted:
        lines.append(f"- {document.title} ({document.meta['cercle']})")
        lines += [f"  - {name}" for name in document.files().values()]
    lines += ["", "## Aussi", ""]
    if "site/index.html" in files:
        lines.append("- site/index.html : le site de la commission, à ouvrir dans un navigateur, sans réseau")
    lines += [
        "- manifeste-entrees.json : les empreintes de tout ce sur quoi le verdict repose",
        f"- {SUMS} : les empreintes de tout ce qui est ici",
        "",
        "## Vérifier que rien n'a changé",
        "",
        f"Sous Linux ou macOS, dans ce dossier : `sha256sum -c {SUMS}`. Sous Windows : `certutil -hashfile FICHIER SHA256`,",
        f"puis comparer à la ligne de {SUMS}.",
    ]
    return french("\n".join(lines)) + "\n"
