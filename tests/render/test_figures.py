"""Figures: what is drawn is told, inside its frame and out of the way of the rest, whatever anybody wrote."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from builder.load import resources
from builder.model.plan import Action, Milestone, Origin
from builder.model.risk import Level, RiskRegister
from builder.pipeline import Terms, weigh
from builder.render.figures import Figure, HeatMap, burn_down, gantt, heat_map, heat_maps
from builder.render.figures.lettering import clean, width, wrap
from tests.render.drawn import HOSTILE, frame, shown, sound, words
from tests.render.made import DATE, ROOT


@cache
def register() -> RiskRegister:
    found = weigh(ROOT, Terms(DATE, "rie_v2_projet")).register
    assert found is not None
    return found


def titles() -> dict[str, str]:
    return {r.event.id: r.event.title for r in register().risks}


def three() -> list[HeatMap]:
    return [heat_map(register(), p.id) for p in register().pictures if p.id in ("brut", "actuel") or p.date][:3]


def milestones() -> tuple[Milestone, ...]:
    now = {r.event.id: r.pictures["actuel"] for r in register().risks}
    best = {event: Level(1, level.severity, 1) for event, level in now.items()}
    return (
        Milestone("2026-12-31", "première attestation", "texte", now, best, (), (), 3),
        Milestone("2028-12-31", "levée des réserves", "texte", now, best, (), (), 9),
    )


def actions(count: int = 30) -> tuple[Action, ...]:
    """One of each kind and state, with and without dates, then proposals."""
    own = [
        Action("A-01", "En cours", Origin.DOSSIER, "en_cours", owner="DSI", start="2026-10-01", due="2027-06-30"),
        Action("A-02", "Faite", Origin.DOSSIER, "faite", owner="DSI", start="2026-03-01", due="2026-10-15"),
        Action("A-03", "En retard, à personne", Origin.DOSSIER, "a_faire", start="2026-03-01", due="2026-10-15"),
        Action("A-04", "Abandonnée", Origin.DOSSIER, "abandonnee", owner="RSSI"),
        Action("A-05", "Échéance seule", Origin.DOSSIER, "a_faire", owner="RSSI", due="2028-12-31"),
        Action("A-06", "À l'envers", Origin.DOSSIER, "a_faire", owner="RSSI", start="2028-01-01", due="2027-01-01"),
    ]
    return (
        *own,
        *(
            Action(f"P-{n:02}", control.title, Origin.PROPOSEE, "proposee", owner="RSSI", start=DATE, due="2027-03-31")
            for n, control in zip(range(count - len(own)), register().catalogue.controls.values(), strict=False)
        ),
    )


def made() -> Iterator[Figure]:
    """Every figure of the demonstration."""
    scales = register().catalogue.scales
    yield heat_maps(three(), titles(), scales)
    yield heat_maps(three()[:1], titles(), scales, link=lambda e: f"risques.html#{e}", name="matrice.svg")
    yield from gantt(actions(), milestones(), DATE)
    yield burn_down(DATE, three()[1].levels, milestones(), scales)


def test_every_figure_is_sound() -> None:
    for figure in made():
        sound(figure)
        assert figure.alt and figure.rows, figure.name


# -- heat maps ---------------------------------------------------------------------------------------


def test_every_event_stands_once_in_each_grid_and_in_its_words() -> None:
    figure = heat_maps(three(), titles(), register().catalogue.scales)
    for event in titles():
        assert sum(event in a.what for a in words(figure)) == 3, event
        assert figure.alt.count(event) == 3
    assert [row[0] for row in figure.rows] == list(titles())


def test_an_event_stands_in_the_cell_of_its_level() -> None:
    levels = {"ER-01": Level(4, 1, 2), "ER-02": Level(1, 4, 2), "ER-03": Level(0, 4, 0)}
    figure = heat_maps([HeatMap("Essai", levels)], {e: e for e in levels}, register().catalogue.scales)
    at = {a.what: a for a in words(figure)}
    assert at["ER-01"].top < at["ER-02"].top and at["ER-01"].left < at["ER-02"].left
    assert at["G1"].left < at["ER-01"].right and at["ER-01"].left < at["G1"].right
    assert at["G4"].left < at["ER-02"].right and at["ER-02"].left < at["G4"].right
    assert "Aucun chemin : ER-03" in shown(figure).replace("\u00a0", " ")


def test_events_are_links_only_where_pages_are() -> None:
    scales = register().catalogue.scales
    assert "<a " not in heat_maps(three(), titles(), scales).svg
    linked = heat_maps(three()[:1], titles(), scales, link=lambda e: f'x.html?a=1&b="2"#{e}')
    assert linked.svg.count("<a href=") == sum(bool(lv.likelihood) for lv in three()[0].levels.values())
    assert 'role="group"' in linked.svg


def test_a_full_cell_still_fits() -> None:
    levels = {f"ER-{n:02}": Level(4, 4, 3) for n in range(40)}
    sound(heat_maps([HeatMap("Tous", levels)], {e: e for e in levels}, register().catalogue.scales))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_a_heat_map(text: str) -> None:
    scales = register().catalogue.scales
    scales = replace(scales, risk=tuple(replace(g, title=text, sense=text) for g in scales.risk))
    maps = [replace(m, title=text) for m in three()]
    sound(heat_maps(maps, dict.fromkeys(titles(), text), scales, link=lambda e: f"{text}#{e}"))


# -- the plan ----------------------------------------------------------------------------------------


def test_every_action_is_drawn_and_told() -> None:
    figures = gantt(actions(60), milestones(), DATE)
    assert len(figures) > 2 and all(len(f.rows) <= 25 for f in figures)
    assert [row[0] for f in figures for row in f.rows] == [a.id for a in actions(60)]
    for figure in figures:
        for row in figure.rows:
            assert row[0] in shown(figure) and row[0] in figure.alt
            assert row[1] in figure.alt
        assert "31/12/2026" in shown(figure) and "première attestation" in figure.alt


def test_what_is_wrong_is_written() -> None:
    (figure,) = gantt(actions(6), milestones(), DATE)
    rows = {row[0]: row for row in figure.rows}
    assert rows["A-03"][5] == "à faire, en retard" and rows["A-03"][2] == "à nommer"
    assert rows["A-04"][4] == "non dit"
    assert "responsable à nommer" in shown(figure) and "sans échéance, abandonnée" in shown(figure)


def test_bars_differ_without_colour() -> None:
    (figure,) = gantt(actions(8), milestones(), DATE)
    assert figure.svg.count("url(#hachures)") == 3 and "stroke-dasharray" in figure.svg
    (plain,) = gantt(actions(1), milestones(), DATE)
    assert plain.svg.count("url(#hachures)") == 1  # the legend's own


def test_dates_close_to_each_other_keep_their_names_apart() -> None:
    days = ("2026-11-23", "2026-11-24", "2026-12-01", "2026-12-31", "2028-12-31", "2029-01-01")
    close = tuple(replace(milestones()[0], date=day, title="une échéance au nom assez long") for day in days)
    (figure,) = gantt(actions(6), close, DATE)
    sound(figure)
    assert shown(figure).count("une échéance au nom assez long") == len(days)


def test_no_action_no_figure() -> None:
    assert gantt((), milestones(), DATE) == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_a_plan(text: str) -> None:
    told = tuple(replace(a, title=text, owner=text, id=text[:40] or "A") for a in actions(12))
    dates = tuple(replace(m, title=text) for m in milestones())
    for figure in gantt(told, dates, DATE):
        sound(figure)


@pytest.mark.parametrize("due", ["0001-01-01", "2026-11-23", "2040-06-01", "9999-12-31"])
def test_any_date_has_its_place(due: str) -> None:
    for figure in gantt(tuple(replace(a, due=due) for a in actions(6)), milestones(), DATE):
        sound(figure)


def test_the_burn_down_counts_every_event() -> None:
    figure = burn_down(DATE, three()[1].levels, milestones(), register().catalogue.scales)
    assert len(figure.rows) == 1 + 2 * len(milestones())
    for row in figure.rows:
        assert sum(int(n) for n in row[2:]) == len(titles())
    assert "R3 : 8" in shown(figure).replace("\u00a0", " ")


# -- lettering ---------------------------------------------------------------------------------------


def advances(name: str) -> dict[int, float]:
    """Character → advance width in thousandths, read from a TrueType file."""
    data = resources.binary(f"templates/fonts/{name}")
    count = struct.unpack(">H", data[4:6])[0]
    records = (struct.unpack(">4sIII", data[12 + 16 * n : 28 + 16 * n]) for n in range(count))
    at = {tag.decode(): start for tag, _, start, _ in records}
    unit = struct.unpack(">H", data[at["head"] + 18 : at["head"] + 20])[0]
    number = struct.unpack(">H", data[at["hhea"] + 34 : at["hhea"] + 36])[0]
    glyphs = [struct.unpack(">H", data[at["hmtx"] + 4 * n : at["hmtx"] + 4 * n + 2])[0] for n in range(number)]
    cmap, found = at["cmap"], {}
    for n in range(struct.unpack(">H", data[cmap + 2 : cmap + 4])[0]):
        start = cmap + struct.unpack(">I", data[cmap + 8 + 8 * n : cmap + 12 + 8 * n])[0]
        if struct.unpack(">H", data[start : start + 2])[0] != 4:
            continue
        half = struct.unpack(">H", data[start + 6 : start + 8])[0]
        rows = [
            struct.unpack(f">{half // 2}H", data[start + 14 + k * half + (2 if k else 0) :][:half]) for k in range(4)
        ]
        for i, (end, first, delta, offset) in enumerate(zip(*rows, strict=True)):
            for code in range(first, min(end, 0x2100) + 1):
                if offset:
                    place = start + 16 + 3 * half + 2 * i + offset + 2 * (code - first)
                    glyph = struct.unpack(">H", data[place : place + 2])[0]
                else:
                    glyph = (code + delta) % 65536
                found[code] = glyphs[min(glyph, number - 1)] * 1000 / unit
    return found


@pytest.mark.parametrize(("name", "bold"), [("Lato-Regular.ttf", False), ("Lato-Bold.ttf", True)])
def test_words_are_measured_no_shorter_than_they_print(name: str, bold: bool) -> None:
    real = advances(name)
    french = "Étape de l’œuvre à côté, déjà prouvée ; « où ? » — 31/12/2026 : CT-013, V4, R3 (80 %) Ça AÉÈÊÔÛ"
    assert width(french, 1000, bold) >= sum(real[ord(c)] for c in french)
    assert width(french, 1000, bold) <= 1.12 * sum(real[ord(c)] for c in french)
    for char in map(chr, range(ord(" "), ord("~") + 1)):
        assert width(char, 1000, bold) >= 0.99 * real[ord(char)], char


@pytest.mark.parametrize("text", HOSTILE)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    told = clean(text)
    lines = wrap(told, 120, 13)
    assert all(width(line, 13) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == told.replace(" ", "")
    short = wrap(told, 120, 13, most=2)
    assert len(short) <= 2 and all(width(line, 13) <= 120 for line in short)
    assert len(lines) <= 2 or short[-1].endswith("…")


def test_a_figure_is_no_wider_than_a_page_can_show() -> None:
    """13 of 1000 on a page 17 cm wide is print of 6 points; below that nobody reads."""
    for figure in made():
        assert frame(figure).right <= 960, figure.name
