"""A sweep: one or two numbers of a scenario over many values, with the same chance at every point.

Since equal runs draw equal numbers everywhere (common random numbers), what differs between two points is due to the
number that is swept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from sim.questions.bands import Band, Bands, bands, under_each_rule
from sim.questions.compare import Difference, paired_difference
from sim.questions.measures import OUTCOME, Column, values_of
from sim.rules.arrays import Flags
from sim.runs.intervals import Interval, wilson
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied

__all__ = ["MOST_POINTS", "Axis", "Sweep", "axis_from", "sweep"]

MOST_POINTS = 2_500
"""More points than this are refused as a slip of the pen."""


@dataclass(frozen=True)
class Axis:
    """A number of a scenario with the values that it takes, as they are written."""

    path: str
    values: tuple[str, ...]

    @property
    def numbers(self) -> list[float]:
        """The values as numbers; their places if they are no numbers."""
        try:
            return [float(value) for value in self.values]
        except ValueError:
            return [float(place) for place in range(len(self.values))]


def axis_from(text: str) -> Axis:
    """Read what is swept: ``PATH=low:high:steps``, or ``PATH=value,value,...``.

    Raises ValueError if it is neither.

    >>> axis_from("actors.russia.blocking_cost=0:1:5").values
    ('0', '0.25', '0.5', '0.75', '1')
    >>> axis_from("actors.russia.veto=true,false").values
    ('true', 'false')
    """
    path, equals, written = (part.strip() for part in text.partition("="))
    wanted = "PATH=low:high:steps, such as actors.upland.delay_weight=0:1:11, or PATH=value,value"
    if not (path and equals and written):
        raise ValueError(f"{text!r} is no range; allowed: {wanted}")
    if ":" not in written:
        values = tuple(part.strip() for part in written.split(","))
        if len(set(values)) < len(values):
            raise ValueError(f"{text!r} names a value twice; allowed: each once")
        return Axis(path, values)
    try:
        low, high, steps = written.split(":")
        count = int(steps)
        if not 2 <= count <= MOST_POINTS:
            raise ValueError
        return Axis(path, tuple(f"{value:.12g}" for value in np.linspace(float(low), float(high), count)))
    except ValueError:
        raise ValueError(f"{text!r} is no range; allowed: {wanted}, with 2 to {MOST_POINTS} steps") from None


@dataclass(frozen=True)
class Sweep:
    """The outcomes of the same runs at every point."""

    scenario: Scenario
    axes: tuple[Axis, ...]
    """One or two."""
    seed: int
    ended: dict[tuple[str, ...], Column]
    """The outcome of each run at each point; a point is named by its values."""
    bands: dict[tuple[str, ...], Bands] = field(default_factory=dict)
    """Luck, coding and rules apart at each point, where that was asked for."""

    @property
    def runs(self) -> int:
        """Runs at each point."""
        return len(next(iter(self.ended.values())))

    def _is(self, point: tuple[str, ...], outcome: str) -> Flags:
        return np.asarray(self.ended[point] == outcome)

    def share(self, point: tuple[str, ...], outcome: str) -> Interval:
        """Return the share of an outcome at a point with its 95 per cent interval."""
        return wilson(int(np.sum(self._is(point, outcome))), self.runs)

    def band(self, point: tuple[str, ...], outcome: str) -> Band | None:
        """Return how sure one may be of a share at a point; nothing where no pairs were played."""
        found = self.bands.get(point)
        return None if found is None else next(band for band in found.bands if band.outcome == outcome)

    def _beyond_luck(self, point: tuple[str, ...], outcome: str) -> dict[str, list[float] | None]:
        found = self.band(point, outcome)
        if found is None:
            return {"coding": None, "rules": None}
        return {"coding": list(found.coding), "rules": list(found.rules)}

    def came_about(self, outcomes: Sequence[str]) -> list[str]:
        """Return those of some outcomes in which a run ended anywhere."""
        return [name for name in outcomes if any(np.any(self._is(point, name)) for point in self.ended)]

    def moved(self, point: tuple[str, ...], outcome: str) -> Difference:
        """Return how far a share differs from that at the first point, by pairs of equal runs."""
        return paired_difference(self._is(next(iter(self.ended)), outcome), self._is(point, outcome))

    def summary(self, outcomes: Sequence[str] = ()) -> dict[str, object]:
        """Return what is printed, as plain data; all outcomes if none is named."""
        named = list(outcomes or self.scenario.outcome_labels)
        return {
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "runs": self.runs,
            "pairs": next((one.pairs for one in self.bands.values()), None),
            "over": [{"path": axis.path, "values": list(axis.values)} for axis in self.axes],
            "points": [
                {
                    "at": dict(zip((axis.path for axis in self.axes), point, strict=True)),
                    "outcomes": [
                        {"outcome": name, **self.share(point, name)._asdict(), **self._beyond_luck(point, name),
                         "from_first": self.moved(point, name)._asdict()}
                        for name in named
                    ],
                }
                for point in self.ended
            ],
        }  # fmt: skip


def sweep(
    scenario: Scenario, axes: Sequence[Axis], *, runs: int = 2_000, seed: int = 0, workers: int = 1,
    pairs: int | None = None, on_point: Callable[[int, int], None] | None = None,
) -> Sweep:  # fmt: skip
    """Play the same runs at every point, and so many pairs of them under each choice of rules if bands are wanted.

    Raises ScenarioFault if a value, or a choice of rules at a point, makes no sense; ValueError if there is no axis,
    more than two, the same twice, or too many points.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> swept = sweep(five, [axis_from("actors.russia.veto=true,false")], runs=100)
    >>> swept.share(("false",), "council_settlement").share > swept.share(("true",), "council_settlement").share
    True
    """
    from sim.runs.run import run

    points = list(product(*(axis.values for axis in axes)))
    if not 1 <= len(axes) <= 2 or len({axis.path for axis in axes}) < len(axes):
        raise ValueError(f"one or two different paths can be swept, and {len(axes)} are named")
    if len(points) > MOST_POINTS:
        raise ValueError(f"{len(points):,} points are too many; allowed: up to {MOST_POINTS:,}")
    asked = {
        point: varied(scenario, [f"{axis.path}={value}" for axis, value in zip(axes, point, strict=True)]).scenario
        for point in points
    }
    for changed in asked.values() if pairs is not None else ():
        under_each_rule(changed)
    ended, apart = {}, {}
    for done, (point, changed) in enumerate(asked.items(), start=1):
        ended[point] = values_of(run(changed, runs, seed=seed, workers=workers).rows, OUTCOME)
        if pairs is not None:
            apart[point] = bands(changed, pairs, seed=seed, workers=workers)
        if on_point is not None:
            on_point(done, len(points))
    return Sweep(scenario, tuple(axes), seed, ended, apart)
