"""R7: revise one text in rounds, toward whoever objects."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats, sum_over_first

__all__ = ["revise"]


def revise(
    text: Floats,
    positions: Floats,
    saliences: Floats,
    objects: Flags,
    step: Floats | float,
    lower: Floats,
    upper: Floats,
) -> Floats:
    """Take the objections to a text into its next version.

    Parties do not make offers; they say what is wrong with the text. Each objector draws it toward its ideal
    point, in full on the issue that matters most to it and in proportion elsewhere; the pulls are averaged.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text as it stands.
    positions, saliences : (parties, issues, runs)
        Ideal points and saliences of the parties.
    objects : (parties, runs)
        Which parties object.
    step : (runs,) or float
        Share of the way that one revision goes, 0 to 1.
    lower, upper : (issues, runs) or (issues, 1)
        Bounds of the mediator's mandate.

    Returns
    -------
    (issues, runs)
        The new text, inside the mandate; the old one where nobody objects.

    References
    ----------
    Fisher & Ury (1981), Getting to Yes. Raiffa (1982), The Art and Science of Negotiation, ch. 14: the single
    negotiating text at Camp David.

    Examples
    --------
    >>> import numpy as np
    >>> positions = np.array([[[0.0], [0.0]], [[1.0], [1.0]]])
    >>> saliences = np.array([[[0.8], [0.2]], [[0.5], [0.5]]])
    >>> text, zero, one = np.full((2, 1), 0.5), np.zeros((2, 1)), np.ones((2, 1))
    >>> revise(text, positions, saliences, np.array([[True], [False]]), 0.5, zero, one).tolist()
    [[0.25], [0.4375]]
    >>> revise(text, positions, saliences, np.array([[False], [False]]), 0.5, zero, one).tolist()
    [[0.5], [0.5]]
    """
    saliences, objecting = np.asarray(saliences), np.asarray(objects, dtype=np.float64)
    greatest = saliences.max(axis=1, keepdims=True)
    urgency = np.divide(saliences, greatest, out=np.zeros(saliences.shape), where=greatest > 0)
    pulls = urgency * np.subtract(positions, text) * objecting[:, np.newaxis]
    objectors = sum_over_first(objecting)
    drawn = text + step * sum_over_first(pulls) / np.maximum(objectors, 1.0)
    return np.where(objectors > 0, np.clip(drawn, lower, upper), text)
