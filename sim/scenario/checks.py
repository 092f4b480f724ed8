"""What a scenario must make sense as: names that exist, a process that ends, a majority that can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.faults import Fault
    from sim.scenario.schema import Scenario
    from sim.scenario.tree import Node

__all__ = ["sense"]


def sense(scenario: Scenario, root: Node) -> list[Fault]:
    """Find what is wrong with a scenario whose every part is sound by itself."""
    return []
