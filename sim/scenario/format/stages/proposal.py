"""A proposal: the envoy turns from mediator to proposer."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.format.actor import RedLine
from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName, IssueName
from sim.scenario.format.quantity import LISTED, Share, Weeks, fixed
from sim.scenario.format.stages.stage import RoundWeeks, Stage

__all__ = ["Proposal"]


class Proposal(Stage):
    """The envoy turns from mediator to proposer: a text, consultations, and a last yes or no of each party."""

    results: ClassVar[dict[str, str]] = {"accepted": "on_success", "refused": "on_failure"}
    settling = consenting = ("accepted",)
    failing = "refused"

    TABLED: ClassVar[Column] = Column("tabled_week", "week", "week in which the text was tabled")
    TERMS: ClassVar[Column] = Column("text.{issue}", "number", "what the text says on {issue}")
    ACCEPTANCES: ClassVar[Column] = Column("acceptances", "count", "parties that said yes at the end")

    proposer: ActorName
    """Whose text it is."""
    parties: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=2)]
    """Who is consulted."""
    method: Literal["compromise", "nash", "median"] = "compromise"
    """How the text is drawn from the parties' positions (Van den Bos 1991; Nash 1950)."""
    mandate: dict[IssueName, RedLine] = Field(default_factory=dict)
    """Bounds that the proposer may not leave, such as guiding principles."""
    drafting_weeks: Weeks = fixed(0.0)
    """Time until the text is tabled."""
    weeks: Weeks = fixed(8.0)
    """Time from tabling to the last answers."""
    round_every_weeks: RoundWeeks = fixed(2.0)
    """Time between consultations."""
    step: Share = fixed(0.05)
    """How far the text moves toward whoever objects in each consultation."""
    from_offers: Share = fixed(0.0)
    """How far it is drawn from what the parties last offered, rather than from what they want."""
