"""The models people used before, on the same scenario files and the same draws: forecasts issue by issue.

None of them knows the process, red lines or what happens without an agreement: they forecast an outcome from who
wants what, how much it matters (saliences as they are written, 0 to 1) and how much weight each actor has. They count
every actor with a stake: all but envoys, who mediate, and blocs whose members stand in the scenario themselves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.chance.by_issue import drawn_by_issue
from sim.chance.inputs import Drawn, Inputs
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.rules.arrays import Floats
from sim.scenario.format.quantity import quantities
from sim.scenario.format.scenario import Scenario
from sim.theory.older_models.challenge import PUBLIC_CODE, PUBLISHED, Form, challenge
from sim.theory.older_models.condorcet import condorcet
from sim.theory.older_models.exchange import exchange
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

__all__ = ["MODELS", "QUANTILES", "Forecast", "Peer", "forecast", "stakeholders"]

ROUNDS = 10
"""Rounds of challenges."""

Foresees = Callable[["Floats", "Floats", "Floats"], "Floats"]
"""Takes positions and saliences ``(actors, issues, runs)``, NaN where there is none, and weights ``(actors, runs)``;
gives the outcome ``(issues, runs)``."""


@dataclass(frozen=True)
class Peer:
    """A model that people used before."""

    foresees: Foresees
    """What it makes of positions, saliences and weights."""
    says: str
    """What it is, in one line."""
    accuracy: str
    """What is known of how well it forecasts."""


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
        "on EU decisions about as good as, mostly no better than, the compromise mean (Achen 2006); the program "
        "Decide strikes the same trades at first and others later, by a rule that docs/theory.md tells",
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


QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Which quantiles of a forecast are given."""


@dataclass(frozen=True)
class Forecast:
    """What a model foresees."""

    model: str
    """Its name."""
    scenario: Scenario
    """What was asked."""
    seed: int
    """What the draws were keyed by."""
    actors: tuple[str, ...]
    """Who counted."""
    outcome: Floats
    """The forecast, ``(issues, runs)``; NaN on an issue that nobody has a stake in."""

    def summary(self) -> dict[str, Any]:
        """Return the forecasts as plain data."""
        peer = MODELS[self.model]
        rows = zip(self.scenario.issues.items(), self.outcome, strict=True)
        return {
            "model": self.model,
            "says": peer.says,
            "accuracy": peer.accuracy,
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "runs": int(self.outcome.shape[1]),
            "seed": str(self.seed),
            "actors": list(self.actors),
            "issues": [{"issue": name, "label": issue.label or name.replace("_", " "), **_told(row),
                        "scale": issue.scale.as_data() if issue.scale else None,
                        "on_scale": _told(issue.scale.zero + row * (issue.scale.one - issue.scale.zero))
                        if issue.scale else None}
                       for (name, issue), row in rows],
        }  # fmt: skip


def _told(row: Floats) -> dict[str, float | None]:
    if np.isnan(row).any():
        return {"mean": None, **{f"q{round(100 * level):02d}": None for level in QUANTILES}}
    told: dict[str, float | None] = {"mean": float(row.mean())}
    for level, value in zip(QUANTILES, np.quantile(row, QUANTILES), strict=True):
        told[f"q{round(100 * level):02d}"] = float(value)
    return told


def stakeholders(scenario: Scenario) -> tuple[str, ...]:
    """Name the actors that the models count.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    tuple of str
        Names, in the order of the scenario; envoys and actors that a bloc stands for left out.

    Examples
    --------
    >>> stakeholders(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    ('belgrade', 'pristina', 'contact_group', 'russia')
    """
    return tuple(
        name
        for name, actor in scenario.actors.items()
        if actor.kind != "envoy" and not any(member in scenario.actors for member in actor.members)
    )


def forecast(scenario: Scenario, model: str, runs: int = 1_000, *, seed: int = 0) -> Forecast:
    """Let a model that people used before forecast the outcome, on the draws of the first so many runs.

    Parameters
    ----------
    scenario : Scenario
    model : str
        One of `MODELS`.
    runs : int
        How many draws; the same as `run` with this seed draws.
    seed : int
        0 to 2**64 - 1.

    Returns
    -------
    Forecast
        What the model says on each issue, draw by draw.

    Raises
    ------
    ValueError
        If no model has that name, there is no run, or fewer than two actors have a stake.

    Examples
    --------
    >>> found = forecast(sim.read_scenario("scenarios/theory/compromise.yaml"), "compromise", 3)
    >>> found.outcome.round(3)
    array([[0.75, 0.75, 0.75]])
    """
    if model not in MODELS:
        raise ValueError(f"no model is called {model!r}; allowed: {', '.join(MODELS)}")
    if runs < 1:
        raise ValueError(f"{runs} runs cannot be forecast; allowed: 1 or more")
    actors = stakeholders(scenario)
    if len(actors) < 2:
        raise ValueError("the models weigh actors against each other, and fewer than two have a stake here")
    known = dict(quantities(scenario))
    told = tuple(f"actors.{name}.{field}" for name in actors for field in ("position.", "salience.", "weight"))
    fixed = all(quantity.fixed for path, quantity in known.items() if path.startswith(told))
    # where nothing that counts is uncertain, one run says all
    stands = _stands(scenario, actors, 1 if fixed else runs, seed)
    outcome = np.concatenate([MODELS[model].foresees(*stand) for stand in stands], axis=1)
    return Forecast(model, scenario, seed, actors, np.broadcast_to(outcome, (len(outcome), runs)))


def _stands(scenario: Scenario, actors: tuple[str, ...], runs: int, seed: int) -> Iterator[tuple[Floats, ...]]:
    known = dict(quantities(scenario))
    for first in range(0, runs, BLOCK_RUNS):
        size = min(BLOCK_RUNS, runs - first)
        yield _stand(scenario, actors, Inputs(known, Streams(seed, first // BLOCK_RUNS, np.arange(size)), size), size)


def _stand(scenario: Scenario, actors: tuple[str, ...], drawn: Drawn, size: int) -> tuple[Floats, ...]:
    def block(field: str, default: float) -> Floats:
        return np.stack([
            drawn_by_issue(
                scenario, drawn, size, getattr(scenario.actors[name], field), f"actors.{name}.{field}", default
            )
            for name in actors
        ])  # fmt: skip

    position, weight = block("position", np.nan), np.stack([drawn[f"actors.{name}.weight"] for name in actors])
    return position, np.where(np.isnan(position), 0.0, block("salience", 0.0)), weight
