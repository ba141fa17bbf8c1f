"""What to ask and what to write, in French, for a fact that nobody answered."""

from __future__ import annotations

from collections.abc import Sequence

from builder.check.packs import field_of
from builder.model.fields import FORMS, Field, Kind, Knowledge
from builder.model.findings import FactRead
from builder.model.rules import Rule
from builder.model.source import Path


def question(knowledge: Knowledge, rule: Rule, title: str, missing: Sequence[FactRead]) -> str:
    """What is not answered, for whom, and which requirement wants it."""
    if not missing:
        return f"« {title} » : on ne peut pas dire si « {rule.titre} » est respecté ({rule.exigence})."
    asked = _asked(knowledge, missing[0])
    more = f" Et {len(missing) - 1} autre(s) réponse(s) manque(nt)." if len(missing) > 1 else ""
    return f"« {title} » : {asked} ({rule.exigence}, « {rule.titre} »){more}"


def unwritten(rule: Rule, title: str) -> str:
    """A subject that nobody described: its list, or its file, is not written."""
    return f"{title[0].upper()}{title[1:]} : on ne peut pas dire si « {rule.titre} » ({rule.exigence})."


def write_list(base: Path) -> str:
    """What to write so that the subject exists, or is known not to."""
    if len(base) == 1:
        return f"Compléter {base[0]}."
    return f"Écrire {base[-1]} dans {base[0]} : la liste, ou [] s'il n'y en a pas."


def _asked(knowledge: Knowledge, read: FactRead) -> str:
    kind = _listed(knowledge, read.name)
    if kind is not None:
        return f"la liste « {kind.container or kind.file} » n'est pas écrite."
    field = field_of(knowledge, read.name)
    return field.help if field and field.help.endswith("?") else f"« {read.label} » reste sans réponse."


def _listed(knowledge: Knowledge, name: str) -> Kind | None:
    """The kind whose whole list is missing: facts name it `service[]`."""
    return knowledge.kinds[name.removesuffix("[]")] if name.endswith("[]") and "." not in name else None


def answer(knowledge: Knowledge, missing: Sequence[FactRead]) -> str:
    """What to write for the first missing answer."""
    if not missing:
        return "Compléter la description du sujet."
    name = missing[0].name
    kind = _listed(knowledge, name)
    if kind is not None:
        if not kind.container:
            return f"Créer le fichier {kind.file}."
        return f"Écrire {kind.container} dans {kind.file} : la liste, ou [] s'il n'y en a pas."
    keys = name.split(".", 1)[1] if "." in name else name
    field = field_of(knowledge, name)
    return f"Écrire {keys.replace('[]', '')} : {_form(field)}."


def _form(field: Field | None) -> str:
    if field is None:
        return "la liste, ou [] s'il n'y en a pas"
    if field.type == "liste":
        inner = f" de {_choices(field.item)}" if field.item and field.item.values else ""
        return f"une liste{inner}, ou [] s'il n'y en a pas"
    if field.values:
        return _choices(field)
    form = FORMS.get(field.type, "une valeur")
    unit = f" ({field.unit})" if field.unit else ""
    return form + unit + (", ou aucun" if field.optional_word else "")


def _choices(field: Field) -> str:
    return " | ".join(field.values)
