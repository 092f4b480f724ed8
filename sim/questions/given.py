"""What a question takes as given: the file of `--given`, read and held against the columns of an ensemble.

A file is a condition as outcomes have it, a clause or a list of clauses of which one must hold. It may stand
under `given:` with a title and a source beside it::

    title: What happened
    given: {ending: coordinated, ended_on: {after: 2008-02-01, before: 2008-04-01}, text.status: {min: 0.8}}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pydantic import ValidationError

from sim.questions.measures import EXAMPLES, read_columns
from sim.rules.arrays import Flags
from sim.scenario.checks.messages import faults_of
from sim.scenario.faults import Fault, ScenarioFault, nearest
from sim.scenario.format.bounds import Bound, Clause, Condition, Sort, holds, misfits, values_of
from sim.scenario.format.quantity import Strict
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node, plain, tree_of

__all__ = ["Given", "GivenLike", "given_from"]

Value = bool | float | str
Asked = Value | Bound


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
    """A condition with the places where its parts stand."""

    condition: Condition
    title: str
    """What people read; empty if the file says nothing."""
    root: Node
    """The tree it was read from, for messages."""

    def matches(self, rows: pa.Table) -> Flags:
        """Tell which rows match.

        Raises ScenarioFault if a column is not among those of the table, or is asked what it cannot answer.
        """
        faults = list(self._faults(rows))
        if faults:
            raise ScenarioFault(faults)
        asked = [column for clause, _ in self._clauses() for column in clause]
        return holds(self.condition, read_columns(rows, asked), rows.num_rows)

    def _clauses(self) -> list[tuple[Clause, Node]]:
        """List the clauses, each with the node that it was read from."""
        stands = _below(self.root, "given")
        if isinstance(self.condition, dict):
            return [(self.condition, stands)]
        return [(clause, _below(stands, place)) for place, clause in enumerate(self.condition)]

    def _faults(self, rows: pa.Table) -> Iterator[Fault]:
        for clause, stands in self._clauses():
            for column, asked in clause.items():
                at = _below(stands, column)
                if column not in rows.column_names:
                    known = nearest(column, rows.column_names)
                    yield Fault(at.at, column, f"there is no column {column}", EXAMPLES, known)
                else:
                    yield from _misfits(column, asked, rows, at)


def _below(node: Node, step: str | int) -> Node:
    found = node.child(step)
    assert found is not None, f"a condition was read from {step}, and nothing stands there"
    return found


def _misfits(column: str, asked: Asked, rows: pa.Table, at: Node) -> Iterator[Fault]:
    """Tell what a column is asked that it cannot answer."""
    kind = rows.schema.field(column).type
    sort: Sort = "word" if pa.types.is_dictionary(kind) or pa.types.is_string(kind) else (
        "date" if pa.types.is_date(kind) else "flag" if pa.types.is_boolean(kind) else "number"
    )  # fmt: skip
    for found, allowed in misfits(asked, sort):
        yield Fault(at.at, column, found, allowed)
    if sort == "word" and pa.types.is_dictionary(kind):
        words = [*dict.fromkeys(word for part in rows.column(column).chunks for word in part.dictionary.to_pylist())]
        for value in values_of(asked):
            if isinstance(value, str) and value not in words:
                yield Fault(at.at, column, f"no run can be {value!r} here", ", ".join(words), nearest(value, words))


GivenLike = Given | Mapping[str, object] | Sequence[Mapping[str, object]] | str | Path
"""A condition: read already, as Python data, or as the file that states it."""


def given_from(stated: GivenLike) -> Given:
    """Take a condition as it comes: from a file, or from Python data in the form of a file.

    Raises ScenarioFault with everything that is wrong, if anything is.

    >>> given_from({"ended_week": {"min": 4}}).condition["ended_week"].min
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
    found = Given(read.given, read.title, root)
    if isinstance(stated, str | Path) and not (read.given and all(clause for clause, _ in found._clauses())):
        at = _below(root, "given").at
        faults.append(Fault(at, "given", "an empty condition", "some column with what is asked of it"))
    if faults:
        raise ScenarioFault(faults)
    return found
