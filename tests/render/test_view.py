"""What the documents and the site say of a dossier: one base for the counts, one word for a thing, acts apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from builder.load.knowledge import load_knowledge
from builder.model.findings import Cover, MeansLevel, Outcome, Status
from builder.model.rules import Nature, Niveau, PorteSur
from builder.model.source import Place
from builder.pipeline import rendered
from builder.render.constats import Context, cover, line
from builder.render.figures import LOOKS, calendar, requirements_bar
from builder.render.labels import covered, results, strength
from builder.render.view import make_view
from tests.render.made import assessed, decided, plain, viewed, written


def pages(files: dict[str, Any] | None = None) -> dict[str, str]:
    result = rendered(assessed(files), "0.0.0")
    return {**result.pages, **{d.id: d.markdown for d in result.documents}}


def spoilt() -> list[dict[str, Any] | None]:
    """Dossiers in different states: as it is, without reserves, without proof, decided."""
    pieces = written("preuves.yml")
    return [None, {"reserves.yml": {"reserves": []}}, {"preuves.yml": {**pieces, "preuves": []}}, decided()]


# -- counts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", spoilt(), ids=["as it is", "no reserve", "no proof", "decided"])
def test_the_headline_and_the_tables_count_the_same(files: dict[str, Any] | None) -> None:
    view = viewed(files)
    rows = [e for e in view["exigences"] if e["etat"] != "sans_objet"]
    assert len(rows) == view["verdict"]["exigences"]
    assert sum(e["etat"] == "satisfaite" for e in rows) == view["verdict"]["satisfaites"]
    assert sum(e["prouvee"] == "oui" for e in rows) == view["verdict"]["prouvees"]
    assert sum(s["nombre"] for s in view["etats"]) == len(view["exigences"])


def test_the_demonstration_proves_five_of_its_six() -> None:
    view = viewed()
    assert [view["verdict"][k] for k in ("exigences", "satisfaites", "prouvees")] == [13, 6, 5]
    assert "6 exigences satisfaites sur 13 applicables (5 prouvées)" in view["verdict"]["detail"]


@pytest.mark.parametrize(
    ("satisfied", "failed", "proved", "told"),
    [
        (22, 4, 22, "22 satisfaits (tous prouvés), 4 non satisfaits"),
        (4, 0, 1, "4 satisfaits (1 prouvé)"),
        (4, 1, 0, "4 satisfaits (aucun prouvé), 1 non satisfait"),
        (1, 0, 1, "1 satisfait (prouvé)"),
        (1, 0, 0, "1 satisfait (non prouvé)"),
        (0, 2, 0, "2 non satisfaits"),
        (1200, 0, 2, "1\u202f200 satisfaits (2 prouvés)"),
    ],
)
def test_what_is_proved_stands_beside_what_is_satisfied(satisfied: int, failed: int, proved: int, told: str) -> None:
    assert results({Outcome.SATISFAIT: satisfied, Outcome.NON_SATISFAIT: failed}, proved) == told


# -- acts --------------------------------------------------------------------------------------------


def test_acts_are_told_apart_and_are_to_come_while_nothing_is_decided() -> None:
    view = viewed()
    acts = {a["id"] for a in (*view["actes_regles"], *view["actes_sans_objet"])}
    assert {"RIE-ATT-01", "RIE-ATT-02", "RIE-COM-01"} <= acts
    assert acts.isdisjoint(r["id"] for e in view["exigences"] for r in (*e["regles"], *e["sans_objet"]))
    assert {a["resultat"] for a in view["actes_regles"]} == {"à venir"}
    rows = [row for row in pages()["matrice"].splitlines() if row.startswith("| RIE-ATT-01 ")]
    assert [row.split("|")[-2].strip() for row in rows] == ["à venir"]
    page = plain(pages()["regles/rie-att-01.md"])
    assert "À venir." in page
    assert "| satisfait |" not in page


def test_a_decision_lets_acts_be_told_as_they_are() -> None:
    assert "à venir" not in {a["resultat"] for a in viewed(decided())["actes_regles"]}


def test_an_act_already_at_fault_is_not_to_come() -> None:
    made = assessed()
    late = [f for f in made.findings if f.rule.id == "RIE-ATT-01"]
    failed = replace(late[0], outcome=Outcome.NON_SATISFAIT, cover=Cover.ECART, proof=None)
    changed = replace(made, findings=tuple(failed if f is late[0] else f for f in made.findings))
    told = make_view(changed, load_knowledge(), "0")["actes_regles"]
    assert next(a["resultat"] for a in told if a["id"] == "RIE-ATT-01") == "1 non satisfait"


def test_acts_say_at_the_latest() -> None:
    told = [a["texte"] for a in viewed()["actes"]]
    assert "Attestation à produire au plus tard le 31/12/2026 (38 jours)" in told
    assert not [t for t in told if re.search(r"avant le \d", t) or t[0].islower()]


# -- what a commission must know ---------------------------------------------------------------------


def test_a_password_that_enrols_is_told_wherever_one_decides() -> None:
    found = pages()
    for name in ("index.md", "matrice.md", "mie/cle-fido2.md", "attestation", "matrice"):
        assert "mot de passe suffit à enrôler" in plain(found[name]), name
    path = written("delivrance/remise-cles.yml")
    cured = {**path, "enrolement": {**path["enrolement"], "autorise_par": "agent"}}
    for name, text in pages({"delivrance/remise-cles.yml": cured}).items():
        assert "mot de passe suffit à enrôler" not in plain(text), name


def test_which_text_is_law_is_told_in_every_document_and_at_home() -> None:
    found = pages()
    for name in ("index.md", "attestation", "matrice"):
        text = plain(found[name])
        assert "Quel texte fait droit ?" in text, name
        assert "RIE v2 (projet)** : il ne fait pas encore droit" in text, name
        assert "RIE v1 (en vigueur)** : il fait droit." in text, name


def test_one_phrase_for_what_is_not_covered() -> None:
    found = pages()
    for name in ("index.md", "matrice.md", "attestation", "matrice"):
        assert "Exigences que l'outil ne couvre pas, à examiner par la commission : EXI RIE-PS 01" in plain(found[name])
        assert "non lus" not in found[name]


# -- one finding, one word ---------------------------------------------------------------------------


def test_a_finding_is_told_with_the_same_words_everywhere() -> None:
    view = viewed()
    matrix = {line_["id"]: line_["couverture"] for e in view["exigences"] for r in e["regles"] for line_ in r["lignes"]}
    means = {c["id"]: c["couverture"] for m in view["mie"] for c in m["constats"]}
    shared = matrix.keys() & means.keys()
    assert len(shared) > 5
    assert {i: matrix[i] for i in shared} == {i: means[i] for i in shared}
    assert means["RIE-MIE-01@mie:mot-de-passe-intranet"] == "réserve R-01, arbitrage du 12/11/2026"
    assert means["RIE-MIE-04@mie:mot-de-passe-intranet"] == "conseil non suivi"


def test_a_point_of_a_pack_that_binds_nobody_is_to_be_looked_at() -> None:
    finding = next(f for f in assessed().findings if f.rule.pack == "coherence" and f.rule.niveau is Niveau.BLOQUANT)
    context = Context(assessed(), load_knowledge(), projet=True)
    wrong = replace(finding, cover=Cover.SIGNALE, outcome=Outcome.NON_SATISFAIT)
    assert cover(wrong, context) == "point à regarder"
    assert cover(replace(wrong, outcome=Outcome.SANS_REPONSE), context) == "sans réponse"
    assert covered(wrong, "", Nature.NIVEAU) == "au-delà du niveau visé"
    assert covered(replace(wrong, cover=Cover.ECART), "", Nature.CONFORMITE) == "écart"
    assert covered(replace(wrong, cover=Cover.ECART), "", Nature.ATTESTATION) == "écart non couvert"


def test_a_message_names_things_by_their_title() -> None:
    view = viewed()
    lines = [line_ for e in view["exigences"] for r in e["regles"] for line_ in r["lignes"]]
    said = next(line_["message"] for line_ in lines if line_["id"] == "RIE-ARC-04@sso:esso")
    assert "Restauration et diététique, Traçabilité de la stérilisation, Brancardage et transports" in said
    assert said.endswith("en 2027).")


def test_a_message_that_is_not_the_rule_s_own_is_left_alone() -> None:
    made = assessed()
    finding = next(f for f in made.findings if f.rule.id == "RIE-ARC-04" and f.cover is not Cover.AUCUN)
    context = Context(made, load_knowledge(), projet=True)
    assert line(replace(finding, message="autre chose"), context)["message"] == "autre chose"


def test_a_trait_nobody_answers_and_nobody_asks_is_not_shown() -> None:
    means = {m["id"]: m for m in viewed()["mie"]}
    assert [t for t in means["e-cps"]["traits"] if t["valeur"] == "sans réponse"] == []
    mute = {k: v for k, v in written("mie/carte-neutre.yml").items() if k != "protocole"}
    means = {m["id"]: m for m in viewed({"mie/carte-neutre.yml": mute})["mie"]}
    assert {"libelle": "Protocole", "valeur": "sans réponse"} in means["carte-neutre"]["traits"]


def test_no_place_of_a_file_on_the_site() -> None:
    found = {n: t for n, t in pages({"reserves.yml": {"reserves": []}}).items() if n.endswith(".md")}
    assert [n for n, text in found.items() if re.search(r"\.yml:\d", plain(text))] == []


def test_strengths_in_words_for_people() -> None:
    packs = {p.id: p for p in assessed().packs}
    law = packs["rie_v2_projet"]
    told = {(r.niveau, r.reserve_possible, r.porte_sur): strength(r, law) for r in law.rules}
    assert set(told.values()) == {
        "obligatoire",
        "conseillé",
        "obligatoire, réserve possible",
        "obligatoire, réserve après arbitrage",
        "obligatoire, sans réserve possible",
    }
    assert {t for (n, _, _), t in told.items() if n is Niveau.RECOMMANDATION} == {"conseillé"}
    assert {t for (n, _, p), t in told.items() if p is PorteSur.ACTE} == {"obligatoire", "conseillé"}
    rule = next(r for r in law.rules if r.niveau is Niveau.BLOQUANT)
    assert strength(rule, replace(law, nature=Nature.CONTROLES)) == "point à regarder"
    assert strength(rule, replace(law, nature=Nature.CONFORMITE)) == "obligatoire"
    legend = {f["mot"] for f in viewed()["legende"]["forces"]}
    assert {t for t in told.values() if t != "obligatoire"} == legend


# -- other texts -------------------------------------------------------------------------------------


def test_other_texts_are_told_in_plain_words_evaluated_or_not() -> None:
    made = assessed()
    grading = next(v for v in made.verdicts if v.pack.nature is Nature.NIVEAU)
    weak = next(f for f in made.findings if f.outcome is Outcome.NON_SATISFAIT)
    place = Place("mie/x.yml")
    levels = (
        MeansLevel("carte-neutre", "Carte d'établissement et code", place, True, "substantiel", "eleve", (), True),
        MeansLevel("cle-fido2", "Clé de sécurité FIDO2", place, True, "faible", "substantiel", (weak,), True),
        MeansLevel(
            "cps", "Carte CPS", place, None, "", "faible", (replace(weak, outcome=Outcome.SANS_REPONSE),), False
        ),
    )
    for status, words in (
        (Status.NIVEAU_NON_ATTEINT, "le point le plus faible décide"),
        (Status.NIVEAU_NON_ETABLI, "Des réponses manquent"),
        (Status.NIVEAU_ATTEINT, "Chaque moyen à attester atteint le niveau visé"),
    ):
        told = replace(grading, status=status, label="niveau", summary="visé : Substantiel")
        verdicts = tuple(told if v is grading else v for v in made.verdicts)
        result = rendered(replace(made, verdicts=verdicts, levels=levels), "0")
        home = plain(result.pages["index.md"])
        assert words in home
        assert "visé : Substantiel" in plain(result.documents[0].markdown)
        row = next(
            r
            for r in result.pages["index.md"].splitlines()
            if r.startswith("| [Clé de sécurité FIDO2]") and "faible" in r.lower()
        )
        assert weak.rule.titre.split("'")[0] in plain(row)
    mute = replace(grading, status=Status.NON_EVALUE, label="non évalué", reasons=("0 exigence sur 56 : trop peu.",))
    silent = replace(made, verdicts=tuple(mute if v is grading else v for v in made.verdicts), levels=())
    result = rendered(silent, "0")
    assert "non évalué. 0 exigence sur 56" in plain(result.pages["index.md"])
    assert "n'établit pas ici le niveau atteint" in plain(result.documents[0].markdown)


# -- figures -----------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_a_state_is_told_by_a_letter_and_contrasts() -> None:
    assert len({letter for _, _, letter in LOOKS.values()}) == len(LOOKS)
    assert min(contrast(fill, ink) for fill, ink, _ in LOOKS.values()) >= 4.5
    svg = requirements_bar([{"etat": "sans_objet", "texte": "sans objet", "nombre": 2}]).svg
    edges = set(re.findall(r'stroke="(#\w+)"', svg))
    assert edges
    assert min(contrast(edge, "#ffffff") for edge in edges) >= 3
    assert svg.count(">–</text>") == 3  # two squares and the legend


def test_the_calendar_tells_each_date_once_and_no_line_crosses_a_label() -> None:
    events = [("2027-12-31", "lever R-03"), ("2027-12-31", "lever R-04"), ("2027-01-02", "a"), ("2020-01-01", "passé")]
    figure = calendar("2026-11-23", events)
    assert figure.svg.count(">31/12/2027<") == 1
    assert "lever R-03, lever R-04" in figure.svg
    assert "passé" not in figure.svg + figure.alt
    ends = [float(p.split()[-1].split(",")[0]) for p in re.findall(r'points="([^"]+)"', figure.svg)]
    starts = [float(x) for x in re.findall(r'<text x="([\d.]+)"', figure.svg)]
    assert max(ends) < min(starts)


def test_a_calendar_without_a_date_to_come() -> None:
    assert "aucune date à venir" in calendar("2026-11-23", []).alt.replace("\u00a0", " ")
