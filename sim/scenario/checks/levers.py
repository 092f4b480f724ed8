"""Levers: what one moves must be there, and a number that moves on a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.faults import Fault
from sim.scenario.format.quantity import quantities
from sim.scenario.paths import follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Node

__all__ = ["astray", "scales"]


def astray(root: Node) -> list[Fault]:
    """Return the paths of levers that lead nowhere.

    >>> from sim.scenario.text.tree import tree_of
    >>> case = {"titel": {}, "title": "A case", "levers": {"name": {"ask": "Which?", "set": {"tite": "Another"}}}}
    >>> print(*astray(tree_of(case)))
    scenario: levers.name.set.tite: there is no tite; allowed: ...; did you mean title?
    """
    block = root.child("levers")
    if block is None or not isinstance(block.value, dict):
        return []
    found = list[Fault]()
    copy = root.copied()  # what is followed may be given an empty block, which the file itself must not get
    for name, lever in block.value.items():
        path, several = lever.child("path"), lever.child("set")
        if path is not None and isinstance(path.value, str):
            found += _lost(copy, path.value, path, f"levers.{name}.path")
        if several is not None and isinstance(several.value, dict):
            for key, node in several.value.items():
                found += _lost(copy, str(key), node, f"levers.{name}.set.{key}")
    return found


def _lost(root: Node, path: str, said: Node, at: str) -> list[Fault]:
    step = follow(root, path, said.at)
    return [Fault(said.place, at, step.found, step.allowed, step.near)] if isinstance(step, Fault) else []


def scales(scenario: Scenario) -> Iterator[Finding]:
    """Refuse to move by a slider what is no number, has no middle, or cannot be as low or as high as is said."""
    known = dict(quantities(scenario)) if scenario.levers else {}
    for name, lever in scenario.levers.items():
        if lever.path is None:
            continue
        number = known.get(lever.path)
        if number is None:
            said = f"{lever.path} is no number that a slider could move"
            yield Finding(
                ("levers", name, "path"), said, "the path of a number that the file gives; `set:` for all else"
            )
        elif number.choice is not None:
            said = f"{lever.path} is a choice between values, and has no middle to move"
            yield Finding(("levers", name, "path"), said, "another number, or `set:`")
        else:
            for word, end in (("from", lever.low), ("to", lever.high)):
                low, high = number.bounds
                if end is not None and not low <= end <= high:
                    yield Finding(("levers", name, word), f"{end:g} is out of range", f"from {low:g} to {high:g}")
