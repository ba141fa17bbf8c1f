"""The tables to filter: each entry of templates/documents.yml that names a `tableau`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from builder.model.outputs import TABLE_FORMATS, Column, Table
from builder.render.constats import Context
from builder.render.french import french
from builder.render.markdown import seen
from builder.render.tracing import COLUMNS, traceability

Rows = tuple[Mapping[str, str | int | float], ...]
_TABLES: Mapping[str, tuple[tuple[Column, ...], Callable[[Context], Rows], int]] = {
    "tracabilite": (COLUMNS, traceability, 3),
}


def table(spec: Mapping[str, Any], context: Context, meta: Mapping[str, Any]) -> Table:
    """One table, its sentences in French typography on every line of every cell."""
    columns, rows, fixed = _TABLES[spec["tableau"]]
    return Table(
        spec["id"],
        spec["titre"],
        spec["fichier"],
        tuple(replace(c, title=french(c.title), help=french(c.help)) for c in columns),
        tuple({c.key: _set(row.get(c.key, ""), c) for c in columns} for row in rows(context)),
        meta,
        fixed,
        tuple(spec.get("formats", TABLE_FORMATS)),
    )


def _set(value: str | int | float, column: Column) -> str | int | float:
    if not isinstance(value, str):
        return value
    lines = [seen(part) for part in value.split("\n")]
    return "\n".join(map(french, lines) if column.kind == "texte" else lines)
