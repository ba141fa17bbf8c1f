"""`rie decide`."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from builder.check.deciding import refusals, renewal, used_reserves
from builder.check.words import french_date
from builder.cli.build_command import epoch_of
from builder.cli.common import OK, REFUSED, error, fail, reference_date, safe, say
from builder.cli.report import refusal, title
from builder.edit.decide import Prepared, prepare, write
from builder.edit.insertion import locked
from builder.load import shapes
from builder.load.frozen import COMMISSION
from builder.model.decision import Output, Record, Session, Standing
from builder.model.findings import Assessment
from builder.pipeline import Sealing, Terms, assess, build, record_of

_LOCAL = ("ajournee", "refusee")


def run(root: Path, terms: Terms, session: Session, out: Path, show: bool) -> int:
    """Record a decision on the dossier `root` and build its documents into `out`/<name>; 0 when both are done."""
    _refuse_unknown("decision", session.decision)
    if session.opinion:
        _refuse_unknown("avis", session.opinion)
    if session.date > reference_date(None):
        fail(REFUSED, f"la séance du {french_date(session.date)} n'a pas encore eu lieu.", "Décider le jour venu.")
    with locked(root):
        judged = assess(root, terms, describe=True)
        if judged.assessment is None:
            for line in refusal(root, judged.diagnostics, "rien n'est décidé"):
                say(line)
            return REFUSED
        return _decide(root, judged.assessment, terms, session, out, show)


def _refuse_unknown(what: str, value: str) -> None:
    known = [v["const"] for v in shapes.commun()[f"enum_{what}"]["oneOf"]]
    if value not in known:
        fail(
            REFUSED,
            f"--{what} : « {safe(value)} » n'est pas une valeur connue.",
            f"Choisir parmi : {', '.join(known)}.",
        )


def _decide(root: Path, assessment: Assessment, terms: Terms, session: Session, out: Path, show: bool) -> int:
    if session.decision == "attestee_avec_reserves" and not session.reserves:
        session = replace(session, reserves=used_reserves(assessment))
    wrong = refusals(assessment, session)
    for why in wrong:
        error(why.message, why.remedy)
    if wrong:
        return REFUSED
    prepared = prepare(root, session)
    _tell(assessment, session)
    if show:
        _show(prepared)
        return OK
    made = _freeze(root, assessment, terms, session, prepared, out / root.resolve().name)
    say(f"  {click.style('✓', fg='green')} {COMMISSION} : {_lines(prepared.added)}")
    for path in made:
        say(f"  {click.style('✓', fg='green')} {safe(str(path))}")
    _next(session, made)
    return OK


def _freeze(
    root: Path, assessment: Assessment, terms: Terms, session: Session, prepared: Prepared, target: Path
) -> list[Path]:
    """Make the documents of the decision, and write it once they are all made; the paths of what was made."""
    after = assess(root, terms, describe=True, instead={COMMISSION: prepared.after})
    if after.assessment is None:
        fail(REFUSED, f"{COMMISSION} ne se lirait plus : {after.diagnostics[0].message}", after.diagnostics[0].remedy)
    own = version("rie")
    written: list[Path] = []

    def seal(documents: Mapping[str, Output]) -> str:
        text = record_of(assessment, terms, session, own, prepared.after, documents)
        digest = hashlib.sha256(text.encode()).hexdigest()
        written.append(write(root, prepared, session, text, digest))
        return text

    stood = Standing(Record(session.id, "", "", {}), session.date)
    made = build(
        after.assessment,
        target,
        own,
        epoch_of(terms.date),
        (),
        lambda what: say(f"  … {what}"),
        Sealing(stood, seal),
    )
    return [*written, *made]


def _tell(assessment: Assessment, session: Session) -> None:
    words = {v["const"]: v["title"] for v in shapes.commun()["enum_decision"]["oneOf"]}
    months = f", {session.months} mois" if session.months is not None else ""
    head = f"{title(assessment)} · séance du {french_date(session.date)}"
    say(click.style(f"{head} : {words[session.decision]}{months}", bold=True))
    if session.decision in _LOCAL:
        say("  valeur de l'outil : le texte ne nomme ni l'ajournement ni le refus")
    if session.reserves:
        say(f"  réserves acceptées : {', '.join(session.reserves)}")
    if session.attests:
        say(f"  {renewal(assessment.verdict.pack, session)}")
        _without_signatory(assessment, session)


def _without_signatory(assessment: Assessment, session: Session) -> None:
    """The text gathers the commission with who will sign; RIE-COM-01 will say so on the signed attestation."""
    people: Mapping[str, Mapping[str, Any]] = {
        p["id"]: p for p in assessment.dossier.files["dossier.yml"].get("personnes", ())
    }
    if not any(people[m].get("qualite") in ("responsable_legal", "representant_legal") for m in session.members):
        say("  attention : ni le responsable légal ni son représentant parmi les membres (--membre) ; voir RIE-COM-01")


def _show(prepared: Prepared) -> None:
    before = (prepared.before or b"").decode("utf-8-sig").splitlines()
    after = prepared.after.decode("utf-8-sig").splitlines()
    for line in difflib.unified_diff(before, after, COMMISSION, COMMISSION, lineterm="", n=1):
        say(safe(line))
    say("Rien n'est écrit.")


def _lines(count: int) -> str:
    return f"{count} ligne{'s' if count > 1 else ''} ajoutée{'s' if count > 1 else ''}"


def _next(session: Session, made: list[Path]) -> None:
    if session.attests:
        pdf = next((str(p) for p in made if p.name == "attestation.pdf"), "attestation.pdf")
        say(f"Faire signer : rie sign {safe(pdf)} --p12 CERTIFICAT.p12")
        say(
            f"Puis inscrire l'attestation signée dans {COMMISSION} (attestations), et le procès-verbal dans preuves.yml."
        )
    say("Plus tard : rie verify dit ce qui a changé depuis.")
