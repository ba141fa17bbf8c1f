"""Foreign text reads as that very text and never becomes structure, in pandoc and in Python-Markdown."""

from __future__ import annotations

import html
import json
import re
import subprocess

import jinja2
import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.model.errors import BuilderError
from builder.publish.pandoc import READER, program, to_typst
from builder.render.french import french
from builder.render.markdown import Trusted, Verbatim, code_block, escape

NAUGHTY = [
    "<script>alert(1)</script>", "![](/etc/passwd)", "[x](javascript:alert(1))", "`code`", "$x^2$", "*a* _b_ **c**",
    "# titre", "- liste", "1. un", "> cite", "a | b | c", "| --- |", "::: {.encadre}", "```{=typst}\n#read(\"/etc/passwd\")\n```",
    "{{ 7*7 }}", "{% raw %}", "#read(\"/etc/passwd\")", "\\#panic()", "@ref", "[^1]: note", "^[note]", "[@cite]", "&amp;", "&#42;",
    "http://exemple.fr", "www.exemple.fr", "a\\\nb", "---", "+++", "<!-- c -->", "~~x~~", "H~2~O", "«  guillemets »", "l'apostrophe — tiret",
    "\u202eretourné", "\ufffe\uffff", "\x1b[31mrouge", "é" * 50, "🩺", "a\u2028b", "= = =", "Term\n:   Def", "+---+\n| a |\n+---+", "!!! note", "{: #id }",
    "1-2", "a--b", "1.2", "1..2", "a.b\n1.\n2. c", "X.509", "www.exemple.fr/a.b", "-", "a-b\n---", "x-\n-y", "\ufdd0**x**\ufdd1", "RIE-ATT-10", "*[a-b]: c-d", "\t tab", "    code", "\\begin{x}", "%%%", "'\"", "<<-", "&lt;b&gt;", "[TOC]", "*[HTML]: x", "1) a", "a  \nb", "$$", "(@)", "--8<-- \"x\"",
]  # fmt: skip


def _ast(text: str) -> list[object]:
    done = subprocess.run(
        [program(), "--sandbox", "-f", READER, "-t", "json"], input=text.encode(), capture_output=True, check=True
    )
    blocks = json.loads(done.stdout)["blocks"]
    assert isinstance(blocks, list)
    return blocks


def _shown(text: str) -> str:
    """What a reader must see: unseen marks replaced, one line, French spaces."""
    clean = re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1\ufeff\ufffe\uffff]",
        "\ufffd",
        re.sub(r"\s*[\r\n\t\u2028\u2029]+\s*", " ", text).strip(),
    )
    return french(clean)


def _plain(text: str) -> str:
    """Markup languages fold runs of ordinary spaces."""
    return re.sub(r" +", " ", text).strip(" ")


@pytest.mark.parametrize("cell", [False, True], ids=["paragraph", "cell"])
def test_pandoc_reads_back_the_very_text(cell: bool) -> None:
    for text in NAUGHTY:
        source = f"| a | b |\n|---|---|\n| {escape(text)} | x |\n" if cell else f"{escape(text)}\n"
        blocks = _ast(source)
        kinds = set(re.findall(r'"t": ?"(\w+)"', json.dumps(blocks)))
        assert kinds <= {
            "Para",
            "Plain",
            "Str",
            "Space",
            "Table",
            "AlignDefault",
            "ColWidthDefault",
            "SoftBreak",
            "ColWidth",
        }, (text, kinds)
        if not cell:
            read = "".join(" " if e["t"] in ("Space", "SoftBreak") else e["c"] for b in blocks for e in b["c"])  # type: ignore[index]
            assert _plain(read) == _plain(_shown(text))


def test_python_markdown_reads_back_the_very_text() -> None:
    extensions = ["tables", "attr_list", "admonition", "def_list", "abbr", "pymdownx.details", "toc"]
    for text in NAUGHTY:
        made = markdown.markdown(f"avant {escape(text)} après", extensions=extensions)
        assert re.fullmatch(r"<p>[^<]*</p>", made), text
        read = html.unescape(made.removeprefix("<p>").removesuffix("</p>"))
        assert _plain(read) == _plain(f"avant {_shown(text)} après")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_nothing_but_letters_digits_spaces_and_references(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9 \u0080-\U0010ffff]|(?<=[A-Za-z0-9])[-.](?=[A-Za-z0-9])|&#\d+;)*", escape(text))


def test_trusted_text_passes_and_is_not_foreign() -> None:
    assert escape(Trusted("**x**")) == "**x**"
    assert escape("**x**") != "**x**"


@pytest.mark.parametrize(
    "source",
    [
        "![x](/etc/passwd)",
        "![x](http://exemple.fr/a.svg)",
        "![x](../a.svg)",
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "::: {.autre}\nx\n:::",
    ],
)
def test_the_second_wall_refuses(source: str) -> None:
    with pytest.raises(BuilderError):
        to_typst(source, "essai")


