"""The estimators behind sensitivity from runs that are there, with intervals and a yardstick of their own.

First-order indices (RBD-FAST) and PAWN indices are SALib's, as a test holds; here they are computed for all half
samples and slices at once, and without the p-values that nobody reads. Total effects are what a number moves by
itself and in pairs with others: the variance of the mean outcome over the cells of a grid tells how much two numbers
move together (Saltelli et al. 2008, ch. 1). What needs three numbers at once, or chance within the run, is not seen:
a lower bound.
"""

from collections.abc import Mapping

import numpy as np

from sim.chance.streams import Streams
from sim.rules.arrays import Counts, Floats

__all__ = ["between", "cells_of", "first_order", "first_orders", "pair_effects", "pawn", "pawn_indices"]

HARMONICS = 10
"""Harmonics that RBD-FAST sums; the usual choice."""

HALVES = 16
"""Half samples that an interval is made from."""

SLICES = 10
"""Slices of equal counts into which PAWN cuts an input; the usual choice."""


def first_order(column: Floats, values: Floats) -> float:
    """Return the first-order index of one input (RBD-FAST).

    >>> column = np.linspace(0, 1, 512)
    >>> round(first_order(column, column), 2)
    1.0
    """
    return float(_in_harmonics(values[np.argsort(column, kind="stable")]))


def _in_harmonics(ordered: Floats) -> Floats:
    """Return the share of variance in the first harmonics of outputs sorted by an input; the last axis is runs."""
    runs = ordered.shape[-1]
    # Up through every second value and down through the rest, so that the input runs through a whole period.
    wave = np.concatenate([ordered[..., ::2], ordered[..., 1::2][..., ::-1]], axis=-1)
    power = np.abs(np.fft.rfft(wave - wave.mean(axis=-1, keepdims=True))) ** 2
    power[..., 1 : (runs + 1) // 2] *= 2  # all but the highest of an even number stand for two frequencies
    share = power[..., 1 : HARMONICS + 1].sum(axis=-1) / power[..., 1:].sum(axis=-1)
    bias = 2 * HARMONICS / runs  # Tissot & Prieur 2012
    return np.asarray(share - bias / (1 - bias) * (1 - share))


def first_orders(inputs: Mapping[str, Floats], values: Floats, streams: Streams) -> dict[str, tuple[float, float]]:
    """Return the first-order index of each input, and its standard error from random halves of the runs.

    Halves drawn without replacement vary about the whole as the whole varies about the truth (Shao & Tu 1995, ch. 2).

    >>> column = np.linspace(0, 1, 512)
    >>> index, error = first_orders({"x": column}, column, Streams(0, 0))["x"]
    >>> index == first_order(column, column), error < 0.05
    (True, True)
    """
    generator = streams.stream("sensitivity.halves")
    half = len(values) // 2
    inside = np.zeros((HALVES, len(values)), dtype=bool)
    for row in inside:
        row[generator.permutation(len(values))[:half]] = True
    inside = inside[[bool(np.ptp(values[row])) for row in inside]]
    found = {}
    for name, column in inputs.items():
        order = np.argsort(column, kind="stable")
        ordered = values[order]
        halves = np.broadcast_to(ordered, inside.shape)[inside.take(order, axis=1)].reshape(len(inside), half)
        found[name] = float(_in_harmonics(ordered)), float(np.std(_in_harmonics(halves)))
    return found


def pawn_indices(inputs: Mapping[str, Floats], values: Floats, streams: Streams) -> tuple[dict[str, float], float]:
    """Return the median PAWN index of each input, and the largest of five that are drawn and never used.

    >>> column = np.linspace(0, 1, 512)
    >>> found, idle = pawn_indices({"x": column}, column, Streams(0, 0))
    >>> found["x"] > idle
    True
    """
    idle = streams.stream("sensitivity.idle").random((5, len(values)))
    ranks = np.unique(values, return_inverse=True)[1]
    found = {name: pawn(column, ranks) for name, column in inputs.items()}
    return found, max(pawn(column, ranks) for column in idle)


def pawn(column: Floats, ranks: Counts) -> float:
    """Return how far the outcome's distribution in a slice of an input lies from the whole, the median over slices.

    The distance is that of Kolmogorov and Smirnov; outcomes are told by their ranks, 0 for the smallest.

    >>> round(pawn(np.linspace(0, 1, 512), np.arange(512)), 1)
    0.7
    """
    # SALib's bounds to the last bit; what reaches the last bound is in no slice.
    bounds = np.quantile(column, np.arange(SLICES + 1) * (1 / SLICES))
    slice_of = np.searchsorted(bounds, column, side="right") - 1
    kept = slice_of < SLICES
    different = int(ranks.max()) + 1
    counted = np.bincount(slice_of[kept] * different + ranks[kept], minlength=SLICES * different)
    below = counted.reshape(SLICES, different).cumsum(axis=1)
    below = below[below[:, -1] > 0]
    if not len(below):
        return 0.0
    everywhere = np.bincount(ranks, minlength=different).cumsum() / len(ranks)
    return float(np.median(np.max(np.abs(below / below[:, -1:] - everywhere), axis=1)))


def cells_of(values: Floats, cells: int) -> Counts:
    """Sort values into cells of equal counts by rank, ``(runs,)``; equal values share a cell.

    >>> cells_of(np.array([0.3, 0.1, 0.9, 0.5]), 2)
    array([0, 0, 1, 1])
    """
    ordered = np.sort(values)
    rank = np.searchsorted(ordered, values, side="left")
    return np.asarray(rank * cells // len(values))


def between(cell: Counts, output: Floats) -> float:
    """Return the share of the output's variance that lies between cells, with the part that chance brings taken off.

    That is ω² (Hays 1963): 0 on average where the cells say nothing.

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
    """Return for each input what it moves only together with one other of them, summed over the others.

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
