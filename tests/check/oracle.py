"""A second, deliberately naive road from answers to verdict, written from the table of the architecture and from nothing else.

It reads the raw dossier (dicts), calls no function of `builder`, and speaks in plain strings. Slow and flat on purpose.

Written from « The verdict » of the architecture: the table, the order of favour, proof as a second axis, acts apart, eIDAS as
its own line, a regime that knows no reserve; and from two departures that ARCHITECTURE.md admits: exempt is not compliant,
a reserve ends with its own deadline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEVELS = ("faible", "substantiel", "eleve")
CLOSED = ("satisfait", "sans_objet")
Files = dict[str, Any]


@dataclass(frozen=True)
class Spec:
    """One rule of a made-up text: it demands that `asks` be yes, of means for which `when` is yes."""

    id: str
    niveau: str
    reserve_possible: str
    porte_sur: str
    when: tuple[str, ...] | None
    asks: tuple[str, ...]
    pieces: tuple[str, ...]
    exigence: str
    niveaux: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """All that the verdict depends on."""

    nature: str
    complete: bool
    specs: tuple[Spec, ...]
    files: Files
    pieces_on_disk: dict[str, str]  # piece → presente, sans_empreinte, alteree, absente, externe
    date: str
    due: dict[str, bool | None]  # means → whether its attestation is due (None: unknown)
    proof_demanded: bool


@dataclass(frozen=True)
class Line:
    """A finding as the oracle sees it. `reserve`: the one that covers its gap."""

    exigence: str
    niveau: str
    porte_sur: str
    outcome: str
    proof: str
    cover: str
    reserve: str = ""


@dataclass(frozen=True)
class Said:
    """The oracle's word: what becomes of each finding, the verdict, what is counted beside it, and why."""

    covers: dict[str, str]
    status: str
    favourable: bool
    counts: dict[str, int]
    reasons: set[str] | None  # identities of the findings told; None: told otherwise
    requirements: dict[str, tuple[bool, bool, bool]]  # applicable, satisfied, proved


def means_of(case: Case) -> list[dict[str, Any]]:
    return [data for name, data in sorted(case.files.items()) if name.startswith("mie/")]


def answer(node: Any, keys: tuple[str, ...]) -> Any:
    """What is written, or None."""
    for key in keys:
        if not isinstance(node, dict) or key not in node:
            return None
        node = node[key]
    return node


def outcome_of(spec: Spec, mie: dict[str, Any]) -> str:
    if spec.when is not None:
        applies = answer(mie, spec.when)
        if applies is None:
            return "sans_reponse"
        if applies is False:
            return "sans_objet"
    said = answer(mie, spec.asks)
    if said is None:
        return "sans_reponse"
    return "satisfait" if said else "non_satisfait"


def proof_of(case: Case, spec: Spec, mie: dict[str, Any]) -> str:
    """One good piece of an accepted kind, cited where the answer is written, proves; else the worst that was cited shows."""
    block = answer(mie, spec.asks[:-1])
    register = {p["id"]: p for p in case.files.get("preuves.yml", {"preuves": []})["preuves"]}
    shown = set()
    for cited in block.get("preuves", []):
        piece = register.get(cited)
        if piece is None or piece["type"] not in spec.pieces:
            continue
        on_disk = case.pieces_on_disk.get(cited, "externe")
        if "valide_jusqu_au" in piece and piece["valide_jusqu_au"] < case.date:
            shown.add("perimee")
        elif on_disk in ("alteree", "absente"):
            shown.add("alteree")
        elif on_disk == "presente" and not ("date" in piece and piece["date"] > case.date):
            shown.add("prouve")
    for proof in ("prouve", "alteree", "perimee"):
        if proof in shown:
            return proof
    return "declare"


def arbitrated(case: Case) -> set[str]:
    """Findings with a recorded decision: whole, in force, and that admits a reserve."""
    found = set()
    for decision in case.files["commission.yml"].get("arbitrages", []):
        whole = all(decision.get(k) for k in ("lecture_retenue", "par", "le", "fin", "motif"))
        if (
            whole
            and decision.get("reserve_admise") is True
            and decision["le"] <= case.date
            and case.date <= decision["fin"]
        ):
            found.add(decision["constat"])
    return found


def orphan(case: Case, known: set[str]) -> bool:
    """A decision about nothing is an error."""
    return any(d["constat"] not in known for d in case.files["commission.yml"].get("arbitrages", []))


