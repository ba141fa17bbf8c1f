"""A GHT large enough to be slow: every threat of the catalogue possible on every application of every establishment.

    python -m benchmarks.grand_ght 15     # number of establishments, of 200 applications each

Prints one line: nodes, edges, seconds of processor to build and to close, peak of memory then, seconds to try 1 024 worlds,
peak then.
"""

from __future__ import annotations

import resource
import sys
import time
from random import Random

from numpy.random import PCG64, Generator, SeedSequence

from builder.analyse import graph
from builder.analyse.field import Field
from builder.analyse.likelihood import proved
from builder.analyse.probability import drawn, of_ways
from builder.analyse.quantitative import successes
from builder.analyse.worlds import Arrays, reached
from builder.check.observe import rule_of
from builder.load.catalogue import load_catalogue
from builder.model.findings import Finding, Outcome, Proof, Subject
from builder.model.observed import EVERYONE, Observed, UserClass
from builder.model.risk import Catalogue, Condition, Control, Threat
from builder.model.source import Place

APPLICATIONS, POPULATIONS, MEANS = 200, 6, 4
SIX = ("poste",)  # one a population; the other kinds have one an establishment, or one a means
BY_MEANS = ("mie", "delivrance", "un_facteur")
ANSWERS = ((Outcome.SATISFAIT, Proof.PROUVE), (Outcome.SATISFAIT, Proof.DECLARE), (Outcome.SANS_REPONSE, None), (Outcome.NON_SATISFAIT, None))  # fmt: skip


def observed(establishments: int, catalogue: Catalogue) -> Observed:
    """What `check` would have seen of it, answers drawn at random, the same each time."""
    random = Random(establishments)
    entries: list[Threat | Control] = [*catalogue.threats.values(), *catalogue.controls.values()]
    kinds = sorted({c.kind for entry in entries for c in entry.conditions})
    things: dict[str, list[Subject]] = {kind: [] for kind in kinds}
    reach: dict[str, tuple[str, ...] | None] = {}
    classes = []
    for number in range(establishments):
        means = [f"e{number}-m{m}" for m in range(MEANS)]
        classes += [UserClass(f"e{number}-p{p}", m, "") for p in range(POPULATIONS) for m in means]
        for kind in kinds:
            count = (
                APPLICATIONS if kind == "service" else POPULATIONS if kind in SIX else MEANS if kind in BY_MEANS else 1
            )
            for rank in range(count):
                one = Subject(kind, f"e{number}-{rank}", "", Place(f"{kind}.yml", rank + 1, 1))
                things[kind].append(one)
                shared = kind in ("annuaire", "reseau", "gouvernance", "mouvements", "gestion_cles", "psc", "dossier")
                wide = tuple(means) if kind in ("idp", "sso", "poste", "acces_distant") else (means[rank % MEANS],)
                reach[one.ref] = EVERYONE if shared else wide

    def seen(entry: Threat | Control, condition: Condition) -> list[Finding]:
        rule = rule_of("ght", entry, condition)
        sure = isinstance(entry, Threat)
        answers = [ANSWERS[0] if sure else random.choice(ANSWERS) for _ in things[condition.kind]]
        return [
            Finding(rule, one, outcome, one.place, "", "", (), (), proof)
            for one, (outcome, proof) in zip(things[condition.kind], answers, strict=True)
        ]

    found = {e.id: tuple(f for c in e.conditions for f in seen(e, c)) for e in entries}
    return Observed(
        {t: found[t] for t in catalogue.threats}, {c: found[c] for c in catalogue.controls}, reach, tuple(classes)
    )


def main(establishments: int, worlds: int = 1024) -> None:
    """Measure one size."""
    catalogue = load_catalogue()
    sight = observed(establishments, catalogue)
    start = time.process_time()
    steps = graph.steps(sight, catalogue, {})
    field = Field(steps, graph.ways(steps, catalogue, sight.classes), catalogue)
    built = time.process_time()
    closure = field.close(proved)
    closed, peak = time.process_time(), memory()
    chances = of_ways(field, proved, drawn(catalogue, 1, Generator(PCG64(1))))
    fires = successes(SeedSequence(1).spawn(1), range(1), {"actuel": chances}, worlds)["actuel"]
    held = reached(Arrays(field.net), fires)
    tried = time.process_time()
    nodes = len(field.net.states) + len(field.net.ways)
    edges = sum(len(needs) for needs in field.net.needs) + sum(len(given) for given in field.net.grants)
    if not any(closure.values.get(e) for e in catalogue.events) or not held.any():
        raise SystemExit("rien n'est atteint : la mesure ne mesure rien")
    print(nodes, edges, f"{built - start:.3f} {closed - built:.3f} {peak:.0f} {tried - closed:.3f} {memory():.0f}")


def memory() -> float:
    """Peak of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
