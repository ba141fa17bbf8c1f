"""The PDF files: valid by veraPDF, marked PROJET, with what they may carry and nothing more, the same twice."""

from __future__ import annotations

import io
import json
import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from builder.check import check
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs
from builder.model.outputs import Document, Rendered
from builder.pipeline import rendered
from builder.publish.pdf import make_pdf
from tests.publish import sets
from tests.publish.vera import rules, validate

ROOT = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
DATE = "2026-11-23"


def built(files: dict[str, Any] | None = None) -> Rendered:
    dossier, faults = load_dossier(ROOT)
    assert dossier is not None, faults
    if files:
        dossier = replace(dossier, files={**dossier.files, **files})
    made = check(dossier, load_packs(), load_knowledge(), DATE, "rie_v2_projet", describe=True)
    return rendered(made, "0.0.0")


@pytest.fixture(scope="module")
def made() -> dict[str, tuple[Document, bytes]]:
    return {id_: (sets.document(ROOT.name, id_), sets.pdf(ROOT.name, id_)) for id_ in sets.ALONE}


def test_vera_is_the_real_one_and_refuses(tmp_path: Path) -> None:
    assert (len(rules("ua1")), len(rules("3a"))) == (106, 155)
    file = tmp_path / "plain.pdf"
    file.write_bytes(typst.compile(b"= Titre\n#table(columns: 2)[a][b]", format="pdf", pdf_tags=False))
    for flavour in ("ua1", "3a"):
        compliant, _, failed = validate(file, flavour)
        assert not compliant
        assert failed


@cache
def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("id_", sets.ALONE)
def test_projet_on_every_page_until_a_decision(id_: str, made: dict[str, tuple[Document, bytes]]) -> None:
    pages = texts(made[id_][1])
    assert len(pages) > 2
    assert all("PROJET" in page for page in pages)


def decided(**session: Any) -> dict[str, Any]:
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    commission = dossier.files["commission.yml"]
    held = {"id": "dec", "date": DATE, "membres": [], "decision": "attestee_avec_reserves", "mois": 12, **session}
    return {"commission.yml": {**commission, "seances": [*commission["seances"], held]}}


def test_a_decision_takes_the_mark_away_and_prints_the_mention() -> None:
    result = built(decided())
    document = next(d for d in result.documents if d.id == "attestation")
    text = " ".join(" ".join(texts(make_pdf(document, result.inputs))).split())
    assert "PROJET" not in text
    assert "attestée pour 12 mois, avec les réserves suivantes" in text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("session", [{"decision": "ajournee"}, {"date": "2026-12-01"}, {"date": "0001-01-01"}])
def test_no_decision_no_attestation(session: dict[str, Any]) -> None:
    assert all(d.meta["projet"] for d in built(decided(**session)).documents)


def test_the_mention_is_the_one_of_the_text(made: dict[str, tuple[Document, bytes]]) -> None:
    text = " ".join(" ".join(texts(made["attestation"][1])).replace("\u202f", " ").replace("\u00a0", " ").split())
    assert "la conformité au référentiel d'Identification électronique est attestée pour" in text.replace("’", "'")
    for wanted in ("R-01", "R-06", "Acceptation du risque", "EXI RIE-PS 14", "Signature du responsable légal"):
        assert wanted.replace(" ", "") in text.replace(" ", "")


def lines(pdf: bytes) -> list[str]:
    return [line.strip() for page in texts(pdf) for line in page.replace("\u00a0", " ").splitlines()]


@pytest.mark.parametrize("id_", sets.ALONE)
def test_no_number_of_the_text_is_cut_at_the_end_of_a_line(id_: str, made: dict[str, tuple[Document, bytes]]) -> None:
    found = lines(made[id_][1])
    assert [t for t in found if re.search(r"(EXI|RIE-PS|RIE-[A-Z]{3}-?|\b[RA]-)$", t)] == []
    assert [t for t in found if re.match(r"(RIE-PS \d|\d\d\)? ;)", t)] == []