def told(case: Case, niveau: str, outcome: str, proof: str, covered: bool, binding: bool) -> str:
    """The line of the table for one finding."""
    if niveau == "recommandation" or not binding:
        return "aucun" if outcome in CLOSED else "signale"
    if outcome == "sans_objet":
        return "aucun"
    if outcome == "sans_reponse":
        return "question"
    if outcome == "satisfait":
        if niveau == "bloquant" and proof in ("perimee", "alteree"):
            return "question"
        return "question" if case.proof_demanded and proof != "prouve" else "aucun"
    return "couvert" if covered else "ecart"


def admits(spec: Spec, finding: str, decided: set[str]) -> bool:
    if spec.reserve_possible == "oui":
        return True
    return spec.reserve_possible == "a_arbitrer" and finding in decided


def judge(case: Case) -> Said:
    """Everything, top to bottom."""
    means = means_of(case)
    aimed = case.files.get("schema.yml", {}).get("niveau_vise", "")
    by_id = {f"{s.id}@mie:{m['id']}": (s, m) for s in case.specs for m in means}
    outcomes = {id_: outcome_of(s, m) for id_, (s, m) in by_id.items()}
    decided = arbitrated(case)
    protected: dict[str, str] = {}
    lines: dict[str, Line] = {}
    for reserve in sorted(case.files["reserves.yml"]["reserves"], key=lambda r: r["id"]):
        outcome, protects = reserve_fate(case, reserve, by_id, outcomes, decided)
        proof = "declare" if outcome == "satisfait" else ""  # nothing proves what a reserve says
        cover = told(case, "bloquant", outcome, proof, False, case.nature != "controles")
        lines[f"RESERVE@reserve:{reserve['id']}"] = Line("EXI RESERVE", "bloquant", "fond", outcome, proof, cover)
        for id_ in protects:
            protected.setdefault(id_, reserve["id"])
    for id_, (spec, mie) in by_id.items():
        binding = case.nature != "controles" and (not spec.niveaux or aimed == "" or aimed in spec.niveaux)
        proof = proof_of(case, spec, mie) if outcomes[id_] == "satisfait" else ""
        cover = told(case, spec.niveau, outcomes[id_], proof, id_ in protected and admits(spec, id_, decided), binding)
        by = protected.get(id_, "")
        lines[id_] = Line(spec.exigence, spec.niveau, spec.porte_sur, outcomes[id_], proof, cover, by)
    counted = {id_: f for id_, f in lines.items() if f.porte_sur == "fond" or case.nature == "controles"}
    status = status_of(case, {f.cover for f in counted.values()}, bool(counted), means, aimed)
    favourable = status in (
        "attestable",
        "attestable_avec_reserves",
        "attestation_non_due",
        "conforme",
        "niveau_atteint",
    )
    return Said(
        {id_: f.cover for id_, f in lines.items()},
        status,
        favourable and not orphan(case, set(lines)),
        counts_of(list(counted.values())),
        reasons_of(case, status, counted),
        requirements_of(list(lines.values())),
    )


def reasons_of(case: Case, status: str, counted: dict[str, Line]) -> set[str] | None:
    if case.nature == "niveau" or status in ("non_evalue", "attestation_non_due"):
        return None
    worth = {"ecart", "question", "couvert"} | ({"signale"} if case.nature == "controles" else set())
    return {id_ for id_, f in counted.items() if f.cover in worth}


def requirements_of(lines: list[Line]) -> dict[str, tuple[bool, bool, bool]]:
    """A requirement is satisfied when all its findings are; recommendations have no part in it."""
    found = {}
    for exigence in {f.exigence for f in lines}:
        asked = [
            f for f in lines if f.exigence == exigence and f.niveau != "recommandation" and f.outcome != "sans_objet"
        ]
        satisfied = bool(asked) and all(f.outcome == "satisfait" and f.cover == "aucun" for f in asked)
        found[exigence] = (bool(asked), satisfied, satisfied and all(f.proof == "prouve" for f in asked))
    return found


def counts_of(lines: list[Line]) -> dict[str, int]:
    sums = requirements_of(lines).values()
    must = [f for f in lines if f.niveau != "recommandation"]
    return {
        "questions": len([f for f in lines if f.cover == "question"]),
        "ecarts": len([f for f in lines if f.cover == "ecart"]),
        "couverts": len([f for f in lines if f.cover == "couvert"]),
        "reserves": len({f.reserve for f in lines if f.cover == "couvert"}),
        "recommandations": len([f for f in lines if f.cover == "signale"]),
        "exigences": len([1 for applicable, _, _ in sums if applicable]),
        "satisfaites": len([1 for _, satisfied, _ in sums if satisfied]),
        "prouvees": len([1 for _, _, proved in sums if proved]),
        "constats": len([f for f in must if f.outcome != "sans_objet"]),
        "constats_satisfaits": len([f for f in must if f.outcome == "satisfait"]),
        "constats_prouves": len([f for f in must if f.proof == "prouve"]),
        "constats_declares": len([f for f in must if f.proof == "declare"]),
        "constats_perimes": len([f for f in must if f.proof in ("perimee", "alteree")]),
        "constats_tous": len([f for f in lines if f.outcome != "sans_objet"]),
        "signales": len([f for f in lines if f.cover == "signale" and f.outcome == "non_satisfait"]),
        "muets": len([f for f in lines if f.cover == "signale" and f.outcome == "sans_reponse"]),
    }


