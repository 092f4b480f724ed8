"""Names that mean something else, and names that are given twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.scenario import Scenario

__all__ = ["repeated", "reserved"]

TAKEN_STAGES = ("end", "text", "utility", "unity", "recognitions", "withdrawals", "in")
"""`end` says that the process is over; the others begin the names of columns in results."""

TAKEN_ISSUES = ("label", "same_as", "source", "note")
"""What a text says beside its terms."""

TAKEN_TEXTS = ("proposal",)
"""What arises in the process."""


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
    for block, entries in (("process", scenario.process), ("events", scenario.events)):
        times = Counter(entry.name for entry in entries)
        seen: set[str] = set()
        for place, entry in enumerate(entries):
            if times[entry.name] > 1 and entry.name in seen:
                yield Finding((block, place, "name"), f"the name `{entry.name}` is given twice", "each name once")
            seen.add(entry.name)
    labels: dict[str, str] = {}
    for place, outcome in enumerate(scenario.outcomes):
        label = labels.setdefault(outcome.name, outcome.label)
        if outcome.label and outcome.label != label:
            said = f"`{outcome.name}` has another label above, '{label}'"
            yield Finding(("outcomes", place, "label"), said, "one label for one outcome")
