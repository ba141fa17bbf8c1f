"""Assessment → `Rendered`: each document of templates/documents.yml, each page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.model.decision import Standing
from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.outputs import FORMATS, TABLE_FORMATS, Rendered, files_of, pages_of
from builder.model.plan import Plan
from builder.model.risk import RiskRegister
from builder.render.catalogue import bringing
from builder.render.decision import decision_said
from builder.render.disclosure import inputs_manifest
from builder.render.documents import CIRCLE, documents, layout, specifications
from builder.render.figures import (
    Figure,
    architecture,
    attack,
    burn_down,
    calendar,
    gantt,
    heat_map,
    heat_maps,
    issuance,
    requirements_bar,
)
from builder.render.french import french
from builder.render.markdown import Trusted
from builder.render.plans import planned
from builder.render.risks import risks
from builder.render.site import pages
from builder.render.tables import table
from builder.render.view import make_view

_ADMONITION = {"favorable": "success", "attention": "warning", "defavorable": "failure", "neutre": "info"}


def render(
    assessment: Assessment,
    register: RiskRegister,
    plan: Plan,
    knowledge: Knowledge,
    version: str,
    stood: Standing | None = None,
) -> Rendered:
    """Everything to publish for one dossier. Pure: same assessment, same bytes.

    stood: where the dossier stands towards its last decision, when that one was frozen.
    """
    view = make_view(assessment, knowledge, version)
    view["decision_dite"] = decision_said(assessment, stood)
    figures = _figures(assessment, register, plan, knowledge, view)
    view |= {
        "classe_verdict": Trusted("{.encadre ." + view["verdict"]["ton"] + "}"),
        "classe_encadre": Trusted(_ADMONITION[view["verdict"]["ton"]]),
        "figures": {f.name.removesuffix(".svg").replace("-", "_"): _told(f) for f in figures},
        "couloirs": dict(
            zip(
                (str(path["id"]) for path in assessment.things.get("delivrance", ())),
                (_told(f) for f in figures if f.name.startswith("delivrance-")),
                strict=True,
            )
        ),
        "plan_figures": [_told(f) for f in figures if f.name.startswith("plan-")],
        "risques": risks(register, plan, {f.name: f for f in figures}),
        "plan": planned(view["contexte"], register, plan),
    }
    specs = specifications(view["attestation_due"])
    printed = documents(specs, view, assessment, figures)
    tables = tuple(table(spec, view["contexte"], layout(spec, view)) for spec in specs if "tableau" in spec)
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
        tables=tables,
    )


def _figures(
    assessment: Assessment, register: RiskRegister, plan: Plan, knowledge: Knowledge, view: Mapping[str, Any]
) -> tuple[Figure, ...]:
    """Every figure that a document or a page may show."""
    titles = {r.event.id: r.event.title for r in register.risks}
    maps = [heat_map(register, p.id) for p in register.pictures if p.id != "declare"]
    planned_on = {c: a.due for c, a in bringing(plan).items()}
    now = {r.event.id: r.pictures["actuel"] for r in register.risks}
    ways = architecture(assessment, knowledge)
    return (
        requirements_bar(view["etats"]),
        _calendar(assessment),
        heat_maps(maps, titles, register.catalogue.scales),
        burn_down(assessment.date, now, plan.milestones, register.catalogue.scales),
        *gantt(plan.actions, plan.milestones, assessment.date),
        *((ways,) if ways else ()),
        *(issuance(path, knowledge) for path in assessment.things.get("delivrance", ())),
        *(
            attack(risk, number, register.catalogue, planned_on)
            for risk in register.risks
            for number in range(1, len(risk.scenarios) + 1)
        ),
    )


def _told(figure: Figure) -> dict[str, Any]:
    """A figure as a template shows it: its file, the words that replace it, and the table beside it."""
    return {"fichier": Trusted(figure.name), "alt": figure.alt, "entete": figure.head, "lignes": figure.rows}


def _offered(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A document as the site offers it: a file for each format."""
    files = files_of(spec["fichier"], spec.get("formats", TABLE_FORMATS if "tableau" in spec else FORMATS))
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
    said = view["decision_dite"]
    state = "projet, aucune décision enregistrée" if not said["texte"] else said["texte"]
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