@pytest.mark.parametrize("id_", sets.ALONE)
def test_the_draft_s_own_number_stays_in_the_footer(id_: str, made: dict[str, tuple[Document, bytes]]) -> None:
    told = [line for line in lines(made[id_][1]) if "v2b" in line]
    assert told
    assert all("évalué au" in line for line in told)


def page_of(pages: list[str], words: str) -> int:
    return next(i for i, page in enumerate(pages) if words in page.replace("\u00a0", " ").replace("\u2019", "'"))


def test_the_last_annex_of_the_attestation_is_on_one_page(made: dict[str, tuple[Document, bytes]]) -> None:
    pages = texts(made["attestation"][1])
    assert page_of(pages, "Annexe 3.") == page_of(pages, "Qui connaît ce mot de passe")


def test_the_annex_of_the_matrix_starts_a_page(made: dict[str, tuple[Document, bytes]]) -> None:
    pages = texts(made["matrice"][1])
    start = max(
        i for i, page in enumerate(pages) if "Annexe. Tous les constats" in page
    )  # not its line in the contents
    first = [t.strip() for t in pages[start].splitlines() if t.strip()]
    assert "Annexe. Tous" in " ".join(first[:3])


def printed(made: dict[str, tuple[Document, bytes]], markdown: str) -> bytes:
    document = made["attestation"][0]
    return make_pdf(replace(document, markdown=markdown, figures={}), {})


TABLE = "| Sujet | Constat |\n|----|----|\n" + "".join(f"| sujet{i} | constat |\n" for i in range(8))


@pytest.mark.parametrize(
    "block",
    [
        "::: {.regle .suivie}\n\n### Le début\n\nUne phrase.\n\n:::\n\n" + TABLE.replace("sujet7", "la fin"),
        "::: {.regle .annexe}\n\n# Le début {-}\n\n" + "Une phrase.\n\n" * 9 + "la fin\n\n:::\n",
        TABLE.replace("sujet0", "Le début").replace("sujet7", "la fin"),
    ],
    ids=["rule and table", "annex", "table"],
)
def test_what_belongs_together_stays_together_wherever_it_falls(
    block: str, made: dict[str, tuple[Document, bytes]]
) -> None:
    head = "# a\n\n## b\n\n"
    cuts = set()
    for filler in range(14, 34, 2):
        pages = texts(printed(made, head + "Remplissage.\n\n" * filler + block))
        assert page_of(pages, "Le début") == page_of(pages, "la fin"), filler
        cuts.add(page_of(pages, "Le début"))
    assert cuts == {0, 1}  # the end of a page was met


def test_a_long_table_is_cut_between_pages(made: dict[str, tuple[Document, bytes]]) -> None:
    long = "| Sujet | Constat |\n|----|----|\n" + "".join(f"| sujet{i} | constat |\n" for i in range(90))
    pages = texts(printed(made, "# a\n\n" + long))
    assert page_of(pages, "sujet89") >= 2
    assert all("Constat" in page for page in pages)  # its header comes back


def test_no_number_is_cut_wherever_it_falls(made: dict[str, tuple[Document, bytes]]) -> None:
    text = "\n\n".join("mot " * i + "EXI\u00a0RIE-PS\u00a015 puis RIE-DEL-08 puis R-05 " * 9 for i in range(9))
    found = lines(printed(made, text))
    assert len(found) > 30
    assert [t for t in found if re.search(r"(EXI|RIE-?|PS|RIE-[A-Z]{3}-?|R-?)$", t)] == []


def test_typography_of_the_printed_text(made: dict[str, tuple[Document, bytes]]) -> None:
    for _, pdf in made.values():
        words = " ".join(texts(pdf))
        assert re.findall(r"[a-zéè]'[a-zéèh]", words) == []
        assert re.findall(r" [;?!](?=\s)", words) == []


