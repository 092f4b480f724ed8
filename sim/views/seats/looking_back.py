"""A game looked back at, in words: what was played, what the model would have done, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.seats.protocol import choice_data
from sim.views.labels import label_of
from sim.views.seats.words import choice_in_words
from sim.views.wording import day, decimal, per_cent, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.actors.decisions import Choice
    from sim.scenario.format.scenario import Scenario
    from sim.seats.debrief import Debrief, Ending
    from sim.seats.play import Decision

__all__ = ["Row", "looking_back", "rows_of"]

NAMED = {
    "offer": "the offer", "mean": "whether the offer is meant", "accept": "the answer to a text",
    "extend": "more time", "consent": "the last word", "object": "an objection", "draft": "the text",
    "revise": "the revision",
    "vote": "the vote", "signal": "what is said in public", "move": "the fate of the draft", "back": "the backing",
    "declare": "the declaration", "recommend": "the recommendation", "ratify": "the votes",
}  # fmt: skip
"""What each kind of decision is called."""


class Row(NamedTuple):
    """A decision of a seat as it stands in a table."""

    when: str
    what: str
    chosen: str
    model: str
    by: str
    parted: bool
    """Whether the model would have chosen otherwise, as far as one reads it."""
    better: str
    """What would have brought most, where this is the single decision that would have."""


def rows_of(told: Debrief, scenario: Scenario) -> Iterator[Row]:
    """Return every decision of a seat, in order."""
    for one in told.decisions:
        answered = one.answered
        mine, model = (_said(choice, scenario) for choice in (answered.choice, one.question.own))
        by = "the model" if answered.by == "model" else f"a {answered.by}"
        better = told.best is not None and told.best.decision.number == one.number
        yield Row(
            day(scenario.calendar.date_of(one.question.week)),
            f"{NAMED[one.question.kind]} in {label_of(scenario, 'stages', one.question.stage)}",
            mine, model, f"{by}: {answered.why}" if answered.why else by, mine != model,
            _said(told.best.choice, scenario) if told.best is not None and better else "",
        )  # fmt: skip


def looking_back(told: Debrief, scenario: Scenario, run: int, seed: int) -> Iterator[str]:
    """Say it line by line."""
    who = label_of(scenario, "actors", told.seat)
    yield f"{who}, run {run}, seed {seed}: one game, looked back at"
    yield f"As played: {_ended(told.played, scenario)}, worth {decimal(told.played.payoff)} to {who}."
    yield f"With the model in that seat: {_ended(told.by_model, scenario)}, worth {decimal(told.by_model.payoff)}."
    if told.parted is None:
        yield f"No decision parted from the model's, of {plural(len(told.decisions), 'decision')}."
    else:
        yield f"First parted: {_decided(told.parted, scenario)}."
        more = "more" if told.paid > 0 else "less"
        yield (f"Those decisions brought {decimal(abs(told.paid))} {more} than the model's." if told.paid
               else "Those decisions brought exactly what the model's bring.")  # fmt: skip
    if told.tried == 0:
        yield "No decision was tried otherwise."
    elif told.best is None:
        yield f"No single decision taken otherwise would have brought more, of {told.tried} that were tried."
    else:
        best, one = told.best, told.best.decision
        yield (f"The best single decision in hindsight: {_when(one, scenario)}, "
               f"{_said(best.choice, scenario)} instead of {_said(one.answered.choice, scenario)}: "
               f"{_ended(best.ending, scenario)}, worth {decimal(best.ending.payoff)}, "
               f"of {told.tried} that were tried.")  # fmt: skip
    low, middle, high = (decimal(float(one)) for one in np.quantile(told.payoffs, (0.05, 0.5, 0.95)))
    yield (f"Beside {len(told.payoffs):,} runs of the model: {who} has less than in this game in "
           f"{per_cent(told.below)} of them (half have less than {middle}, nine in ten lie from {low} to {high}); "
           f"{per_cent(told.share)} end as this game did.")  # fmt: skip
    yield "Hindsight knows the luck of this run; whoever decided did not. One game is no evidence of skill."


def _ended(ending: Ending, scenario: Scenario) -> str:
    import datetime as dt

    return f"{scenario.outcome_labels[ending.outcome]}, {day(dt.date.fromisoformat(ending.ended_on))}"


def _when(one: Decision, scenario: Scenario) -> str:
    on = day(scenario.calendar.date_of(one.question.week))
    return f"{NAMED[one.question.kind]} in {label_of(scenario, 'stages', one.question.stage)}, {on}"


def _decided(one: Decision, scenario: Scenario) -> str:
    mine, model = (_said(choice, scenario) for choice in (one.answered.choice, one.question.own))
    if mine == model:
        return f"{_when(one, scenario)}: {mine}, less than a hundredth from what the model would say"
    return f"{_when(one, scenario)}: {mine}, where the model would say {model}"


def _said(choice: Choice, scenario: Scenario) -> str:
    return choice_in_words(choice_data(choice, list(scenario.issues)), scenario)
