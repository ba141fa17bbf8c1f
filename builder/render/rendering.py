"""Assessment → `Rendered`: each document of templates/documents.yml, each page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.load import resources
from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.outputs import Document, Rendered
from builder.render.disclosure import facts_for, inputs_manifest
from builder.render.figures import Figure, calendar, requirements_bar
from builder.render.markdown import Trusted, fill
from builder.render.site import pages
from builder.render.view import make_view

_ADMONITION = {"favorable": "success", "attention": "warning", "defavorable": "failure", "neutre": "info"}


def render(assessment: Assessment, knowledge: Knowledge, version: str) -> Rendered:
    """Everything to publish for one dossier. Pure: same assessment, same bytes."""
    view = make_view(assessment, knowledge, version)
    figures = (requirements_bar(view["etats"]), _calendar(assessment))
    view |= {
        "classe_verdict": Trusted("{.encadre ." + view["verdict"]["ton"] + "}"),
        "classe_encadre": Trusted(_ADMONITION[view["verdict"]["ton"]]),
        "figure_alt": figures[0].alt,
        "calendrier_alt": figures[1].alt,
    }
    documents = tuple(_document(spec, view, assessment, figures) for spec in resources.data("templates/documents.yml"))
    view["documents"] = [{"titre": d.title, "fichier": Trusted(d.file)} for d in documents]
    texts, nav = pages(view, knowledge)
    return Rendered(
        documents=documents,
        pages=texts,
        figures={f"figures/{f.name}": f.svg for f in figures},
        nav=nav,
        site_name=f"{view['etablissement']} — attestation RIE",
        inputs=inputs_manifest(assessment, version),
    )


def _document(
    spec: Mapping[str, Any], view: Mapping[str, Any], assessment: Assessment, figures: tuple[Figure, ...]
) -> Document:
    markdown = fill(spec["gabarit"], dict(view))
    meta = {
        "titre": spec["titre"],
        "etablissement": view["etablissement"],
        "schema": view["schema"]["titre"],
        "date": view["date"],
        "date_iso": view["date_iso"],
        "projet": view["projet"],
        "cercle": {
            "publique": "diffusion publique",
            "restreinte": "diffusion restreinte",
            "interne": "diffusion interne",
        }[spec["cercle"]],
        "version": view["version"],
        "texte": f"{view['texte']['titre']}, {view['texte']['version']}",
    }
    used = {f.name: f.svg for f in figures if f"({f.name})" in markdown}
    return Document(spec["id"], spec["titre"], spec["fichier"], markdown, meta, facts_for(assessment, spec), used)


def _calendar(assessment: Assessment) -> Figure:
    events = [(a.date, a.titre) for a in assessment.acts if a.date and a.id != "reserve"]
    events += [
        (str(r.values["echeance"]), f"lever {r.id}")
        for r in assessment.reserves
        if r.etat != "levee" and r.values.get("echeance")
    ]
    return calendar(assessment.date, events)
