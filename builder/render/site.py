"""The pages of the site, as plain Markdown, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.render.constats import Context, anchor
from builder.render.french import french
from builder.render.glossary import tooltips
from builder.render.markdown import fill
from builder.render.reference import pack_page, page_name, rule_page

# Page → template, in the order of the menu; the pages of the means and of the texts come in between.
_BEFORE = (
    ("index.md", "Accueil"),
    ("matrice.md", "Matrice de conformité"),
    ("reserves.md", "Réserves"),
    ("conflits.md", "Conflits entre les textes"),
    ("plan.md", "Plan d'action"),
)
_RISKS = (("risques.md", "Vue d'ensemble"), ("menaces.md", "Menaces"), ("mesures.md", "Mesures"))
_AFTER = (
    ("cas.md", "Voies, moyen par moyen"),
    ("services.md", "Services et populations"),
    ("preuves.md", "Pièces"),
    ("documents.md", "Documents à télécharger"),
    ("glossaire.md", "Glossaire"),
)


def pages(view: dict[str, Any]) -> tuple[dict[str, str], tuple[Any, ...]]:
    """Path → Markdown, and the menu as mkdocs reads it. Rules have a page each, outside the menu."""
    context: Context = view["contexte"]
    texts = {name: fill(f"site/{name}.j2", view) for name, _ in (*_BEFORE, *_AFTER)}
    means = []
    for mie in view["mie"]:
        name = f"mie/{mie['ancre']}.md"
        texts[name] = fill("site/mie.md.j2", view | {"m": mie})
        means.append({mie["titre"]: name})
    laws = _reference(view, context, texts)
    nav: list[dict[str, Any]] = [{title: name} for name, title in _BEFORE]
    nav += [{"Risques": _risks(view, texts)}, {"Moyens d'identification": means}]
    nav += [{title: name} for name, title in _AFTER[:4]] + [{"Les règles": laws}, {_AFTER[4][1]: _AFTER[4][0]}]
    named = {rule.id: rule.titre for pack in context.assessment.packs for rule in pack.rules}
    named |= {r["id"]: r["titre"] for r in view["reserves"]}
    for name, text in texts.items():
        if name != "glossaire.md":  # it explains its words itself
            texts[name] = text + tooltips(text, view["termes"], _others(named, name))
    return texts, tuple(_titled(entry) for entry in nav)


def _risks(view: dict[str, Any], texts: dict[str, str]) -> list[Any]:
    """The pages of the risks into `texts`; their part of the menu."""
    events = []
    for event in view["risques"]["evenements"]:
        name = f"risques/{event['ancre']}.md"
        texts[name] = fill("site/risque.md.j2", view | {"e": event})
        events.append({f"{event['id']} {event['titre']}": name})
    texts.update({name: fill(f"site/{name}.j2", view) for name, _ in _RISKS})
    return [{_RISKS[0][1]: _RISKS[0][0]}, *events, *({title: name} for name, title in _RISKS[1:])]


def _others(named: Mapping[str, str], page: str) -> Mapping[str, str]:
    """A rule's own page says its title already."""
    own = page.removeprefix("regles/").removesuffix(".md")
    return {word: title for word, title in named.items() if anchor(word) != own}


def _reference(view: dict[str, Any], context: Context, texts: dict[str, str]) -> list[Any]:
    """The reference's pages into `texts`; its part of the menu."""
    packs = [
        pack_page(v.pack, context) for v in context.assessment.verdicts
    ]  # the text asked for, then law before advice
    texts["regles.md"] = fill("site/regles.md.j2", view | {"packs": packs})
    menu: list[Any] = [{"Vue d'ensemble": "regles.md"}]
    for pack in packs:
        if pack["regles"]:
            name = f"textes/{pack['ancre']}.md"
            texts[name] = fill("site/texte.md.j2", view | {"p": pack})
            menu.append({pack["titre"]: name})
    for rule in (rule for pack in context.assessment.packs for rule in pack.rules):
        texts[page_name(rule)] = fill("site/regle.md.j2", view | {"r": rule_page(rule, context)})
    return menu


def _titled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A menu's titles in French typography."""
    return {french(t): [_titled(e) for e in sub] if isinstance(sub, list) else sub for t, sub in entry.items()}
