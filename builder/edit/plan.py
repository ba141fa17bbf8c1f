"""`rie plan --write`: proposals become actions of plan.yml, at the end of its list, nothing else touched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from builder.edit.insertion import Entry, Flow, locked, replace, scalar, with_item
from builder.load.messages import shape_faults
from builder.load.reader import read_file
from builder.model.errors import BuilderError
from builder.model.plan import Action

FILE = "plan.yml"


def write(root: Path, actions: Sequence[Action]) -> list[str]:
    """Add actions to the dossier's plan; the lines that were added, in order.

    Raises BuilderError or OSError when the file cannot take them, and then nothing has been written.
    """
    with locked(root):
        path = root / FILE
        before = path.read_bytes() if path.exists() else None
        text = old = "" if before is None else before.decode("utf-8")
        for action in actions:
            text = with_item(text, FILE, "actions", _entry(action))
        _verify(old, text, len(actions))
        if actions:
            replace(path, before, text.encode("utf-8"))
        held = set(old.splitlines())
        return [line for line in text.splitlines() if line not in held]


def _entry(action: Action) -> Entry:
    """What is sure of a proposal; who leads it is for people to say."""
    values = [("id", scalar(action.id)), ("titre", scalar(action.title))]
    for key, ids in (("mesures", action.controls), ("constats", action.answers), ("apres", action.after)):
        if ids:
            values.append((key, Flow(f"[{', '.join(ids)}]")))
    values.append(("statut", "a_faire"))
    if action.due:
        values.append(("echeance", action.due))
    if action.effort is not None:
        values.append(("charge_jours", str(action.effort)))
    return tuple(values)


def _verify(before: str, after: str, more: int) -> None:
    """The file must read as it did, with the new actions at the end of its list and no fault that it did not have."""
    old, new = (read_file(text.encode("utf-8"), FILE, "plan") for text in (before, after))
    had = old.data if isinstance(old.data, dict) else {}
    has = new.data if isinstance(new.data, dict) else {}
    actions = has.get("actions", [])
    same = {**has, "actions": actions[: len(actions) - more]} == {**had, "actions": had.get("actions", [])}
    faults = [*new.faults, *(shape_faults(new) if has else ())]
    known = {f.message for f in (*old.faults, *(shape_faults(old) if had else ()))}
    strange = next((f for f in faults if f.message not in known), None)
    if more and (not same or strange):
        said = strange.message.rstrip(".") if strange else "le plan est écrit d'une façon que rie ne sait pas compléter"
        raise BuilderError(said, "Ajouter les actions à la main.", FILE, 2)
