"""The plan to filter: one row an action, the engaged ones first."""

from __future__ import annotations

from builder.model.outputs import Column
from builder.model.plan import Origin, Plan
from builder.plan.words import ACTORS, STATUS

_TONES = {"proposée": "attention", "faite": "favorable", "abandonnée": "neutre"}
COLUMNS = (
    Column("id", "Action", 14, "code"),
    Column("titre", "Ce qui est à faire", 48),
    Column(
        "origine", "Origine", 14, help="Engagée : écrite dans plan.yml. Proposée par l'outil : elle n'engage personne."
    ),
    Column("statut", "État", 12, tones=_TONES),
    Column("pilote", "Pilote", 26),
    Column("acteur", "Qui peut agir", 18),
    Column("debut", "Début", 12, "date"),
    Column("echeance", "Échéance", 12, "date", help="D'une proposition : au plus tôt."),
    Column("charge", "Jours", 8, "nombre"),
    Column("delai", "Semaines", 10, "nombre"),
    Column("euros", "Coût (€)", 11, "nombre"),
    Column("cout", "Classe de coût", 14),
    Column("mesures", "Mesures", 14, "code", help="Mesures du catalogue qu'elle met en place."),
    Column("constats", "Constats", 34, "code", help="Constats qu'elle règle."),
    Column("reserves", "Réserves", 10, "code", help="Réserves qu'elle lève."),
    Column("baisses", "Risques", 24, "code", help="Événements redoutés qu'elle fait baisser, à son tour dans le plan."),
    Column("remarques", "À regarder", 44),
)


def plan_rows(plan: Plan) -> tuple[dict[str, str | int | float], ...]:
    """The rows of COLUMNS."""
    return tuple(
        {
            "id": a.id,
            "titre": a.title,
            "origine": "engagée" if a.origin is Origin.DOSSIER else "proposée par l'outil",
            "statut": STATUS.get(a.status, a.status),
            "pilote": a.owner,
            "acteur": ACTORS[a.actor],
            "debut": a.start,
            "echeance": a.due,
            "charge": "" if a.effort is None else a.effort,
            "delai": "" if a.lead is None else a.lead,
            "euros": "" if a.euros is None else a.euros,
            "cout": a.cost,
            "mesures": "\n".join(a.controls),
            "constats": "\n".join(a.answers),
            "reserves": "\n".join(a.reserves),
            "baisses": "\n".join(f"{one.event} V{one.before} → V{one.after}" for one in a.lowers),
            "remarques": "\n".join(a.remarks),
        }
        for a in plan.actions
    )
