"""Fit the recognition hazard of baseline.yaml on what was known by 30 June 2008, and print it for the file.

Below it stand rolling origins: the same fit on what was known by later days, and how far from the record it forecasts
the months after them, beside the guess that nobody else recognises.

Maximum likelihood for weekly event histories (Box-Steffensmeier & Jones 2004), with a weak normal prior on
each coefficient so that a bloc without events keeps a finite one. Standard deviations and correlations are those
of the curvature at the maximum. Run it from the project's folder: ``python scenarios/kosovo/fit_recognition.py``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from sim.process.recognition.community import Community, community_of, dates_of_record
from sim.questions.hindcast.scores import ranked_score
from sim.scenario.reader import read_scenario

STATES = read_scenario(Path(__file__).with_name("baseline.yaml")).stages["recognition"].states

DECLARED = dt.date(2008, 2, 18)
LAST_SEEN = dt.date(2008, 6, 30)
JUDGED_UNTIL = dt.date(2013, 12, 31)
ORIGINS = (19, 45, 98, 150)
"""Weeks after the declaration up to which a fit may see: June and December 2008, then the ends of 2009 and 2010."""
COEFFICIENTS = ("constant", "weeks", "eu", "nato", "oic", "americas", "africa", "asia", "oceania", "background")
PRIOR_MEAN = np.array([0.0] * (len(COEFFICIENTS) - 1) + [-6.0])
PRIOR_DEVIATION = np.array([np.inf] + [3.0] * (len(COEFFICIENTS) - 2) + [2.0])
"""The constant is left alone. The background hangs on its prior: 19 weeks tell little of a slow process."""


def weeks_of_record(last_seen: dt.date) -> dict[str, int]:
    """Return in which week after the declaration each state recognised, of those that had by some day."""
    recognised = dates_of_record(STATES)
    return {name: max(0, (day - DECLARED).days // 7) for name, day in recognised.items() if day <= last_seen}


def exposures(community: Community, last_seen: dt.date = LAST_SEEN) -> tuple[np.ndarray, np.ndarray]:
    """Lay out a row for each state and week at risk: what moves its hazard, and whether it recognised."""
    week_of = weeks_of_record(last_seen)
    rows, events = [], []
    for week in range((last_seen - DECLARED).days // 7 + 1):
        done = {name for name, its in week_of.items() if its < week}
        for member in community.members:
            if not member.refuses and member.name not in done:
                blocs = [float(name in member.blocs) for name in COEFFICIENTS[2:-1]]
                rows.append([1.0, float(week), *blocs])
                events.append(float(week_of.get(member.name, -1) == week))
    return np.array(rows), np.array(events)


def loss(beta: np.ndarray, rows: np.ndarray, events: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the negative log posterior and its gradient, of a pulse that fades beside a slow background."""
    pulse, slow = np.exp(np.clip(rows @ beta[:-1], -50, 20)), np.exp(beta[-1])
    hazard = pulse + slow
    chance = np.maximum(-np.expm1(-hazard), 1e-300)
    value = -np.sum(events * np.log(chance) - (1 - events) * hazard)
    pull = -(events * np.exp(-hazard) / chance - (1 - events))
    slope = np.append(rows.T @ (pull * pulse), np.sum(pull) * slow)
    apart = beta - PRIOR_MEAN
    return value + 0.5 * np.sum((apart / PRIOR_DEVIATION) ** 2), slope + apart / PRIOR_DEVIATION**2


def curvature(beta: np.ndarray, *data: np.ndarray) -> np.ndarray:
    """Return the curvature of the loss, by differences of its gradient."""
    step = 1e-5
    rows = [
        (loss(beta + step * unit, *data)[1] - loss(beta - step * unit, *data)[1]) / (2 * step)
        for unit in np.eye(len(beta))
    ]
    bend = np.array(rows)
    return 0.5 * (bend + bend.T)


def fit(last_seen: dt.date = LAST_SEEN) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the coefficients at the maximum, their standard deviations, and the correlations between them."""
    data = exposures(community_of(STATES), last_seen)
    start = np.array([-2.0, -0.1, *[0.0] * (len(COEFFICIENTS) - 3), -6.0])
    found = minimize(
        lambda beta: loss(beta, *data),
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 2_000, "ftol": 1e-14, "gtol": 1e-8},
    )
    covariance = np.linalg.inv(curvature(found.x, *data))
    deviations = np.sqrt(np.diag(covariance))
    return found.x, deviations, covariance / np.outer(deviations, deviations)


def forecast(origin: int, draws: int = 2_000, seed: int = 0) -> np.ndarray:
    """Return recognitions week by week after an origin, ``(draws, weeks)``, by the fit on what was known then.

    Coefficients are drawn with their covariance; each state that had not recognised has one threshold a draw.
    """
    last_seen = DECLARED + dt.timedelta(weeks=origin)
    values, deviations, correlations = fit(last_seen)
    chance = np.random.default_rng(seed)
    drawn = chance.multivariate_normal(values, correlations * np.outer(deviations, deviations), draws)
    known = weeks_of_record(last_seen)
    weeks = np.arange(origin + 1, (JUDGED_UNTIL - DECLARED).days // 7 + 1)
    counts = np.full((draws, len(weeks)), len(known))
    fading, slow = np.exp(np.outer(drawn[:, 1], weeks)), np.exp(drawn[:, -1:])
    accumulated: dict[tuple[float, ...], np.ndarray] = {}
    for member in community_of(STATES).members:
        if not member.refuses and member.name not in known:
            blocs = tuple(float(name in member.blocs) for name in COEFFICIENTS[2:-1])
            if blocs not in accumulated:
                pulse = np.exp(drawn[:, 0] + drawn[:, 2:-1] @ blocs)[:, np.newaxis] * fading
                accumulated[blocs] = np.cumsum(pulse + slow, axis=1)
            counts += accumulated[blocs] > chance.exponential(size=(draws, 1))
    return counts


def rolling_origin(origin: int) -> tuple[int, float, float]:
    """Return how many states were known at an origin, and the mean CRPS after it: of the fit, of a standstill."""
    record = sorted(weeks_of_record(JUDGED_UNTIL).values())
    counts = forecast(origin)
    after = range(3, counts.shape[1], 4)  # about once a month
    real = [int(np.searchsorted(record, origin + 1 + week, side="right")) for week in after]
    known = int(np.searchsorted(record, origin, side="right"))
    scores = [ranked_score(counts[:, week], happened) for week, happened in zip(after, real, strict=True)]
    return known, float(np.mean(scores)), float(np.mean(np.subtract(real, known)))


if __name__ == "__main__":
    values, deviations, correlations = fit()
    for name, value, deviation in zip(COEFFICIENTS, values, deviations, strict=True):
        print(f"{name + ':':<12} {{normal: [{value:.2f}, {deviation:.2f}]}}")
    print("correlations:")
    for row, name in enumerate(COEFFICIENTS[1:], start=1):
        others = zip(COEFFICIENTS[:row], correlations[row, :row], strict=True)
        print(f"  {name + ':':<12} {{{', '.join(f'{other}: {value:.2f}' for other, value in others)}}}")
    print("rolling origins, mean CRPS of the months after, in states:")
    for origin in ORIGINS:
        known, ours, standstill = rolling_origin(origin)
        print(f"  week {origin:>3}, {known} known: {ours:.1f}; nobody else recognises: {standstill:.1f}")
