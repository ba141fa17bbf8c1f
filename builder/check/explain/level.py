"""Why a means reaches a level and not the next: the weakest link, and what would be enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.check.explain.finding import Judged, brief
from builder.check.facts import UNKNOWN
from builder.check.levels import concerned, is_open, order
from builder.check.lines import plural
from builder.model.explanation import Node
from builder.model.findings import Finding, MeansLevel, Outcome
from builder.model.rules import Nature

_TOP = "Le plus haut niveau est atteint : aucun point ne manque."
_RULE = "Un niveau est atteint quand chaque point qu'il demande est satisfait : le plus faible décide."
_DUE = {True: "attestation due", False: "attestation non due : le niveau n'est pas exigé", None: "voie non établie"}


def level_tree(judged: Judged, level: MeansLevel) -> Node:
    """The tree of one means: each level up to the one aimed at (and at least the next), its points still open below."""
    words = judged.facts.knowledge.kinds["schema"].fields["niveau_vise"].values
    ladder, aimed = order(judged.facts), _aimed(judged)
    rank = ladder.index(level.reached) if level.reached else -1
    enough = bool(aimed) and rank >= ladder.index(aimed)
    wanted = aimed if aimed and not enough else level.next  # the level that « il suffirait de… » speaks of
    asked = _asked(judged, level)
    until = ladder.index(wanted) if wanted else len(ladder) - 1
    seen: set[str] = set()
    nodes = [
        _one(step, [f for f in asked if step in f.rule.niveaux], words, seen, judged.require_proof)
        for step in ladder[: until + 1]
    ]
    head = f"Niveau de « {level.title} » : {words.get(level.reached, 'aucun')} atteint ; visé : {words.get(aimed, 'non répondu')}"
    etat = "vrai" if enough else "faux" if level.settled else "inconnu"
    why = _why(words[wanted], [f for f in asked if f.id in seen]) if wanted else Node("issue", _TOP, "vrai")
    notes = (Node("note", _DUE[level.due]), Node("note", _RULE))
    return Node("niveau", head, etat, level.place, f"niveau@mie:{level.mie}", (*notes, why, *nodes))


def _why(name: str, open_: Sequence[Finding]) -> Node:
    """« Substantiel non atteint parce que… », then what would be enough."""
    failed = [f for f in open_ if f.outcome is Outcome.NON_SATISFAIT]
    silent = [f for f in open_ if f.outcome is Outcome.SANS_REPONSE]
    reasons = [plural(len(failed), "point n'est pas satisfait", "points ne sont pas satisfaits")] if failed else []
    reasons += [plural(len(silent), "question est sans réponse", "questions sont sans réponse")] if silent else []
    doubtful = [f for f in open_ if f.outcome is Outcome.SATISFAIT]
    reasons += [plural(len(doubtful), "point n'est plus prouvé", "points ne sont plus prouvés")] if doubtful else []
    if not reasons:
        return Node("issue", f"{name} non établi : aucune règle n'a été posée à ce moyen.", "inconnu")
    points = ", ".join(sorted({f.rule.exigence for f in failed or silent or doubtful}))
    weakest = f" (maillon faible : {'point' if ',' not in points else 'points'} {points})"
    said = f"{name} {'non atteint' if failed else 'non établi'} parce que {' et '.join(reasons)}{weakest} ; il suffirait de"
    remedies = dict.fromkeys(f.remedy for f in (*failed, *silent, *doubtful) if f.remedy)
    enough = tuple(Node("remede", remedy) for remedy in remedies)
    return Node("issue", said, "faux" if failed else "inconnu", None, "", enough)


def _one(step: str, asked: Sequence[Finding], words: Mapping[str, str], seen: set[str], require_proof: bool) -> Node:
    """A level and its open points; one told under a lower level is counted only."""
    open_ = [f for f in asked if is_open(f, require_proof)]
    etat = "vrai" if asked and not open_ else "inconnu"
    if any(f.outcome is Outcome.NON_SATISFAIT for f in open_):
        etat = "faux"
    said = {"vrai": "atteint", "faux": "non atteint", "inconnu": "non établi"}[etat]
    told = [f for f in open_ if f.id not in seen]
    above = f", dont {len(open_) - len(told)} déjà dit" if len(told) < len(open_) else ""
    seen.update(f.id for f in told)
    line = f"{words[step]} : {said} ({len(asked) - len(open_)} sur {plural(len(asked), 'point', 'points')}{above})"
    return Node("niveau", line, etat, None, "", tuple(_point(f) for f in told))


def _point(finding: Finding) -> Node:
    line = brief(finding)
    return Node(line.role, f"point {finding.rule.exigence} · {line.text}", line.etat, line.place, line.id, line.nodes)


def _asked(judged: Judged, level: MeansLevel) -> list[Finding]:
    graded = {p.id for p in judged.assessment.packs if p.nature is Nature.NIVEAU and p.complet}
    mie = judged.facts.find("mie", level.mie)
    own = [f for f in judged.assessment.findings if f.rule.pack in graded]
    return [] if mie is None else concerned(judged.facts, mie, own)


def _aimed(judged: Judged) -> str:
    schema = judged.facts.one("schema")
    aimed = UNKNOWN if schema is None else judged.facts.ask(schema, "niveau_vise")
    return "" if aimed is UNKNOWN else str(aimed)
