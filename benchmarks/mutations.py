"""`make campagne`: small faults planted one by one in the code that makes a verdict; each must turn a test red.

One process a fault, forked after the heavy libraries are loaded: the faulty module is put in place of the true one when it is
imported, nothing is written. What survives is printed; those known to change nothing that one can see are listed in
`benchmarks/campagne.md`, with the reason. A fault that never ends is stopped after a while of its own computing time (a
busy machine stops nothing), and counts as seen: the suite would not have passed.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
VERDICT = ["tests/check/test_verdict.py", "tests/check/test_oracle.py", "tests/check/test_lines.py"]
DECISIONS = ["tests/check/test_conflicts.py", "tests/check/test_hardening.py", "tests/check/test_escapes.py"]
DERIVED = [
    "tests/check/test_derived.py",
    "tests/check/test_coherence.py",
    "tests/check/test_routes.py",
    "tests/dossiers",
]
DERIVATIONS = (
    *("acts", "architecture", "coherence", "contents", "homologations"),
    *("identifiers", "mie", "provider", "routes", "services"),
)
MODULES: dict[str, list[str]] = {  # the quickest tests first
    "builder.check.logic": ["tests/check/test_logic.py"],
    "builder.check.lines": ["tests/check/test_lines.py", "tests/check/test_oracle.py"],
    "builder.check.verdict": [*VERDICT, "tests/check/test_escapes.py"],
    "builder.check.proof": [*VERDICT, "tests/check/test_escapes.py"],
    "builder.check.decisions": [*VERDICT, *DECISIONS],
    "builder.check.levels": [*VERDICT, "tests/check/test_derived.py", "tests/check/test_time.py"],
    "builder.load.shapes": ["tests/load/test_shapes.py", "tests/load/test_yaml_traps.py", "tests/load/test_editor.py"],
    "builder.load.reader": [
        "tests/load/test_shapes.py",
        "tests/load/test_planted_errors.py",
        "tests/load/test_yaml_traps.py",
    ],
    "builder.check.engine": [*VERDICT, "tests/check/test_wording.py", *DECISIONS, "tests/dossiers"],
    **{f"builder.check.derived.{name}": DERIVED for name in DERIVATIONS},
    "builder.analyse.closure": ["tests/analyse/test_closure.py", "tests/analyse/test_brute_force.py"],
    "builder.analyse.likelihood": ["tests/analyse/test_closure.py", "tests/analyse/test_register.py"],
    "builder.analyse.bounds": ["tests/analyse/test_brute_force.py"],
    "builder.analyse.worlds": ["tests/analyse/test_brute_force.py"],
    "builder.analyse.probability": ["tests/analyse/test_quantity.py"],
    "builder.analyse.field": ["tests/analyse/test_field.py"],
    "builder.analyse.weights": ["tests/analyse/test_weights.py"],
}
SECONDS = 240
JOBS = int(os.environ.get("PYTEST_JOBS", "2"))
_COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


class _Planter(ast.NodeTransformer):
    """Plants the n-th fault met while walking; `told` says which, None when there are fewer."""

    def __init__(self, wanted: int) -> None:
        self.left, self.told = wanted, ""

    def _now(self, node: ast.AST, said: str) -> bool:
        if self.told:
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        self.told = f"l. {getattr(node, 'lineno', '?')} : {said}"
        return True

    def visit(self, node: ast.AST) -> ast.AST:
        if self.told or isinstance(node, ast.AnnAssign | ast.ImportFrom | ast.Import):
            return node
        changed = self._fault(node)
        return changed if changed is not None else self.generic_visit(node)

    def _fault(self, node: ast.AST) -> ast.AST | None:  # noqa: PLR0911, PLR0912
        if isinstance(node, ast.Compare):
            for other in _COMPARE.get(type(node.ops[0]), ()):
                if self._now(node, f"{ast.unparse(node)} → {other.__name__}"):
                    return ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
        elif isinstance(node, ast.BoolOp):
            if self._now(node, f"et/ou : {ast.unparse(node)}"):
                return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            for i, value in enumerate(node.values):
                if self._now(node, f"ôté : {ast.unparse(value)}"):
                    rest = [v for j, v in enumerate(node.values) if j != i]
                    return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            if self._now(node, f"sans le non : {ast.unparse(node)}"):
                return node.operand
        elif isinstance(node, ast.IfExp | ast.If):
            if self._now(node, f"si nié : {ast.unparse(node.test)}"):
                node.test = ast.UnaryOp(ast.Not(), node.test)
                return node
        elif isinstance(node, ast.comprehension) and node.ifs:
            if self._now(node.ifs[0], f"filtre ôté : {ast.unparse(node.ifs[0])}"):
                return ast.comprehension(node.target, node.iter, node.ifs[1:], node.is_async)
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            if self._now(node, f"constante {node.value}"):
                return ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)
        elif isinstance(node, ast.Attribute) and ast.unparse(node).startswith(("Cover.", "Status.", "Outcome.")):
            if self._now(node, f"autre valeur que {ast.unparse(node)}"):
                return ast.Constant("autre")
        elif isinstance(node, ast.Return) and node.value is not None:
            if self._now(node, f"rien rendu : {ast.unparse(node.value)}"):
                return ast.Return(ast.Constant(None))
        elif isinstance(node, ast.Expr | ast.AugAssign) and not isinstance(node.value, ast.Constant):
            return ast.Pass() if self._now(node, f"ôté : {ast.unparse(node)}") else None
        return None


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(what was planted, the faulty source), one after the other."""
    number = 0
    while True:
        planter = _Planter(number)
        tree = ast.fix_missing_locations(planter.visit(ast.parse(source)))
        if not planter.told:
            return
        yield planter.told, ast.unparse(tree)
        number += 1


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the faulty source of one module instead of its file."""

    def __init__(self, name: str, source: str) -> None:
        self._name, self._source = name, source

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self, origin="mutant") if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(ROOT / (self._name.replace(".", "/") + ".py"))
        exec(compile(self._source, module.__file__, "exec"), module.__dict__)


def _start(name: str, source: str, tests: Sequence[str]) -> int:
    """A child that runs the tests on the faulty module and leaves with pytest's word; stopped when it lasts."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.meta_path.insert(0, _Finder(name, source))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = 1
    try:
        import pytest

        code = int(pytest.main(["-x", "-q", "-n0", *tests]))
    finally:
        os._exit(code)


