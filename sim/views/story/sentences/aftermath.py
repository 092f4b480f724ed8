"""Sentences of what stands beside the talks or follows them: unrest, what happens on the ground, recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.aftermath import Aftermath
from sim.scenario.format.stages.recognition import Recognition, RecognitionWords
from sim.scenario.format.stages.unrest import Unrest
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
    words = narrator.stage_of(entry, Unrest).words
    return f"{words.broke_out}, with {plural(entry.number('size'), words.victim, words.victims)}"


@tells("ground")
def ground(entry: Entry, narrator: Narrator) -> str:
    """Tell what was settled on the ground."""
    words = narrator.stage_of(entry, Aftermath).words
    region = "stayed outside" if entry.says("apart") else "came under"
    violence = f"{'' if entry.says('violence') else 'no '}violence on a large scale followed"
    left = f"{per_cent(entry.number('displaced'))} of {words.people} left"
    return f"on the ground {violence}; {words.region} {region} {words.rule}; {left}"


@tells("mission")
def mission(entry: Entry, narrator: Narrator) -> str:
    """Tell that the mission deployed."""
    return f"{narrator.stage_of(entry, Aftermath).words.mission} deployed, {plural(entry.number('weeks'), 'week')} on"


@tells("recognitions")
def recognitions(entry: Entry, narrator: Narrator) -> str:
    """Tell how many states recognised, and how many withdrew."""
    words = narrator.stage_of(entry, Recognition).words
    return said_of_states(words, entry.number("new"), entry.number("total"), entry.number("withdrawn"))


def said_of_states(words: RecognitionWords, new: float, total: float, withdrawn: float = 0) -> str:
    """Tell how many states have recognised, how many have withdrawn that, and how many recognise in all.

    >>> said_of_states(RecognitionWords(), 21, 21)
    '21 states recognised'
    >>> said_of_states(RecognitionWords(), 0, 103, withdrawn=1)
    'no state recognised, and 1 state withdrew its recognition; 103 stood'
    """
    some, none = plural(new, words.state, words.states), f"no {words.state} {words.recognised}"
    if withdrawn:
        recognised = f"{some} {words.recognised}" if new else none
        took = plural(withdrawn, words.state, words.states)
        what = f"its {words.recognition}" if withdrawn == 1 else f"their {words.recognition}"
        return f"{recognised}, and {took} withdrew {what}; {total:.0f} stood"
    if not new:
        return f"{none}; {total:.0f} {words.recognitions} stood" if total else none
    if new == total:
        return f"{some} {words.recognised}"
    more = plural(new, f"more {words.state}", f"more {words.states}")
    return f"{more} {words.recognised}, {total:.0f} in all so far"


# --- recognitions, summed up --------------------------------------------------------------------------------

LOOKS = (4, 13, 26, 52, 104, 156, 208, 260, 520, 1_040)
"""Weeks after the first look at which recognitions are summed up."""


def _recognition_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    return sum(narrator.weeks_since_first(week[0]) >= look for look in LOOKS)


def _recognitions(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    new = sum(entry.number("new") for week in weeks for entry in week)
    withdrawn = sum(entry.number("withdrawn") for week in weeks for entry in week)
    words = narrator.stage_of(weeks[-1][-1], Recognition).words
    return [f"{capital(said_of_states(words, new, weeks[-1][-1].number('total'), withdrawn))}."]


spell(Spell(frozenset({"recognitions"}), _recognition_mark, _recognitions, even_with_why=True))
