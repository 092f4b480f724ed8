"""Sentences of a vote: how each seat voted, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.vote import Vote
from sim.views.story.sentences.council import stakes
from sim.views.story.sentences.vocabulary import meanings, tells
from sim.views.wording import listed, plural

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["ballot", "count"]

SAID = {1: "in favour", 0: "abstained", -1: "against"}

meanings({"gained": "gain from a yes"})


@tells("ballot", decided=True)
def ballot(entry: Entry, narrator: Narrator) -> str:
    """Tell how a seat voted, and why."""
    who, gained, vote = narrator.words.actor(entry.actor), entry.number("gained"), int(entry.number("vote"))
    why = stakes(gained, entry.number("blocking_cost"), vote, "a veto" if entry.says("veto") else "a vote against")
    return f"{who} {SAID[vote] if vote == 0 else f'voted {SAID[vote]}'}: {why}"


@tells("count")
def count(entry: Entry, narrator: Narrator) -> str:
    """Tell the count, what was missed, and who vetoed."""
    met = entry.flags_by_issue("met")
    members = entry.number("members")
    with_votes = f"{plural(members, 'member')} with {plural(entry.number('votes'), 'vote')}"
    tally = f"{with_votes} {'was' if members == 1 else 'were'} in favour"
    if entry.says("adopted"):
        return f"{tally}: {narrator.stage_of(entry, Vote).words.adopted}"
    thresholds = narrator.stage_of(entry, Vote).thresholds
    missed = [threshold.asked for threshold, held in zip(thresholds, met, strict=True) if not held]
    tally += f", where {listed(missed)} had to be in favour" if missed else ""
    against = [one for one in narrator.this_week(entry, "ballot") if one.number("vote") < 0]
    vetoes = [narrator.words.actor(one.actor) for one in against if one.says("veto")]
    return f"{tally}; {listed(vetoes)} cast a veto" if entry.says("vetoed") and vetoes else tally
