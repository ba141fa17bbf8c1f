"""Markdown → the formats of pandoc, by the pandoc of pypandoc_binary, sandboxed and bounded."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from builder.load import resources
from builder.model.errors import BuilderError

# What is left of pandoc's Markdown once everything that could carry code, files or foreign structure is out.
READER = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-tex_math_single_backslash-citations"
    "-yaml_metadata_block-pandoc_title_block-native_divs-native_spans-footnotes-inline_notes-latex_macros-smart"
)
SECONDS = 120
MEMORY = 4 << 30  # address space, bytes; the Haskell runtime reserves far more than it uses without -xr
_HEAP_EXHAUSTED = 251  # the exit code of GHC's runtime
_RUNTIME = ("+RTS", "-xr2G", "-M1500m", "-RTS")


@cache
def program() -> str:
    """The path of our pandoc; never the one that PATH would pick."""
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise BuilderError("pandoc est introuvable", "Réinstaller rie, avec pypandoc_binary.", code=3) from error


def to_typst(markdown: str, name: str) -> str:
    """One document's Markdown → Typst source. Raises BuilderError with pandoc's words on any warning."""
    return convert(markdown, name, "typst").decode()


def convert(
    markdown: str,
    name: str,
    writer: str,
    folder: Path | None = None,
    options: Sequence[str] = (),
) -> bytes:
    """One document's Markdown → the bytes that pandoc's `writer` makes, after our filters: what may stay, the captions,
    then the layout of that writer (templates/pandoc/<writer>.lua).

    folder: where the filters find the figures and `meta.json`. Raises BuilderError with pandoc's words on any warning.
    """
    return _run(_command(writer, options), name, markdown.encode(), folder)


@cache
def default_file(name: str) -> bytes:
    """One of the files that pandoc ships, a model of an office file. Raises BuilderError."""
    return _run([program(), "--print-default-data-file", name], name)


def _run(command: list[str], name: str, given: bytes = b"", folder: Path | None = None) -> bytes:
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_limit(),
            cwd=folder,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
        )
    except subprocess.TimeoutExpired as error:
        raise BuilderError(f"pandoc n'a pas fini « {name} » en {SECONDS} s", "Réduire le dossier.", code=3) from error
    except subprocess.SubprocessError as error:
        raise BuilderError(
            f"pandoc n'a pas pu démarrer pour « {name} » : {error}",
            "Vérifier les limites de la machine (ulimit -a).",
            code=3,
        ) from error
    refuse_killed("pandoc", name, done.returncode)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:500]
        raise BuilderError(f"pandoc a refusé « {name} » : {said}", "Le signaler avec le dossier qui le montre.")
    return done.stdout


def _command(writer: str, options: Sequence[str]) -> list[str]:
    filters = [resources.path(f"templates/pandoc/{f}.lua") for f in ("sur", "legendes", writer)]
    return [
        program(),
        *_RUNTIME,
        "--sandbox",
        "--fail-if-warnings",
        *("-f", READER, "-t", writer, "-o", "-"),
        "--wrap=none",
        "--columns=20",  # every table takes the widths of its dashes
        *(f"--lua-filter={f}" for f in filters),
        *options,
    ]


def refuse_killed(tool: str, name: str, code: int) -> None:
    """Raise BuilderError when a child did not end by itself: memory, a signal. Not the dossier's fault, nor ours."""
    if code == _HEAP_EXHAUSTED:
        why = "la mémoire qui lui est accordée n'a pas suffi"
    elif code < 0:
        why = f"le système l'a arrêté (signal {-code}), faute de mémoire le plus souvent"
    else:
        return
    raise BuilderError(
        f"{tool} n'a pas fini « {name} » : {why}",
        "Libérer de la mémoire, puis recommencer ; sinon réduire le dossier.",
        code=3,
    )


def _limit() -> Callable[[], None]:
    def apply() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return apply
