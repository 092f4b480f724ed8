"""R1: what a text is worth to an actor, what crossing a red line costs, and what it has of all at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Flags, Floats, PerIssue, PerRun, sum_over_first

__all__ = [
    "RED_LINE_TOLERANCE", "Payoff", "admissible", "beyond", "line_cost", "lines_kept",
    "normalised_salience", "shortfall", "utility",
]  # fmt: skip

RED_LINE_TOLERANCE = 1e-9
"""How far past a red line still counts as on it: texts are the result of sums, so lines are met with rounding."""


def normalised_salience(salience: PerIssue, exponent: float = 1.0) -> PerIssue:
    """Share out an actor's attention over the issues, so that it sums to one.

    An exponent above 1 sharpens the differences: who cares twice as much about status as about municipalities
    then gives way on municipalities even more readily.

    Parameters
    ----------
    salience : (issues, runs)
        How much each issue matters, on any scale from 0 upwards.
    exponent : float
        Power that the saliences are raised to first; above 0.

    Returns
    -------
    (issues, runs)
        Saliences from 0 to 1 that sum to 1 over issues.

    Raises
    ------
    ValueError
        If in some run no issue matters at all, a salience is negative or not finite, or the exponent is not
        above 0.

    References
    ----------
    Enelow & Hinich (1984), The Spatial Theory of Voting: weighted distance.

    Examples
    --------
    >>> normalised_salience(np.array([[3.0], [1.0]])).tolist()
    [[0.75], [0.25]]
    >>> normalised_salience(np.array([[3.0], [1.0]]), exponent=2).round(9).tolist()
    [[0.9], [0.1]]
    """
    if not exponent > 0:
        raise ValueError(f"the exponent of salience must be above 0, found {exponent}")
    salience = np.asarray(salience, dtype=np.float64)
    if not np.all((salience >= 0) & np.isfinite(salience)):
        raise ValueError("a salience must be a finite number, 0 or above")
    greatest = salience.max(axis=0)
    if not np.all(greatest > 0):
        raise ValueError("an actor to whom no issue matters has no utility: at least one salience must be above 0")
    # Scaling by the greatest first keeps small saliences from vanishing when they are raised to a power.
    sharpened: Floats = np.power(salience / greatest, exponent)
    sharpened /= sum_over_first(sharpened)
    return sharpened


def utility(text: PerIssue, position: PerIssue, salience: PerIssue, gamma: float = 1.0) -> PerRun:
    """Return what a text is worth: one at the ideal point, less the salient distance from it.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text, 0 to 1 on each issue.
    position : (issues, runs) or (issues, 1)
        The actor's ideal point.
    salience : (issues, runs) or (issues, 1)
        Saliences that sum to 1 over issues.
    gamma : float
        Curvature of the loss: 1 is proportional to distance, 2 forgives small distances.

    Returns
    -------
    (runs,)
        Utilities: 1 at the ideal point, 0 at the far corner of issue space.

    Raises
    ------
    ValueError
        If gamma is not above 0.

    References
    ----------
    Enelow & Hinich (1984), The Spatial Theory of Voting.

    Examples
    --------
    >>> text, ideal, salience = np.array([[0.5], [1.0]]), np.array([[0.0], [1.0]]), np.array([[0.5], [0.5]])
    >>> utility(text, ideal, salience).tolist()
    [0.75]
    >>> utility(text, ideal, salience, gamma=2.0).tolist()
    [0.875]
    """
    return np.asarray(1.0 - sum_over_first(shortfall(text, position, salience, gamma)))


def shortfall(text: PerIssue, position: PerIssue, salience: PerIssue, gamma: float = 1.0) -> PerIssue:
    """Return what a text lacks for an actor, issue by issue: one less the sum of these is its utility.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text, 0 to 1 on each issue.
    position : (issues, runs) or (issues, 1)
        The actor's ideal point.
    salience : (issues, runs) or (issues, 1)
        Saliences that sum to 1 over issues.
    gamma : float
        Curvature of the loss, see `utility`.

    Returns
    -------
    (issues, runs)
        Salient distances from the ideal point.

    Raises
    ------
    ValueError
        If gamma is not above 0.

    References
    ----------
    Enelow & Hinich (1984), The Spatial Theory of Voting.

    Examples
    --------
    >>> text, ideal, salience = np.array([[0.5], [1.0]]), np.array([[0.0], [1.0]]), np.array([[0.5], [0.5]])
    >>> shortfall(text, ideal, salience).tolist()
    [[0.25], [0.0]]
    """
    if not gamma > 0:
        raise ValueError(f"gamma must be above 0, found {gamma}")
    loss: Floats = np.abs(np.subtract(text, position))
    if gamma != 1.0:
        np.power(loss, gamma, out=loss)
    return np.asarray(loss * salience)


def beyond(text: Floats, lower: Floats | None, upper: Floats | None) -> Floats:
    """Return how far a text lies beyond red lines, issue by issue.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text.
    lower, upper : (issues, runs) or (issues, 1), or None
        The lines; 0 and 1 where there is none, or None of a kind of which there is none at all.

    Returns
    -------
    (issues, runs)
        Distance past the line, 0 within it.

    References
    ----------
    Fearon (1994), American Political Science Review 88(3): what is said in public can be gone back on, at a price.

    Examples
    --------
    >>> import numpy as np
    >>> beyond(np.array([[0.5], [0.2]]), np.array([[0.0], [0.5]]), np.array([[0.25], [1.0]])).round(9).tolist()
    [[0.25], [0.3]]
    """
    if lower is None:
        return np.asarray(np.maximum(0.0, 0.0 if upper is None else text - upper))
    below = lower - text
    return np.asarray(np.maximum(0.0, below if upper is None else np.maximum(below, text - upper)))


def line_cost(
    text: Floats, lower: Floats | None, upper: Floats | None, salience: Floats, price: PerRun | float
) -> PerRun:
    """Price the crossing of red lines, in proportion to how far they are crossed, whatever the curvature of losses.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text.
    lower, upper : (issues, runs) or (issues, 1), or None
        The lines, see `beyond`.
    salience : (issues, runs) or (issues, 1)
        Saliences that sum to 1 over issues.
    price : (runs,) or float
        Utility lost for a unit beyond a line on an issue that is all that matters; 0 makes lines void.

    Returns
    -------
    (runs,)
        ``price * sum_k s_k * beyond_k``; 0 for a text within all lines.

    References
    ----------
    Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes", American Political
    Science Review 88(3). Tarar & Leventoglu (2009), "Public Commitment in Crisis Bargaining", International Studies
    Quarterly 53(3).

    Examples
    --------
    >>> import numpy as np
    >>> lower, upper = np.zeros((2, 1)), np.array([[0.25], [1.0]])
    >>> line_cost(np.array([[0.75], [1.0]]), lower, upper, np.array([[0.5], [0.5]]), price=2.0).tolist()
    [0.5]
    """
    return np.asarray(price * sum_over_first(salience * beyond(text, lower, upper)))


def lines_kept(
    position: Floats, lower: Floats, upper: Floats, hard_lower: Floats, hard_upper: Floats
) -> tuple[Floats, Floats]:
    """Return the red lines that an actor holds to: what it wishes itself, no line of its own forbids.

    A line is said in public in defence of a wish, and nobody is punished at home for what it asks for itself. What it
    cannot do at all stays so, whatever it wishes.

    Parameters
    ----------
    position : (issues, runs)
        Ideal point, as the scenario has it.
    lower, upper : (issues, runs)
        All lines; 0 and 1 where there is none.
    hard_lower, hard_upper : (issues, runs)
        Those among them that cannot be crossed.

    Returns
    -------
    tuple of (issues, runs)
        The lower and the upper lines.

    References
    ----------
    Fearon (1994), American Political Science Review 88(3). Tarar & Leventoglu (2009), "Public Commitment in Crisis
    Bargaining", International Studies Quarterly 53(3): demands commit, since to fall short of them costs.

    Examples
    --------
    Who wants .9 is not held to a line at .4 that was drawn for somebody who wanted .2, unless it is a hard one:

    >>> position, none, hard = np.array([[0.2, 0.9, 0.9]]), np.zeros((1, 3)), np.array([[1.0, 1.0, 0.4]])
    >>> lines_kept(position, none, np.full((1, 3), 0.4), none, hard)[1].tolist()
    [[0.4, 0.9, 0.4]]
    """
    least = np.maximum(np.minimum(lower, position), hard_lower)
    most = np.minimum(np.maximum(upper, position), hard_upper)
    return np.asarray(least), np.asarray(most)


def admissible(text: PerIssue, lower: PerIssue, upper: PerIssue) -> Flags:
    """Tell whether a text crosses none of an actor's red lines.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
    lower, upper : (issues, runs) or (issues, 1)
        Least and greatest value that the actor can accept on each issue; 0 and 1, or infinities, where it has
        no red line.

    Returns
    -------
    (runs,)
        True where every issue lies within the lines; a text within 1e-9 of a line is on it.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation: reservation values issue by issue.

    Examples
    --------
    >>> text = np.array([[0.40, 0.41], [0.90, 0.90]])
    >>> admissible(text, lower=np.array([[0.0], [0.0]]), upper=np.array([[0.4], [1.0]])).tolist()
    [True, False]
    """
    within = np.greater_equal(text, np.subtract(lower, RED_LINE_TOLERANCE))
    within &= np.less_equal(text, np.add(upper, RED_LINE_TOLERANCE))
    return np.asarray(within.all(axis=0))


@dataclass(frozen=True)
class Payoff:
    """The parts of what an actor has at the end of a run, all ``(runs,)``."""

    text: Floats
    """Utility of the text in force."""
    premiums: Floats
    """What results brought that is in no text."""
    passage: Floats
    """What letting a text pass brought beside it: a side payment, regard for an agreement, less a precedent."""
    price: Floats
    """What a text in force costs at home: lines crossed, a retreat from what was said, being overruled."""
    blocking: Floats
    """What standing in the way cost."""
    delay: Floats
    """What the time cost."""

    @property
    def parts(self) -> tuple[Floats, ...]:
        """Return the parts in this order, ``(runs,)`` each: the first three are had, the others paid."""
        return self.text, self.premiums, self.passage, self.price, self.blocking, self.delay

    @property
    def whole(self) -> Floats:
        """Return what is left, ``(runs,)``.

        Examples
        --------
        >>> one = np.ones(1)
        >>> Payoff(0.5 * one, 0.25 * one, 0.25 * one, 0.25 * one, 0.0 * one, 0.125 * one).whole.tolist()
        [0.625]
        """
        return np.asarray(self.text + self.premiums + self.passage - self.price - self.blocking - self.delay)
