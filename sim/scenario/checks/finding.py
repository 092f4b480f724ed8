"""What a check finds: where in the scenario, what is wrong, and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Check", "Finding"]


@dataclass(frozen=True)
class Finding:
    """One thing that makes no sense, or, as a warning, may not be meant."""

    steps: tuple[Any, ...]
    """Keys, names of entries and places in lists that lead there."""
    found: str
    """What was found."""
    allowed: str = ""
    """What is allowed instead."""
    near: str = ""
    """The nearest valid name."""
    warning: bool = False
    """Whether the scenario can be run all the same."""


if TYPE_CHECKING:
    Check = Callable[[Scenario], Iterator[Finding]]
else:
    Check = Callable
