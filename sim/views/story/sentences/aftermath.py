"""Sentences of what stands beside the talks or follows them: unrest, what happens on the ground, recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import Spell, endings, spell, tells
from sim.views.wording import capital, per_cent, plural

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["ground", "mission", "recognitions", "said_of_states", "unrest"]

endings({"breakdown": "that ended the process"})


@tells("unrest")
def unrest(entry: Entry, narrator: Narrator) -> str:
    """Tell that violence broke out, and how large."""
    return f"violence broke out, with {plural(entry.number('size'), 'death')}"


@tells("ground")
def ground(entry: Entry, narrator: Narrator) -> str:
    """Tell what was settled on the ground."""
    region = "stayed outside" if entry.says("apart") else "came under"
    violence = f"{'' if entry.says('violence') else 'no '}violence on a large scale followed"
    left = f"{per_cent(entry.number('displaced'))} of the minority left"
    return f"on the ground {violence}; the region that obstructs {region} the new authorities' rule; {left}"


@tells("mission")
def mission(entry: Entry, narrator: Narrator) -> str:
    """Tell that the mission deployed."""
    return f"the mission deployed, {plural(entry.number('weeks'), 'week')} on"


@tells("recognitions")
def recognitions(entry: Entry, narrator: Narrator) -> str:
    """Tell how many states recognised, and how many withdrew."""
    return said_of_states(entry.number("new"), entry.number("total"), entry.number("withdrawn"))


def said_of_states(new: float, total: float, withdrawn: float = 0) -> str:
    """Tell how many states have recognised, how many have withdrawn that, and how many recognise in all.

    >>> said_of_states(21, 21)
    '21 states recognised'
    >>> said_of_states(0, 103, withdrawn=1)
    'no state recognised, and 1 state withdrew its recognition; 103 stood'
    """
    if withdrawn:
        recognised = f"{plural(new, 'state')} recognised" if new else "no state recognised"
        its = "its" if withdrawn == 1 else "their"
        return f"{recognised}, and {plural(withdrawn, 'state')} withdrew {its} recognition; {total:.0f} stood"
    if not new:
        return f"no state recognised; {total:.0f} recognitions stood" if total else "no state recognised"
    if new == total:
        return f"{plural(new, 'state')} recognised"
    return f"{plural(new, 'more state')} recognised, {total:.0f} in all so far"


# --- recognitions, summed up --------------------------------------------------------------------------------

LOOKS = (4, 13, 26, 52, 104, 156, 208, 260, 520, 1_040)
"""Weeks after the first look at which recognitions are summed up."""


def _recognition_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    return sum(narrator.weeks_since_first(week[0]) >= look for look in LOOKS)


def _recognitions(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    new = sum(entry.number("new") for week in weeks for entry in week)
    withdrawn = sum(entry.number("withdrawn") for week in weeks for entry in week)
    return [f"{capital(said_of_states(new, weeks[-1][-1].number('total'), withdrawn))}."]


spell(Spell(frozenset({"recognitions"}), _recognition_mark, _recognitions, even_with_why=True))
