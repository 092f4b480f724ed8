"""Spells: weeks in which much the same happened, told in one passage instead of week by week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.views.story.sentences.aftermath import said_of_states
from sim.views.story.sentences.declaration import considers
from sim.views.story.sentences.verdict import grounds
from sim.views.story.sentences.words import capital, decimal, listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator
    from sim.views.story.sentences.words import Words

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
    tells: Callable[[Sequence[Sequence[Entry]], Narrator], list[str]]
    even_with_why: bool


# --- rounds of talks in which nobody gave in ----------------------------------------------------------------


def _round_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    accepted = any(entry.numbers["accepts"] for entry in week if entry.kind == "answer")
    return None if accepted or not narrator.weeks_since_first(week[0]) else "refused"


def _rounds(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words, first = narrator.words, narrator.rounds(weeks[0][0]) + 1
    moved = []
    for offer in (entry for entry in weeks[-1] if entry.kind == "offer"):
        before = narrator.before(offer, "offer")
        moves = words.moves(before.numbers["text"], offer.numbers["text"]) if before else []
        moved += [f"{words.actor(offer.actor)} moved on {listed(moves)}"] if moves else []
    values = [
        f"{words.whose(one.numbers['other'])} offer was {grounds(one, words, words.actor(one.actor))}"
        for one in weeks[-1]
        if one.kind == "answer"
    ]
    both = "; ".join(moved) or "neither side moved"
    if len(weeks) == 1:
        sentences = [f"round {first}", both, "both refused", *values]
    else:
        named = f"rounds {first} {'and' if len(weeks) == 2 else 'to'} {first + len(weeks) - 1}"
        sentences = [named, both, "each time both refused", f"in the last of these rounds {values[0]}", *values[1:]]
    return [f"{capital(sentence)}." for sentence in sentences]


# --- weeks in which a declaration was weighed ---------------------------------------------------------------


def _weighing_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    considered = [(entry.numbers["green"], entry.numbers["declares"]) for entry in week if entry.kind == "considers"]
    lights = [entry.numbers["backs"] for entry in week if entry.kind == "sponsor"]
    return (considered[0], *lights) if considered and lights else None


def _weighing(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    words = narrator.words
    sponsors = [entry for entry in weeks[-1] if entry.kind == "sponsor"]
    considered = next(entry for entry in weeks[-1] if entry.kind == "considers")
    lights = []
    for gave, said in ((True, "gave the green light"), (False, "withheld the green light")):
        who = [words.actor(entry.actor) for entry in sponsors if entry.numbers["backs"] == gave]
        lights += [f"{listed(who)} {said}"] if who else []
    length = f"for {plural(len(weeks), 'week')} " if len(weeks) > 1 else ""
    last = "in the last of them " if len(weeks) > 1 else ""
    sentences = [
        f"{length}{listed(lights)}", f"{last}{_light_values(sponsors, words)}", considers(considered, narrator)
    ]  # fmt: skip
    return [f"{capital(sentence)}." for sentence in sentences]


def _light_values(sponsors: Sequence[Entry], words: Words) -> str:
    """Give what a declaration and the status quo were worth to each sponsor."""
    first, *others = [
        (words.actor(one.actor), decimal(one.numbers["declaration"]), decimal(one.numbers["status_quo"]))
        for one in sponsors
    ]
    said = f"a backed declaration was worth {first[1]} to {first[0]}, the status quo {first[2]}"
    return "; ".join([said, *(f"to {who} {declared} and {stays}" for who, declared, stays in others)])


# --- recognitions -------------------------------------------------------------------------------------------

LOOKS = (4, 13, 26, 52, 104, 156, 208, 260, 520, 1_040)
"""Weeks after the first look at which recognitions are summed up."""


def _recognition_mark(week: Sequence[Entry], narrator: Narrator) -> Any:
    return sum(narrator.weeks_since_first(week[0]) >= look for look in LOOKS)


def _recognitions(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    new = sum(entry.numbers["new"] for week in weeks for entry in week)
    withdrawn = sum(entry.numbers["withdrawn"] for week in weeks for entry in week)
    return [f"{capital(said_of_states(new, weeks[-1][-1].numbers['total'], withdrawn))}."]


SPELLS = (
    Spell(frozenset({"offer", "answer"}), _round_mark, _rounds, False),
    Spell(frozenset({"sponsor", "considers"}), _weighing_mark, _weighing, True),
    Spell(frozenset({"recognitions"}), _recognition_mark, _recognitions, True),
)
"""Every family of weeks that are told together."""
