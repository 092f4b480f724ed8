"""A proposal: somebody puts a text before the parties, be it to sign or to be bound by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import SHARE, Column
from sim.scenario.format.names import ActorName, Phrase, StageName, TabledText
from sim.scenario.format.quantity import LISTED, Strict, Weeks, fixed
from sim.scenario.format.stages.decision import UNANIMITY, Decide, Weights, winning
from sim.scenario.format.stages.drafting import Drafting
from sim.scenario.format.stages.stage import TABLE, RoundWeeks, Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Proposal", "ProposalWords"]


class ProposalWords(Strict):
    """What stories call the parts of a proposal."""

    tabled: Phrase = "tabled a text"
    """That a text was put before the parties, after who did it."""
    text: Phrase = "the text"
    """What is put before them, as in "the text went on without the consent of all parties"."""


class Proposal(Drafting, Stage):
    """Somebody puts a text before the parties, consults them, and asks each for a last yes or no."""

    results: ClassVar[dict[str, str]] = {"accepted": "on_success", "refused": "on_failure"}
    settling = ("accepted",)
    failing = "refused"

    TABLED: ClassVar[Column] = Column("tabled_week", "week", "week in which the text was tabled")
    TERMS: ClassVar[Column] = Column("text.{issue}", "number", "what the text says on {issue}", between=SHARE)
    ACCEPTANCES: ClassVar[Column] = Column("acceptances", "count", "parties that said yes at the end")
    YES: ClassVar[Column] = Column("yes.{party}", "flag", "whether {party} said yes at the end")

    words: ProposalWords = ProposalWords()
    """What people read for its parts."""
    proposer: ActorName
    """Whose text it is; one of the parties stands by its own text unless failing is worth more to it by then."""
    parties: Annotated[tuple[ActorName, ...], LISTED, Field(min_length=2)]
    """Who is consulted."""
    text: TabledText | None = None
    """The text that is proposed: a named one, or `table` for the one on the table; left out, one is drafted."""
    revises: StageName | None = None
    """An earlier stage whose text is taken up as it was left; where a run has none, one is drafted."""
    consent: Decide = UNANIMITY
    """Whose yes is enough, as `decide` in talks."""
    weights: Weights = Field(default_factory=dict)
    """What each party's yes weighs where a share of all weight is asked for; left out, 1."""
    binding: bool = False
    """Whether the text binds the parties whatever they say, as an arbitrator's award does; nobody is asked then."""
    drafting_weeks: Weeks = fixed(0.0)
    """Time until the text is tabled."""
    weeks: Weeks = fixed(8.0)
    """Time from tabling to the last answers."""
    round_every_weeks: RoundWeeks = fixed(2.0)
    """Time between consultations."""

    @property
    def consenting(self) -> tuple[str, ...]:
        """The result that says that enough accept the text; nobody is asked where it binds in any case."""
        return () if self.binding else ("accepted",)

    @property
    def sure(self) -> str:
        """What is binding cannot be refused."""
        return "accepted" if self.binding else ""

    @property
    def lays(self) -> str | None:
        """The named text that is proposed, whatever lies on the table."""
        return None if self.text == TABLE else self.text

    @property
    def coalitions(self) -> list[tuple[int, ...]]:
        """The smallest sets of parties whose yes is enough, each by their places."""
        return winning(self.parties, self.consent, self.weights)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that this proposal keeps: no answers where nobody is asked."""
        return tuple(one for one in self.declared() if not self.binding or one not in (self.YES, self.ACCEPTANCES))

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: issues and parties."""
        return super().axes(scenario) | {"party": tuple(dict.fromkeys(self.parties))}
