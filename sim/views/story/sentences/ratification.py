"""Sentences of a ratification: what leaders recommended, and how each body voted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.ratification import Chamber, Ratification, RatificationWords, Referendum
from sim.views.story.sentences.grades import LITTLE, degree
from sim.views.story.sentences.verdict import AGAINST_ITSELF
from sim.views.story.sentences.vocabulary import endings, meanings, tells
from sim.views.wording import per_cent

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["ballots", "leaning", "recommendation"]


def _words(spec: Stage) -> RatificationWords:
    return spec.words if isinstance(spec, Ratification) else RatificationWords()


endings({"ratified": lambda spec: _words(spec).ratified, "rejected": lambda spec: _words(spec).rejected})
meanings({
    "body": "", "gained": "gain from a yes", "recommends": "recommends a yes", "leaning": "leaning of its middle",
    "shock": "mood of the day",
})  # fmt: skip


@tells("recommendation", decided=True)
def recommendation(entry: Entry, narrator: Narrator) -> str:
    """Tell what a leader recommended, and why."""
    who, gain, says = narrator.words.actor(entry.actor), entry.number("gained"), entry.says("recommends")
    size = "a little " if abs(gain) < LITTLE else ""
    several = narrator.words.are_several(entry.actor)
    stakes = f"ratification would leave {'them' if several else 'it'} {size}{'better' if gain > 0 else 'worse'} off"
    if says != (gain > 0):
        against = AGAINST_ITSELF.replace("its", "their") if several else AGAINST_ITSELF
        stakes = f"{against} {stakes}, {'they' if several else 'it'} wavered"
    return f"{who} recommended a {'yes' if says else 'no'}: {stakes}"


@tells("leaning", decided=True)
def leaning(entry: Entry, narrator: Narrator) -> str:
    """Tell what a yes was worth to those who vote."""
    who, gained = narrator.words.actor(entry.actor), entry.number("gained")
    better, worse = ("yes", "no") if gained >= 0 else ("no", "yes")
    return f"a {better} was {degree(abs(gained), who, f'a {worse}')}{_turned(entry, narrator, worse)}"


def _turned(entry: Entry, narrator: Narrator, worse: str) -> str:
    """Say why most of those who vote leaned the other way than what a yes was worth to them, if they did."""
    for_a_yes, leaned = entry.number("gained") >= 0, entry.number("leaning") >= 0
    if (entry.number("leaning") + entry.number("shock") >= 0) == for_a_yes:
        return ""
    if leaned == for_a_yes:
        return f", but the mood of the day was for a {worse}"
    advised = narrator.stage_of(entry, Ratification).bodies[entry.word("body")].cues
    return f", but most leaned to a {worse}, as they had been advised" if advised else ""


@tells("ballots")
def ballots(entry: Entry, narrator: Narrator) -> str:
    """Tell how a body voted, and what was needed."""
    spec, name = narrator.stage_of(entry, Ratification), entry.word("body")
    body, share, approved = spec.bodies[name], entry.number("share"), entry.says("approves")
    label = body.label or (name.replace("_", " ") if name not in spec.governments else "")
    if isinstance(body, Chamber):
        seats = sum(body.seats.values())
        needed = body.majority or seats // 2 + 1
        return f"{label}: {round(share * seats)} of {seats} for the text, {needed} needed"
    if not isinstance(body, Referendum):
        return f"{label or narrator.words.actor(name)} said {'yes' if approved else 'no'}"
    if entry.number("needed") >= 1:
        return f"{label}: {per_cent(share)} of the votes for the text, but too few voted"
    needed_share = entry.number("needed")
    half = "" if needed_share == 0.5 else f", more than {per_cent(needed_share)} needed"
    return f"{label}: {per_cent(share)} of the votes for the text{half}"
