"""What a text that is no YAML is told: the place of the mistake rather than where the parser gave up, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

_BREAK = re.compile(r"\r\n|\r|\n")
_ASKED = re.compile(r"# ( *)(- )?([a-z0-9_]+):")  # a question of `rie init`, still a comment
_TAB = re.compile(r" *\t")
_TABBED = ("Une tabulation sert de retrait.", "Remplacer les tabulations par des espaces.")
_KEY = re.compile(r"( *)(?:- )*([\w-]+) *:(?= |$)")
_QUOTED = ("'", '"')


class Said(NamedTuple):
    """Where (from 1), what is wrong, what to do."""

    line: int
    column: int
    message: str
    remedy: str


class _Broken(NamedTuple):
    text: str
    lines: list[str]
    said: str  # the parser's own words
    line: int  # where it gave up, from 0
    column: int
    start: tuple[int, int] | None  # where what it was reading begins

    @property
    def char(self) -> str:
        row = self.lines[self.line] if self.line < len(self.lines) else ""
        return row[self.column : self.column + 1]

    def at(self, place: tuple[int, int] | None, message: str, remedy: str) -> Said:
        line, column = place or (self.line, self.column)
        return Said(line + 1, column + 1, message, remedy)


def explain(error: yaml.MarkedYAMLError, text: str) -> Said:
    """A parser's complaint about `text`, in an author's words."""
    mark: Any = error.problem_mark or error.context_mark
    start: Any = error.context_mark
    broken = _Broken(
        text,
        _BREAK.split(text),
        f"{error.context or ''} {error.problem or ''}",
        mark.line if mark else 0,
        mark.column if mark else 0,
        (start.line, start.column) if start else None,
    )
    tab = _TAB.match(broken.lines[broken.line]) if broken.line < len(broken.lines) else None
    if tab is not None and broken.column <= tab.end():
        return broken.at((broken.line, tab.end() - 1), *_TABBED)
    for sign, say in _SAYERS:
        if sign in broken.said:
            found = say(broken)
            if found is not None:
                return found
    return broken.at(
        None,
        "La ligne ne se lit pas comme du YAML.",
        "Vérifier retraits, guillemets et « : » autour de cette ligne.",
    )


def _open_quote(broken: _Broken) -> Said | None:
    """A quote that was never closed runs to the next one, some lines below, and the parser stumbles just after."""
    if "while scanning a quoted scalar" in broken.said:
        return _unclosed_quote(broken, broken.start)
    last = _last_token(broken)
    if isinstance(last, yaml.ScalarToken) and last.style in _QUOTED:
        start, end = last.start_mark, last.end_mark
        if start.line < end.line == broken.line:
            return _unclosed_quote(broken, (start.line, start.column))
    return None


def _unclosed_quote(broken: _Broken, place: tuple[int, int] | None) -> Said:
    return broken.at(place, "Le guillemet ouvert ici n'est pas fermé.", "Le fermer à la fin de la valeur.")


def _last_token(broken: _Broken) -> Any:
    """The last token read before the place where the parser gave up."""
    last = None
    try:
        for token in yaml.scan(broken.text, Loader=yaml.CSafeLoader):
            if (token.start_mark.line, token.start_mark.column) >= (broken.line, broken.column):
                break
            if not isinstance(token, yaml.BlockEndToken):
                last = token
    except yaml.YAMLError:
        pass
    return last


def _flow(broken: _Broken) -> Said | None:
    line, column = broken.start or (broken.line, broken.column)
    brace = broken.lines[line][column : column + 1] == "{"
    if broken.line > line:
        what, close = ("L'accolade ouverte", "}") if brace else ("Le crochet ouvert", "]")
        return broken.at(
            (line, column),
            f"{what} ici n'est pas fermé{'e' if brace else ''}, ou il manque une virgule avant la ligne {broken.line + 1}.",
            f"Fermer par « {close} », ou séparer les éléments par des virgules.",
        )
    before = broken.lines[broken.line][: broken.column]
    if broken.char == ":" and not before.endswith(" "):
        return broken.at(
            None,
            "Il manque une virgule avant cette clé, ou la valeur qui précède contient un « : ».",
            "Séparer les éléments par des virgules ; mettre entre guillemets une valeur qui contient « : ».",
        )
    if broken.char == ":":
        return broken.at(
            None,
            "Un « : » se trouve dans une valeur, à l'intérieur de { … } ou de [ … ].",
            'Mettre la valeur entre guillemets : {nom: "Directeur : général"}.',
        )
    return broken.at(
        None,
        "Il manque une virgule, un crochet ou une accolade dans une liste ou une table écrite sur une ligne.",
        "Séparer les éléments par des virgules et fermer le crochet ou l'accolade.",
    )


def _expected_key(broken: _Broken) -> Said | None:
    row = broken.lines[broken.line] if broken.line < len(broken.lines) else ""
    if row[: broken.column].strip():
        return broken.at(
            None,
            "Du texte suit la fin de la valeur (guillemet, crochet ou accolade qui se ferme).",
            "Mettre toute la valeur entre guillemets, ou retirer ce qui suit.",
        )
    orphan = _orphan(broken)
    if orphan is not None:
        return orphan
    if broken.char == "-":
        above = [r for r in broken.lines[: broken.line] if r.strip() and not r.lstrip().startswith("#")]
        if any(r.lstrip().startswith("- ") for r in above):
            return _misaligned(broken)
        return broken.at(
            None,
            "Un « - » se trouve là où une clé était attendue.",
            "Écrire au-dessus la clé de cette liste, ou retirer le « - ».",
        )
    return broken.at(
        None,
        "Le retrait de cette ligne ne correspond à aucune table ouverte.",
        "Aligner la clé sur celles de sa table.",
    )


def _misaligned(broken: _Broken) -> Said:
    return broken.at(
        None,
        "Un élément de liste est mal aligné.",
        "Aligner l'élément : son « - » sous ceux des autres éléments de la liste.",
    )


def _orphan(broken: _Broken, line: int | None = None) -> Said | None:
    """A line whose parent is still a comment: the question above that it answers a part of."""
    number = broken.line if line is None else line
    row = broken.lines[number]
    depth, item = len(row) - len(row.lstrip()), row.lstrip().startswith("-")
    for above in range(number - 1, -1, -1):
        asked, other = _ASKED.match(broken.lines[above]), broken.lines[above]
        if asked is None:
            if other.strip() and not other.startswith("#") and len(other) - len(other.lstrip()) < depth:
                return None
            continue
        if (len(asked[1]) < depth or (item and len(asked[1]) == depth)) and not asked[2]:
            key = _KEY.match(row)
            what = f"« {key[2]} »" if key else "Cet élément"
            return broken.at(
                (number, depth),
                f"{what} se place sous « {asked[3]}: », encore en commentaire à la ligne {above + 1}.",
                f"Ôter aussi « # » et l'espace qui suit à la ligne {above + 1}.",
            )
    return None


def _mapping_values(broken: _Broken) -> Said | None:
    row = broken.lines[broken.line]
    key = _KEY.match(row)
    if key is None or key.end() != broken.column + 1:
        return broken.at(
            None,
            "Un « : » se trouve là où une valeur simple était attendue.",
            "Mettre la valeur entre guillemets.",
        )
    return _orphan(broken) or broken.at(
        (broken.line, len(key[1])),
        "Cette clé est plus en retrait que celles de sa table.",
        "L'aligner sur elles, ou retirer la valeur de la ligne du dessus si elle en fait partie.",
    )


def _bad_start(broken: _Broken) -> Said | None:
    if not broken.char:
        return None
    return broken.at(
        None, f"Une valeur ne peut pas commencer par « {broken.char} ».", "Mettre la valeur entre guillemets."
    )


def _reserved(broken: _Broken) -> Said:
    line, column = broken.start or (broken.line, broken.column)
    char = broken.lines[line][column : column + 1]
    return broken.at(
        broken.start,
        f"« {char} » en début de valeur est réservé par YAML.",
        "Mettre la valeur entre guillemets.",
    )


def _content(broken: _Broken) -> Said | None:
    if broken.char == "-":
        return broken.at(
            None, "Un « - » se trouve à l'intérieur de [ … ] ou de { … }.", "Séparer les éléments par des virgules."
        )
    return _bad_start(broken)


def _after_end(broken: _Broken) -> Said | None:
    ends = [i for i, row in enumerate(broken.lines[: broken.line]) if row.startswith("...")]
    if not ends:
        return None
    return broken.at(
        None, f"Du texte suit « ... », qui finit le fichier à la ligne {ends[-1] + 1}.", "Retirer la ligne « ... »."
    )


def _list_first(broken: _Broken) -> Said | None:
    line, column = broken.start or (broken.line, broken.column)
    if column == 0 and broken.column == 0:
        return _orphan(broken, line) or broken.at(
            (line, column),
            f"Une liste commence ici, et des clés la suivent à la ligne {broken.line + 1}.",
            "Écrire au-dessus la clé de cette liste.",
        )
    return _misaligned(broken)


def _always(message: str, remedy: str, at_start: bool = False) -> Callable[[_Broken], Said]:
    return lambda broken: broken.at(broken.start if at_start else None, message, remedy)


_BACKSLASH = _always(
    "Une barre oblique inverse est mal employée entre guillemets doubles.",
    "Employer des guillemets simples : 'C:\\Users'.",
)
# Tried in order: a sign in the parser's words, then what to say; None passes to the next.
_SAYERS: tuple[tuple[str, Callable[[_Broken], Said | None]], ...] = (
    ("hexdecimal number", _BACKSLASH),
    ("Unicode character escape", _BACKSLASH),
    ("unknown escape character", _BACKSLASH),
    ("", _open_quote),
    ("did not find expected ',' or", _flow),
    ("mapping values are not allowed", _mapping_values),
    ("did not find expected key", _expected_key),
    ("did not find expected '-'", _list_first),
    (
        "block sequence entries are not allowed",
        _always(
            "Un « - » se trouve là où une liste ne peut pas commencer.",
            "Passer à la ligne avant la liste, ou mettre la valeur entre guillemets.",
        ),
    ),
    (
        "could not find expected ':'",
        _always(
            "Cette ligne n'a pas de « : » après sa clé, ou pas d'espace après le « : ».",
            "Écrire « clé: valeur ».",
            True,
        ),
    ),
    ("cannot start any token", _bad_start),
    ("while scanning an anchor", _reserved),
    ("while scanning an alias", _reserved),
    ("while scanning a tag", _reserved),
    ("while scanning a block scalar", _reserved),
    ("while scanning a directive", _reserved),
    ("found undefined alias", _always("Les renvois (*nom) ne sont pas admis.", "Écrire la valeur en entier.")),
    ("expected node content", _content),
    ("<document start>", _after_end),
)
