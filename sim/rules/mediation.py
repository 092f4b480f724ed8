"""R7: the text that a mediator writes, and how it is revised toward whoever objects."""

import numpy as np

from sim.rules.arrays import Flags, Floats, PerActor, PerActorAndIssue, PerIssue, PerRun, sum_over_first
from sim.rules.frontier import frontier
from sim.rules.utility import utility

__all__ = ["blended", "closed", "compromise_text", "median_text", "nash_text", "revise", "within_mandate"]

_ROUNDING = 1e-12
_LEAST_GAIN = 1e-9
_CLOSED = 0.01
"""A hundredth of the scale: offers so near are one."""


def compromise_text(positions: PerActorAndIssue, saliences: PerActorAndIssue, weights: PerActor) -> PerIssue:
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
    Van den Bos (1991), Dutch EC Policy Making. Achen (2006), "Institutional realism and bargaining models", in
    Thomson et al. (eds.), The European Union Decides: the compromise model, close to the Nash solution.

    Examples
    --------
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


def median_text(positions: PerActorAndIssue, saliences: PerActorAndIssue, weights: PerActor) -> PerIssue:
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
    first_position: PerIssue, first_salience: PerIssue, first_disagreement: PerRun | float, second_position: PerIssue,
    second_salience: PerIssue, second_disagreement: PerRun | float, first_weight: PerRun | float = 0.5,
) -> tuple[Floats, Flags]:  # fmt: skip
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


def within_mandate(text: PerIssue, lower: PerIssue, upper: PerIssue) -> PerIssue:
    """Keep a text inside the guiding principles that the mediator was given.

    Parameters
    ----------
    text : (issues, runs) or (issues, 1)
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
    >>> within_mandate(np.array([[0.2], [0.9]]), np.array([[0.5], [0.0]]), np.array([[1.0], [1.0]])).tolist()
    [[0.5], [0.9]]
    """
    return np.asarray(np.clip(text, lower, upper))


def blended(text: PerIssue, own_view: PerIssue, own_weight: PerRun | float) -> PerIssue:
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
    >>> blended(np.array([[0.5]]), np.array([[1.0]]), own_weight=0.25).tolist()
    [[0.625]]
    """
    return np.asarray(text + own_weight * np.subtract(own_view, text))


def revise(
    text: PerIssue, positions: PerActorAndIssue, saliences: PerActorAndIssue, objects: Flags, step: PerRun | float,
    lower: PerIssue, upper: PerIssue,
) -> PerIssue:  # fmt: skip
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
