"""Which text is law at a date: a pack has a status and dates, and the publication of a draft is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.check.words import french_date
from builder.model.rules import Pack, Statut

_WORDS = {
    Statut.EN_VIGUEUR: "en vigueur",
    Statut.PROJET: "projet",
    Statut.REMPLACE: "remplacé",
    Statut.LECTURE: "",
}


def dated(packs: Sequence[Pack], date: str, publication: str | None = None) -> tuple[Pack, ...]:
    """The packs as they stand at a date (ISO): status, title and banner settled.

    publication: the day the draft was published, when known (it enters into force on that day); it replaces the
    day written in the pack. A draft once in force replaces the text that it names.
    """
    known = [replace(p, publie_le=publication) if publication and p.statut is Statut.PROJET else p for p in packs]
    risen = {p.id for p in known if p.statut is Statut.PROJET and p.publie_le is not None and p.publie_le <= date}
    replaced = {p.remplace for p in known if p.id in risen}
    return tuple(_settled(p, p.id in risen, p.id in replaced) for p in known)


def _settled(pack: Pack, risen: bool, replaced: bool) -> Pack:
    statut, banner = pack.statut, pack.banniere
    if risen and pack.publie_le is not None:
        statut, banner = Statut.EN_VIGUEUR, pack.banniere_publie.format(date=french_date(pack.publie_le))
    elif replaced:
        statut = Statut.REMPLACE
    word = _WORDS[statut]
    return replace(pack, statut=statut, banniere=banner, titre=f"{pack.titre} ({word})" if word else pack.titre)
