"""What an actor has at the end: the text in force, what is in no text, and what it paid on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.rules.arrays import Floats

__all__ = ["Payoff"]


@dataclass(frozen=True)
class Payoff:
    """The parts of what an actor has at the end of a run, all ``(runs,)``."""

    text: Floats
    """Utility of the text in force."""
    premiums: Floats
    """What results brought that is in no text."""
    price: Floats
    """What a text in force costs at home: lines crossed, a retreat from what was said, being overruled."""
    blocking: Floats
    """What standing in the way cost."""
    delay: Floats
    """What the time cost."""

    @property
    def parts(self) -> tuple[Floats, ...]:
        """Return the parts in this order, ``(runs,)`` each: the first two are had, the others paid."""
        return self.text, self.premiums, self.price, self.blocking, self.delay

    @property
    def whole(self) -> Floats:
        """Return what is left, ``(runs,)``.

        Examples
        --------
        >>> one = np.ones(1)
        >>> Payoff(0.75 * one, 0.25 * one, 0.25 * one, 0.0 * one, 0.125 * one).whole.tolist()
        [0.625]
        """
        return np.asarray(self.text + self.premiums - self.price - self.blocking - self.delay)
