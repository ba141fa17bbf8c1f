"""What `check` sees of the risk catalogue in a dossier: its sentences asked, and who goes through what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.model.findings import Finding

NOBODY = "?"  # stands for a population, or a means, that nobody described
EVERYONE = ("*",)  # the reach of what concerns the whole establishment


@dataclass(frozen=True, slots=True, order=True)
class UserClass:
    """Professionals who are alike for an attacker: one population with one means. `size` 0: not said."""

    population: str
    mie: str
    title: str
    size: int = 0

    @property
    def id(self) -> str:
        return f"{self.population}/{self.mie}"


@dataclass(frozen=True, slots=True)
class Observed:
    """The catalogue's sentences asked of a dossier.

    threats, controls: id → a finding for each subject (satisfied: possible, or in place).
    reach: subject's ref → the MIE that go through it, or EVERYONE; None: not known.
    """

    threats: Mapping[str, tuple[Finding, ...]]
    controls: Mapping[str, tuple[Finding, ...]]
    reach: Mapping[str, tuple[str, ...] | None]
    classes: tuple[UserClass, ...]
