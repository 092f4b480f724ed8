"""The Pareto frontier between two parties, walked from one ideal point to the other.

With proportional losses the frontier is a chain of straight segments. It starts at the first party's ideal point
and goes to the second's, issue by issue, in the order in which the first party loses least for what the other gains.
"""

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Floats, PerIssue, sum_over_first

__all__ = ["Frontier", "frontier"]

_NOTHING = 1e-12
"""Utility at or below this is none: a party that would lose so little does not care about the issue."""


@dataclass(frozen=True)
class Frontier:
    """Where each issue's segment of the frontier begins and what it is worth; all ``(issues, runs)``.

    Issues with the same ratio of saliences make up one segment and move together: which of them moves is
    indifferent to both parties, and so neither is favoured by the order in which issues are written down.
    """

    origin: Floats
    """The first party's ideal point."""
    way: Floats
    """From there to the second party's."""
    first_value: Floats
    """The first party's utility where the segment begins."""
    second_value: Floats
    """The second party's utility there."""
    first_loss: Floats
    """Utility that the whole segment costs the first party."""
    second_gain: Floats
    """Utility that it brings the second."""

    def point(self, share: PerIssue) -> PerIssue:
        """Return the text at which each issue has gone this share of the way.

        Parameters
        ----------
        share : (issues, runs)
            From 0 to 1; clipped. An issue that only one party cares about goes that party's way whatever the share,
            one that neither does stops halfway.

        Returns
        -------
        (issues, runs)
            A text on the frontier, if the segments before are gone in full and those after not at all.

        Examples
        --------
        >>> path = frontier(np.zeros((1, 1)), np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)))
        >>> path.point(np.array([[0.25]])).tolist()
        [[0.25]]
        """
        first_cares, second_cares = self.first_loss > _NOTHING, self.second_gain > _NOTHING
        settled = 0.5 * (1.0 + second_cares - first_cares)
        return np.asarray(
            self.origin + self.way * np.where(first_cares & second_cares, np.clip(share, 0.0, 1.0), settled)
        )


def frontier(
    first_position: PerIssue, first_salience: PerIssue, second_position: PerIssue, second_salience: PerIssue
) -> Frontier:
    """Lay out the texts that cannot be bettered for one party without loss to the other.

    Parameters
    ----------
    first_position, second_position : (issues, runs) or (issues, 1)
        Ideal points.
    first_salience, second_salience : (issues, runs) or (issues, 1)
        Saliences.

    Returns
    -------
    Frontier
        The segments, in utility.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation, ch. 11: the efficient frontier by ratios of importance.

    Examples
    --------
    >>> first, second = np.array([[0.75], [0.25]]), np.array([[0.25], [0.75]])
    >>> path = frontier(np.zeros((2, 1)), first, np.ones((2, 1)), second)
    >>> path.first_value.ravel().tolist(), path.second_value.ravel().tolist()
    ([0.75, 1.0], [0.75, 0.0])
    """
    way = np.subtract(second_position, first_position)
    loss, gain = np.broadcast_arrays(first_salience * np.abs(way), second_salience * np.abs(way))
    both = np.asarray(np.add(first_salience, second_salience), dtype=np.float64)
    ratio = np.divide(first_salience, both, out=np.full(both.shape, 0.5), where=both > 0)
    ratio = ratio.round(12)  # so that equal ratios tie in spite of rounding
    lost, gained = np.zeros(loss.shape), np.zeros(loss.shape)
    tied_loss, tied_gain = np.zeros(loss.shape), np.zeros(loss.shape)
    for issue, own in enumerate(ratio):
        earlier, tied = own < ratio, own == ratio
        lost += earlier * loss[issue]
        gained += earlier * gain[issue]
        tied_loss += tied * loss[issue]
        tied_gain += tied * gain[issue]
    return Frontier(
        origin=np.asarray(first_position), way=way, first_value=1.0 - lost,
        second_value=1.0 - sum_over_first(gain) + gained, first_loss=tied_loss, second_gain=tied_gain,
    )  # fmt: skip
