"""Names that meet: those that mean something else, are given twice, or would make one column of two things.

Results know a number by one name. So where two parts of a file would bear the same, one would silently stand in the
other's place. Streams of chance cannot meet: they are named by paths that say what kind of thing they are about.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim.scenario.checks.finding import Finding
from sim.scenario.format.columns import kept_by
from sim.scenario.format.scenario import Scenario
from sim.scenario.text.tree import Steps

__all__ = ["Bearer", "colliding_columns", "columns", "labels", "repeated", "reserved"]

TAKEN_STAGES = ("end", "over", "text", "utility", "payoff", "in_force", "following", "happened", "distance", "in")
"""`end` says that the process is over; the others begin the names of columns in results."""

TAKEN_ISSUES = ("label", "same_as", "source", "note")
"""What a text says beside its terms."""

TAKEN_TEXTS = ("proposal", "table", "nothing")
"""What arises in the process."""


class Bearer(NamedTuple):
    """What bears a name in results: the name, what keeps it, and where that stands in the file."""

    name: str
    """The full name, such as `vienna.rounds`."""
    said: str
    """What bears it, in words that follow a colon: "the stage vienna keeps `rounds`"."""
    steps: Steps
    """Keys, names of entries and places in lists that lead to what gives it the name."""


def labels(scenario: Scenario) -> Iterator[Finding]:
    """Tell of two things of one kind that people would read as one."""
    bearers: list[tuple[str, str, Steps]] = [
        *(("issues", issue.label, ("issues", name, "label")) for name, issue in scenario.issues.items()),
        *(("actors", actor.label, ("actors", name, "label")) for name, actor in scenario.actors.items()),
        *(("stages", stage.label, ("process", place, "label")) for place, stage in enumerate(scenario.process)),
        *(("events", event.label, ("events", place, "label")) for place, event in enumerate(scenario.events)),
        *(("outcomes", label, ("outcomes", name, "label")) for name, label in scenario.outcome_labels.items()),
    ]  # fmt: skip
    seen: set[tuple[str, str]] = set()
    for kind, label, steps in bearers:
        read = " ".join(label.split()).casefold()
        if read and (kind, read) in seen:
            yield Finding(steps, f"two {kind} have the label `{label}`, and cannot be told apart where only it is "
                          "shown", "labels that differ", warning=True)  # fmt: skip
        seen.add((kind, read))
    for place, event in enumerate(scenario.events):
        happens, not_so = (" ".join(label.split()).casefold() for label in (event.label, event.otherwise_label))
        if not_so and not_so == happens:
            yield Finding(("events", place, "otherwise_label"), f"`{event.otherwise_label}` is said where it happens "
                          "and where it does not", "a label that differs from `label`", warning=True)  # fmt: skip


def colliding_columns(bearers: Iterable[Bearer]) -> Iterator[Finding]:
    """Refuse columns of one name, at the later of the two places that would keep it.

    >>> rounds = Bearer("vienna.rounds", "the stage vienna keeps `rounds`", ("process", 0))
    >>> event = Bearer("vienna.rounds", "the event rounds has a column too", ("events", "rounds"))
    >>> [found] = colliding_columns([rounds, event])
    >>> print(found.found)
    column `vienna.rounds` would stand twice: the stage vienna keeps `rounds`, and the event rounds has a column too
    >>> found.steps
    ('events', 'rounds')
    """
    for first, second in _meeting(bearers):
        said = f"column `{second.name}` would stand twice: {first.said}, and {second.said}"
        yield Finding(second.steps, said, "another name for one of the two")


def _meeting(bearers: Iterable[Bearer]) -> Iterator[tuple[Bearer, Bearer]]:
    """Yield each bearer of a name that was borne before, after the first that bears it; once a place in the file."""
    first: dict[str, Bearer] = {}
    told: set[tuple[Steps, Steps]] = set()
    for bearer in bearers:
        before = first.setdefault(bearer.name, bearer)
        places = (before.steps, bearer.steps)
        if before is not bearer and places not in told:
            told.add(places)
            yield before, bearer


def columns(scenario: Scenario) -> Iterator[Finding]:
    """Refuse two columns of one name, wherever they come from; two stages of one name are told by `repeated`."""
    names = [stage.name for stage in scenario.process]
    if len(set(names)) < len(names):
        return iter(())
    return colliding_columns(Bearer(name, kept.keeper, kept.steps) for name, kept in kept_by(scenario))


def reserved(scenario: Scenario) -> Iterator[Finding]:
    """Refuse names that mean something else."""
    for place, stage in enumerate(scenario.process):
        if stage.name in TAKEN_STAGES:
            yield Finding(("process", place, "name"), f"a stage cannot be named `{stage.name}`", "another name")
    for issue in scenario.issues:
        if issue in TAKEN_ISSUES:
            yield Finding(("issues", issue), f"an issue cannot be named `{issue}`", "another name")
    for text in scenario.texts:
        if text in TAKEN_TEXTS:
            yield Finding(("texts", text), f"a text cannot be named `{text}`", "another name")


def repeated(scenario: Scenario) -> Iterator[Finding]:
    """Refuse two stages or two events of one name, and one outcome with two labels."""
    stages, events = [stage.name for stage in scenario.process], [event.name for event in scenario.events]
    for block, names in (("process", stages), ("events", events)):
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Finding((block, place, "name"), f"the name `{name}` is given twice", "each name once")
    labels: dict[str, str] = {}
    for place, outcome in enumerate(scenario.outcomes):
        label = labels.setdefault(outcome.name, outcome.label)
        if outcome.label and outcome.label != label:
            said = f"`{outcome.name}` has another label above, '{label}'"
            yield Finding(("outcomes", place, "label"), said, "one label for one outcome")
