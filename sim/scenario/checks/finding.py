"""What a check is, what it finds, and how it stops where it would read what is not sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.text.tree import Steps

__all__ = ["UNSOUND", "Check", "Finding", "Unsound"]


@dataclass(frozen=True)
class Finding:
    """One thing that makes no sense, or, as a warning, may not be meant."""

    steps: Steps
    """Keys, names of entries and places in lists that lead there."""
    found: str
    """What was found."""
    allowed: str = ""
    """What is allowed instead."""
    near: str = ""
    """The nearest valid name."""
    warning: bool = False
    """Whether the scenario can be run all the same."""


class Unsound(Exception):  # noqa: N818 - it says what a check has come upon
    """A check has read a part of a scenario that is at fault itself, so it has nothing to say on it."""


class _UnsoundPart:
    """Stands in a scenario where a part did not validate; whatever is made of it raises `Unsound`.

    So a check needs no list of what it reads: it is called with sound parts alone, or ends where it meets another.

    >>> UNSOUND is None
    False
    >>> UNSOUND.support
    Traceback (most recent call last):
    sim.scenario.checks.finding.Unsound: this part of the scenario did not validate
    """

    __slots__ = ()

    def _read(self, *asked: object) -> NoReturn:
        raise Unsound("this part of the scenario did not validate")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)  # what Python itself asks of an object
        self._read()

    __getitem__ = __call__ = __iter__ = __contains__ = __len__ = __bool__ = __hash__ = _read
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = _read
    __mul__ = __rmul__ = __neg__ = __float__ = __int__ = __index__ = __str__ = __format__ = _read


UNSOUND = _UnsoundPart()

if TYPE_CHECKING:
    Check = Callable[[Scenario], Iterator[Finding]]
else:
    Check = Callable
