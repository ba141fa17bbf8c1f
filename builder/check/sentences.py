"""CEL sentences: which facts they read, whether they are well typed, and what they say of a subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from cel_expr_python import cel

from builder.model.errors import BuilderError
from builder.model.fields import Knowledge
from builder.model.findings import Outcome
from builder.model.rules import Pack, Rule
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE

_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_MACRO = re.compile(r"([A-Za-z_][\w.\[\]]*)\.(all|exists_one|exists|filter|map)\(\s*([A-Za-z_]\w*)\s*,")
_NAME = re.compile(r"(?<![\w.\[\]])([A-Za-z_]\w*(?:\[\])?(?:\.[A-Za-z_]\w*(?:\[\])?)*)(\()?")
_METHODS = frozenset({"size", "contains", "startsWith", "endsWith", "matches", "all", "exists", "filter", "map"})


@cache
def paths(sentence: str, subject: str) -> tuple[str, ...]:
    """The facts that a sentence reads, from its subject's name: `mie.idp[].tls_min`, sorted.

    A macro's variable stands for the items of its list. Globals are left out.
    """
    text = _TEXT.sub("''", sentence)
    while match := _MACRO.search(text):
        list_, macro, variable = match.groups()
        head, tail = text[: match.start()], text[match.end() :]
        body, rest = _split_call(tail)
        body = re.sub(rf"(?<![\w.]){variable}(?![\w(])", f"{list_}[]", body)
        text = f"{head}({list_}) ({body}) {rest}" if macro else text
    found = set()
    for name, call in _NAME.findall(text):
        parts = name.split(".")
        if call and parts[-1] in _METHODS:
            parts.pop()
        if parts and parts[0].removesuffix("[]") == subject and len(parts) > 1:
            found.add(".".join(parts))
    whole = {p.removesuffix("[]") for p in found}
    return tuple(sorted(p for p in whole if not any(q.startswith(p + "[]") for q in whole)))


def _split_call(text: str) -> tuple[str, str]:
    """`body) rest` → body, rest: the parenthesis that closes an open call."""
    depth = 1
    for i, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return text[:i], text[i + 1 :]
    return text, ""


class Sentences:
    """The compiled sentences of packs, and their evaluation on plain maps."""

    def __init__(self, packs: tuple[Pack, ...], knowledge: Knowledge) -> None:
        self._kinds = tuple(sorted(knowledge.kinds))
        self._env = _environment(self._kinds)
        self._compiled: dict[str, Any] = {}
        self._texts = {p.id: {k: v.valeur for k, v in p.parametres.items()} for p in packs}
        for rule in (r for p in packs for r in p.rules):
            for sentence in filter(None, (rule.si, rule.exige)):
                self._compile(sentence, rule)

    def activation(self, subject: str, facts: Mapping[str, Any], date: str, pack: str) -> Any:
        """One activation for all rules of a pack about one subject."""
        return self._env.Activation({subject: facts, **self._globals(date, pack)})

    def _globals(self, date: str, pack: str) -> dict[str, Any]:
        return {
            "date_reference": date,
            "texte": self._texts[pack],
            "SANS_LIMITE": SANS_LIMITE,
            "JAMAIS": JAMAIS,
            "JAMAIS_FAIT": JAMAIS_FAIT,
        }

    def outcome(self, rule: Rule, activation: Any) -> tuple[Outcome, str]:
        """The outcome of a rule and the sentence that settled it: `si` false → sans objet, unknown → sans réponse;
        then `exige` decides."""
        if rule.si is not None:
            applies = self._truth(rule.si, rule, activation)
            if applies is not True:
                return Outcome.SANS_REPONSE if applies is None else Outcome.SANS_OBJET, rule.si
        holds = self._truth(rule.exige, rule, activation)
        if holds is None:
            return Outcome.SANS_REPONSE, rule.exige
        return Outcome.SATISFAIT if holds else Outcome.NON_SATISFAIT, rule.exige

    def part(self, rule: Rule, words: str, date: str, variables: Iterable[str], seen: Mapping[str, Any]) -> bool | None:
        """The truth of a part of one of a rule's sentences; None when unknown. `variables`: the names that all/exists
        bind there; `seen`: what sentences see of the subject and of these names, what is unknown left out."""
        names = tuple(sorted({*self._kinds, *variables}))
        activation = _environment(names).Activation({**seen, **self._globals(date, rule.pack)})
        return self._value(_compiled(names, words).eval(activation), rule)

    def _truth(self, sentence: str, rule: Rule, activation: Any) -> bool | None:
        return self._value(self._compiled[sentence].eval(activation), rule)

    def _value(self, value: Any, rule: Rule) -> bool | None:
        kind = value.type()
        if kind == cel.Type.BOOL:
            return bool(value.value())
        error = str(value.value())
        if kind == cel.Type.ERROR and error.startswith("NOT_FOUND"):
            return None  # an absent key: nobody answered
        raise BuilderError(
            f"La règle {rule.id} ne s'évalue pas : {error[:200]}", "Corriger la phrase CEL de la règle.", rule.file
        )

    def _compile(self, sentence: str, rule: Rule) -> None:
        if sentence in self._compiled:
            return
        try:
            self._compiled[sentence] = _compiled(self._kinds, sentence)
        except Exception as error:  # the library raises bare exceptions
            raise BuilderError(
                f"La règle {rule.id} ne se lit pas : {error}", "Corriger la phrase CEL de la règle.", rule.file
            ) from error


@cache
def _compiled(kinds: tuple[str, ...], sentence: str) -> Any:
    return _environment(kinds).compile(sentence)


@cache
def _environment(kinds: tuple[str, ...]) -> Any:
    dyn = dict.fromkeys((*kinds, "texte"), cel.Type.DYN)
    ints = dict.fromkeys(("SANS_LIMITE", "JAMAIS"), cel.Type.INT)
    texts = dict.fromkeys(("date_reference", "JAMAIS_FAIT"), cel.Type.STRING)
    return cel.NewEnv(variables={**dyn, **ints, **texts})
