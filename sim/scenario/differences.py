"""What differs between two scenarios: the paths at which they say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.paths import all_paths
from sim.scenario.text.tree import tree_of

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["differences"]

TOLD = 60
"""Signs of a value that are told."""


def differences(one: Scenario, other: Scenario, most: int = 3) -> list[str]:
    """Return, in a line each, where two scenarios differ, first what the one says; the last line counts the rest.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> differences(five, sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"]))
    ['actors.russia.veto: true and false']
    """
    there, here = _values(one), _values(other)
    found = [
        f"{path}: {_told(there.get(path))} and {_told(here.get(path))}"
        for path in dict.fromkeys((*there, *here))
        if not _alike(there.get(path), here.get(path))
    ]
    more = [f"{len(found) - most} more"] if len(found) > most else []
    return [*found[:most], *more] or ["the order of its entries" for _ in range(one.hash != other.hash)]


def _values(scenario: Scenario) -> dict[str, object]:
    root = tree_of(scenario.model_dump(mode="python", by_alias=True))
    return {path: node.value for path, node in all_paths(root) if not isinstance(node.value, dict | list)}


def _alike(one: object, other: object) -> bool:
    """Tell whether two values say the same: 1 and 1.0 do, 1 and true do not."""
    numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other)]
    return one == other if all(numbers) else _told(one) == _told(other)


def _told(value: object) -> str:
    if value in (None, ""):
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= TOLD else f"{text[:TOLD]}..."
