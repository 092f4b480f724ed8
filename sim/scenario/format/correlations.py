"""Numbers that are known together: how the draws of one go with those of another.

A fit gives its coefficients with a covariance: one that is put higher must be made up for by another. So each
number keeps its own distribution and its own stream of chance, and a matrix of correlations says how they go
together. The draws are made normal, joined by the Cholesky factor of the matrix, and made uniform again: the normal
copula (Nelsen 2006, An Introduction to Copulas). Of numbers with normal distributions this gives the normal
distribution with their covariance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from pydantic import ConfigDict, Field

from sim.scenario.format.names import Name
from sim.scenario.format.quantity import Strict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sim.scenario.format.scenario import Scenario

__all__ = ["Copula", "Correlations", "copulas_of", "correlation_matrix", "positive_definite"]

SMALLEST = 2.0**-53
"""Uniform numbers are kept so far from 0 and from 1, where a normal number would be infinite."""

Correlation = Annotated[float, Field(ge=-1, le=1)]


class Correlations(Strict):
    """How numbers go together: for each name, its correlation with others; what is not named is independent."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[Name, Correlation]] = Field(init=False)
    extra_key: ClassVar[Any] = Name
    """What the keys are that stand beside the fields below: numbers, with their correlations with others."""

    source: str | None = None
    """Where the correlations come from."""
    note: str | None = None
    """What a reader should know about them."""

    @property
    def pairs(self) -> dict[str, dict[str, float]]:
        """The correlations by name and name."""
        return dict(self.model_extra or {})


def correlation_matrix(names: Sequence[str], pairs: dict[str, dict[str, float]]) -> npt.NDArray[np.float64]:
    """Lay correlations out as a matrix; a pair that is given once counts for both ways.

    Examples
    --------
    >>> correlation_matrix(["constant", "log_weeks"], {"log_weeks": {"constant": -0.5}}).tolist()
    [[1.0, -0.5], [-0.5, 1.0]]
    """
    matrix = np.eye(len(names))
    for row, others in pairs.items():
        for column, correlation in others.items():
            one, other = names.index(row), names.index(column)
            matrix[one, other] = matrix[other, one] = correlation
    return matrix


def positive_definite(matrix: npt.NDArray[np.float64]) -> bool:
    """Say whether numbers can go together so.

    Examples
    --------
    >>> positive_definite(np.array([[1.0, 0.5], [0.5, 1.0]])), positive_definite(np.ones((2, 2)))
    (True, False)
    """
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


@dataclass(frozen=True)
class Copula:
    """Numbers that are drawn together, each with its own distribution: a normal copula.

    Attributes
    ----------
    paths : tuple of str
        Where the numbers stand, in the order of the matrix.
    factor : array, (numbers, numbers)
        The lower Cholesky factor of their correlations, so that a number depends on those before it only.

    Examples
    --------
    >>> pair = Copula.of(("process.wave.alone", "process.wave.bandwagon"), np.array([[1.0, 0.6], [0.6, 1.0]]))
    >>> independent = {"process.wave.alone": np.array([0.9]), "process.wave.bandwagon": np.array([0.5])}
    >>> {path: float(numbers[0].round(3)) for path, numbers in pair.joined(independent.__getitem__).items()}
    {'process.wave.alone': 0.9, 'process.wave.bandwagon': 0.779}
    """

    paths: tuple[str, ...]
    factor: npt.NDArray[np.float64]

    @classmethod
    def of(cls, paths: tuple[str, ...], matrix: npt.NDArray[np.float64]) -> Copula:
        """Make a copula from a matrix of correlations.

        Raises
        ------
        numpy.linalg.LinAlgError
            If the matrix is not positive definite.
        """
        return cls(paths, np.asarray(np.linalg.cholesky(matrix), dtype=np.float64))

    def joined(self, drawn: Callable[[str], npt.NDArray[np.float64]]) -> dict[str, npt.NDArray[np.float64]]:
        """Turn independent uniform numbers into ones that go together."""
        from scipy.special import ndtr, ndtri

        normal = [ndtri(np.clip(drawn(path), SMALLEST, 1 - SMALLEST)) for path in self.paths]
        # Term by term, and not by matrix product: a run must be the same alone and in a block, to the last bit.
        rows = (sum(weight * part for weight, part in zip(row, normal, strict=True)) for row in self.factor)
        return {path: np.asarray(ndtr(row)) for path, row in zip(self.paths, rows, strict=True)}


def copulas_of(scenario: Scenario) -> dict[str, Copula]:
    """Give, for every number of a scenario that goes together with others, the copula that it is drawn by.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> copulas = copulas_of(read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> copulas["process.recognition.bandwagon"] is copulas["process.recognition.coefficients.constant"]
    True
    """
    copulas = (copula for stage in scenario.process if (copula := stage.copula()) is not None)
    return {path: copula for copula in copulas for path in copula.paths}
