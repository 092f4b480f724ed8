"""An intervention: numbers that are others from a day on, read from the file of `--do`.

The file names the day and what is set then, by dotted path::

    from: 2007-07-20
    set: {actors.russia.veto: false}
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from sim.questions.counterfactual.changes import changed_leaves, leaves
from sim.scenario.checks.messages import faults_of
from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.format.quantity import Quantity, Strict
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node, children, plain

__all__ = ["Intervention", "read_intervention"]

NUMBERS = ("actors.*", "process.*", "events.*")
"""Blocks whose numbers may change on a day."""

OTHERS = ("actors.*.veto", "actors.*.audience.elections.*", "process.*.opens", "process.*.on", "process.*.deadline",
          "process.*.alone_opens",
          "process.*.majority")  # fmt: skip
"""What else may change on a day."""

FROM_THE_START = {
    "actors.*.beliefs.*": "it is what the actor believes at the start; what it hears later is an event with a signal",
    "texts.*": "a text is what it says; name another text, or set it from the start",
}
"""Numbers that mean the start of the process, with the reason."""

PARTS = ("actors.*.factions.*", "process.*.other_seats.*", "process.*.sponsors.*", "process.*.backers.*",
         "process.*.parties.*", "process.*.cues.*", "process.*.withdrawal.*", "process.*.chance")  # fmt: skip
"""Numbers of what a process begins with, or has none of: they may change on a day, and cannot come or go."""


class InterventionFile(Strict):
    """The file of `--do`."""

    begins: dt.date = Field(alias="from")
    """From which day on."""
    title: str = ""
    """What people read."""
    source: str | None = None
    """Where this is discussed."""
    note: str | None = None
    """What a reader should know about it."""
    set: dict[str, Any]
    """Dotted paths with what is the case from that day on."""


@dataclass(frozen=True)
class Intervention:
    """Numbers of a scenario that are others from a day on."""

    scenario: Scenario
    """The scenario as it is from that day on."""
    begins: dt.date
    """From which day on."""
    week: int
    """The first week of the calendar that begins on that day or later."""


def read_intervention(path: str | Path, scenario: Scenario) -> tuple[Intervention, tuple[Fault, ...]]:
    r"""Read the file of `--do` against the scenario that it changes; also give what is doubtful about it.

    Raises ScenarioFault with everything that is wrong, if anything is.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "summer.yaml"
    >>> _ = path.write_text("from: 2007-07-20\nset: {actors.russia.veto: false}\n")
    >>> intervention, warnings = read_intervention(path, five)
    >>> warnings
    ()
    """
    root, faults = parsed(text_of(bytes_of(path), str(path)), str(path))
    inside = root.value.get("set") if isinstance(root.value, dict) else None
    if inside is not None and not isinstance(inside.value, dict):
        raise ScenarioFault([*faults, Fault(inside.place, "set", "`set` is no block", "`dotted.path: value` lines")])
    try:
        said = InterventionFile.model_validate(plain(root))
    except ValidationError as error:
        raise ScenarioFault([*faults, *faults_of(error, root, InterventionFile)]) from None
    assert isinstance(root.value, dict)
    day, block = root.value["from"], root.value["set"]
    calendar = scenario.calendar
    if not calendar.start <= said.begins <= calendar.end:
        faults.append(Fault(day.place, "from", f"{said.begins} is outside the calendar",
                            f"{calendar.start} to {calendar.end}"))  # fmt: skip
    if faults:
        raise ScenarioFault(faults)
    read = varied(scenario, variant={"set": block})
    week = max(0, calendar.week_of(said.begins))
    changed = changed_leaves(scenario, read.scenario)
    come_or_gone = _said(scenario) ^ _said(read.scenario)
    refused = list(_idle(block)) if not changed else list(_refused(changed, come_or_gone, block)) if week else []
    if refused:
        raise ScenarioFault(refused)
    return Intervention(read.scenario, said.begins, week), read.warnings


def _said(scenario: Scenario) -> set[str]:
    """Return the paths at which a scenario says anything."""
    return {path for path, value in leaves(scenario) if value is not None}


def _idle(block: Node) -> Iterator[Fault]:
    """Tell that each thing that is set is what it is without."""
    if not children(block):
        yield Fault(block.at, "set", "nothing is set", "`dotted.path: value` lines")
    for path, node in children(block):
        so = node.written or "so"
        yield Fault(node.at, str(path), f"this is {so} already, and nothing else changes", "another value")


def _refused(changed: Mapping[str, object], come_or_gone: Set[str], block: Node) -> Iterator[Fault]:
    """Tell what is set that cannot change on a day."""
    told = set()
    for path, value in changed.items():
        key, node = _named(block, path)
        of_parts = path in come_or_gone and any(fnmatch.fnmatchcase(path, known) for known in PARTS)
        reason = next((why for known, why in FROM_THE_START.items() if fnmatch.fnmatchcase(path, known)), "")
        allowed = OTHERS + (NUMBERS if isinstance(value, Quantity) else ())
        if of_parts:
            reason = "the numbers of what is there can, and nothing comes up or goes"
        at = key if of_parts else path
        if at not in told and (reason or not any(fnmatch.fnmatchcase(path, known) for known in allowed)):
            told.add(at)
            why = f": {reason}" if reason else ""
            yield Fault(node.at, at, f"this cannot change on a day{why}",
                        "numbers of actors, stages and events, vetoes, elections, opening days, majorities; "
                        "--set changes anything from the start")  # fmt: skip


def _named(block: Node, path: str) -> tuple[str, Node]:
    """Find the entry of `set` that a path of the scenario was changed by."""
    assert isinstance(block.value, dict)
    for key, node in block.value.items():
        if path == key or path.startswith(f"{key}.") or str(key).startswith(f"{path}."):
            return str(key), node
    return path, block
