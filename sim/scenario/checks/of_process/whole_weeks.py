"""Lengths of time: they are played in whole weeks, and the calendar must have as many."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.checks.finding import Finding
from sim.scenario.format.quantity import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.format.scenario import Scenario

__all__ = ["whole_weeks"]

ROUNDED = ("weeks", "prepare_weeks", "drafting_weeks", "notice_weeks", "round_every_weeks", "draft_every_weeks")
"""What stages round to whole weeks in every run."""

BEFORE_ANYTHING = ("prepare_weeks", "drafting_weeks", "notice_weeks")
"""What passes before a stage does anything."""

OF_FREE_NAMES = "coefficients."
"""Where names are those of what moves a hazard, such as `weeks`, and none is a length of time."""


def whole_weeks(scenario: Scenario) -> Iterator[Finding]:
    """Say what is played where a known length of time is no whole number of weeks, or as long as the calendar."""
    there = scenario.calendar.weeks
    for stage in scenario.process:
        name = stage.name  # which stops here where the stage is not sound
        for path, quantity in quantities(stage):
            if path.startswith(OF_FREE_NAMES):
                continue
            value = quantity.value or 0.0
            if path.rpartition(".")[2] in BEFORE_ANYTHING and value >= there:
                said = f"{value:g} weeks are as long as the calendar or longer, and nothing comes of this"
                yield Finding(("process", name, *path.split(".")), said, f"fewer than {there} weeks", warning=True)
            elif path.rpartition(".")[2] in ROUNDED and math.isfinite(value) and value % 1:
                played = max(1 if "every" in path else 0, round(value))
                said = f"{value:g} weeks are played as {played}"
                yield Finding(("process", name, *path.split(".")), said, "whole weeks", warning=True)
