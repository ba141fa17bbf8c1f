"""Derived facts of what is signed: attestations, commitments, reserves."""

from __future__ import annotations

import calendar
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.model.source import JAMAIS_FAIT


def add_months(date: str, months: int) -> str:
    """An ISO date plus whole months; the day is cut to the month's last (31/01 + 1 → 28 or 29/02)."""
    year, month, day = map(int, date.split("-"))
    total = year * 12 + month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return f"{year:04d}-{month + 1:02d}-{min(day, last):02d}"


def signed(facts: Facts, attestation: Thing) -> Any:
    """Signed, and not later than the reference date."""
    date = facts.ask(attestation, "signee_le")
    return UNKNOWN if date is UNKNOWN else JAMAIS_FAIT < date <= facts.date


def fin_affichee(facts: Facts, attestation: Thing) -> Any:
    date, months = facts.ask(attestation, "signee_le"), facts.ask(attestation, "duree_mois")
    if date is UNKNOWN or months is UNKNOWN or date == JAMAIS_FAIT:
        return UNKNOWN
    return add_months(date, months)


def mois_entames(facts: Facts, attestation: Thing) -> Any:
    return _months_begun(facts, facts.ask(attestation, "signee_le"))


def engagement_mois_entames(facts: Facts, engagement: Thing) -> Any:
    return _months_begun(facts, facts.ask(engagement, "signe_le"))


def _months_begun(facts: Facts, date: Any) -> Any:
    return UNKNOWN if date is UNKNOWN or date == JAMAIS_FAIT else months_begun(date, facts.date)


def months_begun(start: str, today: str) -> int:
    """The smallest n such that `start` plus n months reaches `today` (ISO dates); 0 when it is not past."""
    years = int(today[:4]) - int(start[:4])
    months = max(0, years * 12 + int(today[5:7]) - int(start[5:7]))
    return months + (1 if add_months(start, months) < today else 0)


def latest_attestation(facts: Facts, _thing: Thing) -> Any:
    """The attestation signed last; None when none is; UNKNOWN when a signature is not dated."""
    group = facts.known_list("attestation")
    if group is UNKNOWN:
        return UNKNOWN
    states = [(facts.ask(a, "signee_le"), facts.fact(a, "existe"), a) for a in group]
    if any(state is UNKNOWN for _, state, _ in states):
        return UNKNOWN
    done = [(date, i, a) for i, (date, state, a) in enumerate(states) if state]
    return max(done)[2] if done else None


def premiere_attestation_le(facts: Facts, _schema: Thing) -> Any:
    group = facts.known_list("attestation")
    if group is UNKNOWN:
        return UNKNOWN
    dates = [facts.ask(a, "signee_le") for a in group if facts.fact(a, "existe") is not False]
    return UNKNOWN if UNKNOWN in dates else min(dates, default=UNKNOWN)


def issued_by_provider(facts: Facts, attestation: Thing) -> Any:
    """The issuer is the legal person that the scheme names as identity provider (EXI RIE-PS 17)."""
    schema = facts.one("schema")
    provider = UNKNOWN if schema is None else facts.ask(schema, "fournisseur_identite")
    issuer = facts.ask(attestation, "emetteur")
    return UNKNOWN if UNKNOWN in (provider, issuer) else provider == issuer


def signatory_entitled(facts: Facts, attestation: Thing) -> Any:
    """The legal representative signs, or a delegate whose delegation is on file."""
    person = _person(facts, facts.ask(attestation, "signataire"))
    quality = UNKNOWN if person is None else facts.ask(person, "qualite")
    if quality is UNKNOWN or quality == "responsable_legal":
        return UNKNOWN if quality is UNKNOWN else True
    if quality != "representant_legal":
        return False
    return UNKNOWN if facts.ask(attestation, "delegation") is UNKNOWN else True


def qualities(facts: Facts, session: Thing) -> Any:
    """Qualities of the members of a session, sorted; UNKNOWN when one member is not described."""
    count = facts.items(session, "membres")
    if count is UNKNOWN:
        return UNKNOWN
    found = set()
    for i in range(count):
        person = _person(facts, facts.ask(session, "membres", i, "personne"))
        quality = UNKNOWN if person is None else facts.ask(person, "qualite")
        if quality is UNKNOWN:
            return UNKNOWN
        found.add(quality)
    return sorted(found)


def _person(facts: Facts, ref: Any) -> Thing | None:
    return None if ref is UNKNOWN else facts.find("personne", ref)


def engagement_signe(facts: Facts, engagement: Thing) -> Any:
    date = facts.ask(engagement, "signe_le")
    return UNKNOWN if date is UNKNOWN else JAMAIS_FAIT < date <= facts.date


FACTS = {
    "attestation.existe": signed,
    "attestation.emise_par_le_fournisseur": issued_by_provider,
    "attestation.fin_affichee": fin_affichee,
    "attestation.mois_entames": mois_entames,
    "attestation.signataire_habilite": signatory_entitled,
    "seance.qualites": qualities,
    "schema.premiere_attestation_le": premiere_attestation_le,
    "engagement.existe": engagement_signe,
    "engagement.mois_entames": engagement_mois_entames,
}
