"""On what a rule is asked: the things of its kind, and one stand-in where nobody wrote the list."""

from __future__ import annotations

from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.things import phantom
from builder.model.findings import Subject


def subjects(facts: Facts, kind: str) -> list[Thing]:
    """The subjects of a kind, in a stable order. Silence gives a subject without answers, never none."""
    if kind == "delivrance":
        return _paths(facts)
    if kind == "un_facteur":
        return _cases(facts)
    spec = facts.knowledge.kinds[kind]
    group = facts.known_list(kind)
    if group is UNKNOWN:
        name = spec.container or spec.file.split("/")[0]
        base = (spec.file, spec.container) if spec.container else (spec.file,)
        return [phantom(spec, f"liste « {name} » sans réponse", base)]
    if kind == "idp" and not group and _wants_idp(facts):
        return [phantom(spec, "IdP cité par un accès et non décrit", (spec.file, spec.container))]
    return sorted(group, key=lambda thing: thing.id)


def _wants_idp(facts: Facts) -> bool:
    return any(a.get("par") == "idp" for s in facts.all("service") for a in s.data.get("acces", ()))


def _paths(facts: Facts) -> list[Thing]:
    """One subject a pair (means, path); a means that must be attested and cites none is a pair unanswered."""
    spec = facts.knowledge.kinds["delivrance"]
    pairs: list[Thing] = []
    for mie in sorted(facts.all("mie"), key=lambda thing: thing.id):
        cited = facts.ask(mie, "delivrances")
        found = [] if cited is UNKNOWN else [p for ref in cited if (p := facts.find("delivrance", ref))]
        pairs += [
            Thing(spec, f"{mie.id}/{p.id}", f"{mie.title} — {p.title}", p.data, p.base, parent=mie) for p in found
        ]
        if not found and facts.fact(mie, "exigences_applicables") is not False:
            title = f"{mie.title} — aucun parcours décrit"
            pairs.append(phantom(spec, title, (*mie.base, "delivrances"), f"{mie.id}/?", mie))
    return pairs


def _cases(facts: Facts) -> list[Thing]:
    spec = facts.knowledge.kinds["un_facteur"]
    cases = sorted(facts.all("un_facteur"), key=lambda thing: thing.id)
    for mie in facts.all("mie"):
        if "un_facteur" not in mie.data:
            title = f"{mie.title} — cas à un facteur sans réponse"
            cases.append(phantom(spec, title, (*mie.base, "un_facteur"), f"{mie.id}/?", mie))
    return cases


def describe(facts: Facts, thing: Thing) -> Subject:
    return Subject(thing.kind.name, thing.id, thing.title, facts.place(thing))
