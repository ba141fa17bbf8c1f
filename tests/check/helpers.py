"""Small dossiers and rules made by hand, for the tests of `check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.check import derived, views
from builder.check.facts import Facts, Thing
from builder.check.things import make_things
from builder.load.knowledge import load_knowledge
from builder.model.rules import Niveau, Pack, Parameter, PorteSur, ReservePossible, Rule, Source, Statut
from builder.model.source import Dossier, EvidenceFile, EvidenceState, Path, Place

DATE = "2026-11-23"


def make_dossier(files: Mapping[str, Any], evidence: Mapping[str, EvidenceState] | None = None) -> Dossier:
    """A dossier from typed values; each key gets a line of its own, in order."""
    places: dict[Path, Place] = {}
    for name, data in files.items():
        places[(name,)] = Place(name, 1, 1)
        _walk((name,), data, places)
    pieces = {id_: EvidenceFile(id_, state, "0" * 64, 1) for id_, state in (evidence or {}).items()}
    return Dossier("essai", "essai", files, places, pieces)


def _walk(path: Path, node: Any, places: dict[Path, Place]) -> None:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        here = (*path, key)
        places[here] = Place(str(path[0]), len(places) + 1, len(here))
        _walk(here, value, places)


def make_facts(files: Mapping[str, Any], date: str = DATE) -> Facts:
    knowledge = load_knowledge()
    dossier = make_dossier(files)
    things, answered = make_things(dossier, knowledge)
    parameters = {
        "rie_v1": {
            "service_sensible_nouveaux_patients_an": 10000,
            "service_sensible_professionnels_an": 1000,
            "homologation_mois_max": 48,
            "homologation_apres_changement_mois": 24,
            "dernier_changement_ue": "2015-09-08",
        }
    }
    return Facts(
        dossier, knowledge, date, parameters, things, answered, dict(derived.FACTS), derived.ITEM_FACTS, views.LINKS
    )


def thing(facts: Facts, kind: str, id_: str) -> Thing:
    found = facts.find(kind, id_)
    assert found is not None
    return found


RULE = Rule(
    id="ESSAI-01",
    pack="essai",
    exigence="EXI 01",
    titre="Essai",
    pourquoi="Pour essayer.",
    source=Source("essai", "EXI 01", "confirme"),
    porte_sur=PorteSur.FOND,
    pour_chaque="mie",
    si=None,
    exige="mie.nominatif",
    faits=("mie.nominatif",),
    niveau=Niveau.BLOQUANT,
    reserve_possible=ReservePossible.OUI,
    preuves=("fiche_produit",),
    mesures=(),
    message="« {mie.titre} » : nominatif vaut {mie.nominatif}",
    remede="nominatif: oui",
    exemples={},
    file="essai.yml",
)


def make_rule(**changes: Any) -> Rule:
    return replace(RULE, **changes)


def make_pack(*rules: Rule, **changes: Any) -> Pack:
    pack = Pack("essai", "Essai", Statut.LECTURE, True, None, (), {}, rules)
    return replace(pack, **changes)


def parameter(id_: str, value: int | str) -> Parameter:
    return Parameter(id_, value, id_, "essai")
