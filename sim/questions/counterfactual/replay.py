"""A course of events: a block of runs played week by week, with an intervention on its day if there is one.

Up to that day the model is the old scenario's, to the last bit. On that day it goes on with the new one: every part
reads its numbers again, and what the runs have been through (offers, beliefs, drafts) stays. A change in the first
week is one from the start, whatever it changes.
"""

import numpy as np
import numpy.typing as npt

from sim.chance.streams import block_of
from sim.model import StatusTalks
from sim.process.chronicle import Chronicle
from sim.process.records import Filled
from sim.questions.counterfactual.intervention import Intervention
from sim.rules.arrays import Counts, Flags
from sim.runs.one_run import told_to_the_end
from sim.scenario.format.scenario import Scenario

__all__ = ["Course", "told_by", "unlike"]


class Course:
    """A block of runs of one scenario, or of one that changes on a day."""

    def __init__(
        self, scenario: Scenario, seed: int, block: int, places: Counts, intervention: Intervention | None = None,
        chronicle: Chronicle | None = None,
    ) -> None:  # fmt: skip
        self.intervention = intervention
        if intervention is not None and intervention.week == 0:  # nothing has happened yet that could stay as it was
            scenario = intervention.scenario
        self.model = StatusTalks(scenario, seed=seed, block=block, places=places, chronicle=chronicle)

    @property
    def over(self) -> bool:
        """Whether every run has ended, or the calendar has."""
        return not self.model.running

    def step(self) -> None:
        """Play one week; nothing happens once all is over."""
        if self.over:
            return
        if self.intervention is not None and 0 < self.model.world.week == self.intervention.week:
            self.model.intervene(self.intervention.scenario)
        self.model.step()


def unlike(one: Filled | npt.NDArray[np.object_], other: Filled | npt.NDArray[np.object_]) -> Flags:
    """Tell where two arrays of equal shape differ to the last bit; what is missing in both is the same.

    >>> unlike(np.array([1.0, np.nan, 2.0]), np.array([1.0, np.nan, 3.0]))
    array([False, False,  True])
    """
    differs = np.asarray(one != other)
    if one.dtype.kind == "f":
        differs &= ~(np.isnan(one) & np.isnan(other))
    return differs


def told_by(scenario: Scenario, seed: int, number: int, intervention: Intervention | None = None) -> Chronicle:
    """Play one run alone, with an intervention on its day if there is one, and write down every decision.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told_by(five, 0, 3).entries[-1].kind
    'outcome'
    """
    block, place = block_of(number)
    course = Course(scenario, seed, block, np.array([place]), intervention, Chronicle())
    while not course.over:
        course.step()
    course.model.settle()
    return told_to_the_end(course.model)
