"""What can be asked of every run: the columns of results by name, and one number a run from any of them.

Questions spell the names of columns here and nowhere else.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.rules.arrays import Floats
from sim.runs.drawn import INPUT
from sim.runs.ensemble import Ensemble
from sim.scenario.faults import nearest
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.recognition import Recognition

__all__ = [
    "EXAMPLES", "INPUT", "OUTCOME", "RUN", "Column", "drawn_columns", "each_column", "issue_of", "known_outcomes",
    "known_values", "measures_of", "no_outcome", "numeric_columns", "read_columns", "recognised_by", "usable",
    "value_of", "values_of",
]  # fmt: skip

Column = npt.NDArray[np.generic]
"""A column of results, ``(runs,)``: numbers, days, yes or no, or words."""

RUN, OUTCOME = "run", "outcome"

TEXT = "text."
"""What stands before an issue in the name of the column that holds the text on it."""

EXAMPLES = "columns of the results, such as outcome, ending, ended_on"

AT_ONCE = 2**24
"""How many values of several columns are read from disk at once: 128 MB."""


def recognised_by(stage: Recognition, week: int) -> str:
    """Name the column that counts the recognitions that stand after so many weeks."""
    return f"{stage.name}.{stage.AT_WEEKS.name.format(week=week)}"


def issue_of(column: str) -> str | None:
    """Return the issue whose text a column holds, if it holds one.

    >>> issue_of("text.status"), issue_of("ended_week")
    ('status', None)
    """
    return column.removeprefix(TEXT) if column.startswith(TEXT) else None


def drawn_columns(rows: pa.Table) -> list[str]:
    """Name the columns of drawn numbers; after `INPUT` stands the number's path."""
    return [name for name in rows.column_names if name.startswith(INPUT)]


def measures_of(ensemble: Ensemble) -> list[str]:
    """Name the numeric columns of what happened, drawn inputs and run numbers left out.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)
    >>> measures_of(ensemble)[:2]
    ['ended_week', 'vienna.entered_week']
    """
    return numeric_columns(ensemble.rows.schema)


def numeric_columns(schema: pa.Schema) -> list[str]:
    """Name the numeric columns of what happened.

    >>> numeric_columns(pa.schema({"run": pa.int64(), "in.x": pa.float64(), "ended_week": pa.int32()}))
    ['ended_week']
    """
    return [
        name for name in schema.names
        if not name.startswith(INPUT) and name != RUN and _numeric(schema.field(name).type)
    ]  # fmt: skip


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def values_of(rows: pa.Table, name: str) -> Column:
    """Return a column as an array; words as text, nothing where nothing was said.

    >>> values_of(pa.table({"ended_week": [4, 5]}), "ended_week").tolist()
    [4, 5]
    """
    found = rows.column(name)
    # Decoding by NumPy would give the last word where nothing was said.
    return np.asarray((found.cast(pa.string()) if pa.types.is_dictionary(found.type) else found).to_numpy())


def each_column(rows: pa.Table, names: Sequence[str]) -> Iterator[tuple[str, Column]]:
    """Pass through columns in their order, many read from disk at once and only those in memory.

    >>> rows = pa.table({"ending": ["agreed", "alone"], "ended_week": [4, 5]})
    >>> [(name, column.tolist()) for name, column in each_column(rows, ["ended_week", "ending"])]
    [('ended_week', [4, 5]), ('ending', ['agreed', 'alone'])]
    """
    together = max(1, AT_ONCE // max(1, rows.num_rows))
    for place in range(0, len(names), together):
        asked = list(names[place : place + together])
        read = rows.select(asked)
        yield from ((name, values_of(read, name)) for name in asked)


def read_columns(rows: pa.Table, names: Iterable[str]) -> dict[str, Column]:
    """Read several columns, each once."""
    return dict(each_column(rows, list(dict.fromkeys(names))))


def known_values(values: npt.ArrayLike) -> Floats:
    """Return a column as numbers, NaN where it says nothing: a whole number below 0 means "not yet".

    >>> known_values(np.array([3, -1], dtype=np.int32))
    array([ 3., nan])
    """
    found = np.asarray(values)
    numbers = found.astype(float)
    return np.where(numbers < 0, np.nan, numbers) if found.dtype.kind == "i" else numbers


def value_of(ensemble: Ensemble, name: str) -> Floats:
    """Return one number a run: 1 where it had the outcome of that name, else the column's.

    Raises ValueError if there is neither an outcome nor a numeric column of that name.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=100, seed=1)
    >>> set(value_of(ensemble, "coordinated_declaration").tolist()) == {0.0, 1.0}
    True
    """
    labels = ensemble.scenario.outcome_labels
    return value_from(name, labels, measures_of(ensemble), lambda column: values_of(ensemble.rows, column))


def value_from(name: str, labels: Iterable[str], numeric: Sequence[str], read: Callable[[str], Column]) -> Floats:
    """Return one number a run from columns that are read by name, as `value_of` does."""
    outcomes = list(labels)
    if name in outcomes:
        return np.asarray(read(OUTCOME) == name, dtype=float)
    if name not in numeric:
        close = nearest(name, [*outcomes, *numeric])
        hint = f"; did you mean {close}?" if close else ""
        raise ValueError(f"{name} is neither an outcome nor a numeric column{hint} (outcomes: {', '.join(outcomes)})")
    return known_values(read(name))


def usable(values: Floats, name: str) -> Floats:
    """Return values if they are finite and vary, as a question about what moves them needs.

    Raises ValueError if they are not; SALib would give zeros without a word.

    >>> usable(np.array([1.0, np.nan]), "ended_week")
    Traceback (most recent call last):
    ValueError: ended_week says nothing in 1 of 2 runs; what moves it can only be asked where every run has a value
    """
    missing = int(np.sum(~np.isfinite(values)))
    if missing:
        raise ValueError(f"{name} says nothing in {missing:,} of {len(values):,} runs; "
                         "what moves it can only be asked where every run has a value")  # fmt: skip
    if np.ptp(values) == 0:
        raise ValueError(f"{name} is {values[0]:g} in every run; nothing moves it")
    return values


def known_outcomes(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """Return the outcomes that are named, or all.

    Raises ValueError if nothing is called so.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> known_outcomes(five, ["lone_declaration"])
    ['lone_declaration']
    """
    labels = scenario.outcome_labels
    for name in names:
        if name not in labels:
            raise ValueError(no_outcome(name, labels))
    return list(names or labels)


def no_outcome(name: str, known: Iterable[str]) -> str:
    """Say that no outcome is called so, which there are, and which was probably meant.

    >>> no_outcome("unoin", ["union", "no_text"])
    "no outcome is called 'unoin'; allowed: union, no_text; did you mean union?"
    """
    close = nearest(name, known := list(known))
    return f"no outcome is called {name!r}; allowed: {', '.join(known)}" + (
        f"; did you mean {close}?" if close else ""
    )
