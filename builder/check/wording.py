"""What to ask and what to write, in French, for a fact that nobody answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from builder.check.packs import field_of
from builder.model.fields import FORMS, Field, Kind, Knowledge
from builder.model.findings import FactRead
from builder.model.rules import Rule
from builder.model.source import Path

_MOST = 6  # missing answers named in one message
_NOUNS = {"mie": "MIE", "idp": "IdP", "sso": "SSO"}  # else the kind's own title, without its article
_VOWELS = "aeiouyéèêhAEIOUÉ"


def question(knowledge: Knowledge, rule: Rule, title: str, missing: Sequence[FactRead]) -> str:
    """What is not answered, for whom, and which requirement wants it; then whatever else is missing, by its key."""
    if not missing:
        return f"« {title} » : on ne peut pas dire si « {rule.titre} » est respecté ({rule.exigence})."
    asked = _asked(knowledge, missing[0]).removesuffix(".")
    return f"« {title} » : {asked} ({rule.exigence}, « {rule.titre} »){_others(knowledge, missing)}"


def unwritten(rule: Rule, title: str) -> str:
    """A subject that nobody described: its list, or its file, is not written."""
    said = title if title.startswith("e-") else title[0].upper() + title[1:]  # « e-CPS » is a name
    return f"{said} : on ne peut pas dire si « {rule.titre} » ({rule.exigence})."


def write_list(base: Path) -> str:
    """What to write so that the subject exists, or is known not to."""
    if len(base) == 1:
        return _new_file(str(base[0])) if "<id>" in str(base[0]) else f"Compléter {base[0]}."
    return f"Écrire {base[-1]} dans {base[0]} : la liste, ou [] s'il n'y en a pas."


def answer(knowledge: Knowledge, missing: Sequence[FactRead]) -> str:
    """What to write for the first missing answer."""
    if not missing:
        return "Compléter la description du sujet."
    name = missing[0].name
    kind = _listed(knowledge, name)
    if kind is not None:
        if not kind.container:
            return _new_file(kind.file) if "<id>" in kind.file else f"Créer le fichier {kind.file}."
        return f"Écrire {kind.container} dans {kind.file} : la liste, ou [] s'il n'y en a pas."
    return f"Écrire {key_to_write(knowledge, name)} : {form(knowledge, field_of(knowledge, name))}."


def _new_file(pattern: str) -> str:
    return f"Créer un fichier par objet dans {pattern.split('/', 1)[0]}/ : {pattern.replace('<id>', '<identifiant>')}."


def _asked(knowledge: Knowledge, read: FactRead) -> str:
    kind = _listed(knowledge, read.name)
    if kind is not None:
        return f"la liste « {kind.container or kind.file} » n'est pas écrite."
    field = field_of(knowledge, read.name)
    return field.help if field and field.help.endswith("?") else f"« {read.label} » reste sans réponse."


def _others(knowledge: Knowledge, missing: Sequence[FactRead]) -> str:
    """« Il manque aussi : postes, services. »: keys as they are written, each once."""
    first = (missing[0].name, missing[0].places)
    rest = Counter(_short(knowledge, read.name) for read in missing if (read.name, read.places) != first)
    if not rest:
        return ""
    named = [key if count == 1 else f"{key} ({count} endroits)" for key, count in list(rest.items())[:_MOST]]
    left = len(rest) - len(named)
    end = "" if not left else " et une autre réponse" if left == 1 else f" et {left} autres réponses"
    return f" Il manque aussi : {', '.join(named)}{end}."


def _short(knowledge: Knowledge, name: str) -> str:
    kind = _listed(knowledge, name)
    if kind is None:
        return key_to_write(knowledge, name)
    return kind.container or kind.file.split("/", 1)[0].removesuffix(".yml")


def _listed(knowledge: Knowledge, name: str) -> Kind | None:
    """The kind whose whole list is missing: facts name it `service[]`."""
    return knowledge.kinds[name.removesuffix("[]")] if name.endswith("[]") and "." not in name else None


def key_to_write(knowledge: Knowledge, name: str) -> str:
    """The key to write, from the object whose file it is in: `psc.delegue_a`; from the item's own when it is of a list."""
    subject, *keys = name.replace("[]", "").split(".")
    kind = knowledge.kinds[subject]
    while len(keys) > 1 and keys[0] in kind.views:
        kind = knowledge.kinds[kind.views[keys[0]].target]
        keys = keys[1:]
    view = kind.views.get(keys[0]) if len(keys) == 1 else None
    if view is not None and view.link == "champ":
        keys = [view.source]
    return ".".join(([kind.container] if kind.container and not kind.many else []) + keys)


def form(knowledge: Knowledge, field: Field | None) -> str:
    """What one writes for a fact: the words, or the kind of value, that it admits."""
    if field is None:
        return "la liste, ou [] s'il n'y en a pas"
    if field.type == "liste" or (field.type == "vue" and field.many):
        return _list_form(knowledge, field)
    if field.values:
        said = _choices(field)
    elif field.target:
        said = f"l'identifiant d'{_a(knowledge, field.target)}"
    else:
        said = FORMS.get(field.type, FORMS["texte"])
    unit = f" ({field.unit})" if field.unit else ""
    return said + unit + (", ou aucun" if field.optional_word else "")


def _list_form(knowledge: Knowledge, field: Field) -> str:
    item = field if field.type == "vue" else field.item
    if item is not None and item.target:
        nouns = " ou ".join(_of(noun(knowledge, t)) for t in item.target.split())
        return f"la liste des identifiants {nouns}, ou [] s'il n'y en a pas"
    inner = f" de {_choices(item)}" if item and item.values else ""
    if item is not None and item.fields:
        inner = f", une entrée par « - {next(iter(item.fields))}: … »"
    return f"une liste{inner}, ou [] s'il n'y en a pas"


def noun(knowledge: Knowledge, target: str) -> str:
    """A kind's name without its article: « MIE », « politique de session »."""
    title = knowledge.kinds[target].title
    for article in ("un ", "une ", "le ", "la ", "l'", "les "):
        if title.startswith(article):
            return _NOUNS.get(target, title.removeprefix(article))
    return _NOUNS.get(target, title)


def _of(noun: str) -> str:
    return f"d'{noun}" if noun[0] in _VOWELS and not noun.startswith("SSO") else f"de {noun}"


def _a(knowledge: Knowledge, targets: str) -> str:
    return " ou d'".join(knowledge.kinds[t].title for t in targets.split())


def _choices(field: Field) -> str:
    return " | ".join(field.values)
