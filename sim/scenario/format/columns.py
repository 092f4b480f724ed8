"""The columns of results, as a scenario tells them: what conditions may ask about.

A kind of stage that keeps something of its own has one line in `OF_KIND`; a test holds the list against
what the model keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stage import Stage

__all__ = ["columns_of"]

ALWAYS = ("ending", "ended_on", "ended_week", "consent")
"""Columns that every scenario has."""

PAYOFF_PARTS = ("text", "premiums", "price", "blocking", "delay")
"""What is kept of each actor's payoff beside the whole."""

OF_STAGES = ("entered_week", "began_week", "left_week")
"""Columns of every stage, after its name and a point."""

SHARED: dict[str, tuple[str, ...]] = {
    "council": ("drafts", "yes_votes", "vetoed", "voted", "softened"),
    "declaration": ("backing",),
    "recognition": ("recognitions",),
}
"""Columns under a name of their own that a kind of stage fills."""


def _of_talks(stage: Any, scenario: Scenario) -> Iterator[str]:
    yield from ("rounds", "extended", "weeks")
    yield from (f"{gap}.{issue}" for gap in ("first_gap", "last_gap", "closed") for issue in scenario.issues)
    yield from (f"{option.text}.{part}" for option in stage.options for part in ("tabled", "refusals"))


def _of_proposal(stage: Any, scenario: Scenario) -> Iterator[str]:
    yield from ("tabled_week", "acceptances")
    yield from (f"text.{issue}" for issue in scenario.issues)


def _of_council(stage: Any, scenario: Scenario) -> Iterator[str]:
    yield from (f"least_chance_of_no.{seat}" for seat in stage.seats if seat not in stage.sponsors)
    for draft in range(1, stage.most_drafts + 1):
        yield from (f"draft_{draft}.{chance}" for chance in ("veto_chance", "believed_chance"))
        yield from (f"draft_{draft}.no.{name}" for name in stage.seats if name not in stage.sponsors)
        yield from (f"draft_{draft}.{issue}" for issue in scenario.issues)


OF_KIND: dict[str, Callable[[Any, Scenario], Iterator[str]]] = {
    "talks": _of_talks,
    "proposal": _of_proposal,
    "council": _of_council,
    "declaration": lambda stage, scenario: iter(("notice_week",)),
    "aftermath": lambda stage, scenario: iter(("apart", "violence", "displaced", "bargain_weeks", "mission_weeks")),
    "unrest": lambda stage, scenario: iter(("events", "largest")),
}
"""Columns of each kind of stage, after the stage's name and a point."""


def columns_of(scenario: Scenario) -> dict[str, tuple[str, ...] | None]:
    """Give the columns that a condition may ask about, with the words that a column of words can hold.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> columns_of(five)["council.result"]
    ('adopted', 'blocked')
    """
    results = dict.fromkeys(result for stage in scenario.process for result in stage.results)
    columns: dict[str, tuple[str, ...] | None] = dict.fromkeys(ALWAYS)
    columns["ending"] = (*results, "calendar")
    for stage in scenario.process:
        columns |= dict.fromkeys(SHARED.get(stage.kind, ()))
        columns |= dict.fromkeys(_counts(stage)) | dict.fromkeys(_unities(stage, scenario))
        own = (*OF_STAGES, *OF_KIND[stage.kind](stage, scenario)) if stage.kind in OF_KIND else OF_STAGES
        columns |= dict.fromkeys(f"{stage.name}.{part}" for part in own)
        columns[f"{stage.name}.result"] = tuple(stage.results)
    columns |= dict.fromkeys(f"happened.{event.name}" for event in scenario.events)
    columns |= dict.fromkeys(f"text.{issue}" for issue in scenario.issues)
    columns |= dict.fromkeys(f"in_force.{issue}" for issue in scenario.issues)
    columns |= dict.fromkeys(f"utility.{actor}" for actor in scenario.actors)
    columns |= dict.fromkeys(f"payoff.{actor}.{part}" for actor in scenario.actors for part in PAYOFF_PARTS)
    columns |= dict.fromkeys(
        f"following.{name}.{faction}" for name, actor in scenario.actors.items() for faction in actor.factions
    )
    return columns


def _counts(stage: Any) -> Iterator[str]:
    """Give the columns of counts that a stage of recognition asks for."""
    withdrawn = getattr(stage, "withdrawal", None) is not None
    if withdrawn:
        yield "withdrawals"
    for week in getattr(stage, "count_at_weeks", ()):
        yield f"recognitions.week_{week}"
        if withdrawn:
            yield f"withdrawals.week_{week}"
    for week in getattr(stage, "bloc_weeks", ()):
        yield from (f"recognitions.{bloc}.week_{week}" for bloc in stage.count_blocs)


def _unities(stage: Stage, scenario: Scenario) -> Iterator[str]:
    """Give the columns that say how far a bloc with members speaks with one voice in the Council."""
    if stage.kind == "council":
        yield from (
            f"unity.{name}" for name, actor in scenario.actors.items() if actor.kind == "bloc" and actor.members
        )
