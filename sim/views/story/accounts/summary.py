"""A run in at most five sentences: how it ended first, then what led there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.accounts.registry import GISTS
from sim.views.story.sentences.events import missed
from sim.views.wording import capital, day, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["MOST", "summary_of"]

MOST = 5
"""Sentences."""


def summary_of(entries: Sequence[Entry], narrator: Narrator) -> tuple[str, ...]:
    """Sum a run up: the outcome, and a sentence for each kind of stage that it came to.

    >>> from sim.runs.one_run import chronicle_of
    >>> from sim.views.story.sentences.narrator import Narrator
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = chronicle_of(five, 0, seed=1).entries
    >>> summary_of(entries, Narrator(five, entries))[0]
    'The run ended on 10 March 2008, 28 months after it had begun: Coordinated declaration.'
    """
    stages = narrator.scenario.stages
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.stage:
            by_kind.setdefault(stages[entry.stage].kind, []).append(entry)
    gists = [GISTS[kind](own, narrator) for kind, own in by_kind.items() if kind in GISTS]
    told = [sentence for sentence in gists if sentence]
    while len(told) >= MOST:  # what came last belongs together: an act, and who followed it
        told[-2:] = [f"{told[-2]}; {told[-1]}"]
    return tuple(f"{capital(sentence)}." for sentence in (_outcome(entries, narrator), *told))


def _outcome(entries: Sequence[Entry], narrator: Narrator) -> str:
    ending = next((entry for entry in entries if entry.kind == "outcome"), None)
    if ending is None:
        return "the run has not ended yet"
    label, why = ending.word("outcome"), missed(ending, narrator)
    if ending.word("ending") == "calendar":
        told = f"the calendar ended on {day(narrator.scenario.calendar.end)} before the process did: {label}"
    else:
        months = plural(ending.week * 12 / 52, "month")
        told = f"the run ended on {day(ending.date)}, {months} after it had begun: {label}"
    return f"{told}, since {why}" if why else told
