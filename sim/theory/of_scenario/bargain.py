"""What theory says to some parties of a scenario: on its mean, and on its draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.bargaining.concepts import Solutions, solve
from sim.theory.bargaining.pairs import pair_answers, pareto_corners
from sim.theory.bargaining.pareto import distance_to_pareto
from sim.theory.bargaining.solutions import Zone, zone_of_agreement
from sim.theory.of_scenario.spread import Spread, plain, quantiles
from sim.theory.of_scenario.stands import Stands
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

__all__ = ["CONCEPTS", "MOST_SOLVED", "Bargain", "bargain"]

CONCEPTS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "compromise", "median")
"""The solution concepts, as they are called in `sim.theory.bargaining.concepts.Solutions`."""

MOST_SOLVED = 100
"""Draws on which problems are solved that need a solver: more than two parties, or gamma other than 1."""

_EDGE = 1e-9


@dataclass(frozen=True)
class Bargain:
    """What theory says to some parties."""

    members: tuple[str, ...]
    """The parties."""
    mean: Solutions
    """The answers on the scenario's mean."""
    unbound: Zone
    """The zone of agreement on the mean if nobody had a red line."""
    surplus: Floats
    """Quantiles over draws of what all could gain at once over no agreement; NaN where red lines never leave a text.
    """
    zone_share: float
    """Share of draws in which there is a zone of agreement."""
    spread: dict[str, Spread]
    """The answers over draws, by concept."""
    draws: int
    """On how many draws."""
    pareto: Floats
    """Two parties with gamma 1: utilities at the corners of the Pareto set on the mean, ``(corners, 2)``; else none.
    """
    texts: dict[str, tuple[Floats, float]]
    """On the mean, each named text's worth to the parties and its distance to the Pareto set."""

    def summary(self, issues: Sequence[str]) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it.

        Parameters
        ----------
        issues
            Names of the issues, in the order of the texts.

        Returns
        -------
        dict
            The zone, the solutions and the named texts, on the mean and on the draws.
        """
        zone = self.mean.zone
        return {
            "parties": list(self.members),
            "zone": {"exists": zone.exists, "surplus": plain(zone.surplus), "reason": zone.reason or None},
            "zone_without_red_lines": {"exists": self.unbound.exists, "surplus": plain(self.unbound.surplus)},
            "on_draws": {"draws": self.draws, "zone_share": self.zone_share, "surplus": plain(self.surplus)},
            "pareto": plain(self.pareto),
            "texts": {
                name: {"utilities": _by(self.members, worth), "distance_to_pareto": plain(away)}
                for name, (worth, away) in self.texts.items()
            },
            "solutions": {name: self._concept(name, issues) for name in CONCEPTS},
        }

    def _concept(self, name: str, issues: Sequence[str]) -> dict[str, object]:
        answer, spread = getattr(self.mean, name), self.spread[name]
        return {
            "exists": answer.exists,
            "text": _by(issues, answer.text),
            "utilities": _by(self.members, answer.utilities),
            "reason": answer.reason or None,
            "on_draws": {"exists": spread.exists, "text": {
                issue: plain(spread.text[:, row]) for row, issue in enumerate(issues)}},
        }  # fmt: skip


def _by(names: Sequence[str], numbers: Floats) -> dict[str, object]:
    return {name: plain(number) for name, number in zip(names, numbers, strict=True)}


def bargain(mean: Stands, draws: Stands, members: Sequence[str], more_texts: dict[str, Floats]) -> Bargain:
    """Ask every solution concept about some parties, inside their own red lines.

    Parameters
    ----------
    mean, draws
        Where actors stand on the scenario's mean (one run) and on its draws.
    members
        The parties, two or more.
    more_texts
        Texts on the mean beside the named ones, each ``(issues, 1)``.

    Returns
    -------
    Bargain
        Two parties with gamma 1 are solved on all draws, others on the first 100.

    Raises
    ------
    ValueError
        If gamma is below 1.

    Examples
    --------
    >>> from sim.chance.inputs import Draws, Means
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> from sim.theory.of_scenario.stands import stands_of
    >>> scenario = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> mean, draws = (stands_of(outset_of(scenario, n)) for n in (Means(scenario), Draws(scenario, 200)))
    >>> bargain(mean, draws, ["belgrade", "pristina"], {}).mean.zone.reason
    'the red lines leave no text'
    """
    problem = mean.problem(members)
    known = {**mean.texts, **more_texts}
    texts = {
        name: (problem.utilities(text[:, 0]), distance_to_pareto(problem, text[:, 0])) for name, text in known.items()
    }
    two = len(members) == 2 and mean.gamma == 1
    surplus, found = _of_pair(draws, members) if two else _solved(draws, members)
    count = len(surplus)
    for name, forecast in (("compromise", compromise_mean), ("median", weighted_median)):
        found[name] = _judged(draws, members, forecast)
    return Bargain(
        members=tuple(members),
        mean=solve(problem),
        unbound=zone_of_agreement(
            replace(problem, lower=np.zeros_like(problem.lower), upper=np.ones_like(problem.upper))
        ),
        surplus=quantiles(surplus[np.newaxis])[:, 0],
        zone_share=float((surplus >= -_EDGE).mean()),
        spread={name: Spread(float(np.isfinite(found[name][0]).mean()), quantiles(found[name])) for name in CONCEPTS},
        draws=count,
        pareto=pareto_corners(mean.pair(*members)) if two else np.empty((0, len(members))),
        texts=texts,
    )


def _of_pair(draws: Stands, members: Sequence[str]) -> tuple[Floats, dict[str, Floats]]:
    first, second = draws.places(members)
    weight = np.maximum(draws.weight, _EDGE)
    found = pair_answers(
        draws.pair(*members), draws.disagreement[first], draws.disagreement[second], weight[first], weight[second]
    )
    return found.surplus, {name: getattr(found, name) for name in CONCEPTS[:4]}


def _solved(draws: Stands, members: Sequence[str]) -> tuple[Floats, dict[str, Floats]]:
    known: dict[bytes, Solutions] = {}  # numbers known exactly make every draw the same problem
    answers = []
    for run in range(min(draws.runs, MOST_SOLVED)):
        problem = draws.problem(members, run)
        parts = (
            problem.position, problem.salience, problem.disagreement, problem.lower, problem.upper, problem.weight,
            problem.stake,
        )  # fmt: skip
        key = b"".join(part.tobytes() for part in parts)
        if key not in known:
            known[key] = solve(problem)
        answers.append(known[key])
    surplus = np.array([answer.zone.surplus for answer in answers])
    return surplus, {
        name: np.stack([getattr(answer, name).text for answer in answers], axis=-1) for name in CONCEPTS[:4]
    }


def _judged(draws: Stands, members: Sequence[str], forecast: Callable[[Floats, Floats, Floats], Floats]) -> Floats:
    """Forecast a text inside everybody's red lines in every run; NaN where somebody refuses it."""
    at = draws.places(members)
    position = draws.position[at]
    text = forecast(position, draws.stake[at], draws.weight[at][:, np.newaxis])
    lower, upper = draws.lower[at].max(axis=0), draws.upper[at].min(axis=0)
    text = np.clip(np.where(np.isnan(text), position.mean(axis=0), text), lower, upper)
    worth = draws.values(text, members)
    agreed = (lower <= upper).all(axis=0) & (worth >= draws.disagreement[at] - _EDGE).all(axis=0)
    return np.where(agreed, text, np.nan)
