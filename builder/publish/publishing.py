"""`Rendered` → files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from builder.model.decision import COPY, Output
from builder.model.outputs import Document, Rendered, Table
from builder.publish.archive import make_archive
from builder.publish.csv_file import make_csv
from builder.publish.docx import make_docx
from builder.publish.folder import INPUTS, outputs, swapped
from builder.publish.pdf import as_json, make_pdf
from builder.publish.pptx import make_pptx
from builder.publish.site import make_site
from builder.publish.workbook import make_xlsx

SITE = "site"
_AT_ONCE = 2  # pandoc and Typst work outside the interpreter: two documents are made side by side


def publish(
    rendered: Rendered,
    target: Path,
    epoch: int,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
    seal: Callable[[Mapping[str, Output]], str] = lambda _: "",
    archive: bool = False,
) -> list[Path]:
    """Write the documents named by `only` (all, and the site, when empty) into `target`; the paths made.

    With `only`, the other outputs of an older build in `target` are kept beside the new ones.
    epoch: seconds, the date of the site's and of the office files. `tell` is told what is being made. `seal` is given the
    documents once they are all made, before they take their place, and gives the record of the decision that they come
    with, if any. archive: also one zip of what this build made, and of nothing else.
    Raises BuilderError, OSError.
    """
    every: tuple[Document | Table, ...] = (*rendered.documents, *rendered.tables)
    wanted = tuple(d for d in every if not only or d.id in only)
    with_site = not only or SITE in only
    made: list[Path] = []
    with swapped(target, keep=bool(only)) as folder:
        files = make_files(every if with_site else wanted, rendered.inputs, epoch, tell)  # the site offers every one
        for name in (name for document in wanted for name in document.files().values()):
            (folder / name).write_bytes(files[name])
            made.append(target / name)
        (folder / INPUTS).write_text(as_json(rendered.inputs), encoding="utf-8")
        if with_site:
            tell("Site de la commission")
            make_site(rendered, files, folder / SITE, epoch)
            made.append(target / SITE / "index.html")
        record = seal(outputs(folder))
        if record:
            (folder / COPY).write_text(record, encoding="utf-8")
        if archive:
            tell("Archive de transmission")
            held = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
            name = f"{rendered.inputs['dossier']}-transmission.zip"
            (folder / name).write_bytes(make_archive(held, rendered, wanted, epoch))
            made.append(target / name)
    return made


def make_files(
    wanted: Sequence[Document | Table],
    inputs: Mapping[str, Any],
    epoch: int,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, bytes]:
    """Name → bytes of each document and table, in each of its formats. Raises BuilderError."""

    def make(job: tuple[Document | Table, str]) -> bytes:
        return _made(*job, inputs, epoch)

    jobs = [(document, form) for document in wanted for form in document.formats]
    files: dict[str, bytes] = {}
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for (document, form), done in zip(jobs, pool.map(make, jobs), strict=True):
            tell(f"{document.title} ({form.upper()})")
            files[document.files()[form]] = done
    finally:
        pool.shutdown(cancel_futures=True)  # after a fault, what has not begun need not
    return files


def _made(document: Document | Table, form: str, inputs: Mapping[str, Any], epoch: int) -> bytes:
    if isinstance(document, Table):
        return make_csv(document) if form == "csv" else make_xlsx(document, epoch)
    if form == "pdf":
        return make_pdf(document, inputs)
    return make_docx(document, epoch) if form == "docx" else make_pptx(document, epoch)
