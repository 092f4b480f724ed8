"""Sentences of sponsors and their drafts: drafts, intentions, signals, what the sponsors made of them, and votes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.format.stages.vote import Vote, VoteWords, Voting
from sim.views.story.sentences.grades import HAIR, LITTLE, chance_in_words, named_first
from sim.views.story.sentences.verdict import AGAINST_ITSELF
from sim.views.story.sentences.vocabulary import endings, meanings, tells
from sim.views.wording import listed, plural

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["choice", "draft", "intention", "signal", "stakes", "vote"]


def _blocked(spec: Stage) -> str:
    return (spec.words if isinstance(spec, Vote) else VoteWords()).blocked


endings({"adopted": "", "blocked": _blocked})
meanings({
    "number": "", "gain": "gain from adoption", "blocking_cost": "cost of blocking", "vote": "vote",
    "chance_of_no": "chance of a vote against", "veto": "holds a veto", "believed": "believed chance of a veto",
    "says": "says it would block", "means_to": "means to", "yes": "votes in favour", "room": "room left to give",
    "voting": "worth of a vote", "softening": "worth of a softer draft", "withdrawing": "worth of withdrawing",
    "to_vote": "puts it to the vote", "enough": "",
})  # fmt: skip


@tells("draft", decided=True)
def draft(entry: Entry, narrator: Narrator) -> str:
    """Tell what a draft contains, and what is new in it."""
    words, number, text = narrator.words, f"{entry.number('number'):.0f}", entry.by_issue("text")
    who = "the sponsors" if len(narrator.stage_of(entry, Voting).sponsors) > 1 else words.actor(entry.actor)
    before = narrator.text_before(entry)
    moved = words.moves(before, text) if before is not None else []
    if narrator.before(entry, "draft") is None:
        known = before is not None and not moved
        return f"{who} tabled draft {number}{', the text as it stood' if known else ''}: {words.terms(text)}"
    if not moved:
        return f"{who} tabled draft {number}, which changed nothing"
    softer = named_first(moved, "issue")
    return f"{who} tabled draft {number}, which gave way on {softer}{_stayed(entry, narrator, moved)}"


def _stayed(entry: Entry, narrator: Narrator, moved: list[str]) -> str:
    """Name what did not move among the issues that make a precedent, since vetoes turn on those."""
    words = narrator.words
    kept = [name for name in narrator.stage_of(entry, Voting).precedent if words.issues[name] not in moved]
    return f", and stayed as it was on {listed([words.issues[name] for name in kept])}" if kept else ""


@tells("intention", decided=True)
def intention(entry: Entry, narrator: Narrator) -> str:
    """Tell how a seat meant to vote, and why."""
    who, vote = narrator.words.actor(entry.actor), entry.number("vote")
    against, ballot = ("veto it", "a veto") if entry.says("veto") else ("vote against", "a vote against")
    meant = "vote in favour" if vote > 0 else against if vote < 0 else "abstain"
    return f"{who} meant to {meant}: {stakes(entry.number('gain'), entry.number('blocking_cost'), vote, ballot)}"


def stakes(gain: float, cost: float, vote: float, against: str) -> str:
    """Tell why a seat votes as it does: what adoption would bring it beside what standing in the way costs (R8).

    >>> stakes(-0.5, 0.2, -1, "a veto"), stakes(-0.18, 0.2, -1, "a veto")
    ('adoption would cost it more than a veto', 'though by its own reckoning adoption would cost it a little less than
    a veto, it wavered')
    """
    if (gain > 0) - (gain <= 0 and -gain > cost) == vote:
        if gain > 0:
            return "adoption would bring it something" if gain >= LITTLE else "adoption would bring it a little"
        return (
            f"adoption would cost it {_beside(-gain - cost)} than {against}"
            if gain
            else "adoption would cost it nothing"
        )
    if vote > 0:
        loss = "nothing" if gain == 0 else "a little" if -gain < LITTLE else "something"
        return f"{AGAINST_ITSELF} adoption would cost it {loss}, it wavered"
    if gain > 0:
        brings = "a little" if gain < LITTLE else "something"
        return f"{AGAINST_ITSELF} adoption would bring it {brings}, it wavered"
    return f"{AGAINST_ITSELF} adoption would cost it {_beside(-gain - cost)} than {against}, it wavered"


def _beside(margin: float) -> str:
    size = "a hair " if abs(margin) < HAIR else "a little " if abs(margin) < LITTLE else ""
    return f"{size}{'more' if margin > 0 else 'less'}"


@tells("signal", decided=True)
def signal(entry: Entry, narrator: Narrator) -> str:
    """Tell what a veto holder said in public, and whether it meant it."""
    who = narrator.words.actor(entry.actor)
    said = "that it would block the draft" if entry.says("says") else "that it would let the draft pass"
    meant = "and meant it" if entry.says("says") == entry.says("means_to") else "but did not mean it"
    return f"{who} said in public {said}, {meant}"


@tells("choice", decided=True)
def choice(entry: Entry, narrator: Narrator) -> str:
    """Tell what the sponsors believed and counted, and what they did for which reason."""
    council = narrator.stage_of(entry, Voting)
    who = "the sponsors" if len(council.sponsors) > 1 else narrator.words.actor(entry.actor)
    counted = f"counted {plural(entry.number('yes'), 'vote')} where {' '.join(needed(council))} needed"
    if any(one.says("veto") for one in narrator.this_week(entry, "intention")):
        counted += f", and held a veto to be {chance_in_words(entry.number('believed'))}"
    return f"{who} {counted}; {_step(entry, council, narrator)}"


def needed(spec: Voting) -> tuple[str, str]:
    """Return what those in favour must reach, votes or thresholds, and the verb that follows.

    >>> council = sim.read_scenario("scenarios/kosovo/five_actors.yaml").stages["council"]
    >>> needed(council)
    ('9', 'are')
    """
    if isinstance(spec, Vote):
        return listed([one.asked for one in spec.rule]), "are"
    return f"{spec.rule[0].least(0):g}", "is" if spec.rule[0].count == 1 else "are"


def _step(entry: Entry, council: Voting, narrator: Narrator) -> str:
    several = len(council.sponsors) > 1 or narrator.words.are_several(entry.actor)
    they, them = ("they", "them") if several else ("it", "it")
    threatened = any(one.says("says") for one in narrator.this_week(entry, "signal"))
    if entry.says("to_vote") and not threatened and entry.says("enough"):
        return f"nobody threatened the draft, so {they} put it to the vote"
    worth = {
        "a vote": entry.number("voting"), "a softer draft": entry.number("softening"),
        "giving it up": entry.number("withdrawing"),
    }  # fmt: skip
    done = "a vote" if entry.says("to_vote") else "giving it up" if entry.says("withdraws") else "a softer draft"
    best = max(value for name, value in worth.items() if name != done)
    close = "a little more" if worth[done] - best < LITTLE else "more"
    others = listed([name for name, value in worth.items() if name != done and math.isfinite(value)], "or")
    why = f"{done} was worth {close} to {them} than {others}"
    if entry.says("to_vote"):
        return f"{why}, so {they} put the draft to the vote"
    if not entry.says("withdraws"):
        return f"{why}, so {they} went back to redraft"
    last = "after the last draft " if entry.number("number") >= council.most_drafts else "with nothing left to give "
    return (
        f"{why}, so {'' if math.isfinite(worth['a softer draft']) else last}{they} withdrew the draft without a vote"
    )


@tells("vote")
def vote(entry: Entry, narrator: Narrator) -> str:
    """Tell how the vote went."""
    asked, _ = needed(narrator.stage_of(entry, Voting))
    tally = f"the vote: {entry.number('yes'):.0f} in favour, {asked} needed"
    if entry.says("adopted"):
        return f"{tally}, no veto. The draft was adopted"
    if not entry.says("vetoed"):
        return f"{tally}. The draft failed"
    seats = narrator.this_week(entry, "intention")
    against = [narrator.words.actor(one.actor) for one in seats if one.says("veto") and one.number("vote") < 0]
    but = "but" if entry.says("enough") else "and"
    return f"{tally}, {but} {listed(against)} voted against, which is a veto. The draft failed"
