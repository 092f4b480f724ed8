"""Boxes between worlds that were played: where they are halved, and what is said of a world within one.

A box has a played world in each corner. Within it shares are interpolated linearly in each lever (multilinear:
Weiser & Zarantonello 1988, A note on piecewise linear and multilinear table interpolation in many dimensions), and
its corners' lowest and highest share say how much that may be off: a share that only rises or only falls along each
lever lies between the two. Boxes whose corners differ much are halved before others (adaptive mesh refinement: Berger
& Oliger 1984), so that worlds lie close where a share falls off a cliff.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sim.rules.arrays import Floats

__all__ = ["Around", "Box", "Lever", "Split", "World", "around", "best_split", "boxes_between", "refined", "weights"]

World = tuple[float, ...]
"""Where each lever stands."""

ALIKE = 0.02
"""Corners that differ by no more than this leave nothing to be halved for."""

ROUND = 64
"""So many worlds are played before it is asked anew which box differs most."""


class Lever(NamedTuple):
    """What is to be known of a lever to halve a box along it."""

    low: float
    step: float
    value: float
    """Where the file has it."""


class Box(NamedTuple):
    """All worlds between two; where both have a lever alike, all of the box have it so."""

    low: World
    high: World

    def corners(self) -> list[World]:
        """Return the worlds in its corners, the last lever running fastest.

        >>> Box((0.0, 1.0), (0.5, 1.0)).corners()
        [(0.0, 1.0), (0.5, 1.0)]
        """
        return list(itertools.product(*(sorted({*ends}) for ends in zip(self.low, self.high, strict=True))))

    def holds(self, world: World) -> bool:
        """Tell whether a world lies within it, or on its edge."""
        return all(low <= value <= high for low, value, high in zip(self.low, world, self.high, strict=True))

    def halves(self, lever: int, at: float) -> tuple[Box, Box]:
        """Return its two parts, on either side of a value of a lever."""
        left = (*self.high[:lever], at, *self.high[lever + 1 :])
        right = (*self.low[:lever], at, *self.low[lever + 1 :])
        return Box(self.low, left), Box(right, self.high)


class Split(NamedTuple):
    """How a box is best halved."""

    differ: float
    """The most by which a share differs between two corners along the lever."""
    lever: int
    at: float


class Around(NamedTuple):
    """What the played worlds around one say of its shares, ``(kinds,)`` each."""

    shares: Floats
    low: Floats
    high: Floats


def boxes_between(values: Sequence[Sequence[float]], switches: Sequence[bool]) -> list[Box]:
    """Return the boxes of a grid, from the values of each lever; switches have nothing between their values.

    >>> len(boxes_between([(0.0, 0.2, 1.0), (0.0, 1.0)], [False, True]))
    4
    """
    sides = [
        [(value, value) for value in some] if switch else list(itertools.pairwise(some))
        for some, switch in zip(values, switches, strict=True)
    ]
    found = itertools.product(*sides)
    return [Box(tuple(low for low, _ in box), tuple(high for _, high in box)) for box in found]


def refined(
    boxes: Iterable[Box], shares: Mapping[World, Floats], levers: Sequence[Lever], room: int,
    play: Callable[[Sequence[World]], None],
) -> list[Box]:  # fmt: skip
    """Halve boxes as long as there is room for further worlds: those first whose corners differ most for their size.

    The size of a box is what was left of the first when it was halved so often. Nothing depends on how fast which
    world is played.

    Parameters
    ----------
    boxes : iterable of Box
        What there is at first; the worlds in their corners are played.
    shares : mapping of World to (kinds,)
        The share of each outcome in the worlds played that are some; `play` adds to it.
    levers : sequence of Lever
        The levers, in the order of a world.
    room : int
        How many worlds may be played at most.
    play : callable
        Plays worlds.

    Returns
    -------
    list of Box
    """
    halved = dict.fromkeys(boxes, 0)
    splits = {box: best_split(box, shares, levers) for box in halved}
    tried: set[World] = set()
    while True:
        wanted: dict[World, None] = {}
        chosen: list[tuple[Box, Split]] = []
        ranked = [
            (-split.differ / 2 ** halved[box], box, split) for box, split in splits.items() if split is not None
        ]
        for _, box, split in sorted(ranked):
            new = [
                world for world in box.halves(split.lever, split.at)[0].corners()
                if world not in shares and world not in tried and world not in wanted
            ]  # fmt: skip
            if len(wanted) + len(new) > room or (chosen and len(wanted) + len(new) > ROUND):
                break
            wanted |= dict.fromkeys(new)
            chosen.append((box, split))
        if not chosen:
            return list(halved)
        play(list(wanted))
        tried |= wanted.keys()
        room -= len(wanted)
        for box, split in chosen:
            depth = halved.pop(box) + 1
            del splits[box]
            for half in box.halves(split.lever, split.at):
                halved[half], splits[half] = depth, best_split(half, shares, levers)


def best_split(box: Box, shares: Mapping[World, Floats], levers: Sequence[Lever]) -> Split | None:
    """Return how a box is best halved: along the lever between whose ends a share differs most.

    It is halved where the file has that lever, or in the middle, on the steps of the lever. Nothing where all corners
    are alike, or one of them makes no sound scenario.

    >>> shares = {(0.0,): np.array([0.1]), (1.0,): np.array([0.9])}
    >>> best_split(Box((0.0,), (1.0,)), shares, [Lever(0.0, 0.1, 0.0)])
    Split(differ=0.8, lever=0, at=0.5)
    """
    corners = box.corners()
    if any(corner not in shares for corner in corners):
        return None
    found = None
    for place, (lever, low, high) in enumerate(zip(levers, box.low, box.high, strict=True)):
        middle = round(lever.low + lever.step * round(((low + high) / 2 - lever.low) / lever.step), 9)
        at = lever.value if low < lever.value < high else middle
        if not low < at < high:
            continue
        one, other = (np.stack([shares[corner] for corner in corners if corner[place] == end]) for end in (low, high))
        differ = float(np.abs(other - one).max())
        if differ > max(ALIKE, found.differ if found is not None else 0.0):
            found = Split(differ, place, at)
    return found


def around(boxes: Iterable[Box], shares: Mapping[World, Floats], world: World) -> Around | None:
    """Return what the worlds played around one say of it, exact where it was played itself.

    It is read from the first box that holds it; nothing where a corner that counts makes no sound scenario.

    >>> shares = {(0.0,): np.array([0.1]), (1.0,): np.array([0.9])}
    >>> [part.tolist() for part in around([Box((0.0,), (1.0,))], shares, (0.5,))]
    [[0.5], [0.1], [0.9]]
    """
    if world in shares:
        return Around(shares[world], shares[world], shares[world])
    counts = weights(next(box for box in boxes if box.holds(world)), world)
    if any(corner not in shares for corner in counts):
        return None
    every = np.stack([shares[corner] for corner in counts])
    return Around(np.array(list(counts.values())) @ every, every.min(axis=0), every.max(axis=0))


def weights(box: Box, world: World) -> dict[World, float]:
    """Return how much the corners of a box count for a world within it; those that count nothing are left out.

    >>> weights(Box((0.0, 1.0), (1.0, 1.0)), (0.25, 1.0))
    {(0.0, 1.0): 0.75, (1.0, 1.0): 0.25}
    """
    parts = []
    for low, value, high in zip(box.low, world, box.high, strict=True):
        share = (value - low) / (high - low) if high > low else 0.0
        parts.append({low: 1 - share} | ({high: share} if high > low else {}))
    found = {
        corner: math.prod(part[value] for part, value in zip(parts, corner, strict=True)) for corner in box.corners()
    }
    return {corner: weight for corner, weight in found.items() if weight > 0}
