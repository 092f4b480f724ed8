"""Two parts of a file that would bear one name in results are refused, and both are named."""

from __future__ import annotations

from sim.scenario.checks import sense
from sim.scenario.checks.collisions import Bearer, colliding_columns
from sim.scenario.text.file import parsed

FILE = """\
process:
  - talks: {name: vienna}
  - talks: {name: happened}
events:
  - name: rounds
"""
STAGE = Bearer("happened.rounds", "the stage happened keeps `rounds`", ("process", 1))
EVENT = Bearer("happened.rounds", "the event rounds keeps whether it came", ("events", "rounds"))
OTHER = Bearer("vienna.rounds", "the stage vienna keeps `rounds`", ("process", 0))


def test_the_later_is_pointed_at_with_its_line_and_both_are_named():
    root, _ = parsed(FILE, "case.yaml")
    (fault,) = sense(None, root, [lambda scenario: colliding_columns([OTHER, STAGE, EVENT])])
    assert str(fault) == (
        "case.yaml:5:5: events.rounds: column `happened.rounds` would stand twice: "
        "the stage happened keeps `rounds`, and the event rounds keeps whether it came; "
        "allowed: another name for one of the two"
    )


def test_names_that_differ_are_let_pass():
    assert not list(colliding_columns([OTHER, STAGE]))


def test_each_of_three_is_told_against_the_first():
    third = Bearer("happened.rounds", "the count of rounds", ("process", 0, "count"))
    found = list(colliding_columns(iter([STAGE, EVENT, third])))
    assert [one.steps for one in found] == [EVENT.steps, third.steps]
    assert all(STAGE.said in one.found for one in found)
    assert not any(one.warning for one in found)


def test_two_parts_that_meet_in_many_names_are_told_once():
    stages = [
        Bearer(f"talks.{column}", f"the stage in place {place} keeps `{column}`", ("process", place))
        for place in (0, 1)
        for column in ("rounds", "weeks", "extended")
    ]
    (found,) = colliding_columns(stages)
    assert found.steps == ("process", 1)
    assert "`talks.rounds`" in found.found
