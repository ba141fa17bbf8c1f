"""Where a mistake of writing is told, and in which words."""

from __future__ import annotations

import pytest

from builder.load.messages import shape_faults
from builder.load.reader import read_file
from builder.model.source import Diagnostic

# A text, the line and column of the mistake, words of the message, words of the remedy.
SYNTAX: dict[str, tuple[str, int, int, str, str]] = {
    "tab": ("id: s\ninformation:\n\tx: oui\n", 3, 1, "tabulation", "espaces"),
    "tab after spaces": ("id: s\ninformation:\n  \tx: oui\n", 3, 3, "tabulation", "espaces"),
    "tab after spaces, inside": ("a:\n  x: oui\n  \ty: oui\n", 3, 3, "tabulation", "espaces"),
    "tab after spaces in a list": ("a:\n- b: {c: d}\n  \ty: oui\n", 3, 3, "tabulation", "espaces"),
    "open double quote": ('id: s\nt: "Centre\nn: e\np: "x"\nz: 1\n', 2, 4, "guillemet ouvert ici", "fermer"),
    "open double quote to the end": ('id: s\nt: "Centre\nn: e\n', 2, 4, "guillemet ouvert ici", "fermer"),
    "open single quote": ("id: s\nt: 'Centre\nn: l'eau\nz: 1\n", 2, 4, "guillemet ouvert ici", "fermer"),
    "open quote in a flow": ("p:\n- {id: r, nom: 'RSSI}\n- {id: a, nom: l'eau}\n", 2, 16, "guillemet ouvert", "fermer"),
    "open bracket": ("id: s\nmie: [a\nnom: x\n", 2, 6, "crochet ouvert ici", "« ] »"),
    "open bracket to the end": ("id: s\nmie: [a, b\n", 2, 6, "crochet ouvert ici", "« ] »"),
    "open brace": ("l:\n- {type: carte, p: [a]\n- {type: b}\n", 2, 3, "accolade ouverte ici", "« } »"),
    "no space after the colon": ("id: s\nnominatif:oui\nx: y\n", 2, 1, "espace après le « : »", "clé: valeur"),
    "no colon at the end": ("id: s\nx: y\nbonjour\n", 3, 1, "« : »", "clé: valeur"),
    "colon in a flow": ("p:\n- {id: d, nom: Directeur : général}\n", 2, 26, "« : » se trouve dans une valeur", "guillemets"),
    "comma missing in a flow": ("c: {a: 6 b: 5}\n", 1, 11, "virgule avant cette clé", "virgules"),
    "colon in a value": ("id: s\nnom: Directeur : général\n", 2, 16, "valeur simple", "guillemets"),
    "ampersand": ("id: s\nnom: & cie\n", 2, 6, "« & » en début", "guillemets"),
    "star": ("id: s\nnominatif: *\n", 2, 12, "« * » en début", "guillemets"),
    "greater": ("id: s\nt: > 3 mois\n", 2, 4, "« > » en début", "guillemets"),
    "percent": ("id: s\nt: %oui\n", 2, 4, "commencer par « % »", "guillemets"),
    "comma first": ("id: s\nt: ,x\n", 2, 4, "commencer par « , »", "guillemets"),
    "windows path": ('id: s\nt: "C:\\Users"\n', 2, 9, "barre oblique inverse", "guillemets simples"),
    "surrogate": ('id: s\nt: "\\ud800 x"\n', 2, 7, "barre oblique inverse", "guillemets simples"),
    "after the end": ("id: s\n...\na: 1\n", 3, 1, "« ... »", "Retirer la ligne"),
    "item at the root": ("id: s\n- id: x\n", 2, 1, "où une clé était attendue", "la clé de cette liste"),
    "item at the root, asked": ("id: s\n# services:\n- id: x\n", 3, 1, "se place sous « services: »", "ligne 2"),
    "list then keys": ("- id: x\n  type: y\nid: s\n", 1, 1, "liste commence ici", "la clé de cette liste"),
    "child without its parent": ("id: s\n# code_pin:   # Le code\n  longueur_min: 6\nx: y\n", 3, 3, "« longueur_min » se place sous « code_pin: »", "Ôter aussi « # » et l'espace qui suit à la ligne 2"),
    "child with an uncle": ("a:\n  b: 1\n# code_pin:   # Le code\n#   essais: # x\n   longueur: 6\n", 5, 4, "se place sous « essais: »", "ligne 4"),
    "misaligned item": ("f:\n- {type: a}\n - {type: b}\n", 3, 2, "mal aligné", "Aligner l'élément"),
    "misaligned first item": ("f:\n - {type: a}\n- {type: b}\n", 3, 1, "mal aligné", "Aligner l'élément"),
    "misaligned key": ("c:\n  a: 1\n b: 2\n", 3, 2, "retrait", "Aligner la clé"),
    "key too deep": ("c:\n  a: 1\n   b: 2\n", 3, 4, "plus en retrait", "aligner"),
    "text after a quote": ('t: "a" b\n', 1, 8, "suit la fin de la valeur", "guillemets"),
    "dash in a flow": ("x: [\n- a\n]\n", 2, 1, "à l'intérieur de [", "virgules"),
    "line separator": ("id: s\nt: a\u2028b\n", 2, 5, "invisible (U+2028)", "supprimer"),
    "paragraph separator": ("t: a\u2029b\n", 1, 5, "invisible (U+2029)", "supprimer"),
    "next line": ("t: a\x85b\n", 1, 5, "invisible (U+0085)", "supprimer"),
}  # fmt: skip


