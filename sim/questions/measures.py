"""What can be asked of every run as one number: an outcome (1 where the run ended so) or a numeric column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.rules.arrays import Floats
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["known_outcomes", "known_values", "measures_of", "usable", "value_of"]


def measures_of(ensemble: Ensemble) -> list[str]:
    """Name the numeric columns of what happened, drawn inputs and run numbers left out.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)
    >>> measures_of(ensemble)[:2]
    ['ended_week', 'happened.putin_principles']
    """
    schema = ensemble.rows.schema
    return [
        name for name in schema.names
        if not name.startswith("in.") and name != "run" and _numeric(schema.field(name).type)
    ]  # fmt: skip


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def known_values(values: Any) -> Floats:
    """Give a column as numbers, NaN where it says nothing: a whole number below 0 means "not yet".

    Examples
    --------
    >>> known_values(np.array([3, -1], dtype=np.int32))
    array([ 3., nan])
    """
    numbers = np.asarray(values, dtype=float)
    return np.where(numbers < 0, np.nan, numbers) if np.asarray(values).dtype.kind == "i" else numbers


def value_of(ensemble: Ensemble, name: str) -> Floats:
    """Give one number a run: 1 where it had the outcome of that name, else the column's.

    Raises
    ------
    ValueError
        If there is neither an outcome nor a numeric column of that name.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)
    >>> set(value_of(ensemble, "coordinated_declaration").tolist()) == {0.0, 1.0}
    True
    """
    if name in ensemble.scenario.outcome_labels:
        return np.asarray(ensemble.column("outcome") == name, dtype=float)
    columns = measures_of(ensemble)
    if name not in columns:
        outcomes = list(ensemble.scenario.outcome_labels)
        close = nearest(name, [*outcomes, *columns])
        hint = f"; did you mean {close}?" if close else ""
        raise ValueError(f"{name} is neither an outcome nor a numeric column{hint} (outcomes: {', '.join(outcomes)})")
    return known_values(ensemble.column(name))


def usable(values: Floats, name: str) -> Floats:
    """Give values back if they are finite and vary, as a question about what moves them needs.

    Raises
    ------
    ValueError
        If they are not; SALib would give zeros without a word.

    Examples
    --------
    >>> usable(np.array([1.0, np.nan]), "drafts")
    Traceback (most recent call last):
    ValueError: drafts says nothing in 1 of 2 runs; what moves it can only be asked where every run has a value
    """
    missing = int(np.sum(~np.isfinite(values)))
    if missing:
        raise ValueError(f"{name} says nothing in {missing:,} of {len(values):,} runs; "
                         "what moves it can only be asked where every run has a value")  # fmt: skip
    if np.ptp(values) == 0:
        raise ValueError(f"{name} is {values[0]:g} in every run; nothing moves it")
    return values


def known_outcomes(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """Give the outcomes that are named, or all.

    Raises
    ------
    ValueError
        If nothing is called so.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> known_outcomes(five, ["lone_declaration"])
    ['lone_declaration']
    """
    labels = scenario.outcome_labels
    for name in names:
        if name not in labels:
            close = nearest(name, labels)
            raise ValueError(f"no outcome is called {name!r}; allowed: {', '.join(labels)}"
                             + (f"; did you mean {close}?" if close else ""))  # fmt: skip
    return list(names or labels)
