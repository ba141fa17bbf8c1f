"""French typography: what it sets, what it leaves alone, and that it never changes what is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.render.french import french

W, T = "\u00a0", "\u202f"
_SIGNS = st.sampled_from([*"abEXIRIEPSv0129 ;:!?«»%§°'’()*[]&#./@-€hjnNp\n", " ", " ", "mois", "EXI RIE-PS 09", "https://a.fr/l'x", "l'été", "n° ", "12 mars 2026", "\u00a0", "\u202f"])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("«mot»", f"«{W}mot{W}»"), ("« mot »", f"«{W}mot{W}»"), ("n° 4", f"n°{W}4"), ("N° 12", f"N°{W}12"), ("§ 3", f"§{W}3"),
        ("90 % des cas", f"90{W}% des cas"), ("12 €", f"12{W}€"), ("8 h 30", f"8{W}h{W}30"), ("4 heures", f"4{W}heures"),
        ("12 mars 2026", f"12{W}mars{W}2026"), ("1er juin 2026", f"1er{W}juin{W}2026"), ("1 234 567", f"1{T}234{T}567"),
        ("annexe 3", f"annexe{W}3"), ("Point 2.4.7", f"Point{W}2.4.7"), ("p. 12", f"p.{W}12"), ("Fini !", f"Fini{T}!"),
        ("256 bits", f"256{W}bits"), ("2 ans", f"2{W}ans"), ("l'article", "l’article"), ("RIE v2", f"RIE{W}v2"),
    ],
)  # fmt: skip
def test_what_a_french_reader_expects(typed: str, set_: str) -> None:
    assert french(typed) == set_
    assert french(set_) == set_


@pytest.mark.parametrize(
    "text",
    [
        "RIE-MIE-01@mie:carte-neutre", "mie/carte-neutre.yml:12", "mie/carte d'agent.yml", "https://a.fr/l'article?x=1;y=2", "l'equipe@ch.fr", "a:b", "12:30",
        "sha256:0af3", "R-01", "x==1;y", "preuves/n°4.pdf", "23/11/2026", "2026-11-23", "1.2.3",
    ],
)  # fmt: skip
def test_identifiers_paths_and_addresses_stay(text: str) -> None:
    assert french(text).replace(W, " ") == text
    if " " not in text:
        assert french(text) == text


def _said(text: str) -> str:
    return re.sub(r"\s", "", text).replace("’", "'")


@settings(max_examples=1500, deadline=None)
@given(st.lists(_SIGNS, max_size=30).map("".join))
def test_once_is_enough_and_nothing_is_said_otherwise(text: str) -> None:
    once = french(text)
    assert french(once) == once
    assert _said(once) == _said(text)
    assert len(once.split("\n")) == len(text.split("\n"))


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_any_text_keeps_its_signs(text: str) -> None:
    assert _said(french(text)) == _said(text)
    assert french(french(text)) == french(text)
