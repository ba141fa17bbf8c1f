"""The site as a commission opens it: from a file, without a network, in French."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from builder.publish.publishing import make_files
from builder.publish.site import make_site
from tests.publish.sets import whole
from tests.render.made import plain


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "site"
    result = whole("ch-exemple")
    files = make_files((*result.documents, *result.tables), result.inputs, 1_795_392_000)
    make_site(result, files, target, 1_795_392_000)
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    asked: list[str] = []
    opened.on("request", lambda r: asked.append(r.url))
    opened.asked = asked  # type: ignore[attr-defined]
    yield opened
    opened.close()


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_page_opens_from_a_file_and_asks_nothing_outside(site: Path, page: Any) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    for file in pages(site):
        page.goto(file.as_uri())
        assert page.locator("h1").first.inner_text().strip()
        assert page.evaluate("document.documentElement.lang") == "fr"
    assert errors == []
    assert [u for u in page.asked if not u.startswith(("file:", "data:", "blob:"))] == []
    assert len(pages(site)) >= 13


def test_no_address_of_an_outside_host_is_loaded(site: Path) -> None:
    loading = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']?(?:https?:)?//""")
    assert [p.name for p in pages(site) if loading.search(p.read_text(encoding="utf-8"))] == []
    assert loading.search('<script src="https://unpkg.com/x"></script>')  # the check can fail


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("révocation", ""),
        ("RIE-MIE-01", "RIE-MIE-01 :"),
        ("rie-sec-10", "RIE-SEC-10 :"),
        ("l'hameçonnage courant", "RIE-MIE-06 :"),
        ("OpenID", ""),
    ],
)
def test_search_works_offline_in_french(typed: str, first: str, site: Path, page: Any) -> None:
    page.goto((site / "index.html").as_uri())
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").press_sequentially(typed, delay=30)
    page.wait_for_function(
        r"first => document.querySelector('.md-search-result__item')?.innerText.replace(/\u00a0/g, ' ').startsWith(first)",
        arg=first,
        timeout=30_000,
    )
    assert "document" in page.locator(".md-search-result__meta").inner_text()


def test_home_says_the_verdict_and_why(site: Path, page: Any) -> None:
    page.goto((site / "index.html").as_uri())
    box = page.locator(".admonition.success").first.inner_text()
    assert "attestable avec réserves" in box
    assert "chaque écart est couvert par une réserve complète" in box
    body = plain(page.locator("article").inner_text())
    for wanted in (
        "Attestation à produire au plus tard le 31/12/2026",
        "R-06",
        "EXI RIE-PS 14",
        "RIE v1 (en vigueur) : ",
        "Quel texte fait droit ?",
    ):
        assert wanted in body


def test_the_page_of_the_key_says_that_a_password_enrols_it(site: Path, page: Any) -> None:
    page.goto((site / "mie" / "cle-fido2.html").as_uri())
    assert "Le mot de passe suffit" in page.locator(".admonition.warning").inner_text()
    page.goto((site / "mie" / "carte-neutre.html").as_uri())
    assert page.locator(".admonition.warning").count() == 0
    page.goto((site / "index.html").as_uri())
    assert "Clé de sécurité FIDO2" in page.locator(".admonition.warning").inner_text()


def test_every_picture_has_a_text_equivalent_that_says_something(site: Path, page: Any) -> None:
    page.goto((site / "index.html").as_uri())
    alts = page.eval_on_selector_all("article img", "images => images.map(i => i.alt)")
    assert len(alts) == 2
    assert "6 satisfaites" in alts[0]
    assert "31/12/2028" in alts[1]


