"""Mesa's agent and model, imported without what only Mesa's tables, networks, spaces and batches are made with.

Pandas, networkx, the spaces of scipy and the bars of tqdm are most of what it takes to import Mesa, and a play asks
for none. Mesa gets them as soon as it asks: a DataCollector makes its tables as ever.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Later", "put_off"]

CALLED = {"cdist", "KDTree", "spring_layout", "tqdm"}
"""What Mesa takes by name as it is imported, and calls only once somebody places agents or plays a batch."""


class Later(ModuleType):
    """Stands for a module until something of it is asked for.

    >>> import sys
    >>> def found():
    ...     print("imported")
    ...     return sys
    >>> later = Later("sys", found)
    >>> later.maxunicode
    imported
    1114111
    """

    def __init__(self, name: str, found: Callable[[], ModuleType]) -> None:
        super().__init__(name)
        self._found = found

    def __getattr__(self, name: str) -> object:
        """Return what the module itself has by that name; to who asks where all modules lie, it lies nowhere yet."""
        if sys.modules.get(self.__name__) is self:
            if name in CALLED:
                return partial(self._called, name)
            if name.startswith("__"):
                raise AttributeError(f"module {self.__name__!r} is not imported yet, and has no {name!r}")
            del sys.modules[self.__name__]
        return getattr(self._found(), name)

    def _called(self, name: str, *given: object, **more: object) -> object:
        return getattr(self._found(), name)(*given, **more)


def _pandas() -> ModuleType:
    import pandas

    return pandas


def _networkx() -> ModuleType:
    import networkx

    found: ModuleType = networkx
    return found


def _spatial() -> ModuleType:
    import scipy.spatial

    found: ModuleType = scipy.spatial
    return found


def _distance() -> ModuleType:
    import scipy.spatial.distance

    found: ModuleType = scipy.spatial.distance
    return found


def _bars() -> ModuleType:
    import tqdm.auto

    found: ModuleType = tqdm.auto
    return found


@contextmanager
def put_off(**found: Callable[[], ModuleType]) -> Iterator[None]:
    """Let modules stand aside for as long as others import them; those that are there already stay."""
    aside = {name: Later(name, how) for name, how in found.items() if name not in sys.modules}
    sys.modules.update(aside)
    try:
        yield
    finally:
        for name, later in aside.items():
            if sys.modules.get(name) is later:
                del sys.modules[name]


with put_off(
    **{
        "pandas": _pandas,
        "networkx": _networkx,
        "scipy.spatial": _spatial,
        "scipy.spatial.distance": _distance,
        "tqdm.auto": _bars,
    }
):
    from mesa import Agent as Agent  # noqa: PLC0414  # not in `__all__`, so that the pages leave out what Mesa says of it
    from mesa import Model as Model  # noqa: PLC0414
