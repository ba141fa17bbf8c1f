"""risk_catalog/ → `Catalogue`, every fault of it told at once."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from builder.load import resources
from builder.load.knowledge import YES_NO
from builder.model.errors import BuilderError
from builder.model.risk import (
    CLASS,
    ESTABLISHMENT,
    Catalogue,
    Condition,
    Control,
    Family,
    FearedEvent,
    Grade,
    RiskSource,
    Scales,
    State,
    Threat,
)

FOLDER = "risk_catalog"
PHASES = ("connaitre", "rentrer", "trouver", "exploiter")
ACTORS = ("etablissement", "editeur", "integrateur", "fabricant", "ans")
T = TypeVar("T")


@cache
def load_catalogue() -> Catalogue:
    """Read risk_catalog/. Raises BuilderError that names every fault: a dangling id, a state nobody grants, an event
    nobody reaches, a matrix that is not monotone, a cost below zero, an empty folder."""
    catalogue = Catalogue(
        states={s.id: s for s in map(_state, resources.data(f"{FOLDER}/etats.yml")["etats"])},
        sources=_folder("sources", _source),
        threats=_folder("menaces", read_threat),
        controls=_folder("mesures", read_control),
        events=_folder("evenements", _event),
        scales=_scales(resources.data(f"{FOLDER}/echelles.yml")),
    )
    raise_faults(catalogue)
    return catalogue


@cache
def ids(folder: str) -> list[str]:
    """The numbers of a folder of the catalogue (`menaces` → TH-01…), in order, read off the files' names alone."""
    return ["-".join(name.split("-")[:2]) for name in resources.names(f"{FOLDER}/{folder}", ".yml")]


def raise_faults(catalogue: Catalogue) -> None:
    """Raise BuilderError when the parts of a catalogue do not fit together."""
    if faults := list(_faults(catalogue)):
        raise BuilderError("Le catalogue de risques est fautif :\n" + "\n".join(faults), "Corriger risk_catalog/.")


