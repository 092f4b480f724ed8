"""What the front end tells, as far as it makes sense: whatever else comes over the wire is left unheard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.views.app.sliders import Group

__all__ = ["Movement", "movement_of", "whole_number"]

MANY = 2**53
"""More than anybody moves; larger numbers are not whole to a browser."""


class Movement(NamedTuple):
    """What the front end tells of moved sliders."""

    values: Mapping[str, float]
    """Where they stand now, by path."""
    number: int
    """Which movement it is."""
    generation: int
    """How often all had been put back by then."""


def whole_number(told: object, most: int) -> int | None:
    """Return a whole number from 0 to the largest that makes sense; None for anything else.

    >>> [whole_number(told, 5) for told in (3, 99, -1, 1.5, "x", True, None)]
    [3, None, None, None, None, None, None]
    """
    known = isinstance(told, int) and not isinstance(told, bool)
    return told if known and isinstance(told, int) and 0 <= told <= most else None


def movement_of(told: object, groups: Iterable[Group]) -> Movement | None:
    """Return a movement of sliders that there are, each within its ends; None for anything else.

    >>> from sim.views.app.sliders import sliders_of
    >>> groups = sliders_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> movement_of({"values": {"actors.russia.veto": 0}, "number": 1, "generation": 0}, groups)
    Movement(values={'actors.russia.veto': 0.0}, number=1, generation=0)
    >>> movement_of({"values": {"actors.russia.veto": 7}, "number": 1, "generation": 0}, groups) is None
    True
    """
    if not isinstance(told, dict) or not isinstance(told.get("values"), dict):
        return None
    number, generation = (whole_number(told.get(name), MANY) for name in ("number", "generation"))
    sliders = {slider.path: slider for group in groups for slider in group.sliders}
    values = {}
    for path, to in told["values"].items():
        slider = sliders.get(path) if isinstance(path, str) else None
        if slider is None or isinstance(to, bool) or not isinstance(to, int | float):
            return None
        if not slider.low <= to <= slider.high:
            return None
        values[path] = float(to)
    return None if number is None or generation is None else Movement(values, number, generation)
