"""Acts: what must be signed, held or renewed, and when. A second line beside the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from builder.check.derived.acts import add_months, latest_attestation
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.words import french_date
from builder.model.findings import Act, Finding, Outcome, ReserveState
from builder.model.rules import Niveau, Pack, Rule


def acts(
    facts: Facts, pack: Pack, due: bool | None, reserves: Sequence[ReserveState], findings: Sequence[Finding]
) -> tuple[Act, ...]:
    """The acts that a pack's text asks for, with their dates; what a text does not ask has no parameter in its pack."""
    found: list[Act] = []
    if "attestation_avant" in pack.parametres:
        found += [_attestation(facts, pack, due, reserves, findings), *_reserves(facts, pack, reserves)]
    if "homologation_mois_max" in pack.parametres:
        found += _homologations(facts, pack)
    if "engagement_mois_max" in pack.parametres:
        found.append(_commitment(facts, pack))
    return tuple(replace(act, pack=pack.id) for act in found)


def _attestation(
    facts: Facts, pack: Pack, due: bool | None, reserves: Sequence[ReserveState], findings: Sequence[Finding]
) -> Act:
    title, before = "Attestation de conformité", str(pack.parametres["attestation_avant"].valeur)
    source = pack.parametres["attestation_avant"].source
    if due is False:
        text = "attestation non due : une note de dispense en donne le motif"
        return Act("attestation", title, "non_du", None, text, source)
    schema = facts.one("schema")
    latest: Any = UNKNOWN if schema is None else latest_attestation(facts, schema)
    if latest is UNKNOWN or latest is None:
        left = _days(facts.today, before)
        if left >= 0:
            text = f"attestation à produire au plus tard le {french_date(before)} ({_left(left)})"
            return Act("attestation", title, "a_produire", before, text, source)
        text = f"attestation en retard : elle était à produire au plus tard le {french_date(before)}"
        return Act("attestation", title, "en_retard", before, text, source)
    wrong = _wrong_with(facts, latest, pack, findings)
    if wrong:
        signed = french_date(latest.data["signee_le"])
        return Act(
            "attestation", title, "a_reprendre", None, f"attestation signée le {signed}, à reprendre : {wrong}", source
        )
    end = validity_end(pack, latest.data, any(r.etat != "levee" for r in reserves))
    if facts.today <= end:
        text = f"attestation en cours de validité jusqu'au {french_date(end)} ({_left(_days(facts.today, end))})"
        return Act("attestation", title, "en_cours", end, text, source)
    return Act("attestation", title, "echu", end, f"attestation échue depuis le {french_date(end)}", source)


def _wrong_with(facts: Facts, attestation: Thing, pack: Pack, findings: Sequence[Finding]) -> str:
    """What makes a signed attestation worthless: blocking findings about it that fail, or that nobody answers, and
    that no passing of time explains (what is merely too old is out of date, not wrong)."""
    titles = [
        f"{f.rule.id} « {f.rule.titre} »"
        for f in findings
        if f.rule.pack == pack.id
        and (f.subject.ref == attestation.ref or any(".attestation." in fact for fact in f.rule.faits))
        and f.subject.kind in ("schema", "attestation")
        and not _about_time(facts, f.rule)
        and f.rule.niveau is Niveau.BLOQUANT
        and f.outcome in (Outcome.NON_SATISFAIT, Outcome.SANS_REPONSE)
    ]
    return ", ".join(titles)


def _about_time(facts: Facts, rule: Rule) -> bool:
    """Does the rule compare a date with today, itself or through a derived fact (that there is one apart)?"""
    tails = [".".join(fact.split(".")[-2:]) for fact in rule.faits if not fact.endswith(".existe")]
    entries = [facts.knowledge.derived.get(tail, {}) for tail in tails]
    return "date_reference" in rule.exige or any("date_reference" in e.get("depend_de", ()) for e in entries)


def validity_end(pack: Pack, attestation: Mapping[str, Any], reserved: bool) -> str:
    """The nearest of: months signed, the text's longest, one year when there are reserves (EXI RIE-PS 19)."""
    longest = int(pack.parametres["attestation_mois_max"].valeur)
    months = [longest, int(attestation.get("duree_mois", longest))]
    if reserved or attestation.get("mention") != "sans_reserve":
        months.append(int(pack.parametres["renouvellement_avec_reserves_mois"].valeur))
    return add_months(attestation["signee_le"], min(months))


def _homologations(facts: Facts, pack: Pack) -> Iterable[Act]:
    """RIE v1: a means to homologate and not covered, then the end of each homologation in use (EXI 08, EXI 10)."""
    source = pack.parametres["homologation_mois_max"].source
    for mie in facts.all("mie"):
        if facts.fact(mie, "homologation_due") is True and facts.fact(mie, "services_non_homologues") != []:
            text = f"homologation à produire pour « {mie.title} »"
            yield Act(f"homologation:{mie.id}", "Homologation", "en_retard", None, text, source)
    for decision in facts.all("homologation"):
        end = facts.fact(decision, "fin")
        if end is UNKNOWN or facts.fact(decision, "courante") is not True:
            continue
        late = end < facts.today
        said = f"échue depuis le {french_date(end)}" if late else f"valable jusqu'au {french_date(end)}"
        text = f"homologation « {decision.title} » {said}"
        yield Act(f"homologation-{decision.id}", "Homologation", "echu" if late else "en_cours", end, text, source)


def _commitment(facts: Facts, pack: Pack) -> Act:
    """RIE v1: the yearly commitment (EXI 30 to 32)."""
    limit = pack.parametres["engagement_mois_max"]
    title, engagement = "Engagement de sécurisation", facts.one("engagement")
    if engagement is None or facts.fact(engagement, "existe") is not True:
        text = "engagement de sécurisation à signer"
        return Act("engagement", title, "en_retard", None, text, limit.source)
    end = add_months(engagement.data["signe_le"], int(limit.valeur))
    if end < facts.today:
        text = f"engagement de sécurisation à renouveler : échu depuis le {french_date(end)}"
        return Act("engagement", title, "echu", end, text, limit.source)
    text = f"engagement de sécurisation valable jusqu'au {french_date(end)}"
    return Act("engagement", title, "en_cours", end, text, limit.source)


def _reserves(facts: Facts, pack: Pack, reserves: Iterable[ReserveState]) -> Iterable[Act]:
    open_ = [r for r in reserves if r.etat != "levee"]
    if not open_:
        return
    limit = pack.parametres["reserves_levees_avant"]
    dated = sorted((str(r.values["echeance"]), r.id) for r in open_ if r.values.get("echeance"))
    if dated:
        when, id_ = dated[0]
        late = when < facts.today
        left = "échéance passée" if late else _left(_days(facts.today, when))
        text = f"prochaine réserve à lever : {id_}, le {french_date(when)} ({left})"
        yield Act("reserve", "Levée de réserve", "en_retard" if late else "a_produire", when, text, limit.source)
    end = str(limit.valeur)
    late = facts.today > end
    left = "date passée" if late else _left(_days(facts.today, end))
    text = f"toutes les réserves levées au plus tard le {french_date(end)} ({left})"
    state = "en_retard" if late else "a_produire"
    yield Act("reserves", "Levée de toutes les réserves", state, end, text, limit.source)


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _left(days: int) -> str:
    return f"{days} jours" if abs(days) > 1 else f"{days} jour"
