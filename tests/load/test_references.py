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


RISKS = "incidents_survenus: {incidents}\ncontextes:\n- {{evenement: {context}}}\ncotations:\n- {{menace: {rated}}}\nacceptations:\n- {{id: a, evenement: {accepted}}}\n"
KNOWN = {"incidents": "[TH-13]", "context": "ER-01", "rated": "TH-44", "accepted": "ER-02"}


@pytest.mark.parametrize(
    ("written", "line", "wrong", "near"),
    [
        ({"incidents": "[TH-13, TH-131]"}, 1, "TH-131", "TH-31"),
        ({"context": "ER-011"}, 3, "ER-011", "ER-11"),
        ({"rated": "TH44"}, 5, "TH44", "TH-44"),
        ({"accepted": "accident"}, 7, "accident", "ER-01"),
    ],
)
def test_a_number_that_the_catalogue_of_risks_does_not_know(
    copy: Path, written: dict[str, str], line: int, wrong: str, near: str
) -> None:
    (copy / "risques.yml").write_text(RISKS.format(**KNOWN), encoding="utf-8")
    assert load_dossier(copy)[1] == ()
    (copy / "risques.yml").write_text(RISKS.format(**{**KNOWN, **written}), encoding="utf-8")
    dossier, (fault,) = load_dossier(copy)
    assert dossier is None
    assert (fault.place.file, fault.place.line) == ("risques.yml", line)
    assert f"« {wrong} »" in fault.message and near in fault.remedy


def test_a_control_that_the_catalogue_does_not_know_in_an_action(copy: Path) -> None:
    line = change(copy, "plan.yml", "mesures: []", "mesures: [CT-001, CT-0100]")
    _, (fault,) = load_dossier(copy)
    assert (fault.place.file, fault.place.line) == ("plan.yml", line)
    assert "« CT-0100 »" in fault.message and "Écrire « CT-0" in fault.remedy


@pytest.mark.parametrize(("words", "good"), [("Surveillance renforcée", True), ("CT-044", True), ("CT-999", False)])
def test_a_compensating_measure_is_in_plain_words_or_of_the_catalogue(copy: Path, words: str, good: bool) -> None:
    change(copy, "reserves.yml", "mesures_compensatoires: [", f"mesures_compensatoires: [{words}, ")
    assert (load_dossier(copy)[0] is not None) is good


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


def codes(root: Path) -> list[tuple[str, str]]:
    dossier, faults = load_dossier(root)
    assert dossier is None
    return [(f.place.file, f.code) for f in faults]


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        ("plan.yml", "- a\n"),
        ("plan.yml", "bonjour\n"),
        ("plan.yml", "actions: [\n"),
        ("plan.yml", "action: []\n"),
        ("plan.yml", "actions: oui\n"),
        ("plan.yml", "actions:\n"),
        ("dossier.yml", ""),
        ("dossier.yml", "- a\n"),
        ("dossier.yml", "# " + "x" * 2_100_000 + "\n"),
    ],
)
def test_a_file_lost_is_one_fault_and_not_one_for_each_reference(copy: Path, file: str, spoil: str) -> None:
    (copy / file).write_text(spoil, encoding="utf-8")
    assert [f for f, _ in codes(copy)] == [file]


@pytest.mark.parametrize("how", ["lien", "tube", "dossier", "plan.yaml", "plan.YML", "plans.yml", "plan"])
def test_a_file_that_is_none_or_misnamed_is_one_fault(copy: Path, how: str) -> None:
    text = (copy / "plan.yml").read_bytes()
    (copy / "plan.yml").unlink()
    if how == "lien":
        (copy / "plan.yml").symlink_to("/nulle-part")
    elif how == "tube":
        os.mkfifo(copy / "plan.yml")
    elif how == "dossier":
        (copy / "plan.yml").mkdir()
    else:
        (copy / how).write_bytes(text)
    told = codes(copy)
    assert [f for f, _ in told] == [how if how.startswith("plan") else "plan.yml"]


