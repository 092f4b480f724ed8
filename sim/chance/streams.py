"""All chance in the simulator: named streams, drawn block by block.

Every random number comes from a stream that is named after what it decides and does not
depend on what happened before. So run *i* is the same alone, among others, with any number of
workers, and after any change that is not about it.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from numpy.random import Generator, Philox

from sim.chance.remembered import Remembered
from sim.compiled.choice import is_on

__all__ = ["BLOCK_RUNS", "LARGEST_SEED", "Streams", "block_of", "key_of", "seed_from", "whole_seed"]

BLOCK_RUNS = 1_024
"""Runs that are drawn and stepped together."""

LARGEST_SEED = 2**64 - 1
"""Seeds are whole numbers from 0 to this."""

FEW = 3
"""By machine code numbers are drawn run by run for less than one run in so many; for more, all at once take less."""


def block_of(run: int) -> tuple[int, int]:
    """Return the block that a run belongs to, and its place there.

    >>> block_of(4711)
    (4, 615)
    """
    return divmod(run, BLOCK_RUNS)


def seed_from(text: str) -> int:
    """Return a seed as it was written, to the last digit; it is a whole number from 0 to 2**64 - 1.

    >>> seed_from("18446744073709551615")
    18446744073709551615
    """
    # isdecimal also takes digits of other scripts; a seed is copied by hand, so only 0 to 9 are meant.
    if not (text.isascii() and text.isdecimal()) or len(text) > 20 or int(text) > LARGEST_SEED:
        raise ValueError(f"{text!r} is no seed; allowed: whole numbers from 0 to 18446744073709551615")
    return int(text)


def whole_seed(seed: object) -> int:
    """Return a seed that is a whole number, Python's or NumPy's.

    Raises ValueError if it is something else, or out of range.

    >>> whole_seed(np.uint64(7))
    7
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed {seed!r} is not a whole number from 0 to 2**64 - 1")
    return int(seed)


