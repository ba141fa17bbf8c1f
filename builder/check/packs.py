"""What a pack must hold before any dossier is judged by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.check.sentences import paths
from builder.model.errors import BuilderError
from builder.model.fields import Field, Kind, Knowledge
from builder.model.rules import Pack, Rule

_ALL = re.compile(r"([A-Za-z_][\w.\[\]]*)\.all\(")
_UPPER_BOUND = re.compile(r"([A-Za-z_][\w.\[\]]*)\s*(>=|>)\s")
_PAST_DATE = re.compile(r"([A-Za-z_][\w.\[\]]*)\s*(<=|<)\s")


def verify(packs: tuple[Pack, ...], knowledge: Knowledge, types: bool = True) -> None:
    """Raise BuilderError with every fault of every pack: one reading tells all."""
    faults = [fault for pack in packs for rule in pack.rules for fault in _faults(rule, knowledge)]
    faults += list(_conflict_faults(packs, knowledge))
    if types:
        from builder.check.static import type_errors

        faults += [f"{id_} : {e}" for p in packs if p.rules for id_, e in type_errors(p, knowledge).items()]
    if faults:
        raise BuilderError("Des règles sont fautives :\n" + "\n".join(faults), "Corriger schemas/regles.")


def _conflict_faults(packs: tuple[Pack, ...], knowledge: Knowledge) -> Iterator[str]:
    """A rule names a reading that exists, of a conflict that names the rule."""
    known = {f"{c.id}.{name}": c for c in knowledge.conflicts for name in c.lectures}
    for rule in (r for p in packs for r in p.rules if r.lecture):
        if rule.lecture not in known or rule.id not in known[rule.lecture].regles:
            yield f"{rule.id} : la lecture {rule.lecture} n'est pas de schemas/conflits.yml, ou ne cite pas la règle"


def _faults(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    kind = knowledge.kinds.get(rule.pour_chaque)
    if kind is None:
        yield f"{rule.id} : sujet inconnu « {rule.pour_chaque} »"
        return
    read = {p for s in (rule.si, rule.exige) if s for p in paths(s, rule.pour_chaque)}
    if read != set(rule.faits):
        yield f"{rule.id} : `faits` dit {sorted(rule.faits)}, les phrases lisent {sorted(read)}"
    for path in sorted(read):
        if field_of(knowledge, path) is None:
            yield f"{rule.id} : fait inconnu « {path} »"
    yield from _sentence_faults(rule, knowledge, kind)


def _sentence_faults(rule: Rule, knowledge: Knowledge, kind: Kind) -> Iterator[str]:
    sentences = [s for s in (rule.si, rule.exige) if s]
    if any("has(" in s for s in sentences):
        yield f"{rule.id} : has() ferait d'une réponse absente une réponse"
    for name in _ALL.findall(rule.exige):
        if f"{name}.size() > 0" not in rule.exige and rule.vide_admis is None:
            yield f"{rule.id} : all() sur {name} est vrai d'une liste vide ; l'exclure, ou dire pourquoi (vide_admis)"
    for name in _upper(rule.exige):
        field = field_of(knowledge, name)
        if field and field.type in ("borne", "periode") and not _guarded(rule.exige, name, ("SANS_LIMITE", "JAMAIS")):
            yield f"{rule.id} : « {name} » peut valoir sans_limite ou jamais ; garder la comparaison"
    for name in _PAST_DATE.findall(rule.exige):
        field = field_of(knowledge, name[0])
        if field and field.type == "date_passee" and not _guarded(rule.exige, name[0], ("JAMAIS_FAIT",)):
            yield f"{rule.id} : « {name[0]} » peut valoir jamais, plus ancien que toute date ; garder la comparaison"


def _upper(sentence: str) -> list[str]:
    return [name for name, _ in _UPPER_BOUND.findall(sentence)]


def _guarded(sentence: str, name: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"{re.escape(name)}\s*(<|!=|>)\s*{w}", sentence) for w in words)


def field_of(knowledge: Knowledge, path: str) -> Field | None:
    """The field that a fact's path names, through tables, lists and views; None when there is none."""
    subject, *keys = path.split(".")
    kind = knowledge.kinds.get(subject)
    if kind is None or not keys:
        return None
    fields, field = kind.fields, None
    for key in keys:
        name = key.removesuffix("[]")
        if field is not None and field.type == "vue" and name in ("existe", "id"):
            return Field(name, "oui_non" if name == "existe" else "texte", name)
        field = Field("id", "texte", "Identifiant") if name == "id" else fields.get(name)
        if field is None:
            return None
        fields = _inside(knowledge, field)
    return field


def _inside(knowledge: Knowledge, field: Field) -> dict[str, Field]:
    if field.type == "vue":
        return {n: f for n, f in knowledge.kinds[field.target].fields.items() if f.type != "vue"}
    if field.item is not None:
        return dict(field.item.fields)
    return dict(field.fields)