def test_a_file_that_cannot_be_read_is_a_diagnostic(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def guarded(self: Path) -> bytes:
        if self.name in ("plan.yml", "cps.yml"):
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert codes(copy) == [("mie/cps.yml", "lecture"), ("plan.yml", "lecture")]


@pytest.mark.parametrize("folder", ["mie", "delivrance"])
@pytest.mark.parametrize("name", ["notes.txt", "sous/x.yml", "x.yaml", "X.YML"])
def test_nothing_is_ignored_in_silence(copy: Path, folder: str, name: str) -> None:
    (copy / folder / name).parent.mkdir(exist_ok=True)
    (copy / folder / name).write_text("a: 1\n", encoding="utf-8")
    assert codes(copy) == [(f"{folder}/{name.split('/', maxsplit=1)[0]}", "fichier-inconnu")]


@pytest.mark.parametrize(("name", "remedy"), [("notes.yml", "Fichiers admis"), ("service.yml", "services.yml")])
def test_a_near_name_is_proposed_and_a_far_one_is_not(copy: Path, name: str, remedy: str) -> None:
    (copy / name).write_text("a: 1\n", encoding="utf-8")
    _, faults = load_dossier(copy)
    assert [(f.place.file, f.code) for f in faults] == [(name, "fichier-inconnu")]
    assert remedy in faults[0].remedy


@pytest.mark.parametrize(("folder", "close"), [("delivrances", "delivrance"), ("Preuves", "preuves"), ("mies", "mie")])
def test_a_misnamed_folder_is_told(copy: Path, folder: str, close: str) -> None:
    (copy / folder).mkdir()
    _, faults = load_dossier(copy)
    assert [(f.place.file, f.code) for f in faults] == [(folder, "fichier-inconnu")]
    assert f"{close}/" in faults[0].remedy


def test_an_annexe_a_readme_and_backups_are_nobodys_business(copy: Path) -> None:
    (copy / "annexes").mkdir()
    (copy / "annexes" / "a.pdf").write_bytes(b"x")
    for name in ("README.md", "mie/cps.yml~", "mie/.cps.yml.swp", "mie/Thumbs.db"):
        (copy / name).write_bytes(b"x")
    assert load_dossier(copy)[1] == ()


def test_an_identity_that_is_not_the_files_name_is_one_fault(copy: Path) -> None:
    change(copy, "mie/carte-neutre.yml", "id: carte-neutre\n", "id: carte-neutr\n")
    assert codes(copy) == [("mie/carte-neutre.yml", "identifiant-du-fichier")]


def test_an_identity_left_out_is_one_fault(copy: Path) -> None:
    change(copy, "mie/carte-neutre.yml", "id: carte-neutre\n", "")
    assert codes(copy) == [("mie/carte-neutre.yml", "cle-manquante")]


def test_a_copy_of_a_file_is_one_fault(copy: Path) -> None:
    shutil.copy(copy / "mie/carte-neutre.yml", copy / "mie/copie.yml")
    assert codes(copy) == [("mie/copie.yml", "identifiant-du-fichier")]


def test_a_file_name_that_is_no_identifier_is_never_proposed_as_one(copy: Path) -> None:
    (copy / "mie" / "carte-neutre.yml").rename(copy / "mie" / "carte neutré.yml")
    _, faults = load_dossier(copy)
    assert [f.remedy for f in faults] == ["Renommer le fichier carte-neutre.yml."]


def test_an_ill_formed_identity_is_never_proposed(copy: Path) -> None:
    change(copy, "dossier.yml", "{id: rssi,", "{id: Rssi-é,")
    assert codes(copy) == [("dossier.yml", "type")]


@pytest.mark.parametrize("how", ["lien", "fichier", "fermé"])
def test_a_folder_of_pieces_that_cannot_be_entered_is_one_fault(
    copy: Path, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how != "fermé":
        (copy / "preuves").rename(tmp_path / "loin")
    if how == "lien":
        (copy / "preuves").symlink_to(tmp_path / "loin")
    elif how == "fichier":
        (copy / "preuves").write_bytes(b"x")
    else:
        monkeypatch.setattr("os.access", lambda *_: False)
    assert codes(copy) == [("preuves", "chemin")]


@pytest.mark.parametrize("how", ["absent", "fichier", "vide"])
def test_a_folder_that_is_no_dossier_is_a_diagnostic(tmp_path: Path, how: str) -> None:
    root = tmp_path / "x"
    if how == "fichier":
        root.write_bytes(b"x")
    elif how == "vide":
        root.mkdir()
    assert codes(root) == [("dossier.yml", "dossier-introuvable")]


def test_a_kind_is_named_in_words(copy: Path) -> None:
    change(copy, "architecture.yml", "session: ", "session: nulle-part-du-tout # ")
    _, faults = load_dossier(copy)
    assert faults[0].message == "« nulle-part-du-tout » ne désigne rien : une politique de session était attendue."
