"""Chance in machine code: numbers of a few runs of a stream, each drawn by itself, with the bits of NumPy's Philox.

The generator has no memory: every four numbers are a function of a key and a counter (Salmon, Moraes, Dror & Shaw
2011, "Parallel Random Numbers: As Easy as 1, 2, 3"). So whoever asks for a few runs need not draw the others.
"""

import numpy as np
import numpy.typing as npt

from sim.compiled.choice import machine_code
from sim.rules.arrays import Counts, Floats

__all__ = ["numbers_at"]

Words = npt.NDArray[np.uint64]

ROUNDS = 10
MULTIPLIERS = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
WEYL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
"""The constants of Philox-4x64: what counters are multiplied by, and what is added to the key after each round."""

HALF, LOW, SPARE = np.uint64(32), np.uint64(2**32 - 1), np.uint64(11)
"""Bits in half a word, its lower half, and the bits of a word that a number with 53 does not take."""


@machine_code
def upper_half(one: np.uint64, other: np.uint64) -> np.uint64:
    """Return the upper 64 bits of the product of two words."""
    a, b, c, d = one >> HALF, one & LOW, other >> HALF, other & LOW
    middle = a * d + ((b * d) >> HALF)
    return a * c + (middle >> HALF) + ((b * c + (middle & LOW)) >> HALF)


@machine_code
def numbers_at(begins: Words, blocks: Words, length: int, at: Counts) -> Floats:
    """Return numbers from 0 up to 1, one for each place, ``(some,)``.

    `begins` are the two words of the key and the counter of a stream, whose last word each block replaces by its
    number; `at` are places in the blocks beside each other, each of so many runs.
    """
    drawn = np.empty(len(at))
    for i in range(len(at)):
        block, place = divmod(at[i], length)
        # NumPy counts on before it draws, and what begins at a row lies in the lowest word.
        c0, c1, c2, c3 = begins[2] + np.uint64(place // 4 + 1), begins[3], begins[4], blocks[block]
        k0, k1 = begins[0], begins[1]
        for _ in range(ROUNDS):
            upper, further = upper_half(MULTIPLIERS[0], c0), upper_half(MULTIPLIERS[1], c2)
            c0, c1, c2, c3 = further ^ c1 ^ k0, MULTIPLIERS[1] * c2, upper ^ c3 ^ k1, MULTIPLIERS[0] * c0
            k0, k1 = k0 + WEYL[0], k1 + WEYL[1]
        lane = place % 4
        word = c0 if lane == 0 else c1 if lane == 1 else c2 if lane == 2 else c3
        drawn[i] = np.float64(word >> SPARE) * 2.0**-53
    return drawn
