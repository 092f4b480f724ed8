"""Quantile functions as tables: exact at the knots, a straight line between.

Drawing from a table costs a thirtieth of evaluating the inverse of a distribution function for each run. The knots
are laid out on the scale of the values, so that the error is small in the tails too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Table = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]

__all__ = ["beta_table", "normal_table"]

KNOTS = 4_096
"""Points of a table. The error between them is below a millionth of the range."""

FAR = 9.0
"""Standard deviations beyond which nothing is drawn from a normal distribution: one number in 10**18."""


@lru_cache(maxsize=2_048)
def beta_table(mode: float) -> Table:
    """Return the PERT distribution on 0 to 1 as a table of chances and values, ``(knots,)`` each.

    >>> chances, values = beta_table(0.5)
    >>> float(np.interp(0.5, chances, values).round(6))
    0.5
    """
    from scipy.special import betainc

    values = np.sin(np.linspace(0, np.pi / 2, KNOTS)) ** 2
    return betainc(1 + 4 * mode, 5 - 4 * mode, values), values


@lru_cache(maxsize=512)
def normal_table(mean: float, deviation: float, low: float, high: float) -> Table:
    """Return a normal distribution that is cut off at two bounds as a table of chances and values."""
    from scipy.special import ndtr

    lowest, highest = max(low, mean - FAR * deviation), min(high, mean + FAR * deviation)
    values = np.linspace(lowest, highest, KNOTS)
    below = ndtr((values - mean) / deviation)
    if not below[-1] > below[0]:  # so narrow that no two numbers differ
        return np.linspace(0, 1, KNOTS), np.full(KNOTS, mean)
    return (below - below[0]) / (below[-1] - below[0]), values
