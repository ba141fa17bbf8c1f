"""The tables to filter: each entry of templates/documents.yml that names a `tableau`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from builder.model.findings import Outcome
from builder.model.outputs import TABLE_FORMATS, Column, Table
from builder.model.plan import Plan
from builder.model.risk import RiskRegister
from builder.render import plan_table
from builder.render.constats import Context
from builder.render.french import french
from builder.render.markdown import seen
from builder.render.tracing import COLUMNS, traceability

Rows = tuple[Mapping[str, str | int | float], ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the tables are made of."""

    context: Context
    register: RiskRegister
    plan: Plan


def _traced(sources: Sources) -> Rows:
    """The matrix of traceability, each finding with the events and the actions that hang on it."""
    actions: dict[str, list[str]] = {}
    for action in sources.plan.actions:
        for finding in action.answers:
            actions.setdefault(finding, []).append(action.id)
    events: dict[str, list[str]] = {}
    for risk in sources.register.risks:
        for control in {c.control.id for s in risk.scenarios for g in s.stages for c in g.step.controls}:
            events.setdefault(control, []).append(risk.event.id)
    risks = {
        f.id: sorted({e for c in f.rule.mesures for e in events.get(c, ())})
        for f in sources.context.assessment.findings
        if f.outcome is not Outcome.SANS_OBJET
    }
    return traceability(sources.context, risks, actions)


_TABLES: Mapping[str, tuple[tuple[Column, ...], Callable[[Sources], Rows], int]] = {
    "tracabilite": (COLUMNS, _traced, 3),
    "plan": (plan_table.COLUMNS, lambda sources: plan_table.plan_rows(sources.plan), 2),
}


def table(spec: Mapping[str, Any], sources: Sources, meta: Mapping[str, Any]) -> Table:
    """One table, its sentences in French typography on every line of every cell."""
    columns, rows, fixed = _TABLES[spec["tableau"]]
    return Table(
        spec["id"],
        spec["titre"],
        spec["fichier"],
        tuple(replace(c, title=french(c.title), help=french(c.help)) for c in columns),
        tuple({c.key: _set(row.get(c.key, ""), c) for c in columns} for row in rows(sources)),
        meta,
        fixed,
        tuple(spec.get("formats", TABLE_FORMATS)),
    )


def _set(value: str | int | float, column: Column) -> str | int | float:
    if not isinstance(value, str):
        return value
    lines = [seen(part) for part in value.split("\n")]
    return "\n".join(map(french, lines) if column.kind == "texte" else lines)
