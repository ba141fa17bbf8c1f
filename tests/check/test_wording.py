"""What `check` says of a missing answer can be followed as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.check import wording
from builder.check.words import in_sentence, text
from builder.edit.init import create
from builder.load import shapes
from builder.load.knowledge import load_knowledge
from builder.model.fields import FORMS, Field
from builder.model.findings import FactRead, Outcome
from builder.model.source import Place
from builder.pipeline import Terms, assess

ROOT = Path(__file__).parent.parent.parent / "dossiers"
KNOWLEDGE = load_knowledge()


def read(name: str, line: int = 1) -> FactRead:
    return FactRead(name, name, None, "sans réponse", (Place("x.yml", line),))


def told(*names: str) -> str:
    return wording.answer(KNOWLEDGE, [read(name) for name in names])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("psc.delegue_a", "Écrire psc.delegue_a : la liste des identifiants d'IdP, ou []"),
        ("mie.psc.delegue_a", "Écrire psc.delegue_a : la liste des identifiants d'IdP, ou []"),
        ("poste.mie", "Écrire mie : la liste des identifiants de MIE, ou []"),
        ("service.acces[].mie", "Écrire acces.mie : la liste des identifiants de MIE, ou []"),
        ("schema.fournisseur_identite", "Écrire fournisseur_identite : l'identifiant d'une entité."),
        ("service.session", "Écrire session : l'identifiant d'une politique de session, ou aucun."),
        ("mouvements.desactivation_heures", "Écrire mouvements.desactivation_heures : un nombre entier"),
        ("mie.facteurs", "Écrire facteurs : une liste, une entrée par « - type: … », ou []"),
        ("mie.nominatif", "Écrire nominatif : oui ou non."),
        ("service[]", "Écrire services dans services.yml : la liste, ou []"),
        ("mie[]", "Créer un fichier par objet dans mie/ : mie/<identifiant>.yml."),
    ],
)
def test_a_remedy_names_the_key_where_it_is_written_and_the_form_it_takes(name: str, said: str) -> None:
    assert told(name).startswith(said), told(name)


def test_no_remedy_says_a_value() -> None:
    def fields(field: Field) -> list[Field]:
        inner = [*field.fields.values(), *([field.item] if field.item else [])]
        return [field, *(deep for f in inner for deep in fields(f))]

    for kind in KNOWLEDGE.kinds.values():
        for field in (deep for f in kind.fields.values() for deep in fields(f)):
            assert "une valeur" not in wording.form(KNOWLEDGE, field)
            assert field.type in (*FORMS, "enum", "liste", "vue") or field.derived, field


def test_every_type_of_answer_has_its_words() -> None:
    types = {node["x-type"] for node in shapes.commun().values() if "x-type" in node}
    assert types - set(FORMS) == {"enum"}


def test_all_the_missing_answers_are_named() -> None:
    names = ["acces_distant[]", "poste[]", "service[]"]
    assert wording._others(KNOWLEDGE, [read(n) for n in names]) == " Il manque aussi : postes, services."
    assert wording._others(KNOWLEDGE, [read("poste[]")]) == ""
    same = [read("service.acces", line) for line in (1, 2, 3)]
    assert wording._others(KNOWLEDGE, same) == " Il manque aussi : acces (2 endroits)."
    many = [read(f"mie.{key}") for key in list(KNOWLEDGE.kinds["mie"].fields)[:9]]
    assert wording._others(KNOWLEDGE, many).endswith(" et 2 autres réponses.")
    assert wording._others(KNOWLEDGE, many[:8]).endswith(" et une autre réponse.")


def test_no_access_is_asked_of_no_service(tmp_path: Path) -> None:
    create(tmp_path / "d", "CH", ("carte_neutre", "mot_de_passe"))
    path = tmp_path / "d" / "services.yml"
    path.write_text(path.read_text(encoding="utf-8") + "services: []\n", encoding="utf-8")
    judged = assess(tmp_path / "d", Terms("2026-11-23", "rie_v2_projet"))
    if judged.assessment is None:
        pytest.fail(str(judged.diagnostics))
    asked = [f for f in judged.assessment.findings if f.outcome is Outcome.SANS_REPONSE]
    assert asked
    assert not [f.remedy for f in asked if "acces." in f.remedy or "(s)" in f.message or "une valeur" in f.remedy]
    assert not [m.name for f in asked for m in f.missing if m.name.startswith(("service.", "schema.services"))]


def test_a_name_that_starts_small_stays_so() -> None:
    from builder.load.packs import load_packs

    rule = load_packs()[0].rules[0]
    assert wording.unwritten(rule, "e-CPS — cas à un facteur").startswith("e-CPS — ")
    assert wording.unwritten(rule, "liste « idp » sans réponse").startswith("Liste « idp »")
    asked = wording.question(KNOWLEDGE, rule, "x", [read("service[]")])
    assert "n'est pas écrite (" in asked


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Fichier RH seul", "fichier RH seul"),
        ("À distance", "à distance"),
        ("OpenID Connect", "OpenID Connect"),
        ("Kerberos", "Kerberos"),
        ("Pro Santé Connect", "Pro Santé Connect"),
        ("CPS3", "CPS3"),
        ("eSSO", "eSSO"),
    ],
)
def test_a_label_inside_a_sentence_has_no_capital_but_a_name_s(label: str, said: str) -> None:
    field = Field("x", "enum", "X", values={"v": label})
    for one, value in ((field, "v"), (Field("xs", "liste", "Xs", item=field), ["v"])):
        assert text(value, in_sentence(one, load_knowledge().proper_names)) == said


@pytest.mark.parametrize(
    ("folder", "finding", "title", "id_"),
    [
        ("ch-exemple", "RIE-ARC-04@sso:esso", "Brancardage et transports", "brancardage"),  # neighbours
        ("vitrine-ecarts", "RIE-PSC-02@psc:psc", "Fournisseur d'identité mal réglé", " idp "),  # a list written
        ("vitrine-ecarts", "RIE-MIE-21@mie:psi", "(DSI)", "(dsi)"),  # one word written
    ],
)
def test_what_a_message_cites_has_its_title(folder: str, finding: str, title: str, id_: str) -> None:
    made = assess(ROOT / folder, Terms("2026-11-23", "rie_v2_projet")).assessment
    assert made is not None
    said = next(f.message for f in made.findings if f.id == finding)
    assert title in said and id_ not in said