class Streams:
    """The random numbers of one block, or of several beside each other, by name.

    A run draws the same number alone, in its block, and with other blocks beside it:

    >>> whole, alone = Streams(seed=1, block=4), Streams(seed=1, block=4, places=np.array([615]))
    >>> bool(whole.uniform("actor", "envoy", "notice")[615] == alone.uniform("actor", "envoy", "notice")[0])
    True
    >>> several = Streams(seed=1, block=2, beside=(4,))
    >>> bool(several.uniform("actor", "envoy", "notice")[1024 + 615] == alone.uniform("actor", "envoy", "notice")[0])
    True

    Of blocks beside each other, all are whole but the last, of which `places` may say which runs are meant.
    """

    def __init__(
        self, seed: int, block: int, places: npt.NDArray[np.int64] | None = None, beside: tuple[int, ...] = (),
        remembered: Remembered | None = None,
    ) -> None:  # fmt: skip
        self.seed = whole_seed(seed)
        self.block = block
        self.beside = beside
        self.remembered = remembered
        whole = BLOCK_RUNS * len(beside)
        self.places = None if places is None else np.concatenate([np.arange(whole), whole + np.asarray(places)])
        self._kept_as = None if self.places is None else self.places.tobytes()
        self._runs = whole + BLOCK_RUNS if self.places is None else len(self.places)
        self._reach = BLOCK_RUNS if places is None or beside else 1 + int(np.max(places, initial=0))
        self._generator = Generator(Philox(key=0))
        self._begins: dict[str, tuple[int, ...]] = {}
        self._fresh = {**self._generator.bit_generator.state, "buffer": (0, 0, 0, 0), "state": self._begins}
        self._few = self._runs / FEW if is_on() and remembered is None else 0.0

    def stream(self, *path: str, week: int | None = None, block: int | None = None) -> Generator:
        """Return the generator of one path, and of one week where the decision comes up weekly.

        It is Philox (Salmon, Moraes, Dror & Shaw 2011) keyed by seed and path, 128 bits of a hash in which every part
        of the path stands with its length, so that no two paths meet. The counter begins at the block and the week:
        streams of one key are parts of one sequence, 2**128 numbers long, that never overlap.
        """
        counter = np.array(_counter(self.block if block is None else block, week), dtype=np.uint64)
        return Generator(Philox(key=np.array(key_of(self.seed, path), dtype=np.uint64), counter=counter))

    def uniform(
        self, *path: str, week: int | None = None, rows: int | None = None, row: int = 0
    ) -> npt.NDArray[np.float64]:
        """Return numbers from 0 up to 1, one for each run asked for, ``(runs,)`` or ``(rows, runs)``.

        The path says what the chance is about, beginning with what kind of thing it is: an actor, a stage, an event,
        an input. Drawn in the order of the block, up to the last run that is asked for, and cut to these, so that a
        run gets the same number whoever else is played. A later row is that which would stand there among several:

        >>> streams = Streams(seed=1, block=4)
        >>> bool(np.all(streams.uniform("state", "tonga", rows=2)[1] == streams.uniform("state", "tonga", row=1)))
        True
        """
        if self.remembered is None:
            return self._draw(path, week, rows, row)
        key = (self.seed, self.block, self._kept_as, self.beside, path, week, rows, row)
        return self.remembered.get(key, lambda: self._draw(path, week, rows, row))

    def uniform_of(
        self, runs: npt.NDArray[np.int64], *path: str, week: int | None = None, row: int = 0
    ) -> npt.NDArray[np.float64]:
        """Return the numbers of some runs alone, by their places, ``(some,)``.

        >>> streams, some = Streams(seed=1, block=4), np.array([7, 615])
        >>> bool(np.all(streams.uniform_of(some, "envoy") == streams.uniform("envoy")[some]))
        True
        """
        if len(runs) >= self._few:
            return self.uniform(*path, week=week, row=row).take(runs)
        from sim.compiled.chance import numbers_at  # brings numba, so that only who uses it has it

        at, blocks = runs if self.places is None else self.places.take(runs), (self.block, *self.beside)
        key, begins = key_of(self.seed, path), _counter(0, week, row)
        return numbers_at(np.array([*key, *begins], np.uint64), np.array(blocks, np.uint64), BLOCK_RUNS, at)

    def _draw(self, path: tuple[str, ...], week: int | None, rows: int | None, row: int) -> npt.NDArray[np.float64]:
        blocks, begins, generator = (self.block, *self.beside), self._begins, self._generator
        # The second row goes on where the whole of the first ended; of a single one nothing follows the last run.
        width = BLOCK_RUNS if rows is not None and rows > 1 else self._reach
        drawn = np.empty((len(blocks), rows or 1, width))
        begins["key"] = key_of(self.seed, path)
        for block, part in zip(blocks, drawn, strict=True):
            # One generator set to where the stream begins gives what a new one would give, in half the time.
            begins["counter"] = _counter(block, week, row)
            generator.bit_generator.state = self._fresh
            generator.random(out=part)
        together = drawn.reshape(-1) if rows is None else drawn.transpose(1, 0, 2).reshape(rows, -1)
        return together if self.places is None else together.take(self.places, axis=-1)


def _counter(block: int, week: int | None, row: int = 0) -> tuple[int, ...]:
    """Return where the part of a stream begins that is of one block and week: four words of 64 bits.

    Four numbers come of each step, so that a later row begins a quarter of a block further on.
    """
    return row * BLOCK_RUNS // 4, 0, 0 if week is None else week + 1, block


@lru_cache(maxsize=65_536)
def key_of(seed: int, path: tuple[str, ...]) -> tuple[int, ...]:
    """Return the 128 bits that a stream is keyed by, as two words.

    Examples
    --------
    A stage called `events` and an event called `extended` do not share a stream, whatever the names put together are:

    >>> one, other = key_of(0, ("stage", "events", "extended")), key_of(0, ("event", "extended"))
    >>> len(one), one == other
    (2, False)
    """
    said = blake2b(seed.to_bytes(8, "little"), digest_size=16)
    for part in path:
        written = part.encode()
        said.update(len(written).to_bytes(4, "little") + written)
    return struct.unpack("<2Q", said.digest())
