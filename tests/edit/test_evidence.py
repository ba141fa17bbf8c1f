"""`evidence add`: one entry more, nothing else touched, or nothing at all."""

from __future__ import annotations

import difflib
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.edit.evidence import add
from builder.edit.insertion import replace, with_item
from builder.load import load_dossier
from builder.load.reader import read_file
from builder.model.errors import BuilderError
from builder.model.source import EvidenceState

ROOT = Path(__file__).parent.parent.parent
TODAY = "2026-11-23"
REGISTERS = {
    "block": "# en-tête\npreuves:\n- id: a   # note\n  titre: Ancienne\n  type: note\n\n# fin du fichier\n",
    "indented": "preuves:\n  - id: a\n    type: note\n  - id: b\n    type: pv\ndescription: après\n",
    "empty": "preuves: []  # rien encore\n",
    "flow": "preuves: [{id: a, type: note}]\n",
    "commented": "# une question\n# preuves:\n",
    "no final newline": "preuves:\n- id: a\n  type: note",
    "windows": "preuves:\r\n- id: a\r\n  type: note\r\n",
    "bom": "\ufeffpreuves:\n- id: a\n  type: note\n",
    "nested end": "preuves:\n- id: a\n  type: note\n  titre: >-\n    un titre\n    long\n# après\n",
}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    root = tmp_path / "d"
    (root / "preuves").mkdir(parents=True)
    (root / "dossier.yml").write_text("id: d\n", encoding="utf-8")
    (root / "schema.yml").write_text("id: s\n", encoding="utf-8")
    return root


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    file = tmp_path / "Procédure, cartes.pdf"
    file.write_bytes(b"%PDF-1.7 piece")
    return file


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_only_lines_are_added(name: str, dossier: Path, piece: Path) -> None:
    before = REGISTERS[name]
    (dossier / "preuves.yml").write_bytes(before.encode())
    made = add(dossier, piece, "procedure", TODAY, {})
    after = (dossier / "preuves.yml").read_bytes().decode()
    assert made.id == "procedure-cartes"
    if name not in ("flow", "empty"):  # there the entry lands on an existing line
        changes = list(difflib.ndiff(before.splitlines(), after.splitlines()))
        assert [c for c in changes if c.startswith("- ")] == []
    was = read_file(before.encode(), "preuves.yml", "preuves").data.get("preuves", [])
    now = read_file(after.encode(), "preuves.yml", "preuves").data["preuves"]
    assert now[:-1] == was
    assert now[-1]["empreinte"] == hashlib.sha256(b"%PDF-1.7 piece").hexdigest()
    assert after.count("\r\n") == (after.count("\n") if name == "windows" else 0)


def test_the_piece_is_copied_and_then_proves(dossier: Path, piece: Path) -> None:
    made = add(dossier, piece, "procedure", TODAY, {"titre": "Oui : la procédure", "date": "2026-10-01"})
    assert (dossier / "preuves" / made.file).read_bytes() == piece.read_bytes()
    found, faults = load_dossier(dossier)
    assert faults == ()
    assert found is not None
    assert found.evidence[made.id].state is EvidenceState.PRESENT
    assert found.files["preuves.yml"]["preuves"][0]["titre"] == "Oui : la procédure"


def test_a_piece_already_inside_is_not_copied(dossier: Path) -> None:
    (dossier / "preuves" / "sous").mkdir()
    (dossier / "preuves" / "sous" / "a.pdf").write_bytes(b"x")
    assert add(dossier, dossier / "preuves" / "sous" / "a.pdf", "pv", TODAY, {}).file == "sous/a.pdf"


def test_twice_the_same_and_then_altered(dossier: Path, piece: Path) -> None:
    add(dossier, piece, "pv", TODAY, {})
    text = (dossier / "preuves.yml").read_bytes()
    with pytest.raises(BuilderError, match="déjà au registre"):
        add(dossier, piece, "pv", TODAY, {})
    (dossier / "preuves" / piece.name).write_bytes(b"changed")
    with pytest.raises(BuilderError, match="autre empreinte"):
        add(dossier, dossier / "preuves" / piece.name, "pv", TODAY, {})
    assert (dossier / "preuves.yml").read_bytes() == text


def test_another_file_of_the_same_name_is_never_overwritten(dossier: Path, piece: Path) -> None:
    (dossier / "preuves" / piece.name).write_bytes(b"other")
    with pytest.raises(BuilderError, match="autre contenu"):
        add(dossier, piece, "pv", TODAY, {})
    assert (dossier / "preuves" / piece.name).read_bytes() == b"other"


