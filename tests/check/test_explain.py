"""« Pourquoi ? »: the proof tree says what the check says, down to the author's lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from builder.check.assess import check
from builder.check.explain import Explainer
from builder.check.explain.formula import MACROS, Formula, read
from builder.check.sentences import Sentences
from builder.load import load_dossier
from builder.load.knowledge import load_knowledge
from builder.load.packs import OUTCOMES, load_packs
from builder.model.errors import BuilderError
from builder.model.explanation import Node
from builder.model.findings import Finding, Outcome
from builder.model.rules import Rule
from tests.check.helpers import DATE, make_dossier, make_pack, make_rule

ROOT = Path(__file__).parent.parent.parent
DOSSIERS = sorted(p.parent.name for p in (ROOT / "dossiers").glob("*/dossier.yml"))
PACKS = load_packs()
KNOWLEDGE = load_knowledge()
SENTENCES = Sentences(PACKS, KNOWLEDGE)
RULES = [rule for pack in PACKS for rule in pack.rules]
KNOWS = "Éditeur de logiciel"
STATES = {Outcome.SATISFAIT: "vrai", Outcome.NON_SATISFAIT: "faux", Outcome.SANS_REPONSE: "inconnu"}


@cache
def explainer(name: str) -> Explainer:
    dossier, faults = load_dossier(ROOT / "dossiers" / name)
    assert dossier is not None, faults
    return Explainer(dossier, PACKS, KNOWLEDGE, DATE, "rie_v2_projet")


def roles(root: Node, role: str) -> list[Node]:
    return [n for n in root.walk() if n.role == role]


def written(formula: Formula) -> str:
    """A tree as a sentence again, every part in parentheses."""
    if formula.op in ("and", "or"):
        return "(" + (" && " if formula.op == "and" else " || ").join(map(written, formula.args)) + ")"
    if formula.op == "not":
        return f"!({written(formula.args[0])})"
    if formula.op in MACROS:
        return f"{written(formula.args[0])}.{formula.op}({formula.name}, {written(formula.args[1])})"
    if formula.op in ("size", "matches", "startsWith"):
        return f"{written(formula.args[0])}.{formula.op}({', '.join(map(written, formula.args[1:]))})"
    if formula.op == "list":
        return f"[{', '.join(map(written, formula.args))}]"
    if formula.args:
        return f"({written(formula.args[0])} {formula.op} {written(formula.args[1])})"
    return formula.words


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_sentence_read_and_written_again_says_the_same(rule: Rule) -> None:
    """The reader's tree, fully parenthesised, has the outcome of the rule on all its examples."""
    for outcome in OUTCOMES:
        for example in rule.exemples[outcome]:
            date = example.get("date_reference", DATE)
            seen = {rule.pour_chaque: example[rule.pour_chaque]}
            for sentence in filter(None, (rule.si, rule.exige)):
                again = SENTENCES.part(rule, written(read(sentence)), date, (), seen)
                assert again == SENTENCES.part(rule, sentence, date, (), seen), sentence


def test_what_the_reader_does_not_know_is_a_fault() -> None:
    for sentence in ("mie.a ? b : c", "mie.a.map(x, x)", "mie.a &&", "(mie.a", "mie.a[0]", "mie.a b"):
        with pytest.raises(BuilderError):
            read(sentence)
    assert read("mie.a || mie.b && !mie.c").op == "or"  # `&&` binds first


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_finding_is_explained_as_the_check_judges_it(name: str) -> None:
    asked = explainer(name)
    dossier = asked.assessment.dossier
    known = check(dossier, PACKS, KNOWLEDGE, DATE, describe=False, verified=True)
    assert [(f.id, f.outcome, f.cover) for f in known.findings] == [
        (f.id, f.outcome, f.cover) for f in asked.assessment.findings
    ]
    for finding in asked.assessment.findings:
        root = asked.explain(finding.id).root
        assert (root.id, root.etat) == (finding.id, finding.outcome.value)
        _conditions_agree(finding, root)
        for leaf in roles(root, "reponse"):
            assert leaf.place is not None and leaf.place.file, leaf
            if not leaf.etat:  # an answer is where somebody wrote it
                assert leaf.place.file in dossier.files and leaf.place.line >= 1
        sources = roles(root, "source")
        assert len(sources) == 1 and finding.rule.source.article in sources[0].text


