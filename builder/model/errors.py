"""Faults of our own data or code. A fault of a dossier is never an exception."""

from __future__ import annotations


class BuilderError(Exception):
    """Something of ours is wrong: a title, what to do about it, and where."""

    def __init__(self, title: str, hint: str = "", place: str = "", code: int = 4) -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint
        self.place = place
        self.code = code  # exit code: 2 when the request itself is wrong, 3 the environment, 4 ours