def _folder(name: str, read: Callable[[Mapping[str, Any], str], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for file in resources.names(f"{FOLDER}/{name}", ".yml"):
        path = f"{FOLDER}/{name}/{file}"
        data = resources.data(path)
        try:
            if not file.startswith(f"{data['id']}-") or data["id"] in found:
                raise ValueError("le nom du fichier et l'identifiant ne vont pas ensemble")
            found[data["id"]] = read(data, path)
        except (KeyError, ValueError, TypeError) as error:
            title = f"Le fichier {path} est mal formé : {error}"
            raise BuilderError(title, "Suivre la forme de ses voisins.", path) from error
    return found


def _conditions(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(r["pour_chaque"], r["phrase"], YES_NO[r.get("au_moins_un", "non")]) for r in rows)


def _references(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {where: tuple(numbers) for where, numbers in data.get("references", {}).items()}


def _state(data: Mapping[str, Any]) -> State:
    return State(data["id"], data["titre"], data["portee"], data["phase"], YES_NO[data["initial"]])


def _source(data: Mapping[str, Any], _: str) -> RiskSource:
    accidental = YES_NO[data["accidentelle"]]
    return RiskSource(
        data["id"], data["titre"], data["description"], accidental, data["pertinence"], data["etat_initial"]
    )


def _event(data: Mapping[str, Any], _: str) -> FearedEvent:
    reached = tuple(map(tuple, data["atteint_par"]))
    return FearedEvent(data["id"], data["titre"], data["pourquoi"], data["gravite"], tuple(data["criteres"]), reached)


def read_threat(data: Mapping[str, Any], path: str) -> Threat:
    """One file of menaces/. Raises KeyError, ValueError or TypeError when it is ill-formed."""
    return Threat(
        id=data["id"],
        title=data["titre"],
        description=data["description"],
        conditions=_conditions(data["possible_si"]),
        likelihood=data["vraisemblance"],
        after=tuple(map(tuple, data["depuis"])),
        grants=tuple(data["donne"]),
        references=_references(data),
        status=data["statut_references"],
        file=path,
    )


def read_control(data: Mapping[str, Any], path: str) -> Control:
    """One file of mesures/. Raises KeyError, ValueError or TypeError when it is ill-formed."""
    low, mode, high = data["efficacite_pct"]
    return Control(
        id=data["id"],
        title=data["titre"],
        family=Family(data["famille"]),
        actor=data["acteur"],
        conditions=_conditions(data["en_place_si"]),
        reduction=data["reduction"],
        cap=data.get("plafond"),
        efficacy=(low, mode, high),
        cost=data["cout"],
        effort=data["charge_jours"],
        lead=data["delai_semaines"],
        mitigates=tuple(data["attenue"]),
        after=tuple(data.get("apres", ())),
        evidence=tuple(data["preuves"]),
        references=_references(data),
        status=data["statut_references"],
        file=path,
    )


def _scales(data: Mapping[str, Any]) -> Scales:
    def grades(name: str) -> tuple[Grade, ...]:
        return tuple(_grade(g) for g in data[name])

    return Scales(
        severity=grades("gravite"),
        likelihood=grades("vraisemblance"),
        risk=grades("risque"),
        matrix=tuple(tuple(row) for row in data["matrice"]),
        costs={c["classe"]: c["titre"] for c in data["cout"]},
        proving=(data["preuve"]["charge_jours"], data["preuve"]["delai_semaines"]),
        sources=data["sources"],
    )


def _grade(data: Mapping[str, Any]) -> Grade:
    low, mode, high = data.get("probabilite_annuelle_pour_mille", (0, 0, 0))
    return Grade(
        level=data["niveau"],
        title=data["titre"],
        sense=data.get("sens", data.get("decision", "")),
        tolerated=YES_NO[data.get("tolere", "oui")],
        annual=(low, mode, high),
    )


def _faults(catalogue: Catalogue) -> Iterator[str]:
    for name in ("sources", "threats", "controls", "events"):
        if not getattr(catalogue, name):
            yield f"le catalogue n'a rien dans « {name} »"
    yield from _scale_faults(catalogue.scales)
    yield from _state_faults(catalogue)
    yield from _control_faults(catalogue)


def _scale_faults(scales: Scales) -> Iterator[str]:
    size = (len(scales.likelihood), len(scales.severity))
    rows = scales.matrix
    if len(rows) != size[0] or any(len(row) != size[1] for row in rows):
        yield f"la matrice n'a pas {size[0]} lignes de {size[1]} cases"
        return
    ranges = [g.annual for g in scales.likelihood]
    if not all(0 < low <= mode <= high <= 1000 for low, mode, high in ranges):
        yield "une probabilité annuelle n'est pas de trois nombres qui montent, de 1 à 1000 pour mille"
    if not all(a <= b for less, more in pairwise(ranges) for a, b in zip(less, more, strict=True)):
        yield "une vraisemblance plus haute a une probabilité annuelle plus basse"
    known = {g.level for g in scales.risk}
    if {v for row in rows for v in row} - known:
        yield "la matrice cite un niveau de risque qui n'existe pas"
    across = all(a <= b for row in rows for a, b in pairwise(row))
    down = all(a <= b for r, s in pairwise(rows) for a, b in zip(r, s, strict=True))
    if not (across and down):
        yield "la matrice n'est pas croissante : un risque plus grave ou plus vraisemblable y baisserait"
    tolerated = [g.tolerated for g in scales.risk]
    if tolerated != sorted(tolerated, reverse=True) or not tolerated[0]:
        yield "les niveaux de risque tolérés ne sont pas les plus bas de l'échelle"


def _state_faults(catalogue: Catalogue) -> Iterator[str]:
    states = catalogue.states
    granted = {s for t in catalogue.threats.values() for s in t.grants}
    for state in states.values():
        if state.phase not in PHASES:
            yield f"{state.id} : phase inconnue « {state.phase} »"
        if not state.entry and state.id not in granted:
            yield f"{state.id} : aucune menace ne donne cet état"
    for source in catalogue.sources.values():
        if source.entry not in states or not states[source.entry].entry:
            yield f"{source.id} : « {source.entry} » n'est pas un état initial"
    for threat in catalogue.threats.values():
        yield from _threat_faults(threat, states)
    reachable = _reachable(catalogue)
    for event in catalogue.events.values():
        if unknown := {s for group in event.reached for s in group} - set(states):
            yield f"{event.id} : état inconnu {sorted(unknown)}"
        elif not any(set(group) <= reachable for group in event.reached):
            yield f"{event.id} : aucune suite de menaces n'y mène"


def _threat_faults(threat: Threat, states: Mapping[str, State]) -> Iterator[str]:
    named = {s for group in threat.after for s in group} | set(threat.grants)
    if unknown := named - set(states):
        yield f"{threat.id} : état inconnu {sorted(unknown)}"
        return
    kinds = [c.kind for c in threat.conditions]
    if len(kinds) != len(set(kinds)) or not kinds:
        yield f"{threat.id} : une phrase, et une seule, par sorte de sujet"
    for state in (states[s] for s in threat.grants):
        if state.scope not in (ESTABLISHMENT, CLASS) and set(kinds) != {state.scope}:
            yield f"{threat.id} : l'état {state.id} ne se donne que sur son composant, « {state.scope} »"
    if not all(threat.after) or not threat.grants or not 1 <= threat.likelihood <= 4:
        yield f"{threat.id} : il faut d'où elle part, ce qu'elle donne et une vraisemblance de 1 à 4"


def _control_faults(catalogue: Catalogue) -> Iterator[str]:
    for control in catalogue.controls.values():
        if unknown := set(control.mitigates) - set(catalogue.threats):
            yield f"{control.id} : menace inconnue {sorted(unknown)}"
        if control.cost not in catalogue.scales.costs or control.effort < 0 or control.lead < 0:
            yield f"{control.id} : coût, charge ou délai impossible"
        if control.actor not in ACTORS:
            yield f"{control.id} : acteur inconnu « {control.actor} »"
        if not control.conditions or control.reduction < 1:
            yield f"{control.id} : il faut dire quand elle est en place, et de combien elle réduit"
        if not 0 <= control.efficacy[0] <= control.efficacy[1] <= control.efficacy[2] <= 100:
            yield f"{control.id} : efficacité hors de 0 à 100, ou bornes en désordre"
        if unknown := set(control.after) - set(catalogue.controls):
            yield f"{control.id} : attend une mesure inconnue {sorted(unknown)}"
    try:
        graphlib.TopologicalSorter({c.id: c.after for c in catalogue.controls.values()}).prepare()
    except graphlib.CycleError as error:
        yield f"mesures qui s'attendent en rond : {' → '.join(error.args[1])}"


def _reachable(catalogue: Catalogue) -> set[str]:
    """States that can be held when every threat is possible."""
    held = {s.entry for s in catalogue.sources.values()}
    while True:
        more = {g for t in catalogue.threats.values() if any(set(a) <= held for a in t.after) for g in t.grants} - held
        if not more:
            return held
        held |= more