def test_the_downloads_are_there(site: Path, page: Any) -> None:
    page.goto((site / "documents.html").as_uri())
    links = page.eval_on_selector_all(
        "article a[href^='documents/']", "links => links.map(a => a.getAttribute('href'))"
    )
    for name in ("attestation.pdf", "attestation.docx", "matrice-de-conformite.pdf", "matrice-de-conformite.docx"):
        assert f"documents/{name}" in links
    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "pptx": b"PK"}
    assert all((site / link).read_bytes().startswith(begins[link.rsplit(".", 1)[1]]) for link in links)
    for row in page.locator("article tbody tr").all():
        told, link = row.locator("td").last.inner_text(), row.locator("a").first.get_attribute("href")
        assert told == (str(len(pypdf.PdfReader(site / link).pages)) if link.endswith(".pdf") else "–")
        assert "diffusion" in row.inner_text()
    assert "[[pages" not in page.content()


def test_every_page_says_its_date_its_state_and_its_circle(site: Path) -> None:
    for file in pages(site):
        foot = plain(file.read_text(encoding="utf-8").split("md-copyright__highlight", 1)[1].split("</div>", 1)[0])
        for wanted in ("évalué au 23/11/2026", "projet, aucune décision", "diffusion interne", "v2b.0.k"):
            assert wanted in foot, file.name


def test_a_word_of_the_trade_is_explained_where_it_stands(site: Path, page: Any) -> None:
    page.goto((site / "matrice.html").as_uri())
    found = page.eval_on_selector_all(
        "article abbr", "a => a.map(x => [x.textContent, getComputedStyle(x).whiteSpace])"
    )
    assert {"RPPS", "RIE-MIE-01"} <= {plain(word) for word, _ in found}
    assert {space for _, space in found} == {"nowrap"}
    assert "EXI RIE-PS" in {plain(word) for word, _ in found}
    assert page.locator("article a[href='glossaire.html']").count() > 0
    assert not (site / "404.html").exists()


def test_a_phone_shows_a_page_without_sliding(site: Path, page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("index", "matrice", "preuves", "regles/rie-mie-01", "mie/cle-fido2"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_a_reader_goes_from_a_reserve_to_its_rule_and_back(site: Path, page: Any) -> None:
    page.goto((site / "reserves.html").as_uri())
    page.locator("article a", has_text="RIE-ARC-04").first.click()
    assert page.locator("h1").inner_text().startswith("RIE-ARC-04")
    page.locator("article a", has_text="réserve R-03").first.click()
    assert page.url.endswith("reserves.html#r-03")
    page.locator("article a[href='matrice.html#exi-rie-ps-08']").first.click()
    assert "#exi-rie-ps-08" in page.url
    page.goto((site / "preuves.html").as_uri())
    assert page.locator("article td a[href^='regles/']").count() > 40
    page.goto((site / "services.html").as_uri())
    assert page.locator("article td a[href^='mie/']").count() > 40


def test_every_inner_link_and_anchor_leads_somewhere(site: Path) -> None:
    ids = {p: set(re.findall(r'\bid="([^"]+)"', p.read_text(encoding="utf-8"))) for p in pages(site)}
    broken = []
    for file in pages(site):
        article = file.read_text(encoding="utf-8").split("<article", 1)[1].split("</article", 1)[0]
        for href in re.findall(r'href="([^"]+)"', article):
            target, _, anchor = href.partition("#")
            found = (file.parent / target).resolve() if target else file
            if not found.is_file() or (anchor and found.suffix == ".html" and anchor not in ids.get(found, set())):
                broken.append(f"{file.name} → {href}")
    assert broken == []


def test_nothing_of_the_evidence_leaks(site: Path) -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.html"))
    assert "preuves/" not in text
    assert not list(site.rglob("pssi.pdf"))
    assert "#x2F;tmp" not in text and str(site.parent.parent) not in text


def test_the_routes_say_why_an_attestation_is_due(site: Path, page: Any) -> None:
    page.goto((site / "cas.html").as_uri())
    body = plain(page.locator("article").inner_text())
    assert "e-CPS par Pro Santé Connect : PSC, moyen de l’ANS" in body.replace("'", "’")
    assert "non due" in body and "dispense de EXI RIE-PS 17" in body
    assert "Moyen de l’établissement employé hors de Pro Santé Connect" in body.replace("'", "’")
