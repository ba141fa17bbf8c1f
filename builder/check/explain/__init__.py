"""« Pourquoi ? » about a finding, a level, a question of the model or the verdict: a tree of words with their places."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from builder.check.assess import conclude, facts_of
from builder.check.explain.fact import fact_tree, names
from builder.check.explain.finding import Judged, brief, tree
from builder.check.explain.level import level_tree
from builder.check.explain.recorded import Recorded
from builder.check.explain.verdict import verdict_tree
from builder.check.regimes import dated
from builder.check.sentences import Sentences
from builder.model.errors import BuilderError
from builder.model.explanation import Explanation, Node
from builder.model.fields import Knowledge
from builder.model.findings import Assessment
from builder.model.rules import Pack
from builder.model.source import Dossier

VERDICT = "verdict"
_LEVEL = "niveau@"
_CLOSE = 0.5
_SHOWN = 3


class Explainer:
    """A dossier judged once, to be asked as often as one likes."""

    def __init__(
        self,
        dossier: Dossier,
        packs: tuple[Pack, ...],
        knowledge: Knowledge,
        date: str,
        regime: str,
        require_proof: bool = False,
        publication: str | None = None,
    ) -> None:
        """The terms are those of `check`; packs are taken as verified."""
        packs = dated(packs, date, publication)
        facts = facts_of(dossier, packs, knowledge, date)
        sentences = Sentences(packs, knowledge)
        self.assessment: Assessment = conclude(facts, packs, sentences, regime, require_proof, False)
        self._judged = Judged(self.assessment, Recorded(facts), sentences, require_proof)
        self._findings = {f.id: f for f in self.assessment.findings}

    def explain(self, target: str) -> Explanation:
        """`RIE-MIE-01@mie:carte-neutre`, `RIE-MIE-01`, `niveau@mie:carte-neutre`, `mie.produit.puce` or `verdict`.

        Raises BuilderError (code 2) with the closest names for anything else.
        """
        if target == VERDICT:
            return Explanation(target, "verdict", verdict_tree(self._judged))
        if target in self._findings:
            return Explanation(target, "constat", tree(self._judged, self._findings[target]))
        if target.startswith(_LEVEL):
            return self._level(target)
        if "@" not in target:
            own = [f for f in self.assessment.findings if f.rule.id == target]
            if own:
                head = f"{target} « {own[0].rule.titre} » : {own[0].rule.pourquoi}"
                root = Node("regle", head, "", None, target, tuple(map(brief, own)))
                return Explanation(target, "regle", root)
            name = self._fact(target)
            if name is not None:
                return Explanation(name, "fait", fact_tree(self._judged, name))
        raise self._unknown(target)

    def _level(self, target: str) -> Explanation:
        id_ = target.removeprefix(_LEVEL).removeprefix("mie:")
        level = next((m for m in self.assessment.levels if m.mie == id_), None)
        if level is None:
            raise self._unknown(target)
        return Explanation(f"{_LEVEL}mie:{id_}", "niveau", level_tree(self._judged, level))

    def _fact(self, target: str) -> str | None:
        """The fact's whole name; the marks of lists may be left out."""
        plain = target.replace("[]", "")
        return next((n for n in names(self._judged.facts.knowledge) if n.replace("[]", "") == plain), None)

    def _unknown(self, target: str) -> BuilderError:
        close = self._close(target)
        forms = "RIE-MIE-01@mie:…, niveau@mie:…, un fait (mie.produit.puce) ou verdict"
        hint = f"Vouliez-vous dire : {', '.join(close)} ?" if close else f"Écrire {forms}."
        return BuilderError(f"rien ne s'appelle « {target} »", hint, "", 2)

    def _close(self, target: str) -> list[str]:
        """The names of the same form that look most like a word; of a finding, its rule first, then its subject."""
        rule, at, subject = target.partition("@")
        rules = list(dict.fromkeys(f.rule.id for f in self.assessment.findings))
        if target.startswith("niveau"):
            return nearest(target, [f"{_LEVEL}mie:{m.mie}" for m in self.assessment.levels])
        if not at:
            return nearest(target, [VERDICT, *rules, *names(self._judged.facts.knowledge)])
        for likely in [rule] if rule in rules else nearest(rule, rules)[:1]:
            subjects = [f.subject.ref for f in self.assessment.findings if f.rule.id == likely]
            return [f"{likely}@{ref}" for ref in nearest(subject, subjects) or subjects[:_SHOWN]]
        return []


def nearest(word: str, known: Sequence[str]) -> list[str]:
    """The three names that look most like a word, whatever its case and the zeros of its numbers."""
    plain = {_plain(name): name for name in known}
    return [plain[m] for m in difflib.get_close_matches(_plain(word), list(plain), _SHOWN, _CLOSE)]


def _plain(name: str) -> str:
    return re.sub(r"-0+(?=[0-9])", "-", name.lower())
