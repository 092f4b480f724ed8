"""What people read for the parts of a scenario: its names, its numbers with their uncertainty, and its paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from pydantic import BaseModel

from sim.scenario.format.scenario import Issue
from sim.scenario.format.shape import said_of
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.council import Council
from sim.views.wording import capital, decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.format.scenario import Scenario

__all__ = [
    "Given", "Kind", "given_in", "heading_of", "label_of", "meaning_of", "on_scale", "path_words", "plain_label",
    "subject_of", "written_number",
]  # fmt: skip

FORMS = {"value", "low", "mode", "high", "uniform", "normal", "choice"}
BESIDE = {"source", "note"}
SILENT = {"label", "otherwise_label", "name", "source", "note", "colour", "words"}
"""Keys that are told elsewhere."""

Kind: TypeAlias = Literal["issues", "actors", "texts", "stages"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""What has a name and a label."""


class Given(NamedTuple):
    """A value that the scenario gives, with the source that stands beside it or around it."""

    name: str
    value: str
    """What it is, and what it is given as, in words."""
    source: str
    """Its own source, or that of the part it stands in; empty where there is none."""
    note: str
    """What the author of the scenario says of it."""


def label_of(scenario: Scenario, kind: Kind, name: str) -> str:
    """Return what people read for an actor, issue, text or stage.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> label_of(five, "issues", "status"), label_of(five, "actors", "new_mediator")
    ('Political status', 'New mediator')
    """
    return _given_label(scenario, kind, name) or capital(name.replace("_", " "))


def plain_label(scenario: Scenario, kind: Kind, name: str) -> str:
    """Return the label of an actor, issue, text or stage, or its name without a capital, as figures write it.

    >>> plain_label(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), "actors", "new_mediator")
    'new mediator'
    """
    return _given_label(scenario, kind, name) or name.replace("_", " ")


def heading_of(scenario: Scenario, issue: str, *, plain: bool = False) -> str:
    """Return the label of an issue with the unit of its own scale, if it has one; plain as figures write it.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> heading_of(five, "status")
    'Political status'
    """
    label = (plain_label if plain else label_of)(scenario, "issues", issue)
    scale = scenario.issues[issue].scale
    return f"{label} ({scale.unit})" if scale is not None and scale.unit else label


def on_scale(issue: Issue, point: float, *, unit: bool = False) -> str:
    """Write a point of an issue on its own scale, to about a hundredth of that, with its unit if asked for.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> on_scale(five.issues["status"], 0.756)
    '0.76'
    >>> own = {"zero": "few", "one": "many", "scale": {"from": 3.0, "to": 17.0, "unit": "municipalities"}}
    >>> on_scale(Issue.model_validate(own), 0.5), on_scale(Issue.model_validate(own), 0.56, unit=True)
    ('10.0', '10.8 municipalities')
    """
    scale = issue.scale
    if scale is None or not math.isfinite(point):
        return decimal(point)
    digits = max(0, 2 - math.floor(math.log10(abs(scale.one - scale.zero))))
    written = f"{scale.of(point):,.{digits}f}".replace("-", "−")
    written = written.removeprefix("−") if not written.strip("−0.,") else written
    return f"{written} {scale.unit}" if unit and scale.unit else written


def _given_label(scenario: Scenario, kind: Kind, name: str) -> str:
    found = getattr(scenario, kind).get(name)
    return "" if found is None else found.label


def written_number(given: object) -> str:
    """Write a number of a scenario with its uncertainty.

    >>> written_number({"low": 0.1, "mode": 0.2, "high": 0.4}), written_number({"uniform": [0.1, 0.3]})
    ('0.2 (0.1 to 0.4)', '0.1 to 0.3, all alike')
    >>> written_number({"choice": {0.1: 3, 0.4: 1}}), written_number(True), written_number(["a", "b"])
    ('0.1 (weight 3), 0.4 (weight 1)', 'yes', 'a, b')
    """
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list):
        return ", ".join(written_number(item) for item in given)
    if not isinstance(given, dict):
        return f"{given:g}" if isinstance(given, float) else str(given)
    if "mode" in given:
        return f"{given['mode']:g} ({given['low']:g} to {given['high']:g})"
    if "uniform" in given:
        return "{:g} to {:g}, all alike".format(*given["uniform"])
    if "normal" in given:
        return "{:g} ± {:g} (mean, standard deviation)".format(*given["normal"])
    if "choice" in given:
        return ", ".join(f"{float(value):g} (weight {weight:g})" for value, weight in given["choice"].items())
    return written_number(given.get("value"))


