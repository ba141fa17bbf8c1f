"""Why a finding is what it is: its proof tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.check.explain.formula import read
from builder.check.explain.parts import Opener, Part, together
from builder.check.explain.questions import question
from builder.check.explain.recorded import Recorded
from builder.check.explain.scope import Spot
from builder.check.explain.ways import ways
from builder.check.facts import Thing
from builder.check.packs import field_of
from builder.check.projection import project, tree_of
from builder.check.reads import Reads
from builder.check.sentences import Sentences, paths
from builder.check.subjects import subjects
from builder.check.words import OUTCOME, french_date
from builder.model.explanation import Node
from builder.model.findings import Assessment, Cover, Finding, Outcome, Proof
from builder.model.rules import Nature, Niveau, Pack, ReservePossible, Rule
from builder.model.source import EvidenceState

COVERS = {
    Cover.AUCUN: "",
    Cover.QUESTION: "question ouverte",
    Cover.COUVERT: "couvert par une réserve",
    Cover.ECART: "écart non couvert",
    Cover.SIGNALE: "compté, sans effet sur le verdict",
}
PROOFS = {
    Proof.PROUVE: "prouvé",
    Proof.DECLARE: "déclaré, sans pièce qui le prouve",
    Proof.PERIMEE: "preuve périmée",
    Proof.ALTEREE: "preuve absente ou modifiée",
}
_SOURCES = {
    "confirme": "lu dans le texte",
    "webinaire": "dit en webinaire, absent des textes lus",
    "conteste": "le texte se lit de deux façons",
    "deduit": "déduction de l'outil",
}
_RESERVE = {
    ReservePossible.OUI: "le texte admet une réserve sur ce point",
    ReservePossible.A_ARBITRER: "une réserve est possible si la commission arbitre d'abord la lecture du texte",
    ReservePossible.NON: "le texte n'admet pas de réserve sur ce point",
    ReservePossible.SANS_OBJET: "le texte n'admet pas de réserve sur ce point",
}
_PIECES = {
    EvidenceState.PRESENT: "présente, inchangée",
    EvidenceState.UNHASHED: "présente, sans empreinte enregistrée",
    EvidenceState.ALTERED: "modifiée depuis son enregistrement",
    EvidenceState.ABSENT: "absente du disque",
    EvidenceState.EXTERNAL: "conservée ailleurs",
}
_MOST = 6  # items of a list told one by one
_TRUTH = {True: "vrai", False: "faux", None: "inconnu"}


@dataclass(frozen=True)
class Judged:
    """A dossier judged with facts that remember what they were computed from."""

    assessment: Assessment
    facts: Recorded
    sentences: Sentences
    require_proof: bool

    @property
    def packs(self) -> Mapping[str, Pack]:
        return {p.id: p for p in self.assessment.packs}


def tree(judged: Judged, finding: Finding) -> Node:
    """The proof tree of a finding."""
    opened = _Opened(judged, finding)
    nodes = (
        Node("issue", said(finding), finding.outcome.value, finding.place),
        Node("note", finding.rule.pourquoi),
        *opened.conditions(),
        *opened.enough(),
        *opened.questions(),
        *_evidence(judged, finding),
        *_reserve(judged, finding),
        _source(judged, finding.rule),
    )
    title = f"{finding.rule.id} « {finding.rule.titre} » · {finding.subject.title}"
    return Node("constat", title, finding.outcome.value, finding.place, finding.id, nodes)


def brief(finding: Finding) -> Node:
    """A finding in one line, with its remedy: `explain` on its identity says more."""
    below = (Node("remede", finding.remedy),) if finding.remedy else ()
    return Node("constat", said(finding), finding.outcome.value, finding.place, finding.id, below)


def said(finding: Finding) -> str:
    """« non satisfait, écart non couvert : … »."""
    cover = COVERS[finding.cover]
    proof = f", {PROOFS[finding.proof]}" if finding.proof else ""
    return f"{OUTCOME[finding.outcome]}{proof}{', ' + cover if cover else ''} : {finding.message}"


class _Opened:
    """The sentences of a finding's rule, opened for its subject."""

    def __init__(self, judged: Judged, finding: Finding) -> None:
        self._judged, self._finding, self._rule = judged, finding, finding.rule
        facts, rule = judged.facts, finding.rule
        self._thing: Thing = next(t for t in subjects(facts, rule.pour_chaque) if t.id == finding.subject.id)
        self._reads = Reads(facts, self._thing, project(facts, self._thing, tree_of(rule.faits)))
        root = Spot(rule.pour_chaque, self._thing, (), self._reads.shown)
        opener = Opener(facts, judged.sentences, judged.packs[rule.pack], rule, root)
        self.applies = opener.whole(read(rule.si)) if rule.si else None
        self.holds = self._demand(opener) if finding.outcome is not Outcome.SANS_OBJET else None

    def _demand(self, opener: Opener) -> Part:
        if not self._rule.au_moins_une:
            return opener.whole(read(self._rule.exige))
        parts = [(a.titre, opener.whole(read(a.exige))) for a in self._rule.au_moins_une]
        titled = tuple(Part("element", p.truth, title, (p,)) for title, p in parts)
        return Part("ou", together((p.truth for p in titled), False), "L'une au moins de ces voies", titled)

    def conditions(self) -> Iterator[Node]:
        """What must be so; nothing when something else than the sentences set the finding aside, which it says."""
        outcome, truth = self._finding.outcome, self.applies.truth if self.applies else None
        if outcome is Outcome.SANS_OBJET and truth is not False:
            return
        if self.applies is not None:
            yield Node("condition", "S'applique si", _TRUTH[self.applies.truth], None, "", (node_of(self.applies),))
        if self.holds is not None:
            yield Node("condition", "Il faut", _TRUTH[self.holds.truth], None, "", (node_of(self.holds),))

    def enough(self) -> Iterator[Node]:
        """What would satisfy the rule: its own remedy, then the smallest sets of facts to turn."""
        if self._finding.outcome is not Outcome.NON_SATISFAIT or self.holds is None:
            return
        found = ways(self.holds, self._reads.shown, self._truth)
        sets = tuple(Node("voie", " ; et ".join(map(_turned, way)), "", _first(way)) for way in found)
        yield Node("remede", self._rule.remede, "", None, "", sets)

    def _truth(self, shown: Any) -> bool | None:
        rule = self._rule
        seen = {rule.pour_chaque: shown}
        return self._judged.sentences.part(rule, rule.exige, self._judged.assessment.date, (), seen)

    def questions(self) -> Iterator[Node]:
        """The answers wanted, in the order of the files; the first is the one that the finding asks."""
        if self._finding.outcome is not Outcome.SANS_REPONSE:
            return
        facts = self._judged.facts
        sentence = self._rule.si if self.applies is not None and self.applies.truth is None else self._rule.exige
        asked = self._reads.trace(paths(sentence or "", self._rule.pour_chaque)).missing
        where = {(name, facts.dossier.place(path)): path for name, path in sorted(asked, key=repr)}
        for missing in self._finding.missing:
            yield question(facts, missing.name, where[missing.name, missing.places[0]])
        if not self._finding.missing:
            yield Node("question", self._finding.remedy, "inconnu", self._finding.place)