def test_the_second_wall_lets_our_structure_through() -> None:
    made = to_typst(
        "::: {.encadre .favorable}\n**oui**\n:::\n\n![dit tout](exigences.svg){width=70%}\n\n[ici](#a)\n", "essai"
    )
    assert '#encadre("favorable")[' in made
    assert '#image("exigences.svg", alt: "dit tout", width: 70%)' in made


@pytest.mark.parametrize(
    "source", ['`#read("/etc/passwd")`{=typst}', "```{=typst}\n#panic()\n```", "<b>x</b>", "\\begin{x}"]
)
def test_code_never_reaches_typst_as_code(source: str) -> None:
    made = to_typst(source, "essai")
    assert (
        "\n#read" not in made
        and not made.startswith("#panic")
        and "<b>" not in made.replace("\\<b\\>", "").replace("\\<b>", "")
    )


def test_an_unknown_name_in_a_template_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.load import resources
    from builder.render.markdown import _environment, fill

    _environment.cache_clear()
    monkeypatch.setattr(resources, "text", lambda name: "{{ inconnu }}")
    with pytest.raises(jinja2.UndefinedError):
        fill("x.md.j2", {})
    _environment.cache_clear()


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("oui ; non", "oui\u202f; non"), ("Quoi ?", "Quoi\u202f?"), ("deux : trois", "deux\u00a0: trois"), ("« mot »", "«\u00a0mot\u00a0»"),
        ("2 400 lits", "2\u202f400 lits"), ("36 mois", "36\u00a0mois"), ("EXI RIE-PS 09", "EXI\u00a0RIE-PS\u00a009"), ("a:b", "a:b"), ("http://x ?y", "http://x ?y"),
        ("l'IdP d'un", "l’IdP d’un"), ("l'«\u00a0a\u00a0»", "l’«\u00a0a\u00a0»"), ("'injection' in x", "'injection' in x"), ("x == '36'", "x == '36'"),
    ],
)  # fmt: skip
def test_french_spaces(typed: str, set_: str) -> None:
    assert french(typed) == set_
    assert french(set_) == set_


def filled(monkeypatch: pytest.MonkeyPatch, template: str, **view: object) -> str:
    from builder.load import resources
    from builder.render.markdown import _environment, fill

    _environment.cache_clear()
    monkeypatch.setattr(resources, "text", lambda name: template)
    try:
        return fill("x.md.j2", dict(view))
    finally:
        _environment.cache_clear()


@pytest.mark.parametrize(
    ("template", "set_"),
    [
        ("{{ n }} mois", "36\u00a0mois"),
        ("« {{ t }} »", "«\u00a0mot\u00a0»"),
        ("{{ t }} : {{ t }} ; {{ t }} ?", "mot\u00a0: mot\u202f; mot\u202f?"),
        ("d'{{ t }}, l'*outil*, l'[ici](a.md)", "d’mot, l’*outil*, l’[ici](a.md)"),
        ("[a](l'b.md) `l'c` {#l'd}", "[a](l'b.md) `l'c` {#l'd}"),
        ("l'{{ f }}", "l’x == 'b' && y'z &#58;".replace(" == 'b' && y'z &#58;", " &#61;&#61; &#39;b&#39; &#38;&#38; y&#39;z &#58;")),
    ],
)  # fmt: skip
def test_typography_holds_where_a_value_meets_the_words(
    template: str, set_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = filled(monkeypatch, template, n=36, t="mot", f=Verbatim("x == 'b' && y'z :"))
    assert made == set_


@pytest.mark.parametrize("inside", ["", '??? note "La formule"\n'], ids=["alone", "folded"])
def test_no_sign_closes_a_block_of_code(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "\n".join(NAUGHTY) + "\n```\n</code></pre><script>alert(1)</script>\n\n\n# titre\n\n*[HTML]: x\n[a]: b"
    source = filled(monkeypatch, inside + "{{ code }}\n", code=code_block(evil, 2 if inside else 1))
    extensions = ["tables", "attr_list", "admonition", "def_list", "abbr", "pymdownx.details", "toc"]
    made = markdown.markdown(source, extensions=extensions)
    assert re.fullmatch(
        r"(?s)(?:<details[^>]*>\s*<summary>[^<]*</summary>\s*)?<pre><code>[^<]*</code></pre>(?:\s*</details>)?", made
    )
    assert "# titre" in made


def test_code_keeps_its_own_apostrophes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(monkeypatch, "l'outil\n\n{{ code }}\n", code=code_block("mie.d'un == 'x' ; y"))
    assert "l’outil" in made
    assert "    mie.d'un == 'x' ; y" in made
