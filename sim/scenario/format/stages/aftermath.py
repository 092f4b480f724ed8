"""The aftermath: who takes over on the ground, who stays apart, who leaves."""

from typing import Annotated, ClassVar

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import Phrase, StageName
from sim.scenario.format.quantity import Quantity, Share, Strict, Weeks, fixed, within
from sim.scenario.format.stages.stage import Stage

__all__ = ["Aftermath", "AftermathWords", "Mission"]


class Mission(Strict):
    """A mission on the ground that needs a bargain with those who object to it."""

    opens_weeks: Weeks
    """Weeks after the decision before which it cannot be deployed."""
    monthly_chance: Share
    """Chance a month, from then on, of the bargain that lets it deploy."""
    prepare_weeks: Weeks = fixed(0.0)
    """Time from the bargain to deployment."""
    objection: Share = fixed(0.0)
    """Chance that a member of the union that sends it objects for good: it needs all of them."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class AftermathWords(Strict):
    """What stories call those whom the aftermath is about."""

    region: Phrase = "the region that obstructs"
    """Which region may stay apart."""
    rule: Phrase = "the new authorities' rule"
    """What it stays outside of, or comes under."""
    people: Phrase = "the minority"
    """Of whom a share leaves."""
    mission: Phrase = "the mission"
    """Who takes over on the ground."""


class Aftermath(Stage):
    """What follows on the ground while recognition goes on."""

    stands_beside: ClassVar[bool] = True
    on_the_ground: ClassVar[bool] = True

    APART: ClassVar[Column] = Column("apart", "flag", "whether the region that obstructs stays apart")
    VIOLENCE: ClassVar[Column] = Column("violence", "flag", "whether violence on a large scale follows")
    DISPLACED: ClassVar[Column] = Column(
        "displaced", "number", "share of the minority that leaves", start=0.0, between=SHARE
    )
    BARGAIN: ClassVar[Column] = Column("bargain_weeks", "week", "weeks until the mission is agreed", "weeks")
    DEPLOYED: ClassVar[Column] = Column("mission_weeks", "week", "weeks until the mission deploys", "weeks")

    words: AftermathWords = AftermathWords()
    """What people read for its parts."""
    alongside: StageName
    """The stage whose runs this acts on."""
    mission: Mission
    """The mission that takes over."""
    apart: Share
    """Chance that the region that obstructs stays outside the new authorities' rule."""
    displaced: Share
    """Share of the minority that leaves after a peaceful declaration."""
    displaced_in_violence: Share
    """The same after a violent one."""
    violence: Share
    """Chance that violence on a large scale follows."""
    alone_factor: Annotated[Quantity, within(1, 10)] = fixed(1.0)
    """By how much that chance is multiplied where the declaration was not backed."""
