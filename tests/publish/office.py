"""LibreOffice as a reader of our office files."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path


def opened(data: bytes, suffix: str, form: str = "pdf") -> bytes:
    """An office file opened by LibreOffice and saved as `form`; raises AssertionError when it does not open."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"essai.{suffix}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profil"
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", f"{folder}/lu", str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        made = Path(folder) / "lu" / f"essai.{form.split(':', maxsplit=1)[0]}"
        assert made.is_file(), done.stdout + done.stderr
        return made.read_bytes()
