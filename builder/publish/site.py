"""Pages → the site, by mkdocs-material in a process of its own: offline, French, no request to any outside host."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from builder.load import resources
from builder.model.errors import BuilderError
from builder.model.outputs import Rendered, pages_of
from builder.publish.pandoc import refuse_killed

SECONDS = 300
_PAGE = re.compile(rb"/Type\s*/Page\b")  # our PDF keep their page objects uncompressed


def make_site(rendered: Rendered, files: Mapping[str, bytes], target: Path, epoch: int) -> None:
    """Write the site into `target`. `files`: name → bytes, offered for download. Raises BuilderError."""
    with tempfile.TemporaryDirectory(prefix="rie-site-") as folder:
        root = Path(folder)
        docs = root / "docs"
        texts = {**_with_pages(rendered.pages, files), **rendered.figures}
        for name, text in texts.items():
            _write(docs / name, text.encode())
        for name, data in files.items():
            _write(docs / "documents" / name, data)
        for name in ("iframe-worker-shim.js", "rie.css"):
            _write(docs / "assets" / name, resources.binary(f"templates/site/assets/{name}"))
        config = resources.data("templates/site/mkdocs.yml")
        config = _plain(config) | {
            "site_name": rendered.site_name,
            "nav": list(rendered.nav),
            "docs_dir": str(docs),
            "site_dir": str(root / "site"),
            "copyright": html.escape(rendered.footer),
        }
        (root / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
        _run(root, epoch)
        shutil.copytree(root / "site", target)
    for name in ("sitemap.xml", "sitemap.xml.gz", "404.html"):  # a site on a USB stick has no address, and no server
        (target / name).unlink(missing_ok=True)


def _with_pages(texts: Mapping[str, str], files: Mapping[str, bytes]) -> dict[str, str]:
    """The pages with the number of pages of each PDF, now that they are made."""
    counts = {pages_of(n): str(len(_PAGE.findall(data))) for n, data in files.items() if n.endswith(".pdf")}
    return {name: _filled(text, counts) for name, text in texts.items()}


def _filled(text: str, counts: Mapping[str, str]) -> str:
    for mark, count in counts.items():
        text = text.replace(mark, count)
    return text


def _run(root: Path, epoch: int) -> None:
    env = {
        **{k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")},
        "SOURCE_DATE_EPOCH": str(epoch),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(root / "mkdocs.yml")]
    try:
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise BuilderError(f"mkdocs n'a pas fini en {SECONDS} s", "Réessayer, ou le signaler.", code=3) from error
    refuse_killed("mkdocs", "site", done.returncode)
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace").strip()[-1500:]
        raise BuilderError(f"mkdocs a refusé le site : {said}", "Le signaler avec le dossier qui le montre.")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _plain(node: object) -> dict[str, object]:
    """Our data files read yes and no as words; mkdocs wants true and false."""
    words = {"oui": True, "non": False}

    def walk(value: object) -> object:
        if isinstance(value, dict):
            return {k: walk(v) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v) for v in value]
        return words.get(value, value) if isinstance(value, str) else value

    walked = walk(node)
    assert isinstance(walked, dict)
    return walked
