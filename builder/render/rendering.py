"""Assessment → `Rendered`: each document of templates/documents.yml, each page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.load import resources
from builder.model.decision import Standing
from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.outputs import Document, Rendered, pages_of
from builder.render.decision import decision_said
from builder.render.disclosure import facts_for, inputs_manifest
from builder.render.figures import Figure, calendar, requirements_bar
from builder.render.french import french
from builder.render.glossary import initials
from builder.render.markdown import Trusted, fill
from builder.render.site import pages
from builder.render.view import make_view

_ADMONITION = {"favorable": "success", "attention": "warning", "defavorable": "failure", "neutre": "info"}
_CIRCLE = {"publique": "diffusion publique", "restreinte": "diffusion restreinte", "interne": "diffusion interne"}


def render(assessment: Assessment, knowledge: Knowledge, version: str, stood: Standing | None = None) -> Rendered:
    """Everything to publish for one dossier. Pure: same assessment, same bytes.

    stood: where the dossier stands towards its last decision, when that one was frozen.
    """
    view = make_view(assessment, knowledge, version)
    view["decision_dite"] = decision_said(assessment, stood)
    figures = (requirements_bar(view["etats"]), _calendar(assessment))
    view |= {
        "classe_verdict": Trusted("{.encadre ." + view["verdict"]["ton"] + "}"),
        "classe_encadre": Trusted(_ADMONITION[view["verdict"]["ton"]]),
        "figure_alt": figures[0].alt,
        "calendrier_alt": figures[1].alt,
    }
    specs = resources.data("templates/documents.yml")
    documents = tuple(_document(spec, view, assessment, figures) for spec in specs)
    view["documents"] = [
        {
            "titre": spec["titre"],
            "fichier": Trusted(spec["fichier"]),
            "lecteurs": spec.get("lecteurs", "À préciser dans templates/documents.yml."),
            "cercle": _CIRCLE[spec["cercle"]],
            "pages": Trusted(pages_of(spec["fichier"])),
        }
        for spec in specs
    ]
    texts, nav = pages(view)
    return Rendered(
        documents=documents,
        pages=texts,
        figures={f"figures/{f.name}": f.svg for f in figures},
        nav=nav,
        site_name=french(f"{view['etablissement']} — attestation RIE"),
        inputs=inputs_manifest(assessment, version),
        footer=_footer(view),
    )


def _footer(view: Mapping[str, Any]) -> str:
    """What every page of the site must say of itself when it is printed or quoted alone."""
    said = view["decision_dite"]
    state = "projet, aucune décision enregistrée" if not said["texte"] else said["texte"]
    text = f"{view['texte']['titre']}, {view['texte']['version']}"
    return french(f"{text}, évalué au {view['date']} · {state} · {_CIRCLE['interne']} · rie {view['version']}")


def _document(
    spec: Mapping[str, Any], view: Mapping[str, Any], assessment: Assessment, figures: tuple[Figure, ...]
) -> Document:
    markdown = _with_initials(spec["gabarit"], view)
    meta = {
        "titre": spec["titre"],
        "etablissement": french(view["etablissement"]),
        "schema": french(view["schema"]["titre"]),
        "date": view["date"],
        "date_iso": view["date_iso"],
        "projet": view["projet"],
        "decision": view["decision_dite"],
        "cercle": _CIRCLE[spec["cercle"]],
        "version": view["version"],
        "texte": view["texte"]["titre"],
        "texte_version": f"{view['texte']['titre']}, {view['texte']['version']}",
    }
    used = {f.name: f.svg for f in figures if f"({f.name})" in markdown}
    return Document(spec["id"], spec["titre"], spec["fichier"], markdown, meta, facts_for(assessment, spec), used)


def _with_initials(template: str, view: Mapping[str, Any]) -> str:
    """A document with the list of the initials that it uses, those of the list's own definitions included."""
    listed: list[dict[str, Any]] = []
    while True:
        markdown = fill(template, dict(view) | {"sigles": listed})
        found = initials(markdown, view["termes"])
        if len(found) == len(listed):
            return markdown
        listed = found


def _calendar(assessment: Assessment) -> Figure:
    events = [(a.date, a.titre) for a in assessment.acts if a.date and a.id != "reserve"]
    events += [
        (str(r.values["echeance"]), f"lever {r.id}")
        for r in assessment.reserves
        if r.etat != "levee" and r.values.get("echeance")
    ]
    return calendar(assessment.date, events)
