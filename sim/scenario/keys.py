"""The keys of streams, for several blocks in one go: the numbers that numpy's SeedSequence gives for each.

To make a SeedSequence and a Philox for each of 2,000 streams took longer than to draw the numbers. Both are plain
arithmetic on words of 32 bits, and numpy promises that it stays as it is; here it is done for all blocks at once.
A test holds every key against numpy's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["Keyring"]

WORDS = 4
"""Words of entropy that a SeedSequence keeps."""

SHIFT = np.uint32(16)
LEFT, RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)
HASH, HASH_STEP = 0x43B0D7E5, 0x931E8875
LAST_HASH, LAST_STEP = 0x8B51F9DD, 0x58F38DED
"""The constants of O'Neill (2015), "Developing a seed_seq Alternative", which numpy's SeedSequence is made after."""

HASHES_OF_SEED = WORDS * WORDS
"""How many numbers have been hashed once the seed is in: each word, and each with every other one."""


def _successive(first: int, step: int, earlier: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Give the constants before and after each of the next four hashes, ``(words, 1)`` each."""
    constants = [[first * pow(step, earlier + place, 2**32) % 2**32] for place in range(WORDS + 1)]
    return np.array(constants[:-1], dtype=np.uint32), np.array(constants[1:], dtype=np.uint32)


MIXING = tuple(_successive(HASH, HASH_STEP, HASHES_OF_SEED + WORDS * place) for place in range(3))
"""What block, name and week are hashed with, in this order."""

LAST = _successive(LAST_HASH, LAST_STEP, 0)
"""What the key is hashed with."""


class Keyring:
    """Gives the keys of several blocks, those of one name and week together.

    Parameters
    ----------
    pool : array of int, (4,)
        The pool of a SeedSequence that holds the ensemble's seed and nothing else.
    blocks : sequence of int
        The blocks.

    Examples
    --------
    >>> from numpy.random import SeedSequence
    >>> keys = Keyring(SeedSequence(entropy=5).pool, blocks=(3, 8)).keys(77, 12)
    >>> own = SeedSequence(entropy=5, spawn_key=(8, 77, 12)).generate_state(2, np.uint64)
    >>> keys[1].tolist() == own.tolist()
    True
    """

    def __init__(self, pool: npt.NDArray[np.uint32], blocks: Sequence[int]) -> None:
        seeded = pool.astype(np.uint32)[:, np.newaxis]
        self.pool = self._mixed(np.repeat(seeded, len(blocks), axis=1), np.array(blocks, dtype=np.uint32), 0)

    @staticmethod
    def _mixed(
        pool: npt.NDArray[np.uint32], word: npt.NDArray[np.uint32] | np.uint32, place: int
    ) -> npt.NDArray[np.uint32]:
        """Mix one more word of the spawn key, the one at this place, into the pool, ``(words, blocks)``."""
        before, after = MIXING[place]
        hashed = (word ^ before) * after
        hashed ^= hashed >> SHIFT
        mixed = LEFT * pool - RIGHT * hashed
        return np.asarray(mixed ^ (mixed >> SHIFT))

    def keys(self, name: int, week: int | None = None) -> npt.NDArray[np.uint64]:
        """Give the key of each block's stream, ``(blocks, 2)``, for a name that was made a number, and a week."""
        pool = self._mixed(self.pool, np.uint32(name), 1)
        if week is not None:
            pool = self._mixed(pool, np.uint32(week), 2)
        before, after = LAST
        state = (pool ^ before) * after
        state ^= state >> SHIFT
        return np.ascontiguousarray(state.T).astype("<u4", copy=False).view("<u8")
