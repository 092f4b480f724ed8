"""Fit the recognition hazard of baseline.yaml on what was known by 30 June 2008, and print it for the file.

Maximum likelihood for weekly event histories (Box-Steffensmeier & Jones 2004), with a weak normal prior on
each coefficient so that a bloc without events keeps a finite one. Standard deviations and correlations are those
of the curvature at the maximum. Run it from the project's folder: ``python scenarios/kosovo/fit_recognition.py``.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.optimize import minimize

from sim.process.recognition.community import Community, community_of, dates_of_record

DECLARED = dt.date(2008, 2, 18)
LAST_SEEN = dt.date(2008, 6, 30)
COEFFICIENTS = ("constant", "weeks", "eu", "nato", "oic", "americas", "africa", "asia", "oceania", "background")
PRIOR_MEAN = np.array([0.0] * (len(COEFFICIENTS) - 1) + [-6.0])
PRIOR_DEVIATION = np.array([np.inf] + [3.0] * (len(COEFFICIENTS) - 2) + [2.0])
"""The constant is left alone. The background hangs on its prior: 19 weeks tell little of a slow process."""


def exposures(community: Community) -> tuple[np.ndarray, np.ndarray]:
    """Lay out a row for each state and week at risk: what moves its hazard, and whether it recognised."""
    recognised = dates_of_record("kosovo_2008")
    week_of = {name: max(0, (day - DECLARED).days // 7) for name, day in recognised.items() if day <= LAST_SEEN}
    rows, events = [], []
    for week in range((LAST_SEEN - DECLARED).days // 7 + 1):
        done = {name for name, its in week_of.items() if its < week}
        for member in community.members:
            if not member.refuses and member.name not in done:
                blocs = [float(name in member.blocs) for name in COEFFICIENTS[2:-1]]
                rows.append([1.0, float(week), *blocs])
                events.append(float(week_of.get(member.name, -1) == week))
    return np.array(rows), np.array(events)


def loss(beta: np.ndarray, rows: np.ndarray, events: np.ndarray) -> tuple[float, np.ndarray]:
    """Give the negative log posterior of some coefficients and its gradient: a pulse that fades, and a background."""
    pulse, slow = np.exp(np.clip(rows @ beta[:-1], -50, 20)), np.exp(beta[-1])
    hazard = pulse + slow
    chance = np.maximum(-np.expm1(-hazard), 1e-300)
    value = -np.sum(events * np.log(chance) - (1 - events) * hazard)
    pull = -(events * np.exp(-hazard) / chance - (1 - events))
    slope = np.append(rows.T @ (pull * pulse), np.sum(pull) * slow)
    apart = beta - PRIOR_MEAN
    return value + 0.5 * np.sum((apart / PRIOR_DEVIATION) ** 2), slope + apart / PRIOR_DEVIATION**2


def curvature(beta: np.ndarray, *data: np.ndarray) -> np.ndarray:
    """Give the curvature of the loss, by differences of its gradient."""
    step = 1e-5
    rows = [
        (loss(beta + step * unit, *data)[1] - loss(beta - step * unit, *data)[1]) / (2 * step)
        for unit in np.eye(len(beta))
    ]
    bend = np.array(rows)
    return 0.5 * (bend + bend.T)


def fit() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the coefficients at the maximum, their standard deviations, and the correlations between them."""
    data = exposures(community_of("kosovo_2008"))
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


if __name__ == "__main__":
    values, deviations, correlations = fit()
    for name, value, deviation in zip(COEFFICIENTS, values, deviations, strict=True):
        print(f"{name + ':':<12} {{normal: [{value:.2f}, {deviation:.2f}]}}")
    print("correlations:")
    for row, name in enumerate(COEFFICIENTS[1:], start=1):
        others = zip(COEFFICIENTS[:row], correlations[row, :row], strict=True)
        print(f"  {name + ':':<12} {{{', '.join(f'{other}: {value:.2f}' for other, value in others)}}}")
