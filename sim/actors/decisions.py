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
    """A yes or no to a text (R5); all ``(runs,)``."""

    value: Floats
    """What the text is worth."""
    elsewhere: Floats
    """What is offered elsewhere for accepting."""
    lines: Floats
    """What the red lines cost that it crosses."""
    retreat: Floats
    """What it costs at home to retreat to it from what was demanded in public."""
    worth: Floats
    """What is left, all prices paid."""
    disagreement: Floats
    """What it is held against: the reservation value."""
    next_offer_value: Floats | float
    """What it is held against as well: the party's own next offer."""
    noise: Floats
    """Error of judgement."""
    admissible: Flags
    """Whether the text crosses no line that cannot be crossed."""
    accepts: Flags
    """The answer."""
    passes: Floats | None = None
    """The chance that it gives a text that is agreed to of coming into force, where votes at home lie ahead."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down; nothing of offers elsewhere and costs at home where there are none."""
        said = {name: value for name, value in vars(self).items() if value is not None}
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
    """Whether a sponsor backs a declaration (R12); all ``(runs,)``."""

    declaration: Floats
    """What a declaration that it backs is worth to it, with its noise and less the reluctance that is left."""
    without: Floats
    """What comes without one."""
    reluctance: Floats
    """What is left of it."""
    backs: Flags
    """Whether it gives the green light."""

    def told(self) -> dict[str, Said]:
        """Return what a chronicle writes down."""
        return dict(vars(self))
