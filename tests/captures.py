"""`make captures`: the README's two pictures, of the site and of a PDF page, from build/ch-exemple."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "ch-exemple"
IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Write docs/images/site.png and docs/images/attestation.png."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    program = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((BUILD / "site" / "index.html").as_uri())
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / "site.png")
        browser.close()
    target = IMAGES / "attestation"
    command = ["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-singlefile", "-png"]
    subprocess.run([*command, str(BUILD / "attestation.pdf"), str(target)], check=True)


if __name__ == "__main__":
    main()
