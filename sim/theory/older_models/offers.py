"""One round of the challenge model: risk exponents, expected utilities, offers and who takes which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Floats, sum_over_first
from sim.theory.older_models.mean_and_median import weighted_median

__all__ = ["FORMS", "PUBLIC_CODE", "PUBLISHED", "Form", "best_offer"]


@dataclass(frozen=True)
class Form:
    """A reading of the model; `sim.theory.older_models.challenge` says where they differ.

    Parameters
    ----------
    name
        What it is called in files and output.
    chance_within_contest
        Whether the chance of winning is a share of the votes in that contest, or of all contests together.
    least_move
        Whether an actor takes the offer that asks the smallest move, of whatever kind; else lost confrontations come
        before compromises, and of these the one with the lowest weighted mean position is taken.
    capitulates
        Whether who expects to lose more than the challenger to gain goes over to its position.
    """

    name: str
    chance_within_contest: bool
    least_move: bool
    capitulates: bool


PUBLISHED = Form("published", chance_within_contest=True, least_move=True, capitulates=True)
"""The equations of Scholz, Calbert & Smith (2011)."""

PUBLIC_CODE = Form("public_code", chance_within_contest=False, least_move=False, capitulates=False)
"""The public Python replication."""

FORMS = {form.name: form for form in (PUBLISHED, PUBLIC_CODE)}


def best_offer(
    places: Floats, cares: Floats, powers: Floats, spread: Floats, form: Form = PUBLIC_CODE, stays: float = 1.0
) -> tuple[Floats, Floats]:
    """Let every actor take the offer that it has to or prefers to.

    Parameters
    ----------
    places, cares, powers
        Positions, saliences and capabilities, ``(actors, runs)``.
    spread
        Range of the issue, > 0, ``(runs,)``.
    form
        The reading of the model.
    stays
        Q, the chance that an unchallenged target stays where it is.

    Returns
    -------
    tuple of Floats
        New positions and the risk exponents used, ``(actors, runs)``.

    References
    ----------
    Scholz, J., Calbert, G. & Smith, G. (2011). Journal of Theoretical Politics 23, 510–531.

    Examples
    --------
    >>> column = np.array([[0.0], [1.0], [1.0]])
    >>> moved, risk = best_offer(column, np.full((3, 1), 0.5), np.ones((3, 1)), np.ones(1))
    >>> moved.ravel()
    array([1., 1., 1.])
    """
    neutral = np.ones_like(places)
    _, threats = _expected(places, cares, powers, spread, neutral, form, stays)
    everyone = np.arange(len(places))
    threats[everyone, everyone] = 0.0  # nobody challenges itself
    risk = _risk_exponent(sum_over_first(threats.swapaxes(0, 1)))
    own, other = _expected(places, cares, powers, spread, risk, form, stays)
    return _moved(places, own, other, form), risk


def _risk_exponent(danger: Floats) -> Floats:
    """Turn what all others expect from challenging an actor, ``(actors, runs)``, into its risk exponent."""
    most, least = danger.max(axis=0), danger.min(axis=0)
    gap = most - least
    relative = np.divide(2 * danger - most - least, gap, out=np.zeros_like(danger), where=gap > 0)
    return np.asarray((1 - relative / 3) / (1 + relative / 3))


def _expected(
    places: Floats, cares: Floats, powers: Floats, spread: Floats, risk: Floats, form: Form, stays: float
) -> tuple[Floats, Floats]:
    """Work out what actor i (axis 0) expects of challenging j (axis 1) and of being challenged by j."""
    apart = np.minimum(np.abs(places[:, np.newaxis] - places) / spread, 1.0)  # rounding may lead past 1
    chance = _chance(apart, cares * powers, risk, form)
    exponent = risk[:, np.newaxis]
    success, failure = (2 - 4 * (0.5 + sign * 0.5 * apart) ** exponent for sign in (-1, 1))
    quiet = 2 - 4 * 0.5**exponent
    if stays < 1:
        median = weighted_median(places, cares, powers)
        to_median = np.abs(places - median)[:, np.newaxis] / spread
        change = 0.25 * np.minimum(to_median + apart, 2.0)
        better, worse = (2 - 4 * (0.5 + sign * change) ** exponent for sign in (-1, 1))
        # T: left alone, a target drifts to the median; that is good for i if it is nearer there than now
        quiet = stays * quiet + (1 - stays) * np.where(to_median < apart, better, worse)
    contest = chance * success + (1 - chance) * failure
    reverse = chance.swapaxes(0, 1)
    contested = reverse * success + (1 - reverse) * failure
    target, self_ = cares[np.newaxis], cares[:, np.newaxis]
    own = target * contest + (1 - target) * success - quiet
    other = self_ * contested + (1 - self_) * success - quiet
    return own, other


def _chance(apart: Floats, votes: Floats, risk: Floats, form: Form) -> Floats:
    """Work out the chance that i beats j, ``(actors, actors, runs)``."""
    support = np.zeros_like(apart)
    for voter in range(len(apart)):
        loss = apart[voter] ** risk[voter]
        support += votes[voter] * np.maximum(loss - loss[:, np.newaxis], 0.0)  # who is nearer i than j votes for i
    total = (
        support + support.swapaxes(0, 1)
        if form.chance_within_contest
        else 2 * sum_over_first(sum_over_first(support))
    )
    return np.asarray(
        np.divide(support, total, out=np.zeros_like(support), where=np.broadcast_to(total > 0, support.shape))
    )


def _moved(places: Floats, own: Floats, other: Floats, form: Form) -> Floats:
    mine, theirs = places[:, np.newaxis], places[np.newaxis]
    apart = mine != theirs
    loses = apart & (other > own) & (own > 0)
    challenged = apart & (other > 0) & (own < 0)
    settles = challenged & (other > -own)
    gives_up = challenged & ~settles if form.capitulates else np.zeros_like(settles)
    part = np.divide(np.abs(own), other, out=np.ones_like(own), where=settles)
    target = mine + (theirs - mine) * part
    cost = np.abs(target - mine)
    if form.least_move:
        cost = np.where(loses | settles | gives_up, cost, np.inf)
        chosen = cost.argmin(axis=1)
        offered = np.isfinite(cost).any(axis=1)
    else:
        size_own, size_other = np.abs(own), np.abs(other)
        both = size_own + size_other
        mean = np.divide(size_own * mine + size_other * theirs, both, out=np.zeros_like(both), where=both > 0)
        beaten = loses.any(axis=1)
        nearest = np.where(loses, cost, np.inf).argmin(axis=1)
        lowest = np.where(settles, mean, np.inf).argmin(axis=1)
        chosen = np.where(beaten, nearest, lowest)
        offered = beaten | settles.any(axis=1)
    taken = np.take_along_axis(target, chosen[:, np.newaxis], axis=1)[:, 0]
    return np.where(offered, taken, places)
