"""The numbers of a scenario run by run: as drawn, over many blocks, or all at their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.scenario.draws import BLOCK_RUNS, Inputs, Streams, quantities

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.scenario.schema import Scenario

__all__ = ["Drawn", "Draws", "Means", "drawn_by_issue", "drawn_texts"]


class Drawn(Protocol):
    """Whatever gives the number at a path for each run."""

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Give the number at a path, ``(runs,)``."""
        ...


class Means:
    """One run in which every number is what is expected of it.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> means = Means(read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> means["actors.belgrade.position.status"].round(3)
    array([0.203])
    """

    runs = 1

    def __init__(self, scenario: Scenario) -> None:
        self._known = dict(quantities(scenario))

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Give the mean of the number at a path, ``(1,)``."""
        return np.array([self._known[path].mean])

    def uniform(self, name: str) -> npt.NDArray[np.float64]:
        """Stand for a draw of chance: the middle, ``(1,)``, whatever it is about.

        Parameters
        ----------
        name : str
            What the chance is about.

        Returns
        -------
        (1,)
            One half.
        """
        return np.full(1, 0.5)


class Draws:
    """The numbers as the first runs of an ensemble draw them, whatever the number of runs.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    runs : int
        How many runs, from run 0 on.
    seed : int
        0 to 2**64 - 1.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> Draws(read_scenario("scenarios/kosovo/five_actors.yaml"), 3_000)["actors.belgrade.position.status"].shape
    (3000,)
    """

    def __init__(self, scenario: Scenario, runs: int, seed: int = 0) -> None:
        self.runs = runs
        self._blocks = [
            Inputs.of(scenario, Streams(seed, first // BLOCK_RUNS, np.arange(size)), size)
            for first in range(0, runs, BLOCK_RUNS)
            for size in (min(BLOCK_RUNS, runs - first),)
        ]

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Give the number at a path for each run, ``(runs,)``."""
        return np.concatenate([block[path] for block in self._blocks])

    def uniform(self, name: str) -> npt.NDArray[np.float64]:
        """Draw numbers from 0 up to 1 under a name, ``(runs,)``.

        Parameters
        ----------
        name : str
            What the chance is about.

        Returns
        -------
        (runs,)
            One number a run, from 0 up to 1 (1 excluded).
        """
        return np.concatenate([block.streams.uniform(name) for block in self._blocks])


def drawn_by_issue(
    scenario: Scenario, drawn: Drawn, runs: int, block: dict[str, Any], path: str, default: float, part: str = ""
) -> npt.NDArray[np.float64]:
    """Give a block of numbers by issue as an array, with a default where nothing is said.

    Parameters
    ----------
    block : dict
        What the scenario says, by issue.
    path : str
        Where the block stands.
    part : str
        Which part of what is said of an issue; left out, all of it is one number.
    scenario : Scenario
        The scenario.
    drawn : mapping of str to (runs,)
        Its numbers run by run, by dotted path.
    runs : int
        How many runs.
    default : float
        What stands where the block says nothing.

    Returns
    -------
    array, (issues, runs)

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> means = Means(five)
    >>> block = five.actors["pristina"].position
    >>> drawn_by_issue(five, means, 1, block, "actors.pristina.position", 0.5).shape
    (4, 1)
    """
    rows = np.full((len(scenario.issues), runs), default)
    for place, issue in enumerate(scenario.issues):
        if issue in block and (not part or getattr(block[issue], part) is not None):
            rows[place] = drawn[f"{path}.{issue}{part and '.' + part}"]
    return rows


def drawn_texts(scenario: Scenario, drawn: Drawn, runs: int) -> dict[str, npt.NDArray[np.float64]]:
    """Give every named text of a scenario as an array, following `same_as`.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    drawn : mapping of str to (runs,)
        Its numbers run by run, by dotted path.
    runs : int
        How many runs.

    Returns
    -------
    dict of str to array, (issues, runs)

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> drawn_texts(five, Means(five), 1)["ahtisaari"].shape
    (4, 1)
    """
    texts = {}
    for name in scenario.texts:
        points = np.full((len(scenario.issues), runs), 0.5)
        for place, issue in enumerate(scenario.issues):
            source: str | None = name
            while source is not None and issue not in scenario.texts[source].terms:
                source = scenario.texts[source].same_as
            if source is not None:
                points[place] = drawn[f"texts.{source}.{issue}"]
        texts[name] = points
    return texts
