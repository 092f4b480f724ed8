"""How good a forecast was: scores of the outcome distribution, errors of points, beside plain baselines.

The scores are proper: nobody gains by saying what they do not believe (Brier 1950; Good 1952; Gneiting & Raftery
2007).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from sim.questions.measures import issue_of, known_values, no_outcome, read_columns
from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, wilson
from sim.scenario.format.scenario import Scenario
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

__all__ = [
    "Bin", "OutcomeScore", "Point", "Scores", "brier_score", "calibration", "log_score", "point_forecasts",
    "ranked_score", "score",
]  # fmt: skip


def log_score(chances: Sequence[float], happened: int) -> float:
    """Return the log score, −ln of the chance given to what happened; lower is better, 0 is perfect.

    >>> round(log_score([0.5, 0.25, 0.25], 0), 3)
    0.693
    """
    return -math.log(chances[happened]) if chances[happened] > 0 else math.inf


def brier_score(chances: Sequence[float], happened: int) -> float:
    """Return the Brier score, Σ (chance − 1 where it happened, else 0)²; lower is better, 2 is the worst.

    >>> brier_score([0.5, 0.25, 0.25], 0)
    0.375
    """
    return math.fsum((chance - (place == happened)) ** 2 for place, chance in enumerate(chances))


def ranked_score(values: Floats, happened: float) -> float:
    """Return the continuous ranked probability score of a forecast that is told by runs, in the unit of the values.

    It is the mean distance of a run from what happened, less half the mean distance between two runs; lower is
    better, and of a forecast of one number it is the absolute error.

    Raises ValueError if no run says anything.

    References
    ----------
    Matheson & Winkler (1976), Management Science 22(10); Gneiting & Raftery (2007), Journal of the American
    Statistical Association 102(477), eq. 21.

    >>> ranked_score(np.array([43.0]), 53.0), ranked_score(np.array([40.0, 50.0]), 45.0)
    (10.0, 2.5)
    """
    runs = len(values)
    if not runs:
        raise ValueError("no run says anything; a score needs one at least")
    ordered = np.sort(np.asarray(values, dtype=float))
    # Every pair counts twice in E|X − X′|; sorted, the value at place i is added 2i + 1 − runs times.
    spread = float(np.sum((2 * np.arange(runs) + 1 - runs) * ordered)) / runs**2
    return float(np.mean(np.abs(ordered - happened))) - spread


class Point(NamedTuple):
    """A point forecast on one issue or measure, and how far it was off."""

    measure: str
    """Column of the results that the record tells, such as ``text.status``."""
    forecast: str
    """Who foretells: "ensemble median", "weighted mean", "weighted median" or "status quo"."""
    value: float
    """What was foretold; of an issue 0 to 1."""
    record: float
    """What came."""
    error: float


class OutcomeScore(NamedTuple):
    """How a forecast fares against the outcome that came about; lower scores are better."""

    forecast: str
    """Who foretells: "ensemble" or "uniform"."""
    chance: float
    """The chance given to what happened."""
    log_score: float
    brier_score: float


@dataclass(frozen=True)
class Scores:
    """The scores of one ensemble against what happened."""

    title: str
    runs: int
    """How many runs the chances rest on."""
    outcome: str
    """What happened."""
    chances: dict[str, float]
    """The chance that the ensemble gives each outcome: its share, with half a run added to each, so that what was
    never seen is not called impossible (Krichevsky & Trofimov 1981)."""
    points: list[Point]
    """Point forecasts beside the baselines, for each measure of the record."""

    @classmethod
    def of_counts(cls, title: str, outcome: str, counts: Mapping[str, float], points: list[Point]) -> Self:
        """Return the scores of whoever says how many runs ended with each outcome.

        >>> Scores.of_counts("a", "x", {"x": 8, "y": 1}, []).chances
        {'x': 0.85, 'y': 0.15}
        """
        runs = round(sum(counts.values()))
        chances = {name: (count + 0.5) / (runs + len(counts) / 2) for name, count in counts.items()}
        return cls(title, runs, outcome, chances, points)

    @property
    def happened(self) -> int:
        """The place of what happened among the outcomes."""
        return list(self.chances).index(self.outcome)

    def of_outcome(self) -> list[OutcomeScore]:
        """Return the scores of the ensemble, then those of a guess that gives every outcome the same chance."""
        count = len(self.chances)
        forecasts = {"ensemble": list(self.chances.values()), "uniform": [1 / count] * count}
        return [
            OutcomeScore(name, told[self.happened], log_score(told, self.happened), brier_score(told, self.happened))
            for name, told in forecasts.items()
        ]

    def summary(self) -> dict[str, object]:
        """Return what is printed, as plain data."""
        return {
            "title": self.title, "runs": self.runs, "outcome": self.outcome, "chances": self.chances,
            "scores": [part._asdict() for part in self.of_outcome()],
            "points": [part._asdict() for part in self.points],
        }  # fmt: skip


def score(ensemble: Ensemble, outcome: str | None = None) -> Scores:
    """Score an ensemble against the record of its scenario, or against an outcome that is named.

    Raises ValueError if nothing says what happened, or nothing is called so.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> own, uniform = score(ensemble).of_outcome()
    >>> own.log_score < uniform.log_score
    True
    """
    scenario = ensemble.scenario
    happened = outcome or (scenario.record.outcome if scenario.record else None)
    if happened is None:
        raise ValueError("nothing says what happened: give the scenario a `record:` with an `outcome:`, or --outcome")
    shares = ensemble.outcomes()
    if happened not in shares:
        raise ValueError(no_outcome(happened, shares))
    counts = {name: part.share * len(ensemble) for name, part in shares.items()}
    return Scores.of_counts(scenario.title, happened, counts, point_forecasts(ensemble))


def point_forecasts(ensemble: Ensemble) -> list[Point]:
    """Hold the ensemble's median against each measure of the record; for the issues, beside the baselines.

    The baselines are the weighted mean and the weighted median of the actors' expected positions (weight times
    salience; Van den Bos 1991 and Black 1958), and the text that stays in force if nothing is decided.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> record = five.record.model_copy(update={"measures": {"text.status": 0.82}})  # the declared state, as coded
    >>> ensemble = sim.run(five.model_copy(update={"record": record}), runs=100, seed=1)
    >>> [point.forecast for point in point_forecasts(ensemble)]
    ['ensemble median', 'weighted mean', 'weighted median', 'status quo']
    """
    record = ensemble.scenario.record
    told = {
        name: float(real)
        for name, real in (record.measures if record else {}).items()
        if name in ensemble.rows.column_names and isinstance(real, int | float) and not isinstance(real, bool)
    }
    columns = read_columns(ensemble.rows, told)
    found: list[Point] = []
    for name, real in told.items():
        values = known_values(columns[name])
        values = values[np.isfinite(values)]
        forecasts = {"ensemble median": float(np.median(values))} if len(values) else {}
        issue = issue_of(name)
        forecasts |= _baselines(ensemble.scenario, issue) if issue is not None else {}
        found += [Point(name, who, value, real, abs(value - real)) for who, value in forecasts.items()]
    return found


def _baselines(scenario: Scenario, issue: str) -> dict[str, float]:
    taking = [actor for actor in scenario.actors.values() if issue in actor.position and issue in actor.salience]
    if not taking:
        return {}
    position = [actor.position[issue].mean for actor in taking]
    weights = [actor.salience[issue].mean for actor in taking], [actor.weight.mean for actor in taking]
    found = {
        "weighted mean": float(compromise_mean(position, *weights)),
        "weighted median": float(weighted_median(position, *weights)),
    }
    text = scenario.status_quo
    while text is not None and issue not in scenario.texts[text].terms:
        text = scenario.texts[text].same_as
    return found if text is None else {**found, "status quo": scenario.texts[text].terms[issue].mean}


class Bin(NamedTuple):
    """Forecasts of about the same chance, and how often what they spoke of happened."""

    low: float
    high: float
    """The chances that fall into it, 0 to 1; `high` itself only in the last."""
    forecasts: int
    mean_chance: float
    happened: Interval
    """The share that came about, with its 95 per cent interval."""


def calibration(scored: Sequence[Scores], bins: int = 5) -> list[Bin]:
    """Sort the chances given to every outcome of every case by size and count how often it happened.

    A forecaster is calibrated if of all that gets a chance of 0.7 about 70 per cent happens (Murphy & Winkler 1977,
    Applied Statistics 26(1)).

    >>> one = Scores("a", 10, "x", {"x": 0.9, "y": 0.1}, [])
    >>> [(part.forecasts, round(part.mean_chance, 1), part.happened.share) for part in calibration([one] * 3, bins=2)]
    [(3, 0.1, 0.0), (3, 0.9, 1.0)]
    """
    told = [(chance, name == one.outcome) for one in scored for name, chance in one.chances.items()]
    chances = np.array([chance for chance, _ in told])
    came = np.array([true for _, true in told])
    places = np.minimum((chances * bins).astype(int), bins - 1)
    return [
        Bin(place / bins, (place + 1) / bins, int(np.sum(places == place)), float(chances[places == place].mean()),
            wilson(int(came[places == place].sum()), int(np.sum(places == place))))
        for place in np.unique(places)
    ]  # fmt: skip
