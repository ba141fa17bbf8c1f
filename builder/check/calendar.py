"""Acts: what must be signed, held or renewed, and when. A second line beside the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from builder.check.derived.acts import add_months, latest_attestation
from builder.check.facts import UNKNOWN, Facts
from builder.check.words import french_date
from builder.model.findings import Act, ReserveState
from builder.model.rules import Pack


def acts(facts: Facts, pack: Pack, due: bool | None, reserves: Iterable[ReserveState]) -> tuple[Act, ...]:
    """The acts that a pack's text asks for, with their dates; none when the pack gives no date."""
    if "attestation_avant" not in pack.parametres:
        return ()
    return (_attestation(facts, pack, due), *_reserves(facts, pack, reserves))


def _attestation(facts: Facts, pack: Pack, due: bool | None) -> Act:
    title, before = "Attestation de conformité", str(pack.parametres["attestation_avant"].valeur)
    source = pack.parametres["attestation_avant"].source
    if due is False:
        text = "attestation non due : une note de dispense en donne le motif"
        return Act("attestation", title, "non_du", None, text, source)
    schema = facts.one("schema")
    latest: Any = UNKNOWN if schema is None else latest_attestation(facts, schema)
    if latest is UNKNOWN or latest is None:
        left = _days(facts.date, before)
        if left >= 0:
            text = f"attestation à produire au plus tard le {french_date(before)} ({_left(left)})"
            return Act("attestation", title, "a_produire", before, text, source)
        text = f"attestation en retard : elle était à produire au plus tard le {french_date(before)}"
        return Act("attestation", title, "en_retard", before, text, source)
    end = _end(pack, latest.data)
    if facts.date <= end:
        text = f"attestation en cours de validité jusqu'au {french_date(end)} ({_left(_days(facts.date, end))})"
        return Act("attestation", title, "en_cours", end, text, source)
    return Act("attestation", title, "echu", end, f"attestation échue depuis le {french_date(end)}", source)


def _end(pack: Pack, attestation: object) -> str:
    """The nearest of: months signed, the text's longest, one year when there are reserves (EXI RIE-PS 19)."""
    data = attestation if isinstance(attestation, dict) else {}
    longest = int(pack.parametres["attestation_mois_max"].valeur)
    months = [longest, int(data.get("duree_mois", longest))]
    if data.get("mention") != "sans_reserve":
        months.append(int(pack.parametres["renouvellement_avec_reserves_mois"].valeur))
    return add_months(data["signee_le"], min(months))


def _reserves(facts: Facts, pack: Pack, reserves: Iterable[ReserveState]) -> Iterable[Act]:
    open_ = [r for r in reserves if r.etat != "levee"]
    if not open_:
        return
    limit = pack.parametres["reserves_levees_avant"]
    dated = sorted((str(r.values["echeance"]), r.id) for r in open_ if r.values.get("echeance"))
    if dated:
        when, id_ = dated[0]
        late = when < facts.date
        left = "échéance passée" if late else _left(_days(facts.date, when))
        text = f"prochaine réserve à lever : {id_}, le {french_date(when)} ({left})"
        yield Act("reserve", "Levée de réserve", "en_retard" if late else "a_produire", when, text, limit.source)
    end = str(limit.valeur)
    text = f"toutes les réserves levées au plus tard le {french_date(end)} ({_left(_days(facts.date, end))})"
    state = "a_produire" if facts.date <= end else "en_retard"
    yield Act("reserves", "Levée de toutes les réserves", state, end, text, limit.source)


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _left(days: int) -> str:
    return f"{days} jours" if abs(days) > 1 else f"{days} jour"
