"""A proposal: the envoy turns from mediator to proposer."""

from typing import Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.names import ActorName
from sim.scenario.format.quantity import LISTED, Weeks, fixed
from sim.scenario.format.stages.drafting import Drafting
from sim.scenario.format.stages.stage import RoundWeeks, Stage

__all__ = ["Proposal"]


class Proposal(Drafting, Stage):
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
    drafting_weeks: Weeks = fixed(0.0)
    """Time until the text is tabled."""
    weeks: Weeks = fixed(8.0)
    """Time from tabling to the last answers."""
    round_every_weeks: RoundWeeks = fixed(2.0)
    """Time between consultations."""