def faults(text: str, stem: str = "schema") -> list[Diagnostic]:
    read = read_file(text.encode(), f"{stem}.yml", stem)
    return [*read.faults, *(shape_faults(read) if read.data is not None else ())]


@pytest.mark.parametrize("name", sorted(SYNTAX))
def test_a_mistake_is_told_where_it_is(name: str) -> None:
    text, line, column, message, remedy = SYNTAX[name]
    (fault,) = faults(text)
    assert (fault.place.line, fault.place.column) == (line, column), fault
    assert message in fault.message and remedy in fault.remedy


@pytest.mark.parametrize(
    ("stem", "text", "message", "remedy"),
    [
        ("mie", "id: m\ntype: cps\nlongueur_min: 6\n", "Clé inconnue", "se place sous « code_pin: »"),
        ("mie", "id: m\ntype: cps\ncode_pin: {longueur_min: 99999999999999999999999}\n", "dépasse le maximum, 999\u202f999\u202f999", "nombre"),
        ("mie", "id: m\ntype: cps\ncode_pin: {longueur_min: 999999999999}\n", "dépasse le maximum", "nombre"),
        ("mie", "id: m\ntype: cps\ncode_pin: {essais_max: 999999999999}\n", "dépasse le maximum", "sans_limite"),
        ("mie", "id: m\ntype: cps\ncode_pin: {essais_max: -5}\n", "est négatif", "sans_limite"),
        ("mie", "id: m\ntype: cps\ncontraintes_traitees:\n- poste_partage\n-\n", "L'élément 2 de la liste est vide", "remplir"),
        ("preuves", "preuves: [{id: a, type: note, empreinte: x}]\n", "n'en est pas une", "rie evidence add"),
        ("mie", "id: m\ntype: cps\nnominatif: x\n", "n'en est pas un.", "oui ou non"),
        ("preuves", "preuves: [{id: a, type: note, date: hier}]\n", "une date ; « hier » n'en est pas une", "AAAA"),
        ("services", "- id: a\n", "attend des clés ; il y a une liste", "services"),
    ],
)  # fmt: skip
def test_a_wrong_answer_has_one_fault_in_its_own_words(stem: str, text: str, message: str, remedy: str) -> None:
    (fault,) = faults(text, stem)
    assert message in fault.message and remedy in fault.remedy, fault


def test_what_follows_an_empty_item_keeps_its_place() -> None:
    told = faults("id: m\ntype: cps\ncontraintes_traitees:\n-\n- nimporte\n", "mie")
    assert [(f.place.line, f.code) for f in told] == [(4, "valeur-vide"), (5, "valeur")]
