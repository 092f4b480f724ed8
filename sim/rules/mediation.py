"""R7: the text that a mediator writes."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.rules.frontier import frontier
from sim.rules.summing import sum_over_first
from sim.rules.utility import utility

__all__ = ["blended", "closed", "compromise_text", "median_text", "nash_text", "within_mandate"]

_ROUNDING = 1e-12
_LEAST_GAIN = 1e-9
_CLOSED = 0.01
"""A hundredth of the scale: offers so near are one."""


def compromise_text(positions: Floats, saliences: Floats, weights: Floats) -> Floats:
    """Write the average of what all want, by how much they matter and how much it matters to them.

    Parameters
    ----------
    positions, saliences : (actors, issues, runs)
        Ideal points and saliences of those who are heard.
    weights : (actors, runs) or (actors,)
        Their capabilities, 0 or above, in any unit.

    Returns
    -------
    (issues, runs)
        Average of positions weighted by capability times salience; the plain mean where that is 0 for all.

    References
    ----------
    Van den Bos (1991), Dutch EC Decision Making. Achen (2006), "Institutional realism and bargaining models", in
    Thomson et al. (eds.), The European Union Decides: the compromise model, close to the Nash solution.

    Examples
    --------
    >>> import numpy as np
    >>> positions, saliences = np.array([[[0.0]], [[1.0]]]), np.array([[[0.75]], [[0.5]]])
    >>> compromise_text(positions, saliences, weights=np.array([[1.0], [0.5]])).tolist()
    [[0.25]]
    """
    pulls = _pulls(saliences, weights)
    total = sum_over_first(pulls)
    heard = total > 0
    drawn = sum_over_first(pulls * positions)
    plain_mean = sum_over_first(np.asarray(positions)) / len(positions)
    return np.where(heard, np.divide(drawn, total, out=np.zeros(drawn.shape), where=heard), plain_mean)


def median_text(positions: Floats, saliences: Floats, weights: Floats) -> Floats:
    """Write, on each issue, what no weighted majority would move in either direction.

    Parameters
    ----------
    positions, saliences : (actors, issues, runs)
        Ideal points and saliences of those who are heard.
    weights : (actors, runs) or (actors,)
        Their capabilities, 0 or above, in any unit.

    Returns
    -------
    (issues, runs)
        Median of positions weighted by capability times salience (each counts the same where that is 0 for all);
        with exactly half the weight on each side, the midpoint.

    References
    ----------
    Black (1958), The Theory of Committees and Elections. Achen (2006), in Thomson et al. (eds.), The European
    Union Decides.

    Examples
    --------
    >>> import numpy as np
    >>> positions = np.array([[[0.0]], [[0.4]], [[1.0]]])
    >>> median_text(positions, np.ones((3, 1, 1)), np.array([1.0, 1.0, 1.0])).tolist()
    [[0.4]]
    >>> median_text(positions, np.ones((3, 1, 1)), np.array([1.0, 1.0, 2.0])).tolist()
    [[0.7]]
    """
    pulls = _pulls(saliences, weights)
    pulls = np.where(sum_over_first(pulls) > 0, pulls, 1.0)
    places, pulls = np.broadcast_arrays(positions, pulls)
    order = np.argsort(places, axis=0, kind="stable")
    places, pulls = np.take_along_axis(places, order, 0), np.take_along_axis(pulls, order, 0)
    so_far = np.cumsum(pulls, axis=0)
    half = 0.5 * so_far[-1]
    lower = np.argmax(so_far >= half * (1.0 - _ROUNDING), axis=0)[np.newaxis]
    upper = np.argmax(so_far > half * (1.0 + _ROUNDING), axis=0)[np.newaxis]
    middle = 0.5 * (np.take_along_axis(places, lower, 0) + np.take_along_axis(places, upper, 0))
    return np.asarray(middle[0])


def _pulls(saliences: Floats, weights: Floats) -> Floats:
    """Multiply saliences (actors, issues, runs) with weights (actors, runs) or (actors,)."""
    return np.asarray(saliences * np.reshape(weights, (len(weights), 1, -1)))


def nash_text(
    first_position: Floats,
    first_salience: Floats,
    first_disagreement: Floats | float,
    second_position: Floats,
    second_salience: Floats,
    second_disagreement: Floats | float,
    first_weight: Floats | float = 0.5,
) -> tuple[Floats, Flags]:
    """Write the Nash bargaining solution between two parties, exactly.

    Along the frontier the first party's gain falls and the second's rises, so the point where the weighted product
    of gains is greatest is found in closed form on each segment; clipped to the segment, it leaves earlier ones
    at their end and later ones at their beginning. Losses are proportional (gamma = 1).

    Parameters
    ----------
    first_position, second_position : (issues, runs) or (issues, 1)
        Ideal points.
    first_salience, second_salience : (issues, runs) or (issues, 1)
        Saliences that sum to 1 over issues.
    first_disagreement, second_disagreement : (runs,) or float
        Utilities of disagreement.
    first_weight : (runs,) or float
        Bargaining power of the first party, 0 to 1; the second has the rest.

    Returns
    -------
    text : (issues, runs)
        The text that maximises w ln(u1 - d1) + (1 - w) ln(u2 - d2). Where no text gives both more than
        disagreement: the text of the frontier at which the larger of both shortfalls is smallest.
    exists : (runs,)
        True where some text gives both more than disagreement (by more than 1e-9).

    Raises
    ------
    ValueError
        If some weight lies outside 0..1.

    References
    ----------
    Nash (1950), "The Bargaining Problem", Econometrica 18(2). Kalai (1977), "Nonsymmetric Nash solutions and
    replications of 2-person bargaining", International Journal of Game Theory 6(3).

    Examples
    --------
    >>> import numpy as np
    >>> zero, one = np.zeros((2, 1)), np.ones((2, 1))
    >>> first, second = np.array([[0.75], [0.25]]), np.array([[0.25], [0.75]])
    >>> text, exists = nash_text(zero, first, 0.0, one, second, 0.0)
    >>> text.ravel().tolist(), exists.tolist()
    ([0.0, 1.0], [True])
    >>> text, exists = nash_text(zero, first, 0.875, one, second, 0.875)
    >>> text.ravel().tolist(), exists.tolist()
    ([0.0, 1.0], [False])
    """
    weight = np.asarray(first_weight, dtype=np.float64)
    if not np.all((weight >= 0) & (weight <= 1)):
        raise ValueError("the weight of the first party must lie between 0 and 1")
    path = frontier(first_position, first_salience, second_position, second_salience)
    first_gain, second_gain = path.first_value - first_disagreement, path.second_value - second_disagreement
    level = path.point(_over(first_gain - second_gain, path.first_loss + path.second_gain))
    exists = (
        np.minimum(
            utility(level, first_position, first_salience) - first_disagreement,
            utility(level, second_position, second_salience) - second_disagreement,
        )
        > _LEAST_GAIN
    )
    nash = path.point(
        (1.0 - weight) * _over(first_gain, path.first_loss) - weight * _over(second_gain, path.second_gain)
    )
    return np.where(exists, nash, level), np.asarray(exists)


def _over(dividend: Floats, divisor: Floats) -> Floats:
    """Divide, with 0 where there is nothing to divide by (such issues are settled without a share)."""
    return np.asarray(np.divide(dividend, divisor, out=np.zeros(dividend.shape), where=divisor > _ROUNDING))


def closed(offers: Floats) -> Flags:
    """Tell on which issues the parties' last offers are one.

    Parameters
    ----------
    offers : (parties, issues, runs)
        What each last offered.

    Returns
    -------
    (issues, runs)
        True where they lie within a hundredth of the scale: there a mediator has nothing to write.

    References
    ----------
    Fisher & Ury (1981), Getting to Yes: the one text keeps what is agreed.

    Examples
    --------
    >>> import numpy as np
    >>> closed(np.array([[[0.5], [0.2]], [[0.505], [0.8]]])).ravel().tolist()
    [True, False]
    """
    return np.asarray(np.ptp(offers, axis=0) <= _CLOSED)


def within_mandate(text: Floats, lower: Floats, upper: Floats) -> Floats:
    """Keep a text inside the guiding principles that the mediator was given.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        The text.
    lower, upper : (issues, runs) or (issues, 1)
        Bounds of the mandate on each issue.

    Returns
    -------
    (issues, runs)
        The nearest text inside the bounds.

    References
    ----------
    Fisher & Raiffa's single negotiating text, as in Raiffa (1982), The Art and Science of Negotiation, ch. 14.

    Examples
    --------
    >>> import numpy as np
    >>> within_mandate(np.array([[0.2], [0.9]]), np.array([[0.5], [0.0]]), np.array([[1.0], [1.0]])).tolist()
    [[0.5], [0.9]]
    """
    return np.asarray(np.clip(text, lower, upper))


def blended(text: Floats, own_view: Floats, own_weight: Floats | float) -> Floats:
    """Mix what the mediator heard with what it thinks right itself.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
        Text from what others want.
    own_view : (issues, runs) or (issues, 1)
        The mediator's own text.
    own_weight : (runs,) or float
        Weight of its own view, 0 (a clerk) to 1 (an arbitrator).

    Returns
    -------
    (issues, runs)
        A text between both.

    References
    ----------
    Kydd (2003), "Which Side Are You On? Bias, Credibility, and Mediation", American Journal of Political
    Science 47(4): mediators with preferences of their own.

    Examples
    --------
    >>> import numpy as np
    >>> blended(np.array([[0.5]]), np.array([[1.0]]), own_weight=0.25).tolist()
    [[0.625]]
    """
    return np.asarray(text + own_weight * np.subtract(own_view, text))
