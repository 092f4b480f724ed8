"""Where the values of a scenario come from: which file and line gave them, and which source stands behind them."""

from collections.abc import Iterator

from sim.scenario.faults import Fault
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.shape import Shape, shape_of
from sim.scenario.paths import dotted, found_at
from sim.scenario.reader import Reading
from sim.scenario.text.tree import Key, Node, Steps, children, walk
from sim.scenario.text.writer import as_yaml

__all__ = ["unsourced", "written_with_origins"]


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


def unsourced(read: Reading) -> list[Fault]:
    """Return the values, as warnings, for which neither they nor a block around them name a source.

    >>> from sim.scenario.reader import reading
    >>> all(fault.warning for fault in unsourced(reading("scenarios/kosovo/five_actors.yaml")))
    True
    """
    from sim.scenario.format.scenario import Scenario

    return list(_unsourced(read.root, read.root, shape_of(Scenario), [], sourced=False))


def _unsourced(root: Node, node: Node, shape: Shape, path: list[Key], sourced: bool) -> Iterator[Fault]:
    sourced = sourced or (bool(path) and node.child("source") is not None)
    if sourced:
        return
    if shape.model is Quantity:
        yield Fault(node.at, dotted(root, path), "this value names no source", "`source:` beside it", warning=True)
        return
    for step, child in children(node):
        inside = shape.child(step)
        if inside is not None:
            yield from _unsourced(root, child, inside, [*path, step], sourced)
