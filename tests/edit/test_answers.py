"""Answers brought back: inserted at their places, all or none, every line of the author kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.check.gaps import gaps
from builder.edit.answers import Filled, fill
from builder.edit.place import with_answer
from builder.load import load_dossier, shapes
from builder.load.answers import Answer, read_answers
from builder.load.reader import read_file
from builder.model.errors import BuilderError
from builder.model.questions import Question
from builder.model.source import Place
from builder.pipeline import Terms, assess

ROOT = Path(__file__).parent.parent.parent
TERMS = Terms("2026-11-23", "rie_v2_projet")
DOSSIERS = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))


def questions(root: Path) -> tuple[Question, ...]:
    found = assess(root, TERMS).assessment
    assert found is not None
    return gaps(found)


def answer(id_: str, value: Any) -> Answer:
    return Answer(id_, value, Place("reponses.yml"))


def possible(q: Question) -> Any:
    """An answer of the right kind."""
    node = shapes.at(q.path[0].split("/")[0].removesuffix(".yml"), q.path[1:]) or {}  # type: ignore[union-attr]
    if "items" in node:
        return []
    if q.values:
        return next(iter(q.values))
    free = {"oui_non": "oui", "date": "2026-01-02", "date_passee": "jamais", "entier": "3", "borne": "sans_limite",
            "periode": "jamais", "texte": "Un texte : avec # et « é »", "siren": "552100554", "ecart": "1"}  # fmt: skip
    return "aucun" if node.get("x-aucun") else free.get(str(node.get("x-type")))


def kept(before: str, after: str) -> bool:
    """Whether every character of `before` is in `after`, in order."""
    left = iter(after)
    return all(char in left for char in before)


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_question_can_be_answered_in_place(name: str, tmp_path: Path) -> None:
    root = shutil.copytree(ROOT / "dossiers" / name, tmp_path / "d")
    given_ = [answer(q.id, possible(q)) for q in questions(root) if q.fillable and possible(q) is not None]
    before = {p: p.read_text(encoding="utf-8") for p in root.rglob("*.yml")}
    filled = fill(root, given_, write=True)
    assert filled.faults == [] and filled.count == len(given_)
    for path, text in before.items():
        assert kept(text, path.read_text(encoding="utf-8"))
    dossier, faults = load_dossier(root)
    assert dossier is not None, faults
    assert not {a.id for a in given_} & {q.id for q in questions(root) if q.fillable}
    assert not [
        line for line in filled.diff() if line.startswith("-") and not line.startswith("---") and "{" not in line
    ]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT / "dossiers" / "vitrine-muette", tmp_path / "d")
    before = {p: p.read_bytes() for p in root.rglob("*.yml")}
    filled = fill(root, [answer("mie/code-sms.yml:nominatif", "oui")], write=False)
    assert filled.count == 1 and "+nominatif: oui" in filled.diff()
    assert {p: p.read_bytes() for p in root.rglob("*.yml")} == before


@pytest.mark.parametrize(
    ("id_", "value", "said"),
    [
        ("mie/cle-fido2.yml:nominatif", "non", "déjà écrite"),
        ("services.yml:services[dpi].donnees_de_sante", "oui", "déjà écrite pour son groupe"),
        ("services.yml:services[absent].session", "aucun", "n'est pas un lieu"),
        ("mie/cle-fido2.yml:inconnue", "oui", "n'est pas un lieu"),
        ("mie/cle-fido2.yml:biometrie.stockage", "nuage", "n'est pas une valeur admise"),
        ("mie/mot-de-passe-intranet.yml:code_pin.longueur_min", "beaucoup", "nombre entier"),
        ("mie/cle-fido2.yml:mot_de_passe", "politique-absente", "ne désigne rien"),
        ("mie/cle-fido2.yml:biometrie", "oui", "attend une table"),
        ("gouvernance.yml:tests_intrusion.dernier", "2026-02-30", "n'est pas une date possible"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_none_is_written(
    id_: str, value: str, said: str, tmp_path: Path
) -> None:
    root = shutil.copytree(ROOT / "dossiers" / "ch-exemple", tmp_path / "d")
    if id_.startswith("gouvernance"):
        text = (root / "gouvernance.yml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("tests_intrusion")]
        (root / "gouvernance.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in root.rglob("*.yml")}
    good = answer("mie/cle-fido2.yml:commande.quantite_prevue", "12")
    filled = fill(root, [good, answer(id_, value)], write=True)
    assert [f for f in filled.faults if said in f.message], filled.faults
    assert {p: p.read_bytes() for p in root.rglob("*.yml")} == before


def test_a_dossier_with_faults_is_refused(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT / "dossiers" / "ch-exemple", tmp_path / "d")
    (root / "schema.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(BuilderError, match="erreurs de lecture"):
        fill(root, [answer("mie/cle-fido2.yml:nominatif", "oui")], write=True)


def test_a_file_that_does_not_exist_is_made(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT / "dossiers" / "vitrine-vide", tmp_path / "d")
    (root / "postes.yml").unlink(missing_ok=True)
    filled = fill(root, [answer("postes.yml:postes", [])], write=True)
    assert filled.faults == [] and (root / "postes.yml").read_text(encoding="utf-8") == "postes: []\n"


def put(raw: str, keys: tuple[str | int, ...], value: Any, stem: str = "mie") -> str:
    return with_answer(raw, f"{stem}.yml", keys, value, shapes.schema(stem))


@pytest.mark.parametrize(
    ("raw", "keys", "value", "after"),
    [
        ("", ("nominatif",), "oui", "nominatif: oui\n"),
        ("# rien", ("nominatif",), "oui", "# rien\nnominatif: oui\n"),
        ("id: a", ("produit", "modele"), "X: y", 'id: a\nproduit:\n  modele: "X: y"\n'),
        ("id: a\r\n", ("nominatif",), "non", "id: a\r\nnominatif: non\r\n"),
        ("\ufeffid: a\n", ("nominatif",), "non", "\ufeffid: a\nnominatif: non\n"),
        ("produit: {modele: m}\n", ("produit", "fabricant"), "a, b", 'produit: {modele: m, fabricant: "a, b"}\n'),
        ("produit: {}\n", ("produit", "certification", "schema"), "cc", "produit: {certification: {schema: cc}}\n"),
        ("produit:\n    modele: m\n\n# fin\nid: a\n", ("produit", "fabricant"), "f",
         "produit:\n    modele: m\n    fabricant: f\n\n# fin\nid: a\n"),
        ("facteurs:\n- type: code_pin\n  # note\nid: a\n", ("facteurs", 0, "description"), "d",
         "facteurs:\n- type: code_pin\n  description: d\n  # note\nid: a\n"),
        ("description: |\n  un\n\n  deux\n\n# fin\n", ("nominatif",), "oui",
         "description: |\n  un\n\n  deux\nnominatif: oui\n\n# fin\n"),
        ("id: a\n", ("interfaces",), ["contact", "nfc"], "id: a\ninterfaces: [contact, nfc]\n"),
        ("id: a\n", ("facteurs",), [{"type": "code_pin", "description": "d"}],
         "id: a\nfacteurs:\n- type: code_pin\n  description: d\n"),
    ],
)  # fmt: skip
def test_where_and_how_it_is_written(raw: str, keys: tuple[str | int, ...], value: Any, after: str) -> None:
    assert put(raw, keys, value) == after


def test_nothing_is_overwritten_nor_guessed() -> None:
    for raw, keys in (
        ("nominatif: non\n", ("nominatif",)),
        ("mot_de_passe: aucun\n", ("mot_de_passe", "x")),
        ("facteurs: []\n", ("facteurs", 0, "type")),
    ):
        with pytest.raises(BuilderError):
            put(raw, keys, "oui")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\x85"),
        min_size=1,
        max_size=60,
    ),
    st.booleans(),
)
def test_any_text_reads_back_as_itself(text: str, inline: bool) -> None:
    raw = "produit: {modele: m}\n" if inline else "produit:\n  modele: m\n"
    after = put(raw, ("produit", "fabricant"), text)
    assert read_file(after.encode(), "mie/a.yml", "mie").data == {"produit": {"modele": "m", "fabricant": text}}
    assert kept(raw, after)


def test_answers_are_read_with_their_places_and_the_empty_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "reponses.yml"
    file.write_text("# q\na.yml:b:\na.yml:c: oui\na.yml:d[e].f: [x, y]\na.yml:g: ''\n", encoding="utf-8")
    answers, faults = read_answers(file)
    assert faults == ()
    assert [(a.id, a.value, a.place.line) for a in answers] == [
        ("a.yml:c", "oui", 3),
        ("a.yml:d[e].f", ["x", "y"], 4),
        ("a.yml:g", "", 5),
    ]
    for text, code in (("a: 1\na: 2\n", "cle-en-double"), ("[a]", "reponses"), ("a: &x 1\n", "yaml-ancre")):
        file.write_text(text, encoding="utf-8")
        assert [f.code for f in read_answers(file)[1]] == [code]


def test_a_failure_half_way_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builder.edit.answers as module

    root = shutil.copytree(ROOT / "dossiers" / "vitrine-muette", tmp_path / "d")
    before = {p: p.read_bytes() for p in root.rglob("*.yml")}
    real, calls = module.replace, []

    def failing(path: Path, old: bytes | None, new: bytes) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError("plein")
        real(path, old, new)

    monkeypatch.setattr(module, "replace", failing)
    with pytest.raises(OSError, match="plein"):
        fill(root, [answer("mie/code-sms.yml:nominatif", "oui"), answer("mie/cps.yml:nominatif", "oui")], write=True)
    assert len(calls) == 3
    assert {p: p.read_bytes() for p in root.rglob("*.yml")} == before


def test_the_diff_is_of_lines_added() -> None:
    filled = Filled({"a.yml": b"id: a\n"}, {"a.yml": "id: a\nnominatif: oui\n"})
    assert [line for line in filled.diff() if not line.startswith(("+++", "---", "@@"))] == [
        " id: a",
        "+nominatif: oui",
    ]


def test_a_text_that_would_lose_something_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builder.edit.answers as module

    root = shutil.copytree(ROOT / "dossiers" / "ch-exemple", tmp_path / "d")
    monkeypatch.setattr(module, "with_answer", lambda raw, *_: raw.replace("protocole:", "# ") + "rattachement: rpps\n")
    filled = fill(root, [answer("mie/cle-fido2.yml:rattachement", "rpps")], write=True)
    assert [f.message for f in filled.faults if "ne sait pas compléter" in f.message], filled.faults
