"""An intervention: numbers that are others from a day on, read from the file of `--do`.

The file names the day and what is set then, by dotted path::

    from: 2007-07-20
    set: {actors.russia.veto: false}
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from sim.scenario.checks.messages import faults_of
from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.format.quantity import Quantity, Strict
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied
from sim.scenario.text.file import bytes_of, parsed, text_of
from sim.scenario.text.tree import Node, plain

__all__ = ["Intervention", "leaves", "read_intervention"]

SILENT = ("title", "question", "label", "source", "note")
"""What only people read; it may differ without changing anything."""

NUMBERS = ("actors.*", "process.*", "events.*")
"""Blocks whose numbers may change on a day."""

OTHERS = ("actors.*.veto", "actors.*.audience.elections.*", "process.*.opens", "process.*.alone_opens",
          "process.*.majority")  # fmt: skip
"""What else may change on a day."""

FROM_THE_START = {
    "actors.*.beliefs.*": "it is what the actor believes at the start; what it hears later is an event with a signal",
    "texts.*": "a text is what it says; name another text, or set it from the start",
}
"""Numbers that mean the start of the process, with the reason."""


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
    parts: dict[str, Scenario] = field(default_factory=dict)
    """The scenario with each of the paths alone that are set to something new, by the path."""

    def alone(self, path: str) -> Intervention:
        """Return the same intervention with one path only."""
        return Intervention(self.parts[path], self.begins, self.week, {path: self.parts[path]})


def leaves(part: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk through a scenario and give everything in it with its dotted path, numbers as quantities.

    >>> from sim.scenario.format.actor import Tactic
    >>> dict(leaves(Tactic(kind="firm"), "tactic"))["tactic.kind"]
    'firm'
    """
    if isinstance(part, Quantity) or not isinstance(part, BaseModel | dict | list | tuple):
        yield path, part
        return
    if isinstance(part, BaseModel):
        named = {name: getattr(part, name) for name in type(part).model_fields} | (part.model_extra or {})
    elif isinstance(part, dict):
        named = part
    else:
        named = {getattr(item, "name", None) or str(place): item for place, item in enumerate(part)}
    for name, value in named.items():
        yield from leaves(value, f"{path}.{name}" if path else str(name))


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
    refused = list(_refused(scenario, read.scenario, block)) if week else []
    if refused:
        raise ScenarioFault(refused)
    assert isinstance(block.value, dict)
    each = {str(path): replace(block, value={path: node}) for path, node in block.value.items()}
    alone = {path: varied(scenario, variant={"set": one}).scenario for path, one in each.items()}
    parts = {path: one for path, one in alone.items() if one.hash != scenario.hash}
    return Intervention(read.scenario, said.begins, week, parts), read.warnings


def _refused(before: Scenario, after: Scenario, block: Node) -> Iterator[Fault]:
    """Tell what is set that cannot change on a day."""
    first, second = dict(leaves(before)), dict(leaves(after))
    for path in [*first, *(path for path in second if path not in first)]:
        one, other = first.get(path), second.get(path)
        if _meaning(one) == _meaning(other) or path.rpartition(".")[2] in SILENT:
            continue
        reason = next((why for known, why in FROM_THE_START.items() if fnmatch.fnmatchcase(path, known)), "")
        number = isinstance(one if one is not None else other, Quantity)
        allowed = OTHERS + (NUMBERS if number else ())
        if reason or not any(fnmatch.fnmatchcase(path, known) for known in allowed):
            node = _named(block, path)
            why = f": {reason}" if reason else ""
            yield Fault(node.at, path, f"this cannot change on a day{why}",
                        "numbers of actors, stages and events, vetoes, elections, opening days, majorities; "
                        "--set changes anything from the start")  # fmt: skip


def _meaning(value: Any) -> Any:
    return value.model_dump(exclude={"source", "note"}) if isinstance(value, Quantity) and value.value is None else (
        value.value if isinstance(value, Quantity) else value
    )  # fmt: skip


def _named(block: Node, path: str) -> Node:
    """Find the entry of `set` that a path of the scenario was changed by."""
    assert isinstance(block.value, dict)
    for key, node in block.value.items():
        if path == key or path.startswith(f"{key}.") or str(key).startswith(f"{path}."):
            return node
    return block
