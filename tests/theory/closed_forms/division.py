"""Two sides dividing a surplus: alternating offers without and with a deadline, and Nash's split.

Shares are of a surplus of 1 unless a surplus is given.
"""

from __future__ import annotations

__all__ = [
    "nash_split",
    "rubinstein",
    "rubinstein_deadline",
    "rubinstein_limit",
]


def rubinstein(first_discount: float, second_discount: float) -> float:
    """Share of the first mover when offers alternate without end.

    Parameters
    ----------
    first_discount, second_discount
        What tomorrow's unit is worth today to either side, in [0, 1); one of them may be 1.

    Returns
    -------
    float
        The first mover's share; agreement is at once.

    Raises
    ------
    ValueError
        If a discount factor lies outside 0 … 1 or both are 1 (every split is then an equilibrium).

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50, 97–109.

    Examples
    --------
    >>> round(rubinstein(0.9, 0.9), 4)
    0.5263
    """
    check_discounts(first_discount, second_discount)
    if first_discount == second_discount == 1:
        raise ValueError("with two discount factors of 1 the game has no single solution")
    return (1 - second_discount) / (1 - first_discount * second_discount)


def rubinstein_deadline(first_discount: float, second_discount: float, rounds: int) -> float:
    """Share of the first mover when there are only so many rounds; after the last both get nothing.

    Parameters
    ----------
    first_discount, second_discount
        What the next round's unit is worth now to either side, 0 … 1.
    rounds
        Offers that can be made, ≥ 1; the first mover makes the odd ones.

    Returns
    -------
    float
        The first mover's share; it goes to `rubinstein` as the rounds go to infinity.

    Raises
    ------
    ValueError
        If a discount factor lies outside 0 … 1 or there is no round.

    References
    ----------
    Ståhl, I. (1972). Bargaining Theory. Stockholm School of Economics.

    Examples
    --------
    An ultimatum, and two rounds:

    >>> rubinstein_deadline(0.9, 0.8, 1), round(rubinstein_deadline(0.9, 0.8, 2), 3)
    (1.0, 0.2)
    """
    check_discounts(first_discount, second_discount)
    if rounds < 1:
        raise ValueError(f"the game needs at least one round, found {rounds}")
    proposer = 1.0  # what the maker of the last offer keeps
    for number in range(rounds - 1, 0, -1):
        responder_discount = second_discount if number % 2 else first_discount
        proposer = 1 - responder_discount * proposer
    return proposer


def rubinstein_limit(first_rate: float, second_rate: float) -> float:
    """Share of the first side as the time between offers goes to nothing.

    Parameters
    ----------
    first_rate, second_rate
        Discount rates per unit of time (discount factor = exp(−rate·Δ)), ≥ 0, not both 0.

    Returns
    -------
    float
        r₂ / (r₁ + r₂): the less patient side gets less, and who moves first no longer matters.

    Raises
    ------
    ValueError
        If a rate is negative or both are 0.

    References
    ----------
    Binmore, K., Rubinstein, A. & Wolinsky, A. (1986). RAND Journal of Economics 17, 176–188.

    Examples
    --------
    >>> round(rubinstein_limit(0.05, 0.10), 4)
    0.6667
    """
    if min(first_rate, second_rate) < 0 or first_rate + second_rate == 0:
        raise ValueError("discount rates must be 0 or more and not both 0")
    return second_rate / (first_rate + second_rate)


def nash_split(
    first_disagreement: float, second_disagreement: float, surplus: float = 1.0, first_weight: float = 0.5
) -> float | None:
    """Divide a surplus by the (asymmetric) Nash solution.

    Parameters
    ----------
    first_disagreement, second_disagreement
        What either side has if there is no agreement, in units of the surplus.
    surplus
        What there is to divide.
    first_weight
        Bargaining power of the first side, 0 … 1.

    Returns
    -------
    float or None
        What the first side gets, d₁ + α·(S − d₁ − d₂); None where the two sides' fallbacks together
        exceed the surplus, so that they do not agree.

    Raises
    ------
    ValueError
        If the weight lies outside 0 … 1.

    References
    ----------
    Nash, J. (1950). The bargaining problem. Econometrica 18, 155–162. Asymmetric: Kalai, E. (1977).
    International Journal of Game Theory 6, 129–133.

    Examples
    --------
    >>> nash_split(10, 30, surplus=100)
    40.0
    >>> nash_split(0.7, 0.4) is None
    True
    """
    if not 0 <= first_weight <= 1:
        raise ValueError(f"the weight must lie in 0 … 1, found {first_weight}")
    gain = surplus - first_disagreement - second_disagreement
    return None if gain < 0 else first_disagreement + first_weight * gain


def check_discounts(*discounts: float) -> None:
    """Refuse what is no discount factor.

    Parameters
    ----------
    discounts
        Discount factors.

    Raises
    ------
    ValueError
        If one lies outside 0 … 1.

    Examples
    --------
    >>> check_discounts(0.0, 1.0)
    """
    for discount in discounts:
        if not 0 <= discount <= 1:
            raise ValueError(f"a discount factor must lie in 0 … 1, found {discount}")