def reserve_fate(
    case: Case, reserve: dict[str, Any], by_id: dict[str, Any], outcomes: dict[str, str], decided: set[str]
) -> tuple[str, set[str]]:
    """The outcome of the rule about the reserve itself (a defective one is a gap), and the findings it protects."""
    cited = cited_by(reserve, by_id, outcomes)
    real = [c for c in cited if c in by_id]
    strange = [c for c in cited if c not in by_id]
    description = reserve.get("description")
    if not cited:
        return "sans_reponse", set()  # nobody said what it is about
    if not strange and all(outcomes[c] in CLOSED for c in real):
        return "sans_objet", set()  # lifted
    if strange or description == "":
        return "non_satisfait", set()
    if description is None:
        return "sans_reponse", set()
    if "echeance" in reserve and reserve["echeance"] < case.date:
        return "satisfait", set()  # well written, and over
    gaps = [c for c in real if outcomes[c] == "non_satisfait"]
    if any(not admits(by_id[c][0], c, decided) for c in gaps):
        return "satisfait", set()  # it covers what the text excludes
    return "satisfait", set(gaps)


def cited_by(reserve: dict[str, Any], by_id: dict[str, Any], outcomes: dict[str, str]) -> list[str]:
    """Findings named one by one, and those of a requirement for a subject: its gaps, or all of them when it has none."""
    cited = list(reserve.get("constats", []))
    if "exigence" in reserve or "sujet" in reserve:
        exigence, sujet = reserve.get("exigence"), reserve.get("sujet")
        own = [id_ for id_, (spec, mie) in by_id.items() if (spec.exigence, f"mie:{mie['id']}") == (exigence, sujet)]
        gaps = [id_ for id_ in own if outcomes[id_] == "non_satisfait"]
        cited += gaps or own or ["nothing of the kind"]
    return cited


def status_of(  # noqa: PLR0911
    case: Case, covers: set[str], any_finding: bool, means: list[dict[str, Any]], aimed: str
) -> str:
    if not case.complete or not any_finding:
        return "non_evalue"
    if case.nature == "controles":
        return "controles"
    if case.nature == "niveau":
        return level_status(case, means, aimed)
    if case.nature == "conformite":  # it knows no reserve: a covered gap is a gap
        if "ecart" in covers or "couvert" in covers:
            return "ecarts"
        return "incomplet" if "question" in covers else "conforme"
    if all(due is False for due in case.due.values()):
        if "ecart" in covers:
            return "attestation_non_due_avec_ecarts"
        return "incomplet" if "question" in covers else "attestation_non_due"
    if "ecart" in covers:
        return "non_attestable"
    if "question" in covers:
        return "incomplet"
    return "attestable_avec_reserves" if "couvert" in covers else "attestable"


def level_status(case: Case, means: list[dict[str, Any]], aimed: str) -> str:
    """Weakest link: a means reaches a level when nothing that the level or a lower one asks is open or failed."""
    means = [m for m in means if case.due[m["id"]] is not False]
    if not means:
        return "attestation_non_due"
    if aimed == "":
        return "niveau_non_etabli"
    worst = "niveau_atteint"
    for mie in means:
        for level in LEVELS[: LEVELS.index(aimed) + 1]:
            asked = [s for s in case.specs if level in s.niveaux]
            open_ = [s for s in asked if not holds(case, s, mie)]
            if not asked or open_:
                failed = any(outcome_of(s, mie) == "non_satisfait" for s in open_)
                if failed:
                    return "niveau_non_atteint"
                worst = "niveau_non_etabli"
                break
    return worst


def holds(case: Case, spec: Spec, mie: dict[str, Any]) -> bool:
    """Closed, and not by evidence that is no longer worth anything: that counts as unanswered."""
    outcome = outcome_of(spec, mie)
    if outcome == "satisfait" and spec.niveau != "recommandation":
        proof = proof_of(case, spec, mie)
        if spec.niveau == "bloquant" and proof in ("perimee", "alteree"):
            return False
        return not (case.proof_demanded and proof != "prouve")
    return outcome in CLOSED
