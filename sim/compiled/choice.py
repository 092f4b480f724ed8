"""Whether twins in machine code are used: where the extra `fast` is installed and the environment asks for them."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeVar, cast

__all__ = ["ASKS", "is_on", "machine_code"]

ASKS = "SIM_FAST"
"""The variable of the environment that asks for machine code: 1 for yes."""

Function = TypeVar("Function", bound=Callable[..., object])


def is_on() -> bool:
    """Return whether twins are used.

    They return the same bits, but compile for seconds at first and load with each process, so whoever wants them
    says so.
    """
    return os.environ.get(ASKS, "") == "1" and find_spec("numba") is not None


def machine_code(function: Function) -> Function:
    """Return a function of arrays as machine code, compiled when it is first called and kept for the next process.

    Nothing is left to the compiler that would move a last bit: no other order of sums, no products joined to them.
    Where there is no compiler it is the function itself, of which `is_on` lets nobody make use.
    """
    if find_spec("numba") is None:
        return function
    import numba

    return cast("Function", numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=False)(function))
