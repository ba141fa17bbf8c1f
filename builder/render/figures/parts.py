"""What the dossier's files say of the architecture: boxes by zone, and what flows from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.check.packs import field_of
from builder.check.words import text
from builder.model.fields import Knowledge
from builder.model.findings import Assessment

ZONES = ("Moyens", "Postes et accès", "Identité", "Services")
MEANS, DEVICES, IDENTITY, SERVICES = range(len(ZONES))
Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A box: who it stands for, in its zone; `marks` are what one must see at once (shared, open to Internet…)."""

    key: str
    zone: int
    title: str
    told: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """From one part to another, and what passes."""

    start: str
    end: str
    what: str


def parts_and_flows(assessment: Assessment, knowledge: Knowledge) -> tuple[list[Part], list[Flow]]:
    """Every part of the architecture, in the order of the files; each flow between two of them once, from left to right."""
    reading = _Reading(assessment.things, knowledge)
    parts = [*reading.means(), *reading.devices(), *reading.identity(), *reading.services()]
    known = {p.key for p in parts}
    flows: dict[tuple[str, str], Flow] = {}
    for flow in reading.flows():
        if flow.start in known and flow.end in known and flow.start != flow.end:
            flows.setdefault((flow.start, flow.end), flow)
    order = {p.key: n for n, p in enumerate(parts)}
    every = [*flows.values(), *reading.direct(flows)]
    return parts, sorted(every, key=lambda f: (order[f.start], order[f.end]))


class _Reading:
    """The things of a dossier, read for a picture. A silence draws nothing: only what is written is drawn."""

    def __init__(self, things: Mapping[str, Sequence[Thing]], knowledge: Knowledge) -> None:
        self._things = things
        self._knowledge = knowledge
        self._groups = _groups(things.get("service", ()))
        self._postes = _alike(things.get("poste", ()))

    def _of(self, kind: str) -> Sequence[Thing]:
        return self._things.get(kind, ())

    def _says(self, thing: Thing, name: str) -> str:
        return text(thing.get(name.rpartition(".")[2]), field_of(self._knowledge, name))

    def means(self) -> Iterable[Part]:
        for mie in self._of("mie"):
            told = (self._says(mie, "mie.type"),) if mie.get("type") else ()
            yield Part(f"mie:{mie['id']}", MEANS, _title(mie), told)

    def devices(self) -> Iterable[Part]:
        for key, alike in self._postes.items():
            scenario = [self._says(alike[0], "poste.scenario")] if alike[0].get("scenario") else []
            many = len(alike) > 1
            title = f"{len(alike)} postes au même réglage" if many else _title(alike[0])
            marks = _marks((alike[0].get("partage"), "postes partagés" if many else "poste partagé"))
            yield Part(key, DEVICES, title, (*scenario, *(_title(p) for p in alike if many)), marks)
        for access in self._of("acces_distant"):
            told = (self._says(access, "acces_distant.reseau"),) if access.get("reseau") else ()
            marks = _marks((access.get("deux_facteurs") is False, "un seul facteur"))
            yield Part(f"acces_distant:{access['id']}", DEVICES, _title(access), told, marks)

    def identity(self) -> Iterable[Part]:
        for sso in self._of("sso"):
            told = (self._says(sso, "sso.type"),) if sso.get("type") else ()
            yield Part(f"sso:{sso['id']}", IDENTITY, _title(sso), told, self._crossed("sso", sso["id"]))
        for idp in self._of("idp"):
            marks = _marks((idp.get("expose_internet"), "ouvert sur Internet"))
            yield Part(f"idp:{idp['id']}", IDENTITY, _title(idp), (), (*self._crossed("idp", idp["id"]), *marks))
        if any(par == "psc" for services in self._groups for par, _ in services.ways) or self._delegates():
            marks = (*self._crossed("psc", ""), "service national")
            yield Part("psc:psc", IDENTITY, "Pro Santé Connect", (), marks)
        for directory in self._of("annuaire"):
            yield Part(f"annuaire:{directory['id']}", IDENTITY, _title(directory))
        for name in dict.fromkeys(d.get("source_maitre") for d in self._of("annuaire")):
            if name not in (None, "annuaire", "aucune"):
                title = text(name, field_of(self._knowledge, "annuaire.source_maitre"))
                yield Part(f"source:{name}", IDENTITY, title, ("source des identités",))

    def services(self) -> Iterable[Part]:
        for group in self._groups:
            many = len(group.titles) > 1
            title = f"Services {group.letter}, {len(group.titles)}" if many else group.titles[0]
            told = group.titles if many else ()
            s = "s" if many else ""
            marks = _marks(
                (group.internet, f"ouvert{s} sur Internet"), (group.shared, f"partagé{s} entre établissements")
            )
            yield Part(group.key, SERVICES, title, told, marks)

    def flows(self) -> Iterable[Flow]:
        """What is written: who uses what, through what."""
        for key, alike in self._postes.items():
            yield from (Flow(f"mie:{mie}", key, "présenté sur le poste") for mie in alike[0].get("mie") or ())
            yield from (Flow(key, f"sso:{sso}", "session ouverte") for sso in alike[0].get("sso") or ())
        for access in self._of("acces_distant"):
            key = f"acces_distant:{access['id']}"
            yield from (Flow(f"mie:{mie}", key, "présenté à distance") for mie in access.get("mie") or ())
        for sso in self._of("sso"):
            what = self._says(sso, "sso.protocoles") if sso.get("protocoles") else "authentification déléguée"
            yield Flow(f"sso:{sso['id']}", f"idp:{sso.get('idp')}", what)
        for idp in self._of("psc"):
            for to in idp.get("delegue_a") or ():
                yield Flow("psc:psc", f"idp:{to}", "authentification déléguée")
        for idp in self._of("idp"):
            yield Flow(f"idp:{idp['id']}", f"annuaire:{idp.get('annuaire')}", "comptes lus")
        for directory in self._of("annuaire"):
            feed = f"comptes alimentés, flux : {self._says(directory, 'annuaire.flux_rh').lower()}"
            yield Flow(f"source:{directory.get('source_maitre')}", f"annuaire:{directory['id']}", feed)
        for group in self._groups:
            for par, component in group.ways:
                what = text(par, field_of(self._knowledge, "service.acces[].par"))
                yield Flow(self._through(par, component), group.key, _PAR.get(par, what))

    def direct(self, flows: Mapping[tuple[str, str], Flow]) -> Iterable[Flow]:
        """A means that a service accepts, when no written way leads from it to what the service is reached by."""
        reached = {f"mie:{m['id']}": _reach(f"mie:{m['id']}", flows) for m in self._of("mie")}
        found: dict[tuple[str, str], Flow] = {}
        for group in self._groups:
            for (par, component), means in group.ways.items():
                at = self._through(par, component)
                for start in (f"mie:{mie}" for mie in means):
                    end = at or group.key
                    if start in reached and end not in reached[start]:
                        found.setdefault((start, end), Flow(start, end, _PAR.get(par, "authentification")))
        return found.values()

    def _through(self, par: str, component: str) -> str:
        """What a service is reached by: a component, Pro Santé Connect, or nothing (its own authentication)."""
        if par == "psc":
            return "psc:psc"
        kind = {"idp": "idp", "esso": "sso"}.get(par)
        if kind is None:
            return ""
        if not component:  # named only where there are several
            alone = self._of(kind)
            return f"{kind}:{alone[0]['id']}" if len(alone) == 1 else ""
        return next((f"{k}:{component}" for k in ("idp", "sso") if any(t["id"] == component for t in self._of(k))), "")

    def _crossed(self, kind: str, id_: str) -> tuple[str, ...]:
        """How many services depend on a component: a passage that many share is what an attacker looks for."""
        key = "psc:psc" if kind == "psc" else f"{kind}:{id_}"
        count = sum(len(g.titles) for g in self._groups if any(self._through(p, c) == key for p, c in g.ways))
        return (f"commun à {count} services",) if count > 1 else ()

    def _delegates(self) -> bool:
        return any(psc.get("delegue_a") for psc in self._of("psc"))


