"""A question of the model: what it means, who knows it, which rules read it, what the dossier answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.check.engine import owned
from builder.check.explain.finding import Judged
from builder.check.explain.grounds import Grounds
from builder.check.explain.questions import who
from builder.check.explain.recorded import Step
from builder.check.facts import UNKNOWN, Thing
from builder.check.packs import field_of
from builder.check.subjects import subjects
from builder.check.wording import form
from builder.model.explanation import Node
from builder.model.fields import Field, Kind, Knowledge
from builder.model.rules import Rule
from builder.model.source import Path

_MOST = 12


def names(knowledge: Knowledge) -> list[str]:
    """Every fact of the model: `mie.produit.certification.expire_le`, `service.acces[].par`."""
    return [n for kind in knowledge.kinds.values() for n in _below(kind.name, kind.fields.values())]


def _below(head: str, fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        name = f"{head}.{field.name}"
        yield name
        if field.type == "table":
            yield from _below(name, field.fields.values())
        elif field.item is not None:
            yield from _below(name + "[]", field.item.fields.values())


def fact_tree(judged: Judged, name: str) -> Node:
    """A fact of the model; `name` is one of `names`."""
    knowledge = judged.facts.knowledge
    field = field_of(knowledge, name)
    assert field is not None
    kind = knowledge.kinds[name.partition(".")[0]]
    derived = knowledge.derived.get(name)
    people = who(_path(kind, name))
    nodes = [Node("note", field.help)] if field.help else []
    if field.type == "vue":
        nodes.append(Node("note", "Un voisin que les règles peuvent lire : l'outil le trouve, on ne l'écrit pas ici."))
    elif derived is None:
        nodes.append(Node("note", f"s'écrit dans {kind.file}{_under(name, kind.container)} : {form(knowledge, field)}"))
        nodes += [Node("note", f"qui le sait : {', '.join(people)}")] if people else []
    else:
        sources = tuple(Node("fait", _labelled(knowledge, d), "", None, d) for d in derived["depend_de"])
        nodes.append(Node("calcul", "L'outil le calcule à partir de", "", None, "", sources))
    nodes += [Node("valeur", f"{value} : {label}") for value, label in _values(field).items()]
    nodes += [*_rules(judged, name), *_found(judged, name)]
    return Node("fait", f"{field.label} ({name})", "", None, name, tuple(nodes))


def _path(kind: Kind, name: str) -> Path:
    """Where a fact is written, in the first object of its kind."""
    keys: list[str | int] = [
        kind.file,
        *([kind.container] if kind.container else []),
        *([0] if kind.container and kind.many else []),
    ]
    for key in name.split(".")[1:]:
        keys += [key.removesuffix("[]"), 0] if key.endswith("[]") else [key]
    return tuple(keys)


def _under(name: str, container: str) -> str:
    keys = name.split(".")[1:-1]
    above = ".".join([container, *keys] if container else keys)
    return f", sous « {above} »" if above else ""


def _values(field: Field) -> dict[str, str]:
    return dict(field.values or (field.item.values if field.item else {}))


def _labelled(knowledge: Knowledge, name: str) -> str:
    field = field_of(knowledge, name)
    return f"{field.label} ({name})" if field else name


def _rules(judged: Judged, name: str) -> Iterator[Node]:
    """Rules that read the fact, by itself or through what is computed from it."""
    knowledge = judged.facts.knowledge
    plain = name.replace("[]", "")
    through = _computed_from(knowledge, plain)
    rules = [r for p in judged.assessment.packs for r in p.rules]
    direct = [r for r in rules if plain in _read(knowledge, r)]
    others = [r for r in rules if r not in direct and through & _read(knowledge, r)]
    for title, group in (("Règles qui le lisent", direct), ("Règles qui lisent ce qui s'en calcule", others)):
        if group:
            lines = tuple(Node("regle", f"{r.id} « {r.titre} »", r.niveau.value, None, r.id) for r in group)
            yield Node("groupe", f"{title} ({len(group)})", "", None, "", lines)
    if not direct and not others:
        yield Node("note", "Aucune règle ne le lit : il éclaire le dossier, sans effet sur un verdict.")


def _read(knowledge: Knowledge, rule: Rule) -> set[str]:
    return {owned(knowledge, fact) for fact in rule.faits}


def _computed_from(knowledge: Knowledge, name: str) -> set[str]:
    """Derived facts that depend on a fact, at any distance."""
    found: set[str] = set()
    wanted = {name}
    while wanted:
        above = {
            path.replace("[]", "")
            for path, entry in knowledge.derived.items()
            if wanted & {d.replace("[]", "") for d in entry["depend_de"]}
        }
        wanted = above - found
        found |= above
    return found


def _found(judged: Judged, name: str) -> Iterator[Node]:
    """The fact's value for each object of the dossier, opened when it is computed."""
    kind, *keys = name.split(".")
    lines: list[Node] = []
    for thing in subjects(judged.facts, kind):
        for step in _steps(judged, thing, keys):
            line = Grounds(judged.facts).node(step)
            lines.append(Node(line.role, f"{thing.title} · {line.text}", line.etat, line.place, thing.ref, line.nodes))
    rest = len(lines) - _MOST
    more = (Node("note", f"et {rest} autre{'s' if rest > 1 else ''}"),) if rest > 0 else ()
    if lines:
        yield Node("groupe", f"Dans ce dossier ({len(lines)})", "", None, "", (*lines[:_MOST], *more))
    else:
        yield Node("note", "Dans ce dossier : rien de tel n'est décrit.")


def _steps(judged: Judged, thing: Thing, keys: list[str]) -> Iterator[Step]:
    facts, head = judged.facts, keys[0]
    field = thing.kind.fields[head.removesuffix("[]")]
    if head.endswith("[]"):
        count = facts.items(thing, field.name)
        for i in range(0 if count is UNKNOWN else count):
            derived = facts.is_item_derived(thing.kind.name, field.name, keys[1])
            item = ("item", thing, field.name, i, keys[1])
            yield item if derived else ("ask", thing, (field.name, i, *keys[1:]))
    elif field.type == "vue":
        yield ("view", thing, head)
    else:
        yield ("fact", thing, head) if field.derived else ("ask", thing, tuple(keys))
