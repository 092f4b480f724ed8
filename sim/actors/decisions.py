"""What was decided, run by run, with the numbers that it hung on; a chronicle writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
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
    worth : array, (runs,)
        Both, less what the retreat costs at home.
    disagreement, next_offer_value : array, (runs,)
        What it is held against: failing, and the party's own next offer.
    noise : array, (runs,)
        Error of judgement.
    admissible : array of bool, (runs,)
        Whether the text stays within the red lines.
    accepts : array of bool, (runs,)
        The answer.
    """

    value: Floats
    elsewhere: Floats
    worth: Floats
    disagreement: Floats
    next_offer_value: Floats | float
    noise: Floats
    admissible: Flags
    accepts: Flags

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down; nothing of what is offered elsewhere where nothing is."""
        said = dict(vars(self))
        if not self.elsewhere.any():
            del said["elsewhere"]
        return said


@dataclass
class Consideration:
    """Whether a party would declare (R12).

    Attributes
    ----------
    declaring, waiting : array, (runs,)
        What each is worth.
    noise : array, (runs,)
        Error of judgement.
    backing : array, (runs,)
        The chance of backing that it reckons with.
    declares : array of bool, (runs,)
        Whether it would.
    """

    declaring: Floats
    waiting: Floats
    noise: Floats
    backing: Floats
    declares: Flags

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))


@dataclass
class Backing:
    """Whether a sponsor backs a declaration (R12).

    Attributes
    ----------
    declaration, status_quo : array, (runs,)
        What each is worth to it, the former with its noise and less the reluctance that is left.
    reluctance : array, (runs,)
        What is left of it.
    backs : array of bool, (runs,)
        Whether it gives the green light.
    """

    declaration: Floats
    status_quo: Floats
    reluctance: Floats
    backs: Flags

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))
