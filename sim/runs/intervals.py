"""How sure one may be of a share that was counted in runs."""

import math
from typing import NamedTuple

__all__ = ["Interval", "digits_for", "wilson"]

Z_95 = 1.959963984540054
"""Two-sided 95 per cent point of the normal distribution."""


class Interval(NamedTuple):
    """A share with its 95 per cent interval."""

    share: float
    low: float
    high: float


def wilson(count: int, runs: int) -> Interval:
    """Return a share with its 95 per cent interval (Wilson 1927).

    It stays within 0 and 1 and says something even where nothing was counted, which
    the textbook interval (share plus or minus two standard errors) does not.

    Raises ValueError if there are no runs, or more counted than there are.

    >>> [round(number, 3) for number in wilson(50, 100)]
    [0.5, 0.404, 0.596]
    >>> [round(number, 3) for number in wilson(0, 100)]
    [0.0, 0.0, 0.037]
    """
    if runs < 1 or not 0 <= count <= runs:
        raise ValueError(f"{count} of {runs} runs is no share")
    share = count / runs
    spread = Z_95 * Z_95 / runs
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * math.sqrt(share * (1 - share) / runs + spread / (4 * runs))
    # At none and at all the exact bound is the share itself; rounding must not cross it.
    return Interval(share, 0.0 if count == 0 else centre - half, 1.0 if count == runs else centre + half)


def digits_for(width: float) -> int:
    """Return how many decimals of a percentage an interval of this width (a share) bears: 0, 1 or 2.

    >>> digits_for(0.06), digits_for(0.019), digits_for(0.0005)
    (0, 1, 2)
    """
    if width >= 0.03:
        return 0
    return 1 if width >= 0.002 else 2
