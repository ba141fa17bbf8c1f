"""Assessment → `Rendered`: each document of templates/documents.yml, each page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.load import resources
from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.outputs import FORMATS, TABLE_FORMATS, Document, Rendered, files_of, pages_of
from builder.render.disclosure import facts_for, inputs_manifest
from builder.render.figures import Figure, calendar, requirements_bar
from builder.render.french import french
from builder.render.glossary import initials
from builder.render.markdown import Trusted, fill, seen
from builder.render.site import pages
from builder.render.tables import table
from builder.render.view import make_view

_ADMONITION = {"favorable": "success", "attention": "warning", "defavorable": "failure", "neutre": "info"}
_CIRCLE = {"publique": "diffusion publique", "restreinte": "diffusion restreinte", "interne": "diffusion interne"}


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
    specs = resources.data("templates/documents.yml")
    documents = tuple(_document(spec, view, assessment, figures) for spec in specs if "gabarit" in spec)
    tables = tuple(table(spec, view["contexte"], _meta(spec, view)) for spec in specs if "tableau" in spec)
    view["documents"] = [_offered(spec) for spec in specs]
    texts, nav = pages(view)
    return Rendered(
        documents=documents,
        pages=texts,
        figures={f"figures/{f.name}": f.svg for f in figures},
        nav=nav,
        site_name=french(f"{view['etablissement']} — attestation RIE"),
        inputs=inputs_manifest(assessment, version),
        footer=_footer(view),
        tables=tables,
    )


def _offered(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A document as the site offers it: a file for each format."""
    files = files_of(spec["fichier"], spec.get("formats", TABLE_FORMATS if "tableau" in spec else FORMATS))
    return {
        "titre": spec["titre"],
        "fichiers": [{"format": form.upper(), "nom": Trusted(name)} for form, name in files.items()],
        "lecteurs": spec.get("lecteurs", "À préciser dans templates/documents.yml."),
        "cercle": _CIRCLE[spec["cercle"]],
        "pages": Trusted(pages_of(files["pdf"])) if "pdf" in files else "–",
    }


def _footer(view: Mapping[str, Any]) -> str:
    """What every page of the site must say of itself when it is printed or quoted alone."""
    state = "projet, aucune décision enregistrée" if view["projet"] else "décision enregistrée"
    text = f"{view['texte']['titre']}, {view['texte']['version']}"
    return french(f"{text}, évalué au {view['date']} · {state} · {_CIRCLE['interne']} · rie {view['version']}")


def _document(
    spec: Mapping[str, Any], view: Mapping[str, Any], assessment: Assessment, figures: tuple[Figure, ...]
) -> Document:
    markdown = _with_initials(spec["gabarit"], view)
    meta = _meta(spec, view)
    used = {f.name: f.svg for f in figures if f"({f.name})" in markdown}
    return Document(
        spec["id"],
        spec["titre"],
        spec["fichier"],
        markdown,
        meta,
        facts_for(assessment, spec),
        used,
        tuple(spec.get("formats", FORMATS)),
    )


def _meta(spec: Mapping[str, Any], view: Mapping[str, Any]) -> dict[str, Any]:
    """What the layout prints around the text, in every format: title block, header, footer, properties of the file."""
    text, circle = view["texte"], _CIRCLE[spec["cercle"]]
    words = {
        "titre": spec["titre"],
        "etablissement": view["etablissement"],
        "surtitre": f"Référentiel d'identification électronique · {text['titre']}",
        "sous_titre": f"{view['schema']['titre']} · au {view['date']}",
        "entete": f"{spec['titre']} — {view['etablissement']}",
        "pied": f"{text['titre']}, {text['version']}, évalué au {view['date']} · {circle} · rie {view['version']}",
        "resume": f"{spec['titre']}, {text['titre']}, au {view['date']}",
        "cercle": circle,
    }
    return {name: french(seen(said)) for name, said in words.items()} | {
        "date_iso": view["date_iso"],
        "projet": view["projet"],
        "sommaire": spec.get("sommaire") == "oui",
        "diapositives": "pptx" in spec.get("formats", FORMATS),
        "mots_cles": ["RIE", "PGSSI-S", "attestation", "identification électronique"],
    }


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
