"""Unanswered questions, from the findings that wait for them, in the order in which answering helps most."""

from __future__ import annotations

from builder.load import questions, shapes
from builder.load.addresses import address
from builder.load.questions import stem_of
from builder.model.findings import Assessment, Cover, Finding, Outcome
from builder.model.questions import Question, Urgency
from builder.model.rules import Niveau
from builder.model.source import Dossier, Path


def gaps(assessment: Assessment) -> tuple[Question, ...]:
    """Every answer that some finding waits for, once: blocking ones first, then those that open most findings."""
    waiting: dict[Path, dict[str, Finding]] = {}
    for finding in assessment.findings:
        if finding.outcome is Outcome.SANS_REPONSE:
            for read in finding.missing:
                waiting.setdefault(_asked_at(read.path), {})[finding.id] = finding
    found = [
        _question(assessment.dossier, path, _urgency(assessment, group), tuple(group))
        for path, group in waiting.items()
        if path
    ]
    return tuple(sorted(found, key=lambda q: (q.urgency, -len(q.opens), q.place.key(), q.id)))


def _asked_at(path: Path) -> Path:
    """Where to write: an object that nobody described is asked for by the list that would hold it."""
    file, *keys = path
    if "<id>" in str(file) or "…" in str(file):
        return (f"{stem_of(str(file))}/<identifiant>.yml",)
    node, kept = shapes.schema(stem_of(str(file))), [file]
    for key in keys:
        below = None if "items" in node and isinstance(key, str) else shapes.child(node, key)
        if below is None:
            break
        node = below
        kept.append(key)
    return tuple(kept)


def _urgency(assessment: Assessment, group: dict[str, Finding]) -> Urgency:
    own = [f for f in group.values() if f.rule.pack == assessment.regime and f.cover is Cover.QUESTION]
    if any(f.rule.niveau is Niveau.BLOQUANT for f in own):
        return Urgency.BLOQUANT
    return Urgency.REGIME if own else Urgency.AUTRE


def _question(dossier: Dossier, path: Path, urgency: Urgency, opens: tuple[str, ...]) -> Question:
    file, keys = str(path[0]), path[1:]
    stem = stem_of(file)
    node = shapes.at(stem, keys) or {}
    return Question(
        id=address(dossier.files, path) if keys else file,
        path=path,
        place=dossier.place(path),
        about=_about(dossier, path),
        asked=questions.wording(node),
        expected=_expected(dossier, path),
        values=questions.choices(node) or dict.fromkeys(questions.targets(node, dossier.files), ""),
        who=questions.who(stem, keys),
        urgency=urgency,
        opens=opens,
        fillable=bool(keys) and dossier.value(path) is None,
    )


def _expected(dossier: Dossier, path: Path) -> str:
    """The kind of answer; how to do it by hand where no answer can be inserted."""
    if len(path) == 1:
        return f"un fichier par objet, nommé {path[0]}"
    if dossier.value(path) is not None:
        return f"une liste à compléter dans {path[0]}"
    return questions.expected(shapes.at(stem_of(str(path[0])), path[1:]) or {})


def _about(dossier: Dossier, path: Path) -> str:
    """The nearest object around a place that has a name; empty when there is none."""
    for length in range(len(path), 0, -1):
        table = dossier.value(path[:length])
        if isinstance(table, dict):
            name = table.get("titre") or table.get("nom") or table.get("id")
            if name and (length > 1 or "/" in str(path[0])):
                return str(name)
    return ""
