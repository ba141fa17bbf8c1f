"""The catalogue's sentences asked of a dossier: which threats are possible, which controls are in place, on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from builder.check.assess import facts_of
from builder.check.engine import Engine, Pass
from builder.check.facts import UNKNOWN, Facts, Thing
from builder.check.packs import field_of
from builder.check.sentences import Sentences, paths
from builder.check.static import type_errors
from builder.check.subjects import subjects
from builder.model.errors import BuilderError
from builder.model.fields import Knowledge
from builder.model.findings import Finding
from builder.model.observed import EVERYONE, NOBODY, Observed, UserClass
from builder.model.risk import Catalogue, Condition, Control, Threat
from builder.model.rules import Nature, Niveau, Pack, PorteSur, ReservePossible, Rule, Source, Statut
from builder.model.source import Dossier

_EVERYTHING = ("annuaire", "reseau", "gouvernance", "mouvements", "gestion_cles", "psc", "mode_degrade", "dossier")


def observe(
    dossier: Dossier, laws: tuple[Pack, ...], knowledge: Knowledge, date: str, catalogue: Catalogue
) -> Observed:
    """Ask every sentence of the catalogue of every subject it speaks of, at a date (ISO).

    laws: the packs whose parameters derived facts read. Raises BuilderError for a fault of the catalogue.
    """
    verify_catalogue(catalogue, knowledge)
    facts = facts_of(dossier, laws, knowledge, date)
    packs = (_pack("menaces", catalogue.threats.values()), _pack("mesures", catalogue.controls.values()))
    engine = Engine(facts, packs, Sentences(packs, facts.knowledge), explain=True)
    found: dict[str, list[Finding]] = {id_: [] for id_ in (*catalogue.threats, *catalogue.controls)}
    kinds: dict[str, Thing] = {}
    for finding in engine.findings(Pass.ANSWERS):
        found[finding.rule.id].append(finding)
    entries: Sequence[Threat | Control] = (*catalogue.threats.values(), *catalogue.controls.values())
    for kind in sorted({c.kind for entry in entries for c in entry.conditions}):
        kinds |= {thing.ref: thing for thing in subjects(facts, kind)}
    return Observed(
        threats={id_: tuple(found[id_]) for id_ in catalogue.threats},
        controls={id_: tuple(found[id_]) for id_ in catalogue.controls},
        reach={ref: _reach(facts, thing) for ref, thing in sorted(kinds.items())},
        classes=_classes(facts),
    )


def verify_catalogue(catalogue: Catalogue, knowledge: Knowledge) -> None:
    """Raise BuilderError with every sentence of the catalogue that is ill-typed or reads a fact that does not exist."""
    faults = list(_faults(catalogue, knowledge))
    if faults:
        raise BuilderError("Le catalogue de risques est fautif :\n" + "\n".join(faults), "Corriger risk_catalog/.")


def _faults(catalogue: Catalogue, knowledge: Knowledge) -> Iterator[str]:
    entries: Sequence[Threat | Control] = (*catalogue.threats.values(), *catalogue.controls.values())
    for entry in entries:
        for condition in entry.conditions:
            if condition.kind not in knowledge.kinds:
                yield f"{entry.id} : sujet inconnu « {condition.kind} »"
                continue
            if "has(" in condition.sentence:
                yield f"{entry.id} : has() ferait d'une réponse absente une réponse"
            for path in paths(condition.sentence, condition.kind):
                if field_of(knowledge, path) is None:
                    yield f"{entry.id} : fait inconnu « {path} »"
    known = [e for e in entries if all(c.kind in knowledge.kinds for c in e.conditions)]
    for id_, error in type_errors(_pack("catalogue", known), knowledge).items():
        yield f"{id_} : {error}"


def _pack(name: str, entries: Iterable[Threat | Control]) -> Pack:
    """The catalogue's entries as rules, so that one engine answers, traces and proves both."""
    rules = tuple(rule_of(name, entry, condition) for entry in entries for condition in entry.conditions)
    return Pack(name, name, Statut.LECTURE, True, None, (), {}, rules, nature=Nature.CONTROLES)


def rule_of(pack: str, entry: Threat | Control, condition: Condition) -> Rule:
    """A sentence of the catalogue as a rule of the pack of this name."""
    return Rule(
        id=entry.id,
        pack=pack,
        exigence="",
        titre=entry.title,
        pourquoi="",
        source=Source("catalogue", entry.id, entry.status),
        porte_sur=PorteSur.FOND,
        pour_chaque=condition.kind,
        si=None,
        exige=condition.sentence,
        faits=paths(condition.sentence, condition.kind),
        niveau=Niveau.RECOMMANDATION,
        reserve_possible=ReservePossible.SANS_OBJET,
        preuves=entry.evidence if isinstance(entry, Control) else (),
        mesures=(),
        message=entry.title,
        remede="",
        exemples={},
        file=entry.file,
    )


def _reach(facts: Facts, thing: Thing) -> tuple[str, ...] | None:
    """The MIE that a subject concerns; None when that is not known."""
    kind = thing.kind.name
    if kind in _EVERYTHING:
        return EVERYONE
    if thing.phantom and kind != "delivrance":
        return None
    if kind == "mie":
        return (thing.id,)
    if kind in ("delivrance", "un_facteur"):
        return None if thing.parent is None else (thing.parent.id,)
    if kind == "sso":
        idp: Any = facts.view(thing, "idp")
        return _reach(facts, idp) if isinstance(idp, Thing) else None
    neighbours = facts.view(thing, "remplace" if kind == "moyen_secours" else "mie")
    return None if neighbours is UNKNOWN else tuple(sorted(n.id for n in neighbours))


def _classes(facts: Facts) -> tuple[UserClass, ...]:
    """Population × MIE; a means given to nobody, or a dossier without means, still makes a class of unknown people."""
    found, held = [], set()
    for population in facts.all("population"):
        cited = facts.view(population, "mie")
        size = facts.ask(population, "effectif")
        for mie in () if cited is UNKNOWN else cited:
            held.add(mie.id)
            title = f"{population.title}, avec {mie.title}"
            found.append(UserClass(population.id, mie.id, title, size if isinstance(size, int) else 0))
    for mie in facts.all("mie"):
        if mie.id not in held:
            found.append(UserClass(NOBODY, mie.id, f"population non décrite, avec {mie.title}"))
    return tuple(sorted(found)) or (UserClass(NOBODY, NOBODY, "professionnels et moyens non décrits"),)
