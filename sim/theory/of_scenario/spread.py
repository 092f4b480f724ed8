"""Answers over draws: in what share of them there is one, and its quantiles."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats

__all__ = ["QUANTILES", "Plain", "Spread", "plain", "quantiles"]

Plain: TypeAlias = "float | list[Plain] | None"
"""A number, none, or lists of them within each other, as JSON has them."""

QUANTILES = (0.05, 0.5, 0.95)
"""Which quantiles over draws are given."""


@dataclass(frozen=True)
class Spread:
    """What a concept answers over draws."""

    exists: float
    """Share of draws in which its text is an agreement that nobody refuses."""
    text: Floats
    """Quantiles of its text where it is, ``(quantiles, issues)``; NaN where it never is."""


def quantiles(rows: Floats) -> Floats:
    """Return the quantiles of each row where it has numbers.

    Parameters
    ----------
    rows
        ``(rows, runs)``; NaN where there is no answer.

    Returns
    -------
    Floats
        ``(quantiles, rows)``; NaN where a row has no number at all.

    Examples
    --------
    >>> quantiles(np.array([[1.0, 2.0, 3.0, np.nan]])).ravel()
    array([1.1, 2. , 2.9])
    """
    found = np.full((len(QUANTILES), len(rows)), np.nan)
    for place, row in enumerate(rows):
        known = row[np.isfinite(row)]
        if known.size:
            found[:, place] = np.quantile(known, QUANTILES)
    return found


def plain(numbers: npt.ArrayLike) -> Plain:
    """Return numbers as plain data, None where there is none.

    Parameters
    ----------
    numbers
        Of any shape, NaN where there is none.

    Returns
    -------
    Plain
        Nested as the array is.

    Examples
    --------
    >>> plain(np.array([0.5, np.nan]))
    [0.5, None]
    """
    listed = np.asarray(numbers, float)
    if listed.ndim:
        return [plain(part) for part in listed]
    return float(listed) if np.isfinite(listed) else None
