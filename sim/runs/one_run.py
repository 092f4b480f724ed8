"""Runs with every decision written down: one by itself, or many."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.streams import block_of
from sim.process.chronicle import Chronicle, Chronicles
from sim.runs.block import model_of
from sim.runs.drawn import runs_by_block
from sim.runs.play import MOST_RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.actors.decisions import Seats
    from sim.model import StatusTalks
    from sim.scenario.format.scenario import Scenario

__all__ = ["chronicle_of", "chronicles_of", "one_run", "told_to_the_end"]

TOGETHER = 128
"""How many runs are told beside each other: enough that playing costs little, few enough for a small machine."""


def chronicle_of(scenario: Scenario, run_number: int, *, seed: int = 0) -> Chronicle:
    """Play one run alone, writing down every decision; it is the same run as in any ensemble.

    Raises ValueError if there is no such run number.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> chronicle_of(five, 3).entries[-1].kind
    'outcome'
    """
    with one_run(scenario, run_number, seed=seed) as model:
        return told_to_the_end(model.run())


def chronicles_of(
    scenario: Scenario, run_numbers: Iterable[int], *, seed: int = 0
) -> Iterator[tuple[int, Chronicle]]:  # fmt: skip
    """Play runs together, writing down every decision, and yield each: as `chronicle_of` of each, only sooner.

    Raises ValueError if there is no such run number.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told = dict(chronicles_of(five, range(2, 5)))
    >>> list(told), told[3].entries == chronicle_of(five, 3).entries
    ([2, 3, 4], True)
    """
    numbers = map(_existing, run_numbers)
    while together := list(itertools.islice(numbers, TOGETHER)):
        for block, places in runs_by_block(np.array(together)).items():
            kept = Chronicles(len(places))
            with model_of(scenario, seed, block, places, chronicle=kept) as model:
                model.run()
                for place, number in enumerate(model.run_numbers.tolist()):
                    _tell_the_end(model, kept.each[place], place)
                    yield number, kept.each[place]


@contextlib.contextmanager
def one_run(
    scenario: Scenario, run_number: int, *, seed: int = 0, seats: Seats | None = None
) -> Iterator[StatusTalks]:  # fmt: skip
    """Set a model of one run up, ready to be played week by week with every decision written down.

    Whoever sits in `seats` decides for some of the actors.

    Raises ValueError if there is no such run number.

    >>> with one_run(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 3) as model:
    ...     model.run_numbers.tolist(), next(model.weeks())
    ([3], 0)
    """
    block, place = block_of(_existing(run_number))
    with model_of(scenario, seed, block, np.array([place]), chronicle=Chronicle(), seats=seats) as model:
        yield model


def told_to_the_end(model: StatusTalks) -> Chronicle:
    """Write down how the one run of a model ended, once it has been played and settled.

    Raises ValueError if the model keeps no chronicle.

    >>> with one_run(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 3) as model:
    ...     told_to_the_end(model.run()).entries[-1].kind
    'outcome'
    """
    if not isinstance(model.chronicle, Chronicle):
        raise ValueError("no chronicle is kept of this model")
    _tell_the_end(model, model.chronicle, 0)
    return model.chronicle


def _tell_the_end(model: StatusTalks, chronicle: Chronicle, place: int) -> None:
    scenario, results = model.case, model.records
    week = int(results.columns["ended_week"][place])
    chronicle.tell(week, scenario.calendar.date_of(week), "", "outcome", "", np.array([place]), {
        "outcome": scenario.outcome_labels[results.spelt("outcome")[place]], "ending": results.spelt("ending")[place],
    })  # fmt: skip


def _existing(run_number: int) -> int:
    if not 0 <= run_number < MOST_RUNS:
        raise ValueError(f"run {run_number} does not exist; run numbers are 0 to {MOST_RUNS - 1}")
    return run_number
