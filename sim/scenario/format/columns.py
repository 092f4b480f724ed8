"""Every column of the results of a scenario, from what its stages and its other parts declare."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sim.scenario.format.column import SHARE, Column, Kind
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.talks import Talks

__all__ = [
    "CONSENT",
    "ENDED_ON",
    "ENDED_WEEK",
    "ENDING",
    "FOLLOWING",
    "HAPPENED",
    "IN_FORCE",
    "NASH",
    "OUTCOME",
    "PARETO",
    "PARTS",
    "PAYOFF",
    "RUN",
    "TEXT",
    "UTILITY",
    "Kept",
    "bargainers",
    "columns_of",
    "kept_by",
]  # fmt: skip

RUN = Column("run", "count", "number of the run")
OUTCOME = Column("outcome", "word", "how the run ended, by the outcomes of the file")
ENDED_ON = Column("ended_on", "date", "day on which the run ended")
ENDING = Column("ending", "word", "result of the last stage")
ENDED_WEEK = Column("ended_week", "week", "week in which the run ended")
CONSENT = Column("consent", "flag", "whether all parties accept the text on the table")
HAPPENED = Column("happened.{event}", "flag", "whether {event} happened")
TEXT = Column("text.{issue}", "number", "what the text on the table says on {issue} at the end", between=SHARE)
IN_FORCE = Column("in_force.{issue}", "number", "what the text in force says on {issue} at the end", between=SHARE)
UTILITY = Column("utility.{actor}", "number", "what {actor} has in the end, all prices paid", "utility")
PAYOFF = Column("payoff.{actor}.{part}", "number", "of that, {actor}: {part}", "utility")
FOLLOWING = Column("following.{faction}", "number", "share of followers at the end of {faction}", between=SHARE)
PARTS = ("text", "premiums", "passage", "price", "blocking", "delay")
"""Of what a payoff is made: the first three are had, the others paid."""
PARETO = Column("distance.pareto", "number", "what both could gain at once over the agreement", "utility")
NASH = Column("distance.nash", "number", "distance of the agreement from the Nash point", "utility")


@dataclass(frozen=True)
class Kept:
    """A single column of results, with where it comes from."""

    column: Column
    """What declares it."""
    label: str
    """What people read."""
    words: tuple[str, ...]
    """The words that it can hold; none but for a column of words."""
    keeper: str
    """Who keeps it, in words, such as "the stage vienna keeps rounds"."""
    steps: tuple[str | int, ...]
    """Where that stands in the file."""

    @property
    def kind(self) -> Kind:
        """What the column holds."""
        return self.column.kind


def bargainers(scenario: Scenario) -> tuple[str, str] | None:
    """Return the two parties whose agreements are measured: those of the first talks or proposal.

    None where they are more than two, or where loss is not in proportion to distance (gamma other than 1): the
    solutions would then need a solver in every run.

    >>> bargainers(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    ('belgrade', 'pristina')
    """
    stage = next((one for one in scenario.process if isinstance(one, Talks | Proposal)), None)
    if stage is None or len(stage.parties) != 2 or scenario.utility.gamma != 1:
        return None
    first, second = stage.parties
    return first, second


def kept_by(scenario: Scenario) -> Iterator[tuple[str, Kept]]:
    """Yield the name of every column with who keeps it; a name comes twice where two keep a column of one name."""
    endings = dict.fromkeys(result for stage in scenario.process for result in stage.results)
    for column, words in (
        (RUN, ()), (OUTCOME, tuple(scenario.outcome_labels)), (ENDED_ON, ()), (ENDING, (*endings, "calendar")),
        (ENDED_WEEK, ()), (CONSENT, ()),
    ):  # fmt: skip
        yield column.name, Kept(column, column.label, words, f"every run keeps `{column.name}`", ())
    for place, stage in enumerate(scenario.process):
        values = stage.axes(scenario)
        for column in stage.columns:
            words = tuple(stage.results) if column == stage.RESULT else column.words
            for (_, name), label in zip(column.spread(values), column.labelled(values), strict=True):
                keeper = f"the stage {stage.name} keeps `{column.name}`"
                yield f"{stage.name}.{name}", Kept(column, label, words, keeper, ("process", place))
    factions = [f"{name}.{faction}" for name, actor in scenario.actors.items() for faction in actor.factions]
    for column, axis, members, block in (
        (HAPPENED, "event", [event.name for event in scenario.events], "events"),
        (TEXT, "issue", list(scenario.issues), "issues"),
        (IN_FORCE, "issue", list(scenario.issues), "issues"),
        (UTILITY, "actor", list(scenario.actors), "actors"),
        (FOLLOWING, "faction", factions, "actors"),
    ):
        yield from _of_block(column, axis, members, block)
    parts = {"actor": list(scenario.actors), "part": list(PARTS)}
    for (whose, name), label in zip(PAYOFF.spread(parts), PAYOFF.labelled(parts), strict=True):
        actor = parts["actor"][whose[0]]
        yield name, Kept(PAYOFF, label, (), f"`{actor}` of the block actors keeps `{name}`", ("actors", actor))
    if bargainers(scenario) is not None:
        for column in (PARETO, NASH):
            yield column.name, Kept(column, column.label, (), f"agreements have `{column.name}`", ())


def _of_block(column: Column, axis: str, members: Sequence[str], block: str) -> Iterator[tuple[str, Kept]]:
    values = {axis: members}
    for member, (_, name), label in zip(members, column.spread(values), column.labelled(values), strict=True):
        steps = (block, member.split(".")[0])
        yield name, Kept(column, label, (), f"`{member}` of the block {block} keeps `{name}`", steps)


def columns_of(scenario: Scenario) -> dict[str, Kept]:
    """Return the columns of results by name, but for those of the numbers drawn, which are ``in.`` and the path.

    >>> columns = columns_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> columns["council.result"].words, columns["council.drafts"].label
    (('adopted', 'blocked'), 'drafts tabled')
    """
    return dict(_known(_Same(scenario)))


class _Same:
    """A scenario as itself: told apart by which it is and not by what it says, since nothing changes one later."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


@lru_cache(maxsize=4)  # every check of a file that is being read asks
def _known(same: _Same) -> tuple[tuple[str, Kept], ...]:
    return tuple(kept_by(same.scenario))
