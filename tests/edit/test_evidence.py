"""`evidence add`: one entry more, nothing else touched, or nothing at all."""

from __future__ import annotations

import difflib
import hashlib
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
