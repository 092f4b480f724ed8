"""Hindcast: an ensemble held against the record, fact by fact, with nothing hidden that fails."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.ensemble.intervals import Z_95, wilson
from sim.ensemble.recognition_curve import CurvePoint, recognition_curve, summary_of
from sim.ensemble.scoring import brier_score, log_score, score
from sim.scenario.condition import holds

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble
    from sim.rules.arrays import Flags, Floats
    from sim.scenario.facts import Fact, FactPart, Target
    from sim.scenario.schema import Scenario

__all__ = [
    "FactResult", "Hindcast", "PartResult", "facts_of", "hindcast", "judge", "median_interval", "outcome_scores",
    "target_words",
]  # fmt: skip


Measured = tuple[float, float, float, int]
"""A value, the bounds of its 95 per cent interval, and the number of runs that it rests on."""


class PartResult(NamedTuple):
    """One number of a fact: the ensemble's value with its 95 per cent interval, and whether it is inside."""

    says: str
    record: float | str | None
    value: float
    low: float
    high: float
    runs: int
    inside: bool
    target: str


class FactResult(NamedTuple):
    """A fact with its parts; it is inside if all of them are."""

    id: str
    says: str
    parts: tuple[PartResult, ...]
    note: str = ""

    @property
    def inside(self) -> bool:
        """Whether every part lies where it must."""
        return all(part.inside for part in self.parts)


