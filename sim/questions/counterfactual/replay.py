"""A course of events: a block of runs played week by week, with an intervention on its day if there is one.

Up to that day the model is the old scenario's, to the last bit. On that day everything that the changed numbers
went into when the model was made is taken from a model of the new scenario, made of the same chance; what the
runs have been through (offers, beliefs, drafts) stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel

from sim.actors.actor import Actor
from sim.chance.streams import block_of
from sim.model import StatusTalks

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.process.chronicle import Chronicle
    from sim.questions.counterfactual.intervention import Intervention
    from sim.rules.arrays import Counts, Flags
    from sim.scenario.format.scenario import Scenario

__all__ = ["Course", "told_by", "unlike"]

LIVED = {"public_value", "aspires", "belief_weights", "last_offers", "last_gain", "texts", "on_table", "consent"}
"""What numbers start and play moves: it stays as the runs have made it."""

LENGTHENED = {"weeks"}
"""What play adds to; the change is added likewise."""


class Course:
    """A block of runs of one scenario, or of one that changes on a day."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        block: int,
        places: Counts,
        intervention: Intervention | None = None,
        chronicle: Chronicle | None = None,
    ) -> None:
        if intervention is not None and intervention.week <= 0:  # from the start: nothing has been lived through
            scenario, intervention = intervention.scenario, None
        self.scenario, self.seed, self.block, self.places = scenario, seed, block, places
        self.intervention = intervention
        self.model = StatusTalks(scenario, seed=seed, block=block, places=places, chronicle=chronicle)

    @property
    def over(self) -> bool:
        """Whether every run has ended, or the calendar has."""
        return not self.model.running

    def step(self) -> None:
        """Play one week; nothing happens once all is over."""
        if self.over:
            return
        if self.intervention is not None and self.model.setting.week == self.intervention.week:
            self._intervene(self.intervention.scenario)
        self.model.step()

    def _intervene(self, scenario: Scenario) -> None:
        before, after = (
            StatusTalks(one, seed=self.seed, block=self.block, places=self.places)
            for one in (self.scenario, scenario)
        )
        now = self.model
        for parts in ((m.setting for m in (now, before, after)), (m.influence for m in (now, before, after))):
            _take_over(now, *parts)
        for name in now.actors:
            _take_over(now, now.actors[name], before.actors[name], after.actors[name])
        for place in range(len(now.stages)):
            _take_over(now, now.stages[place], before.stages[place], after.stages[place])
        now.setting.inputs, now.setting.scenario = after.setting.inputs, scenario
        before.release()
        after.release()


def unlike(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Say where two arrays differ to the last bit; what is missing in both is the same.

    Examples
    --------
    >>> unlike(np.array([1.0, np.nan, 2.0]), np.array([1.0, np.nan, 3.0]))
    array([False, False,  True])
    """
    differs = one != other
    if one.dtype.kind == "f":
        differs &= ~(np.isnan(one) & np.isnan(other))
    return np.asarray(differs)


def _take_over(now: StatusTalks, part: Any, before: Any, after: Any) -> None:
    """Give one part of a model what the change of scenario makes of it."""
    for name, new in vars(after).items():
        if name not in LIVED and name in vars(before) and name in vars(part):
            setattr(part, name, _merged(now, name, getattr(part, name), getattr(before, name), new))


def _merged(now: StatusTalks, name: str, current: Any, old: Any, new: Any) -> Any:
    """Give the new value where the change of scenario makes a difference, else what there is."""
    if isinstance(new, np.ndarray) and isinstance(current, np.ndarray):
        return _merged_arrays(name, current, old, new)
    if isinstance(new, Actor):
        return now.actors[new.name] if new.name != old.name else current
    if isinstance(new, BaseModel):
        return new if new != old else current
    if isinstance(new, dict) and isinstance(current, dict):
        return {key: _merged(now, name, current[key], old[key], item) if key in current and key in old else item
                for key, item in new.items()}  # fmt: skip
    if isinstance(new, list | tuple):
        return _merged_list(now, name, current, old, new)
    return new if isinstance(new, bool | int | float) and new != old else current


def _merged_list(now: StatusTalks, name: str, current: Any, old: Any, new: Any) -> Any:
    if any(isinstance(item, Actor) for item in (*old, *new)):
        same = [item.name for item in old] == [item.name for item in new]
        return current if same else [now.actors[item.name] for item in new]
    if len(current) == len(old) == len(new):
        return type(current)(_merged(now, name, *three) for three in zip(current, old, new, strict=True))
    return new if all(isinstance(item, int) for item in new) else current


def _merged_arrays(name: str, current: Any, old: Any, new: Any) -> Any:
    if old.shape != new.shape or old.shape != current.shape:
        return current
    changed = unlike(old, new)
    if not changed.any():
        return current
    fresh = current - old + new if name in LENGTHENED else new
    return np.where(changed, fresh, current)


def told_by(scenario: Scenario, seed: int, number: int, intervention: Intervention | None = None) -> Chronicle:
    """Play one run alone, with an intervention on its day if there is one, and write down every decision.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told_by(five, 0, 3).entries[-1].kind
    'outcome'
    """
    from sim.process.chronicle import Chronicle as Kept

    kept = Kept()
    block, place = block_of(number)
    course = Course(scenario, seed, block, np.array([place]), intervention, kept)
    while not course.over:
        course.step()
    model = course.model
    model.settle()
    week = int(model.results.columns["ended_week"][0])
    kept.tell(week, scenario.calendar.date_of(week), "", "outcome", "", {
        "outcome": model.case.outcome_labels[model.results.spelt("outcome")[0]],
        "ending": model.results.spelt("ending")[0],
    })  # fmt: skip
    model.release()
    return kept