def node_of(part: Part) -> Node:
    """A part as a line: its facts, then its own parts; of a long list, those that decide."""
    if part.shape == "fait" and len(part.nodes) == 1 and part.nodes[0].text == part.words:
        same = part.nodes[0]
        return Node("fait", same.text, _TRUTH[part.truth], same.place, same.id, same.nodes)
    ranked = sorted(part.parts, key=lambda p: (p.truth is not part.truth, p.truth is True))
    shown = part.parts if len(part.parts) <= _MOST or part.shape in ("et", "ou", "element") else ranked[:_MOST]
    rest = len(part.parts) - len(shown)
    more = (Node("note", f"et {rest} autre{'s' if rest > 1 else ''}"),) if rest else ()
    below = (*part.nodes, *(node_of(p) for p in shown), *more)
    return Node(part.shape, part.words, _TRUTH[part.truth], None, "", below)


def _turned(part: Part) -> str:
    return part.words


def _first(way: list[Part]) -> Any:
    """Where to begin: the first answer behind what must be turned."""
    places = [n.place for part in way for node in part.nodes for n in node.walk() if n.role == "reponse" and n.place]
    return places[0] if places else None


def _evidence(judged: Judged, finding: Finding) -> Iterator[Node]:
    kinds = judged.facts.knowledge
    field = field_of(kinds, "preuve.type")
    words = [field.values.get(k, k) if field else k for k in finding.rule.preuves]
    accepted = f"pièces admises : {', '.join(words)}"
    if finding.proof is None:
        yield Node("preuve", accepted)
        return
    lines = tuple(
        Node("preuve", f"{PROOFS[item.proof]} : {item.place.file}, « {_block(item.block)} »", item.proof.value, item.place, "",
             tuple(_piece(judged, ref) for ref in item.evidence))
        for item in finding.proof_items
    )  # fmt: skip
    yield Node("preuve", f"{PROOFS[finding.proof]} ; {accepted}", finding.proof.value, None, "", lines)


def _block(block: tuple[str | int, ...]) -> str:
    return "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in block[1:]).lstrip(".") or str(block[0])


def _piece(judged: Judged, ref: str) -> Node:
    piece = judged.facts.find("preuve", ref)
    if piece is None:
        return Node("piece", ref)
    file, end = judged.facts.dossier.evidence.get(ref), piece.data.get("valide_jusqu_au")
    state = _PIECES[file.state] if file is not None else "sans fichier"
    until = f", valable jusqu'au {french_date(end)}" if end else ""
    return Node("piece", f"{ref} : {piece.title}, {state}{until}", "", judged.facts.place(piece))


def _reserve(judged: Judged, finding: Finding) -> Iterator[Node]:
    rule = finding.rule
    regime = judged.packs[rule.pack].nature is Nature.ATTESTATION
    if not regime or finding.outcome is not Outcome.NON_SATISFAIT or rule.niveau is Niveau.RECOMMANDATION:
        return
    state = next((r for r in judged.assessment.reserves if r.id == finding.reserve), None)
    below: tuple[Node, ...] = ()
    if state is not None:
        until = state.values.get("echeance")
        words = f"réserve {state.id}{' jusqu’au ' + french_date(str(until)) if until else ''}"
        by = f", arbitrage du {french_date(finding.arbitrage)}" if finding.arbitrage else ""
        counts = " : elle couvre l'écart" if finding.cover is Cover.COUVERT else f" : {finding.note}"
        below = (Node("note", words + by + counts, "", state.place),)
    yield Node("reserve", _RESERVE[rule.reserve_possible], "", None, "", below)


def _source(judged: Judged, rule: Rule) -> Node:
    pack = judged.packs[rule.pack]
    note = (Node("note", rule.source.note),) if rule.source.note else ()
    line = f"{pack.titre}, {rule.source.article} ({_SOURCES[rule.source.statut]})"
    return Node("source", line, rule.source.statut, None, rule.file, note)
