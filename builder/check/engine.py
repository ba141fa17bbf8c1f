"""Facts × rules → one finding for every rule and subject, satisfied ones included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from builder.check import wording
from builder.check.facts import Facts, Thing, Trace
from builder.check.levels import FROM_FINDINGS
from builder.check.packs import field_of
from builder.check.projection import project, tree_of
from builder.check.proof import Register
from builder.check.sentences import Sentences, paths
from builder.check.subjects import describe, subjects
from builder.check.words import text
from builder.model.fields import Knowledge
from builder.model.findings import FactRead, Finding, Outcome, Subject
from builder.model.rules import Pack, Rule
from builder.model.source import Path, Place

_HOLE = re.compile(r"\{([a-z_]+(?:\[\])?(?:\.[a-z_]+(?:\[\])?)*)\}")


class Pass(Enum):
    """When a rule is asked: from answers, from what the findings of the first pass say, or about reserves."""

    ANSWERS = 1
    FINDINGS = 2
    RESERVES = 3


def pass_of(rule: Rule, knowledge: Knowledge) -> Pass:
    """The pass of a rule, from the facts it reads: a view's fact belongs to the kind that the view shows."""
    if rule.pour_chaque == "reserve":
        return Pass.RESERVES
    read = {owned(knowledge, path) for path in rule.faits}
    return Pass.FINDINGS if read & FROM_FINDINGS else Pass.ANSWERS


def owned(knowledge: Knowledge, path: str) -> str:
    """`sso.idp.mie[].niveau` → `mie.niveau`: a fact's path from the kind that owns it."""
    kind, *keys = path.replace("[]", "").split(".")
    while len(keys) > 1 and keys[0] in knowledge.kinds[kind].views:
        kind = knowledge.kinds[kind].views[keys[0]].target
        keys = keys[1:]
    return ".".join([kind, *keys])


class Engine:
    """Rules ready to be asked: sentences compiled, facts each rule reads known."""

    def __init__(self, facts: Facts, packs: tuple[Pack, ...], sentences: Sentences) -> None:
        self._facts = facts
        self._sentences = sentences
        self._register = Register(facts.dossier, facts.date)
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
            shown = project(self._facts, thing, tree)
            subject = describe(self._facts, thing)
            activations: dict[str, Any] = {}
            for rule in rules:
                if rule.pack not in activations:
                    activations[rule.pack] = self._sentences.activation(kind, shown, self._facts.date, rule.pack)
                found.append(self._finding(rule, thing, subject, shown, activations[rule.pack]))
        return found

    def _finding(
        self, rule: Rule, thing: Thing, subject: Subject, shown: Mapping[str, Any], activation: Any
    ) -> Finding:
        outcome = self._sentences.outcome(rule, activation)
        asked = rule.exige
        if outcome is Outcome.SANS_OBJET or self._sentences.condition_unknown(rule, activation):
            asked = rule.si or rule.exige
        names = paths(asked, thing.kind.name)
        trace = self._trace(thing, names)
        proof, items = self._register.prove(rule, trace.sources) if outcome is Outcome.SATISFAIT else (None, ())
        missing = self._missing(thing, names, shown) if outcome is Outcome.SANS_REPONSE else ()
        return Finding(
            rule=rule,
            subject=subject,
            outcome=outcome,
            place=missing[0].places[0] if missing and not thing.phantom else self._place(thing, trace),
            message=self._message(rule, thing, outcome, missing),
            remedy=self._remedy(rule, thing, outcome, missing),
            facts=tuple(self._read(rule_path, thing, shown) for rule_path in rule.faits),
            missing=missing,
            proof=proof,
            proof_items=items,
        )

    # -- what was read ---------------------------------------------------------------------------

    def _trace(self, thing: Thing, names: Iterable[str]) -> Trace:
        with self._facts.tracing() as trace:
            project(self._facts, thing, tree_of(names))
        return trace

    def _place(self, thing: Thing, trace: Trace) -> Place:
        """Where to look: the first answer read in the subject's own file, else the subject."""
        own = [p for p in trace.sources if p[0] == thing.base[0] and p[: len(thing.base)] == thing.base]
        places = sorted(self._facts.dossier.place(p) for p in own)
        return places[0] if places else self._facts.place(thing)

    def _missing(self, thing: Thing, names: Iterable[str], shown: Mapping[str, Any]) -> tuple[FactRead, ...]:
        """Answers wanted by the facts that stay unknown; what a known fact did without is not asked."""
        place = self._facts.dossier.place
        unknown = [n for n in names if _holds_none(dig(shown, n.split(".")[1:]))]
        trace = self._trace(thing, unknown)
        wanted = sorted(trace.missing, key=lambda m: (place(m[1]), m[0], repr(m[1])))
        return tuple(self._wanted(name, path, place(path)) for name, path in wanted)

    def _wanted(self, name: str, path: Path, place: Place) -> FactRead:
        field = field_of(self._facts.knowledge, name)
        return FactRead(name, field.label if field else name, None, text(None, field), (place,))

    def _read(self, path: str, thing: Thing, shown: Mapping[str, Any]) -> FactRead:
        value = dig(shown, path.split(".")[1:])
        field = field_of(self._facts.knowledge, path)
        trace = self._trace(thing, (path,))
        places = tuple(sorted({self._facts.dossier.place(p) for p in trace.sources}))
        inherited = any(p[1:2] == ("defaut_services",) for p in trace.sources)
        label = field.label if field else path
        return FactRead(path, label, value, text(value, field), places, inherited)

    # -- words -----------------------------------------------------------------------------------

    def _message(self, rule: Rule, thing: Thing, outcome: Outcome, missing: Sequence[FactRead]) -> str:
        if outcome is Outcome.NON_SATISFAIT:
            return self._filled(rule.message, thing)
        if outcome is Outcome.SANS_REPONSE:
            if thing.phantom:
                return wording.unwritten(rule, thing.title)
            return wording.question(self._facts.knowledge, rule, thing.title, missing)
        return rule.titre

    def _remedy(self, rule: Rule, thing: Thing, outcome: Outcome, missing: Sequence[FactRead]) -> str:
        if outcome is Outcome.NON_SATISFAIT:
            return rule.remede
        if outcome is Outcome.SANS_REPONSE and thing.phantom:
            return wording.write_list(thing.base)
        return wording.answer(self._facts.knowledge, missing) if outcome is Outcome.SANS_REPONSE else ""

    def _filled(self, template: str, thing: Thing) -> str:
        def value(match: re.Match[str]) -> str:
            path = match[1]
            if path == f"{thing.kind.name}.titre":
                return thing.title
            found = dig(project(self._facts, thing, tree_of((path,))), path.split(".")[1:])
            return text(found, field_of(self._facts.knowledge, path))

        return _HOLE.sub(value, template)


def _holds_none(value: Any) -> bool:
    return value is None or (isinstance(value, list) and any(_holds_none(v) for v in value))


def dig(shown: Any, keys: Sequence[str]) -> Any:
    """The value at a fact's path in a projection; a list for `[]`; None when unknown."""
    if not keys:
        return shown
    head, rest = keys[0], keys[1:]
    value = shown.get(head.removesuffix("[]")) if isinstance(shown, Mapping) else None
    if head.endswith("[]") and isinstance(value, list):
        return [dig(item, rest) for item in value]
    if not rest and isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [str(item.get("id", "…")) for item in value]
    return dig(value, rest) if value is not None else None
