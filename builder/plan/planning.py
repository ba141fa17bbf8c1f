"""The stage itself: gaps and risks → actions, milestone after milestone, and what cannot be met in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from builder.analyse import Field, field_of
from builder.model.findings import Assessment, Cover, Outcome
from builder.model.plan import Action, Milestone, Origin, Plan
from builder.model.risk import InPlace, Level, Picture, RiskRegister
from builder.plan import commitments, reserves
from builder.plan.choice import Choice, Question, choose, counting
from builder.plan.demands import Demands, demands, feasible, gaps, missing
from builder.plan.schedule import Purse, Slot, Work, chain, schedule
from builder.plan.unmet import Reasons, unmet

PREFIX = "P-"  # of a proposal's id


def plan(assessment: Assessment, register: RiskRegister) -> Plan:
    """The plan of an assessed dossier, at the date of the assessment.

    Its own actions are kept as they are written; proposals come beside them. The same input gives the same plan.
    """
    return _Planner(assessment, register).plan()


class _Planner:
    """One planning: what is known at its start, and what has been chosen so far."""

    def __init__(self, assessment: Assessment, register: RiskRegister) -> None:
        self._assessment, self._register = assessment, register
        self._ground: Field = field_of(register)
        self._today = assessment.date
        self._own = commitments.weighed(commitments.commitments(assessment, register), register, self._ground)
        going = [a for a in self._own if a.status in ("", *commitments.OPEN)]
        self._engaged = frozenset(c for a in going for c in a.controls)
        self._lacking = missing(register)
        self._works = {
            c: self._work(c, state)
            for c, state in self._lacking.items()
            if feasible(register, c) and c not in self._engaged
        }
        answered = frozenset(f for a in going for f in a.answers)
        self._gaps = gaps(assessment)
        self._asked: Demands = demands(self._gaps, answered, register)
        written = assessment.dossier.files.get(commitments.FILE) or {}
        booked = [(a.due, a.effort) for a in self._own if a.status in commitments.OPEN and a.due and a.effort]
        self._purse = Purse(written.get("capacite_jours_par_mois"), self._today, tuple(booked))
        self._wanted = _wanted(assessment, register)
        self._slots: list[Slot] = []

    def _work(self, control: str, state: InPlace) -> Work:
        known = self._register.catalogue
        if state is InPlace.DECLARE:
            return Work(*known.scales.proving)
        return Work(known.controls[control].effort, known.controls[control].lead)

    def plan(self) -> Plan:
        reached = [(picture, *self._choose(picture)) for picture in self._dates()]
        ideal = self._ideal(reached[-1][2])
        milestones = tuple(self._milestone(picture, choice, held, ideal) for picture, choice, held in reached)
        proposals = (*self._controls(), *self._corrections())
        pack = self._assessment.regime
        return Plan(
            date=self._today,
            wanted=self._wanted,
            milestones=milestones,
            actions=(*self._own, *proposals),
            reserves=tuple(
                reserves.proposals(self._assessment, self._gaps, proposals, milestones[0].date, milestones[-1].date)
            ),
            questions=sum(f.cover is Cover.QUESTION and f.rule.pack == pack for f in self._assessment.findings),
            gap=max(choice.gap for _, choice, _ in reached),
            rounds=sum(choice.rounds for _, choice, _ in reached),
        )

    def _dates(self) -> list[Picture]:
        """The dates that the text gives; when it gives none any more, the day when everything could be in place."""
        found = [p for p in self._register.pictures if p.date]
        longest = max((chain(c, self._works, self._after()) for c in self._works), default=0)
        end = (date.fromisoformat(self._today) + timedelta(weeks=longest)).isoformat()
        return found or [
            Picture(
                "fin",
                "",
                end,
                "tout ce que le catalogue propose peut être en place",
                "aucune échéance du texte",
                self._engaged,
            )
        ]

    def _after(self) -> dict[str, list[str]]:
        controls = self._register.catalogue.controls
        return {c: [b for b in controls[c].after if b in self._works] for c in self._works}

    def _choose(self, picture: Picture) -> tuple[Choice, frozenset[str]]:
        """Choose and date what is to be in place at a date, beside what was chosen for the dates before it; and all that
        is in place then."""
        held = frozenset(s.control for s in self._slots) | picture.promised
        room = self._purse.left(picture.date)
        left = None if room is None else max(0, room - sum(self._works[s.control].effort for s in self._slots))
        choice = choose(self._ground, self._question(picture.date, held, left))
        self._slots += schedule(
            self._ground, choice.controls, held, self._works, self._register, self._purse, self._slots
        )
        return choice, held | choice.controls

    def _ideal(self, held: frozenset[str]) -> frozenset[str]:
        """What would be in place if neither days nor weeks were lacking."""
        fixed = held | self._engaged
        return fixed | choose(self._ground, self._question(date.max.isoformat(), fixed, None)).controls

    def _milestone(self, picture: Picture, choice: Choice, held: frozenset[str], ideal: frozenset[str]) -> Milestone:
        reasons = Reasons(self._register, self._ground, self._own, self._works, self._slots, self._today, ideal)
        return Milestone(
            date=picture.date,
            title=picture.label,
            source=picture.source,
            engaged=self._levels(picture.promised),
            proposed=self._levels(held),
            unmet=unmet(reasons, choice, held, self._wanted, picture.date),
            actions=tuple(PREFIX + s.control for s in self._slots if s.control in choice.controls),
            effort=sum(self._works[c].effort for c in choice.controls),
        )

    def _question(self, until: str, fixed: frozenset[str], left: int | None) -> Question:
        weeks = (date.fromisoformat(until) - date.fromisoformat(self._today)).days // 7
        after = self._after()
        possible = [c for c in self._works if c not in fixed and chain(c, self._works, after) <= weeks]
        classes = list(self._register.catalogue.scales.costs)
        costs = {c: classes.index(self._register.catalogue.controls[c].cost) for c in possible}
        return Question(
            bounds={r.event.id: self._bound(r.severity) for r in self._register.risks},
            # Person-days first; the class of cost decides between equals.
            price={c: self._works[c].effort * len(self._works) * len(classes) + costs[c] for c in possible},
            load={c: self._works[c].effort for c in possible},
            fixed=fixed,
            demanded=frozenset(self._asked.controls) & frozenset(possible),
            after={c: after[c] for c in possible},
            capacity=left,
            weight=self._weight,
        )

    def _weight(self, event: str, likelihood: int) -> int:
        """How bad it is to leave an event above a likelihood: a level of risk more weighs far above a likelihood more."""
        severity = next(r.severity for r in self._register.risks if r.event.id == event)
        matrix = self._register.catalogue.scales.matrix
        return 1 + 10 * (matrix[likelihood][severity - 1] - matrix[likelihood - 1][severity - 1])

    def _bound(self, severity: int) -> int:
        """The highest likelihood whose risk is no more than what is wanted; 1 when there is none, the least one can have."""
        rows = self._register.catalogue.scales.matrix
        return max((v for v, row in enumerate(rows, 1) if row[severity - 1] <= self._wanted), default=1)

    def _levels(self, controls: frozenset[str]) -> dict[str, Level]:
        values = self._ground.close(counting(controls)).values
        rows = self._register.catalogue.scales.matrix
        return {
            r.event.id: Level(v, r.severity, rows[v - 1][r.severity - 1] if v else 0)
            for r in self._register.risks
            for v in (values.get(r.event.id, 0),)
        }

    def _controls(self) -> Iterator[Action]:
        known = self._register.catalogue
        where = _where(self._register)
        for slot in self._slots:
            control = known.controls[slot.control]
            work, state = self._works[slot.control], self._lacking[slot.control]
            yield Action(
                id=PREFIX + control.id,
                title=f"Prouver : {control.title}" if state is InPlace.DECLARE else control.title,
                origin=Origin.PROPOSEE,
                status="proposee",
                controls=(control.id,),
                answers=tuple(f.id for f in self._asked.controls.get(control.id, ())),
                lowers=slot.lowers,
                actor=control.actor,
                start=slot.start,
                due=slot.due,
                effort=work.effort,
                lead=work.lead,
                cost="" if state is InPlace.DECLARE else known.scales.costs[control.cost],
                after=tuple(PREFIX + c for c in control.after if c in self._works),
                evidence=control.evidence,
                where=where.get(control.id, ()),
                remarks=("peut-être déjà en place : il manque une réponse (rie gaps)",)
                if state is InPlace.INCONNU
                else (),
            )

    def _corrections(self) -> Iterator[Action]:
        for rule, found in self._asked.corrections.items():
            yield Action(
                id=PREFIX + rule.replace(".", "-"),
                title=found[0].remedy,
                origin=Origin.PROPOSEE,
                status="proposee",
                answers=tuple(f.id for f in found),
                evidence=found[0].rule.preuves,
                where=tuple(dict.fromkeys(f.subject.title for f in found)),
                remarks=("charge et délai à estimer : aucune mesure du catalogue ne répond à ce constat",),
            )


def _wanted(assessment: Assessment, register: RiskRegister) -> int:
    """The level of risk not to be passed: the dossier's own, otherwise the highest that the scale tolerates."""
    written = (assessment.dossier.files.get(commitments.FILE) or {}).get("risque_vise")
    tolerated = max(g.level for g in register.catalogue.scales.risk if g.tolerated)
    return int(written) if written is not None else tolerated


def _where(register: RiskRegister) -> Mapping[str, tuple[str, ...]]:
    """Control → titles of what it is not proved for."""
    found: dict[str, dict[str, None]] = {}
    for step in register.steps:
        for seen in step.controls:
            for finding in seen.findings if seen.state is not InPlace.PROUVE else ():
                if finding.outcome is not Outcome.SATISFAIT or seen.state is InPlace.DECLARE:
                    found.setdefault(seen.control.id, {})[finding.subject.title] = None
    return {control: tuple(titles) for control, titles in found.items()}
