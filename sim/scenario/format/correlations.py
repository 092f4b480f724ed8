"""Numbers that are known together: how the draws of one go with those of another.

A fit gives its coefficients with a covariance: one that is put higher must be made up for by another. So each
number keeps its own distribution and its own stream of chance, and a matrix of correlations says how they go
together; `sim.chance.copula` draws them so.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field

from sim.scenario.format.names import Name
from sim.scenario.format.quantity import Strict

__all__ = ["Correlated", "Correlations", "correlation_matrix", "positive_definite"]

Correlation = Annotated[float, Field(ge=-1, le=1)]


class Correlations(Strict):
    """How numbers go together: for each name, its correlation with others; what is not named is independent."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[Name, Correlation]] = Field(init=False)
    extra_key: ClassVar[object] = Name
    """What the keys are that stand beside the fields below: numbers, with their correlations with others."""

    source: str | None = None
    """Where the correlations come from."""
    note: str | None = None
    """What a reader should know about them."""

    @property
    def pairs(self) -> dict[str, dict[str, float]]:
        """The correlations by name and name."""
        return dict(self.model_extra or {})


class Correlated(NamedTuple):
    """Numbers of a scenario that go together."""

    paths: tuple[str, ...]
    """Where they stand, in the order of the matrix."""
    matrix: npt.NDArray[np.float64]
    """Their correlations, ``(numbers, numbers)``."""


def correlation_matrix(names: Sequence[str], pairs: dict[str, dict[str, float]]) -> npt.NDArray[np.float64]:
    """Return correlations as a matrix; a pair that is given once counts for both ways.

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
    """Tell whether numbers can go together so.

    >>> positive_definite(np.array([[1.0, 0.5], [0.5, 1.0]])), positive_definite(np.ones((2, 2)))
    (True, False)
    """
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True