_PAR = {
    "psc": "OpenID Connect, par Pro Santé Connect",
    "local": "authentification propre",
    "cpx_direct": "carte lue en direct",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Services that are reached the same ways. ways: (par, component) → the means accepted."""

    letter: str
    titles: tuple[str, ...]
    ways: Mapping[tuple[str, str], tuple[str, ...]]
    internet: bool
    shared: bool

    @property
    def key(self) -> str:
        return f"services:{self.letter}"


def _alike(postes: Sequence[Thing]) -> dict[str, list[Thing]]:
    """Workstations set alike, under the key of the first one."""
    held: dict[tuple[Any, ...], list[Thing]] = {}
    for poste in postes:
        lists = (tuple(poste.get(name) or ()) for name in ("mie", "sso"))
        held.setdefault((*lists, poste.get("scenario"), poste.get("partage")), []).append(poste)
    return {f"poste:{alike[0]['id']}": alike for alike in held.values()}


def _groups(services: Sequence[Thing]) -> list[Group]:
    held: dict[tuple[Any, ...], list[Thing]] = {}
    for service in services:
        ways = tuple(
            dict.fromkeys((str(a.get("par")), str(a.get("composant") or "")) for a in service.get("acces") or ())
        )
        held.setdefault((ways, service.get("exposition") == "internet", bool(service.get("partage"))), []).append(
            service
        )
    found = []
    for n, ((ways, internet, shared), members) in enumerate(held.items()):
        means = {
            way: tuple(
                dict.fromkeys(
                    str(mie)
                    for s in members
                    for a in s.get("acces") or ()
                    if (str(a.get("par")), str(a.get("composant") or "")) == way
                    for mie in a.get("mie") or ()
                )
            )
            for way in ways
        }
        found.append(Group(_letter(n), tuple(_title(s) for s in members), means, internet, shared))
    return found


def _reach(start: str, flows: Mapping[tuple[str, str], Flow]) -> set[str]:
    """Everything that the written flows lead to."""
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        for a, b in flows:
            if a == here and b not in found:
                found.add(b)
                ahead.append(b)
    return found


def _letter(rank: int) -> str:
    """A, B, … Z, AA, AB…"""
    return (_letter(rank // 26 - 1) if rank >= 26 else "") + chr(ord("A") + rank % 26)


def _title(thing: Thing) -> str:
    return str(thing.get("titre") or thing["id"])


def _marks(*told: tuple[Any, str]) -> tuple[str, ...]:
    return tuple(word for held, word in told if held is True)
