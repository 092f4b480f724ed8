"""R11: listen to one's friends without forgetting where one stood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.rules.arrays import Counts, Floats

__all__ = ["heeded", "influenced"]


def influenced(initial: Floats, current: Floats, weights: Floats, susceptibility: Floats | float) -> Floats:
    """Move each actor's position toward those that it listens to.

    Parameters
    ----------
    initial : (actors, issues, runs)
        Positions at the start, which actors stay anchored to.
    current : (actors, issues, runs)
        Positions now.
    weights : (actors, actors) or (actors, actors, runs)
        How much the actor of the row listens to that of the column; each row sums to 1, or to 0 for one that
        listens to nobody and so stays where it began.
    susceptibility : (actors, runs) or float
        Share of the new position that comes from others, 0 (stubborn) to 1.

    Returns
    -------
    (actors, issues, runs)
        New positions: (1 - susceptibility) * initial + susceptibility * weighted average of others.

    Raises
    ------
    ValueError
        If a weight is negative or a row sums to neither 1 nor 0.

    References
    ----------
    Friedkin & Johnsen (1990), "Social influence and opinions", Journal of Mathematical Sociology 15(3-4).

    Examples
    --------
    >>> import numpy as np
    >>> positions = np.array([[[0.0]], [[1.0]]])
    >>> listens_to_second = np.array([[0.0, 1.0], [0.0, 0.0]])
    >>> influenced(positions, positions, listens_to_second, np.array([[0.25], [0.5]])).ravel().tolist()
    [0.25, 1.0]
    """
    weights = np.asarray(weights, dtype=np.float64)
    attention = weights.sum(axis=1)
    if np.any(weights < 0) or not np.all(np.isclose(attention, 1.0) | (attention == 0.0)):
        raise ValueError("weights of influence must be 0 or above, and those of one actor sum to 1 or to 0")
    initial, current = np.broadcast_arrays(initial, current)
    listens = attention > 0
    openness = np.multiply(susceptibility, listens[:, np.newaxis] if listens.ndim == 1 else listens)
    edges = weights > 0 if weights.ndim == 2 else (weights > 0).any(axis=2)
    return heeded(initial, current, weights, openness[:, np.newaxis], np.argwhere(edges))


def heeded(
    initial: Sequence[Floats] | Floats,
    current: Sequence[Floats] | Floats,
    weights: Floats,
    openness: Floats,
    edges: Counts,
) -> Floats:
    """Do what `influenced` does with weights that are known to be sound, where that is asked for again and again.

    Parameters
    ----------
    initial : (listeners, issues, runs)
        Positions at the start of those whose positions are asked for.
    current : (actors, issues, runs)
        Positions now of all whom they may listen to.
    weights : (listeners, actors) or (listeners, actors, runs)
        See `influenced`.
    openness : (listeners, 1, runs) or (listeners, 1, 1)
        Share of the new position that comes from others; 0 for one that listens to nobody.
    edges : (edges, 2)
        Who listens to whom.

    Returns
    -------
    (listeners, issues, runs)
        New positions.

    Examples
    --------
    >>> import numpy as np
    >>> positions, weights, openness = np.array([[[0.0]], [[1.0]]]), np.array([[0.0, 1.0]]), np.array([[[0.25]]])
    >>> heeded(positions[:1], positions, weights, openness, np.array([[0, 1]])).ravel().tolist()
    [0.25]
    """
    heard = np.zeros((len(initial), *np.shape(current[0])))
    # Along the edges that there are, and not by matrix product: few actors listen to many, and BLAS would make
    # the last bit of a run depend on how many runs stand beside it.
    for listener, speaker in edges:
        heard[listener] += weights[listener, speaker] * current[speaker]
    return np.stack(
        [own + open_to * (told - own) for own, open_to, told in zip(initial, openness, heard, strict=True)]
    )
