"""Recognition, what follows on the ground, and unrest: what they stand beside, and what moves them."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.faults import listed, nearest
from sim.scenario.format.correlations import correlation_matrix, positive_definite
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.aftermath import Aftermath
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.unrest import Unrest
from sim.scenario.text.tree import Steps

__all__ = ["correlations", "neighbours", "recognition"]

ALWAYS = ("constant", "log_weeks", "weeks")
"""Coefficients that belong to no bloc."""


def neighbours(scenario: Scenario) -> Iterator[Finding]:
    """Refuse stages that stand beside a stage in which no run ever stands."""
    beside = {stage.name for stage in scenario.process if stage.stands_beside}
    standing = listed(name for name in scenario.stages if name not in beside)
    declared = any(isinstance(stage, Acting) for stage in scenario.process)
    for place, stage in enumerate(scenario.process):
        if isinstance(stage, Aftermath) and stage.alongside in beside:
            said = f"no run ever stands in `{stage.alongside}`, which stands beside others itself"
            yield Finding(("process", place, "alongside"), said, standing)
        if isinstance(stage, Aftermath | Recognition) and not declared:
            yield Finding(
                ("process", place), f"{stage.kind} without a declaration or other act", "one of these before it"
            )
        if isinstance(stage, Unrest):
            for number, name in enumerate(stage.during):
                if name in beside:
                    said = f"no run ever stands in `{name}`, which stands beside others itself"
                    yield Finding(("process", place, "during", number), said, standing)


def recognition(scenario: Scenario) -> Iterator[Finding]:
    """Refuse coefficients and counts of blocs to which no state belongs."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Recognition):
            continue
        at = ("process", place)
        if "constant" not in stage.coefficients:
            yield Finding(
                (*at, "coefficients"), "`constant` is missing", "`constant`, the weekly log hazard of a state"
            )
        blocs = dict.fromkeys(bloc for state in stage.states.values() for bloc in state.blocs)
        for name in stage.coefficients:
            if name not in ALWAYS and name not in blocs:
                said = f"no state belongs to `{name}`"
                known = (*ALWAYS, *blocs)
                yield Finding((*at, "coefficients", name), said, listed(known), nearest(name, known))
        for number, name in enumerate(stage.count_blocs):
            if name not in blocs:
                said = f"no state belongs to `{name}`"
                yield Finding((*at, "count_blocs", number), said, listed(blocs), nearest(name, blocs))
        for name in stage.bloc_labels:
            if name not in blocs:
                said = f"no state belongs to `{name}`"
                yield Finding((*at, "bloc_labels", name), said, listed(blocs), nearest(name, blocs))
        yield from _days_on_record(scenario, stage, (*at, "states"))


def _days_on_record(scenario: Scenario, stage: Recognition, at: Steps) -> Iterator[Finding]:
    """Tell of days of recognition that no figure can count from a day, or that lie before it."""
    days = {name: state.recognised_on for name, state in stage.states.items() if state.recognised_on is not None}
    ended = scenario.record.ended_on if scenario.record is not None else None
    if days and ended is None:
        said = "nothing is held against the days of `recognised_on`, as the record has no day to count from"
        yield Finding(at, said, "`record: {ended_on: DAY}`, or no such days", warning=True)
    for name, day in days.items():
        if ended is not None and day < ended:
            said = f"{day} lies before {ended}, on which the record has it end, and counts as its first week"
            yield Finding((*at, name, "recognised_on"), said, f"{ended} or later", warning=True)


def correlations(scenario: Scenario) -> Iterator[Finding]:
    """Refuse correlations of what is no coefficient, that contradict each other, or that cannot all hold."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Recognition) or stage.correlations is None:
            continue
        at, pairs = ("process", place, "correlations"), stage.correlations.pairs
        found = list(_wrong_pairs(pairs, tuple(stage.uncertain_together), at))
        yield from found
        if not found and not positive_definite(correlation_matrix(list(stage.uncertain_together), pairs)):
            said = "these correlations cannot all hold at once: their matrix is not positive definite"
            yield Finding(at, said, "correlations as a fit gives them, nearer to 0 where two say much the same")


def _wrong_pairs(pairs: dict[str, dict[str, float]], known: tuple[str, ...], at: Steps) -> Iterator[Finding]:
    """Name unknown names, numbers correlated with themselves, and pairs that are given twice and differ."""
    for name, others in pairs.items():
        for wrong in (one for one in (name, *others) if one not in known):
            steps = (*at, name) if wrong == name else (*at, name, wrong)
            yield Finding(steps, f"there is no coefficient `{wrong}`", listed(known), nearest(wrong, known))
        for other, correlation in others.items():
            if other == name and correlation != 1:
                yield Finding((*at, name, other), f"`{name}` with itself is {correlation:g}", "1, or nothing")
            mirrored = pairs.get(other, {}).get(name, correlation)
            if mirrored != correlation and known.index(name) > known.index(other):
                said = f"`{name}` with `{other}` is {correlation:g}, `{other}` with `{name}` is {mirrored:g}"
                yield Finding((*at, name, other), said, "the same both ways, or one of the two")