def green(name: str, sources: Sequence[str], tests: Sequence[str]) -> list[bool]:
    """For each source of the module, whether every test stays green."""
    said: dict[int, bool] = {}
    running: dict[int, int] = {}
    for number, source in enumerate(sources):
        running[_start(name, source, tests)] = number
        while len(running) >= JOBS or (running and number == len(sources) - 1):
            pid, status = os.wait()
            said[running.pop(pid)] = os.waitstatus_to_exitcode(status) == 0
    return [said[n] for n in range(len(sources))]


def main(only: Sequence[str]) -> None:
    """Every module, or those named; the score of each, and what survives."""
    os.environ.pop("RIE_CAMPAGNE", None)
    os.environ["RIE_DOSSIERS"] = "60"
    for library in ("pytest", "yaml", "jsonschema_rs", "cel_expr_python.cel", "google.protobuf"):
        __import__(library)
    for name, tests in MODULES.items():
        if only and name not in only:
            continue
        file = ROOT / (name.replace(".", "/") + ".py")
        source = file.read_text(encoding="utf-8")
        if green(name, [source], tests) != [True]:
            raise SystemExit(f"{name} : les essais échouent sans aucune faute")
        planted = list(mutants(source))
        stays = green(name, [faulty for _, faulty in planted], tests)
        alive = [said for (said, _), kept in zip(planted, stays, strict=True) if kept]
        print(f"{name} : {len(planted) - len(alive)} fautes vues sur {len(planted)}", flush=True)
        for said in alive:
            print(f"  survit, {said}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
