"""Recognition: after a declaration, state after state recognises, or does not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from sim.scenario.format.column import Column
from sim.scenario.format.correlations import Correlated, Correlations, correlation_matrix
from sim.scenario.format.names import Name, Phrase, StateName
from sim.scenario.format.quantity import LISTED, Quantity, Share, Strict, fixed, within
from sim.scenario.format.stages.stage import Stage

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["CommunityState", "Recognition", "RecognitionWords", "Withdrawal"]

LogHazard = Annotated[Quantity, within(-50, 50)]


class CommunityState(Strict):
    """A state that may recognise."""

    label: str = ""
    """What people read."""
    blocs: Annotated[tuple[Name, ...], LISTED] = ()
    """What it belongs to: alliances, unions, a region."""
    refuses: bool = False
    """Whether it rules recognition out."""
    recognised_on: dt.date | None = None
    """The day on which it recognised in fact, for comparison; left out, it has not."""
    note: str | None = None
    """What a reader should know about it."""
    source: str | None = None
    """Where that is said."""


class Withdrawal(Strict):
    """How states that recognise withdraw their recognition again, each for good."""

    yearly_chance: Share
    """Chance a year that a state which recognises withdraws."""
    source: str | None = None
    """Where this is said."""
    note: str | None = None
    """What a reader should know about it."""


class RecognitionWords(Strict):
    """What stories call those who recognise, and what they do."""

    state: Phrase = "state"
    """One of them."""
    states: Phrase = "states"
    """Several of them."""
    recognised: Phrase = "recognised"
    """What one or several of them did."""
    recognition: Phrase = "recognition"
    """What one of them gave."""
    recognitions: Phrase = "recognitions"
    """What several of them gave."""


class Recognition(Stage):
    """State after state recognises, or does not (event history; Granovetter 1978)."""

    follows_up: ClassVar[bool] = True

    TOTAL: ClassVar[Column] = Column("standing", "count", "recognitions that stand at the end", "states")
    AT_WEEKS: ClassVar[Column] = Column(
        "week_{week}", "count", "recognitions that stand {week} weeks after the declaration", "states", start=-1
    )
    OF_BLOCS: ClassVar[Column] = Column(
        "{counted}.week_{bloc_week}", "count",
        "recognitions by {counted} that stand {bloc_week} weeks after the declaration", "states", start=-1,
    )  # fmt: skip
    WITHDRAWN: ClassVar[Column] = Column("withdrawals", "count", "recognitions withdrawn by the end", "states")
    WITHDRAWN_AT: ClassVar[Column] = Column(
        "withdrawals.week_{week}", "count", "withdrawn {week} weeks after the declaration", "states", start=-1
    )

    words: RecognitionWords = RecognitionWords()
    """What people read for its parts."""
    states: Annotated[dict[StateName, CommunityState], Field(min_length=1)]
    """Who may recognise: given here, or by the name of a CSV file beside this one with a row for each state."""
    bloc_labels: dict[Name, Phrase] = Field(default_factory=dict)
    """What people read for blocs, where that is not their name."""
    coefficients: dict[Name, LogHazard]
    """What moves the weekly log hazard: `constant`, blocs, and `weeks` since the declaration, or `log_weeks`."""
    background: LogHazard | None = None
    """The log of a slow hazard that stays the same and adds to this; left out, there is none."""
    bandwagon: LogHazard = fixed(0.0)
    """Added to the log hazard of a state whose blocs have all recognised."""
    alone: LogHazard = fixed(0.0)
    """Added where the declaration was not backed."""
    correlations: Correlations | None = None
    """How the coefficients, `bandwagon` and `alone` go together; left out, each is drawn independently."""
    withdrawal: Withdrawal | None = None
    """How recognition is withdrawn again; left out, it never is."""
    count_at_weeks: Annotated[tuple[Annotated[int, Field(ge=0, le=2_600)], ...], LISTED] = ()
    """Weeks since the declaration at which the recognitions that stand are counted."""
    count_blocs: Annotated[tuple[Name, ...], LISTED] = ()
    """Blocs whose members are counted too."""
    count_blocs_at_weeks: Annotated[tuple[Annotated[int, Field(ge=0, le=2_600)], ...], LISTED] = ()
    """Weeks at which those are counted; if left out, all of `count_at_weeks`."""
    fitted_until: dt.date | None = None
    """Last day of the record that the coefficients were fitted on; what came after is a test of them."""

    @property
    def bloc_weeks(self) -> tuple[int, ...]:
        """Weeks since the declaration at which the members of blocs are counted."""
        return self.count_blocs_at_weeks or self.count_at_weeks

    @property
    def uncertain_together(self) -> dict[str, str]:
        """The numbers that may be correlated, by name, with where each stands below the stage."""
        places = {name: f"coefficients.{name}" for name in self.coefficients}
        slow = () if self.background is None else ("background",)
        return places | {name: name for name in ("bandwagon", "alone", *slow) if name not in places}

    def correlated(self) -> Correlated | None:
        """Return the coefficients that are drawn together, in the order of the file; none if each is drawn alone."""
        if self.correlations is None:
            return None
        pairs, places = self.correlations.pairs, self.uncertain_together
        named = {*pairs, *(other for others in pairs.values() for other in others)}
        names = [name for name in places if name in named]
        paths = tuple(f"process.{self.name}.{places[name]}" for name in names)
        return Correlated(paths, correlation_matrix(names, pairs))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that this stage keeps: of withdrawals only where there are any."""
        left_out = () if self.withdrawal is not None else (self.WITHDRAWN, self.WITHDRAWN_AT)
        return tuple(column for column in super().columns if column not in left_out)

    def axes(self, scenario: Scenario) -> dict[str, tuple[str, ...]]:
        """Return what there is one column of: weeks to count in, and the blocs that are counted, in theirs."""
        return super().axes(scenario) | {
            "week": tuple(map(str, self.count_at_weeks)),
            "counted": self.count_blocs,
            "bloc_week": tuple(map(str, self.bloc_weeks)),
        }
