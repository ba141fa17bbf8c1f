"""`init`: a dossier that passes the shape check and asks only what the chosen means call for."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.edit.init import create, skeleton, types
from builder.load import load_dossier, resources
from builder.load.reader import read_file
from builder.model.errors import BuilderError


def test_a_new_dossier_loads_without_a_fault(tmp_path: Path) -> None:
    made = create(tmp_path / "ch-neuf", "Centre : neuf #1", tuple(types()))
    found, faults = load_dossier(tmp_path / "ch-neuf")
    assert faults == ()
    assert found is not None
    assert found.files["dossier.yml"]["titre"] == "Centre : neuf #1"
    assert len([n for n in made if n.startswith("mie/")]) == len(types())


@pytest.mark.parametrize("type_", sorted(types()))
def test_every_question_answered_in_place_would_still_parse(type_: str) -> None:
    """Taking the `# ` away from every line gives YAML of the right shape, but for the answers."""
    for name, text in skeleton("d", "D", (type_,), ".schemas").items():
        lines = text.splitlines()[4:]
        opened = "\n".join(line.removeprefix("# ") for line in lines)
        stem = name.split("/")[0] if "/" in name else name.removesuffix(".yml")
        codes = {f.code for f in read_file(opened.encode(), name, stem).faults}
        assert codes <= {"valeur-vide"}, (name, codes)


def test_only_the_blocks_of_the_means() -> None:
    fido = skeleton("d", "D", ("cle_fido2",), "s")["mie/cle-fido2.yml"]
    card = skeleton("d", "D", ("carte_neutre",), "s")["mie/carte-neutre.yml"]
    word = skeleton("d", "D", ("mot_de_passe",), "s")
    assert "# fido:" in fido and "# carte:" not in fido
    assert "# carte:" in card and "# fido:" not in card and "# mot_de_passe:" not in card
    assert "# mot_de_passe:" in word["mie/mot-de-passe.yml"] and "# produit:" not in word["mie/mot-de-passe.yml"]
    assert "# stock:" not in word["delivrance/remise-mot-de-passe.yml"]


def test_every_block_named_is_a_block_of_the_shape() -> None:
    blocks = resources.data("schemas/blocs.yml")
    for stem in ("mie", "delivrance"):
        assert set(blocks[stem]) <= set(resources.data(f"schemas/forme/{stem}.schema.json")["properties"])
    assert set(blocks["facteurs_usuels"]) == set(types())


def test_a_taken_folder_and_an_unknown_type_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("x", encoding="utf-8")
    with pytest.raises(BuilderError, match="pas vide"):
        create(tmp_path / "a", "A", ("cps",))
    with pytest.raises(BuilderError, match="inconnu"):
        create(tmp_path / "b", "B", ("badge_magique",))
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(("name", "id_"), [("CH d'Été", "ch-d-ete"), ("Œuvre n°2", "oeuvre-n2"), ("x" * 60, "x" * 48)])
def test_an_accent_is_not_a_hole(tmp_path: Path, name: str, id_: str) -> None:
    create(tmp_path / name, "CH", ("cps",))
    found, faults = load_dossier(tmp_path / name)
    assert found is not None, faults
    assert found.files["dossier.yml"]["id"] == id_


def test_here_has_the_name_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ch-nord" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "ch-nord")
    create(Path(), "CH", ("cps",))
    found, faults = load_dossier(Path())
    assert found is not None, faults
    assert (found.name, found.files["dossier.yml"]["id"]) == ("ch-nord", "ch-nord")


def test_an_empty_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuilderError, match="titre est vide"):
        create(tmp_path / "a", "  ", ("cps",))
    assert not (tmp_path / "a").exists()


def test_the_questions_say_what_form_the_answer_takes() -> None:
    files = skeleton("d", "D", ("carte_neutre",), "s")
    lines = {name: text.splitlines() for name, text in files.items()}

    def form(name: str, key: str) -> str:
        return next(line for line in lines[name] if key in line)

    assert "onze chiffres" in form("dossier.yml", "rpps:")
    assert "neuf caractères" in form("dossier.yml", "finess_ej:")
    assert "neuf chiffres" in form("dossier.yml", "siren:")
    assert "un nom court" in form("dossier.yml", "- id:")
    assert "RIE-MIE-01@mie:carte-neutre" in form("reserves.yml", "constats:")
    assert "-1, 0 ou 1" in form("risques.yml", "ecart")
    assert "l'identifiant d'une politique de session, ou aucun" in form("services.yml", "session:")
    assert all("ainsi qu'aux lignes parentes" in text and "le « # »" not in text for text in files.values())
