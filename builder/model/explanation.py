"""What `explain` and `what-if` hand over: trees of words, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model.source import Place


@dataclass(frozen=True, slots=True)
class Node:
    """One line of an explanation and what stands below it.

    role: what the line is: titre, constat, condition, et, ou, tous, un, fait, calcul, reponse, date, preuve, source,
    remede, question, ligne, niveau, regle, note. etat: vrai, faux, inconnu where the line may be true or not; else an
    outcome, the state of a piece, or "". id: the identity that `explain` accepts for this line, when it has one.
    """

    role: str
    text: str
    etat: str = ""
    place: Place | None = None
    id: str = ""
    nodes: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This line and all below it, top to bottom."""
        yield self
        for node in self.nodes:
            yield from node.walk()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to « pourquoi ? » about one thing: its identity, its kind (constat, niveau, fait, verdict), a tree."""

    target: str
    genre: str
    root: Node


@dataclass(frozen=True, slots=True)
class Shift:
    """Something that is no longer what it was. genre: verdict, acte, reserve, niveau, constat, date, diagnostic; worse: None
    when it is neither better nor worse; ids: the findings it stands for."""

    genre: str
    text: str
    before: str
    after: str
    worse: bool | None
    places: tuple[Place, ...] = ()
    ids: tuple[str, ...] = ()
