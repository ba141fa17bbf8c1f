"""What a commission can decide on a dossier as it is judged, and what it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.check.derived.acts import add_months
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.lines import plural
from builder.check.words import french_date
from builder.model.decision import Refusal, Session
from builder.model.findings import Assessment, Cover, Status
from builder.model.rules import Pack

LONGEST, RENEWAL = "attestation_mois_max", "renouvellement_avec_reserves_mois"
ATTESTABLE = (Status.ATTESTABLE, Status.AVEC_RESERVES, Status.NON_DUE)
_WITH = "attestee_avec_reserves"


def used_reserves(assessment: Assessment) -> tuple[str, ...]:
    """The reserves that the verdict asked for rests on."""
    own = (f for f in assessment.findings if f.rule.pack == assessment.regime and f.cover is Cover.COUVERT)
    return tuple(sorted({str(f.reserve) for f in own}))


def refusals(assessment: Assessment, session: Session) -> tuple[Refusal, ...]:
    """Everything that makes `session` impossible; to adjourn and to refuse are always possible."""
    found = [*_identity(assessment, session), *_people(assessment, session)]
    if not session.attests:
        if session.months is not None or session.reserves:
            found.append(
                Refusal("une décision qui n'atteste rien n'a ni durée ni réserves", "Ôter --mois et --reserve.")
            )
        return tuple(found)
    pack = assessment.verdict.pack
    if LONGEST not in pack.parametres:
        said = f"« {pack.titre} » ne connaît pas d'attestation"
        return (*found, Refusal(said, "Décider pour le texte qui la demande : --regime rie_v2_projet."))
    return (*found, *_verdict(assessment), *_months(pack, session), *_reserves(assessment, session))


def _identity(assessment: Assessment, session: Session) -> Iterator[Refusal]:
    held = assessment.dossier.files.get("commission.yml", {}).get("seances", ())
    if any(s["id"] == session.id for s in held):
        said = f"la séance « {session.id} » est déjà dans commission.yml"
        yield Refusal(said, "Une décision ne se réécrit pas : une nouvelle séance a sa date, ou son nom (--seance).")
    later = [str(s["date"]) for s in held if s.get("decision") and str(s.get("date", "")) > session.date]
    if later:
        said = f"une séance du {french_date(max(later))} a déjà décidé, après le {french_date(session.date)}"
        yield Refusal(said, "La dernière décision vaut : dater la nouvelle séance d'après elle.")


def _people(assessment: Assessment, session: Session) -> Iterator[Refusal]:
    known = [p["id"] for p in assessment.dossier.files["dossier.yml"].get("personnes", ())]
    for stranger in [m for m in session.members if m not in known]:
        yield Refusal(
            f"« {stranger} » n'est pas une personne du dossier", f"Choisir parmi : {', '.join(known) or 'aucune'}."
        )


def _verdict(assessment: Assessment) -> Iterator[Refusal]:
    verdict = assessment.verdict
    if assessment.faults:
        said = f"{plural(len(assessment.faults), 'erreur', 'erreurs')} dans les décisions écrites"
        yield Refusal(f"la conformité ne peut pas être attestée : {said}", "Les corriger : rie check dit où.")
    if verdict.status not in ATTESTABLE:
        yield Refusal(
            f"la conformité ne peut pas être attestée : le dossier est « {verdict.summary} »",
            "Compléter le dossier (rie check), ou décider ajournee ou refusee.",
        )


def _months(pack: Pack, session: Session) -> Iterator[Refusal]:
    longest = pack.parametres[LONGEST]
    if session.months is None or session.months < 1:
        yield Refusal("attester demande une durée en mois", f"Donner --mois, de 1 à {longest.valeur}.")
    elif session.months > int(longest.valeur):
        yield Refusal(
            f"{session.months} mois : le texte en admet {longest.valeur} au plus ({longest.source})",
            f"Donner --mois, de 1 à {longest.valeur}.",
        )


def _reserves(assessment: Assessment, session: Session) -> Iterator[Refusal]:
    used = used_reserves(assessment)
    if session.decision != _WITH:
        if used or session.reserves:
            said = ", ".join(used or session.reserves)
            yield Refusal(f"« sans réserve » : le verdict repose sur {said}", "Décider attestee_avec_reserves.")
        return
    if not used:
        yield Refusal("« avec réserves » : le verdict n'en emploie aucune", "Décider attestee_sans_reserve.")
        return
    missing, extra = set(used) - set(session.reserves), set(session.reserves) - set(used)
    if missing:
        said = f"le verdict repose aussi sur {', '.join(sorted(missing))}, que la décision n'accepte pas"
        yield Refusal(said, "Les accepter toutes (ne pas donner --reserve), ou ajourner.")
    if extra:
        said = f"{', '.join(sorted(extra))} : le verdict ne l'emploie pas, ou ce n'est pas une réserve du dossier"
        yield Refusal(said, f"Réserves employées : {', '.join(used)}.")


FROM_VERDICT = frozenset({"seance.dossier_attestable", "seance.reserves_oubliees"})


def facts_from_verdict(statuses: Iterable[Status], used: Iterable[str]) -> dict[str, Any]:
    """Derived facts of a session that read the verdict, hence a last pass of `check`; a decision that was frozen has
    the verdict of its day, and its reserves.

    statuses: of the texts that know attestations; used: the reserves that their verdicts rest on.
    """
    today, employed = tuple(statuses), sorted(set(used))

    def frozen(facts: Facts, session: Thing) -> Mapping[str, Any]:
        cited, record = facts.ask(session, "manifeste"), facts.dossier.records.get(session.id)
        return record.data if record is not None and record.sha256 == cited else {}

    def attestable(facts: Facts, session: Thing) -> Any:
        then = frozen(facts, session).get("verdict")
        if then is not None:
            return then in ATTESTABLE
        return all(s in ATTESTABLE for s in today) if today else UNKNOWN

    def left_out(facts: Facts, session: Thing) -> Any:
        decision, accepted = facts.ask(session, "decision"), facts.ask(session, "reserves_acceptees")
        if accepted is UNKNOWN:
            accepted = UNKNOWN if decision != "attestee_sans_reserve" else ()
        then = frozen(facts, session).get("reserves_employees", employed)
        return UNKNOWN if accepted is UNKNOWN else sorted(set(then) - set(accepted))

    return {"seance.dossier_attestable": attestable, "seance.reserves_oubliees": left_out}


def renewal(pack: Pack, session: Session) -> str:
    """When to renew, in words: with reserves, a year at most, whatever was decided (EXI RIE-PS 19)."""
    if session.months is None:
        return ""
    limit = pack.parametres[RENEWAL]
    bound = session.decision == _WITH and int(limit.valeur) < session.months
    months = min(session.months, int(limit.valeur)) if session.decision == _WITH else session.months
    day = french_date(add_months(session.date, months))
    said = (
        f"à renouveler au plus tard {months} mois après la signature : le {day} si elle est signée le jour de la séance"
    )
    return f"{said}, quelle que soit la durée décidée, tant qu'une réserve demeure ({limit.source})" if bound else said


def told(assessment: Assessment, session: Session) -> dict[str, Any]:
    """The decision in words, for who reads the record alone."""
    people: Mapping[str, Mapping[str, Any]] = {
        p["id"]: p for p in assessment.dossier.files["dossier.yml"].get("personnes", ())
    }
    reserves = {r.id: str(r.values.get("description", "")) for r in assessment.reserves if r.id in session.reserves}
    return {
        "membres": [str(people[m].get("nom", m)) for m in session.members],
        "reserves": reserves,
        "verdict": f"{assessment.verdict.pack.titre} : {assessment.verdict.summary}",
        "renouvellement": renewal(assessment.verdict.pack, session),
    }
