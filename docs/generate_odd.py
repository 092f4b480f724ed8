"""Bring the generated parts of docs/odd.md up to date: entities, parameters, order of play, rules, patterns.

    python docs/generate_odd.py            rewrites the parts between their markers
    python docs/generate_odd.py --check    says which are out of date, exit code 1 if any is

All of it comes from the code: docstrings of the agents, stages and rules, the format's own descriptions of its
fields, and the facts of scenarios/kosovo/baseline.yaml. What stands outside the markers is written by hand.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.scenario.format.scenario import Scenario

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "odd.md"
BASELINE = DOCS.parent / "scenarios" / "kosovo" / "baseline.yaml"
PART = re.compile(r"(<!--generated (\w+)-->\n)(.*?)(<!--/generated-->)", re.DOTALL)
RULE = re.compile(r"^## (R\d+): (.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LISTED = re.compile(r"((?:`\w+`,?\s*)+)\s*in\s+\[(\w+)\.py\]")
NUMERIC = re.compile(r'"#/\$defs/Quantity"|"type": "(number|integer|boolean)"|"enum"')
"""What a number, a choice, a switch, or a list or block of them has in its schema."""

NO_PARAMETERS = ("Quantity", "Bound", "Fact", "FactPart", "Target", "Record", "RecordedEvent", "Scale")
"""Parts of the format that move nothing: how numbers are written, and what the runs are compared with."""

PLUMBING = {"scenario", "streams", "inputs", "runs", "everybody", "agents", "world", "whereabouts", "records"}
"""Attributes that hold the program together and are no state of anybody."""

ATTRIBUTE = re.compile(r"^(\w[\w, ]*) : (.+)$")


def cell(text: str) -> str:
    """Make text fit into a cell of a table."""
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Write a table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([cell(str(part)) for part in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def opening(thing: Any) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def explained(thing: Any) -> str:
    """Return what a docstring says before its first section, without the first line, as one paragraph."""
    said = re.split(r"\n\w+\n-+\n", inspect.getdoc(thing) or "")[0]
    return " ".join(said.partition("\n\n")[2].split())


def attributes(kind: type) -> Iterator[tuple[str, str, str]]:
    """Read the Attributes section of a class: names, type, what they are."""
    own = inspect.cleandoc(kind.__dict__.get("__doc__") or "")  # not what a parent class says
    section = re.search(r"\nAttributes\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", own, re.DOTALL)
    name = said = form = ""
    for line in section[1].splitlines() if section else ():
        if found := ATTRIBUTE.match(line):
            if name:
                yield name, form, said
            name, form, said = found[1], found[2], ""
        else:
            said = f"{said} {line.strip()}".strip()
    if name:
        yield name, form, said


def entities(_: Scenario) -> str:
    """Lay out the kinds of entities with the variables that they hold."""
    from sim.actors.actor import Actor
    from sim.actors.cast import KINDS
    from sim.actors.world import World
    from sim.model import StatusTalks
    from sim.process.recognition.community import Community
    from sim.process.stage import Stage
    from sim.process.whereabouts import Whereabouts

    kinds = {"actor (every kind)": Actor, **KINDS, "stage": Stage, "states that may recognise": Community,
             "common ground": World, "where the runs stand": Whereabouts, "model": StatusTalks}  # fmt: skip
    rows = []
    for word, kind in kinds.items():
        rows.append((f"**{word}**", "", opening(kind)))
        rows += [entry for entry in attributes(kind) if entry[0] not in PLUMBING]
    return table(("Entity, variable", "Form", "What it is"), rows)


def cast(scenario: Scenario) -> str:
    """Lay out who takes part in the baseline."""
    rows = [(name, actor.kind, actor.label, actor.note or "") for name, actor in scenario.actors.items()]
    return table(("Actor", "Kind", "Name", "Who that is"), rows)


def parameters(_: Scenario) -> str:
    """Lay out every number, choice and switch of the format, by the part of the file that it stands in."""
    from sim.scenario.format.json_schema import json_schema

    told = []
    for name, part in json_schema()["$defs"].items():
        body = part
        if "required" in part and len(part["properties"]) == 1:
            body = next(iter(part["properties"].values()))  # a stage stands under the word for its kind
        listed = body.get("properties", part.get("properties", {}))
        needed = body.get("then", {}).get("required", ())
        rows = [row for field, entry in listed.items() if (row := parameter(field, entry, field in needed))]
        if rows and name not in NO_PARAMETERS:
            heading = f"**{name}.** {part['description']}"
            told.append(f"{heading}\n\n{table(('Parameter', 'What it is', 'If left out'), rows)}")
    return "\n".join(told)


def parameter(field: str, entry: dict[str, Any], needed: bool) -> tuple[str, str, str] | None:
    """Return the row of a field that is a number, choice or switch, or holds some; None for words and names."""
    if not NUMERIC.search(json.dumps({key: value for key, value in entry.items() if key != "description"})):
        return None
    default = entry.get("default")
    if isinstance(default, bool):
        default = "yes" if default else "no"
    written = "must be given" if needed else "nothing" if default is None else str(default)
    return field, entry.get("description", ""), written


def order(scenario: Scenario) -> str:
    """Return the order within a week, the order of the stages, and what each kind of stage does."""
    from sim.cli.verbs.scenario import order_of_play
    from sim.model import StatusTalks
    from sim.process.kinds import KINDS

    told = inspect.getdoc(StatusTalks) or ""
    week = re.search(r"Each week, in this order:\n\n(.*?)\n\n(The model ends.*?)\n\n", told, re.DOTALL)
    assert week is not None, "the docstring of StatusTalks tells the order of a week"
    stages = "\n".join(line.rstrip() for line in list(order_of_play(scenario))[1:])
    rows = [(f"`{word}`", f"{opening(kind)} {explained(kind)}") for word, kind in KINDS.items()]
    return "\n\n".join([
        "Each week, in this order:", week[1], " ".join(week[2].split()),
        "The stages of the baseline, each with what follows:",
        f"```\n{stages}\n```", table(("Kind of stage", "What it does, in order"), rows),
    ])  # fmt: skip


def rules(_: Scenario) -> str:
    """Lay out the submodels in the order of docs/rules.md: every rule, its files, and what it rests on."""
    from importlib import import_module

    rows = []
    for number, says, text in RULE.findall((DOCS / "rules.md").read_text(encoding="utf-8")):
        sources: dict[str, None] = {}
        modules = {module: re.findall(r"\w+", names) for names, module in LISTED.findall(text)}
        for module, names in modules.items():
            home = import_module(f"sim.rules.{module}")
            sources |= dict.fromkeys(source for name in names for source in references(getattr(home, name)))
        files = ", ".join(f"`sim/rules/{module}.py`" for module in modules)
        rows.append((number, f"{says}.", files, "; ".join(sources)))
    return table(("Rule", "In a sentence", "Files", "After"), rows)


def references(thing: Any) -> Iterator[str]:
    """Read author and year of each work in the References section of a docstring."""
    section = re.search(r"References\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", inspect.getdoc(thing) or "", re.DOTALL)
    text = " ".join(section[1].split()) if section else ""
    name = r"(?:Van den )?[A-Z][\w’'-]+"
    yield from (f"{who} {year}" for who, year in re.findall(rf"((?:{name}(?:, | & | and )?)+) \((\d{{4}})\)", text))


def patterns(scenario: Scenario) -> str:
    """Lay out the stylised facts that the model is held against."""
    assert scenario.record is not None
    rows = []
    for fact in scenario.record.facts:
        rows.append((f"**{fact.id}**", f"**{fact.says}**", "", ""))
        rows += [("", part.says, "" if part.record is None else f"{part.record:g}", bounds(part.target))
                 for part in fact.parts]  # fmt: skip
    notes = "".join(f"- **{fact.id}**: {fact.note}.\n" for fact in scenario.record.facts if fact.note)
    said = "What of these facts is not tested, and how the rest is read:"
    return table(("Fact", "What is measured", "Record", "Must lie"), rows).rstrip() + f"\n\n{said}\n\n{notes}"


def in_words(record: float | str | None) -> str:
    """Write what the record says of a number."""
    return "" if record is None else record if isinstance(record, str) else f"{record:g}"


def bounds(target: Any) -> str:
    """Write where a value must lie."""
    from sim.questions.hindcast.facts import target_words

    return target_words(target)


PARTS: dict[str, Callable[[Scenario], str]] = {
    part.__name__: part for part in (entities, cast, parameters, order, rules, patterns)
}
"""What writes each generated part, by its name."""


def refreshed(page: str) -> str:
    """Return the page with its generated parts as they are now."""
    from sim.scenario.reader import read_scenario

    scenario = read_scenario(BASELINE)
    return PART.sub(lambda hit: f"{hit[1]}{PARTS[hit[2]](scenario).rstrip()}\n{hit[4]}", page)


def main() -> int:
    """Rewrite or check the page."""
    page = PAGE.read_text(encoding="utf-8")
    now = refreshed(page)
    if "--check" not in sys.argv:
        PAGE.write_text(now, encoding="utf-8", newline="\n")
        return 0
    for was, new in zip(PART.findall(page), PART.findall(now), strict=True):
        if was != new:
            print(f"docs/odd.md: {was[1]} is out of date; python docs/generate_odd.py writes it")
    return int(page != now)


if __name__ == "__main__":
    sys.exit(main())