def _conditions_agree(finding: Finding, root: Node) -> None:
    states = [n.etat for n in root.nodes if n.role == "condition"]
    if finding.outcome is Outcome.SANS_OBJET:
        set_aside = not states and finding.message != finding.rule.titre  # by something else, which it says
        assert states == ["faux"] or set_aside, finding.id
    elif finding.rule.si and states[0] == "inconnu":
        assert finding.outcome is Outcome.SANS_REPONSE, finding.id
    else:
        assert states == ["vrai"] * bool(finding.rule.si) + [STATES[finding.outcome]], finding.id
    if finding.outcome is Outcome.NON_SATISFAIT:
        assert roles(root, "remede") and roles(root, "voie"), finding.id
    if finding.outcome is Outcome.SANS_REPONSE:
        assert roles(root, "question"), finding.id
        for line in roles(root, "exemple"):
            assert yaml.safe_load(line.text) is not None or line.text.startswith("#"), line.text


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_part_agrees_with_its_parts(name: str) -> None:
    """« Tout », « l'un au moins »: a line's mark is what the marks below it make of it."""
    asked = explainer(name)
    for finding in asked.assessment.findings[::3]:
        for node in asked.explain(finding.id).root.walk():
            below = {n.etat for n in node.nodes if n.role in ("et", "ou", "tous", "un", "element", "fait")}
            if node.role == "et":
                assert node.etat == ("faux" if "faux" in below else "inconnu" if "inconnu" in below else "vrai")
            if node.role == "ou":
                assert node.etat == ("vrai" if "vrai" in below else "inconnu" if "inconnu" in below else "faux")


def _one(exige: str, faits: tuple[str, ...], mie: dict[str, object]) -> Node:
    dossier = make_dossier({"dossier.yml": {"id": "d"}, "mie/badge.yml": {"id": "badge", **mie}})
    pack = make_pack(make_rule(exige=exige, faits=faits))
    asked = Explainer(dossier, (pack,), KNOWLEDGE, DATE, "essai")
    return asked.explain("ESSAI-01@mie:badge").root


def test_what_would_be_enough_is_the_smallest_sets_that_hold_together() -> None:
    exige = "(mie.type == 'badge' && mie.type == 'cps') || (mie.nominatif && mie.protocole == 'otp')"
    root = _one(
        exige, ("mie.nominatif", "mie.protocole", "mie.type"), {"type": "cpe", "nominatif": False, "protocole": "otp"}
    )
    assert [n.text for n in roles(root, "voie")] == ["Nominatif : oui"]  # a type cannot be two
    root = _one(
        "mie.nominatif || mie.type == 'cps'", ("mie.nominatif", "mie.type"), {"type": "cpe", "nominatif": False}
    )
    assert sorted(n.text for n in roles(root, "voie")) == ["Nominatif : oui", "Type : Carte CPS"]


def test_a_condition_that_comes_twice_is_turned_once_and_no_set_holds_another() -> None:
    exige = "mie.nominatif && (mie.nominatif || mie.type == 'cps')"
    root = _one(exige, ("mie.nominatif", "mie.type"), {"type": "cpe", "nominatif": False})
    assert [n.text for n in roles(root, "voie")] == ["Nominatif : oui"]


@pytest.mark.parametrize("name", ["ch-exemple", "vitrine-ecarts"])
def test_an_answer_stands_on_the_line_that_is_told(name: str) -> None:
    asked, root, told = explainer(name), ROOT / "dossiers" / name, 0
    lines = {f: (root / f).read_text(encoding="utf-8").splitlines() for f in asked.assessment.dossier.files}
    for finding in asked.assessment.findings:
        for leaf in roles(asked.explain(finding.id).root, "reponse"):
            if leaf.place is None or leaf.etat or leaf.id.endswith("[]") or "." not in leaf.id:
                continue
            line = lines[leaf.place.file][leaf.place.line - 1][leaf.place.column - 1 :]
            assert line.startswith(leaf.id.rsplit(".", 1)[-1].removesuffix("[]") + ":"), (leaf, line)
            told += 1
    assert told > 1000


def test_a_list_is_opened_item_by_item_and_an_empty_one_says_so() -> None:
    exige = "mie.facteurs.exists(f, f.type in ['carte', 'cle'])"
    found = _one(exige, ("mie.facteurs[].type",), {"facteurs": [{"type": "code_pin"}, {"type": "carte"}]})
    items = roles(found, "element")
    assert [(n.text, n.etat) for n in items] == [("« n° 1 »", "faux"), ("« n° 2 »", "vrai")]
    assert str(roles(items[1], "reponse")[0].place).startswith("mie/badge.yml")
    empty = _one(exige, ("mie.facteurs[].type",), {"facteurs": []})
    assert "liste est vide, et il en faut un" in roles(empty, "un")[0].text
    silent = _one(exige, ("mie.facteurs[].type",), {})
    assert roles(silent, "un")[0].etat == "inconnu"


def test_a_question_says_where_to_write_who_knows_and_a_line_to_write() -> None:
    root = _one(
        "mie.produit.certification.expire_le > '2026-01-01'",
        ("mie.produit.certification.expire_le",),
        {"produit": {"puce": "autre"}},
    )
    asked = roles(root, "question")[0]
    assert asked.id == "mie.produit.certification.expire_le"
    said = [n.text for n in asked.nodes]
    assert said[0] == f"à demander à : {KNOWS}"
    assert said[1].startswith("à écrire dans mie/badge.yml, sous « produit » (ligne ")
    assert yaml.safe_load(said[2].replace("2026-05-31", "'2026-05-31'")) == {
        "certification": {"expire_le": "2026-05-31"}
    }


