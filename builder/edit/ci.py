"""`rie init --ci`: the integration file of a forge, at the root of the repository that will hold the dossier."""

from __future__ import annotations

from pathlib import Path

from builder.load import resources
from builder.model.errors import BuilderError

#: Forge → where it reads its file, from the root of a repository.
FORGES = {"gitlab": ".gitlab-ci.yml", "github": ".github/workflows/rie.yml", "forgejo": ".forgejo/workflows/rie.yml"}


def ci_target(forge: str, dossier: Path, here: Path) -> Path:
    """Where the file goes: the repository around `dossier`, else `here`. Raises BuilderError when one is there."""
    around = dossier.absolute().parents
    root = next((folder for folder in around if (folder / ".git").exists()), here)
    target = root / FORGES[forge]
    if target.exists():
        raise BuilderError(
            f"{target} existe déjà",
            f"Y reprendre ce qu'il faut de {resources.path(f'templates/ci/{forge}.yml')}.",
            code=2,
        )
    return target


def write_ci(forge: str, target: Path) -> None:
    """Write the file. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(resources.text(f"templates/ci/{forge}.yml"), encoding="utf-8")
