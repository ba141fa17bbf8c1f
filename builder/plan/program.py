"""A small 0–1 linear program, solved by HiGHS: the one place that knows the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model.errors import BuilderError

Term = tuple[int, int | None]  # coefficient, variable; None stands for a variable that is always 0
SECONDS = 20.0  # past it the best set found is kept, and the gap says how far it may be


class Program:
    """Minimise a sum of whole prices over yes-or-no variables, under « at least » rows. Deterministic: one thread."""

    def __init__(self) -> None:
        import highspy

        self._highs = highspy.Highs()
        self._highs.silent()
        for option, value in (("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("time_limit", SECONDS)):
            self._highs.setOptionValue(option, value)
        self._kinds = highspy.HighsVarType.kInteger
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._infinity = highspy.kHighsInf
        self._count = 0
        self._values: Sequence[float] = ()
        self.gap = 0.0

    def binary(self, price: int) -> int:
        """A new variable, 0 or 1."""
        self._highs.addVariable(0.0, 1.0, float(price), self._kinds)
        self._count += 1
        return self._count - 1

    def at_least(self, terms: Sequence[Term], bound: int) -> None:
        """A new row: the sum of `terms` is `bound` or more."""
        row: dict[int, int] = {}
        for factor, variable in terms:
            if variable is not None:
                row[variable] = row.get(variable, 0) + factor
        self._highs.addRow(float(bound), self._infinity, len(row), list(row), [float(v) for v in row.values()])

    def objective(self, prices: Mapping[int, int]) -> None:
        """Replace what is minimised."""
        for variable in range(self._count):
            self._highs.changeColCost(variable, float(prices.get(variable, 0)))

    def solve(self) -> None:
        """Solve; `value` and `gap` then speak of the best set found. Raises BuilderError when there is none: our fault,
        since nothing that is asked here lacks an answer."""
        self._highs.run()
        info, solution = self._highs.getInfo(), self._highs.getSolution()
        self._values = solution.col_value
        if self._count and not solution.value_valid:
            raise BuilderError("Le calcul du plan n'a pas de solution", "Signaler ce dossier : c'est une faute de rie.")
        optimal = self._highs.getModelStatus() == self._optimal
        self.gap = 0.0 if optimal else abs(info.objective_function_value - info.mip_dual_bound)

    def value(self, variable: int) -> bool:
        """Whether a variable is 1 in the answer."""
        return self._values[variable] > 0.5
