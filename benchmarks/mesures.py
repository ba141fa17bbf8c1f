"""`make bench`: what each command costs, as ratios inside one run. Nothing is asserted: machines are noisy."""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml

from benchmarks.grand_dossier import enlarge
from builder.check import check
from builder.load import load_dossier
from builder.load.editor import editor_schemas
from builder.load.knowledge import load_knowledge
from builder.load.packs import load_packs

ROOT = Path(__file__).parent.parent
DATE = "2026-11-23"
SIZES = (1, 10, 40)  # times ch-exemple; the last has 1 040 services and 50 means
DOSSIER = ROOT / "dossiers" / "ch-exemple"
ASKED = "RIE-MIE-01@mie:carte-neutre"
SUPPOSED = "mie/carte-neutre.yml:produit.certification.expire_le=2027-05-01"
RUNS = int(os.environ.get("BENCH_RUNS", "7"))
SCRIPTS = Path(sys.executable).parent


class Core(yaml.SafeLoader):
    """YAML without dates nor yes/no, as an editor reads it."""


Core.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if tag.endswith(":int")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def measure(*command: str | Path, runs: int = RUNS) -> tuple[float, float]:
    """Median wall time of a whole process (seconds) and its peak memory (MB)."""
    times, peaks = [], []
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
        _, status, usage = os.wait4(child.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"{' '.join(map(str, command))} : code {os.waitstatus_to_exitcode(status)}")
        times.append(time.perf_counter() - start)
        peaks.append(usage.ru_maxrss / 1024)
    return median(times), median(peaks)


