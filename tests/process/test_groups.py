"""Groups that sit at a table as one, and whose members carry what it says yes to, or do not."""

import numpy as np
import pytest

from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of, written
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

SURE = 1e6


def member(status, **more):
    return {"kind": "state", "position": {"status": status}, "salience": {"status": 1}, "precision": SURE, **more}


@pytest.fixture
def delegation(talks):
    """The east speaks for three: two of them would have what is agreed, and one would rather have the old order."""

    def make(decides, changes=None):
        members = {"actors.port": member(0.9), "actors.plain": member(0.7), "actors.hill": member(0.0)}
        group = {"actors.east.members": ["port", "plain", "hill"], "actors.east.decides": decides}
        return talks({**members, **group, **(changes or {})})

    return make


def endings(model):
    return set(model.records.spelt("ending"))


@pytest.mark.parametrize(
    ("decides", "changes", "ends"),
    [
        ("majority", {}, "agreed"),
        ("unanimity", {}, "deadlock"),
        ("leader", {}, "agreed"),
        ("leader", {"actors.east.members": ["hill", "port", "plain"]}, "deadlock"),
        ("majority", {"actors.hill.weight": 2}, "deadlock"),
        ("majority", {"actors.hill.weight": 1.9}, "agreed"),
        ("unanimity", {"actors.east.members": ["port", "plain"]}, "agreed"),
    ],
)
def test_a_group_signs_what_its_inner_rule_carries(delegation, play, decides, changes, ends):
    assert endings(play(delegation(decides, changes))) == {ends}


def test_a_group_that_carries_all_is_the_party_that_it_would_be_alone(delegation, talks, play):
    alone, carried = play(talks()), play(delegation("majority"))
    assert np.array_equal(alone.records.columns["text.status"], carried.records.columns["text.status"])


def test_a_paper_and_a_single_text_are_carried_or_not_as_well(delegation, play):
    text = {"process.0.talks.protocol": "single_text", "process.0.talks.step": 0.1}
    assert endings(play(delegation("majority", text))) == {"agreed"}
    assert endings(play(delegation("unanimity", text))) == {"deadlock"}


def test_it_is_told_who_within_was_for_it(delegation):
    for decides, said in (
        ("majority", "Within East, for it stood Port and Plain, against it stood Hill: its yes was carried."),
        ("unanimity", "members did not carry"),
    ):
        scenario = delegation(decides)
        told = " ".join(as_plain(story_of(chronicle_of(scenario, 0), scenario)).split())
        assert said in told, told


@pytest.mark.parametrize(
    ("changes", "at", "found"),
    [
        ({"actors.east.members": []}, "actors.east.decides", "`decides: majority` asks members, and east has none"),
        ({"actors.east.members": ["port", "east"]}, "actors.east.members.1", "east is no member of itself"),
        ({"actors.east.members": ["prot"]}, "actors.east.members.0", "there is no actor `prot`"),
        ({"actors.east.decides": "majorty"}, "actors.east.decides", "the text 'majorty' is not known here"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(delegation, changes, at, found):
    with pytest.raises(ScenarioFault) as caught:
        delegation("majority", changes)
    assert (at, found) in [(one.path, one.found) for one in caught.value.faults], str(caught.value)


def test_an_inner_rule_of_who_is_never_asked_is_named(delegation):
    changes = {"actors.envoy.members": ["port"], "actors.envoy.decides": "leader"}
    found = [one.found for one in reading_of(written(delegation("majority", changes)), "file.yaml").warnings]
    assert "`decides` has no effect: envoy, of kind envoy, is asked for no yes to a text in talks" in found
