"""The parts of a sentence in French: « Catégories de facteurs : au moins 2 »."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from builder.check.explain.formula import Formula
from builder.check.packs import field_of
from builder.check.wording import noun
from builder.check.words import french_date, text
from builder.model.fields import Field, Knowledge
from builder.model.rules import Parameter
from builder.model.source import JAMAIS, JAMAIS_FAIT, SANS_LIMITE

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBER = {"==": "exactement", "!=": "autre que", "<": "moins de", "<=": "au plus", ">": "plus de", ">=": "au moins"}
_DATE = {
    "==": "le",
    "!=": "un autre jour que le",
    "<": "avant le",
    "<=": "au plus tard le",
    ">": "après le",
    ">=": "pas avant le",
}
_AS_DATE = {
    "==": "le jour de",
    "!=": "un autre jour que",
    "<": "avant",
    "<=": "au plus tard à",
    ">": "après",
    ">=": "pas avant",
}
_DATES = ("date", "date_passee")
_GLOBALS: Mapping[str, Any] = {"SANS_LIMITE": SANS_LIMITE, "JAMAIS": JAMAIS, "JAMAIS_FAIT": JAMAIS_FAIT}
TODAY = "date_reference"


class Words:
    """Tells conditions. `names`: a name of the sentence → the fact's name in the model (variables opened)."""

    def __init__(self, knowledge: Knowledge, parameters: Mapping[str, Parameter], today: str) -> None:
        self._knowledge = knowledge
        self._parameters = parameters
        self._today = today

    def condition(self, part: Formula, wanted: bool, names: Callable[[str], str]) -> str:
        """What must be so, or must not be so when `wanted` is false."""
        if part.op == "not":
            return self.condition(part.args[0], not wanted, names)
        if part.op in _OPPOSITE:
            return self._compared(part, part.op if wanted else _OPPOSITE[part.op], names)
        if part.op == "in":
            return self._among(part, wanted, names)
        subject = self.label(part.args[0] if part.args else part, names)
        if part.op == "matches":
            return f"{subject} : {self._form(part.args[1], wanted)}"
        if part.op == "startsWith":
            return (
                f"{subject} : {'' if wanted else 'ne '}commence {'' if wanted else 'pas '}par « {part.args[1].name} »"
            )
        if part.op == "name" and part.name.endswith(".existe"):
            return f"{subject} : {'il y en a' if wanted else 'il n’y en a pas'}"
        return f"{subject} : {'oui' if wanted else 'non'}"

    def _form(self, pattern: Formula, wanted: bool) -> str:
        if pattern.op == "text":
            return "rempli" if wanted else "vide"
        said = self._parameters[pattern.name.removeprefix("texte.")].libelle
        return f"{'de la forme' if wanted else 'pas de la forme'} « {said} »"

    def label(self, part: Formula, names: Callable[[str], str]) -> str:
        """What a part speaks of: a fact's label, with that of its table when it has one."""
        if part.op in ("+", "-", "*"):
            sign = {"+": "+", "-": "−", "*": "×"}[part.op]
            left, right = (self.label(a, names) for a in part.args)
            body = f"{left} {sign} {right}"
            return f"({body})" if part.op != "*" and part.words.startswith("(") else body
        if part.op == "size":
            return self.label(part.args[0], names)
        if part.op == "int":
            return part.name
        if part.op != "name":
            return part.words
        if part.name == TODAY:
            return f"Date d'évaluation ({french_date(self._today)})"
        if part.name.startswith("texte."):
            return self._parameter(part.name, None)
        return self.fact(names(part.name))

    def fact(self, name: str) -> str:
        """A fact's label, after those of the neighbour and the table that hold it."""
        keys = name.split(".")
        if keys[-1] == "id" and len(keys) == 2:
            word = noun(self._knowledge, keys[0])
            return word[:1].upper() + word[1:]
        if keys[-1] == "existe" and len(keys) > 2:
            keys = keys[:-1]
        field = field_of(self._knowledge, ".".join(keys))
        if field is None:
            return self._knowledge.kinds[keys[0].removesuffix("[]")].title
        above = field_of(self._knowledge, ".".join(keys[:-1])) if len(keys) > 2 else None
        own = self.named(field)
        if above is None or self.named(above) == own:
            return own
        return f"{self.named(above)}, {own if own[1:2].isupper() else own[:1].lower() + own[1:]}"

    def _field(self, name: str) -> Field | None:
        """The field of a fact; of an item of a list of words, the item's own."""
        field = field_of(self._knowledge, name)
        return field.item if field is not None and name.endswith("[]") and field.item is not None else field

    def named(self, field: Field) -> str:
        """A fact's label; a neighbour that no key names has the name of its kind."""
        if field.type != "vue" or field.label != field.name.replace("_", " "):
            return field.label
        word = noun(self._knowledge, field.target).partition(",")[0]
        return word[:1].upper() + word[1:]

    def _compared(self, part: Formula, op: str, names: Callable[[str], str]) -> str:
        left, right = part.args
        if left.op in ("text", "int") or left.name.startswith("texte."):
            left, right, op = right, left, _SWAPPED.get(op, op)
        subject = self.label(left, names)
        field = None if left.op != "name" or left.name == TODAY else self._field(names(left.name))
        if left.op == "size":
            return f"{subject} : {_count(op, right.name)}" if right.op == "int" else self._plain(subject, op, right)
        if right.op == "name" and right.name in _GLOBALS:
            return f"{subject} : {_extreme(op, right.name, field)}"
        dated = left.name == TODAY or (field is not None and field.type in _DATES)
        phrase = (_DATE if dated else _NUMBER)[op]
        if right.op in ("text", "int"):
            return f"{subject} : {self._literal(op, phrase, right, field)}"
        if right.op == "name" and right.name.startswith("texte."):
            return f"{subject} : {phrase} {self._parameter(right.name, field)}"
        if right.name == TODAY:
            return f"{subject} : {phrase} {french_date(self._today)} (date d'évaluation)"
        return f"{subject} : {_AS_DATE[op] if dated else phrase} « {self.label(right, names)} »"

    def _plain(self, subject: str, op: str, right: Formula) -> str:
        return f"{subject} : {_NUMBER[op]} {self._parameter(right.name, None)}"

    def _literal(self, op: str, phrase: str, right: Formula, field: Field | None) -> str:
        value: Any = int(right.name) if right.op == "int" else right.name
        if value == "":
            return "rempli" if op == "!=" else "vide"
        said = text(value, field)
        if op == "==":
            return said
        if right.op == "text":
            return f"autre que {said}"
        return f"{phrase} {said}"

    def _parameter(self, name: str, field: Field | None) -> str:
        parameter = self._parameters[name.removeprefix("texte.")]
        value = parameter.valeur
        dated = isinstance(value, str) and len(value) == 10 and value[4] == "-"
        return french_date(str(value)) if dated else text(value, field)

    def _among(self, part: Formula, wanted: bool, names: Callable[[str], str]) -> str:
        left, right = part.args
        if right.op != "list":  # 'materiel' in mie.supports
            field = self._field(names(right.name))
            item = field.item if field is not None and field.item is not None else field
            own = "cet élément" if left.op == "name" and names(left.name).endswith("[]") else self.label(left, names)
            said = text(left.name, item) if left.op == "text" else own
            return f"{self.label(right, names)} : {'comprend' if wanted else 'ne comprend pas'} « {said} »"
        field = self._field(names(left.name)) if left.op == "name" else None
        values = [text(v.name, field) if v.name else "vide" for v in right.args]
        subject = self.label(left, names)
        if wanted:
            return f"{subject} : {_listed(values, 'ou')}"
        return f"{subject} : " + ("rempli, et pas « aucun »" if "vide" in values else f"ni {_listed(values, 'ni')}")


def _listed(values: list[str], word: str) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {word} {values[-1]}"


def _count(op: str, number: str) -> str:
    if (op, number) in ((">", "0"), (">=", "1"), ("!=", "0")):
        return "au moins un"
    if (op, number) in (("==", "0"), ("<", "1"), ("<=", "0")):
        return "aucun"
    return f"{_NUMBER[op]} {number}"


def _extreme(op: str, word: str, field: Field | None) -> str:
    """Comparisons with `sans_limite` and `jamais`, which are answers of their own."""
    if word == "JAMAIS_FAIT":
        return "a eu lieu" if op in (">", "!=") else "n'a pas eu lieu"
    bounded = op in ("<", "!=", "<=")
    if field is not None and field.type == "periode":
        return "se fait, à une période donnée" if bounded else "jamais"
    return "a une limite" if bounded else "sans limite"
