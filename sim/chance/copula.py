"""Numbers that are drawn together, so that one that is put higher is made up for by another.

The draws are made normal, joined by the Cholesky factor of their correlations, and made uniform again: the normal
copula (Nelsen 2006, An Introduction to Copulas). Of numbers with normal distributions this gives the normal
distribution with their covariance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sim.scenario.format.scenario import Scenario

__all__ = ["Copula", "copulas_of"]

SMALLEST = 2.0**-53
"""Uniform numbers are kept so far from 0 and from 1, where a normal number would be infinite."""


@dataclass(frozen=True)
class Copula:
    """Numbers that are drawn together, each with its own distribution: a normal copula.

    >>> pair = Copula.of(("process.wave.alone", "process.wave.bandwagon"), np.array([[1.0, 0.6], [0.6, 1.0]]))
    >>> independent = {"process.wave.alone": np.array([0.9]), "process.wave.bandwagon": np.array([0.5])}
    >>> {path: float(numbers[0].round(3)) for path, numbers in pair.joined(independent.__getitem__).items()}
    {'process.wave.alone': 0.9, 'process.wave.bandwagon': 0.779}
    """

    paths: tuple[str, ...]
    """Where the numbers stand, in the order of the matrix."""
    factor: npt.NDArray[np.float64]
    """The lower Cholesky factor of their correlations, so that a number depends on those before it only."""

    @classmethod
    def of(cls, paths: tuple[str, ...], matrix: npt.NDArray[np.float64]) -> Copula:
        """Make a copula from a matrix of correlations, which must be positive definite."""
        return cls(paths, np.asarray(np.linalg.cholesky(matrix), dtype=np.float64))

    def joined(self, drawn: Callable[[str], npt.NDArray[np.float64]]) -> dict[str, npt.NDArray[np.float64]]:
        """Turn independent uniform numbers, ``(runs,)`` by path, into ones that go together."""
        from sim.special import ndtr, ndtri

        normal = [ndtri(np.clip(drawn(path), SMALLEST, 1 - SMALLEST)) for path in self.paths]
        # Term by term, and not by matrix product: a run must be the same alone and in a block, to the last bit.
        rows = (sum(weight * part for weight, part in zip(row, normal, strict=True)) for row in self.factor)
        return {path: np.asarray(ndtr(row)) for path, row in zip(self.paths, rows, strict=True)}


def copulas_of(scenario: Scenario) -> dict[str, Copula]:
    """Return, for every number of a scenario that goes together with others, the copula that it is drawn by.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> copulas = copulas_of(read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> copulas["process.recognition.background"] is copulas["process.recognition.coefficients.constant"]
    True
    """
    copulas = [Copula.of(*numbers) for stage in scenario.process if (numbers := stage.correlated()) is not None]
    return {path: copula for copula in copulas for path in copula.paths}
