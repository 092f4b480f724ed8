"""Outcomes: no run without one, and no condition on what is not there."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.checks.questions import asked_of, clauses_of, known_columns
from sim.scenario.checks.reach import reach_of
from sim.scenario.faults import listed
from sim.scenario.format.columns import NASH, OUTCOME, PARETO, RUN
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import END

__all__ = ["columns", "order"]


def order(scenario: Scenario) -> Iterator[Finding]:
    """Ask for an `otherwise` that closes the list, and for nothing after it."""
    last = len(scenario.outcomes) - 1
    for place, outcome in enumerate(scenario.outcomes):
        if outcome.otherwise and place != last:
            said = f"`{outcome.name}` takes every run, and the outcomes after it get none"
            yield Finding(("outcomes", place, "otherwise"), said, "`otherwise` in the last outcome only")
    if not scenario.outcomes[last].otherwise:
        said = "a run may match none of the outcomes"
        yield Finding(("outcomes", last), said, "`otherwise: true` in place of `when` in the last outcome")


def columns(scenario: Scenario) -> Iterator[Finding]:
    """Refuse conditions on columns and words that runs do not have, and name endings that none has."""
    if not scenario.issues:
        return
    known = known_columns(scenario, but=(RUN, OUTCOME, PARETO, NASH))
    reach, ends = reach_of(scenario), _endings(scenario)
    for place, outcome in enumerate(scenario.outcomes):
        if outcome.when is None:
            continue
        at = ("outcomes", place, "when")
        yield from asked_of(outcome.when, known, at, reach)
        for clause, where in clauses_of(outcome.when, at):
            ending = clause.get("ending")
            if isinstance(ending, str) and ending in known["ending"] and ending not in ends:
                said = f"no run ends with `{ending}`: the process goes on after it"
                yield Finding((*where, "ending"), said, listed(ends), warning=True)


def _endings(scenario: Scenario) -> list[str]:
    """Return the results of stages after which the dispute is decided."""
    stages = scenario.stages
    ends = [
        result
        for stage in scenario.process
        for result in stage.results
        for following in (stage.onward(result).to,)
        if following == END or (following in stages and stages[following].follows_up)
    ]
    return [*dict.fromkeys(ends), "calendar"]
