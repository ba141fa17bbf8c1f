"""Second axis of a satisfied finding: is every block its demand reads from shown by a valid piece?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from builder.model.findings import Finding, Outcome, Proof, ProofItem
from builder.model.rules import Niveau, Rule
from builder.model.source import Dossier, EvidenceState, Path

STALE = (Proof.PERIMEE, Proof.ALTEREE)
_WORST = (Proof.ALTEREE, Proof.PERIMEE, Proof.DECLARE, Proof.PROUVE)


def in_doubt(finding: Finding, require_proof: bool) -> bool:
    """Satisfied, and yet as good as unanswered: its evidence is out of date or altered (a blocking rule), or not there
    when evidence is demanded."""
    if finding.outcome is not Outcome.SATISFAIT or finding.rule.niveau is Niveau.RECOMMANDATION:
        return False
    stale = finding.rule.niveau is Niveau.BLOQUANT and finding.proof in STALE
    return stale or (require_proof and finding.proof is not Proof.PROUVE)


class Register:
    """The register of evidence of a dossier, seen at one date."""

    def __init__(self, dossier: Dossier, date: str) -> None:
        self._dossier = dossier
        self._date = date
        self._pieces = {p["id"]: p for p in dossier.files.get("preuves.yml", {}).get("preuves", ())}
        self._seen: dict[tuple[Path, tuple[str, ...]], ProofItem] = {}  # many rules read from one block

    def prove(self, rule: Rule, sources: Iterable[Path]) -> tuple[Proof, tuple[ProofItem, ...]]:
        """Proof of a finding from the answers its demand read. No answer read: only declared."""
        items = [
            self._seen.get((block, rule.preuves)) or self._block(rule, block)
            for block in sorted({path[:-1] for path in sources}, key=repr)
        ]
        found = {item.proof for item in items}
        return next((p for p in _WORST if p in found), Proof.DECLARE), tuple(items)

    def _block(self, rule: Rule, block: Path) -> ProofItem:
        cited = self._cited(block)
        accepted = [p for ref in cited if (p := self._pieces.get(ref)) and p["type"] in rule.preuves]
        states = [self._state(piece) for piece in accepted]
        proof = Proof.PROUVE if Proof.PROUVE in states else next((p for p in _WORST if p in states), Proof.DECLARE)
        item = self._seen[block, rule.preuves] = ProofItem(block, self._dossier.place(block), cited, proof)
        return item

    def _cited(self, block: Path) -> tuple[str, ...]:
        node: Any = self._dossier.files
        for key in block:
            node = node[key]
        return tuple(node.get("preuves", ())) if isinstance(node, Mapping) and len(block) else ()

    def _state(self, piece: Mapping[str, Any]) -> Proof:
        """A piece proves when its file is there with the recorded hash and it is valid at the date."""
        if piece.get("valide_jusqu_au", self._date) < self._date:
            return Proof.PERIMEE  # whatever the disk says of it
        file = self._dossier.evidence.get(piece["id"])
        if file is None or file.state in (EvidenceState.EXTERNAL, EvidenceState.UNHASHED):
            return Proof.DECLARE  # nothing that the tool can check
        if file.state in (EvidenceState.ALTERED, EvidenceState.ABSENT):
            return Proof.ALTEREE
        return Proof.PROUVE if piece.get("date", self._date) <= self._date else Proof.DECLARE
