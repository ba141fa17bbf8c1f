"""Small faults planted in a rule's sentences: a condition negated, a bound moved, an « and » made « or », a fact dropped…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from builder.model.rules import Rule

_TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|&&|\|\||==|!=|<=|>=|[A-Za-z_]\w*|\d+|.)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_SWAPS = {
    "<": ("<=",),
    "<=": ("<",),
    ">": (">=",),
    ">=": (">",),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
}
_MACROS = {"all": "exists", "exists": "all"}


def mutants(rule: Rule, texts: Mapping[str, Any]) -> Iterator[tuple[str, Rule]]:
    """(what was planted, the faulty rule). `texts`: the numbers and dates of the rule's pack."""
    for key in ("si", "exige"):
        sentence = getattr(rule, key)
        if sentence is not None:
            for said, changed in _faults(sentence, texts):
                yield f"{key} : {said}", replace(rule, **{key: changed})
    if rule.si is not None:
        yield "si : ôté", replace(rule, si=None)


def _faults(sentence: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "nié", f"!({sentence})"
    tokens = _TOKEN.findall(sentence)
    for i, token in enumerate(tokens):
        for start, end, other in _at(tokens, i, token, texts):
            told = f"{' '.join(tokens[start:end])} → {other or 'rien'} (mot {i})"
            yield told, " ".join([*tokens[:start], other, *tokens[end:]])


def _at(tokens: list[str], i: int, token: str, texts: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """(start, end, words put instead) for the faults that sit on one token."""
    for other in _SWAPS.get(token, ()):
        yield i, i + 1, other
    if token in _MACROS and tokens[i - 1] == "." and tokens[i + 1] == "(":
        yield i, i + 1, _MACROS[token]
    if token == "!":
        yield i, i + 1, ""
    if token.isdigit():
        yield i, i + 1, str(int(token) + 1)
        yield i, i + 1, f"({token} - 1)"
    if token == "texte":
        for moved in _moved(texts[tokens[i + 2]]):
            yield i, i + 3, moved
    if token.startswith("'"):
        yield i, i + 1, "'autre-valeur'"
    if token in ("&&", "||"):
        neutral = "true" if token == "&&" else "false"
        start, end = _left(tokens, i), _right(tokens, i)
        yield i + 1, end, neutral
        if start == 0 or tokens[start - 1] != token:
            yield start, i, neutral


def _moved(value: Any) -> Iterator[str]:
    if isinstance(value, int):
        yield from (str(value + 1), str(value - 1))
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield from (f"'{date.fromisoformat(value) + timedelta(days)}'" for days in (1, -1))
    else:
        yield "'^autre-forme$'"


def _left(tokens: list[str], i: int) -> int:
    """Where the operand before an « and » or an « or » starts."""
    depth = 0
    for j in range(i - 1, -1, -1):
        depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(tokens[j], 0)
        if depth < 0 or (depth == 0 and _ends(tokens[j], tokens[i])):
            return j + 1
    return 0


def _right(tokens: list[str], i: int) -> int:
    """Where the operand after an « and » or an « or » ends."""
    depth = 0
    for j in range(i + 1, len(tokens)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(tokens[j], 0)
        if depth < 0 or (depth == 0 and _ends(tokens[j], tokens[i])):
            return j
    return len(tokens)


def _ends(token: str, operator: str) -> bool:
    """`&&` binds closer than `||`: the operand of an « or » may hold an « and », not the contrary."""
    return token in ("||", ",") or (token == "&&" and operator == "&&")
