"""A vote in short: how many drafts, what they gave way on, who stood in the way, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.vote import Voting
from sim.views.story.accounts.registry import accounts, as_told, gist, of_kind
from sim.views.story.sentences.grades import named_first
from sim.views.wording import day, listed, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["council", "council_gist"]


@accounts("council")
@accounts("vote")
def council(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of the drafts together, and of the last by itself; where there are none, of each ballot and the count."""
    drafts = of_kind(entries, "draft")
    if not drafts:
        return [as_told(entry, entries, narrator) for entry in of_kind(entries, "ballot", "count")]
    told = [_drafts(entries, drafts, narrator)]
    last = _of_the_last(entries, drafts)
    said = [as_told(entry, entries, narrator) for entry in of_kind(last, "intention", "signal", "choice", "vote")]
    if len(drafts) > 1 and said:
        said[0] = f"when it came to the last, {said[0]}"
    return told + said


def _drafts(entries: Sequence[Entry], drafts: Sequence[Entry], narrator: Narrator) -> str:
    first, last = drafts[0], drafts[-1]
    if first is last:
        return as_told(first, entries, narrator)
    who = "the sponsors" if len(narrator.stage_of(first, Voting).sponsors) > 1 else narrator.words.actor(first.actor)
    moved = narrator.words.moves(first.by_issue("text"), last.by_issue("text"))
    gave = f"which gave way on {named_first(moved, 'issue')}" if moved else "which changed nothing"
    return (
        f"{who} tabled {len(drafts)} drafts, the first on {day(first.date)} and the last on {day(last.date)}, {gave}"
    )


def _of_the_last(entries: Sequence[Entry], drafts: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.week == drafts[-1].week]


@gist("council")
@gist("vote")
def council_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up by what came of the last draft, or by the count."""
    drafts, votes, words = of_kind(entries, "draft"), of_kind(entries, "vote"), narrator.words
    if not drafts:
        return "".join(
            f"in “{words.stage(count.stage)}” {as_told(count, entries, narrator)}"
            for count in of_kind(entries, "count")[-1:]
        )
    were = "was" if len(drafts) == 1 else "were"
    where = f"in “{words.stage(drafts[0].stage)}” {plural(len(drafts), 'draft')} {were} tabled"
    last = _of_the_last(entries, drafts)
    which = "it" if len(drafts) == 1 else "the last"
    against = [
        words.actor(one.actor) for one in of_kind(last, "intention") if one.says("veto") and one.number("vote") < 0
    ]
    if votes and votes[-1].says("adopted"):
        return f"{where}, and {which} was adopted with {plural(votes[-1].number('yes'), 'vote')} in favour"
    if votes:
        how = (
            f"{listed(against)} vetoed {which}"
            if votes[-1].says("vetoed") and against
            else f"{which} failed in the vote"
        )
        return f"{where}, and {how}"
    if not of_kind(entries, "leaves"):
        return f"{where}, and nothing was decided"
    threats = [words.actor(one.actor) for one in of_kind(last, "signal") if one.says("says")]
    why = f" under the threat of a veto by {listed(threats)}" if threats else ""
    return f"{where}, and {which} was withdrawn without a vote{why}"
