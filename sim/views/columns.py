"""The columns of results that views read, by name: a column is spelt here and nowhere else in `sim.views`.

A column of a stage is asked of the stage itself, since a process may have two of a kind. What people read for a
column is in `label_of_column`.
"""

from sim.scenario.format.columns import columns_of
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.ratification import Ratification
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.stage import Stage
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Vote, Voting
from sim.views.labels import Kind, label_of, path_words, plain_label
from sim.views.wording import capital

__all__ = [
    "BELIEVED_CHANCE", "ENDED_WEEK", "ENDING", "INPUTS", "OUTCOME", "RUN", "VETO_CHANCE", "approves",
    "ballot_of", "began_week", "belief", "draft_measures", "drafts", "entered_week", "first_gaps", "input_of",
    "label_of_column", "last_gaps", "left_week", "noes", "position", "recognition_counts", "recognitions_at_last",
    "result", "text_worth",
    "threshold_met", "utility", "voted", "yes_share",
]  # fmt: skip

RUN, OUTCOME, ENDING, ENDED_WEEK = "run", "outcome", "ending", "ended_week"
"""Which run it is, how it ended, in which result of a stage, and when."""

VETO_CHANCE, BELIEVED_CHANCE = "veto_chance", "believed_chance"
"""Measures of a draft beside what it says on each issue; see `draft_measures`."""

INPUTS = "in."
"""What the names of all drawn numbers begin with."""


# --- what was drawn, and what any run has --------------------------------------------------------------------


def input_of(path: str) -> str:
    """Name the column of a drawn number by its path in the scenario.

    >>> input_of("actors.russia.blocking_cost")
    'in.actors.russia.blocking_cost'
    """
    return f"{INPUTS}{path}"


def position(actor: str, issue: str) -> str:
    """Name the column of an actor's drawn position."""
    return input_of(f"actors.{actor}.position.{issue}")


def utility(actor: str) -> str:
    """Name the column of what the text in force at the end is worth to an actor."""
    return f"utility.{actor}"


def text_worth(actor: str) -> str:
    """Name the column of what the text in force at the end is worth to an actor by itself."""
    return f"payoff.{actor}.text"


def belief(about: str, actor: str = "") -> str:
    """Name the weekly series of what an actor believes about something, or what all such names begin with."""
    return f"belief.{about}.{actor}"


# --- stages --------------------------------------------------------------------------------------------------


def entered_week(stage: Stage) -> str:
    """Name the column of the week in which a run came to a stage."""
    return f"{stage.name}.{stage.ENTERED.name}"


def began_week(stage: Stage) -> str:
    """Name the column of the week in which something first happened in a stage."""
    return f"{stage.name}.{stage.BEGAN.name}"


def left_week(stage: Stage) -> str:
    """Name the column of the week in which a run left a stage."""
    return f"{stage.name}.{stage.LEFT.name}"


def result(stage: Stage) -> str:
    """Name the column of what came of a stage."""
    return f"{stage.name}.{stage.RESULT.name}"


def first_gaps(talks: Talks, scenario: Scenario) -> dict[str, str]:
    """Name by issue the columns of how far apart the first offers of talks were."""
    return {issue: f"{talks.name}.{talks.FIRST_GAP.name.format(issue=issue)}" for issue in scenario.issues}


def last_gaps(talks: Talks, scenario: Scenario) -> dict[str, str]:
    """Name by issue the columns of how far apart the last offers of talks were."""
    return {issue: f"{talks.name}.{talks.LAST_GAP.name.format(issue=issue)}" for issue in scenario.issues}


def drafts(council: Voting) -> str:
    """Name the column of how many drafts a Council saw."""
    return f"{council.name}.{council.DRAFTS.name}"


def voted(council: Voting) -> str:
    """Name the column of whether a draft was put to the vote in a Council."""
    return f"{council.name}.{council.VOTED.name}"


def draft_measures(council: Voting, what: str) -> list[str]:
    """Name, draft by draft, the columns of a measure: `VETO_CHANCE`, `BELIEVED_CHANCE`, or an issue for what it says.

    >>> council = sim.read_scenario("scenarios/kosovo/five_actors.yaml").stages["council"]
    >>> draft_measures(council, "status")[:2]
    ['council.draft_1.status', 'council.draft_2.status']
    """
    return [f"{council.name}.draft_{draft}.{what}" for draft in range(1, council.most_drafts + 1)]


