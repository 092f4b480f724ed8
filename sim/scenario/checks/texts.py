"""Texts: what they settle, and what they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.scenario import Scenario

__all__ = ["circles", "expectation", "gaps"]


LONGEST = 20
"""Texts that may stand on each other; more is a mistake, and a circle is never more."""


def _line_of(scenario: Scenario, name: str) -> list[str]:
    """Return a text and those that it stands on, the circle closed if there is one."""
    line = [name]
    while (following := scenario.texts[line[-1]].same_as) is not None and following in scenario.texts:
        line.append(following)
        if following in line[:-1] or len(line) > LONGEST:
            break
    return line


def circles(scenario: Scenario) -> Iterator[Finding]:
    """Refuse texts that are the same as themselves, and long chains of texts."""
    for name in scenario.texts:
        line = _line_of(scenario, name)
        if len(line) > 1 and line[-1] == name:
            yield Finding(
                ("texts", name, "same_as"), f"`same_as` leads in a circle: {' to '.join(line)}", "another text"
            )
        elif len(line) > LONGEST:
            said = f"more than {LONGEST} texts stand on each other"
            yield Finding(("texts", name, "same_as"), said, "a text that gives its own numbers")


def gaps(scenario: Scenario) -> Iterator[Finding]:
    """Ask for a term on every issue, given by the text itself or one that it stands on."""
    for name in scenario.texts:
        settled = {issue for text in _line_of(scenario, name) for issue in scenario.texts[text].terms}
        open_ones = [issue for issue in scenario.issues if issue not in settled]
        if open_ones:
            said = f"the text says nothing on {', '.join(open_ones)}"
            yield Finding(("texts", name), said, "a number for each issue, or `same_as` a text that has one")


def expectation(scenario: Scenario) -> Iterator[Finding]:
    """Ask what is expected of a Council before there is a proposal."""
    councils = [stage for stage in scenario.process if isinstance(stage, Voting) and stage.sponsors]
    if councils and scenario.expected_text is None:
        said = "no `expected_text` is given: until a text is tabled, everybody expects the middle of every issue"
        yield Finding(("expected_text",), said, "the name of a text", warning=True)
