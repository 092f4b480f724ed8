"""Sentences of what stands beside the talks or follows them: unrest, what happens on the ground, recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.sentences.words import per_cent, plural

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.sentences.narrator import Narrator

__all__ = ["ground", "mission", "recognitions", "unrest"]


def unrest(entry: Entry, narrator: Narrator) -> str:
    """Say that violence broke out, and how large."""
    return f"violence broke out, with {plural(entry.numbers['size'], 'death')}"


def ground(entry: Entry, narrator: Narrator) -> str:
    """Say what was settled on the ground."""
    numbers = entry.numbers
    region = "stayed outside" if numbers["apart"] else "came under"
    violence = (
        "violence on a large scale followed" if numbers["violence"] else "no violence on a large scale followed"
    )
    left = f"{per_cent(numbers['displaced'])} of the minority left"
    return f"on the ground {violence}; the region that obstructs {region} the new authorities' rule; {left}"


def mission(entry: Entry, narrator: Narrator) -> str:
    """Say that the mission deployed."""
    return f"the mission deployed, {plural(entry.numbers['weeks'], 'week')} on"


def recognitions(entry: Entry, narrator: Narrator) -> str:
    """Say how many states recognised."""
    numbers = entry.numbers
    if not numbers["new"]:
        return f"no state recognised; {numbers['total']:.0f} had so far"
    return f"{plural(numbers['new'], 'state')} recognised, {numbers['total']:.0f} in all so far"
