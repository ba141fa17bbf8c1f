"""What a file's shape cannot say: references, identities, keys of numbers, paths of evidence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from builder.load import load_dossier, resources, shapes
from builder.model.source import EvidenceState

SOURCE = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "d")
    return tmp_path / "d"


def change(root: Path, file: str, old: str, new: str) -> int:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("schema.yml", "fournisseur_identite: ch", "fournisseur_identite: chu", "ch"),
        ("mie/carte-neutre.yml", "delivrances: [cellule-cartes]", "delivrances: [cellule-carte]", "cellule-cartes"),
        (
            "mie/carte-neutre.yml",
            "accepte_par: directrice-soins",
            "accepte_par: directrice-des-soins",
            "directrice-soins",
        ),
        ("services.yml", "composant: esso", "composant: eso", "esso"),
        ("services.yml", "repli_psc: panne-psc", "repli_psc: panne-pcs", "panne-psc"),
        ("services.yml", "groupe: soins", "groupe: soin", "soins"),
        ("reserves.yml", "actions: [A-01]", "actions: [A-1]", "A-01"),
        ("commission.yml", "{personne: directeur}", "{personne: le-directeur}", "directeur"),
        ("architecture.yml", "plan_sortie: A-03", "plan_sortie: A-3", "A-03"),
        ("gouvernance.yml", "preuves: [pssi]", "preuves: [psi]", "pssi"),
    ],
)
def test_a_reference_that_leads_nowhere(copy: Path, file: str, old: str, new: str, word: str) -> None:
    line = change(copy, file, old, new)
    dossier, faults = load_dossier(copy)
    assert dossier is None
    here = [f for f in faults if (f.place.file, f.place.line) == (file, line)]
    assert here and word in here[0].remedy, faults


def test_two_objects_of_one_name(copy: Path) -> None:
    line = change(copy, "plan.yml", "{id: A-02", "{id: A-01")
    _, faults = load_dossier(copy)
    assert any(f.place.file == "plan.yml" and f.place.line == line and "A-01" in f.message for f in faults)


@pytest.mark.parametrize(("number", "right"), [("99700000005", True), ("99700000006", False), ("9970000000", False)])
def test_an_rpps_number_has_a_key(copy: Path, number: str, right: bool) -> None:
    total = sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed("99700000005")))
    assert total % 10 == 0, "the number of this test itself"
    change(copy, "dossier.yml", "{id: rssi, nom: RSSI,", f'{{id: rssi, nom: RSSI, rpps: "{number}",')
    dossier, faults = load_dossier(copy)
    assert (dossier is not None) == right, faults


def piece(root: Path, path: str) -> None:
    change(root, "preuves.yml", "fichier: pssi.pdf", f"fichier: {path}")


@pytest.mark.parametrize(
    "path",
    [
        "../dossier.yml",
        "/etc/passwd",
        "a/../../dossier.yml",
        "lien.pdf",
        "dehors/x.pdf",
        "sous",
        "tube",
        "'C:\\x.pdf'",
        "~/x",
        "http://exemple.fr/x",
    ],
)
def test_a_path_that_leaves_the_dossier_or_is_no_file(copy: Path, path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (tmp_path / "loin").mkdir()
    (tmp_path / "loin" / "x.pdf").write_bytes(b"x")
    (copy / "preuves" / "lien.pdf").symlink_to(tmp_path / "secret.pdf")
    (copy / "preuves" / "dehors").symlink_to(tmp_path / "loin")
    (copy / "preuves" / "sous").mkdir()
    os.mkfifo(copy / "preuves" / "tube")
    piece(copy, path)
    dossier, faults = load_dossier(copy)
    assert dossier is None
    assert [f.code for f in faults] == ["chemin"]


def test_a_missing_and_an_altered_piece_are_matters_of_proof(copy: Path) -> None:
    (copy / "preuves" / "pssi.pdf").unlink()
    (copy / "preuves" / "fiche-cle.pdf").write_bytes(b"autre")
    dossier, faults = load_dossier(copy)
    assert dossier is not None, faults
    assert dossier.evidence["pssi"].state is EvidenceState.ABSENT
    assert dossier.evidence["fiche-cle"].state is EvidenceState.ALTERED
    assert dossier.evidence["fiche-cps"].state is EvidenceState.PRESENT


def test_both_validators_are_of_one_mind() -> None:
    """jsonschema-rs on the hot path, jsonschema as the reference: same verdict on good data and on spoilt data."""
    from referencing import Registry, Resource

    common = resources.data("schemas/forme/commun.schema.json")
    registry = Registry().with_resource("commun.schema.json", Resource.from_contents(common))
    dossier, _ = load_dossier(SOURCE)
    assert dossier is not None
    spoil = (None, 3.5, -1, "", [], {}, "é" * 20_000, True, {"x": 1})
    compared = 0
    for name, data in dossier.files.items():
        stem = name.split("/")[0] if "/" in name else name.removesuffix(".yml")
        body = {k: v for k, v in shapes.schema(stem).items() if k != "$id"}
        reference = jsonschema.Draft202012Validator(
            body, registry=registry, format_checker=jsonschema.FormatChecker(["date"])
        )
        for key in data:
            for value in (data[key], *spoil):
                changed = {**data, key: value}
                ours = not list(shapes.violations(stem, changed))
                assert ours == reference.is_valid(changed), (name, key, value)
                compared += 1
    assert compared > 1000
