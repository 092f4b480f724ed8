"""Sums whose last bit does not depend on how many runs are added at once.

``numpy.sum`` adds in another order when there is only one run beside eight or more issues, and BLAS when
there are more columns. A run must be the same alone and in a block, to the bit, so rules add with this.
"""

from __future__ import annotations

from sim.rules.arrays import Floats

__all__ = ["sum_over_first"]


def sum_over_first(parts: Floats) -> Floats:
    """Add up along the first axis, part by part, always in the same order.

    Parameters
    ----------
    parts : (parts, ..., runs)
        What is added: issues, actors or covariates come first.

    Returns
    -------
    (..., runs)
        The sums, in the unit of the parts.

    Raises
    ------
    IndexError
        If there is no part.

    References
    ----------
    Higham (1993), "The Accuracy of Floating Point Summation", SIAM Journal on Scientific Computing 14(4):
    the result of a sum depends on its order.

    Examples
    --------
    >>> import numpy as np
    >>> sum_over_first(np.array([[1.0, 2.0], [10.0, 20.0]])).tolist()
    [11.0, 22.0]
    """
    total: Floats = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total
