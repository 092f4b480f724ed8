"""All chance in the simulator: named streams, drawn block by block.

Every random number comes from a stream that is named after what it decides and does not
depend on what happened before. So run *i* is the same alone, among others, with any number of
workers, and after any change that is not about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.random import Generator, Philox, SeedSequence

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.chance.remembered import Remembered

__all__ = ["BLOCK_RUNS", "LARGEST_SEED", "Streams", "block_of", "seed_from"]

BLOCK_RUNS = 1_024
"""Runs that are drawn and stepped together."""

LARGEST_SEED = 2**64 - 1
"""Seeds are whole numbers from 0 to this."""


def block_of(run: int) -> tuple[int, int]:
    """Return the block that a run belongs to, and its place there.

    Examples
    --------
    >>> block_of(4711)
    (4, 615)
    """
    return divmod(run, BLOCK_RUNS)


def seed_from(text: str) -> int:
    """Return a seed as it was written, to the last digit; it is a whole number from 0 to 2**64 - 1.

    Examples
    --------
    >>> seed_from("18446744073709551615")
    18446744073709551615
    """
    # isdecimal also takes digits of other scripts; a seed is copied by hand, so only 0 to 9 are meant.
    if not (text.isascii() and text.isdecimal()) or len(text) > 20 or int(text) > LARGEST_SEED:
        raise ValueError(f"{text!r} is no seed; allowed: whole numbers from 0 to 18446744073709551615")
    return int(text)


class Streams:
    """The random numbers of one block, or of several beside each other, by name.

    Examples
    --------
    A run draws the same number alone, in its block, and with other blocks beside it:

    >>> whole, alone = Streams(seed=1, block=4), Streams(seed=1, block=4, places=np.array([615]))
    >>> bool(whole.uniform("envoy.notice")[615] == alone.uniform("envoy.notice")[0])
    True
    >>> several = Streams(seed=1, block=2, beside=(4,))
    >>> bool(several.uniform("envoy.notice")[1024 + 615] == alone.uniform("envoy.notice")[0])
    True
    """

    def __init__(
        self,
        seed: int,
        block: int,
        places: npt.NDArray[np.int64] | None = None,
        beside: tuple[int, ...] = (),
        remembered: Remembered | None = None,
    ) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
            raise ValueError(f"seed {seed!r} is not a whole number from 0 to 2**64 - 1")
        self.seed = seed
        if places is not None and beside:
            raise ValueError("places are those of one block; blocks beside each other are played whole")
        self.block = block
        self.places = places
        self.beside = beside
        self.remembered = None if places is not None else remembered

    def stream(self, name: str, week: int | None = None, block: int | None = None) -> Generator:
        """Return the generator of one name, and of one week where the decision comes up weekly.

        Keyed as ``SeedSequence(entropy=seed, spawn_key=(block, crc32(name), week))`` on Philox
        (Salmon, Moraes, Dror & Shaw 2011), which gives independent streams for different keys.
        """
        key = (self.block if block is None else block, crc32(name.encode()))
        spawn_key = key if week is None else (*key, week)
        return Generator(Philox(SeedSequence(entropy=self.seed, spawn_key=spawn_key)))

    def uniform(self, name: str, week: int | None = None, rows: int | None = None) -> npt.NDArray[np.float64]:
        """Return numbers from 0 up to 1, one for each run asked for, ``(runs,)`` or ``(rows, runs)``.

        Drawn for the whole block and then cut to the runs asked for, so that a run
        gets the same number whoever else is played.
        """
        if self.remembered is None:
            return self._draw(name, week, rows)
        key = (self.seed, self.block, self.beside, name, week, rows)
        return self.remembered.get(key, lambda: self._draw(name, week, rows))

    def _draw(self, name: str, week: int | None, rows: int | None) -> npt.NDArray[np.float64]:
        shape = BLOCK_RUNS if rows is None else (rows, BLOCK_RUNS)
        drawn = self.stream(name, week).random(shape)
        if self.beside:
            others = (self.stream(name, week, block).random(shape) for block in self.beside)
            return np.concatenate([drawn, *others], axis=-1)
        return drawn if self.places is None else drawn[..., self.places]
