"""`Rendered` → files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from builder.model.decision import COPY, Output
from builder.model.outputs import Rendered
from builder.publish.folder import INPUTS, outputs, swapped
from builder.publish.pdf import as_json, make_pdf
from builder.publish.site import make_site

SITE = "site"


def publish(
    rendered: Rendered,
    target: Path,
    epoch: int,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
    seal: Callable[[Mapping[str, Output]], str] = lambda _: "",
) -> list[Path]:
    """Write the documents named by `only` (all, and the site, when empty) into `target`; the paths made.

    With `only`, the other outputs of an older build in `target` are kept beside the new ones.
    epoch: seconds, the date of the site's files. `tell` is told what is being made. `seal` is given the documents once
    they are all made, before they take their place, and gives the record of the decision that they come with, if any.
    Raises BuilderError, OSError.
    """
    wanted = [d for d in rendered.documents if not only or d.id in only]
    with_site = not only or SITE in only
    made: list[Path] = []
    with swapped(target, keep=bool(only)) as folder:
        pdfs: dict[str, bytes] = {}
        documents = rendered.documents if with_site else tuple(wanted)  # the site offers every document
        for document in documents:
            tell(f"{document.title} (PDF)")
            pdfs[document.file] = make_pdf(document, rendered.inputs)
        for document in wanted:
            (folder / document.file).write_bytes(pdfs[document.file])
            made.append(target / document.file)
        (folder / INPUTS).write_text(as_json(rendered.inputs), encoding="utf-8")
        if with_site:
            tell("Site de la commission")
            make_site(rendered, pdfs, folder / SITE, epoch)
            made.append(target / SITE / "index.html")
        record = seal(outputs(folder))
        if record:
            (folder / COPY).write_text(record, encoding="utf-8")
    return made
