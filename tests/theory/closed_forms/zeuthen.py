"""Zeuthen's concessions: whoever risks less by holding out gives way, until one side's offer is accepted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Counts, Floats

__all__ = ["Concessions", "risk_limit", "zeuthen"]


@dataclass(frozen=True)
class Concessions:
    """How two sides came together over a list of texts.

    Parameters
    ----------
    first_offers, second_offers
        Places in the list of the texts on the table after each step, ``(steps + 1,)``.
    agreed
        Place of the text agreed on; None where no text suits both sides.
    """

    first_offers: Counts
    second_offers: Counts
    agreed: int | None


def risk_limit(own_offer: npt.ArrayLike, others_offer: npt.ArrayLike, disagreement: npt.ArrayLike) -> Floats:
    """Highest chance of breakdown that a side would bear rather than accept the other's offer.

    Parameters
    ----------
    own_offer, others_offer
        Utility to this side of its own offer and of the other side's.
    disagreement
        Its utility if the talks fail. All broadcast.

    Returns
    -------
    Floats
        (u(own) − u(other's)) / (u(own) − d), held in 0 … 1; 0 where the own offer is worth no more than d.

    References
    ----------
    Zeuthen, F. (1930). Problems of Monopoly and Economic Warfare; Harsanyi, J. (1956). Econometrica 24,
    144–157.

    Examples
    --------
    >>> risk_limit(1.0, 0.25, 0.0)
    array(0.75)
    """
    own, other, worst = np.broadcast_arrays(
        np.asarray(own_offer, float), np.asarray(others_offer, float), np.asarray(disagreement, float)
    )
    stake = own - worst
    return np.asarray(np.clip(np.divide(own - other, stake, out=np.zeros(stake.shape), where=stake > 0), 0.0, 1.0))


def zeuthen(
    first_utility: npt.ArrayLike,
    second_utility: npt.ArrayLike,
    first_disagreement: float = 0.0,
    second_disagreement: float = 0.0,
) -> Concessions:
    """Let two sides concede over a list of texts by Zeuthen's rule.

    Each begins with the text that it likes best among those that neither refuses. In each step the side
    with the lower risk limit (both, if they are equal) offers the text it likes best among those that
    raise its risk limit above the other's. Where only one text is left to give, it is accepted.

    Parameters
    ----------
    first_utility, second_utility
        What each text is worth to either side, ``(texts,)``: e.g. points along the Pareto set.
    first_disagreement, second_disagreement
        What failure is worth to either side.

    Returns
    -------
    Concessions
        The offers step by step. The text agreed on has the largest Nash product in the list, so that it
        nears the Nash point as the list gets finer.

    Raises
    ------
    ValueError
        If the utilities are not two lists of the same length, or not finite.

    References
    ----------
    Zeuthen, F. (1930); its limit: Harsanyi, J. (1956). Econometrica 24, 144–157. On a finite list:
    Rosenschein, J. & Zlotkin, G. (1994). Rules of Encounter. MIT Press, ch. 3.

    Examples
    --------
    >>> share = np.linspace(0, 1, 11)
    >>> zeuthen(share, 1 - share, first_disagreement=0.2).agreed
    6
    """
    first, second = np.asarray(first_utility, float), np.asarray(second_utility, float)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError("both sides need one utility a text, in lists of the same length")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("utilities must be finite")
    open_texts = np.flatnonzero((first >= first_disagreement) & (second >= second_disagreement))
    if open_texts.size == 0:
        none = np.empty(0, np.int64)
        return Concessions(none, none, None)
    gains = np.stack([first - first_disagreement, second - second_disagreement])[:, open_texts]
    offers = [int(np.lexsort((gains[1 - side], gains[side]))[-1]) for side in (0, 1)]
    path = [tuple(offers)]
    while not (gains[0, offers[1]] >= gains[0, offers[0]] or gains[1, offers[0]] >= gains[1, offers[1]]):
        product = gains.prod(axis=0)
        yielding = [side for side in (0, 1) if product[offers[side]] <= product[offers[1 - side]]]
        moved = [_concession(gains, product, offers, side) for side in yielding]
        for side, offer in zip(yielding, moved, strict=True):
            offers[side] = offer
        path.append(tuple(offers))
    steps = open_texts[np.array(path)]
    return Concessions(steps[:, 0], steps[:, 1], int(_settled(gains, offers, open_texts)))


def _concession(gains: Floats, product: Floats, offers: list[int], side: int) -> int:
    """Find the least concession after which it is the other side that risks less.

    A side's risk limit is lower exactly where the Nash product of its offer is lower (Harsanyi 1956).
    """
    other = 1 - side
    gives_more = gains[other] > gains[other, offers[side]]
    enough = np.flatnonzero(gives_more & (product > product[offers[other]]))
    if enough.size == 0:  # nothing beats the other's offer: accept it
        return offers[other]
    return int(enough[np.lexsort((gains[other, enough], gains[side, enough]))[-1]])


def _settled(gains: Floats, offers: list[int], open_texts: Counts) -> np.int64:
    """Find the offer that its receiver likes no less than its own; of two such, the larger Nash product."""
    accepted = [offers[side] for side in (0, 1) if gains[1 - side, offers[side]] >= gains[1 - side, offers[1 - side]]]
    return np.int64(open_texts[max(accepted, key=lambda place: float(gains[:, place].prod()))])