def test_an_unfavourable_dossier_says_not_to_sign() -> None:
    result = built({"reserves.yml": {"reserves": []}})
    text = " ".join(texts(make_pdf(result.documents[0], result.inputs)))
    assert "À ne pas signer" in text.replace("\u00a0", " ")


def attachments(pdf: bytes) -> dict[str, Any]:
    return {name: json.loads(data[0]) for name, data in pypdf.PdfReader(io.BytesIO(pdf)).attachments.items()}


@pytest.mark.parametrize("id_", sets.ALONE)
def test_what_is_attached(id_: str, made: dict[str, tuple[Document, bytes]]) -> None:
    held = attachments(made[id_][1])
    assert set(held) == {"faits.json", "manifeste-entrees.json"}
    facts = json.dumps(held["faits.json"], ensure_ascii=False)
    for secret in ('"commentaire"', ".pdf", "empreinte", "yaml-language-server", "Le porteur n'est pas encore prévenu"):
        assert secret not in facts
    assert held["manifeste-entrees.json"]["fichiers"]["reserves.yml"]
    assert ".pdf" not in json.dumps(held["manifeste-entrees.json"])


def test_each_circle_sees_its_own(made: dict[str, tuple[Document, bytes]]) -> None:
    attestation, matrix = (attachments(made[i][1])["faits.json"] for i in ("attestation", "matrice"))
    assert set(attestation["faits"]) == {"dossier.yml", "schema.yml", "reserves.yml", "commission.yml"}
    assert "architecture.yml" in matrix["faits"]
    assert matrix["faits"]["gouvernance.yml"]["personnel"]["preuves"] == ["plan-formation"]  # an « interne » piece
    assert "pssi" in json.dumps(matrix)


def test_a_working_note_never_leaves() -> None:
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    schema = {**dossier.files["schema.yml"], "commentaire": "à ne pas montrer"}
    result = built({"schema.yml": schema})
    for document in result.documents:
        assert b"ne pas montrer" not in json.dumps(document.facts, ensure_ascii=False).encode()
        assert "ne pas montrer" not in document.markdown


def test_twice_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    import os
    import sys

    out = []
    for seed in ("1", "2"):
        target = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "builder.cli.main", "build", str(ROOT), "--date", DATE, "--out", str(target)],
            check=True, capture_output=True, cwd=ROOT.parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1795392000", "TZ": f"UTC{seed}"},
        )  # fmt: skip
        files = sorted(p for p in target.rglob("*") if p.is_file())
        out.append({str(p.relative_to(target)): p.read_bytes() for p in files})
    assert out[0].keys() == out[1].keys()
    assert [name for name in out[0] if out[0][name] != out[1][name]] == []
    assert len(out[0]) > 60
    alone = tmp_path / "seul"
    subprocess.run(
        [sys.executable, "-m", "builder.cli.main", "build", str(ROOT), "--date", DATE, "--out", str(alone),
         "--only", "schema-identification", "--only", "pv-commission"],
        check=True, capture_output=True, cwd=ROOT.parent.parent,
    )  # fmt: skip
    for file in ("schema-identification.pdf", "pv-commission.pdf"):
        assert (alone / ROOT.name / file).read_bytes() == out[0][f"{ROOT.name}/{file}"]


def test_hostile_words_print_as_words() -> None:
    evil = 'x"]) #read("/etc/passwd") ![](/etc/passwd) <script>alert(1)</script> | ::: {.signature}'
    dossier, _ = load_dossier(ROOT)
    assert dossier is not None
    reserves = [{**r, "description": evil} for r in dossier.files["reserves.yml"]["reserves"]]
    result = built(
        {"reserves.yml": {"reserves": reserves}, "schema.yml": {**dossier.files["schema.yml"], "titre": evil}}
    )
    text = "".join(" ".join(texts(make_pdf(result.documents[0], result.inputs))).split())
    assert '#read("/etc/passwd")' in text.replace("“", '"').replace("”", '"')
    assert "root:" not in text
    assert "<script>" not in result.pages["reserves.md"]
