"""Architecture and issuance: everything that the files say is drawn and told, silence draws nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from builder.load.knowledge import load_knowledge
from builder.model.findings import Assessment
from builder.pipeline import Terms, assess
from builder.render.figures import Figure, architecture, issuance
from builder.render.figures.graphviz import embedded, system
from builder.render.figures.parts import SERVICES, parts_and_flows
from tests.render import test_figures, test_figures_attack
from tests.render.drawn import HOSTILE, boxes, frame, shown, sound, words
from tests.render.made import DATE, ROOT, assessed

NAMES = sorted(p.parent.name for p in ROOT.parent.glob("*/dossier.yml"))


@cache
def demonstration() -> Assessment:
    return assessed()


def changed(kind: str, *things: dict[str, Any]) -> Assessment:
    """The demonstration with other things of one kind."""
    return replace(demonstration(), things={**demonstration().things, kind: things})


def drawn(assessment: Assessment, **more: Any) -> Figure:
    figure = architecture(assessment, load_knowledge(), **more)
    assert figure is not None
    return figure


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@pytest.mark.parametrize("name", NAMES)
def test_every_dossier_has_sound_pictures(name: str) -> None:
    assessment = assess(ROOT.parent / name, Terms(DATE, "rie_v2_projet"), describe=True).assessment
    assert assessment is not None
    figure = architecture(assessment, load_knowledge())
    assert (figure is None) == (not any(assessment.things.get(k) for k in ("mie", "poste", "idp", "sso", "service")))
    if figure is not None:
        sound(figure)
        assert frame(figure).right <= 960
    for path in assessment.things.get("delivrance", ()):
        chain = issuance(path, load_knowledge())
        sound(chain)
        assert frame(chain).right <= 1160


def test_the_architecture_draws_and_tells_every_component_and_flow() -> None:
    figure, (parts, flows) = drawn(demonstration()), parts_and_flows(demonstration(), load_knowledge())
    assert len(boxes(figure)) == len(parts)
    numbers = [a.what for a in words(figure) if a.what.isdigit()]
    assert sorted(numbers, key=int) == [str(n) for n in range(1, len(flows) + 1)]
    assert [row[0] for row in figure.rows if row[0] != "–"] == [str(n) for n in range(1, len(flows) + 1)]
    for kind in ("mie", "poste", "acces_distant", "idp", "sso", "annuaire", "service"):
        for thing in demonstration().things[kind]:
            assert thing["titre"] in plain(figure.alt), thing["id"]
    for part in parts:
        assert part.title.split(" ")[0] in plain(shown(figure))
        assert all(mark.split(" ")[0] in shown(figure) and mark in plain(figure.alt) for mark in part.marks)


def test_flows_are_those_of_the_files() -> None:
    _, flows = parts_and_flows(demonstration(), load_knowledge())
    ends = {(f.start, f.end) for f in flows}
    assert {
        ("mie:cps", "poste:bureaux-medicaux"),
        ("poste:chariots", "sso:esso"),
        ("sso:esso", "idp:idp-local"),
    } <= ends
    assert {("mie:e-cps", "psc:psc"), ("source:rh", "annuaire:annuaire-central")} <= ends
    assert (
        "mie:mot-de-passe-intranet",
        "idp:idp-local",
    ) in ends  # its stations have no SSO: nothing written leads there
    assert ("mie:carte-neutre", "idp:idp-local") not in ends  # the stations' SSO leads there


def test_a_silence_draws_no_flow() -> None:
    bare = {"id": "nu", "titre": "Poste nu"}
    parts, flows = parts_and_flows(changed("poste", bare), load_knowledge())
    assert any(p.key == "poste:nu" and not p.marks and not p.told for p in parts)
    assert not any("poste:nu" in (f.start, f.end) for f in flows)
    _, flows = parts_and_flows(changed("sso", {"id": "s", "idp": "inconnu"}), load_knowledge())
    assert not any(f.start == "sso:s" for f in flows)


def test_a_large_dossier_is_drawn_by_groups() -> None:
    service = demonstration().things["service"][0]
    many = changed("service", *({**service, "id": f"s{n}", "titre": f"Service {n}"} for n in range(200)))
    poste = demonstration().things["poste"][0]
    many = replace(many, things={**many.things, "poste": tuple({**poste, "id": f"p{n}"} for n in range(40))})
    figure = drawn(many)
    sound(figure)
    parts, _ = parts_and_flows(many, load_knowledge())
    assert sum(p.zone == SERVICES for p in parts) == 1 and "40 postes au même réglage" in shown(figure)
    assert "et 195 autres" in shown(figure) and "Service 199" in figure.alt


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words(text: str) -> None:
    things = {
        kind: tuple({**t, "titre": text} for t in group)
        if kind in ("mie", "poste", "acces_distant", "idp", "sso", "annuaire", "service", "delivrance")
        else group
        for kind, group in demonstration().things.items()
    }
    sound(drawn(replace(demonstration(), things=things)))
    for path in things["delivrance"]:
        spoilt = {**path, "roles": [{**r, "tenu_par": text or None} for r in path["roles"]]}
        sound(issuance(spoilt, load_knowledge()))


def test_an_issuance_chain_tells_every_step_and_who_takes_it() -> None:
    for path in demonstration().things["delivrance"]:
        figure = issuance(path, load_knowledge())
        seen = plain(shown(figure))
        assert len(boxes(figure)) == len(figure.rows)
        for number, step, actor, told in figure.rows:
            assert f"{number}. {plain(step).split(' ')[0]}" in seen and f"{number}. {step}, par {actor}" in figure.alt
            assert plain(actor).split(" ")[0] in seen and told
        for role in path["roles"]:
            if role["role"] != "stock":
                assert role["tenu_par"] in [plain(row[2]) for row in figure.rows]


def test_an_actor_nobody_named_is_said_so() -> None:
    figure = issuance({"id": "x/y"}, load_knowledge())
    sound(figure)
    actors = {row[1]: plain(row[2]) for row in figure.rows}
    assert actors["Demande"] == actors["Remise"] == actors["Enrôlement"] == "Qui ? non dit"
    assert "Validation" not in actors and actors["Activation"] == "Porteur"
    assert all("sans réponse" in row[3] for row in figure.rows)
    assert figure.svg.count("stroke-dasharray") >= 5


def test_who_enrols_follows_what_is_asked_of_him() -> None:
    def actor(allowed: str) -> str:
        figure = issuance({"id": "x", "enrolement": {"autorise_par": allowed}}, load_knowledge())
        return next(row[2] for row in figure.rows if row[1] == "Enrôlement")

    assert [actor(a) for a in ("operateur", "mdp_seul", "mie_valide", "libre")] == [
        "Opérateur habilité",
        *["Porteur"] * 3,
    ]


def test_a_system_graphviz_draws_the_same_architecture() -> None:
    ours, theirs = (drawn(demonstration(), engine=e) for e in (embedded, system))
    assert ours.alt == theirs.alt and ours.rows == theirs.rows
    assert sorted(a.what for a in words(ours)) == sorted(a.what for a in words(theirs))
    for here, there in zip(boxes(ours), boxes(theirs), strict=True):
        assert abs(here.left - there.left) < 1


def test_the_same_bytes_in_another_process() -> None:
    code = "import sys; from tests.render.test_figures_parts import everything; sys.stdout.write(everything())"
    env = {"PYTHONHASHSEED": "77"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT.parent.parent, capture_output=True, check=True, env=env
    )
    assert done.stdout.decode() == everything()


def everything() -> str:
    """Every figure of the demonstration, one after the other."""
    chains = [issuance(p, load_knowledge()) for p in demonstration().things["delivrance"]]
    attacks = [test_figures_attack.drawn(*s) for s in test_figures_attack.scenarios()]
    return "".join(f.svg for f in (drawn(demonstration()), *chains, *attacks, *test_figures.made()))
