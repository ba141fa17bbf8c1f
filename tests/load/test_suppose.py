"""Answers supposed in memory: the same as written by hand, and nothing is written."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from builder.load import load_dossier
from builder.load.suppose import Loaded, edit_of, load_supposed
from builder.model.errors import BuilderError

DOSSIER = Path(__file__).parent.parent.parent / "dossiers" / "ch-exemple"
CARD = "mie/carte-neutre.yml"


def state(root: Path) -> dict[str, tuple[str, int]]:
    return {
        str(p.relative_to(root)): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in sorted(root.rglob("*"))
        if p.is_file()
    }


def supposed(*sets: str, unset: tuple[str, ...] = (), root: Path = DOSSIER) -> Loaded:
    before = state(root)
    found = load_supposed(root, [*(edit_of(s, True) for s in sets), *(edit_of(u, False) for u in unset)])
    assert state(root) == before
    return found


@pytest.mark.parametrize(
    ("given", "file", "old", "new"),
    [
        (f"{CARD}:produit.certification.expire_le=2027-05-01", CARD, "expire_le: 2029-03-01", "expire_le: 2027-05-01"),
        (f"{CARD}:code_pin.essais_max=sans_limite", CARD, "essais_max: 5", "essais_max: sans_limite"),
        (f"{CARD}:nominatif=non", CARD, "nominatif: oui", "nominatif: non"),
        (f"{CARD}:facteurs=[{{type: carte}}]", CARD, "- {type: carte, preuves: [fiche-carte]}\n- {type: code_pin, preuves: [fiche-carte]}", "- {type: carte}"),
        (f"{CARD}:facteurs[2].type=empreinte", CARD, "{type: code_pin, preuves", "{type: empreinte, preuves"),
        (f"{CARD}:un_facteur[reprise-sans-contact].geste=code_seul", CARD, "geste: sans_contact", "geste: code_seul"),
        (f"{CARD}:un_facteur[id=reprise-sans-contact].geste=code_seul", CARD, "geste: sans_contact", "geste: code_seul"),
        ("mie/e-cps.yml:produit.certification.schema=cspn", "mie/e-cps.yml", "un_facteur: []", "un_facteur: []\nproduit: {certification: {schema: cspn}}"),
    ],
)  # fmt: skip
def test_it_reads_as_the_same_words_written_by_hand(tmp_path: Path, given: str, file: str, old: str, new: str) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch-exemple")
    path = tmp_path / "ch-exemple" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    by_hand, _ = load_dossier(tmp_path / "ch-exemple")
    found = supposed(given)
    assert by_hand is not None and found.after is not None and found.before is not None
    assert found.after.files == by_hand.files
    assert found.after.files != found.before.files


def test_an_answer_or_an_item_is_taken_out() -> None:
    found = supposed(unset=(f"{CARD}:protocole", f"{CARD}:facteurs[1]"))
    assert found.after is not None
    card = found.after.files[CARD]
    assert "protocole" not in card and [f["type"] for f in card["facteurs"]] == ["code_pin"]


def test_a_file_that_is_not_there_is_one_more_object() -> None:
    found = supposed("mie/badge-neuf.yml:id=badge-neuf", "mie/badge-neuf.yml:type=badge_sans_contact")
    assert found.after is not None and found.before is not None
    assert found.after.files["mie/badge-neuf.yml"] == {"id": "badge-neuf", "type": "badge_sans_contact"}
    assert "mie/badge-neuf.yml" not in found.before.files


@pytest.mark.parametrize(
    ("given", "file", "old", "new"),
    [
        ("schema.yml:niveau_vise=moyen", "schema.yml", "niveau_vise: substantiel", "niveau_vise: moyen"),
        (f"{CARD}:produit.certification.expire_le=2026-02-30", CARD, "expire_le: 2029-03-01", "expire_le: 2026-02-30"),
        (f"{CARD}:delivrances=[inconnue]", CARD, "delivrances: [cellule-cartes]", "delivrances: [inconnue]"),
        (f"{CARD}:nominatif=~", CARD, "nominatif: oui", "nominatif: ~"),
        (f"{CARD}:id=autre", CARD, "id: carte-neutre", "id: autre"),
    ],
)
def test_it_is_refused_with_the_diagnostics_of_the_words_written(
    tmp_path: Path, given: str, file: str, old: str, new: str
) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch-exemple")
    path = tmp_path / "ch-exemple" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    none, wanted = load_dossier(tmp_path / "ch-exemple")
    found = supposed(given)
    assert none is None and found.after is None and found.before is None

    def said(faults: object) -> list[tuple[str, int, str, str, str]]:
        return [(d.place.file, d.place.line, d.code, d.message, d.remedy) for d in faults]  # type: ignore[attr-defined]

    assert said(found.diagnostics) == said(wanted) and wanted


def test_a_dossier_that_is_refused_as_it_is_says_so(tmp_path: Path) -> None:
    shutil.copytree(DOSSIER, tmp_path / "ch")
    (tmp_path / "ch" / "schema.yml").write_text("id: s\nfaute: 1\n", encoding="utf-8")
    found = supposed("schema.yml:id=t", root=tmp_path / "ch")
    assert found.after is None and any("faute" in d.message for d in found.diagnostics)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("schema.yml", "ne se lit pas"),
        ("schema.yml:=x", "ne se lit pas"),
        ("schema.yml:titre", "ne se lit pas"),
        ("schema.yml:titre=", "ne se lit pas"),
        ("schema.yml:a..b=1", "ne se lit pas"),
        ("schema.yml:a.=1", "ne se lit pas"),
        ("autre.yml:a=1", "n'est pas un fichier de dossier"),
        ("../schema.yml:a=1", "n'est pas un fichier de dossier"),
        ("mie/../schema.yml:a=1", "n'est pas un fichier de dossier"),
        (f"{CARD}:facteurs[9].type=carte", "que 2 éléments"),
        (f"{CARD}:facteurs[0].type=carte", "aucun élément"),
        ("services.yml:services[id=dpii].groupe=x", "aucun élément"),
        (f"{CARD}:nominatif.x=1", "n'est pas une table"),
        (f"{CARD}:nominatif[1]=1", "n'est pas une liste"),
        (f"{CARD}:titre=*x", "ne se lit pas"),
        (f"{CARD}:titre=!!python/object x", "ne se lit pas"),
        (f"{CARD}:titre=" + "[" * 100, "ne se lit pas"),
    ],
)
def test_what_names_nothing_is_a_wrong_request(given: str, why: str) -> None:
    with pytest.raises(BuilderError) as error:
        supposed(given)
    assert error.value.code == 2 and why in error.value.title and error.value.hint


def test_taking_out_what_is_not_written_is_a_wrong_request() -> None:
    with pytest.raises(BuilderError, match="n'est pas écrit"):
        supposed(unset=(f"{CARD}:rattachement",))
