"""What to ask and what to write, in French, for a fact that nobody answered."""

from __future__ import annotations

from collections.abc import Sequence

from builder.check.packs import field_of
from builder.model.fields import Field, Kind, Knowledge
from builder.model.findings import FactRead
from builder.model.rules import Rule

_FORMS = {
    "oui_non": "oui ou non",
    "entier": "un nombre entier",
    "borne": "un nombre entier, ou sans_limite s'il n'y a pas de borne",
    "periode": "un nombre entier, ou jamais si cela ne se fait pas",
    "date": "AAAA-MM-JJ",
    "date_passee": "AAAA-MM-JJ, ou jamais si cela n'a pas eu lieu",
    "texte": "quelques mots",
    "ref": "l'identifiant d'un objet du dossier",
    "table": "voir les questions de cette table",
}


def question(knowledge: Knowledge, rule: Rule, title: str, missing: Sequence[FactRead]) -> str:
    """What is not answered, for whom, and which requirement wants it."""
    if not missing:
        return f"« {title} » : on ne peut pas dire si « {rule.titre} » est respecté ({rule.exigence})."
    asked = _asked(knowledge, missing[0])
    more = f" Et {len(missing) - 1} autre(s) réponse(s) manque(nt)." if len(missing) > 1 else ""
    return f"« {title} » : {asked} ({rule.exigence}, « {rule.titre} »){more}"


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
    form = _FORMS.get(field.type, "une valeur")
    unit = f" ({field.unit})" if field.unit else ""
    return form + unit + (", ou aucun" if field.optional_word else "")


def _choices(field: Field) -> str:
    return " | ".join(field.values)
