"""The reference: one page a rule, one page a text, made from the packs and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from builder.check.packs import field_of
from builder.load import resources
from builder.model.fields import Kind
from builder.model.findings import Outcome
from builder.model.rules import Nature, Pack, Rule
from builder.render.constats import Context, anchor, heading, label, line, numbered, summed
from builder.render.french import sentence
from builder.render.labels import some
from builder.render.markdown import Trusted, code_block
from builder.render.texts import pack_heading

_BARE = re.compile(r"[A-Za-z_À-ÿ0-9][\w.:/ \-'’À-ÿ]*")
_OUTCOMES = (
    ("satisfait", "Conforme"),
    ("non_satisfait", "Non conforme"),
    ("sans_reponse", "Sans réponse"),
    ("sans_objet", "Sans objet"),
)


def pack_page(pack: Pack, context: Context) -> dict[str, Any]:
    """A text and its rules, grouped by requirement in the order of the text's own numbers."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in sorted(pack.rules, key=lambda r: (not r.exigence.startswith("EXI"), r.exigence, r.id)):
        told = {**heading(rule, context), "resultat": summed(context.by_rule.get(rule.id, []), context)}
        groups.setdefault(rule.exigence, []).append(told)
    source = resources.data(f"schemas/regles/{pack.id}/_pack.yml").get("source", "")
    exigences = [{"numero": numbered(n, pack), "ancre": anchor(n), "regles": rules} for n, rules in groups.items()]
    return {
        **pack_heading(pack, source),
        "exigences": exigences,
        "nombre_exigences": some(len(groups), "thème" if pack.nature is Nature.CONTROLES else "exigence"),
    }


def rule_page(rule: Rule, context: Context) -> dict[str, Any]:
    """All that a rule says, and what it gives in this dossier."""
    pack, knowledge = context.packs[rule.pack], context.knowledge
    kind = knowledge.kinds[rule.pour_chaque]
    evidence = knowledge.kinds["preuve"].fields["type"].values
    levels = knowledge.kinds["schema"].fields["niveau_vise"].values
    findings = context.by_rule.get(rule.id, [])
    return {
        **heading(rule, context),
        "texte": pack.titre,
        "texte_ancre": anchor(pack.id),
        "exigence_ancre": anchor(rule.exigence),
        "droit": pack_heading(pack, "")["droit"],
        "acte": rule.porte_sur == "acte",
        "sujet": kind.title,
        "conditionnelle": rule.si is not None,
        "niveaux": ", ".join(levels.get(n, n) for n in rule.niveaux),
        "preuves": [evidence.get(p, p) for p in rule.preuves],
        "lus": [_read(name, context) for name in rule.faits],
        "voies": [a.titre for a in rule.au_moins_une],
        "conflit": rule.lecture.split(".")[0],
        "conflit_ancre": anchor(rule.lecture.split(".")[0]),
        "exemples": _examples(rule, kind),
        "formule": code_block(_formula(rule), depth=2),
        "resultat": sentence(summed(findings, context)),
        "constats": [line(f, context) for f in findings if f.outcome is not Outcome.SANS_OBJET],
    }


def _read(name: str, context: Context) -> dict[str, Any]:
    field = field_of(context.knowledge, name)
    return {
        "libelle": label(name, context),
        "aide": field.help.replace("`", "") if field else "",
        "calcule": field is not None and (field.derived or field.type == "vue"),
    }


def _formula(rule: Rule) -> str:
    """The sentences as they are evaluated, one branch a line when the text gives alternatives."""
    lines = [f"pour chaque : {rule.pour_chaque}"]
    if rule.si:
        lines.append(f"si          : {rule.si}")
    if rule.au_moins_une:
        lines += ["au moins une :"] + [f"  - {a.exige}" for a in rule.au_moins_une]
    else:
        lines.append(f"exige       : {rule.exige}")
    return "\n".join(lines)


# -- examples ----------------------------------------------------------------------------------------


def _examples(rule: Rule, kind: Kind) -> list[dict[str, Any]]:
    """The first example of « conforme » and of « non conforme », in the words an author writes."""
    written = resources.data(rule.file)["exemples"]
    return [
        {"titre": title, "code": code_block("\n".join(_lines(written[outcome][0], 0, kind)))}
        for outcome, title in _OUTCOMES[:2]
        if written.get(outcome)
    ]


def _lines(node: Mapping[str, Any], depth: int, kind: Kind | None) -> list[str]:
    """A table as YAML, one key a line; what the tool works out by itself is marked."""
    found: list[str] = []
    for key, value in node.items():
        pad, mark = "  " * depth, _mark(key, depth, kind)
        if isinstance(value, Mapping) and value:
            found += [f"{pad}{key}:{mark}", *_lines(value, depth + 1, kind)]
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            found += [f"{pad}{key}:{mark}"]
            for item in value:
                inner = _lines(item, depth + 1, kind) if isinstance(item, Mapping) else [f"{pad}  {_scalar(item)}"]
                found += [f"{pad}- {inner[0].strip()}", *inner[1:]] if inner else [f"{pad}- {{}}"]
        else:
            found.append(f"{pad}{key}: {_scalar(value)}{mark}")
    return found


def _mark(key: str, depth: int, kind: Kind | None) -> str:
    field = kind.fields.get(key) if kind is not None and depth == 1 else None
    return "  # calculé par l'outil" if field is not None and (field.derived or field.type == "vue") else ""


def _scalar(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(v) for v in value) + "]"
    if isinstance(value, Mapping):
        return "{}" if not value else json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text if _BARE.fullmatch(text) and ": " not in text else json.dumps(text, ensure_ascii=False)


def page_name(rule: Rule) -> Trusted:
    return Trusted(f"regles/{anchor(rule.id)}.md")
