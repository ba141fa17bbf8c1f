"""What YAML hides: every trap is a diagnostic or the right value, never a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load import load_dossier, shapes
from builder.load.reader import read_file
from builder.model.source import JAMAIS_FAIT, SANS_LIMITE

SOURCE = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
TRAPS = {
    "alias": b"id: &a s\ntitre: *a\n", "merge": b"x: &x {id: s}\n<<: *x\n", "tag": b"id: !!python/object:os.system s\n",
    "local tag": b"id: !x s\n", "second document": b"id: s\n---\nid: t\n", "after the end": b"id: s\n...\nid: t\n",
    "deep flow": b"id: " + b"[" * 200_000, "deep block": b"".join(b" " * i + b"a:\n" for i in range(60)),
    "huge": b"id: s\ntitre: " + b"x" * 3_000_000 + b"\n", "nul": b"id: s\x00\n", "latin-1": "id: s\ntitre: été\n".encode("latin-1"),
    "tab": b"id: s\ninformation:\n\tdescription_publiee: oui\n", "open quote": b'id: "s\n', "open flow": b"id: s\ninformation: {",
    "list at the root": b"- a\n", "scalar at the root": b"bonjour\n", "key is a list": b"[a]: b\n", "key is a table": b"{a: b}: c\n",
    "null": b"id: s\nniveau_vise: ~\n", "nothing": b"id: s\nniveau_vise:\n", "directive": b"%YAML 1.1\n---\nid: s\n", "control": b"id: s\ntitre: \x1b[31m\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_trap_is_told_with_a_place_and_a_remedy(name: str, tmp_path: Path) -> None:
    (tmp_path / "dossier.yml").write_text("id: d\n", encoding="utf-8")
    (tmp_path / "schema.yml").write_bytes(TRAPS[name])
    dossier, faults = load_dossier(tmp_path)
    if name == "directive":
        assert dossier is not None or faults
        return
    assert dossier is None
    mine = [f for f in faults if f.place.file == "schema.yml"]
    assert mine and all(f.message and f.remedy and f.place.line >= 1 for f in mine)
    assert all(c.isprintable() for f in mine for c in f.message + f.remedy)


def value(stem: str, text: str, *path: Any) -> Any:
    read = read_file(text.encode(), f"{stem}.yml", stem)
    assert read.faults == []
    found: Any = read.data
    for key in path:
        found = found[key]
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("oui", True),
        ("non", False),
        ("true", True),
        ("false", False),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Oui", True),
    ],
)
def test_yes_and_no_are_the_words_we_ask_for(text: str, wanted: Any) -> None:
    assert value("mie", f"id: m\nnominatif: {text}\n", "nominatif") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("6", 6),
        ("012", "012"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("6.0", "6.0"),
        ("+6", "+6"),
        ("6 ", 6),
    ],
)
def test_numbers_are_plain_decimal(text: str, wanted: Any) -> None:
    assert value("mie", f"id: m\ncode_pin: {{longueur_min: {text}}}\n", "code_pin", "longueur_min") == wanted


def test_words_of_the_extremes_and_texts_that_look_like_something_else() -> None:
    assert value("mie", "id: m\ncode_pin: {essais_max: sans_limite}\n", "code_pin", "essais_max") == SANS_LIMITE
    assert value("gouvernance", "tests_intrusion: {dernier: jamais}\n", "tests_intrusion", "dernier") == JAMAIS_FAIT
    for text in ("2026-11-23", "12", "oui", "1.10", "null me", "0o17"):
        assert value("schema", f"id: s\ntitre: {text}\n", "titre") == text


def test_a_bom_and_windows_lines_are_read() -> None:
    assert value("schema", "\ufeffid: s\r\ntitre: T\r\n", "titre") == "T"


SCALARS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["oui", "non", "jamais", "sans_limite", "aucun", "2026-02-30", "9" * 40, "-1", "[]", "{}", "~"]),
)
LEAVES = [
    (stem, key)
    for stem in ("schema", "mie", "delivrance")
    for key, node in shapes.schema(stem)["properties"].items()
    if "properties" not in shapes.resolve(node)
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(LEAVES), SCALARS)
def test_any_text_anywhere_is_a_value_or_a_diagnostic(leaf: tuple[str, str], text: str) -> None:
    stem, key = leaf
    name = "schema.yml" if stem == "schema" else f"{stem}/x.yml"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "dossier.yml").write_text("id: d\n", encoding="utf-8")
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(f"id: x\n{key}: {text}\n".encode("utf-8", "surrogatepass"))
        dossier, faults = load_dossier(root)
    assert (dossier is None) == bool(faults)
    assert all(f.place.file in (name, "dossier.yml", "schema.yml") and f.message and f.remedy for f in faults)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.yml"))),
    st.integers(0, 10**6),
    st.binary(max_size=4),
    st.integers(0, 8),
)
def test_random_damage_never_raises(name: str, at: int, new: bytes, cut: int) -> None:
    raw = (SOURCE / name).read_bytes()
    at %= len(raw)
    stem = name.split("/", maxsplit=1)[0] if "/" in name else name.removesuffix(".yml")
    read = read_file(raw[:at] + new + raw[at + cut :], name, stem)
    assert read.data is not None or read.faults
