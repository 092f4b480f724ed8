"""Sobol indices by design: runs made for the purpose, which tell total effects exactly in the limit.

Two sets of points A and B are laid out (Sobol' sequence, shifted); for each group of numbers the runs of A are
played again with that group's numbers taken from B (Saltelli et al. 2010). What no number decides, the chance within
a run, is a group of its own: A's runs with B's chance. So the indices add up to what they should.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.chance.streams import Streams
from sim.questions.measures import usable
from sim.questions.sensitivity.groups import CHANCE
from sim.questions.sensitivity.library import salib

if TYPE_CHECKING:
    from sim.rules.arrays import Floats

__all__ = ["Evaluate", "Index", "Indices", "sobol_indices"]

Evaluate = Callable[[Mapping[str, "Floats"], bool], "Mapping[str, Floats]"]
"""Plays runs with given uniform numbers, ``(points,)`` each by path, with the chance of B if told so, else of A;
gives the outputs by name, ``(points,)`` each."""

RESAMPLES = 200
"""Bootstrap resamples behind an interval."""


class Index(NamedTuple):
    """The indices of one group; intervals hold 95 per cent."""

    group: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Indices:
    """The Sobol indices of one output.

    Attributes
    ----------
    output : str
        The outcome or column.
    points : int
        Points of each of A and B.
    runs : int
        Runs that were played in all.
    indices : list of Index
        One a group, the largest total first.
    """

    output: str
    points: int
    runs: int
    indices: list[Index]

    def summary(self) -> dict[str, Any]:
        """Give what is printed, as plain data."""
        return {"output": self.output, "runs": self.runs, "points": self.points, "method": "Sobol by design",
                "indices": [part._asdict() for part in self.indices]}  # fmt: skip


def sobol_indices(
    evaluate: Evaluate,
    groups: Mapping[str, list[str]],
    points: int = 1_024,
    *,
    seed: int = 0,
    with_chance: bool = True,
    on_group: Callable[[int, int], None] | None = None,
) -> list[Indices]:
    """Lay out the design, play it, and estimate first-order and total indices of every output.

    Raises
    ------
    ValueError
        If the number of points is no power of 2, or an output is not finite or never varies.
    MissingLibrary
        If SALib is not installed.

    Examples
    --------
    >>> def weighted(inputs, other_chance):
    ...     return {"sum": 2 * inputs["x"] + inputs["y"]}
    >>> (found,) = sobol_indices(weighted, {"x": ["x"], "y": ["y"]}, 256, with_chance=False)
    >>> [part.group for part in found.indices], round(found.indices[0].first, 1)
    (['x', 'y'], 0.8)
    """
    if points < 2 or points & (points - 1):
        raise ValueError(f"{points} points cannot be laid out evenly; allowed: powers of 2 such as 256, 512, 1024")
    salib("sobol")  # before anything is played
    first, second = _layout([path for paths in groups.values() for path in paths], points, seed)
    mixtures = [{**first, **{path: second[path] for path in paths}} for paths in groups.values()]
    plans = [(first, False), (second, True), *((mixture, False) for mixture in mixtures)]
    names = list(groups)
    if with_chance:
        plans.append((first, True))
        names.append(CHANCE)
    played = []
    for done, (inputs, chance) in enumerate(plans, start=1):
        played.append(evaluate(inputs, chance))
        if on_group is not None:
            on_group(done, len(plans))
    return [
        Indices(output, points, points * len(plans), _estimated(output, names, [one[output] for one in played], seed))
        for output in played[0]
    ]


def _layout(paths: list[str], points: int, seed: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Lay out A and B: one Sobol' sequence, shifted around the unit cube (Cranley & Patterson 1976)."""
    from scipy.stats import qmc

    width = len(paths)
    sequence = qmc.Sobol(2 * width, scramble=False).random(points)
    shift = Streams(seed, 0).stream("sensitivity.shift").random(2 * width)
    laid = (sequence + shift) % 1.0
    return {path: laid[:, place] for place, path in enumerate(paths)}, {
        path: laid[:, width + place] for place, path in enumerate(paths)
    }


def _estimated(output: str, names: list[str], played: list[Floats], seed: int) -> list[Index]:
    """Estimate the indices with intervals from resampled points (percentile bootstrap)."""
    method = salib("sobol")
    everything = usable(np.concatenate([np.asarray(one, dtype=float) for one in played]), output)
    # An output that varies nowhere but in one mixture has no variance to share out either.
    usable(everything[: 2 * len(played[0])], output)
    centre, scale = everything.mean(), everything.std()
    first, second, *mixed = ((np.asarray(one, dtype=float) - centre) / scale for one in played)
    drawn = Streams(seed, 0).stream("sensitivity.resamples").integers(len(first), size=(len(first), RESAMPLES))
    found = []
    for name, mixture in zip(names, mixed, strict=True):
        numbers = []
        for estimate in (method.first_order, method.total_order):
            resampled = estimate(first[drawn], mixture[drawn], second[drawn])
            low, high = np.quantile(resampled, (0.025, 0.975))
            numbers += [float(estimate(first, mixture, second)), float(low), float(high)]
        found.append(Index(name, *numbers))
    return sorted(found, key=lambda part: -part.total)
