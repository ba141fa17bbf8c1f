"""The shape of the facts as protobuf types, so that a typo in a rule is an error of the pack.

Evaluation runs on plain maps: a message's absent field would read as a default, and absence must stay absence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool

from builder.model.fields import Field, Kind, Knowledge
from builder.model.rules import Pack, Parameter

_PROTO = descriptor_pb2.FieldDescriptorProto
_INTEGERS = frozenset({"entier", "ecart", "borne", "periode"})


def type_errors(pack: Pack, knowledge: Knowledge) -> dict[str, str]:
    """Rule id → what the type checker says of its sentences; empty when the pack is well typed."""
    env = _environment(knowledge, pack)
    errors = {}
    for rule in pack.rules:
        for sentence in filter(None, (rule.si, rule.exige)):
            try:
                compiled = env.compile(sentence)
            except Exception as error:  # the library raises bare exceptions
                errors[rule.id] = f"{sentence} : {error}"
            else:
                if compiled.return_type() != cel.Type.BOOL:
                    errors[rule.id] = f"{sentence} : la phrase ne donne pas un oui ou un non"
    return errors


def _environment(knowledge: Knowledge, pack: Pack) -> Any:
    pool = _pool(knowledge, tuple(pack.parametres.values()))
    messages = {name: cel.Type(f"rie.{_message(name)}") for name in knowledge.kinds}
    return cel.NewEnv(
        descriptor_pool=pool,
        variables={
            **messages,
            "texte": cel.Type("rie.Texte"),
            "date_reference": cel.Type.STRING,
            "SANS_LIMITE": cel.Type.INT,
            "JAMAIS": cel.Type.INT,
            "JAMAIS_FAIT": cel.Type.STRING,
        },
    )


def _pool(knowledge: Knowledge, parameters: Iterable[Parameter]) -> descriptor_pool.DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(name="rie.proto", package="rie", syntax="proto3")
    for kind in knowledge.kinds.values():
        own = {n: f for n, f in kind.fields.items() if f.type != "vue"}
        _add_message(file.message_type.add(), _message(kind.name), {**_identity(), **own, **_views(kind)})
        _add_message(file.message_type.add(), _message(kind.name) + "Vue", {**_identity(), **own, **_exists()})
    texte = {p.id: Field(p.id, "entier" if isinstance(p.valeur, int) else "texte", p.libelle) for p in parameters}
    _add_message(file.message_type.add(), "Texte", texte)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool


def _identity() -> dict[str, Field]:
    return {"id": Field("id", "texte", "Identifiant")}


def _exists() -> dict[str, Field]:
    return {"existe": Field("existe", "oui_non", "Existe")}


def _views(kind: Kind) -> dict[str, Field]:
    return {n: f for n, f in kind.fields.items() if f.type == "vue"}


def _add_message(message: Any, name: str, fields: Mapping[str, Field]) -> None:
    message.name = name
    for number, field in enumerate(fields.values(), start=1):
        entry = message.field.add(name=field.name, number=number, label=_PROTO.LABEL_OPTIONAL)
        _set_type(message, entry, field, name)


def _set_type(message: Any, entry: Any, field: Field, owner: str) -> None:
    if field.type == "liste" and field.item is not None:
        entry.label = _PROTO.LABEL_REPEATED
        _set_type(message, entry, Field(field.name, field.item.type, "", fields=field.item.fields), owner)
    elif field.type == "vue":
        entry.label = _PROTO.LABEL_REPEATED if field.many else _PROTO.LABEL_OPTIONAL
        entry.type, entry.type_name = _PROTO.TYPE_MESSAGE, f".rie.{_message(field.target)}Vue"
    elif field.type == "table":
        nested = f"{_message(field.name)}Table"
        _add_message(message.nested_type.add(), nested, field.fields)
        entry.type, entry.type_name = _PROTO.TYPE_MESSAGE, nested
    elif field.type == "oui_non":
        entry.type = _PROTO.TYPE_BOOL
    else:
        entry.type = _PROTO.TYPE_INT64 if field.type in _INTEGERS else _PROTO.TYPE_STRING


@cache
def _message(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
