"""The reference and the words: a page a rule, tooltips and lists of initials that a text uses and no other."""

from __future__ import annotations

import html
import re

import markdown
import pytest
import yaml

from builder.load import resources
from builder.load.packs import load_packs
from builder.model.outputs import Rendered
from builder.model.rules import Rule
from builder.pipeline import rendered
from builder.render.constats import anchor
from builder.render.glossary import initials, terms, tooltips
from tests.render.made import assessed, plain

RULES = [rule for pack in load_packs() for rule in pack.rules]


@pytest.fixture(scope="module")
def made() -> Rendered:
    return rendered(assessed(), "0.0.0")


def page(made: Rendered, rule: Rule) -> str:
    return made.pages[f"regles/{anchor(rule.id)}.md"]


def test_each_rule_has_a_page_of_its_own(made: Rendered) -> None:
    assert len({f"regles/{anchor(r.id)}.md" for r in RULES} & made.pages.keys()) == len(RULES) > 70
    listed = {name for name in made.pages if name.startswith("textes/")}
    assert len(listed) == sum(bool(p.rules) for p in load_packs())
    menu = str(made.nav)
    assert "regles/" not in menu
    assert all(name in menu for name in listed)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_a_rule_s_page_says_it_all(rule: Rule, made: Rendered) -> None:
    text = plain(page(made, rule))
    wanted = [rule.id, rule.titre, rule.pourquoi, rule.source.article, rule.source.note, rule.remede, rule.exigence]
    wanted += [a.titre for a in rule.au_moins_une]
    assert [w for w in wanted if plain(w) not in text] == []
    assert "Dans ce dossier" in text
    formula = page(made, rule).split('"La formule exacte"')[1]
    for sentence in ([a.exige for a in rule.au_moins_une] or [rule.exige]) + ([rule.si] if rule.si else []):
        assert " ".join(sentence.split()) in " ".join(formula.split())


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_examples_are_the_very_words_of_an_author(rule: Rule, made: Rendered) -> None:
    """What is printed reads back, without YAML's guesses, as the example of the rule file."""
    made_html = markdown.markdown(page(made, rule), extensions=["tables", "attr_list", "pymdownx.details"])
    shown = [html.unescape(c) for c in re.findall(r"(?s)<pre><code>(.*?)</code></pre>", made_html)]
    examples = resources.data(rule.file)["exemples"]
    wanted = [examples[o][0] for o in ("satisfait", "non_satisfait") if examples.get(o)]
    read = [yaml.load(text, Loader=yaml.BaseLoader) for text in shown[: len(wanted)]]
    assert read == [texts(w) for w in wanted]


def texts(node: object) -> object:
    if isinstance(node, dict):
        return {k: texts(v) for k, v in node.items()}
    if isinstance(node, list):
        return [texts(v) for v in node]
    return str(node)


def test_what_the_tool_works_out_is_marked(made: Rendered) -> None:
    text = made.pages["regles/rie-mie-01.md"]
    assert "categories: [connaissance, possession]  # calculé par l'outil" in text
    assert "deux_facteurs_verifies: oui" in text


def test_a_text_s_page_says_something_of_every_rule(made: Rendered) -> None:
    for name, text in made.pages.items():
        if name.startswith("textes/"):
            rows = [row for row in text.splitlines() if "](../regles/" in row]
            assert rows
            assert [row for row in rows if not row.split("|")[-2].strip()] == [], name


def test_a_finding_of_this_dossier_stands_on_the_rule_s_page(made: Rendered) -> None:
    text = plain(made.pages["regles/rie-mie-01.md"])
    assert "[réserve R-01, arbitrage du 12/11/2026](../reserves.md#r-01)" in text
    assert "Export ou capture de paramétrage" in text  # kinds of evidence in words


# -- words -------------------------------------------------------------------------------------------


def test_a_page_explains_the_words_it_uses_and_no_other(made: Rendered) -> None:
    known = {t["sigle"] for t in terms() if t["sigle"]}
    for name, text in made.pages.items():
        body, told = re.split(r"(?m)^(?=\*\[)", text, maxsplit=1) if "\n*[" in text else (text, "")
        named = re.findall(r"(?m)^\*\[(.+?)\]:", told)
        assert len(named) == len(set(named)), name
        assert [w for w in named if plain(w) not in plain(body)] == [], name
        if name != "glossaire.md":
            used = {
                w for w in known if re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", plain(body)) and w[-1].isalnum()
            }
            assert used - {plain(w) for w in named} <= {"EXI", "FINESS"}, name


def test_an_identifier_is_not_taken_for_the_initials_in_it() -> None:
    known = terms()
    assert [t["sigle"] for t in initials("RIE-MIE-01 et EXI\u00a0RIE-PS\u00a009", known)] == ["EXI RIE-PS"]
    assert [t["sigle"] for t in initials("le RIE, l’IdP, une e-CPS, RPPS&#43;", known)] == [
        "e-CPS",
        "IdP",
        "RIE",
        "RPPS+",
    ]


def test_a_tooltip_holds_foreign_words_as_words() -> None:
    evil = '"\n\n# titre\n><script>alert(1)</script> *[x]: y ]: `a` [b](javascript:c)'
    made = markdown.markdown("voir R-01 ici\n" + tooltips("voir R-01", [], {"R-01": evil}), extensions=["abbr"])
    assert re.fullmatch(r'<p>voir <abbr title="[^"<>]*">R-01</abbr> ici</p>', made)
    assert "alert(1)" in html.unescape(made)


def test_documents_list_the_initials_they_use(made: Rendered) -> None:
    for document in made.documents:
        text, listed = plain(document.markdown).split("Sigles employés")
        words = re.findall(r"\*\*([\w.+ -]+)\*\* \|", listed)
        assert {"RIE", "RPPS"} <= set(words) or ("RPPS" not in text and "RIE" in words)
        assert ("SMSI" in words) == ("SMSI" in text)
        assert [w for w in words if w not in text + listed.replace(f"**{w}**", "", 1)] == []


def test_the_glossary_is_in_french_and_names_its_sources(made: Rendered) -> None:
    text = plain(made.pages["glossaire.md"])
    entries = resources.data("schemas/glossaire.yml")["termes"]
    assert "*Source : EXI RIE-PS 17.*" in text
    assert "Source : usage" not in text
    assert [e["anglais"] for e in entries.values() if f"({e['anglais']} ;" in text] == []
    assert "{: #rpps }" in text
    for wanted in ("CME", "RH", "PACS", "RIS", "FINESS EJ", "EXI", "Kerberos", "X.509", "WebAuthn", "IP", "RPPS+", "SHA-256", "CPE", "CPA", "CDE", "CDA"):  # fmt: skip
        assert any(e.get("sigle") == wanted for e in entries.values()), wanted
    sigles = [e["sigle"] for e in entries.values() if "sigle" in e]
    assert len(sigles) == len(set(sigles))
