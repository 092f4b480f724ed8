"""How a text is written for others to sign: from what they want, within bounds, by steps toward objections."""

from typing import Literal

from pydantic import Field

from sim.scenario.format.actor import RedLine
from sim.scenario.format.names import IssueName
from sim.scenario.format.quantity import Share, Strict, fixed

__all__ = ["Drafting"]


class Drafting(Strict):
    """What is said of whoever writes a text for others."""

    method: Literal["compromise", "nash", "median"] = "compromise"
    """How the text is drawn from the parties' positions (Van den Bos 1991; Nash 1950)."""
    saliences: Literal["relative", "as_written"] = "relative"
    """By what a party is heard on an issue beside its weight: how much the issue matters beside its other issues, as
    in its utility, or the salience that stands in the file, as the compromise model has it (Van den Bos 1991)."""
    mandate: dict[IssueName, RedLine] = Field(default_factory=dict)
    """Bounds that the author may not leave, such as guiding principles."""
    step: Share = fixed(0.05)
    """How far the text moves toward whoever objects in each consultation."""
    from_offers: Share = fixed(0.0)
    """How far it is drawn from what the parties last offered, rather than from what they want."""
