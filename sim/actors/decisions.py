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
    """A yes or no to a text (R5).

    Attributes
    ----------
    value : array, (runs,)
        What the text is worth.
    elsewhere : array, (runs,)
        What is offered elsewhere for accepting.
    lines, retreat : array, (runs,)
        What it would cost at home: red lines crossed, and a retreat from what was demanded in public.
    worth : array, (runs,)
        What is left: all prices paid.
    disagreement, next_offer_value : array, (runs,)
        What it is held against: the reservation value, and the party's own next offer.
    noise : array, (runs,)
        Error of judgement.
    admissible : array of bool, (runs,)
        Whether the text crosses no line that cannot be crossed.
    accepts : array of bool, (runs,)
        The answer.
    """

    value: Floats
    """What the text is worth, ``(runs,)``."""
    elsewhere: Floats
    lines: Floats
    retreat: Floats
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
        """Return what a chronicle writes down; nothing of offers elsewhere and costs at home where there are none."""
        said = dict(vars(self))
        return {
            name: value for name, value in said.items()
            if name not in ("elsewhere", "lines", "retreat") or value.any()
        }  # fmt: skip


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
    """Whether a sponsor backs a declaration (R12).

    Attributes
    ----------
    declaration, without : array, (runs,)
        What a declaration that it backs is worth to it, with its noise and less the reluctance that is left, and what
        comes without one.
    reluctance : array, (runs,)
        What is left of it.
    backs : array of bool, (runs,)
        Whether it gives the green light.
    """

    declaration: Floats
    without: Floats
    reluctance: Floats
    """What is left of it, ``(runs,)``."""
    backs: Flags
    """Whether it gives the green light, ``(runs,)``."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))
