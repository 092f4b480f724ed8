"""What could pass in a council: over two issues as a map, one issue at a time as ranges, over all as a share."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats
from sim.theory.of_scenario.council import Assembly
from sim.theory.voting.gains import gains_by_issue
from sim.theory.voting.pivots import carried

__all__ = ["Reach", "assembly_map", "reach", "winset_size"]

_POINTS = 201
_SAMPLE = 4096


class Reach(NamedTuple):
    """What could pass on one issue while all others stay as they are."""

    low: Floats
    high: Floats
    """Ends of what could pass, ``(runs,)``; the status quo where nothing could."""
    exists: npt.NDArray[np.bool_]
    """Whether anything could, ``(runs,)``."""


def assembly_map(
    assembly: Assembly, axes: tuple[int, int], points: tuple[Floats, Floats], text: Floats, *, consent: bool = False
) -> Floats:
    """Map the share of runs in which texts over two issues are in the win set of the status quo.

    Parameters
    ----------
    assembly
        The council, from `sim.theory.of_scenario.council.assembly_of`.
    axes
        The two issues that vary.
    points
        The values that they take, ``(first points,)`` and ``(second points,)``.
    text
        What the texts say on all other issues, ``(issues, runs)``.
    consent
        Whether the parties agree on the text.

    Returns
    -------
    Floats
        Shares of runs, ``(first points, second points)``.

    Raises
    ------
    ValueError
        If the two issues are the same.

    References
    ----------
    Win sets drawn over two dimensions: Tsebelis, G. (2002). Veto Players, ch. 1.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.council import assembly_of
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/theory/baron_ferejohn.yaml")
    >>> council = assembly_of(outset_of(scenario, Means(scenario)), scenario.stages["floor"])
    >>> grid = np.array([0.1, 0.5])
    >>> assembly_map(council, (0, 1), (grid, grid), council.status_quo)
    array([[0., 0.],
           [0., 1.]])
    """
    if axes[0] == axes[1]:
        raise ValueError("the map needs two different issues")
    stands, now = assembly.stands, assembly.status_quo
    parts = list(gains_by_issue(text, now, stands.position, stands.salience, gamma=stands.gamma))
    rest = sum(part for issue, part in enumerate(parts) if issue not in axes) + np.zeros_like(parts[0])
    first, second = (
        [next(gains_by_issue(_at(text, axis, value), now, stands.position, stands.salience, only=axis,
                             gamma=stands.gamma)) for value in values]
        for axis, values in zip(axes, points, strict=True)
    )  # fmt: skip
    shares = np.empty((len(first), len(second)))
    for row, column in np.ndindex(*shares.shape):
        here = _at(_at(text, axes[0], float(points[0][row])), axes[1], float(points[1][column]))
        votes = assembly.votes(rest + first[row] + second[column], here, consent=consent)
        shares[row, column] = carried(votes, assembly.rule, assembly.vetoes).mean()
    return shares


def reach(assembly: Assembly, issue: int, *, consent: bool = False) -> Reach:
    """Tell what could pass on one issue, in steps of 0.005, while all others stay at the status quo.

    Parameters
    ----------
    assembly : Assembly
    issue
        Place of the issue.
    consent
        Whether the parties agree.

    Returns
    -------
    Reach
        Lowest and highest point that could pass in each run; between them something may fail.

    References
    ----------
    Krehbiel, K. (1998). Pivotal Politics; Tsebelis, G. (2002). Veto Players, ch. 1.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.council import assembly_of
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/theory/baron_ferejohn.yaml")
    >>> council = assembly_of(outset_of(scenario, Means(scenario)), scenario.stages["floor"])
    >>> reach(council, 0).exists
    array([False])
    """
    now, stands = assembly.status_quo, assembly.stands
    low, high = now[issue].copy(), now[issue].copy()
    exists = np.zeros(stands.runs, bool)
    for point in np.linspace(0.0, 1.0, _POINTS):
        text = _at(now, issue, point)
        gained = next(gains_by_issue(text, now, stands.position, stands.salience, only=issue, gamma=stands.gamma))
        votes = assembly.votes(gained, text, consent=consent)
        passes = carried(votes, assembly.rule, assembly.vetoes)
        low = np.where(passes, np.minimum(low, point), low)
        high = np.where(passes, np.maximum(high, point), high)
        exists |= passes
    return Reach(low, high, exists)


def winset_size(assembly: Assembly, *, consent: bool = False) -> float:
    """Tell what share of all texts could pass, over evenly spread texts.

    Parameters
    ----------
    assembly
        The council in one run, such as on the scenario's mean.
    consent
        Whether the parties agree.

    Returns
    -------
    float
        Share of issue space, 0 … 1, within about 0.01.

    Raises
    ------
    ValueError
        If there are several runs.

    References
    ----------
    Sobol, I. (1967), evenly spread points. Size of the win set as policy stability: Tsebelis, G. (2002), ch. 1.

    Examples
    --------
    >>> from sim.chance.inputs import Means
    >>> from sim.theory.of_scenario.council import assembly_of
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = sim.read_scenario("scenarios/theory/baron_ferejohn.yaml")
    >>> council = assembly_of(outset_of(scenario, Means(scenario)), scenario.stages["floor"])
    >>> round(winset_size(council), 2)
    0.57
    """
    from scipy.stats import qmc  # a second to import, so only where points are spread

    if assembly.stands.runs != 1:
        raise ValueError(f"the size of a win set is asked of one run, not of {assembly.stands.runs}")
    spread = qmc.Sobol(assembly.stands.position.shape[1], scramble=False).random(_SAMPLE)
    return float(assembly.vote_on(spread.T, consent=consent).passes.mean())


def _at(text: Floats, axis: int, value: float) -> Floats:
    moved = np.array(text, float)
    moved[axis] = value
    return moved