def one_document(target: Path) -> tuple[Path, Path]:
    """The dossier as one YAML document, and the bundled schema that check-jsonschema reads it with."""
    schemas = {name.removesuffix(".schema.json"): json.loads(text) for name, text in editor_schemas().items()}
    document: dict[str, object] = {}
    shapes: dict[str, object] = {}
    for file in sorted(DOSSIER.rglob("*.yml")):
        name = str(file.relative_to(DOSSIER))
        stem = name.split("/", maxsplit=1)[0] if "/" in name else file.stem
        document[name] = yaml.load(file.read_text(encoding="utf-8"), Core)
        shapes[name] = {"$ref": f"#/$defs/{stem}"}
    definitions = {stem: {**body, "$id": f"urn:rie:{stem}"} for stem, body in schemas.items()}
    bundle = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {n: {"$ref": f"urn:rie:{s['$ref'].rsplit('/', 1)[-1]}"} for n, s in shapes.items()},
        "$defs": definitions,
    }  # type: ignore[index]
    (target / "dossier.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    (target / "schema.json").write_text(json.dumps(bundle), encoding="utf-8")
    return target / "dossier.yaml", target / "schema.json"


def territory() -> None:
    """Print what the graph of a GHT costs, and how it grows."""
    sizes = {n: ght(n) for n in (5, 15)}
    for establishments, (nodes, edges, build, close, peak, worlds, peak_worlds) in sizes.items():
        print(
            f"GHT de {establishments} établissements, 200 applications chacun : {nodes:.0f} nœuds, {edges:.0f} arcs ; "
            f"construire {build:.2f} s, fermer {close:.2f} s de calcul ({peak:.0f} Mo) ; 1 024 mondes {worlds:.2f} s ({peak_worlds:.0f} Mo)"
        )
    small, large = sizes[5], sizes[15]
    for name, at in (("construire et fermer", slice(2, 4)), ("1 024 mondes", slice(5, 6))):
        growth = math.log(sum(large[at]) / sum(small[at])) / math.log(large[0] / small[0])
        print(f"exposant de croissance, {name} : {growth:.2f} (but : 1,1 au plus)")


def ght(establishments: int) -> list[float]:
    """What benchmarks.grand_ght prints, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.grand_ght", str(establishments)]
    return list(
        map(float, subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split())
    )


def evaluation(folder: Path, runs: int) -> tuple[float, int]:
    """Seconds of computing to evaluate every pack on a dossier, once loaded and warm, and the number of its subjects."""
    dossier, faults = load_dossier(folder)
    if dossier is None:
        raise SystemExit(f"{folder} : {faults[0]}")
    times, subjects = [], 0
    for _ in range(runs + 1):  # the first one compiles the sentences
        start = time.process_time()
        made = check(dossier, load_packs(), load_knowledge(), DATE, describe=False, verified=True)
        times.append(time.process_time() - start)
        subjects = len({f.subject.ref for f in made.findings})
    return median(times[1:]), subjects


def growth(sizes: dict[Path, float]) -> None:
    """Print what an evaluation costs as the number of subjects grows, beside whole commands (`sizes`: dossier → seconds)."""
    before: tuple[float, int, float] | None = None
    print(f"{'dossier':20} {'sujets':>7} {'évaluation':>11} {'exposant':>9} {'commande':>9} {'exposant':>9}")
    for folder, whole in sizes.items():
        alone, subjects = evaluation(folder, RUNS if before is None else 2)
        told = ["", ""]
        if before is not None:
            more = math.log(subjects / before[1])
            told = [f"{math.log(now / then) / more:.2f}" for now, then in ((alone, before[0]), (whole, before[2]))]
        print(f"{folder.name:20} {subjects:7} {alone * 1000:8.0f} ms {told[0]:>9} {whole:8.2f}s {told[1]:>9}")
        before = alone, subjects, whole


def main() -> None:
    """Print the table."""
    python, rie = Path(sys.executable), SCRIPTS / "rie"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        document, schema = one_document(root)
        large = {n: DOSSIER if n == 1 else enlarge(DOSSIER, root / f"{n} fois", n) for n in SIZES}
        rows = {
            "python -c pass": measure(python, "-c", "pass"),
            "rie --help": measure(rie, "--help"),
            "check-jsonschema (mêmes fichiers, un document)": measure(
                SCRIPTS / "check-jsonschema", "--schemafile", schema, document
            ),
            "rie check ch-exemple": measure(rie, "check", DOSSIER, "--date", DATE),
            "rie explain, un constat": measure(rie, "explain", ASKED, DOSSIER, "--date", DATE),
            "rie risk ch-exemple": measure(rie, "risk", "--dossier", DOSSIER, "--date", DATE),
            "rie risk, avec les probabilités": measure(
                rie, "risk", "--dossier", DOSSIER, "--date", DATE, "--quantitatif", runs=3
            ),
            "rie plan ch-exemple": measure(rie, "plan", DOSSIER, "--date", DATE),
            "rie what-if, une date": measure(rie, "what-if", DOSSIER, "--date", DATE, "--set", SUPPOSED),
            "rie check, dix fois plus grand": measure(rie, "check", large[10], "--date", DATE, runs=3),
            "rie check, 1 040 services et 50 moyens": measure(rie, "check", large[40], "--date", DATE, runs=1),
            "rie build ch-exemple": measure(rie, "build", DOSSIER, "--date", DATE, "--out", root / "out", runs=3),
        }
        commands = ("rie check ch-exemple", "rie check, dix fois plus grand", "rie check, 1 040 services et 50 moyens")
        growth({large[n]: rows[name][0] for n, name in zip(SIZES, commands, strict=True)})
    base = rows["python -c pass"][0]
    print(f"{'commande':50} {'médiane':>9} {'× python':>9} {'mémoire':>9}")
    for name, (seconds, memory) in rows.items():
        print(f"{name:50} {seconds:8.3f}s {seconds / base:8.1f}× {memory:6.0f} Mo")
    own = rows["rie check ch-exemple"][0]
    peer = rows["check-jsonschema (mêmes fichiers, un document)"][0]
    print(f"rie check / check-jsonschema : {own / peer:.2f} (but : 1 au plus)")
    explain, what_if = rows["rie explain, un constat"][0], rows["rie what-if, une date"][0]
    print(f"rie explain / rie check : {explain / own:.2f} ; rie what-if / rie check : {what_if / own:.2f} (but : 1,2)")
    territory()
    print(f"mémoire de ce programme : {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} Mo")


if __name__ == "__main__":
    main()
