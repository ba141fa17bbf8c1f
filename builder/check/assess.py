"""The stage itself, read top to bottom: things, findings, decisions, verdicts, acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.check import derived, views
from builder.check.calendar import acts
from builder.check.cases import cases
from builder.check.conflicts import concerned, ill_written, readings, set_aside
from builder.check.deciding import facts_from_verdict
from builder.check.decisions import Cited, arbitrations, orphans, reserve_facts, reserve_states
from builder.check.engine import Engine, Pass
from builder.check.facts import UNKNOWN, Facts
from builder.check.frozen import unsealed
from builder.check.levels import facts_from_findings, levels
from builder.check.packs import verify
from builder.check.regimes import dated
from builder.check.sentences import Sentences
from builder.check.subjects import subjects
from builder.check.things import make_things
from builder.check.verdict import Grading, cover, requirements, verdict
from builder.model.fields import Knowledge
from builder.model.findings import Assessment, ConflictState, Cover, Finding, MeansLevel, ReserveState
from builder.model.rules import Nature, Pack, PorteSur, Rule
from builder.model.source import Dossier


def check(
    dossier: Dossier,
    packs: tuple[Pack, ...],
    knowledge: Knowledge,
    date: str,
    regime: str = "rie_v2_projet",
    require_proof: bool = False,
    describe: bool = True,
    verified: bool = False,
    publication: str | None = None,
) -> Assessment:
    """Judge a dossier at a date (ISO). `regime`: the pack the answer is for.

    `describe` false leaves `things`, `cases`, and the facts that findings read, empty (faster); `verified` true skips the packs' own verification.
    publication: the day on which the draft in `packs` was published (ISO), when it is known.
    Raises BuilderError for a fault of our packs; a fault of the dossier is a finding.
    """
    if not verified:
        verify(packs, knowledge)
    packs = dated(packs, date, publication)
    return conclude(
        facts_of(dossier, packs, knowledge, date),
        packs,
        Sentences(packs, knowledge),
        regime,
        require_proof,
        describe,
    )


def conclude(
    facts: Facts, packs: tuple[Pack, ...], sentences: Sentences, regime: str, require_proof: bool, describe: bool
) -> Assessment:
    """The same, from facts made by `facts_of` and packs as they stand at the date; `facts` then know what the findings
    say (levels, reserves)."""
    engine = Engine(facts, packs, sentences, describe)
    found, graded, held = _findings(facts, packs, engine, require_proof)
    cited = Cited([f for f in found if f.subject.kind != "reserve"])
    regimes = _binding(packs)
    # neither a mere check, nor what is wrong with an act already signed, makes a reserve incomplete
    said = [f for f in found if f.rule.pack in regimes and f.rule.porte_sur is PorteSur.FOND]
    arbitrated = arbitrations(facts, _by_subject([f for f in found if f.rule.pack in regimes], "arbitrage"))
    reserves = reserve_states(facts, cited, _by_subject(said, "reserve"), arbitrated)
    by_finding = _covering(reserves)
    due, grading = _due(facts), _grading(facts, graded)
    binds = {f.rule.id: f.rule.pack in regimes and _aimed_at(f.rule, grading) for f in found}
    covered = [cover(f, by_finding, arbitrated, require_proof, binds[f.rule.id]) for f in found]
    covered += _decisions(facts, packs, engine, covered, due)
    findings = tuple(sorted(covered, key=lambda f: (f.place.key(), f.rule.id, f.subject.ref)))
    return Assessment(
        dossier=facts.dossier,
        date=facts.today,
        regime=regime,
        packs=packs,
        findings=findings,
        requirements=requirements(findings),
        verdicts=tuple(verdict(pack, findings, due, grading) for pack in _ordered(packs, regime)),
        acts=tuple(act for pack in packs if pack.rules for act in acts(facts, pack, due, reserves, findings)),
        reserves=reserves,
        things=_things(facts) if describe else {},
        conflicts=held,
        faults=(*orphans(facts, cited), *ill_written(facts), *unsealed(facts.dossier)),
        levels=graded,
        cases=cases(facts) if describe else (),
        require_proof=require_proof,
    )


def _findings(
    facts: Facts, packs: Sequence[Pack], engine: Engine, require_proof: bool
) -> tuple[list[Finding], tuple[MeansLevel, ...], tuple[ConflictState, ...]]:
    """Four passes: arbitrations, which choose the readings; answers; what reads the levels reached; what is said of
    reserves."""
    decided = engine.findings(Pass.ARBITRATIONS)
    binding = _binding(packs)
    held = readings(facts, _by_subject([f for f in decided if f.rule.pack in binding], "arbitrage"))
    facts.readings = {s.conflict.id: s.reading for s in held}
    answered = engine.findings(Pass.ANSWERS)
    found = decided + set_aside(answered, held)
    graded = levels(facts, packs, found, require_proof)
    facts.learn(facts_from_findings(graded, found, packs))
    found += set_aside(engine.findings(Pass.FINDINGS), held)
    facts.learn(reserve_facts(Cited(found)))
    found += set_aside(engine.findings(Pass.RESERVES), held)
    return found, graded, concerned(held, answered)


def _decisions(
    facts: Facts, packs: Sequence[Pack], engine: Engine, findings: Sequence[Finding], due: bool | None
) -> list[Finding]:
    """The last pass: what the commission decided, against the verdict of the texts that know attestations. It binds
    nothing, so that no verdict hangs on it."""
    own = [p for p in packs if p.nature is Nature.ATTESTATION]
    names = {p.id for p in own}
    statuses = [verdict(p, findings, due, Grading()).status for p in own]
    used = [str(f.reserve) for f in findings if f.rule.pack in names and f.cover is Cover.COUVERT]
    facts.learn(facts_from_verdict(statuses, used))
    return [cover(f, {}, {}, False, binding=False) for f in engine.findings(Pass.DECISIONS)]


def _binding(packs: Sequence[Pack]) -> set[str]:
    """The packs that are regimes: neither good practice, nor a webinar, nor our own checks."""
    return {p.id for p in packs if p.nature is not Nature.CONTROLES}


def _aimed_at(rule: Rule, grading: Grading) -> bool:
    """A rule of a pack that grades binds up to the level aimed at; every rule binds while that is not answered."""
    return not rule.niveaux or not grading.aimed or grading.aimed in rule.niveaux


def _grading(facts: Facts, graded: tuple[MeansLevel, ...]) -> Grading:
    schema = facts.one("schema")
    aimed = UNKNOWN if schema is None else facts.ask(schema, "niveau_vise")
    words = facts.knowledge.kinds["schema"].fields["niveau_vise"].values
    return Grading(graded, "" if aimed is UNKNOWN else str(aimed), words)


def facts_of(dossier: Dossier, packs: tuple[Pack, ...], knowledge: Knowledge, date: str) -> Facts:
    """The facts of a dossier at a date (ISO)."""
    things, answered = make_things(dossier, knowledge)
    parameters = {p.id: {k: v.valeur for k, v in p.parametres.items()} for p in packs}
    return Facts(dossier, knowledge, date, parameters, things, answered, derived.FACTS, derived.ITEM_FACTS, views.LINKS)


def _by_subject(findings: Sequence[Finding], kind: str) -> Mapping[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in (f for f in findings if f.subject.kind == kind):
        groups.setdefault(finding.subject.id, []).append(finding)
    return groups


def _covering(reserves: Sequence[ReserveState]) -> dict[str, ReserveState]:
    """Finding id → its reserve; when several cite it, a complete one counts."""
    found: dict[str, ReserveState] = {}
    for reserve in sorted(reserves, key=lambda r: not r.covering):
        for id_ in reserve.covers:
            found.setdefault(id_, reserve)
    return found


def _due(facts: Facts) -> bool | None:
    schema = facts.one("schema")
    due = UNKNOWN if schema is None else facts.fact(schema, "attestation_due")
    return None if due is UNKNOWN else bool(due)


def _ordered(packs: tuple[Pack, ...], regime: str) -> list[Pack]:
    """The pack that answers first; a pack of mere checks without a rule says nothing."""
    told = [p for p in packs if p.rules or p.nature is not Nature.CONTROLES]
    return sorted(told, key=lambda p: (p.id != regime, list(Nature).index(p.nature), p.id))


def _things(facts: Facts) -> dict[str, tuple[dict[str, Any], ...]]:
    """Every thing with its answers and its known derived facts, for documents and the site."""
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for kind in facts.knowledge.kinds.values():
        group = subjects(facts, kind.name) if kind.name == "delivrance" else facts.all(kind.name)
        shown = []
        for thing in group:
            values = {
                name: value
                for name, field in kind.fields.items()
                if field.derived and (value := facts.fact(thing, name)) is not UNKNOWN
            }
            shown.append({**thing.data, **values, "id": thing.id, "titre": thing.title})
        found[kind.name] = tuple(shown)
    return found
