"""Values of an issue as points from 0 to 1, from which two parties' losses grow in proportion to distance.

A scenario knows an issue as a line on which each party has a wish, and loses in proportion to the distance from it
(docs/rules.md, R1). A profile of Genius gives any number to any value. Where both can be had on one line they are
found exactly; else what comes nearest among the places that either party alone asks for, with how far it is off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from sim.scenario.genius.profiles import Worth

__all__ = ["Placed", "placed"]

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Placed:
    """An issue on the line: a value at x is worth ``best - stake * |x - wish|`` to a party."""

    points: dict[str, float]
    """Where each value of a discrete issue lies, 0 to 1."""
    wish: tuple[float, float]
    stake: tuple[float, float]
    best: tuple[float, float]
    """Of the two parties."""
    off: float
    """The largest error in what a value is worth to either."""

    def worth(self, party: int, point: float) -> float:
        """Return what a point is worth to one of the two.

        >>> Placed({}, (0.0, 1.0), (0.4, 0.6), (0.4, 0.6), 0.0).worth(1, 0.5)
        0.3
        """
        return self.best[party] - self.stake[party] * abs(point - self.wish[party])


def placed(first: Worth, second: Worth) -> Placed:
    """Bring one issue of two profiles on a line.

    >>> worths = [dict(zip("xyz", numbers)) for numbers in ((0.5, 0.3, 0.0), (0.0, 0.4, 1.0))]
    >>> found = placed(*(Worth(worth, (), 1) for worth in worths))
    >>> found.points, found.stake, found.off
    ({'x': 0.0, 'y': 0.4, 'z': 1.0}, (0.5, 1.0), 0.0)
    """
    if first.at:
        return _of_values(first.at, second.at)
    one, other = _slope(first.corners), _slope(second.corners)
    wish, stake, best, _ = zip(one, other, strict=True)
    return Placed({}, wish, stake, best, max(one[3], other[3]))


# --- a range -------------------------------------------------------------------------------------------------


def _slope(corners: Corners) -> tuple[float, float, float, float]:
    """Return wish, stake, best and error of one party on a range."""
    low, high = corners[0][0], corners[-1][0]
    points = [((place - low) / (high - low), worth) for place, worth in corners]
    best = max(worth for _, worth in points)
    wish = next(point for point, worth in points if worth == best)
    ends = [(abs(points[place][0] - wish), best - points[place][1]) for place in (0, -1)]
    slopes = [lost / far for far, lost in ends if far > 0]
    stake = sum(slopes) / len(slopes)
    off = max(abs(best - stake * abs(point - wish) - worth) for point, worth in points)
    return wish, stake, best, off


# --- values --------------------------------------------------------------------------------------------------


def _of_values(first: Mapping[str, float], second: Mapping[str, float]) -> Placed:
    best = max(first.values()), max(second.values())
    losses = [{value: most - at for value, at in worth.items()}
              for worth, most in zip((first, second), best, strict=True)]  # fmt: skip
    if not any(losses[1].values()):
        losses = [losses[0], losses[0]]
        found = _on(losses, best, cares=(True, False))
    elif not any(losses[0].values()):
        losses = [losses[1], losses[1]]
        found = _on(losses, best, cares=(False, True))
    else:
        found = _on(losses, best, cares=(True, True))
    return found


def _on(losses: list[dict[str, float]], best: tuple[float, float], cares: tuple[bool, bool]) -> Placed:
    """Find the points: the two wishes lie 1 apart, or in one place, before all is brought to 0 to 1."""
    # Among values that are equally good to a party, its wish is the one that costs the other least.
    at_first = min(losses[0], key=lambda value: (losses[0][value], losses[1][value]))
    at_second = min(losses[1], key=lambda value: (losses[1][value], losses[0][value]))
    if at_first == at_second:
        stakes = max(losses[0].values()) or 1.0, max(losses[1].values()) or 1.0
        wishes = 0.0, 0.0
    else:
        stakes = losses[0][at_second] or 1.0, losses[1][at_first] or 1.0
        wishes = 0.0, 1.0
    places = {value: _place(losses[0][value], losses[1][value], stakes, wishes) for value in losses[0]}
    low, high = min(*wishes, *places.values()), max(*wishes, *places.values())
    length = high - low or 1.0
    points = {value: (place - low) / length for value, place in places.items()}
    wish = (wishes[0] - low) / length, (wishes[1] - low) / length
    stake = stakes[0] * length * cares[0], stakes[1] * length * cares[1]
    off = max(
        abs(losses[party][value] - stake[party] * abs(point - wish[party])) * cares[party]
        for value, point in points.items() for party in (0, 1)
    )  # fmt: skip
    return Placed(points, wish, stake, best, off)


def _place(first: float, second: float, stakes: tuple[float, float], wishes: tuple[float, float]) -> float:
    """Return where a value lies that costs the two so much: where either alone has it, or in the middle of these."""
    sides = [
        [wish + way * lost / stake for way in (1.0, -1.0)]
        for lost, stake, wish in zip((first, second), stakes, wishes, strict=True)
    ]  # fmt: skip
    tried = [place for one, other in product(*sides) for place in (one, other, (one + other) / 2)]
    return min(tried, key=lambda place: (
        round(max(abs(lost - stake * abs(place - wish))
                  for lost, stake, wish in zip((first, second), stakes, wishes, strict=True)), 12),
        -place,
    ))  # fmt: skip