def noes(council: Voting, member: str) -> list[str]:
    """Name, draft by draft, the columns of whether a member had made up its mind to vote no."""
    return draft_measures(council, f"no.{member}")


def yes_share(ratification: Ratification, body: str) -> str:
    """Name the column of the share of votes for the text in a body that ratifies."""
    return f"{ratification.name}.{ratification.YES.name.format(body=body)}"


def approves(ratification: Ratification, body: str) -> str:
    """Name the column of whether a body that ratifies says yes."""
    return f"{ratification.name}.{ratification.APPROVES.name.format(body=body)}"


def ballot_of(vote: Vote, seat: str) -> str:
    """Name the column of how a seat votes: 1 yes, 0 abstains, -1 no."""
    return f"{vote.name}.{vote.BALLOT.name.format(seat=seat)}"


def threshold_met(vote: Vote, number: int) -> str:
    """Name the column of whether a threshold of a vote is met, by its number from 1."""
    return f"{vote.name}.{vote.MET.name.format(threshold=number)}"


def recognitions_at_last(recognition: Recognition) -> str:
    """Name the column of how many recognitions stand at the end.

    >>> recognitions_at_last(sim.read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"])
    'recognition.standing'
    """
    return f"{recognition.name}.{recognition.TOTAL.name}"


def recognition_counts(recognition: Recognition) -> dict[int, str]:
    """Name by week since the declaration, in order, the columns of how many states recognise.

    >>> stage = sim.read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"]
    >>> list(recognition_counts(stage))[:3]
    [2, 4, 6]
    """
    counted = sorted(set(recognition.count_at_weeks))
    return {week: f"{recognition.name}.{recognition.AT_WEEKS.name.format(week=week)}" for week in counted}


# --- for people ----------------------------------------------------------------------------------------------


AXES: dict[str, Kind] = {
    "issue": "issues", "actor": "actors", "objector": "actors", "bloc": "actors", "leader": "actors",
    "seat": "actors", "option": "texts",
}  # fmt: skip
"""Where the scenario names what there is one column of, by the word in braces; drafts and weeks have no names."""


def label_of_column(scenario: Scenario, name: str) -> str:
    """Return what people read for a column: where it is kept, then what its declaration says it holds.

    Raises KeyError if the scenario has no such column.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> label_of_column(five, "council.draft_1.status"), label_of_column(five, "utility.russia")
    ('Security Council: what draft 1 says on Political status', 'What Russia has in the end, all prices paid')
    >>> label_of_column(five, "in.actors.belgrade.position.status")
    'Belgrade: position, Political status'
    """
    if name.startswith(INPUTS):
        return path_words(scenario, name.removeprefix(INPUTS))
    kept = columns_of(scenario)[name]
    column, (block, *place) = kept.column, kept.steps or ("",)
    if block != "process":
        values = {axis: [name.removeprefix(column.name.partition("{")[0])] for axis in column.axes}
        (said,) = column.labelled(_read(scenario, values))
        return capital(said)
    stage = scenario.process[int(place[0])]
    values = {axis: list(names) for axis, names in stage.axes(scenario).items()}
    columns = [f"{stage.name}.{short}" for _, short in column.spread(values)]
    said = list(column.labelled(_read(scenario, values)))[columns.index(name)]
    return f"{label_of(scenario, 'stages', stage.name)}: {said}"


def _read(scenario: Scenario, values: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put what people read in place of the names along each axis."""
    events = {event.name: f"“{event.label}”" for event in scenario.events if event.label}
    factions = {
        f"{name}.{inside}": faction.label
        for name, actor in scenario.actors.items() for inside, faction in actor.factions.items()
    }  # fmt: skip
    given = {"event": events, "faction": factions}
    return {
        axis: [
            plain_label(scenario, AXES[axis], name)
            if axis in AXES
            else given.get(axis, {}).get(name) or name.replace("_", " ")
            for name in names
        ]
        for axis, names in values.items()
    }
