"""What the front end tells, as far as it makes sense: whatever else comes over the wire is left unheard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sim.views.app.sliders import Slider

__all__ = ["Asked", "Guess", "World", "asked_of", "whole_number"]

LONGEST_NAME = 40
MANY = 2**53
"""More than anybody moves; larger numbers are not whole to a browser."""


@dataclass(frozen=True)
class World:
    """A variant, or the file itself, with what was moved in it."""

    base: str = ""
    """Name of the variant; empty for the file itself."""
    moved: Mapping[str, float] = field(default_factory=dict)
    """Where sliders and switches stand that were moved, by path or by the name of the lever."""


@dataclass(frozen=True)
class Guess:
    """How often somebody thinks that world B ends in something."""

    outcome: str
    share: float
    """Of 100 histories."""
    name: str = ""
    """What was typed as a name, if anything was."""


@dataclass(frozen=True)
class Asked:
    """What the front end asks: two worlds, and one history to tell of both."""

    number: int = 0
    """Which message it is."""
    a: World = World()
    b: World = World()
    run: int | None = None
    """Which history is told; None for one that ends otherwise."""
    guess: Guess | None = None
    """A guess that was placed just now."""
    covered: bool = False
    """Whether the shares of world B are not to be seen yet, since a guess comes first."""


def asked_of(
    told: object, known: Mapping[str, Slider], bases: Collection[str], outcomes: Collection[str] = ()
) -> Asked | None:
    """Return what the front end asks of sliders, variants and outcomes that there are; None for anything else.

    >>> from sim.views.app.sliders import sliders_of
    >>> groups = sliders_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> known = {slider.path: slider for group in groups for slider in group.sliders}
    >>> file, moved = {"base": "", "moved": {}}, {"base": "", "moved": {"actors.russia.veto": 0}}
    >>> asked_of({"number": 1, "a": file, "b": moved, "run": None}, known, ()).b.moved
    {'actors.russia.veto': 0.0}
    >>> asked_of({"number": 1, "a": file, "b": {"base": "elsewhere", "moved": {}}}, known, ()) is None
    True
    """
    if not isinstance(told, dict):
        return None
    number, run = whole_number(told.get("number"), MANY), whole_number(told.get("run"), 1_000_000)
    first, second = (_world_of(told.get(which), known, bases) for which in ("a", "b"))
    guess = _guess_of(told.get("guess"), outcomes)
    if number is None or first is None or second is None or (guess is None and told.get("guess") is not None):
        return None
    return Asked(number, first, second, run, guess, told.get("covered") is True)


def _guess_of(told: object, outcomes: Collection[str]) -> Guess | None:
    if not isinstance(told, dict):
        return None
    outcome, share, name = told.get("outcome"), told.get("share"), told.get("name", "")
    if not isinstance(outcome, str) or outcome not in outcomes or not isinstance(name, str):
        return None
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
        return None
    return Guess(outcome, float(share), " ".join(name.split())[:LONGEST_NAME])


def _world_of(told: object, known: Mapping[str, Slider], bases: Collection[str]) -> World | None:
    if not isinstance(told, dict) or not isinstance(told.get("moved"), dict):
        return None
    base = told.get("base")
    if not isinstance(base, str) or (base and base not in bases):
        return None
    moved = {}
    for path, to in told["moved"].items():
        slider = known.get(path) if isinstance(path, str) else None
        if slider is None or isinstance(to, bool) or not isinstance(to, int | float):
            return None
        if not slider.low <= to <= slider.high:
            return None
        moved[path] = float(to)
    return World(base, moved)


def whole_number(told: object, most: int) -> int | None:
    """Return a whole number from 0 to the largest that makes sense; None for anything else.

    >>> [whole_number(told, 5) for told in (3, 99, -1, 1.5, "x", True, None)]
    [3, None, None, None, None, None, None]
    """
    known = isinstance(told, int) and not isinstance(told, bool)
    return told if known and isinstance(told, int) and 0 <= told <= most else None
