"""What a question takes as given: the file of `--given`, read and held against the columns of an ensemble.

A file is a condition as outcomes have it, a clause or a list of clauses of which one must hold. It may stand
under `given:` with a title and a source beside it::

    title: What happened
    given: {ending: coordinated, ended_on: {after: 2008-02-01, before: 2008-04-01}, drafts: {min: 4}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pydantic import ValidationError

from sim.scenario.checks.messages import faults_of
from sim.scenario.faults import Fault, ScenarioFault, nearest
from sim.scenario.format.bounds import Bound, Condition, holds
from sim.scenario.format.quantity import Strict
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node, plain, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.rules.arrays import Flags

__all__ = ["Given", "GivenLike", "given_from", "values_of"]

BOUNDS = {"number": ("min", "max", "among", "unlike"), "date": ("after", "before"), "word": ("among", "unlike"),
          "flag": ("among", "unlike")}  # fmt: skip
"""What can be asked of each kind of column."""

SAID = {"number": "numbers", "date": "dates", "word": "words", "flag": "true or false"}


class GivenFile(Strict):
    """The file of `--given`."""

    title: str = ""
    """What people read."""
    source: str | None = None
    """Where it is told."""
    note: str | None = None
    """What a reader should know about it."""
    given: Condition
    """What a run must have to count: columns of the results with what is asked of each."""


@dataclass(frozen=True)
class Given:
    """A condition with the places where its parts stand.

    Attributes
    ----------
    condition : Condition
        What is asked.
    title : str
        What people read; empty if the file says nothing.
    root : Node
        The tree it was read from, for messages.
    """

    condition: Any
    title: str
    root: Node

    def matches(self, rows: pa.Table) -> Flags:
        """Say which rows match.

        Raises
        ------
        ScenarioFault
            If a column is not among those of the table, or is asked what it cannot answer.
        """
        faults = list(self._faults(rows))
        if faults:
            raise ScenarioFault(faults)
        asked = {column for clause in self._clauses() for column in clause}
        return holds(self.condition, {name: values_of(rows, name) for name in asked}, rows.num_rows)

    def _clauses(self) -> Sequence[dict[str, Any]]:
        return [self.condition] if isinstance(self.condition, dict) else list(self.condition)

    def _faults(self, rows: pa.Table) -> Iterator[Fault]:
        stands = self.root.value["given"].value if isinstance(self.root.value, dict) else None
        nodes: list[Any] = [item.value for item in stands] if isinstance(stands, list) else [stands]
        for clause, node in zip(self._clauses(), nodes, strict=True):
            for column, asked in clause.items():
                at: Node = node[column]
                if column not in rows.column_names:
                    known = nearest(column, rows.column_names)
                    allowed = "columns of the results, such as outcome, ended_on, drafts"
                    yield Fault(at.at, column, f"there is no column {column}", allowed, known)
                else:
                    yield from _misfits(column, asked, rows.schema.field(column).type, rows, at)


def values_of(rows: pa.Table, name: str) -> Any:
    """Give a column as an array; words as text, nothing where nothing was said.

    Examples
    --------
    >>> values_of(pa.table({"drafts": [4, 5]}), "drafts").tolist()
    [4, 5]
    """
    found = rows.column(name)
    return (found.cast(pa.string()) if pa.types.is_dictionary(found.type) else found).to_numpy()


def _misfits(column: str, asked: Any, kind: pa.DataType, rows: pa.Table, at: Node) -> Iterator[Fault]:
    """Tell what a column is asked that it cannot answer."""
    sort = "word" if pa.types.is_dictionary(kind) or pa.types.is_string(kind) else (
        "date" if pa.types.is_date(kind) else "flag" if pa.types.is_boolean(kind) else "number"
    )  # fmt: skip
    if isinstance(asked, Bound):
        named = [name for name in Bound.model_fields if getattr(asked, name) is not None]
        for name in named:
            if name not in BOUNDS[sort]:
                yield Fault(at.at, column, f"`{name}` is asked, and the column holds {SAID[sort]}",
                            ", ".join(BOUNDS[sort]))  # fmt: skip
        values = [*(asked.among or ()), *([] if asked.unlike is None else [asked.unlike])]
    else:
        values = [asked]
        if sort == "date":
            yield Fault(at.at, column, "one value is asked of a column of dates", "{after: DAY, before: DAY}")
            return
    for value in values:
        yield from _strange(column, value, sort, rows, at)


def _strange(column: str, value: Any, sort: str, rows: pa.Table, at: Node) -> Iterator[Fault]:
    """Tell of a value that a column never has: a word that nothing is called, or the wrong kind."""
    fits = isinstance(value, str) if sort == "word" else isinstance(value, bool | float | int) and sort != "date"
    if not fits:
        yield Fault(at.at, column, f"{value!r} is asked, and the column holds {SAID[sort]}", SAID[sort])
    elif sort == "word" and pa.types.is_dictionary(rows.schema.field(column).type):
        words = [*dict.fromkeys(word for part in rows.column(column).chunks for word in part.dictionary.to_pylist())]
        if value not in words:
            yield Fault(at.at, column, f"no run can be {value!r} here", ", ".join(words), nearest(value, words))


GivenLike = Given | Mapping[str, Any] | list[Any] | tuple[Any, ...] | str | Path
"""A condition: read already, as Python data, or as the file that states it."""


def given_from(stated: GivenLike) -> Given:
    """Take a condition as it comes: from a file, or from Python data in the form of a file.

    Raises
    ------
    ScenarioFault
        With everything that is wrong, if anything is.

    Examples
    --------
    >>> given_from({"drafts": {"min": 4}}).condition["drafts"].min
    4.0
    """
    if isinstance(stated, Given):
        return stated
    faults: list[Fault] = []
    if isinstance(stated, str | Path):
        root, faults = parsed(text_of(bytes_of(stated), str(stated)), str(stated))
    else:
        root = tree_of(stated)
    if not (isinstance(root.value, dict) and "given" in root.value):
        root = Node({"given": root}, root.place)
    try:
        read = GivenFile.model_validate(plain(root))
    except ValidationError as error:
        raise ScenarioFault([*faults, *faults_of(error, root, GivenFile)]) from None
    if faults:
        raise ScenarioFault(faults)
    return Given(read.given, read.title, root)
