"""What stands on the page about all cases: facts, scores against plain forecasts, calibration."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.questions.hindcast.facts import PartResult
    from sim.questions.hindcast.hindcast import Hindcast
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.record import FactPart

    Case = tuple[Ensemble, Hindcast]

AGREEMENTS = {
    "kosovo/baseline": ("agreed_settlement", "agreed_partition"),
    "cyprus/annan_plan": ("settlement",),
    "iran/jcpoa": ("in_force",),
    "dayton/talks": ("agreement",),
}
"""Which outcomes of a case are an agreement of those whose dispute it is."""

BASE_RATES = {"base rate 0.22": 0.22, "base rate 0.62": 0.62}
"""How often there is an agreement: of attempts at mediation, of mediated crises; the page names the sources."""

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Of the classes of shares."""


def case_of(path: str) -> str:
    """Return what a case is called in the tables: "cyprus/annan_plan" of its file."""
    return path.removeprefix("scenarios/").removesuffix(".yaml")


def base_rate(outcomes: Sequence[str], agreements: Sequence[str], rate: float) -> list[float]:
    """Return the forecast of one who knows how often there is an agreement, and nothing of the case."""
    other = len(outcomes) - len(agreements)
    return [rate / len(agreements) if one in agreements else (1 - rate) / other for one in outcomes]


def scores(cases: dict[str, Case]) -> Iterator[str]:
    """Tell how good a forecast each was, beside what others would have said; lower is better."""
    from sim.questions.hindcast.scores import brier_score, log_score

    rates = list(BASE_RATES)
    yield f"| Case | Facts inside | Score | these runs | uniform | {' | '.join(rates)} | observers |"
    yield "|---|---:|---|---:|---:|---:|---:|---:|"
    for name, (ensemble, held) in cases.items():
        record = ensemble.scenario.record
        assert record is not None
        outcomes = list(ensemble.scenario.outcome_labels)
        happened = outcomes.index(str(record.outcome))
        inside = f"{sum(fact.inside for fact in held.facts)} of {len(held.facts)}"
        for kind, rule in (("log", log_score), ("brier", brier_score)):
            plain = [rule(base_rate(outcomes, AGREEMENTS[name], BASE_RATES[rate]), happened) for rate in rates]
            told = [held.scores.get(f"{kind}_score.{who}", math.nan) for who in ("ensemble", "uniform", "observers")]
            cells = [f"{one:.2f}" for one in (*told[:2], *plain, told[2])]
            first = (name, inside) if kind == "log" else ("", "")
            yield f"| {' | '.join((*first, kind, *cells))} |"


def parts_of(cases: dict[str, Case]) -> Iterator[tuple[Ensemble, FactPart, PartResult]]:
    """Return every part of every fact, as it is asked and as it was measured."""
    for ensemble, held in cases.values():
        record = ensemble.scenario.record
        assert record is not None
        for fact, found in zip(record.facts, held.facts, strict=True):
            for part, result in zip(fact.parts, found.parts, strict=True):
                yield ensemble, part, result


def chances(cases: dict[str, Case]) -> Iterator[str]:
    """Tell how large a chance the runs give to what happened, of all parts of facts that ask for a share."""
    asked = [(part.record, result.value) for _, part, result in parts_of(cases) if part.measure == "share"]
    known = [(record, value) for record, value in asked if record in (0, 1) and math.isfinite(value)]
    given = [value if record == 1 else 1 - value for record, value in known]
    yield from ("| Chance that the runs give to what happened | Parts of facts |", "|---|---:|")
    for low, high in pairwise(EDGES):
        here = [one for one in given if low <= one < high or one == high == 1]
        yield f"| {low:.1f} to {high:.1f} | {len(here)} |"
    yield ""
    yield f"Of {len(given)} such parts, the mean chance is {np.mean(given):.2f}."


def ranks(cases: dict[str, Case]) -> Iterator[str]:
    """Tell where the record lies among the runs, of all parts of facts that ask for a number."""
    found = [rank for ensemble, part, _ in parts_of(cases) if (rank := rank_of(ensemble, part)) is not None]
    yield from ("| The record lies | Parts of facts | Of a calibrated forecast |", "|---|---:|---:|")
    below, above = sum(one < 0.05 for one in found), sum(one > 0.95 for one in found)
    for words, here, share in (("below 95 per cent of the runs", below, 0.05),
                               ("among the middle 90 per cent", len(found) - below - above, 0.9),
                               ("above 95 per cent of the runs", above, 0.05)):  # fmt: skip
        yield f"| {words} | {here} | {share * len(found):.1f} |"


def rank_of(ensemble: Ensemble, part: FactPart) -> float | None:
    """Return which share of the runs lies below the record, those that equal it counted half."""
    from sim.questions.hindcast.facts import columns_asked
    from sim.questions.measures import read_columns
    from sim.scenario.format.bounds import holds

    if part.column is None or part.against is not None or not isinstance(part.record, int | float):
        return None
    columns = read_columns(ensemble.rows, columns_asked(part))
    values = np.asarray(columns[part.column], dtype=float)
    if part.less is not None:
        values = values - np.asarray(columns[part.less], dtype=float)
    if part.over is not None:
        values = values / np.asarray(columns[part.over], dtype=float)
    asked = np.ones(len(values), dtype=bool) if part.among is None else holds(part.among, columns, len(values))
    values = values[asked & np.isfinite(values)]
    if not values.size:
        return None
    return float(np.mean(values < part.record) + np.mean(values == part.record) / 2)
