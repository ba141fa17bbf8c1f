"""A CEL sentence as a tree of its parts, to be told part by part. It reads; the runtime alone evaluates.

Only what the packs use is read: `&&`, `||`, `!`, comparisons, `in`, `+ - *`, `size()`, `matches()`, `startsWith()`,
`all` and `exists`. Anything else is a fault of the pack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from builder.model.errors import BuilderError

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<int>\d+)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>&&|\|\||[<>=!]=|[<>!()\[\],.+*-]))"
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_CALLS = frozenset({"size", "matches", "startsWith"})
MACROS = frozenset({"all", "exists"})
_END = ("end", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Formula:
    """One part. op: or, and, not, all, exists, a comparison, + - *, name, text, int, list, size, matches, startsWith.

    words: the very words of the sentence; name: a dotted path, a literal's value, or the variable of all/exists.
    """

    op: str
    args: tuple[Formula, ...]
    words: str
    name: str = ""


@cache
def read(sentence: str) -> Formula:
    """A sentence → its tree. Raises BuilderError when it uses what this reader does not know."""
    reader = _Reader(sentence)
    found = reader.either()
    if reader.kind != "end":
        raise reader.fault()
    return found


class _Reader:
    """Recursive descent; a part's words are the span between its first and its last token."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._tokens: list[tuple[str, str, int, int]] = []
        at, end = 0, len(sentence.rstrip())
        while at < end:
            match = _TOKEN.match(sentence, at)
            if match is None:
                raise self.fault()
            kind = str(match.lastgroup)
            self._tokens.append((kind, match[kind], match.start(kind), match.end()))
            at = match.end()
        self._at = 0

    def fault(self) -> BuilderError:
        hint = "Employer ce que builder/check/explain/formula.py sait lire, ou le lui apprendre."
        return BuilderError(f"La phrase ne se découpe pas : {self._sentence}", hint)

    @property
    def _token(self) -> tuple[str, str, int, int]:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    @property
    def kind(self) -> str:
        return self._token[0]

    def _is(self, *words: str) -> bool:
        return self.kind in ("mark", "name") and self._token[1] in words

    def _take(self, word: str = "") -> str:
        if self.kind == "end" or (word and not self._is(word)):
            raise self.fault()
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _made(self, start: int, op: str, args: tuple[Formula, ...] = (), name: str = "") -> Formula:
        span = self._sentence[self._tokens[start][2] : self._tokens[self._at - 1][3]]
        return Formula(op, args, " ".join(span.split()), name)

    def either(self) -> Formula:
        start, parts = self._at, [self._both()]
        while self._is("||"):
            self._take()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else self._made(start, "or", tuple(parts))

    def _both(self) -> Formula:
        start, parts = self._at, [self._compared()]
        while self._is("&&"):
            self._take()
            parts.append(self._compared())
        return parts[0] if len(parts) == 1 else self._made(start, "and", tuple(parts))

    def _compared(self) -> Formula:
        start, left = self._at, self._chain(("+", "-"))
        if not self._is(*_COMPARISONS):
            return left
        op = self._take()
        return self._made(start, op, (left, self._chain(("+", "-"))))

    def _chain(self, ops: tuple[str, ...]) -> Formula:
        """A sum, whose terms are products."""
        start, left = self._at, self._term(ops)
        while self._is(*ops):
            op = self._take()
            left = self._made(start, op, (left, self._term(ops)))
        return left

    def _term(self, ops: tuple[str, ...]) -> Formula:
        return self._chain(("*",)) if "+" in ops else self._unary()

    def _unary(self) -> Formula:
        start = self._at
        if not self._is("!"):
            return self._postfix()
        self._take()
        return self._made(start, "not", (self._unary(),))

    def _postfix(self) -> Formula:
        start, found = self._at, self._primary()
        while self._is("."):
            self._take()
            word = self._take()
            if self._is("("):
                found = self._call(start, found, word)
            elif found.op == "name":
                found = self._made(start, "name", (), f"{found.name}.{word}")
            else:
                raise self.fault()
        return found

    def _call(self, start: int, owner: Formula, word: str) -> Formula:
        self._take("(")
        args: tuple[Formula, ...] = (owner,)
        name = ""
        if word in MACROS:
            name = self._take()
            self._take(",")
            args = (owner, self.either())
        elif word in _CALLS:
            args += () if self._is(")") else (self.either(),)
        else:
            raise self.fault()
        self._take(")")
        return self._made(start, word, args, name)

    def _primary(self) -> Formula:
        start, kind = self._at, self.kind
        word = self._take()
        if kind == "text":
            return self._made(start, "text", (), re.sub(r"\\(.)", r"\1", word[1:-1]))
        if kind in ("int", "name"):
            return self._made(start, kind, (), word)
        if word == "(":
            inside = self.either()
            self._take(")")
            return Formula(inside.op, inside.args, f"({inside.words})", inside.name)
        if word != "[":
            raise self.fault()
        items: list[Formula] = []
        while not self._is("]"):
            items.append(self.either())
            if not self._is("]"):
                self._take(",")
        self._take("]")
        return self._made(start, "list", tuple(items))
