"""Facts × rules → one finding for every rule and subject, satisfied ones included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from builder.check import wording
from builder.check.deciding import FROM_VERDICT
from builder.check.facts import Facts, Thing, Trace
from builder.check.levels import FROM_FINDINGS
from builder.check.projection import project, tree_of
from builder.check.proof import Register
from builder.check.reads import Reads
from builder.check.sentences import Sentences, paths
from builder.check.subjects import describe, subjects
from builder.model.fields import Knowledge
from builder.model.findings import FactRead, Finding, Outcome, Subject
from builder.model.rules import Pack, Rule
from builder.model.source import JAMAIS_FAIT

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS = 120  # no period of these texts is longer than ten years
_HOLE = re.compile(r"\{([a-z_][a-z0-9_]*(?:\[\])?(?:\.[a-z_][a-z0-9_]*(?:\[\])?)*)\}")


class Pass(Enum):
    """When a rule is asked: about arbitrations, which choose readings; from answers, from what the findings of the first
    pass say, about reserves, or about decisions, which read the verdict."""

    ARBITRATIONS = 0
    ANSWERS = 1
    FINDINGS = 2
    RESERVES = 3
    DECISIONS = 4


def is_moment(value: Any) -> bool:
    """A date (ISO text, `jamais` apart), or a number that may be one of months."""
    if isinstance(value, str):
        return _ISO.fullmatch(value) is not None and value != JAMAIS_FAIT
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MONTHS


def pass_of(rule: Rule, knowledge: Knowledge) -> Pass:
    """The pass of a rule, from the facts it reads: a view's fact belongs to the kind that the view shows."""
    if rule.pour_chaque == "reserve":
        return Pass.RESERVES
    if rule.pour_chaque == "arbitrage":
        return Pass.ARBITRATIONS
    read = {owned(knowledge, path) for path in rule.faits}
    if read & FROM_VERDICT:
        return Pass.DECISIONS
    return Pass.FINDINGS if read & FROM_FINDINGS else Pass.ANSWERS


def owned(knowledge: Knowledge, path: str) -> str:
    """`sso.idp.mie[].niveau` → `mie.niveau`: a fact's path from the kind that owns it."""
    kind, *keys = path.replace("[]", "").split(".")
    while len(keys) > 1 and keys[0] in knowledge.kinds[kind].views:
        kind = knowledge.kinds[kind].views[keys[0]].target
        keys = keys[1:]
    return ".".join([kind, *keys])


class Engine:
    """Rules ready to be asked. `explain`: each finding also tells the facts it read, in words."""

    def __init__(self, facts: Facts, packs: tuple[Pack, ...], sentences: Sentences, explain: bool) -> None:
        self._facts = facts
        self._explain = explain
        self._sentences = sentences
        self._texts = {p.id: {k: v.valeur for k, v in p.parametres.items()} for p in packs}
        self._register = Register(facts.dossier, facts.today)
        self._rules: dict[tuple[Pass, str], list[Rule]] = {}
        for rule in (r for pack in packs for r in pack.rules):
            self._rules.setdefault((pass_of(rule, facts.knowledge), rule.pour_chaque), []).append(rule)

    def findings(self, wanted: Pass) -> list[Finding]:
        """All findings of one pass, subject kinds in alphabetical order."""
        kinds = sorted(kind for which, kind in self._rules if which is wanted)
        return [finding for kind in kinds for finding in self._of_kind(kind, self._rules[wanted, kind])]

    def _of_kind(self, kind: str, rules: Sequence[Rule]) -> list[Finding]:
        tree = tree_of(path for rule in rules for path in rule.faits)
        found: list[Finding] = []
        for thing in subjects(self._facts, kind):
            reads = Reads(self._facts, thing, project(self._facts, thing, tree))
            subject = describe(self._facts, thing)
            activations: dict[str, Any] = {}
            for rule in rules:
                if rule.pack not in activations:
                    activations[rule.pack] = self._sentences.activation(kind, reads.shown, self._facts.today, rule.pack)
                found.append(self._finding(rule, subject, reads, activations[rule.pack]))
        return found

    def _finding(self, rule: Rule, subject: Subject, reads: Reads, activation: Any) -> Finding:
        outcome, asked = self._sentences.outcome(rule, activation)
        names = paths(asked, rule.pour_chaque)
        trace = reads.trace(names)
        proof, items = self._register.prove(rule, trace.sources) if outcome is Outcome.SATISFAIT else (None, ())
        missing = reads.missing(names) if outcome is Outcome.SANS_REPONSE else ()
        return Finding(
            rule=rule,
            subject=subject,
            outcome=outcome,
            place=missing[0].places[0] if missing and not reads.thing.phantom else reads.place(trace),
            message=self._message(rule, reads, outcome, missing),
            remedy=self._remedy(rule, reads.thing, outcome, missing),
            facts=tuple(map(reads.fact, rule.faits)) if self._explain else (),
            missing=missing,
            proof=proof,
            proof_items=items,
            moments=self._moments(rule, asked, trace),
        )

    def _moments(self, rule: Rule, asked: str, trace: Trace) -> tuple[str | int, ...]:
        """The dates, and the numbers of months, that the finding hangs on; none when no date can change it."""
        named = any("date_reference" in s for s in (asked, rule.si or ""))
        if not named and not trace.dated:
            return ()
        values = (self._facts.dossier.value(path) for path in trace.sources)
        limits = self._texts[rule.pack].values()
        return tuple(sorted({v for v in (*values, *limits) if is_moment(v)}, key=str))

    def _message(self, rule: Rule, reads: Reads, outcome: Outcome, missing: Sequence[FactRead]) -> str:
        if outcome is Outcome.NON_SATISFAIT:
            own = f"{rule.pour_chaque}.titre"
            title = reads.thing.title
            return _HOLE.sub(lambda m: title if m[1] == own else reads.words(m[1]), rule.message)
        if outcome is Outcome.SANS_REPONSE:
            if reads.thing.phantom:
                return wording.unwritten(rule, reads.thing.title)
            return wording.question(self._facts.knowledge, rule, reads.thing.title, missing)
        return rule.titre

    def _remedy(self, rule: Rule, thing: Thing, outcome: Outcome, missing: Sequence[FactRead]) -> str:
        if outcome is Outcome.NON_SATISFAIT:
            return rule.remede
        if outcome is Outcome.SANS_REPONSE and thing.phantom:
            return wording.write_list(thing.base)
        return wording.answer(self._facts.knowledge, missing) if outcome is Outcome.SANS_REPONSE else ""
