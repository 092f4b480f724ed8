"""Sentences of the Council: drafts, intentions, signals, what the sponsors made of them, and votes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.format.stages.council import Council
from sim.views.story.sentences.vocabulary import endings, meanings, tells
from sim.views.wording import decimal, listed, per_cent, plural

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["choice", "draft", "intention", "signal", "vote"]

endings({"adopted": "", "blocked": "no decision was taken"})
meanings({
    "number": "", "gain": "gain from adoption", "blocking_cost": "cost of blocking", "vote": "vote",
    "chance_of_no": "chance of a vote against", "veto": "holds a veto", "believed": "believed chance of a veto",
    "says": "says it would block", "means_to": "means to", "yes": "votes in favour", "room": "room left to give",
    "voting": "worth of a vote", "softening": "worth of a softer draft", "withdrawing": "worth of withdrawing",
    "to_vote": "puts it to the vote",
})  # fmt: skip


@tells("draft", decided=True)
def draft(entry: Entry, narrator: Narrator) -> str:
    """Tell what a draft contains, and what is new in it."""
    words, number, text = narrator.words, f"{entry.number('number'):.0f}", entry.by_issue("text")
    who = "the sponsors" if len(narrator.stage_of(entry, Council).sponsors) > 1 else words.actor(entry.actor)
    before = narrator.text_before(entry)
    moved = words.moves(before, text) if before is not None else []
    if narrator.before(entry, "draft") is None:
        known = before is not None and not moved
        return f"{who} tabled draft {number}{', the text as it stood' if known else ''}: {words.terms(text)}"
    if not moved:
        return f"{who} tabled draft {number}, which changed nothing: {words.terms(text)}"
    return f"{who} tabled draft {number}, which moved on {listed(moved)}{_stayed(entry, narrator, moved)}"


def _stayed(entry: Entry, narrator: Narrator, moved: list[str]) -> str:
    """Name what did not move among the issues that make a precedent, since vetoes turn on those."""
    words = narrator.words
    changed = {line.rpartition(" (")[0] for line in moved}
    key = [name for name in narrator.stage_of(entry, Council).precedent if words.issues[name] not in changed]
    if not key:
        return ""
    return f"; {words.terms(entry.by_issue('text'), key)} as before"


@tells("intention", decided=True)
def intention(entry: Entry, narrator: Narrator) -> str:
    """Tell how a seat meant to vote, and by which values."""
    who = narrator.words.actor(entry.actor)
    gain, cost, vote = entry.number("gain"), entry.number("blocking_cost"), entry.number("vote")
    against, ballot = ("veto it", "a veto") if entry.says("veto") else ("vote against", "a vote against")
    stakes = f"adoption would bring it {decimal(gain)}" if gain >= 0 else f"adoption would cost it {decimal(-gain)}"
    price = f"{ballot} {decimal(cost)}"
    if vote > 0:
        return f"{who} meant to vote in favour: {stakes}{'; it wavered' if gain <= 0 else ''}"
    if vote < 0:
        return f"{who} meant to {against}: {stakes}, {price}{'; it wavered' if -gain <= cost else ''}"
    wavered = "; it wavered" if not -cost <= gain <= 0 else ""
    return f"{who} meant to abstain: {stakes}, {price}{wavered}"


@tells("signal", decided=True)
def signal(entry: Entry, narrator: Narrator) -> str:
    """Tell what a veto holder said in public, and whether it meant it."""
    who = narrator.words.actor(entry.actor)
    said = "that it would block the draft" if entry.says("says") else "that it would let the draft pass"
    meant = "and meant it" if entry.says("says") == entry.says("means_to") else "but did not mean it"
    return f"{who} said in public {said}, {meant}"


@tells("choice", decided=True)
def choice(entry: Entry, narrator: Narrator) -> str:
    """Tell what the sponsors believed and counted, what each step was worth to them, and what they did."""
    council = narrator.stage_of(entry, Council)
    who = "the sponsors" if len(council.sponsors) > 1 else narrator.words.actor(entry.actor)
    counted = f"counted {plural(entry.number('yes'), 'vote')} where {council.majority} are needed"
    if any(one.says("veto") for one in narrator.this_week(entry, "intention")):
        counted += f" and put the chance of a veto at {per_cent(entry.number('believed'))}"
    return f"{who} {counted}; {_step(entry, council, narrator)}"


def _step(entry: Entry, council: Council, narrator: Narrator) -> str:
    they, to_them = ("they", "to them") if len(council.sponsors) > 1 else ("it", "to it")
    threatened = any(one.says("says") for one in narrator.this_week(entry, "signal"))
    if entry.says("to_vote") and not threatened and entry.number("yes") >= council.majority:
        return f"nobody threatened the draft, so {they} put it to the vote"
    softer = entry.number("softening")
    others = [f"a vote {decimal(entry.number('voting'))}"]
    others += [f"a softer draft {decimal(softer)}"] if math.isfinite(softer) else []
    others += [f"withdrawing {decimal(entry.number('withdrawing'))}"]
    worth = f"{others[0].replace('vote', 'vote was worth')} {to_them}, {listed(others[1:])}"
    if entry.says("to_vote"):
        return f"{worth}, so {they} put the draft to the vote"
    if not entry.says("withdraws"):
        return f"{worth}, so {they} went back to redraft"
    last = entry.number("number") >= council.most_drafts
    why = "" if math.isfinite(softer) else "after the last draft " if last else "with nothing left to give "
    return f"{worth}, so {why}{they} withdrew the draft without a vote"


@tells("vote")
def vote(entry: Entry, narrator: Narrator) -> str:
    """Tell how the vote went."""
    tally = f"the vote: {entry.number('yes'):.0f} in favour, {entry.number('majority'):.0f} needed"
    if entry.says("adopted"):
        return f"{tally}, no veto. The draft was adopted"
    if not entry.says("vetoed"):
        return f"{tally}. The draft failed"
    seats = narrator.this_week(entry, "intention")
    against = [narrator.words.actor(one.actor) for one in seats if one.says("veto") and one.number("vote") < 0]
    enough = entry.number("yes") >= entry.number("majority")
    return f"{tally}, {'but' if enough else 'and'} {listed(against)} voted against, which is a veto. The draft failed"
