"""A check sees sound parts alone and ends where it meets another; a mistake in a check comes to light."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.scenario import reader
from sim.scenario.checks import CHECKS, UNSOUND, Finding, Unsound, sense
from sim.scenario.checks.partial import sound_parts
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_text
from sim.scenario.text.file import parsed

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def tree(text):
    root, _ = parsed(text, "file.yaml")
    return root


def broken(old, new):
    assert GOOD.count(old) == 1
    return tree(GOOD.replace(old, new))


def mistaken(error):
    def check(scenario):
        yield Finding(("title",), "found before", warning=True)
        raise error

    return check


@pytest.mark.parametrize("error", [TypeError("bug"), KeyError("bug"), AttributeError("bug"), IndexError("bug")])
@pytest.mark.parametrize("text", [GOOD, GOOD.replace("kind: envoy", "kind: envoi")], ids=["sound", "with a fault"])
def test_a_mistake_in_a_check_comes_to_light(error, text, monkeypatch):
    """Whether or not the file is sound: it would not be found in a file that is being corrected, else."""
    monkeypatch.setattr(reader, "sense", lambda scenario, root: sense(scenario, root, [*CHECKS, mistaken(error)]))
    with pytest.raises(type(error), match="bug"):
        read_text(text)


def test_a_check_ends_at_what_is_unsound_and_what_it_found_before_is_told():
    root = broken("veto: true", "veto: yes")
    scenario = sound_parts(root)
    met = []

    def check(scenario):
        for name, actor in scenario.actors.items():
            met.append(name)
            yield Finding(("actors", name), f"veto is {actor.veto}")
            if actor.veto:
                yield Finding(("actors", name, "veto"), "has one")

    faults = sense(scenario, root, [check])
    assert met[-1] == "power"
    assert [fault.found for fault in faults] == ["veto is False"] * (len(met) - 1)


def test_checks_that_do_not_read_what_is_unsound_are_made():
    """A veto that is no boolean stops no check of the majority."""
    text = GOOD.replace("veto: true", "veto: yes").replace("majority: 6", "majority: 16")
    with pytest.raises(ScenarioFault) as caught:
        read_text(text)
    assert [fault.path for fault in caught.value.faults if not fault.warning] == [
        "actors.power.veto",
        "process.council.majority",
    ]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("title: A good file\n", "", lambda scenario: scenario.title),
        ("veto: true", "veto: yes", lambda scenario: scenario.actors["power"].veto),
        ("majority: 6", "majority: six", lambda scenario: scenario.stages["council"].majority),
        ("date: 2008-02-03", "date: soon", lambda scenario: scenario.events[0].date),
    ],
)
def test_what_did_not_validate_is_not_there_to_be_read(old, new, part):
    assert part(sound_parts(broken(old, new))) is UNSOUND


def test_a_number_that_is_at_fault_is_neither_more_nor_less_than_any_other():
    west = sound_parts(broken("own_view: 0.5", "own_view: 1.5")).actors["envoy"]
    low, high = west.own_view.support
    assert not low < 1
    assert not low > 0
    assert math.isnan(high)


@pytest.mark.parametrize(
    "read",
    [
        lambda part: part.support,
        lambda part: part["a"],
        lambda part: "a" in part,
        list,
        len,
        bool,
        lambda part: part == 1,
        lambda part: part != 1,
        lambda part: part > 1,
        lambda part: part >= 1,
        lambda part: 1 + part,
        lambda part: -part,
        lambda part: f"{part}",
        str,
        lambda part: {part},
        {"a": 1}.get,
        lambda part: getattr(part, "during", ()),
        lambda part: hasattr(part, "during"),
        lambda part: part(),
        lambda part: sum([1.0, part]),
        lambda part: ["a"][part],
        float,
        lambda part: ", ".join([*part]),
    ],
)
def test_nothing_can_be_made_of_what_is_unsound(read):
    with pytest.raises(Unsound):
        read(UNSOUND)


def test_a_warning_hides_no_fault_that_stands_in_the_same_place():
    written = (Path(__file__).parents[2] / "benchmarks" / "ten_actors.yaml").read_text(encoding="utf-8")
    read_text(written)
    doubtful = written.replace("status_quo: as_it_is\n", "").replace("      expected: {adopted: 0.5}\n", "")
    with pytest.raises(ScenarioFault, match=r"process\.council: council votes on a text, and no `status_quo` says"):
        read_text(doubtful)
