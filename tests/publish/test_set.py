"""The set of documents: each exists for each dossier, holds what it must, agrees with the others, and prints well."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.pipeline import rendered
from builder.publish.pdf import make_pdf
from builder.render.documents import linked
from builder.render.issuance import STEPS
from tests.publish.sets import DATE, DOSSIERS, IDS, ROOT, assessed, document, pages, pdf, view, whole, words
from tests.publish.vera import validate
from tests.render.made import plain

EVERY = [(d, i) for d in DOSSIERS for i in IDS]
# `make campagne` validates each document of each dossier; here, those of the demonstration, and the complete file of
# the others, which holds every chapter of theirs.
VALIDATED = EVERY if os.environ.get("RIE_CAMPAGNE") else [
    (d, i) for d, i in EVERY if d == "ch-exemple" or (d, i) in {("cabinet-psc", "attestation"), ("cabinet-psc", "dossier-complet"), ("vitrine-psc", "dossier-complet"), ("vitrine-muette", "dossier-complet")}
]  # fmt: skip


def said(text: Any) -> str:
    return plain(str(text))


# -- every document of every dossier -----------------------------------------------------------------


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_each_document_exists_numbered_and_in_order(dossier: str) -> None:
    documents = whole(dossier).documents
    assert [d.id for d in documents] == list(IDS)
    numbers = [d.meta["numero"] for d in documents]
    assert numbers == sorted(numbers)
    assert numbers[0] == "00" and numbers[-1] == "11"
    assert len({d.file for d in documents}) == len(documents)


@pytest.mark.parametrize(("dossier", "id_"), EVERY)
def test_no_heading_nor_table_is_swallowed_by_the_line_before(dossier: str, id_: str) -> None:
    lines = document(dossier, id_).markdown.splitlines()
    for before, line in itertools.pairwise(lines):
        assert not re.search(r"\S #+ ", line) or line.startswith(("#", "|")), line
        if line.startswith("#") or (line.startswith("|") and not before.startswith("|")):
            assert before == "", (before, line)
        if line.startswith("- ") and not before.startswith(("- ", "    - ")):
            assert before == "", (before, line)


@pytest.mark.parametrize(("dossier", "id_"), EVERY)
def test_nothing_is_blank_but_what_is_to_be_signed(dossier: str, id_: str) -> None:
    text = re.sub(r"::: \{\.signature\}.*?:::", "", document(dossier, id_).markdown, flags=re.DOTALL)
    rows = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"\|[ |-]*", line)]
    assert [r for r in rows if re.search(r"\|\s*\|", r.removesuffix("| |")) or r.endswith("None |")] == []


@pytest.mark.parametrize("id_", ["schema-identification", "mie-delivrance", "niveau-garantie", "evaluation-technique"])
def test_what_nobody_answered_is_told(id_: str) -> None:
    assert "sans réponse" in words("vitrine-muette", id_)
    assert "sans réponse" in words("vitrine-vide", id_)


@pytest.mark.parametrize("id_", IDS)
def test_a_draft_says_that_it_is_one(id_: str) -> None:
    if id_ != "homologation-v1":
        assert "Texte non adopté. RIE v2 (projet)" in words("ch-exemple", id_) or id_ == "matrice"
    assert "il ne peut l'être qu'après le" in words("ch-exemple", id_) or id_ == "homologation-v1"


@pytest.mark.parametrize("id_", IDS)
def test_what_nobody_read_is_told_in_every_document_of_the_law(id_: str) -> None:
    if id_ in ("mie-delivrance", "plan-action"):  # they describe and plan, and judge nothing
        return
    assert "Exigences que l'outil ne couvre pas, à examiner par la commission" in words("ch-exemple", id_)


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_the_verdict_is_the_same_in_every_document(dossier: str) -> None:
    label = said(view(dossier)["verdict"]["titre"])
    for id_ in ("attestation", "schema-identification", "niveau-garantie", "pv-commission", "support-commission"):
        assert label in words(dossier, id_), id_


@pytest.mark.parametrize(("dossier", "id_"), VALIDATED)
def test_vera_finds_pdf_ua_and_pdf_a(dossier: str, id_: str, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf(dossier, id_))
    for flavour in ("ua1", "3a"):
        compliant, _, failed = validate(file, flavour)
        assert compliant, failed


# -- what each must hold -----------------------------------------------------------------------------


@pytest.mark.parametrize("dossier", ["ch-exemple", "vitrine-ecarts"])
def test_the_attestation_is_one_page_to_sign(dossier: str) -> None:
    first = pages(dossier, "attestation")[0]
    for wanted in ("la conformité au référentiel d'Identification électronique", "Signature du responsable légal"):
        assert wanted in first
    assert "Annexe 1. Les réserves" not in first


def test_each_reserve_has_its_five_fields_in_annex() -> None:
    text = words("ch-exemple", "attestation")
    for r in view("ch-exemple")["reserves"]:
        block = text[text.index(f"{r['id']} — ") :].split(" — ", 1)[1].split("Suivie par")[0]
        for value in (r["exigences"], r["description"], r["echeance"], r["acceptee_par"], r["motif"]):
            assert said(value) in block, (r["id"], value)
        assert all(said(a["titre"]) in block for a in r["actions"])


def decided(accepted: list[str]) -> str:
    loaded, _ = load_dossier(ROOT / "ch-exemple")
    assert loaded is not None
    commission = loaded.files["commission.yml"]
    held = {"id": "dec", "date": DATE, "membres": [{"personne": "rssi"}], "avis": "favorable", "decision": "attestee_avec_reserves", "mois": 24, "reserves_acceptees": accepted}  # fmt: skip
    files = {**loaded.files, "commission.yml": {**commission, "seances": [*commission["seances"], held]}}
    made = check(replace(loaded, files=files), load_packs(), load_knowledge(), DATE, "rie_v2_projet", describe=True)
    documents = {d.id: plain(d.markdown) for d in rendered(made, "0").documents}
    return documents["attestation"] + "\n" + documents["pv-commission"]


def test_only_what_the_decision_accepts_is_said_accepted() -> None:
    text = decided(["R-01", "R-03"])
    assert "avec les réserves suivantes : R-01 (EXI RIE-PS 09), R-03 (EXI RIE-PS 12, EXI RIE-PS 17) »" in text
    assert "Réserves acceptées par cette décision : R-01, R-03." in text
    assert "Réserves proposées, que la décision n'a pas acceptées : R-02, R-04, R-05, R-06." in text
    before = words("ch-exemple", "attestation")
    assert "Réserves acceptées" not in before
    assert "que la décision n'a pas encore acceptées : R-01, R-02, R-03, R-04, R-05, R-06." in before


def test_the_minutes_say_until_when_and_when_to_renew() -> None:
    text = decided(["R-01"])
    assert "pour 24 mois, jusqu'au 23/11/2028" in text
    assert "au plus tard le **23/11/2027**" in text


def test_the_minutes_hold_every_arbitration_and_what_is_to_examine() -> None:
    text, told = words("ch-exemple", "pv-commission"), view("ch-exemple")["pv"]
    assert len(told["arbitrages"]) == 3
    for a in told["arbitrages"]:
        for key in ("objet", "lecture", "motif", "par", "le", "fin"):
            assert said(a[key]) in text
        assert a["vaut"] == "en vigueur"
    assert {c["id"] for c in told["lectures_par_defaut"]} == {"C3", "C4", "C6", "C9"}
    assert all(said(m["fonction"]) in text for m in told["membres"])
    assert "Quand les éditeurs livrent-ils OpenID Connect ?" in text
    assert "Signature du responsable légal" in text


def test_an_arbitration_that_counts_for_nothing_says_so() -> None:
    assert "ne compte pas à cette date" in words("vitrine-ecarts", "pv-commission")


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_every_means_and_every_path_is_told_step_by_step(dossier: str) -> None:
    text, told = words(dossier, "mie-delivrance"), view(dossier)["remise"]
    assert [m["titre"] for m in told["moyens"]] == [t["titre"] for t in assessed(dossier).things["mie"]]
    for m in told["moyens"]:
        assert said(m["titre"]) in text
        for path in m["parcours"]:
            assert said(path["titre"]) in text
            assert [e["titre"] for e in path["etapes"]][:-1] == [s[0] for s in STEPS]
            assert path["etapes"][-1]["titre"] == "Appairage avec Pro Santé Connect"


def test_a_path_says_who_does_what() -> None:
    text = words("ch-exemple", "mie-delivrance")
    assert "Cellule cartes et astreinte informatique" in text
    assert "Premier enrôlement autorisé par : Le mot de passe seul" in text
    assert "méthode" not in words("vitrine-psc", "mie-delivrance") or "Appairage" in words(
        "vitrine-psc", "mie-delivrance"
    )


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_every_requirement_is_in_the_level_of_assurance(dossier: str) -> None:
    text, told = words(dossier, "niveau-garantie"), view(dossier)
    law, graded = told["garantie"]["textes"]
    assert {e["numero"]: e["etat"] for e in law["exigences"]} == {e["numero"]: e["etat"] for e in told["exigences"]}
    assert all(said(e["numero"]) in text for t in (law, graded) for e in t["exigences"])
    for level in assessed(dossier).levels:
        assert said(level.title) in text
        points = {f.rule.exigence for f in level.weakest}
        shown = next(m for m in told["garantie"]["moyens"] if m["titre"] == level.title)
        assert {f["point"] for f in shown["faibles"]} == points


def test_the_v1_file_takes_its_durations_from_the_pack() -> None:
    text = words("ch-exemple", "homologation-v1")
    pack = next(p for p in assessed("ch-exemple").packs if p.id == "rie_v1")
    for name in ("homologation_mois_max", "homologation_apres_changement_mois", "engagement_mois_max"):
        assert f"{pack.parametres[name].valeur} mois ({pack.parametres[name].source})" in text
    assert "Transmise à l'ANS le" in text
    gaps = view("ch-exemple")["v1"]["ecarts"]
    assert len(gaps) == 7
    assert all(said(g["constat"]) in text for g in gaps)


def test_the_note_of_exemption_takes_the_place_of_the_attestation() -> None:
    for dossier in DOSSIERS:
        due = (
            assessed(dossier).things["schema"][0].get("attestation_due") if assessed(dossier).things["schema"] else None
        )
        title = document(dossier, "attestation").title
        assert title == ("Note de dispense" if due is False else "Attestation de conformité"), dossier
    text = words("cabinet-psc", "attestation")
    for c in view("cabinet-psc")["dispense"]["cas"]:
        assert said(c["lieu"]) in text and said(c["motif"]) in text
    assert not document("cabinet-psc", "attestation").meta["projet"]
    assert "À ne pas signer" in words("vitrine-dispense", "attestation")
    assert document("vitrine-dispense", "attestation").meta["projet"]


def test_the_slides_are_few() -> None:
    for dossier in DOSSIERS:
        found = re.findall(r"^# (?!Sigles)", document(dossier, "support-commission").markdown, re.MULTILINE)
        assert 10 <= len(found) <= 15, dossier
    text = words("ch-exemple", "support-commission")
    assert all(said(r["description"]) in text for r in view("ch-exemple")["reserves"])
    counted = sum(int(c["nombre"]) for c in view("ch-exemple")["support"]["criticites"])
    assert str(counted) == view("ch-exemple")["nombre_services"]


def test_a_technical_evaluation_has_its_dates_and_its_weaknesses() -> None:
    text = words("ch-exemple", "evaluation-technique")
    for wanted in (
        "CC-DEMO-2024-01",
        "01/03/2029",
        "Dernier test d'intrusion | 10/04/2026",
        "Essais avant blocage : 5",
    ):
        assert wanted in text
    assert "sans réponse" in text  # the e-CPS is evaluated by others, nobody says how


# -- the complete file -------------------------------------------------------------------------------


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_the_complete_file_holds_every_document_once(dossier: str) -> None:
    markdown = document(dossier, "dossier-complet").markdown
    chapters = re.findall(r"^# (\d\d) · ", markdown, re.MULTILINE)
    assert {d.meta["numero"] for d in whole(dossier).documents[:-1]} == set(chapters)
    targets = re.findall(r"\{#([a-z0-9-]+)\}$", markdown, re.MULTILINE)
    assert len(targets) == len(set(targets))
    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", markdown)) <= set(targets)
    assert markdown.count("# Sigles employés") == 1


def test_the_complete_file_is_read_in_an_hour() -> None:
    told = pages("ch-exemple", "dossier-complet")
    annexes = next(i for i, page in enumerate(told) if i > 3 and "01 · Annexe" in page)
    assert annexes <= 60
    assert "Sommaire" in told[0]


def test_links_between_documents_hold_in_the_complete_file_only() -> None:
    assert "[R-01](#reserve-r-01)" in document("ch-exemple", "dossier-complet").markdown
    assert "(#reserve-r-01)" not in document("ch-exemple", "niveau-garantie").markdown


def test_a_link_without_a_target_becomes_words_and_a_target_is_named_once() -> None:
    text = "# A {#un}\n\n[voir](#un) [ailleurs](#deux)\n\n# B {#un}\n"
    assert linked(text) == "# A {#un}\n\n[voir](#un) ailleurs\n\n# B\n"


# -- hostile words -----------------------------------------------------------------------------------


def test_hostile_words_print_as_words_in_every_document() -> None:
    evil = 'x"]) #read("/etc/passwd") ![](/etc/passwd) <script>alert(1)</script> | ::: {.signature} [a](#un) {#un}'
    loaded, _ = load_dossier(ROOT / "ch-exemple")
    assert loaded is not None
    files = dict(loaded.files)
    files["schema.yml"] = {**files["schema.yml"], "titre": evil, "description": evil}
    files["mie/cle-fido2.yml"] = {**files["mie/cle-fido2.yml"], "titre": evil, "description": evil}
    files["delivrance/remise-cles.yml"] = {**files["delivrance/remise-cles.yml"], "titre": evil}
    commission = files["commission.yml"]
    files["commission.yml"] = {**commission, "arbitrages": [{**a, "motif": evil} for a in commission["arbitrages"]]}
    made = check(replace(loaded, files=files), load_packs(), load_knowledge(), DATE, "rie_v2_projet", describe=True)
    result = rendered(made, "0")
    whole = next(d for d in result.documents if d.id == "dossier-complet")
    assert make_pdf(whole, result.inputs).startswith(b"%PDF")
    for d in result.documents:
        assert "<script>" not in d.markdown
        assert "(/etc/passwd)" not in d.markdown
