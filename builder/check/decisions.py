"""Decisions about findings: reserves and arbitrations, keyed on a finding's identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.frozen import last_decided
from builder.check.logic import any_of
from builder.check.words import french_date
from builder.model.findings import Finding, Outcome, ReserveState
from builder.model.rules import Niveau, ReservePossible
from builder.model.source import Diagnostic

CLOSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)
ENDED = ("faite", "abandonnee")
ARBITRATION_KEYS = ("lecture_retenue", "par", "le", "fin", "motif", "reserve_admise")


class Cited:
    """What the reserves of a dossier cite, once the findings about everything else are known."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = {f.id: f for f in findings}
        self._by_requirement: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            key = (finding.rule.exigence, finding.subject.ref)
            self._by_requirement.setdefault(key, []).append(finding)

    def of(self, reserve: Thing) -> tuple[list[Finding], list[str]]:
        """The findings a reserve cites, and what it cites that is no finding."""
        found: dict[str, Finding] = {}
        unknown: list[str] = []
        for id_ in reserve.data.get("constats", ()):
            finding = self.findings.get(id_)
            if finding is None:
                unknown.append(id_)
            else:
                found[id_] = finding
        requirement, subject = reserve.data.get("exigence"), reserve.data.get("sujet")
        if requirement is not None or subject is not None:
            named = self._by_requirement.get((str(requirement), str(subject)), [])
            open_ = [f for f in named if f.outcome is Outcome.NON_SATISFAIT]
            found |= {f.id: f for f in open_ or named}
            unknown += [] if named else [f"{requirement or '?'} pour {subject or '?'}"]
        return list(found.values()), unknown


def reserve_facts(cited: Cited) -> dict[str, Any]:
    """Derived facts of a reserve: they read findings, hence a second pass of `check`."""

    def record(facts: Facts, reserve: Thing) -> tuple[list[Finding], list[str]]:
        keys = [k for k in ("constats", "exigence", "sujet") if k in reserve.data]
        for key in keys or ["constats"]:
            facts.ask(reserve, key)
        return cited.of(reserve)

    def exigences(facts: Facts, reserve: Thing) -> Any:
        found, _ = record(facts, reserve)
        return sorted({f.rule.exigence for f in found})

    def unknown(facts: Facts, reserve: Thing) -> Any:
        return record(facts, reserve)[1]

    def still_open(facts: Facts, reserve: Thing) -> Any:
        found, strange = record(facts, reserve)
        if not found and not strange:
            return UNKNOWN
        return any_of([bool(strange), *(f.outcome not in CLOSED for f in found)])

    return {
        "reserve.exigences": exigences,
        "reserve.constats_inconnus": unknown,
        "reserve.ecart_ouvert": still_open,
    }


def arbitrations(facts: Facts, about: Mapping[str, Sequence[Finding]]) -> dict[str, str]:
    """Finding id → date of the arbitration in force that admits a reserve about it.

    `about` gives the findings whose subject is the arbitration: one that is incomplete, or taken by somebody who
    does not commit the establishment, counts for nothing.
    """
    found = {}
    for thing in facts.all("arbitrage"):
        defects = [
            f for f in about.get(thing.id, ()) if f.rule.niveau is not Niveau.RECOMMANDATION and f.outcome not in CLOSED
        ]
        about_one = "constat" in thing.data and "conflit" not in thing.data  # of a conflict, it admits no reserve
        complete = about_one and not defects and all(thing.data.get(key) for key in ARBITRATION_KEYS)
        if complete and thing.data["le"] <= facts.today <= thing.data["fin"]:
            found[thing.data["constat"]] = thing.data["le"]
    return found


def orphans(facts: Facts, cited: Cited) -> tuple[Diagnostic, ...]:
    """Arbitrations, remarks and actions still to be done about a finding that does not exist."""
    wrong = []
    for thing in facts.all("arbitrage"):
        if thing.data.get("constat", "") not in cited.findings and "constat" in thing.data:
            wrong.append((thing.data["constat"], thing.path("constat")))
    for thing in facts.all("seance"):
        for i, remark in enumerate(thing.data.get("commentaires", ())):
            if remark.get("constat", "") not in cited.findings and "constat" in remark:
                wrong.append((remark["constat"], thing.path("commentaires", i, "constat")))
    for thing in facts.all("action"):
        if thing.data.get("statut") in ENDED:
            continue  # what it was about may be gone, thanks to it
        named = enumerate(thing.data.get("constats", ()))
        wrong += [(id_, thing.path("constats", i)) for i, id_ in named if id_ not in cited.findings]
    return tuple(
        Diagnostic(
            facts.dossier.place(path),
            "constat-inconnu",
            f"Aucun constat ne porte l'identité « {id_} ».",
            "Reprendre l'identité telle que `rie check` l'affiche (regle@sujet), ou retirer la ligne.",
        )
        for id_, path in wrong
    )


def reserve_states(
    facts: Facts, cited: Cited, about: Mapping[str, Sequence[Finding]], arbitrated: Mapping[str, str]
) -> tuple[ReserveState, ...]:
    """Each reserve as the verdict sees it. `about` gives the findings whose subject is the reserve."""
    return tuple(
        _state(facts, thing, cited, about.get(thing.id, ()), arbitrated)
        for thing in sorted(facts.all("reserve"), key=lambda t: t.id)
    )


def _state(
    facts: Facts, reserve: Thing, cited: Cited, own: Sequence[Finding], arbitrated: Mapping[str, str]
) -> ReserveState:
    covers, unknown = cited.of(reserve)
    defects = [f.message for f in own if f.rule.niveau is not Niveau.RECOMMANDATION and f.outcome not in CLOSED]
    excluded = [_excluded(f, arbitrated) for f in covers if f.outcome is Outcome.NON_SATISFAIT]
    reasons = [*defects, *filter(None, excluded)]
    if covers and not unknown and all(f.outcome in CLOSED for f in covers):
        state, reasons = "levee", ["Tous les constats cités sont satisfaits ou sans objet."]
    elif defects or not covers or not own:
        state = "incomplete" if "acceptation" in reserve.data else "proposee"
    elif reserve.data.get("echeance", facts.today) < facts.today:
        state = "echue"  # accepted for a time: past it, the gap is bare again
        reasons.append(f"son échéance ({french_date(str(reserve.data['echeance']))}) est passée et l'écart demeure.")
    else:
        state = "exclue" if any(excluded) else "acceptee" if reserve.id in _accepted(facts) else "complete"
    exigences = tuple(sorted({f.rule.exigence for f in covers}))
    return ReserveState(
        reserve.id, facts.place(reserve), state, tuple(reasons), tuple(f.id for f in covers), reserve.data, exigences
    )


def _accepted(facts: Facts) -> Sequence[str]:
    """The reserves listed by the last decision that a session took, when it attests with reserves."""
    last = last_decided(facts.dossier, facts.today) or {}
    return last.get("reserves_acceptees", ()) if last.get("decision") == "attestee_avec_reserves" else ()


def _excluded(finding: Finding, arbitrated: Mapping[str, str]) -> str:
    possible = finding.rule.reserve_possible
    if possible in (ReservePossible.NON, ReservePossible.SANS_OBJET):
        return f"{finding.id} : le texte ne permet pas de réserve sur ce point ({finding.rule.source.article})."
    if possible is ReservePossible.A_ARBITRER and finding.id not in arbitrated:
        return f"{finding.id} : la réserve demande un arbitrage de la commission (commission.yml, arbitrages)."
    return ""
