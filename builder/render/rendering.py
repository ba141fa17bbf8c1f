"""Assessment → `Rendered`: each document of templates/documents.yml, each page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.outputs import FORMATS, Rendered, files_of, pages_of
from builder.render.disclosure import inputs_manifest
from builder.render.documents import CIRCLE, documents, specifications
from builder.render.figures import Figure, calendar, requirements_bar
from builder.render.french import french
from builder.render.markdown import Trusted
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
    specs = specifications(view["attestation_due"])
    printed = documents(specs, view, assessment, figures)
    view["documents"] = [_offered(spec) for spec in specs]
    texts, nav = pages(view)
    return Rendered(
        documents=printed,
        pages=texts,
        figures={f"figures/{f.name}": f.svg for f in figures},
        nav=nav,
        site_name=french(f"{view['etablissement']} — attestation RIE"),
        inputs=inputs_manifest(assessment, version),
        footer=_footer(view),
    )


def _offered(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A document as the site offers it: a file for each format."""
    files = files_of(spec["fichier"], spec.get("formats", FORMATS))
    return {
        "numero": spec["numero"],
        "titre": spec["titre"],
        "fichiers": [{"format": form.upper(), "nom": Trusted(name)} for form, name in files.items()],
        "lecteurs": spec.get("lecteurs", "À préciser dans templates/documents.yml."),
        "cercle": CIRCLE[spec["cercle"]],
        "pages": Trusted(pages_of(files["pdf"])) if "pdf" in files else "–",
    }


def _footer(view: Mapping[str, Any]) -> str:
    """What every page of the site must say of itself when it is printed or quoted alone."""
    state = "projet, aucune décision enregistrée" if view["projet"] else "décision enregistrée"
    text = f"{view['texte']['titre']}, {view['texte']['version']}"
    return french(f"{text}, évalué au {view['date']} · {state} · {CIRCLE['interne']} · rie {view['version']}")


def _calendar(assessment: Assessment) -> Figure:
    events = [(a.date, a.titre) for a in assessment.acts if a.date and a.id != "reserve"]
    events += [
        (str(r.values["echeance"]), f"lever {r.id}")
        for r in assessment.reserves
        if r.etat != "levee" and r.values.get("echeance")
    ]
    return calendar(assessment.date, events)
