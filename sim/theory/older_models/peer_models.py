"""The models people used before, as functions of positions, saliences and weights, with what is known of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.theory.older_models.challenge import PUBLIC_CODE, PUBLISHED, Form, challenge
from sim.theory.older_models.condorcet import condorcet
from sim.theory.older_models.exchange import exchange
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

if TYPE_CHECKING:
    from sim.rules.arrays import Floats

__all__ = ["MODELS", "Peer"]

ROUNDS = 10
"""Rounds of challenges."""

Foresees = Callable[["Floats", "Floats", "Floats"], "Floats"]
"""Takes positions and saliences ``(actors, issues, runs)``, NaN where there is none, and weights ``(actors, runs)``;
gives the outcome ``(issues, runs)``."""


@dataclass(frozen=True)
class Peer:
    """A model that people used before.

    Parameters
    ----------
    foresees
        What it makes of positions, saliences and weights.
    says
        What it is, in one line.
    accuracy
        What is known of how well it forecasts.
    """

    foresees: Foresees
    says: str
    accuracy: str


def _challenge(form: Form) -> Foresees:
    def foresees(position: Floats, salience: Floats, weight: Floats) -> Floats:
        outcome = np.full(position.shape[1:], np.nan)
        for issue in range(position.shape[1]):
            taken = np.isfinite(position[:, issue]).all(axis=1)
            places, cares = position[taken, issue], salience[taken, issue]
            if taken.sum() > 1:
                outcome[issue] = challenge(places, cares, weight[taken], rounds=ROUNDS, form=form).median[-1]
            elif taken.any():
                outcome[issue] = places[0]
        return outcome

    return foresees


def _compromise(position: Floats, salience: Floats, weight: Floats) -> Floats:
    return compromise_mean(position, salience, weight[:, np.newaxis])


def _median(position: Floats, salience: Floats, weight: Floats) -> Floats:
    return weighted_median(position, salience, weight[:, np.newaxis])


def _exchange(position: Floats, salience: Floats, weight: Floats) -> Floats:
    return np.asarray(
        exchange(position, salience, np.broadcast_to(weight[:, np.newaxis], position.shape)).outcome[-1]
    )


def _condorcet(position: Floats, salience: Floats, weight: Floats) -> Floats:
    # an option must say something on every issue; who has no stake in one proposes what the others would settle on
    usual = np.broadcast_to(_compromise(position, salience, weight), position.shape)
    options = np.where(np.isnan(position), usual, position)
    return np.asarray(np.where(np.isnan(usual[0]), np.nan, condorcet(options, salience, weight).mean))


MODELS: dict[str, Peer] = {
    "challenge": Peer(
        _challenge(PUBLIC_CODE),
        f"expected-utility challenge model, form of the public code, median after {ROUNDS} rounds",
        "claims of high accuracy for the original cannot be checked; this form does not settle on the car-emissions "
        "case and does not reproduce its reported 8.35 and 9.05",
    ),
    "challenge_published": Peer(
        _challenge(PUBLISHED),
        f"expected-utility challenge model, published equations, median after {ROUNDS} rounds",
        "claims of high accuracy for the original cannot be checked; on the car-emissions case this form never "
        "leaves the weighted median and does not reproduce its reported 8.35 and 9.05",
    ),
    "exchange": Peer(
        _exchange,
        "equal-gain exchange of voting positions (Stokman & Van Oosten 1994), after the last exchange",
        "on EU decisions about as good as, mostly no better than, the compromise mean (Achen 2006); here only the "
        "first exchange of the COP21 case is held against a known result",
    ),
    "compromise": Peer(
        _compromise,
        "compromise mean: positions weighted by weight times salience (Van den Bos 1991)",
        "hard to beat on EU decisions (Achen 2006); errs by 1.44 years on the car-emissions case",
    ),
    "median": Peer(
        _median,
        "weighted median issue by issue (Black 1948)",
        "on the car-emissions case errs by 1.83 years, more than the compromise mean",
    ),
    "condorcet": Peer(
        _condorcet,
        "probabilistic Condorcet election between the actors' ideal points (Wise & Bankes 2015), expected outcome",
        "its authors show worked cases and claim no accuracy; written from general knowledge of the method",
    ),
}
"""Every model by name. A new one is a function and one entry here."""
