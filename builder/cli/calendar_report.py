"""`rie check --echeances`: what will change as time passes, as text, JSON or a calendar to import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import click

from builder.check.words import french_date
from builder.cli.common import safe
from builder.model.findings import Change

_GENRES = {"verdict": "verdict", "acte": "acte", "constat": "constat", "preuve": "preuve", "rappel": "rappel"}


def as_text(name: str, start: str, until: str, changes: Sequence[Change]) -> Iterator[str]:
    """One heading a day, then what changes that day; what gets worse is marked."""
    head = f"{name} · ce qui change du {french_date(start)} au {french_date(until)} si rien n'est fait"
    yield click.style(safe(head), bold=True)
    if not changes:
        yield "  rien : aucune date du dossier ne change un constat, une preuve ou un acte d'ici là"
    for day, same in groupby(changes, key=lambda c: c.date):
        yield click.style(f"{french_date(day)}", bold=True)
        for change in same:
            mark = click.style("✗", fg="red") if change.worse else click.style("✓", fg="green")
            place = f"  ({change.place})" if change.place else ""
            yield f"  {mark} {_GENRES[change.genre].ljust(8)} {safe(change.text)}{place}"


def as_data(name: str, changes: Sequence[Change]) -> dict[str, object]:
    """The same, as plain data."""
    return {
        "dossier": name,
        "changements": [
            {
                "date": c.date,
                "genre": c.genre,
                "texte": c.text,
                "lieu": str(c.place) if c.place else None,
                "defavorable": c.worse,
            }
            for c in changes
        ],
    }


def as_ics(name: str, start: str, changes: Sequence[Change]) -> str:
    """An iCalendar of whole days (RFC 5545); the same changes give the same bytes."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//rie//echeances//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"rie : {name}")
    for day, same in groupby(changes, key=lambda c: c.date):
        lines = [c.text for c in same]
        event = Event()
        digest = hashlib.sha256("\n".join([name, day, *lines]).encode()).hexdigest()
        event.add("uid", f"{digest[:32]}@rie")
        event.add("dtstamp", datetime.fromisoformat(start).replace(tzinfo=UTC))
        event.add("dtstart", date.fromisoformat(day))
        event.add("dtend", date.fromisoformat(day) + timedelta(days=1))
        event.add("summary", lines[0] if len(lines) == 1 else f"{name} : {len(lines)} changements")
        event.add("description", "\n".join(lines))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical().decode())
