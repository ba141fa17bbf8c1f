"""The pages of the site, as plain Markdown, and their order."""

from __future__ import annotations

from typing import Any

from builder.load import resources
from builder.model.fields import Knowledge
from builder.render.markdown import fill

# Page → template, in the order of the menu; the pages of the means come in between.
_BEFORE = (("index.md", "Accueil"), ("matrice.md", "Matrice de conformité"), ("reserves.md", "Réserves"))
_AFTER = (
    ("services.md", "Services et populations"),
    ("preuves.md", "Pièces"),
    ("documents.md", "Documents à télécharger"),
    ("regles.md", "Les règles"),
    ("glossaire.md", "Glossaire"),
)


def pages(view: dict[str, Any], knowledge: Knowledge) -> tuple[dict[str, str], tuple[Any, ...]]:
    """Path → Markdown, and the menu as mkdocs reads it."""
    terms = resources.data("schemas/glossaire.yml")["termes"]
    told = view | {"termes": [{"mot": word, **entry} for word, entry in sorted(terms.items(), key=_by_label)]}
    texts = {name: fill(f"site/{name}.j2", told) for name, _ in (*_BEFORE, *_AFTER)}
    means = []
    for mie in view["mie"]:
        name = f"mie/{mie['ancre']}.md"
        texts[name] = fill("site/mie.md.j2", view | {"m": mie})
        means.append({mie["titre"]: name})
    nav = [{title: name} for name, title in _BEFORE] + [{"Moyens d'identification": means}]
    return texts, tuple(nav + [{title: name} for name, title in _AFTER])


def _by_label(item: tuple[str, Any]) -> str:
    return str(item[1]["libelle"]).casefold()
