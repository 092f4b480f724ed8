"""Where the values of a scenario come from: which file and line gave them, and which source stands behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.faults import Fault, plural
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.paths import dotted, found_at
from sim.scenario.reader import Reading
from sim.scenario.text.tree import Key, Node, Steps, children, walk
from sim.scenario.text.writer import as_yaml

__all__ = ["Sourcing", "sourcing", "written_with_origins"]


def written_with_origins(read: Reading) -> str:
    """Return a scenario as YAML, with where each line was given as a comment at its end.

    What several files have given part of is spread over several lines.

    >>> from sim.scenario.reader import reading
    >>> told = written_with_origins(reading("scenarios/kosovo/five_actors.yaml"))
    >>> "# scenarios/kosovo/five_actors.yaml:3" in told
    True
    """

    def given_by_several(steps: Steps) -> bool:
        node, taken, _ = found_at(read.root, steps)
        return len(taken) == len(steps) and len({part.at.file for part in walk(node)}) > 1

    data = read.scenario.model_dump(mode="python", exclude_defaults=True, by_alias=True)
    lines = list(as_yaml(data, given_by_several))
    edge = min(max((len(line) for _, line in lines), default=0), 72)
    return "".join(f"{line:<{edge}}  # {found_at(read.root, steps)[0].at.short}\n" for steps, line in lines)


@dataclass(frozen=True)
class Sourcing:
    """What stands behind the numbers of a scenario."""

    sourced: int
    """How many have a source, beside them or around them."""
    coded: int
    """How many are coded here, as a note says."""
    left: tuple[Fault, ...]
    """Those with neither, as warnings."""

    def __str__(self) -> str:
        """Say it in one line."""
        total = self.sourced + self.coded + len(self.left)
        said = f"{plural(total, 'number')}: {self.sourced} with a source, {self.coded} coded here"
        return f"{said}, {len(self.left)} with neither"


CODED = "coded here"
"""What a note says of a number that no source has, before it says why it is so."""


def sourcing(read: Reading) -> Sourcing:
    """Tell which numbers have a source, which are coded here, and which have neither; a source counts before a note.

    >>> from sim.scenario.reader import reading
    >>> found = sourcing(reading("scenarios/kosovo/five_actors.yaml"))
    >>> found.sourced > 0, found.coded > 0, all(fault.warning for fault in found.left)
    (True, True, True)
    """
    from sim.scenario.format.scenario import Scenario

    found = list(_numbers(read.root, shape_of(Scenario), [], ""))
    kinds = [kind for kind, _, _ in found]
    allowed = f"`source:` beside it, or `note: {CODED}` with the reason"
    left = (
        Fault(node.at, dotted(read.root, path), "this value names no source", allowed, warning=True)
        for kind, node, path in found if not kind
    )  # fmt: skip
    return Sourcing(kinds.count("source"), kinds.count(CODED), tuple(left))


def _numbers(node: Node, shape: Shape, path: list[Key], kind: str) -> Iterator[tuple[str, Node, list[Key]]]:
    """Yield every number with what stands behind it: a source, a note that it is coded here, or nothing."""
    if path and node.child("source") is not None:
        kind = "source"
    elif kind != "source" and (note := node.child("note")) is not None and _says_coded(note.value):
        kind = CODED
    if shape.model is Quantity:
        yield kind, node, path
        return
    for step, child in children(node):
        inside = shape.child(step)
        if inside is not None:
            yield from _numbers(child, inside, [*path, step], kind)


def _says_coded(note: object) -> bool:
    return isinstance(note, str) and re.search(rf"\b{CODED}\b", note, re.IGNORECASE) is not None
