"""A question without an answer: what is asked, who may know, where to write it, and a line to write."""

from __future__ import annotations

from builder.check.explain.recorded import Recorded
from builder.check.packs import field_of
from builder.check.wording import form
from builder.load import questions as asking
from builder.load import shapes
from builder.model.explanation import Node
from builder.model.fields import Field, Knowledge
from builder.model.source import Path

_EXAMPLES = {
    "oui_non": "oui",
    "entier": "12",
    "borne": "12",
    "periode": "12",
    "date": "2026-05-31",
    "date_passee": "2026-05-31",
    "texte": "quelques mots",
    "rpps": '"99700000000"',
    "ecart": "0",
}


def question(facts: Recorded, name: str, path: Path) -> Node:
    """One answer that is wanted at `path`."""
    knowledge = facts.knowledge
    field = field_of(knowledge, name.removesuffix("[]"))
    asked = _asked(knowledge, field, name)
    nodes = (
        *_who(path),
        Node("note", _where(facts, path), "", facts.dossier.place(path)),
        Node("exemple", "\n".join(_lines(facts, path, field))),
    )
    return Node("question", asked, "inconnu", facts.dossier.place(path), name, nodes)


def who(path: Path) -> tuple[str, ...]:
    """Who is likely to know what is asked at a place of the dossier."""
    stem = asking.stem_of(str(path[0]))
    return (asking.people()[asking.who(stem, path[1:])],) if stem in shapes.stems() else ()


def _who(path: Path) -> tuple[Node, ...]:
    known = who(path)
    return (Node("note", f"à demander à : {', '.join(known)}"),) if known else ()


def _asked(knowledge: Knowledge, field: Field | None, name: str) -> str:
    if field is None:
        kind = knowledge.kinds.get(name.removesuffix("[]"))
        return f"{kind.title} : la liste n'est pas écrite" if kind else name
    return f"{field.label} : {field.help}" if field.help else field.label


def _written(facts: Recorded, path: Path) -> int:
    """How many keys of the path are in the dossier."""
    return next((n for n in range(len(path), 0, -1) if path[:n] in facts.dossier.places), 0)


def _where(facts: Recorded, path: Path) -> str:
    written = _written(facts, path)
    if not written:
        return f"à écrire dans un nouveau fichier {path[0]}"
    at = facts.dossier.place(path[:written])
    if written == 1:
        return f"à écrire dans {at.file}, au premier niveau"
    return f"à écrire dans {at.file}, sous « {_dotted(path[1:written])} » (ligne {at.line})"


def _dotted(keys: Path) -> str:
    """`acces[2].mie`: items count from 1."""
    return "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in keys).lstrip(".")


def _lines(facts: Recorded, path: Path, field: Field | None) -> list[str]:
    """The keys still to write, then an answer of the right form; its comment says what else is admitted."""
    keys = [str(k) for k in path[max(_written(facts, path), 1) :] if k and not isinstance(k, int)]
    if not keys:
        return [f"# {form(facts.knowledge, field)}"]
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    lines[-1] += f" {_example(facts, field)}   # {form(facts.knowledge, field)}"
    return lines


def _example(facts: Recorded, field: Field | None) -> str:
    if field is None:
        return "[]"
    if field.type == "liste" or field.many:
        item = field.item or field
        one = next(iter(item.values), "") if item.values else _known(facts, item.target)
        return f"[{one}]"
    if field.values:
        return next(iter(field.values))
    return _known(facts, field.target) or _EXAMPLES.get(field.type, "…")


def _known(facts: Recorded, targets: str) -> str:
    """The identifier of an object that the dossier holds, of a kind that may be cited."""
    return next((thing.id for kind in targets.split() for thing in facts.all(kind)), "")