@dataclass(frozen=True)
class Hindcast:
    """What an ensemble says of the record.

    Attributes
    ----------
    facts : tuple of FactResult
        Every stylised fact of the scenario, in order.
    scores : dict of str to float
        How well the outcome that came about was foreseen; see `outcome_scores`.
    curve : tuple of CurvePoint
        Recognitions week by week against the record, where the scenario has both.
    """

    facts: tuple[FactResult, ...]
    scores: dict[str, float]
    curve: tuple[CurvePoint, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Give the hindcast as plain data; the first part of a fact stands for it, all parts follow."""
        return {
            "facts": [
                {
                    "id": fact.id,
                    "says": fact.says,
                    **{name: _known(getattr(fact.parts[0], name)) for name in ("record", "value", "low", "high")},
                    "inside": fact.inside,
                    "note": fact.note or None,
                    "parts": [{name: _known(value) for name, value in part._asdict().items()} for part in fact.parts],
                }
                for fact in self.facts
            ],
            "scores": {name: _known(value) for name, value in self.scores.items()},
            "recognition_curve": [point._asdict() for point in self.curve],
            "recognition_summary": None if (summed := summary_of(self.curve)) is None else summed._asdict(),
        }


def hindcast(ensemble: Ensemble) -> Hindcast:
    """Hold an ensemble against the facts and the outcome of its scenario's record.

    Raises
    ------
    ValueError
        If the scenario has no record with facts.
    """
    facts = facts_of(ensemble.scenario)
    named = {"outcome"}.union(*(_columns_of(part) for fact in facts for part in fact.parts))
    asked = [name for name in ensemble.rows.schema.names if name in named or name.startswith("recognitions.")]
    narrow = replace(ensemble, rows=ensemble.rows.select(asked))  # of a large folder, all of it is read at once
    judged = tuple(judge(fact, narrow) for fact in facts)
    return Hindcast(judged, outcome_scores(ensemble), recognition_curve(narrow))


def _columns_of(part: FactPart) -> set[str]:
    """Name the columns that a part of a fact asks for."""
    named = {name for name in (part.column, part.less, part.over) if name}
    for condition in (part.where, part.among, part.against):
        clauses = [condition] if isinstance(condition, dict) else condition or ()
        named = named.union(*clauses)
    return named


def facts_of(scenario: Scenario) -> tuple[Fact, ...]:
    """Give the stylised facts of a scenario's record.

    Raises
    ------
    ValueError
        If there are none.
    """
    if scenario.record is None or not scenario.record.facts:
        raise ValueError("the scenario has no facts to be held against; they stand under `record: {facts: [...]}`")
    return scenario.record.facts


def judge(fact: Fact, ensemble: Ensemble) -> FactResult:
    """Measure every part of a fact."""
    return FactResult(fact.id, fact.says, tuple(_measure(part, ensemble) for part in fact.parts), fact.note or "")


def _measure(part: FactPart, ensemble: Ensemble) -> PartResult:
    columns = _Columns(ensemble)
    everybody = np.ones(len(ensemble), dtype=bool)
    asked = everybody if part.among is None else holds(part.among, columns, len(ensemble))
    measured = _group(part, columns, asked)
    if part.against is not None:
        measured = _difference(measured, _group(part, columns, holds(part.against, columns, len(ensemble))))
    value, low, high, runs = measured
    return PartResult(
        part.says, part.record, value, low, high, runs, _inside(value, part.target), target_words(part.target)
    )


def _group(part: FactPart, columns: _Columns, asked: Flags) -> Measured:
    if part.measure != "share":
        return _middle(part, columns, asked)
    assert part.where is not None
    return _share(holds(part.where, columns, len(asked)), asked)


def _difference(one: Measured, other: Measured) -> Measured:
    """Take one group's value off another's.

    The interval of the difference comes from those of the two (Newcombe 1998, "Interval estimation for the difference
    between independent proportions", Statistics in Medicine 17, method 10; for means it is the usual one).
    """
    value = one[0] - other[0]
    low = value - math.hypot(one[0] - one[1], other[2] - other[0])
    high = value + math.hypot(one[2] - one[0], other[0] - other[1])
    return value, low, high, min(one[3], other[3])


def _share(matching: Flags, asked: Flags) -> Measured:
    runs = int(np.count_nonzero(asked))
    if not runs:
        return math.nan, math.nan, math.nan, 0
    return *wilson(int(np.count_nonzero(matching & asked)), runs), runs


def _middle(part: FactPart, columns: _Columns, asked: Flags) -> Measured:
    assert part.column is not None
    values = np.asarray(columns[part.column], dtype=float)[asked]
    if part.less is not None:
        values = values - np.asarray(columns[part.less], dtype=float)[asked]
    if part.over is not None:
        whole = np.asarray(columns[part.over], dtype=float)[asked]
        values = np.divide(values, whole, out=np.full(len(values), np.nan), where=whole != 0)
    values = values[np.isfinite(values)]
    if not values.size:
        return math.nan, math.nan, math.nan, 0
    if part.measure == "median":
        return *median_interval(values), len(values)
    half = Z_95 * float(np.std(values)) / math.sqrt(len(values))
    mean = float(np.mean(values))
    return mean, mean - half, mean + half, len(values)


def median_interval(values: Floats) -> tuple[float, float, float]:
    """Give a median with its 95 per cent interval from order statistics, which assumes no distribution.

    Examples
    --------
    >>> median_interval(np.arange(101.0))
    (50.0, 40.0, 60.0)
    """
    ordered = np.sort(values)
    half = Z_95 * math.sqrt(len(ordered)) / 2
    low = max(0, math.floor((len(ordered) - 1) / 2 - half))
    high = min(len(ordered) - 1, math.ceil((len(ordered) - 1) / 2 + half))
    return float(np.median(ordered)), float(ordered[low]), float(ordered[high])


def _inside(value: float, target: Target) -> bool:
    if not math.isfinite(value):
        return False
    return (target.min is None or value >= target.min) and (target.max is None or value <= target.max)


def target_words(target: Target) -> str:
    """Write where a value must lie, such as "0.7 to 0.8"."""
    if target.min is not None and target.max is not None:
        return f"{target.min:g} to {target.max:g}"
    return f"{target.min:g} or more" if target.min is not None else f"{target.max:g} or less"


def outcome_scores(ensemble: Ensemble) -> dict[str, float]:
    """Score the outcome that came about, as `sim score` does: log score and Brier score, lower is better for both.

    Beside the ensemble's stand those of a uniform guess and, where the record has them, of the observers' priors.
    Nothing if the record names no outcome.
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


class _Columns(dict[str, Any]):
    """Columns of an ensemble, fetched when asked for."""

    def __init__(self, ensemble: Ensemble) -> None:
        super().__init__()
        self.ensemble = ensemble

    def __missing__(self, name: str) -> Any:
        self[name] = self.ensemble.column(name)
        return self[name]


def _known(value: Any) -> Any:
    """Give a number that JSON can hold; what could not be measured is nothing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
