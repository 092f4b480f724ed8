"""Whatever happens to a file, it is refused in plain words or read as what it says."""

import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.reader import read_text, written

HERE = Path(__file__).parent
FILES = [
    (HERE / "good.yaml").read_text(encoding="utf-8"),
    (HERE.parents[1] / "sim" / "data" / "starter.yaml").read_text(encoding="utf-8"),
]
VALUES = [
    "0",
    "1",
    "-1",
    "0.5",
    "true",
    "no",
    "~",
    "text",
    "[1, 2]",
    "{a: 1}",
    "2008-02-03",
    '"0.5"',
    "010",
    "1e3",
    "''",
]


def said_by(value: Any) -> Any:
    """Return what a file or a scenario says in one form: numbers as floats, lists as lists."""
    if isinstance(value, dict):
        plain = {said_by(key): said_by(item) for key, item in value.items()}
        return plain["value"] if list(plain) == ["value"] else plain
    if isinstance(value, list | tuple):
        return [said_by(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def drop(lines: list[str], at: int, draw: st.DataObject) -> None:
    del lines[at]


def duplicate(lines: list[str], at: int, draw: st.DataObject) -> None:
    lines.insert(draw.draw(st.integers(0, len(lines))), lines[at])


def swap(lines: list[str], at: int, draw: st.DataObject) -> None:
    other = draw.draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]


def indent(lines: list[str], at: int, draw: st.DataObject) -> None:
    by = draw.draw(st.sampled_from([-4, -2, -1, 1, 2, 4]))
    until = min(len(lines), at + draw.draw(st.integers(1, 4)))
    for place in range(at, until):
        line = lines[place]
        lines[place] = " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip())) :]


def retype(lines: list[str], at: int, draw: st.DataObject) -> None:
    places = list(re.finditer(r"(?<=: )[^,{}\[\]\n]+", lines[at]))
    if places:
        place = draw.draw(st.sampled_from(places))
        lines[at] = lines[at][: place.start()] + draw.draw(st.sampled_from(VALUES)) + lines[at][place.end() :]


def misspell(lines: list[str], at: int, draw: st.DataObject) -> None:
    letters = [place for place, letter in enumerate(lines[at]) if letter.isalnum()]
    if letters:
        place = draw.draw(st.sampled_from(letters))
        letter = draw.draw(st.sampled_from(["", "x", "_", ":", ",", " ", "{", "'"]))
        lines[at] = lines[at][:place] + letter + lines[at][place + 1 :]


def outcome_of(text: str) -> tuple[Any, tuple[Fault, ...]]:
    """Return the scenario that a text is read as, or what is said about it."""
    try:
        return read_text(text), ()
    except ScenarioFault as trouble:
        return None, trouble.faults


@settings(max_examples=150)
@given(
    file=st.sampled_from(FILES),
    ways=st.lists(st.sampled_from([drop, duplicate, swap, indent, retype, misspell]), min_size=1, max_size=3),
    draw=st.data(),
)
def test_a_changed_file_is_refused_or_read_as_it_is(file: str, ways: list[Any], draw: st.DataObject) -> None:
    lines = file.splitlines()
    for way in ways:
        way(lines, draw.draw(st.integers(0, len(lines) - 1)), draw)
    text = "\n".join(lines) + "\n"
    scenario, faults = outcome_of(text)
    if scenario is None:
        assert faults
        assert all(re.match(r"<text>(:\d+:\d+)?: ", str(fault)) for fault in faults)
        assert all("\n" not in str(fault) for fault in faults)
        assert all(0 <= fault.place.line <= text.count("\n") + 1 for fault in faults)
        return
    file_says = said_by(YAML(typ="safe", pure=True).load(text))
    scenario_says = said_by(scenario.model_dump(mode="python", exclude_unset=True, by_alias=True))
    assert scenario_says == file_says
    assert read_text(written(scenario)).hash == scenario.hash
