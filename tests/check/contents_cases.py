"""Cases of the derived facts that the webinar's rules read: sessions that close, parts of the dossier that are written."""

from __future__ import annotations

from typing import Any

from builder.check.facts import UNKNOWN
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE
from tests.check.helpers import DATE

Files = dict[str, Any]
IDLE = [
    {"id": "courte", "inactivite_minutes": 15},
    {"id": "sans-fin", "inactivite_minutes": SANS_LIMITE},
    {"id": "muette"},
]


def opens(*sessions: str | None) -> Files:
    """One means `m` and a service for each session it cites (None: the service says nothing)."""
    services = [
        {"id": f"s{i}", "acces": [{"par": "idp", "mie": ["m"]}], **({} if s is None else {"session": s})}
        for i, s in enumerate(sessions)
    ]
    return {
        "mie/m.yml": {"id": "m"},
        "services.yml": {"services": services},
        "architecture.yml": {"politiques_session": IDLE},
    }


def written(**changes: Any) -> Files:
    """A dossier whose seven parts are written, but for `changes` (None: not answered)."""
    means = {
        "id": "m",
        "type": "carte_neutre",
        "facteurs": [{"type": "carte"}],
        "delivrances": ["d"],
        "evaluation": {"potentiel_attaque": "modere"},
    }
    files: Files = {
        "schema.yml": {"id": "sc", "description": "Cartes.", "niveau_vise": "substantiel"},
        "mie/m.yml": means,
        "delivrance/d.yml": {"id": "d", "identite": {"modalite": "face_a_face"}},
        "services.yml": {"services": [{"id": "s", "acces": [{"par": "idp", "mie": ["m"]}]}]},
        "postes.yml": {"postes": []},
        "architecture.yml": {"acces_distants": [], "psc": {"delegue_a": []}},
        "commission.yml": {"homologations": []},
        "risques.yml": {"analyse": {"date": DATE, "perimetre": ["mie", "si_gestion"]}},
        "reserves.yml": {"reserves": []},
    }
    for key, value in changes.items():
        holder = files[HOLDERS[key]]
        holder.pop(key) if value is None else holder.update({key: value})
    return files


HOLDERS = {
    "description": "schema.yml",
    "niveau_vise": "schema.yml",
    "facteurs": "mie/m.yml",
    "delivrances": "mie/m.yml",
    "evaluation": "mie/m.yml",
    "identite": "delivrance/d.yml",
    "analyse": "risques.yml",
    "reserves": "reserves.yml",
}
ALL = ["schema", "mie", "delivrance", "analyse_risques", "niveau_vise", "evaluation_technique", "plan"]


def less(part: str) -> list[str]:
    return [p for p in ALL if p != part]


CASES: list[tuple[str, str, Files, Any]] = [
    ("mie.deconnexion_automatique", "m", opens("courte", "courte"), True),
    ("mie.deconnexion_automatique", "m", opens("courte", "sans-fin"), False),
    ("mie.deconnexion_automatique", "m", opens("aucun"), False),
    ("mie.deconnexion_automatique", "m", opens("muette", "sans-fin"), False),
    ("mie.deconnexion_automatique", "m", opens("courte", "muette"), UNKNOWN),
    ("mie.deconnexion_automatique", "m", opens("courte", None), UNKNOWN),
    ("mie.deconnexion_automatique", "m", {"mie/m.yml": {"id": "m"}}, UNKNOWN),
    ("schema.sections", "sc", written(), ALL),
    ("schema.sections", "sc", written(reserves=[{"id": "R-01", "actions": ["a"]}]), ALL),
    ("schema.sections", "sc", written(reserves=[{"id": "R-01", "actions": []}]), less("plan")),
    ("schema.sections", "sc", written(facteurs=[]), less("mie")),
    ("schema.sections", "sc", written(delivrances=[]), less("delivrance")),
    ("schema.sections", "sc", written(evaluation={"potentiel_attaque": "inconnu"}), less("evaluation_technique")),
    (
        "schema.sections",
        "sc",
        written(analyse={"date": JAMAIS_FAIT, "perimetre": ["mie", "si_gestion"]}),
        less("analyse_risques"),
    ),
    ("schema.sections", "sc", written(analyse={"date": DATE, "perimetre": ["mie"]}), less("analyse_risques")),
    (
        "schema.sections",
        "sc",
        written(analyse={"date": "2026-11-24", "perimetre": ["mie", "si_gestion"]}),
        less("analyse_risques"),
    ),
    # One part surely missing settles the matter, whatever else is silent.
    ("schema.sections", "sc", written(facteurs=[], description=None), [p for p in less("mie") if p != "schema"]),
    *(("schema.sections", "sc", written(**{key: None}), UNKNOWN) for key in HOLDERS),
    ("schema.sections", "sc", {"schema.yml": {"id": "sc"}}, UNKNOWN),
]
