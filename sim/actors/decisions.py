"""What was decided, run by run, with the numbers that it hung on; a chronicle writes them down."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rules.arrays import Flags, Floats

__all__ = ["Answer", "Backing", "Consideration", "Said"]

Said = npt.NDArray[np.generic] | str | float | bool
"""What an entry of a chronicle may hold: a number or text run by run, or something plain."""


@dataclass
class Answer:
    """A yes or no to a text (R5)."""

    value: Floats
    """What the text is worth, ``(runs,)``."""
    elsewhere: Floats
    """What is offered elsewhere for accepting, ``(runs,)``."""
    worth: Floats
    """Both, less what the retreat costs at home, ``(runs,)``."""
    disagreement: Floats
    next_offer_value: Floats | float
    """What it is held against, ``(runs,)`` each: failing, and the party's own next offer."""
    noise: Floats
    """Error of judgement, ``(runs,)``."""
    admissible: Flags
    """Whether the text stays within the red lines, ``(runs,)``."""
    accepts: Flags
    """The answer, ``(runs,)``."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down; nothing of what is offered elsewhere where nothing is."""
        said = dict(vars(self))
        if not self.elsewhere.any():
            del said["elsewhere"]
        return said


@dataclass
class Consideration:
    """Whether a party would declare (R12)."""

    declaring: Floats
    waiting: Floats
    """What declaring and waiting are worth, ``(runs,)``."""
    noise: Floats
    """Error of judgement, ``(runs,)``."""
    backing: Floats
    """The chance of backing that it reckons with, ``(runs,)``."""
    declares: Flags
    """Whether it would, ``(runs,)``."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))


@dataclass
class Backing:
    """Whether a sponsor backs a declaration (R12)."""

    declaration: Floats
    status_quo: Floats
    """What both are worth to it, ``(runs,)``; the declaration with its noise, less the reluctance that is left."""
    reluctance: Floats
    """What is left of it, ``(runs,)``."""
    backs: Flags
    """Whether it gives the green light, ``(runs,)``."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))
