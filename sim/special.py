"""Four distribution functions of scipy, without what the front of `scipy.special` brings with them.

They lie in one compiled module, which is there in a hundredth of a second. The front of its package takes ten times
as long: it fetches half of NumPy, and makes the help of every function anew. So it stands aside while that module is
imported, and is what it always was for whoever asks for it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import scipy

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["betainc", "expit", "ndtr", "ndtri"]

FRONT = "scipy.special"


@contextmanager
def without_its_front() -> Iterator[None]:
    """Have an empty package stand where `scipy.special` would, unless that is there already."""
    if FRONT in sys.modules:
        yield
        return
    aside = ModuleType(FRONT)
    aside.__path__ = [str(Path(part) / "special") for part in scipy.__path__]
    sys.modules[FRONT] = aside
    try:
        yield
    finally:
        del sys.modules[FRONT]


try:
    with without_its_front():
        from scipy.special._ufuncs import betainc, expit, ndtr, ndtri
except ImportError:  # of a scipy that has them elsewhere
    from scipy.special import betainc, expit, ndtr, ndtri
