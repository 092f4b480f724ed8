"""Spells: weeks in which much the same happened, told in one passage instead of week by week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.views.sentences.verdict import grounds
from sim.views.sentences.words import capital, decimal, listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.process.chronicle import Entry
    from sim.views.sentences.narrator import Narrator

__all__ = ["SPELLS", "Spell"]


@dataclass(frozen=True)
class Spell:
    """How weeks of one family are told together.

    Attributes
    ----------
    kinds : frozenset of str
        The kinds of entry that belong to it.
    mark : callable
        Gives what must be equal for a week to join those before it; None for a week that stands alone.
    tells : callable
        Tells several weeks in sentences.
    even_with_why : bool
        Whether the weeks are told together even if the numbers behind each decision are asked for.
    """

    kinds: frozenset[str]
    mark: Callable[[Sequence[Entry], Narrator], Any]
    tells: Callable[[list[Sequence[Entry]], Narrator], list[str]]
    even_with_why: bool


# --- rounds of talks in which nobody gave in ----------------------------------------------------------------


def _round_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    accepted = any(entry.numbers["accepts"] for entry in week if entry.kind == "answer")
    return None if accepted or not narrator.weeks_since_first(week[0]) else "refused"


def _rounds(weeks: list[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words, first = narrator.words, narrator.rounds(weeks[0][0]) + 1
    several = len(weeks) > 1
    moved = []
    for last in (entry for entry in weeks[-1] if entry.kind == "offer"):
        before = narrator.before(last, "offer")
        moves = words.moves(before.numbers["text"], last.numbers["text"]) if before else []
        moved += [f"{words.actor(last.actor)} moved on {listed(moves)}"] if moves else []
    answers = [entry for entry in weeks[-1] if entry.kind == "answer"]
    values = [
        f"{words.whose(one.numbers['other'])} offer was {grounds(one, words, words.actor(one.actor))}"
        for one in answers
    ]
    refused = "each time both refused. In the last round" if several else "both refused:"
    return [
        f"{f'Rounds {first} to {first + len(weeks) - 1}' if several else f'Round {first}'}: "
        f"{'; '.join(moved) or 'neither side moved'}; {refused} {values[0]}.",
        *(f"{capital(value)}." for value in values[1:]),
    ]


# --- weeks in which a declaration was weighed ---------------------------------------------------------------


def _weighing_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    considered = [entry.numbers for entry in week if entry.kind == "considers"]
    if not considered or (considered[0]["green"] and considered[0]["declares"]):
        return None
    return considered[0]["green"], *(entry.numbers["backs"] for entry in week if entry.kind == "sponsor")


def _weighing(weeks: list[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words = narrator.words
    sponsors = [entry for entry in weeks[-1] if entry.kind == "sponsor"]
    last = next(entry for entry in weeks[-1] if entry.kind == "considers")
    for_weeks = f"for {plural(len(weeks), 'week')}" if len(weeks) > 1 else "this week"
    lights = {
        gave: listed([words.actor(entry.actor) for entry in sponsors if entry.numbers["backs"] == gave])
        for gave in (True, False)
        if any(entry.numbers["backs"] == gave for entry in sponsors)
    }
    told = [f"{who} {'gave' if gave else 'withheld'} the green light" for gave, who in lights.items()]
    values = [
        f"a declaration that it backs was worth {decimal(entry.numbers['declaration'])} to {words.actor(entry.actor)}, "
        f"the status quo {decimal(entry.numbers['status_quo'])}"
        for entry in sponsors
        if not entry.numbers["backs"]
    ]
    waited = f"{words.actor(last.actor)} waited"
    if last.numbers["green"]:
        values = [
            f"declaring was worth {decimal(last.numbers['declaring'])} to it, waiting {decimal(last.numbers['waiting'])}"
        ]
    sentences = [f"{capital(for_weeks)} {' while '.join(told)}, and {waited}."]
    at_the_end = "in the last of them " if len(weeks) > 1 else ""
    return [*sentences, f"{capital(at_the_end + '; '.join(values))}."] if values else sentences


# --- recognitions -------------------------------------------------------------------------------------------

LOOKS = (4, 13, 26, 52, 104, 156, 208, 260, 520, 1_040)
"""Weeks after the first look at which recognitions are summed up."""


def _recognition_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    return sum(narrator.weeks_since_first(week[0]) >= look for look in LOOKS)


def _recognitions(weeks: list[Sequence[Entry]], narrator: Narrator) -> list[str]:
    new = sum(entry.numbers["new"] for week in weeks for entry in week)
    total = weeks[-1][-1].numbers["total"]
    if not new:
        return [f"No state recognised; {total:.0f} had so far."]
    return [f"{capital(plural(new, 'state'))} recognised, {total:.0f} in all so far."]


SPELLS = (
    Spell(frozenset({"offer", "answer"}), _round_mark, _rounds, False),
    Spell(frozenset({"sponsor", "considers"}), _weighing_mark, _weighing, True),
    Spell(frozenset({"recognitions"}), _recognition_mark, _recognitions, True),
)
"""Every family of weeks that are told together."""
