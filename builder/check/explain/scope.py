"""Where the names of a sentence lead: from `mie`, or from the variable of all/exists, to a thing's answer and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.check.explain.recorded import Recorded, Step
from builder.check.facts import Thing


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a name leads to. name: as the model says it; keys: inside `thing`; shown: the value that sentences
    see, None when unknown; track: its path in what they see; group: the things of a list of neighbours."""

    name: str
    thing: Thing
    keys: tuple[str | int, ...]
    shown: Any
    track: tuple[str | int, ...] = ()
    group: tuple[Thing, ...] | None = None

    def step(self, facts: Recorded) -> Step | None:
        """What to open to say where the value comes from; None for a thing itself."""
        keys = self.keys
        if not keys or keys == ("id",):
            return None
        head = str(keys[0])
        if head in self.thing.kind.views:
            return ("view", self.thing, head)
        field = self.thing.kind.fields.get(head)
        if field is not None and field.derived:
            return ("fact", self.thing, head)
        if len(keys) == 3 and facts.is_item_derived(self.thing.kind.name, head, str(keys[2])):
            return ("item", self.thing, head, keys[1], str(keys[2]))
        return ("ask", self.thing, keys)


def below(facts: Recorded, spot: Spot, key: str) -> Spot:
    """One key further; through a view, to the neighbour itself."""
    shown = spot.shown.get(key) if isinstance(spot.shown, Mapping) else None
    name, track = f"{spot.name}.{key}", (*spot.track, key)
    if not spot.keys and key in spot.thing.kind.views:
        found = facts.view(spot.thing, key)
        if isinstance(found, Thing):
            return Spot(name, found, (), shown, track)
        group = tuple(found) if isinstance(found, list) else None
        return Spot(name, spot.thing, (key,), shown, track, group)
    return Spot(name, spot.thing, (*spot.keys, key), shown, track)


def members(spot: Spot) -> list[Spot]:
    """The items of a list, each with its own place."""
    found = []
    for i, shown in enumerate(spot.shown or ()):
        name, track = f"{spot.name}[]", (*spot.track, i)
        if spot.group is not None:
            found.append(Spot(name, spot.group[i], (), shown, track))
        else:
            found.append(Spot(name, spot.thing, (*spot.keys, i), shown, track))
    return found
