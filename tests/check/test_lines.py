"""What a verdict's line says, count by count."""

from __future__ import annotations

from typing import Any

import pytest

from builder.check.lines import LABELS, level_line, line
from builder.model.findings import Finding, MeansLevel, Outcome, Status, Subject
from builder.model.rules import Nature
from builder.model.source import Place
from tests.check.helpers import make_pack, make_rule

COUNTS = dict.fromkeys(
    ("ecarts", "questions", "exigences", "satisfaites", "prouvees", "reserves", "constats_tous", "signales", "muets"), 0
)
WORDS = {"faible": "Faible", "substantiel": "Substantiel", "eleve": "Élevé"}
PACK = make_pack(make_rule(), make_rule(id="ESSAI-02"), make_rule(id="ESSAI-03", exigence="EXI 02"), exigences_total=9)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "attestable"),
        ({"ecarts": 1}, "attestable : 1 écart non couvert"),
        ({"ecarts": 2, "questions": 1}, "attestable : 2 écarts non couverts · 1 question ouverte"),
        ({"questions": 3}, "attestable : 3 questions ouvertes"),
        (
            {"exigences": 1, "satisfaites": 1, "prouvees": 1},
            "attestable : 1 exigence satisfaite sur 1 applicable (1 prouvée)",
        ),
        (
            {"exigences": 5, "satisfaites": 4, "prouvees": 2, "reserves": 1},
            "attestable : 4 exigences satisfaites sur 5 applicables (2 prouvées) · 1 réserve",
        ),
        ({"reserves": 2}, "attestable : 2 réserves"),
    ],
)
def test_the_line_of_a_regime(counts: dict[str, int], said: str) -> None:
    made = line(PACK, Status.ATTESTABLE, COUNTS | counts, ("raison",))
    assert (made.pack, made.status, made.label, made.summary) == (PACK, Status.ATTESTABLE, "attestable", said)
    assert made.reasons == ("raison",)
    assert made.counts == COUNTS | counts


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "sans objet"),
        ({"constats_tous": 1}, "rien à signaler sur 1 contrôle"),
        ({"constats_tous": 4, "signales": 1}, "1 point à regarder sur 4 contrôles"),
        ({"constats_tous": 4, "signales": 2, "muets": 1}, "2 points à regarder sur 4 contrôles, 1 sans réponse"),
    ],
)
def test_the_line_of_mere_checks(counts: dict[str, int], said: str) -> None:
    made = line(make_pack(make_rule(), nature=Nature.CONTROLES), Status.CONTROLES, COUNTS | counts, ("r",))
    assert (made.label, made.summary, made.reasons, made.counts) == ("contrôles", said, ("r",), COUNTS | counts)


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (9, "2 exigences sur 9 en règles : trop peu pour conclure."),
        (None, "2 exigences en règles : trop peu pour conclure."),
    ],
)
def test_a_text_not_evaluated_says_how_little_is_written(total: int | None, said: str) -> None:
    made = line(make_pack(*PACK.rules, exigences_total=total), Status.NON_EVALUE, COUNTS, ("tue",))
    assert (made.label, made.summary, made.reasons) == ("non évalué", "non évalué", (said,))
    assert made.counts == COUNTS


def means(id_: str, reached: str, *exigences: str, settled: bool = False) -> MeansLevel:
    weakest = tuple(
        Finding(
            rule=make_rule(id=f"E-{n}", exigence=exigence),
            subject=Subject("mie", id_, id_, Place("mie.yml")),
            outcome=Outcome.NON_SATISFAIT,
            place=Place("mie.yml"),
            message="manque",
            remedy="",
            facts=(),
            missing=(),
            proof=None,
        )
        for n, exigence in enumerate(exigences)
    )
    return MeansLevel(id_, id_.upper(), Place("mie.yml"), True, reached, "eleve", weakest, settled)


def level(levels: list[MeansLevel], aimed: str = "substantiel") -> Any:
    return level_line(PACK, Status.NIVEAU_NON_ATTEINT, COUNTS, levels, aimed, WORDS)


def test_the_line_of_a_level_claims_nobody_s_level_for_another() -> None:
    made = level(
        [
            means("a", "substantiel", "9.9"),
            means("b", "eleve"),
            means("c", "faible", "2.2", "2.1", "2.2", settled=True),
            means("d", "", "2.3"),
            means("e", "faible", "2.4"),
        ]
    )
    assert made.summary == (
        "visé : substantiel ; atteint pour A, B ; non atteint pour C (points 2.1, 2.2) ; "
        "non établi pour D (point 2.3), E (point 2.4)"
    )
    assert made.reasons == (
        "C : E-0@mie:c : manque",
        "C : E-1@mie:c : manque",
        "C : E-2@mie:c : manque",
        "D : E-0@mie:d : manque",
        "E : E-0@mie:e : manque",
    )
    assert (made.pack, made.status, made.label, made.counts) == (
        PACK,
        Status.NIVEAU_NON_ATTEINT,
        "niveau non atteint",
        COUNTS,
    )


def test_without_a_level_aimed_at_none_is_reached() -> None:
    assert level([means("a", "eleve", "2.1")], "").summary == "visé : non répondu ; non établi pour A (point 2.1)"
    assert level([means("a", "eleve")]).summary == "visé : substantiel ; atteint pour A"


def test_no_means_to_attest() -> None:
    made = level([])
    assert made.summary == "aucun moyen à attester : le niveau n'est pas demandé"
    assert (made.pack, made.label, made.reasons, made.counts) == (PACK, "niveau non atteint", (), COUNTS)


def test_every_status_has_its_words() -> None:
    assert set(LABELS) == set(Status)
    assert len(set(LABELS.values())) == len(LABELS)
