"""Bueno de Mesquita's expected-utility model: who challenges whom, who gives way, round by round.

No authoritative statement of the model was ever published. Two forms are offered, both after Scholz, Calbert &
Smith (2011), who pieced it together:

``PUBLISHED``
    Their equations. The chance of winning a challenge is the share of the votes cast *in that contest*; an actor
    takes the offer that asks it to move least, be it lost confrontation, compromise or capitulation. The
    full text was not at hand: the equations are those that public replications ascribe to the paper, and two points
    are this project's own reading: a quiet target drifts to the median, which is
    good for an actor that is nearer to the median than to the target (T = 1, else 0), and who expects to lose no
    less than the challenger gains goes over to its position.

``PUBLIC_CODE``
    What the public Python replication does, which says that it follows the authors' own program against their paper:

    - the votes for a challenger are divided by the votes of *all* contests together (every actor over every
      ordered pair), so that chances are tiny and the risk exponents sharpen differences between actors;
    - an actor deals with confrontations that it loses before any compromise; of the confrontations it takes the
      nearest; of the compromises not the nearest but the one with the lowest mean position of the two sides,
      weighted by the sizes of their expected utilities;
    - capitulation never happens (its condition compares a positive number with itself);
    - it needs Q = 1: T and the utilities of a changed status quo drop out.

    Common to both: voting uses each voter's own risk exponent; exponents are worked out afresh in every round from
    security levels at exponent 1; the range of the issue is that of the first positions; everyone moves at once;
    ties go to the actor listed first; no rounding; no stopping rule, so that the last round need not be a rest point.

What is known of its accuracy: none of the figures claimed for the original can be checked, since neither its code
nor most of its inputs are public. On the car-emissions case the weighted mean errs by 1.44 years and the reported
forecast by 0.48. Neither form here reproduces the reported 8.35 and 9.05: the median of the public form does not
settle (8.42 … 9.96 … 7.47 … 9.67), that of the published form never leaves 7.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Floats, sum_over_first
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

__all__ = ["FORMS", "PUBLIC_CODE", "PUBLISHED", "Challenge", "Form", "best_offer", "challenge"]


@dataclass(frozen=True)
class Form:
    """A reading of the model; the module says where the two differ."""

    name: str
    """What it is called in files and output."""
    chance_within_contest: bool
    """Whether the chance of winning is a share of the votes in that contest, or of all contests together."""
    least_move: bool
    """Whether an actor takes the offer that asks the smallest move, of whatever kind; else lost confrontations come
    before compromises, and of these the one with the lowest weighted mean position is taken."""
    capitulates: bool
    """Whether who expects to lose more than the challenger to gain goes over to its position."""


PUBLISHED = Form("published", chance_within_contest=True, least_move=True, capitulates=True)
"""The equations of Scholz, Calbert & Smith (2011)."""

PUBLIC_CODE = Form("public_code", chance_within_contest=False, least_move=False, capitulates=False)
"""The public Python replication."""

FORMS = {form.name: form for form in (PUBLISHED, PUBLIC_CODE)}


class Challenge(NamedTuple):
    """What the challenge model foresees."""

    position: Floats
    """Each actor's position before the first and after every round, ``(rounds + 1, actors, runs)``."""
    median: Floats
    mean: Floats
    """Weighted median and mean of the positions, ``(rounds + 1, runs)``: entry 0 is the forecast without any
    challenge, the median of the last round is the model's."""
    risk: Floats
    """Risk exponents of every round, ``(rounds, actors, runs)``: below 1 is risk acceptant, above 1 averse."""


def challenge(
    position: npt.ArrayLike, salience: npt.ArrayLike, capability: npt.ArrayLike, *, rounds: int = 10,
    form: Form = PUBLIC_CODE, status_quo_chance: float = 1.0,
) -> Challenge:  # fmt: skip
    """Play the expected-utility model on one issue, in every run at once.

    Parameters
    ----------
    position
        Positions on any scale, ``(actors,)`` or ``(actors, runs)``; several issues are so many more runs.
    salience
        0 … 1, the chance that an actor resists a challenge, ``(actors,)`` or ``(actors, runs)``.
    capability
        Power ≥ 0, ``(actors,)`` or ``(actors, runs)``.
    rounds
        Rounds to play, ≥ 0.
    form
        `PUBLIC_CODE` or `PUBLISHED`.
    status_quo_chance
        Q, the chance that a target that is not challenged stays where it is; 1 in the emissions case.

    Returns
    -------
    Challenge
        Positions and forecasts round by round.

    Raises
    ------
    ValueError
        If there are fewer than two actors, a number is not finite, saliences or Q lie outside 0 … 1, or the public
        form is given Q ≠ 1.

    References
    ----------
    Bueno de Mesquita, B. (1997). A decision making model: its structure and form. International Interactions 23,
    235–266. Scholz, J., Calbert, G. & Smith, G. (2011). Unravelling Bueno de Mesquita's group decision model.
    Journal of Theoretical Politics 23, 510–531. Public code: github.com/jmckib/bdm-scholz-expected-utility-model.

    Examples
    --------
    Delay of car-emission standards in the EEC, in years:

    >>> found = challenge(
    ...     position=[4, 7, 4, 4, 10, 10, 10, 7, 4, 7],
    ...     salience=[0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1.0, 0.7],
    ...     capability=[0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08], rounds=3)
    >>> found.median.ravel().round(3)
    array([7.   , 8.416, 9.611, 9.962])
    """
    places = np.asarray(position, float)
    places = places[:, np.newaxis] if places.ndim == 1 else places
    cares, powers = (_for_actors(array, places) for array in (salience, capability))
    _check(places, cares, powers, form, status_quo_chance)
    spread = np.ptp(places, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    track, exponents = [places], []
    for _ in range(rounds):
        places, risk = best_offer(places, cares, powers, spread, form, status_quo_chance)
        track.append(places)
        exponents.append(risk)
    return Challenge(
        position=np.stack(track),
        median=np.stack([weighted_median(each, cares, powers) for each in track]),
        mean=np.stack([compromise_mean(each, cares, powers) for each in track]),
        risk=np.stack(exponents) if exponents else np.empty((0, *places.shape)),
    )


def _for_actors(array: npt.ArrayLike, places: Floats) -> Floats:
    values = np.asarray(array, float)
    return np.broadcast_to(values[:, np.newaxis] if values.ndim == 1 else values, places.shape)


def _check(places: Floats, cares: Floats, powers: Floats, form: Form, status_quo_chance: float) -> None:
    if places.ndim != 2 or len(places) < 2:
        raise ValueError(f"the model needs two actors or more as (actors, runs), found shape {places.shape}")
    if not (np.isfinite(places).all() and np.isfinite(powers).all() and (powers >= 0).all()):
        raise ValueError("positions must be finite, capabilities finite and 0 or more")
    if not ((cares >= 0) & (cares <= 1)).all():
        raise ValueError("saliences must lie in 0 … 1: they are chances to resist")
    if not 0 <= status_quo_chance <= 1:
        raise ValueError(f"Q must lie in 0 … 1, found {status_quo_chance}")
    if form == PUBLIC_CODE and status_quo_chance != 1:
        raise ValueError("the public code knows only Q = 1; use the published form for others")


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
