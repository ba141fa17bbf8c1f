"""What was appended to a document: signatures and nothing else, or something that its signature would cover up.

A signature covers all that stands before it in the file. Somebody may append other pages to the document that was
decided on, then sign the whole: the signature is sound, and the document is another one.
"""

from __future__ import annotations

import io
from typing import Any

_CATALOG, _FORM = frozenset({"/AcroForm", "/Extensions"}), frozenset({"/Fields", "/SigFlags"})


def only_signed(data: bytes, size: int) -> bool:
    """Whether `data` is its first `size` bytes, then signatures, each alone in its increment."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel, SuspiciousModification

    try:
        base = PdfFileReader(io.BytesIO(data[:size])).xrefs.total_revisions
        reader = PdfFileReader(io.BytesIO(data))
        if reader.xrefs.total_revisions - base != len(reader.embedded_signatures) or not reader.embedded_signatures:
            return False
        if not _first_signature(reader, base):
            return False
        judged = DEFAULT_DIFF_POLICY.review_file(reader, base)  # it knows of signatures once there is a form
    except (PdfError, SuspiciousModification, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return False
    return isinstance(judged, DiffResult) and judged.modification_level <= ModificationLevel.FORM_FILLING


def _first_signature(reader: Any, revision: int) -> bool:
    """The increment that brings the first signature: what it writes anew of the document is what a signature needs."""
    old, new = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
    known = set().union(*(reader.xrefs.explicit_refs_in_revision(r) for r in range(revision)))
    told_apart = {new.trailer_view.raw_get("/Info"), new.root.raw_get("/Metadata")}  # when and by what it was written
    fields = _fields(new)
    if old.root_ref != new.root_ref or fields is None:
        return False
    for ref in reader.xrefs.explicit_refs_in_revision(revision) & known:
        if any(ref == getattr(r, "reference", None) for r in told_apart):
            continue
        if ref == new.root_ref:
            fine = _same(old.root, new.root, _CATALOG)
        else:
            fine = _page(old.get_object(ref), new.get_object(ref), fields)
        if not fine:
            return False
    return True


def _fields(new: Any) -> frozenset[Any] | None:
    """The fields of the form, when they are invisible signatures and nothing more."""
    form = new.root["/AcroForm"]
    if set(form.keys()) - _FORM:
        return None
    fields = [form["/Fields"][i] for i in range(len(form["/Fields"]))]
    fine = all(f["/FT"] == "/Sig" and "/AP" not in f and "/Kids" not in f and not any(f["/Rect"]) for f in fields)
    return frozenset(map(_ref, _raw(form["/Fields"]))) if fine else None


def _page(old: Any, new: Any, fields: frozenset[Any]) -> bool:
    """A page that is the same, with fields of signatures among its annotations."""
    if (
        not hasattr(old, "keys")
        or "/Type" not in old
        or old["/Type"] != "/Page"
        or not _same(old, new, frozenset({"/Annots"}))
    ):
        return False
    before, after = list(map(_ref, _items(old))), list(map(_ref, _items(new)))
    return after[: len(before)] == before and set(after[len(before) :]) <= fields


def _items(page: Any) -> list[Any]:
    return _raw(page["/Annots"]) if "/Annots" in page else []


def _raw(array: Any) -> list[Any]:
    return [array.raw_get(i) for i in range(len(array))]


def _ref(item: Any) -> Any:
    return getattr(item, "reference", None)


def _same(old: Any, new: Any, but: frozenset[str]) -> bool:
    keys = (set(old.keys()) | set(new.keys())) - but
    return all(k in old and k in new and old.raw_get(k) == new.raw_get(k) for k in keys)
