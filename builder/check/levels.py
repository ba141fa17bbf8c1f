"""The level of assurance that each means establishes: its weakest link, over all findings of a pack that grades.

Source: implementing regulation (EU) 2015/1502, art. 1(3) and (4): every element of a level is required, and an element
of a higher level presumes the lower one; a rule therefore lists the levels that ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.logic import all_of
from builder.check.proof import in_doubt
from builder.model.findings import Finding, MeansLevel, Outcome
from builder.model.rules import Nature, Niveau, Pack

CLOSED = (Outcome.SATISFAIT, Outcome.SANS_OBJET)
_OF_A_MEANS = ("delivrance", "un_facteur")  # subjects named `<means>/<own id>`
_EVERYTHING = ("", "")
_Groups = dict[tuple[str, str], list[tuple[int, Finding]]]


def levels(
    facts: Facts, packs: Sequence[Pack], findings: Sequence[Finding], require_proof: bool = False
) -> tuple[MeansLevel, ...]:
    """One entry a means, in the order of the dossier; none when no complete pack grades. Evidence that is worth nothing
    any more (or none, when `require_proof`) leaves the point unanswered, as in every other verdict."""
    graded = {p.id for p in packs if p.nature is Nature.NIVEAU and p.complet}
    own = _by_subject([f for f in findings if f.rule.pack in graded])
    return tuple(_level(facts, mie, own, require_proof) for mie in facts.all("mie")) if own else ()


def _by_subject(findings: Sequence[Finding]) -> _Groups:
    """Findings with their rank, by what they are about: a means with its issuance, an IdP, everything else together."""
    groups: _Groups = {}
    for ranked in enumerate(findings):
        groups.setdefault(_about(ranked[1]), []).append(ranked)
    return groups


def _about(finding: Finding) -> tuple[str, str]:
    kind, id_ = finding.subject.kind, finding.subject.id
    if kind in ("mie", *_OF_A_MEANS):
        return "mie", id_.split("/")[0]
    return (kind, id_) if kind == "idp" else _EVERYTHING


def is_open(finding: Finding, require_proof: bool) -> bool:
    """Whether a point stops a level: failed, unanswered, or shown by evidence that is worth nothing any more."""
    return finding.outcome not in CLOSED or in_doubt(finding, require_proof)


def order(facts: Facts) -> list[str]:
    """The levels, lowest first, as the fact model lists them."""
    return list(facts.knowledge.kinds["schema"].fields["niveau_vise"].values)


def _level(facts: Facts, mie: Thing, findings: _Groups, require_proof: bool) -> MeansLevel:
    own = _concerned(facts, mie, findings)
    due = facts.fact(mie, "attestation_due")
    reached, above, weakest = "", "", []
    for level in order(facts):
        asked = [f for f in own if level in f.rule.niveaux]
        weakest = [f for f in asked if is_open(f, require_proof)]
        if weakest or not asked:
            above = level
            break
        reached = level
    settled = any(f.outcome is Outcome.NON_SATISFAIT for f in weakest)
    place = facts.place(mie)
    return MeansLevel(
        mie.id, mie.title, place, None if due is UNKNOWN else bool(due), reached, above, tuple(weakest), settled
    )


def concerned(facts: Facts, mie: Thing, findings: Sequence[Finding]) -> list[Finding]:
    """The findings about the means, its issuance, an IdP it goes through, or the whole establishment, in their order."""
    return _concerned(facts, mie, _by_subject(findings))


def _concerned(facts: Facts, mie: Thing, findings: _Groups) -> list[Finding]:
    through = facts.view(mie, "idp")
    idps = [key for key in findings if key[0] == "idp"] if through is UNKNOWN else [("idp", idp.id) for idp in through]
    keys = dict.fromkeys([_EVERYTHING, ("mie", mie.id), ("idp", "?"), *idps])
    ranked = (pair for key in keys for pair in findings.get(key, ()))
    return [finding for _, finding in sorted(ranked, key=itemgetter(0))]


def facts_from_findings(found: Sequence[MeansLevel], findings: Sequence[Finding], packs: Sequence[Pack]) -> Any:
    """Derived facts that read findings, hence a second pass of `check`: path → function."""
    by_means = {level.mie: level for level in found}

    def reached(facts: Facts, mie: Thing) -> Any:
        """`aucun` or a level; unknown while missing answers may still raise it, up to the level aimed at."""
        level = by_means.get(mie.id)
        if level is None or facts.fact(mie, "exigences_applicables") is not True:
            return UNKNOWN  # nothing was asked of it: what was not examined is not reached
        ladder = ["", *order(facts)]
        schema = facts.one("schema")
        aimed: Any = UNKNOWN if schema is None else facts.ask(schema, "niveau_vise")
        enough = aimed is not UNKNOWN and ladder.index(level.reached) >= ladder.index(aimed)
        if level.next and not level.settled and not enough:
            return UNKNOWN
        return level.reached or "aucun"

    return {"mie.niveau_eidas_atteint": reached, "sso.mie_conformes": _compliant_means(findings, packs)}


def _compliant_means(findings: Sequence[Finding], packs: Sequence[Pack]) -> Callable[[Facts, Thing], Any]:
    law = {p.id for p in packs if p.nature is Nature.CONFORMITE}
    binding = [f for f in findings if f.rule.pack in law and f.rule.niveau is Niveau.BLOQUANT]

    def compliant(facts: Facts, sso: Thing) -> Any:
        """Every means that opens the session of the SSO has no blocking finding open or failed."""
        idp = facts.view(sso, "idp")
        means: Any = UNKNOWN if idp is UNKNOWN or idp is None else facts.view(idp, "mie")
        if means is UNKNOWN:
            return UNKNOWN
        ids = {m.id for m in means}
        own = [f for f in binding if f.subject.kind == "mie" and f.subject.id in ids]
        passed = [UNKNOWN if f.outcome is Outcome.SANS_REPONSE else f.outcome in CLOSED for f in own]
        return all_of(passed) if passed else UNKNOWN

    return compliant


FROM_FINDINGS = frozenset({"mie.niveau_eidas_atteint", "sso.mie_conformes"})
