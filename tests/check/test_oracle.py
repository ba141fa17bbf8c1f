"""The verdict against a naive oracle, on dossiers made at random: reserves, arbitrations, evidence and dates in all states."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from builder.check import check
from builder.load.knowledge import load_knowledge
from builder.model.findings import Assessment, Cover, Status
from builder.model.rules import Nature, Niveau, Pack, PorteSur, ReservePossible
from builder.model.source import EvidenceState
from tests.check.helpers import make_dossier, make_pack, make_rule
from tests.check.oracle import LEVELS, Case, Said, Spec, judge, outcome_of

SEED = int(os.environ.get("RIE_GRAINE", "20261123"))
CHUNKS = 8
# Of each nature in each chunk: 384 000 dossiers in the campaign.
DOSSIERS = int(os.environ.get("RIE_DOSSIERS") or (12_000 if os.environ.get("RIE_CAMPAGNE") else 250))
DATE = "2026-11-23"
DAYS = ("2026-11-22", DATE, "2026-11-24")
FACTS = (("nominatif",), ("evaluation", "controle_exclusif"), ("cle", "non_exportable"), ("carte", "lecture_uid_seule"))
PIECES = ("fiche_produit", "test")
NAMES = {"question": "question_ouverte", "couvert": "couvert_par_reserve", "ecart": "ecart_non_couvert"}
RESERVE_RULE = make_rule(
    id="RESERVE",
    exigence="EXI RESERVE",
    pour_chaque="reserve",
    si="reserve.ecart_ouvert",
    exige="reserve.description != '' && reserve.constats_inconnus.size() == 0",
    faits=("reserve.ecart_ouvert", "reserve.description", "reserve.constats_inconnus"),
    reserve_possible=ReservePossible.SANS_OBJET,
    message="réserve incomplète",
)
DUE = {  # whether an attestation is due → an access of the only service, and the kind of means
    True: ({"par": "idp", "mode": "nominal"}, "carte_neutre"),
    False: ({"par": "psc", "mode": "nominal"}, "e_cps"),
    None: ({}, "carte_neutre"),
}


def maybe(random: Random, **values: Any) -> dict[str, Any]:
    """Each key kept or dropped; a list of values is one drawn from it."""
    return {k: random.choice(v) if isinstance(v, tuple) else v for k, v in values.items() if random.random() < 0.85}


def _spec(random: Random, number: int, nature: str) -> Spec:
    start = random.randrange(3)
    return Spec(
        id=f"ESSAI-{number:02}",
        niveau=random.choices([n.value for n in Niveau], (6, 3, 2))[0],
        reserve_possible=random.choices([r.value for r in ReservePossible], (4, 1, 2, 1))[0],
        porte_sur="acte" if random.random() < 0.15 else "fond",
        when=random.choice(FACTS) if random.random() < 0.3 else None,
        asks=random.choice(FACTS),
        pieces=random.choice((PIECES, PIECES[:1])),
        exigence=random.choice(("EXI 01", "EXI 02")),
        niveaux=LEVELS[start:] if nature == "niveau" else (),
    )


def _means(random: Random, id_: str, type_: str, good: float, silent: float) -> dict[str, Any]:
    mie: dict[str, Any] = {"id": id_, "type": type_, "titre": id_}
    for *tables, key in FACTS:
        block = mie
        for table in tables:
            block = block.setdefault(table, {})
        if random.random() < 0.3:
            block["preuves"] = random.sample(["p1", "p2", "p3"], random.randint(1, 2))
        if random.random() < good:
            block[key] = True
        elif random.random() >= silent:
            block[key] = False
    return mie


def _reserve(random: Random, number: int, ids: list[str], gaps: list[str]) -> dict[str, Any]:
    among = gaps if gaps and random.random() < 0.7 else ids
    cited = random.sample(among, min(len(among), random.randint(1, 3)))
    if random.random() < 0.05:
        cited.append("AUTRE-01@mie:m")
    about: dict[str, Any] = {"constats": cited}
    if random.random() < 0.3:  # by requirement and subject
        about = maybe(random, exigence=("EXI 01", "EXI 02", "EXI 03"), sujet=("mie:m", "mie:n"))
        about |= {"constats": cited} if random.random() < 0.2 else {}
    kept = about | maybe(random, description=("Un écart.",) * 6 + ("",), echeance=DAYS)
    return {"id": f"R-{number}", **kept, **(maybe(random, acceptation={"le": DATE}) if number == 0 else {})}


def _reserves(random: Random, ids: list[str], gaps: list[str], careful: bool) -> list[dict[str, Any]]:
    if careful:
        return [{"id": f"R-{n}", "constats": [gap], "description": "Un écart."} for n, gap in enumerate(gaps)]
    return [_reserve(random, n, ids, gaps) for n in range(random.choice((0, 0, 1, 2, 3)))]


def _arbitration(random: Random, number: int, ids: list[str]) -> dict[str, Any]:
    about = "AUTRE-01@mie:m" if random.random() < 0.05 else random.choice(ids)
    words = {"lecture_retenue": "l", "par": "d", "motif": "m"}
    kept = {k: v for k, v in words.items() if random.random() < 0.95}
    bounds = {"le": random.choice(DAYS[:2] * 3 + DAYS), "fin": random.choice(DAYS[1:] * 3 + DAYS)}
    bounds = {k: v for k, v in bounds.items() if random.random() < 0.95}
    return {"id": f"a{number}", "constat": about, **kept, **bounds, "reserve_admise": random.random() < 0.9}


def _piece(random: Random, id_: str) -> dict[str, Any]:
    return {"id": id_, "type": random.choice(PIECES), **maybe(random, date=DAYS, valide_jusqu_au=DAYS)}


def draw(random: Random, nature: str) -> Case:
    """A dossier of one or two means, a text of one to four rules about them, and decisions of all sorts."""
    known = (True, False) if random.random() < 0.2 else (random.choice((True, True, True, False, None)),)
    due = {id_: random.choice(known) for id_ in ("m", "n")[: random.randint(1, 2)]}
    specs = tuple(_spec(random, n, nature) for n in range(random.randint(1, 4)))
    good = random.choice((0.6, 0.9, 1.0))
    careful = random.random() < 0.3  # every gap has a reserve of its own, well written
    means = [_means(random, id_, DUE[is_][1], good, 0.0 if careful else 0.3) for id_, is_ in due.items()]
    ids = [f"{s.id}@mie:{m['id']}" for s in specs for m in means]
    gaps = [f"{s.id}@mie:{m['id']}" for s in specs for m in means if outcome_of(s, m) == "non_satisfait"]
    files: dict[str, Any] = {
        "dossier.yml": {"id": "essai"},
        "schema.yml": maybe(random, niveau_vise=LEVELS),
        "services.yml": {
            "services": [{"id": "s", "acces": [{**DUE[is_][0], "mie": [id_]} for id_, is_ in due.items()]}]
        },
        "postes.yml": {"postes": []},
        "architecture.yml": {"acces_distants": [], "idp": [{"id": "i"}], "psc": {"delegue_a": []}},
        "preuves.yml": {"preuves": [_piece(random, p) for p in ("p1", "p2", "p3")]},
        "reserves.yml": {"reserves": _reserves(random, ids, gaps, careful)},
        "commission.yml": {
            "homologations": [],
            "arbitrages": [_arbitration(random, n, ids) for n in range(random.choice((0, 0, 1, 2)))],
        },
        **{f"mie/{m['id']}.yml": m for m in means},
    }
    on_disk = {p: random.choice([s.value for s in EvidenceState]) for p in ("p1", "p2", "p3") if random.random() < 0.95}
    return Case(nature, random.random() < 0.95, specs, files, on_disk, DATE, due, proof_demanded=random.random() < 0.15)


def pack_of(case: Case) -> Pack:
    rules = [
        make_rule(
            id=s.id,
            exigence=s.exigence,
            niveau=Niveau(s.niveau),
            reserve_possible=ReservePossible(s.reserve_possible),
            porte_sur=PorteSur(s.porte_sur),
            si=f"mie.{'.'.join(s.when)}" if s.when else None,
            exige=f"mie.{'.'.join(s.asks)}",
            faits=tuple(sorted({f"mie.{'.'.join(f)}" for f in (s.when, s.asks) if f})),
            preuves=s.pieces,
            niveaux=s.niveaux,
        )
        for s in case.specs
    ]
    return make_pack(*rules, RESERVE_RULE, nature=Nature(case.nature), complet=case.complete)


def product(case: Case) -> Assessment:
    states = {p: EvidenceState(s) for p, s in case.pieces_on_disk.items()}
    dossier = make_dossier(case.files, states)
    return check(
        dossier,
        (pack_of(case),),
        load_knowledge(),
        case.date,
        "essai",
        case.proof_demanded,
        describe=False,
        verified=True,
    )


def heard(case: Case) -> Said:
    """What the product says. A gap left bare always says why no reserve covers it."""
    made = product(case)
    assert {f.id for f in made.findings if f.note} == {f.id for f in made.findings if f.cover is Cover.ECART}
    told = {reason.split(" : ")[0] for reason in made.verdict.reasons}
    plain = case.nature == "niveau" or made.verdict.status in (Status.NON_EVALUE, Status.NON_DUE)
    return Said(
        {f.id: f.cover.value for f in made.findings},
        made.verdict.status.value,
        made.favourable,
        dict(made.verdict.counts),
        None if plain else told,
        {r.exigence: (r.applicable, r.satisfied, r.proved) for r in made.requirements},
    )


def expected(case: Case) -> Said:
    said = judge(case)
    return replace(said, covers={id_: NAMES.get(c, c) for id_, c in said.covers.items()})


@pytest.mark.parametrize("nature", [n.value for n in Nature])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_verdict_is_the_oracle_s(nature: str, chunk: int) -> None:
    random = Random(f"{SEED}:{nature}:{chunk}")
    for _ in range(DOSSIERS):
        case = draw(random, nature)
        assert heard(case) == expected(case), case


def test_the_dossiers_drawn_reach_every_line_of_the_table() -> None:
    random = Random(SEED)
    cases = [draw(random, nature.value) for nature in Nature for _ in range(600)]
    status = Counter(expected(c).status for c in cases)
    covers = Counter(cover for c in cases for cover in expected(c).covers.values())
    assert min(status.values()) >= 5, status
    assert len(status) == 13, status
    assert set(covers) == {"aucun", "signale", *NAMES.values()}
