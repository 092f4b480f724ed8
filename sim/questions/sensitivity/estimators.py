"""The estimators behind sensitivity from runs that are there: SALib's, with intervals and a yardstick of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.sensitivity.library import salib

if TYPE_CHECKING:
    from sim.chance.streams import Streams
    from sim.rules.arrays import Floats

__all__ = ["first_order", "pawn_indices", "standard_errors"]

HARMONICS = 10
"""Harmonics that RBD-FAST sums; the usual choice."""

HALVES = 16
"""Half samples that an interval is made from."""


def first_order(column: Floats, values: Floats) -> float:
    """Give the first-order index of one input (RBD-FAST).

    Examples
    --------
    >>> column = np.linspace(0, 1, 512)
    >>> round(first_order(column, column), 2)
    1.0
    """
    method = salib("rbd_fast")
    ordered = method.permute_outputs(column, values)
    return float(method.unskew_S1(method.compute_first_order(ordered, HARMONICS), HARMONICS, len(values)))


def standard_errors(inputs: Mapping[str, Floats], values: Floats, streams: Streams) -> dict[str, float]:
    """Give the standard error of each first-order index from random halves of the runs.

    Halves drawn without replacement vary about the whole as the whole varies about the truth (Shao & Tu 1995, ch. 2).

    Examples
    --------
    >>> from sim.chance.streams import Streams
    >>> column = np.linspace(0, 1, 512)
    >>> standard_errors({"x": column}, column, Streams(0, 0))["x"] < 0.05
    True
    """
    generator = streams.stream("sensitivity.halves")
    halves = [generator.permutation(len(values))[: len(values) // 2] for _ in range(HALVES)]
    return {
        name: float(np.std([first_order(column[half], values[half]) for half in halves if np.ptp(values[half])]))
        for name, column in inputs.items()
    }


def pawn_indices(inputs: Mapping[str, Floats], values: Floats, streams: Streams) -> tuple[dict[str, float], float]:
    """Give the median PAWN index of each input, and the largest of five that are drawn and never used.

    Examples
    --------
    >>> from sim.chance.streams import Streams
    >>> column = np.linspace(0, 1, 512)
    >>> found, idle = pawn_indices({"x": column}, column, Streams(0, 0))
    >>> found["x"] > idle
    True
    """
    idle = streams.stream("sensitivity.idle").random((5, len(values)))
    names: Sequence[str] = [*inputs, *(f"idle {place}" for place in range(len(idle)))]
    columns = np.stack([*inputs.values(), *idle], axis=1)
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    found = dict(zip(names, map(float, salib("pawn").analyze(problem, columns, values)["median"]), strict=True))
    return {name: found[name] for name in inputs}, max(found[name] for name in names[len(inputs) :])
