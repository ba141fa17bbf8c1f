"""What a verdict says, in French words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model.findings import MeansLevel, Status, Verdict
from builder.model.rules import Pack

LABELS = {
    Status.NON_DUE: "attestation non due",
    Status.ATTESTABLE: "attestable",
    Status.AVEC_RESERVES: "attestable avec réserves",
    Status.INCOMPLET: "incomplet",
    Status.NON_DUE_ECARTS: "attestation non due, mais texte non respecté",
    Status.NON_ATTESTABLE: "non attestable",
    Status.CONFORME: "conforme",
    Status.ECARTS: "écarts",
    Status.NIVEAU_ATTEINT: "niveau atteint",
    Status.NIVEAU_NON_ETABLI: "niveau non établi",
    Status.NIVEAU_NON_ATTEINT: "niveau non atteint",
    Status.CONTROLES: "contrôles",
    Status.NON_EVALUE: "non évalué",
}

RESERVE_STATE = {
    "proposee": "proposée",
    "incomplete": "incomplète",
    "complete": "complète",
    "acceptee": "acceptée",
    "levee": "levée",
    "exclue": "exclue par le texte",
    "echue": "échue",
}


def line(pack: Pack, status: Status, counts: Mapping[str, int], reasons: tuple[str, ...]) -> Verdict:
    """The line of a regime: its verdict, then what was counted."""
    label = LABELS[status]
    if status is Status.NON_EVALUE:
        return Verdict(pack, status, label, label, (_unread(pack),), counts)
    if status is Status.CONTROLES:
        return Verdict(pack, status, label, _checks(counts), reasons, counts)
    parts = []
    if counts["ecarts"]:
        parts.append(plural(counts["ecarts"], "écart non couvert", "écarts non couverts"))
    if counts["questions"]:
        parts.append(plural(counts["questions"], "question ouverte", "questions ouvertes"))
    if counts["exigences"]:
        done = plural(counts["satisfaites"], "exigence satisfaite", "exigences satisfaites")
        proved = plural(counts["prouvees"], "prouvée", "prouvées")
        parts.append(f"{done} sur {plural(counts['exigences'], 'applicable', 'applicables')} ({proved})")
    if counts["reserves"]:
        parts.append(plural(counts["reserves"], "réserve", "réserves"))
    summary = f"{label} : {' · '.join(parts)}" if parts else label
    return Verdict(pack, status, label, summary, reasons, counts)


def level_line(
    pack: Pack,
    status: Status,
    counts: Mapping[str, int],
    levels: Sequence[MeansLevel],
    aimed: str,
    words: Mapping[str, str],
) -> Verdict:
    """« visé substantiel ; atteint pour … ; non atteint pour … (2.2.1) »: nobody's level is claimed for another."""
    label = LABELS[status]
    if not levels:
        return Verdict(pack, status, label, "aucun moyen à attester : le niveau n'est pas demandé", (), counts)
    ladder = ["", *words]
    reached = [m for m in levels if aimed and ladder.index(m.reached) >= ladder.index(aimed)]
    short = [m for m in levels if m not in reached]
    parts = [f"visé : {words.get(aimed, 'non répondu').lower()}"]
    if reached:
        parts.append("atteint pour " + ", ".join(m.title for m in reached))
    parts += [
        f"{heading} pour " + ", ".join(f"{m.title} ({_weakest(m)})" for m in group)
        for heading, group in (
            ("non atteint", [m for m in short if m.settled]),
            ("non établi", [m for m in short if not m.settled]),
        )
        if group
    ]
    reasons = tuple(f"{m.title} : {f.id} : {f.message}" for m in short for f in m.weakest)
    return Verdict(pack, status, label, " ; ".join(parts), reasons, counts)


def _weakest(level: MeansLevel) -> str:
    points = sorted({f.rule.exigence for f in level.weakest})
    return f"{'point' if len(points) == 1 else 'points'} {', '.join(points)}"


def _checks(counts: Mapping[str, int]) -> str:
    if not counts["constats_tous"]:
        return "sans objet"
    failed = counts["signales"]
    said = plural(failed, "point à regarder", "points à regarder") if failed else "rien à signaler"
    open_ = f", {counts['muets']} sans réponse" if counts["muets"] else ""
    return f"{said} sur {plural(counts['constats_tous'], 'contrôle', 'contrôles')}{open_}"


def _unread(pack: Pack) -> str:
    total = f" sur {pack.exigences_total}" if pack.exigences_total else ""
    written = plural(len({r.exigence for r in pack.rules}), "exigence", "exigences")
    return f"{written}{total} en règles : trop peu pour conclure."


def plural(count: int, one: str, many: str) -> str:
    """`1 écart`, `2 écarts`."""
    return f"{count} {many if count > 1 else one}"
