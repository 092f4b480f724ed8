"""One run by itself, with every decision written down."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.streams import block_of
from sim.process.chronicle import Chronicle
from sim.runs.block import model_of
from sim.runs.play import MOST_RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.actors.decisions import Seats
    from sim.model import StatusTalks
    from sim.scenario.format.scenario import Scenario

__all__ = ["chronicle_of", "one_run", "told_to_the_end"]


def chronicle_of(scenario: Scenario, run_number: int, *, seed: int = 0) -> Chronicle:
    """Play one run alone, writing down every decision; it is the same run as in any ensemble.

    Raises ValueError if there is no such run number.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> chronicle_of(five, 3).entries[-1].kind
    'outcome'
    """
    with one_run(scenario, run_number, seed=seed) as model:
        return told_to_the_end(model.run())


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
    if not 0 <= run_number < MOST_RUNS:
        raise ValueError(f"run {run_number} does not exist; run numbers are 0 to {MOST_RUNS - 1}")
    block, place = block_of(run_number)
    with model_of(scenario, seed, block, np.array([place]), chronicle=Chronicle(), seats=seats) as model:
        yield model


def told_to_the_end(model: StatusTalks) -> Chronicle:
    """Write down how the one run of a model ended, once it has been played and settled.

    Raises ValueError if the model keeps no chronicle.

    >>> with one_run(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 3) as model:
    ...     told_to_the_end(model.run()).entries[-1].kind
    'outcome'
    """
    if model.chronicle is None:
        raise ValueError("no chronicle is kept of this model")
    scenario, results = model.case, model.records
    week = int(results.columns["ended_week"][0])
    model.chronicle.tell(week, scenario.calendar.date_of(week), "", "outcome", "", {
        "outcome": scenario.outcome_labels[results.spelt("outcome")[0]], "ending": results.spelt("ending")[0],
    })  # fmt: skip
    return model.chronicle
