"""Proposals put to many: Baron–Ferejohn legislatures and the Romer–Rosenthal agenda setter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from closed_forms.division import check_discounts
from sim.rules.arrays import Floats

__all__ = ["baron_ferejohn", "baron_ferejohn_open", "baron_ferejohn_open_to_all", "romer_rosenthal"]


def baron_ferejohn(members: int, discount: float, quota: int | None = None) -> tuple[float, float]:
    """Divide a unit in a legislature whose proposals cannot be amended (closed rule).

    The proposer, drawn with equal chance each session, buys the cheapest coalition: quota − 1 partners,
    each at its discounted continuation value δ/n (symmetric stationary equilibrium).

    Parameters
    ----------
    members
        Number of members n, ≥ 1.
    discount
        What the next session's unit is worth now, 0 … 1.
    quota
        Votes needed, the proposer's own among them; a bare majority where not given.

    Returns
    -------
    tuple of float
        The proposer's share and that of each partner in the coalition; the others get nothing.

    Raises
    ------
    ValueError
        If the discount factor lies outside 0 … 1 or the quota outside 1 … n.

    References
    ----------
    Baron, D. & Ferejohn, J. (1989). Bargaining in legislatures. APSR 83, 1181–1206.

    Examples
    --------
    >>> [round(share, 4) for share in baron_ferejohn(15, 1.0, quota=9)]
    [0.4667, 0.0667]
    """
    check_discounts(discount)
    needed = members // 2 + 1 if quota is None else quota
    if not 1 <= needed <= members:
        raise ValueError(f"quota {needed} lies outside 1 … {members}, the number of members")
    partner = discount / members
    return 1 - (needed - 1) * partner, partner


def baron_ferejohn_open(discount: float) -> tuple[float, int]:
    """Proposer's share, and how many it makes content, in a legislature of three under an open rule.

    Parameters
    ----------
    discount
        What the next session's unit is worth now, 0 … 1.

    Returns
    -------
    tuple of float and int
        The share y that the proposer asks for, and how many of the two others get δ·V, so that they do not amend.

    Raises
    ------
    ValueError
        If the discount factor lies outside 0 … 1.

    Notes
    -----
    One of the two others is recognised, by an even chance, and moves the vote if content, else amends and is the next
    proposer. With both content V = y = 1 / (1 + 2·δ). With one content it passes in half of the cases; in the other
    half the proposer is left out, and amends in turn by an even chance: V = y/2 + δ²·V/4 and y = 1 − δ·V, hence
    V = 2 / (4 + 2·δ − δ²). The larger V is the equilibrium: both are content for δ ≤ √3 − 1, one above.

    References
    ----------
    Baron, D. & Ferejohn, J. (1989). Bargaining in legislatures. APSR 83, 1181–1206, open rule.

    Examples
    --------
    >>> y, content = baron_ferejohn_open(0.8)
    >>> round(y, 3), content
    (0.677, 1)
    >>> y, content = baron_ferejohn_open(0.7)
    >>> round(y, 3), content
    (0.417, 2)
    """
    check_discounts(discount)
    of_one = 2 / (4 + 2 * discount - discount**2)
    of_both = baron_ferejohn_open_to_all(3, discount)
    return (of_both, 2) if of_both >= of_one else (1 - discount * of_one, 1)


def baron_ferejohn_open_to_all(members: int, discount: float) -> float:
    """Proposer's share under an open rule if it makes everyone content not to amend, be that best for it or not.

    Parameters
    ----------
    members
        Number of members n, ≥ 1.
    discount
        What the next session's unit is worth now, 0 … 1.

    Returns
    -------
    float
        y = 1 / (1 + δ·(n − 1)): each other member gets δ·y, what it would have as the next proposer. Of three members
        this is the equilibrium for δ ≤ √3 − 1 only; see `baron_ferejohn_open`.

    Raises
    ------
    ValueError
        If there is no member or the discount factor lies outside 0 … 1.

    References
    ----------
    Baron, D. & Ferejohn, J. (1989). Bargaining in legislatures. APSR 83, 1181–1206, open rule.

    Examples
    --------
    >>> round(baron_ferejohn_open_to_all(3, 0.5), 4)
    0.5
    """
    check_discounts(discount)
    if members < 1:
        raise ValueError(f"a legislature needs a member, found {members}")
    return 1 / (1 + discount * (members - 1))


def romer_rosenthal(setter: npt.ArrayLike, median: npt.ArrayLike, status_quo: npt.ArrayLike) -> Floats:
    """Outcome on a line when one actor proposes and the median takes it or leaves it.

    Parameters
    ----------
    setter, median
        Ideal points of the agenda setter and of the pivotal voter; utilities fall with distance.
    status_quo
        What stays if the proposal is refused. All three broadcast, e.g. to ``(runs,)``.

    Returns
    -------
    Floats
        The point nearest the setter that the median likes no less than the status quo.

    References
    ----------
    Romer, T. & Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the status
    quo. Public Choice 33, 27–43.

    Examples
    --------
    >>> romer_rosenthal(80, 50, [40, 30, 20, 55, 90])
    array([60., 70., 80., 55., 80.])
    """
    now = np.asarray(status_quo, float)
    mirror = 2 * np.asarray(median, float) - now
    return np.asarray(np.clip(np.asarray(setter, float), np.minimum(now, mirror), np.maximum(now, mirror)))
