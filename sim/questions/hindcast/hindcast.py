"""Hindcast: an ensemble held against the record, fact by fact, with nothing hidden that fails."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sim.questions.hindcast.curve import CurveResult, recognition_curve
from sim.questions.hindcast.facts import PartResult, columns_asked, measured
from sim.questions.hindcast.scores import brier_score, log_score, score
from sim.questions.measures import Column, read_columns
from sim.runs.ensemble import Ensemble
from sim.scenario.format.record import Fact
from sim.scenario.format.scenario import Scenario

__all__ = ["FactResult", "Hindcast", "facts_of", "hindcast", "judge", "outcome_scores"]


class FactResult(NamedTuple):
    """A fact with its parts; it is inside if all of them are."""

    id: str
    """Its number, such as S1."""
    says: str
    parts: tuple[PartResult, ...]
    note: str | None = None
    """What of it is not tested."""

    @property
    def inside(self) -> bool:
        """Whether every part lies where it must."""
        return all(part.inside for part in self.parts)


@dataclass(frozen=True)
class Hindcast:
    """What an ensemble says of the record: every stylised fact of the scenario, in order, and its scores."""

    facts: tuple[FactResult, ...]
    scores: dict[str, float]
    """How well the outcome that came about was foreseen; see `outcome_scores`."""
    curve: CurveResult | None = None
    """The recognitions month by month beside the record's, where both are known."""

    def as_data(self) -> dict[str, object]:
        """Return the hindcast as plain data; the first part of a fact stands for it, all parts follow."""
        return {
            "facts": [
                {
                    "id": fact.id,
                    "says": fact.says,
                    **{name: _known(getattr(fact.parts[0], name)) for name in ("record", "value", "low", "high")},
                    "inside": fact.inside,
                    "note": fact.note,
                    "parts": [{name: _known(value) for name, value in part._asdict().items()} for part in fact.parts],
                }
                for fact in self.facts
            ],
            "scores": {name: _known(value) for name, value in self.scores.items()},
            "recognitions": self.curve.as_data() if self.curve else None,
        }


def hindcast(ensemble: Ensemble) -> Hindcast:
    """Hold an ensemble against the facts and the outcome of its scenario's record.

    Raises ValueError if the scenario has no record with facts.

    The five actors have no facts of their own; here they are asked for one.

    >>> backed = {"says": "share of runs", "measure": "share", "where": {"ending": "coordinated"},
    ...           "target": {"min": 0.45, "max": 0.85}}
    >>> fact = Fact.model_validate({"id": "S1", "says": "Pristina declares with its sponsors", "parts": [backed]})
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> record = five.record.model_copy(update={"facts": (fact,)})
    >>> found = hindcast(sim.run(five.model_copy(update={"record": record}), runs=100, seed=1))
    >>> [(fact.id, fact.inside) for fact in found.facts], found.curve
    ([('S1', True)], None)
    """
    facts = facts_of(ensemble.scenario)
    asked = {column for fact in facts for part in fact.parts for column in columns_asked(part)}
    columns = read_columns(ensemble.rows, sorted(asked))
    judged = tuple(judge(fact, ensemble, columns) for fact in facts)
    return Hindcast(judged, outcome_scores(ensemble), recognition_curve(ensemble))


def facts_of(scenario: Scenario) -> tuple[Fact, ...]:
    """Return the stylised facts of a scenario's record.

    Raises ValueError if there are none.

    >>> facts = facts_of(sim.read_scenario("scenarios/kosovo/baseline.yaml"))
    >>> facts[0].id, facts[0].says
    ('S1', 'No agreement on status')
    """
    if scenario.record is None or not scenario.record.facts:
        raise ValueError("the scenario has no facts to be held against; they stand under `record: {facts: [...]}`")
    return scenario.record.facts


def judge(fact: Fact, ensemble: Ensemble, columns: Mapping[str, Column] | None = None) -> FactResult:
    """Measure every part of a fact.

    >>> never = {"says": "share of runs", "measure": "share", "where": {"ending": "agreed"}, "target": {"max": 0.05}}
    >>> fact = Fact.model_validate({"id": "S1", "says": "No agreement", "parts": [never]})
    >>> judge(fact, sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)).inside
    True
    """
    if columns is None:
        columns = read_columns(ensemble.rows, (column for part in fact.parts for column in columns_asked(part)))
    parts = tuple(measured(part, columns, len(ensemble)) for part in fact.parts)
    return FactResult(fact.id, fact.says, parts, fact.note)


def outcome_scores(ensemble: Ensemble) -> dict[str, float]:
    """Score the outcome that came about, as `sim score` does: log score and Brier score, lower is better for both.

    Beside the ensemble's stand those of a uniform guess and, where the record has them, of the observers' priors.
    Nothing if the record names no outcome.

    >>> scores = outcome_scores(sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1))
    >>> round(scores["log_score.uniform"], 2)  # ln 6, for six outcomes
    1.79
    >>> scores["log_score.ensemble"] < scores["log_score.uniform"]
    True
    """
    record = ensemble.scenario.record
    if record is None or record.outcome is None:
        return {}
    scored = score(ensemble)
    guesses = {"ensemble": list(scored.chances.values()), "uniform": [1 / len(scored.chances)] * len(scored.chances)}
    if record.priors:
        prior = [record.priors[name].mean if name in record.priors else 0.0 for name in scored.chances]
        whole = math.fsum(prior)
        guesses |= {"observers": [chance / whole for chance in prior]} if whole > 0 else {}
    return {
        f"{name}.{who}": by(chances, scored.happened)
        for who, chances in guesses.items()
        for name, by in (("log_score", log_score), ("brier_score", brier_score))
    }


Value = TypeVar("Value")


def _known(value: Value) -> Value | None:
    """Return a number that JSON can hold; what could not be measured is nothing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