def given_in(scenario: Scenario, part: BaseModel) -> list[Given]:
    """List every value that a part of a scenario gives, with its source; defaults are left out.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> line = next(row for row in given_in(five, five.actors["belgrade"]) if row.name.startswith("Red lines"))
    >>> line.name, line.value, line.source.partition(";")[0]
    ('Red lines, Political status, max', '0.4', 'constitution of October 2006')
    """
    data = part.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    kind = getattr(part, "kind", "")
    if list(data) == [kind]:  # a stage is written below the word for its kind
        data = data[kind]
    return list(_walk(scenario, data, (), data.get("source") or ""))


def _walk(scenario: Scenario, data: object, path: tuple[str, ...], source: str) -> Iterator[Given]:
    if isinstance(data, dict) and not (FORMS & set(data) and set(data) <= FORMS | BESIDE):
        inside = data.get("source") or source
        for key, value in data.items():
            if key not in SILENT:
                yield from _walk(scenario, value, (*path, str(key)), inside)
    elif isinstance(data, list) and any(isinstance(item, dict) for item in data):
        for number, item in enumerate(data, 1):
            yield from _walk(scenario, item, (*path, str(number)), source)
    else:
        own, note = (data.get("source"), data.get("note")) if isinstance(data, dict) else ("", "")
        yield Given(_spelt(scenario, path), _named(scenario, data), own or source, note or "")


def _named(scenario: Scenario, value: object) -> str:
    """Write a value; what names an actor, issue, text or stage is written with its label."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(_named(scenario, item) for item in value)
    if isinstance(value, str):
        for kind in KINDS:
            if value in getattr(scenario, kind):
                return label_of(scenario, kind, value)
    return written_number(value)


def _spelt(scenario: Scenario, path: Sequence[str]) -> str:
    """Write a path with the labels of what is named in it."""
    words = []
    for part in path:
        kinds = [kind for kind in KINDS if part in getattr(scenario, kind)]
        words.append(label_of(scenario, kinds[0], part) if kinds else part.replace("_", " "))
    return capital(", ".join(words))


def subject_of(scenario: Scenario, stage: str, result: str) -> tuple[str, str]:
    """Return who a stage's result is about, and the verb for it with a place for "is" or "be".

    Nobody where several stages are of that kind, or where the file says nothing of it: the stage is named then.

    >>> subject_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), "council", "blocked")
    ('the Council', '{} blocked')
    """
    found = scenario.stages[stage]
    alone = [one.kind for one in scenario.process].count(found.kind) == 1
    if isinstance(found, Council) and result == "blocked":
        return found.words.body if alone else "", "{} blocked"
    if isinstance(found, Acting) and result == found.BACKED:
        return found.words.act if alone else "", "{} backed"
    return "", f"end as “{result.replace('_', ' ')}”"


def path_words(scenario: Scenario, path: str) -> str:
    """Write the path of a drawn number as people read it: whose it is, then what it is.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> path_words(five, "actors.belgrade.position.status"), path_words(five, "process.council.lost_vote_cost")
    ('Belgrade: position, Political status', 'Security Council: lost vote cost')
    """
    block, *rest = path.split(".")
    if block == "actors":
        return f"{label_of(scenario, 'actors', rest[0])}: {_lower(_spelt(scenario, rest[1:]))}"
    if block == "process":
        return f"{label_of(scenario, 'stages', rest[0])}: {_lower(_spelt(scenario, rest[1:]))}"
    if block == "texts":
        return f"Text “{label_of(scenario, 'texts', rest[0])}”: {_spelt(scenario, rest[1:])}"
    if block == "events":
        named = {event.name: event.label for event in scenario.events}
        return f"Event “{named.get(rest[0]) or rest[0].replace('_', ' ')}”: {' '.join(rest[1:]).replace('_', ' ')}"
    if block == "influence":
        edge = scenario.influence[int(rest[0])]
        listened, listens = (label_of(scenario, "actors", name) for name in (edge.source_actor, edge.target))
        return f"Influence of {listened} on {listens}"
    return path.replace("_", " ")


def meaning_of(scenario: Scenario, path: str) -> str:
    """Tell what a drawn number means, in the words of the format; nothing where the format has no word for it.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> meaning_of(read_scenario("scenarios/kosovo/five_actors.yaml"), "process.council.lost_vote_cost")
    'What a vote that is lost costs the sponsors beside a draft that they withdraw.'
    """
    here: object = scenario
    said = ""
    for part in path.split("."):
        if isinstance(here, tuple):
            named = {getattr(item, "name", ""): item for item in here}
            here = here[int(part)] if part.isdecimal() and int(part) < len(here) else named.get(part)
        elif isinstance(here, dict):
            here = here.get(part)
        else:
            if isinstance(here, BaseModel) and part in type(here).model_fields:
                said = said_of(type(here), part)
            here = getattr(here, part, None)
    return said.split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