def test_a_derived_fact_is_opened_down_to_the_answers() -> None:
    root = explainer("ch-exemple").explain("RIE-MIE-01@mie:carte-neutre").root
    both = next(n for n in roles(root, "fait") if n.text == "Deux facteurs vérifiés : oui")
    assert both.id == "mie.deux_facteurs_verifies" or both.nodes[0].id == "mie.deux_facteurs_verifies"
    answers = [n for n in roles(both, "reponse") if n.text == "Contrôlé par le serveur : oui"]
    assert [n.place.file for n in answers if n.place] == ["mie/carte-neutre.yml"]
    pieces = [n.text for n in roles(root, "piece")]
    assert any(t.startswith("fiche-carte : ") and "présente, inchangée" in t for t in pieces)


def test_a_level_names_its_weakest_link_and_what_would_be_enough() -> None:
    asked = explainer("ch-exemple")
    root = asked.explain("niveau@mie:mot-de-passe-intranet").root
    assert root.etat == "faux" and "aucun atteint ; visé : Substantiel" in root.text
    why = roles(root, "issue")[0]
    assert why.text.startswith(
        "Substantiel non atteint parce que 6 points ne sont pas satisfaits (maillon faible : points 2.1.2"
    )
    assert why.text.endswith("il suffirait de") and roles(why, "remede")
    ids = [n.id for n in roles(root, "constat")]
    level = next(m for m in asked.assessment.levels if m.mie == "mot-de-passe-intranet")
    assert {f.id for f in level.weakest} <= set(ids) and len(ids) == len(set(ids))
    assert asked.explain("niveau@mie:carte-neutre").root.etat == "vrai"
    assert asked.explain("niveau@carte-neutre").target == "niveau@mie:carte-neutre"


@pytest.mark.parametrize("name", DOSSIERS)
def test_levels_and_verdicts_agree_with_the_check(name: str) -> None:
    asked = explainer(name)
    for level in asked.assessment.levels:
        root = asked.explain(f"niveau@mie:{level.mie}").root
        assert {f.id for f in level.weakest} <= {n.id for n in root.walk()}
    root = asked.explain("verdict").root
    lines = [n for n in root.nodes if n.role == "verdict"]
    assert [n.id for n in lines] == [v.pack.id for v in asked.assessment.verdicts]
    for line, verdict in zip(lines, asked.assessment.verdicts, strict=True):
        assert verdict.summary in line.text
        groups = {n.etat: len(roles(n, "constat")) for n in roles(line, "groupe")}
        if verdict.pack.nature.value in ("attestation", "conformite"):
            wanted = {"ecart_non_couvert": "ecarts", "question_ouverte": "questions", "couvert_par_reserve": "couverts"}
            assert {k: groups.get(k, 0) for k in wanted} == {k: verdict.counts[v] for k, v in wanted.items()}


def test_a_fact_says_what_it_means_who_knows_it_which_rules_read_it_and_its_values() -> None:
    root = explainer("ch-exemple").explain("mie.produit.certification.expire_le").root
    said = [n.text for n in root.walk()]
    assert f"qui le sait : {KNOWS}" in said
    assert any(t.startswith("s'écrit dans mie/<id>.yml, sous « produit.certification »") for t in said)
    assert {"COH-12", "RIE-MIE-10", "RIE-MIE-09"} <= {n.id for n in roles(root, "regle")}
    values = {n.id: n for n in roles(root, "reponse")}
    assert values["mie:carte-neutre"].text == "Carte d'établissement et code · Expire le : 01/03/2029"
    assert values["mie:e-cps"].etat == "inconnu"


@pytest.mark.parametrize(
    "fact", sorted({fact for rule in RULES for fact in rule.faits if not fact.endswith((".id", ".existe"))})
)
def test_every_fact_that_a_rule_owns_can_be_asked(fact: str) -> None:
    from builder.check.engine import owned

    plain = owned(KNOWLEDGE, fact)
    if plain.endswith(".existe") or plain.count(".") == 0:
        return
    root = explainer("vitrine-cas").explain(plain).root
    readers = {n.id for n in roles(root, "regle")}
    assert {r.id for r in RULES if fact in r.faits} <= readers


def test_a_wrong_name_is_refused_with_the_closest_ones() -> None:
    asked = explainer("ch-exemple")
    for wrong, close in (
        ("RIE-MIE-1@mie:carte-neutr", "RIE-MIE-01@mie:carte-neutre"),
        ("niveau@mie:carte", "niveau@mie:carte-neutre"),
        ("mie.produit.certif", "mie.produit.certification"),
        ("verdit", "verdict"),
    ):
        with pytest.raises(BuilderError) as error:
            asked.explain(wrong)
        assert error.value.code == 2 and close in error.value.hint
    with pytest.raises(BuilderError, match="zzzz"):
        asked.explain("zzzz")
