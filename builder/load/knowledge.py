"""Our own data → `Knowledge`: the fact model read from the shape schemas and their companions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from builder.load import resources
from builder.model.errors import BuilderError
from builder.model.fields import Conflict, Field, Kind, Knowledge, Reading, Route, View

YES_NO: Mapping[Any, bool] = {"oui": True, "non": False, True: True, False: False}


@cache
def load_knowledge() -> Knowledge:
    """Read schemas/ and risk_catalog/types_mie. Raises BuilderError when they do not fit together."""
    commun = resources.data("schemas/forme/commun.schema.json")["$defs"]
    derived = {entry["chemin"]: entry for entry in resources.data("schemas/derives.yml")}
    kinds = {name: _kind(name, spec, commun, derived) for name, spec in resources.data("schemas/sujets.yml").items()}
    _check_targets(kinds, derived)
    tables = resources.data("schemas/tables.yml")
    traits = [resources.data(f"risk_catalog/types_mie/{n}") for n in resources.names("risk_catalog/types_mie", ".yml")]
    return Knowledge(
        kinds=kinds,
        derived=derived,
        routes=tuple(_route(r) for r in resources.data("schemas/voies.yml")["voies"]),
        factors=tables["facteurs"],
        dynamic_protocols={k: YES_NO[v] for k, v in tables["protocoles_dynamiques"].items()},
        mie_traits={t["id"]: {k: YES_NO.get(v, v) for k, v in t["traits"].items()} for t in traits},
        route_labels=_labels(commun["enum_voie"]),
        proper_names=frozenset(tables["noms_propres"]),
        conflicts=tuple(_conflict(c) for c in resources.data("schemas/conflits.yml")),
    )


def _route(row: Mapping[str, Any]) -> Route:
    conditions = {k: YES_NO.get(v, v) for k, v in row["si"].items()}
    return Route(row["voie"], YES_NO[row["attestation"]], conditions, row["motif"])


def _conflict(entry: Mapping[str, Any]) -> Conflict:
    readings = {name: Reading(r["dit"], r["source"]) for name, r in entry["lectures"].items()}
    rules = tuple(entry["regles"])
    return Conflict(entry["id"], entry["titre"], entry["question"], readings, entry["defaut"], entry["effet"], rules)


def _kind(name: str, spec: Mapping[str, Any], commun: Mapping[str, Any], derived: Mapping[str, Any]) -> Kind:
    stem = spec["fichier"].removesuffix(".yml").split("/")[0]
    shape = resources.data(f"schemas/forme/{stem}.schema.json")
    place, several_files = spec["place"], "<id>" in spec["fichier"]
    container, many, parent = "", several_files, ""
    if place != "racine":
        container, many = place.removesuffix("[]"), place.endswith("[]")
        shape = shape["properties"][container]
        shape = shape["items"] if many else shape
        parent = stem if several_files else ""
    fields = _fields(shape, commun)
    views = {n: View(n, v["cible"], v["combien"] == "n", v["lien"], v.get("de", "")) for n, v in spec["vues"].items()}
    for path, entry in derived.items():
        subject, *keys = path.split(".")
        if subject == name:
            _add_derived(fields, keys, entry, commun)
    for view in views.values():
        own = fields.get(view.name)
        label = own.label if own else view.name.replace("_", " ")
        word = own is not None and own.optional_word
        fields[view.name] = Field(view.name, "vue", label, target=view.target, many=view.many, optional_word=word)
    return Kind(name, spec["fichier"], container, many, spec["titre"], fields, views, parent)


def _fields(shape: Mapping[str, Any], commun: Mapping[str, Any]) -> dict[str, Field]:
    return {key: _field(key, sub, commun) for key, sub in shape["properties"].items()}


def _field(name: str, shape: Mapping[str, Any], commun: Mapping[str, Any]) -> Field:
    label, help_ = shape.get("title", name), shape.get("description", "")
    if shape.get("type") == "array":
        return Field(name, "liste", label, help_, item=_field(name, shape["items"], commun))
    if shape.get("type") == "object":
        return Field(name, "table", label, help_, fields=_fields(shape, commun) if "properties" in shape else {})
    target = shape.get("$ref", "").rsplit("/", 1)[-1]
    definition = commun[target]
    if "x-type" not in definition:  # preuves, description, commentaire
        return _field(name, definition, commun)
    label = shape.get("title", definition.get("title", name))
    return Field(
        name,
        definition["x-type"],
        label,
        help_ or definition.get("description", ""),
        unit=shape.get("x-unite", ""),
        values=_labels(definition) if definition["x-type"] == "enum" else {},
        target=" ".join(shape.get("x-cible", ())),
        optional_word=bool(shape.get("x-aucun")),
    )


def _labels(definition: Mapping[str, Any]) -> dict[str, str]:
    return {choice["const"]: choice["title"] for choice in definition["oneOf"]}


def _add_derived(
    fields: dict[str, Field], keys: list[str], entry: Mapping[str, Any], commun: Mapping[str, Any]
) -> None:
    head, *rest = keys
    if rest:  # service.acces[].mot_de_passe_seul: a derived fact of each item
        holder = fields[head.removesuffix("[]")]
        holder = holder.item if holder.item is not None else holder
        _add_derived(holder.fields, rest, entry, commun)  # type: ignore[arg-type]
        return
    kind, values = entry["type"], {}
    if "valeurs" in entry:
        values = _labels(commun["enum_" + entry["valeurs"]])
    if kind.startswith("liste<"):
        inner = kind[6:-1].split("<")[0]
        item = Field(head, inner, entry["libelle"], values=values, target=_cited(kind))
        fields[head] = Field(head, "liste", entry["libelle"], entry["definition"], item=item, derived=True)
    else:
        scalar = "ref" if kind.startswith("ref<") else kind
        fields[head] = Field(head, scalar, entry["libelle"], entry["definition"], values=values, derived=True)


def _cited(kind: str) -> str:
    """liste<ref<service>> → service; "" for what cites nothing."""
    return kind.partition("ref<")[2].rstrip(">")


def _check_targets(kinds: Mapping[str, Kind], derived: Mapping[str, Any]) -> None:
    for kind in kinds.values():
        for view in kind.views.values():
            if view.target not in kinds:
                raise BuilderError(
                    f"La vue {kind.name}.{view.name} vise un sujet inconnu : {view.target}",
                    "Corriger schemas/sujets.yml.",
                )
    for path in derived:
        if path.split(".")[0] not in kinds:
            raise BuilderError(
                f"Le fait dérivé {path} n'a pas de sujet connu", "Corriger schemas/derives.yml ou sujets.yml."
            )