@pytest.mark.parametrize(
    "text", ["preuves: oui\n", "- a\n", "preuves: &a []\n", "preuves:\n- id: a\n  id: b\n  type: pv\n : ["]
)
def test_a_register_that_cannot_take_it_stays_as_it_is(text: str, dossier: Path, piece: Path) -> None:
    (dossier / "preuves.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BuilderError):
        add(dossier, piece, "pv", TODAY, {})
    assert (dossier / "preuves.yml").read_text(encoding="utf-8") == text
    assert list((dossier / "preuves").iterdir()) == []


def test_a_register_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "preuves.yml"
    file.write_bytes(b"new")
    with pytest.raises(BuilderError, match="vient de changer"):
        replace(file, b"old", b"mine")
    assert file.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["preuves.yml"]


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(TITLES.filter(str.strip), st.sampled_from(sorted(set(REGISTERS) - {"commented"})))
def test_any_title_is_read_back(title: str, name: str) -> None:
    from builder.edit.insertion import scalar

    after = with_item(
        REGISTERS[name], "preuves.yml", "preuves", (("id", "neuf"), ("titre", scalar(title)), ("type", "pv"))
    )
    read = read_file(after.encode(), "preuves.yml", "preuves")
    assert read.faults == []
    assert read.data["preuves"][-1] == {"id": "neuf", "titre": title, "type": "pv"}


def refused(dossier: Path, piece: Path, given: dict[str, str], said: str, code: int = 2) -> str:
    """`add` refuses, and nothing of the dossier has changed; the remedy."""
    before = {p: p.read_bytes() if p.is_file() else b"" for p in dossier.rglob("*")}
    with pytest.raises(BuilderError, match=said) as told:
        add(dossier, piece, "note", TODAY, given)
    assert told.value.code == code
    assert {p: p.read_bytes() if p.is_file() else b"" for p in dossier.rglob("*")} == before
    return told.value.hint


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"id": "pris"}, "déjà pris"),
        ({"id": "Été 2026"}, "identifiant"),
        ({"id": "a: b"}, "identifiant"),
        ({"id": "zz\n  titre: pirate"}, "identifiant"),
        ({"titre": "x" * 20_000}, "trop long"),
        ({"date": "2026-05-01", "valide_jusqu_au": "2025-01-01"}, "avant sa date"),
    ],
)
def test_an_entry_that_would_make_the_dossier_refused(
    given: dict[str, str], said: str, dossier: Path, piece: Path
) -> None:
    (dossier / "preuves.yml").write_text("preuves:\n- id: pris\n  type: note\n", encoding="utf-8")
    assert refused(dossier, piece, given, said)


@pytest.mark.parametrize("name", ["a\\b.pdf", "c:x.pdf", ".cache.pdf", "a\nb.pdf"])
def test_a_name_that_no_piece_may_have(name: str, dossier: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert "renommer" in refused(dossier, tmp_path / name, {}, "nom de pièce")


def test_a_piece_too_large(dossier: Path, piece: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.load import evidence

    monkeypatch.setattr(evidence, "MAX_BYTES", 3)
    assert "reference_externe" in refused(dossier, piece, {}, "dépasse")


def test_a_folder_or_a_register_that_is_a_link(dossier: Path, piece: Path, tmp_path: Path) -> None:
    (tmp_path / "loin").mkdir()
    (dossier / "preuves").rmdir()
    (dossier / "preuves").symlink_to(tmp_path / "loin")
    refused(dossier, piece, {}, "est un lien")
    assert list((tmp_path / "loin").iterdir()) == []
    (dossier / "preuves").unlink()
    (tmp_path / "registre.yml").write_text("preuves: []\n", encoding="utf-8")
    (dossier / "preuves.yml").symlink_to(tmp_path / "registre.yml")
    refused(dossier, piece, {}, "est un lien")


def test_a_register_one_may_not_write(dossier: Path, piece: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (dossier / "preuves.yml").write_text("preuves: []\n", encoding="utf-8")
    monkeypatch.setattr("os.access", lambda path, mode: mode & os.W_OK == 0)
    refused(dossier, piece, {}, "protégé en écriture")


def test_a_folder_that_is_no_dossier(tmp_path: Path, piece: Path) -> None:
    (tmp_path / "rien").mkdir()
    assert "rie init" in refused(tmp_path / "rien", piece, {}, "il n'y a pas de dossier.yml")


def test_the_copy_is_taken_back_when_the_register_is_not_written(
    dossier: Path, piece: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dossier / "preuves").rmdir()

    def full(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builder.edit.evidence.replace", full)
    with pytest.raises(PermissionError):
        add(dossier, piece, "note", TODAY, {})
    assert sorted(p.name for p in dossier.iterdir()) == ["dossier.yml", "schema.yml"]


def test_adding_at_once_loses_nothing(dossier: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.edit.evidence import add\n"
        "add(Path(sys.argv[1]), Path(sys.argv[2]), 'note', '2026-11-23', {})\n"
    )
    for i in range(6):
        (tmp_path / f"p{i}.pdf").write_bytes(str(i).encode())
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(dossier), str(tmp_path / f"p{i}.pdf")], cwd=ROOT)
        for i in range(6)
    ]
    assert [p.wait() for p in running] == [0] * 6
    found, faults = load_dossier(dossier)
    assert found is not None, faults
    assert sorted(found.evidence) == [f"p{i}" for i in range(6)]


@pytest.mark.parametrize(
    "text", ["preuves:\n", "preuves:   # rien encore\n# fin\n", "preuves:", "preuves:\nautre: x\n"]
)
def test_a_bare_key_takes_its_first_entry(text: str, dossier: Path, piece: Path) -> None:
    (dossier / "preuves.yml").write_text(text, encoding="utf-8")
    add(dossier, piece, "note", TODAY, {})
    after = (dossier / "preuves.yml").read_text(encoding="utf-8")
    assert read_file(after.encode(), "preuves.yml", "preuves").data["preuves"][0]["id"] == "procedure-cartes"
    assert all(line in after.splitlines() for line in text.splitlines())


@pytest.mark.parametrize("text", ["{}\n", "preuves: [\n  {id: a, type: note},\n]\n", "---\n# vide\n...\n"])
def test_a_register_that_no_one_can_complete_by_insertion(text: str, dossier: Path, piece: Path) -> None:
    (dossier / "preuves.yml").write_text(text, encoding="utf-8")
    refused(dossier, piece, {}, "ne sait pas compléter")
