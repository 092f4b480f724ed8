"""Total effects from runs that are there already: what a number moves by itself and in pairs with others.

The variance of the mean outcome over the cells of a grid tells how much two numbers move together (Saltelli et al.
2008, ch. 1). What needs three numbers at once, or chance within the run, is not seen: a lower bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.rules.arrays import Counts, Floats

__all__ = ["between", "cells_of", "pair_effects"]


def cells_of(values: Floats, cells: int) -> Counts:
    """Sort values into cells of equal counts by rank, ``(runs,)``; equal values share a cell.

    Examples
    --------
    >>> cells_of(np.array([0.3, 0.1, 0.9, 0.5]), 2)
    array([0, 0, 1, 1])
    """
    ordered = np.sort(values)
    rank = np.searchsorted(ordered, values, side="left")
    return np.asarray(rank * cells // len(values))


def between(cell: Counts, output: Floats) -> float:
    """Give the share of the output's variance that lies between cells, with the part that chance brings taken off.

    That is ω² (Hays 1963): 0 on average where the cells say nothing.

    Examples
    --------
    >>> between(np.array([0, 0, 1, 1]), np.array([0.0, 0.0, 1.0, 1.0]))
    1.0
    """
    counts = np.bincount(cell)
    sums = np.bincount(cell, weights=output)[counts > 0]
    counts = counts[counts > 0]
    total = float(np.sum((output - output.mean()) ** 2))
    explained = float(np.sum(counts * (sums / counts - output.mean()) ** 2))
    left, spare = total - explained, len(output) - len(counts)
    within = left / spare if spare > 0 else 0.0
    return (explained - (len(counts) - 1) * within) / (total + within)


def pair_effects(inputs: Mapping[str, Floats], output: Floats, cells: int) -> dict[str, float]:
    """Give for each input what it moves only together with one other of them, summed over the others.

    Examples
    --------
    >>> first, second = np.tile([0.0, 1.0], 200), np.repeat([0.0, 1.0], 200)
    >>> found = pair_effects({"first": first, "second": second}, (first == second) * 1.0, 2)
    >>> round(found["first"], 2)
    1.01
    """
    names = list(inputs)
    sorted_in = {name: cells_of(inputs[name], cells) for name in names}
    alone = {name: between(sorted_in[name], output) for name in names}
    together = dict.fromkeys(names, 0.0)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            both = between(sorted_in[one] * cells + sorted_in[other], output) - alone[one] - alone[other]
            together[one] += both
            together[other] += both
    return together
