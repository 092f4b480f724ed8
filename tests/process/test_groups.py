"""Groups that sit at a table as one, and whose members carry what it says yes to, or do not."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.actors.ratifying import by_votes, gain_within
from sim.model import StatusTalks
from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of, scenario_from, written
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


@pytest.mark.parametrize(("decides", "ends"), [("majority", "agreed"), ("unanimity", "deadlock")])
def test_a_text_that_a_group_tables_itself_counts_where_its_members_carry_it(delegation, play, decides, ends):
    option = {"text": "half", "after_weeks": 0, "proposed_by": "east"}
    more = {"texts.half": {"status": 0.5, "rights": 0.5}, "process.0.talks.options": [option]}
    model = play(delegation(decides, more))
    assert endings(model) == {ends}
    assert ends == "deadlock" or (model.records.columns["text.status"] == 0.5).all(), "at once"


def test_it_is_told_who_within_was_for_it(delegation):
    for decides, said in (
        (
            "majority",
            "Within East, for West's offer stood Port and Plain, against it stood Hill: its yes was carried.",
        ),
        ("unanimity", "members did not carry"),
    ):
        scenario = delegation(decides)
        told = " ".join(as_plain(story_of(chronicle_of(scenario, 0), scenario)).split())
        assert said in told, told


@pytest.fixture(scope="module")
def three():
    """The east speaks for three at a table of three, of whom two are enough; the third is never in a hurry."""
    five = {"status": 1}
    party = {"kind": "party", "salience": five, "fallback": {"value": 0.4}, "precision": SURE}
    return scenario_from({
        "format": 1, "title": "Three", "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2030, 12, 30)},
        "issues": {"status": {"zero": "none", "one": "all"}},
        "actors": {
            "west": {**party, "position": {"status": 0.1}}, "north": {**party, "position": {"status": 0.5}},
            "east": {**party, "position": {"status": 0.9}, "members": ["port", "hill"], "decides": "unanimity"},
            "port": member(0.9, fallback={"value": 0.2}), "hill": member(0.4, fallback={"value": 0.9}),
        },
        "process": [{"talks": {"name": "table", "parties": ["west", "east", "north"], "decide": {"majority": 2},
                               "weeks": 12, "round_every_weeks": 4, "signs_for": {"port": "north", "hill": "east"}}}],
        "outcomes": [{"name": "settled", "when": {"ending": "agreed"}}, {"name": "nothing", "otherwise": True}],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("style", "said", "unsaid"),
    [
        ("brief", "Within East, for West's offer stood Port, against it stood Hill: it could not say yes. In the "
         "last round North accepted West's offer: it was what it offered itself. West and North agreed on status "
         "toward “none”, as West had offered, North for Port as well, and East did not.", "Hill as well"),
        ("chronicle", "4 February 2030: Round 2. West moved some way, on status alone. East moved some way, on "
         "status alone. North moved some way, on status alone. West refused East's offer: it was worth a hair less "
         "to it than failing, a near tie. West accepted North's offer: it was what it offered itself. Within East, "
         "for its own offer stood Port, against it stood Hill: it could not stand by it. Within East, for West's",
         "Nobody moved"),
    ],
)  # fmt: skip
def test_a_round_with_a_group_is_told_once_and_about_whose_offer(three, style, said, unsaid):
    """What is said within a group does not cut its round in pieces; who refuses has signed for nobody."""
    told = " ".join(as_plain(story_of(chronicle_of(three, 0), three, style=style)).split())
    assert said in told and unsaid not in told, told


BY_RULE = [
    ("majority", {}, True),
    ("unanimity", {}, False),
    ("leader", {}, True),
    ("majority", {"actors.hill.weight": 3}, False),
    ("leader", {"actors.east.members": ["hill", "port", "plain"]}, False),
]
"""Whether the group says yes, by its inner rule and how heavy or how far in front its one opponent is."""


@pytest.fixture
def voting(paper):
    """A text that two of three members of the east would rather have is put to the vote, or to it as a government."""

    def make(decides, changes, stage):
        members = {"actors.port": member(0.9), "actors.plain": member(0.7), "actors.hill": member(0.0)}
        group = {"actors.east.members": ["port", "plain", "hill"], "actors.east.decides": decides,
                 "actors.east.kind": "bloc", "actors.east.fallback": None}  # fmt: skip
        ways = {f"process.0.proposal.{way}": "house" for way in ("on_success", "on_failure")}
        return paper({**members, **group, **ways, "process.0.proposal.parties": ["west", "port"], "process.1": stage,
                      **changes})  # fmt: skip

    return make


@pytest.mark.parametrize(("decides", "changes", "yes"), BY_RULE)
def test_a_group_votes_and_ratifies_as_its_pivotal_member_would(voting, play, decides, changes, yes):
    vote = {"vote": {"name": "house", "seats": {"east": {}}, "text": "middle"}}
    assert set(play(voting(decides, changes, vote), runs=2).records.spelt("house.result")) == {
        "adopted" if yes else "blocked"
    }
    home = {"ratification": {"name": "house", "governments": {"east": {}}}}
    assert set(play(voting(decides, changes, home), runs=2).records.spelt("house.result")) == {
        "ratified" if yes else "rejected"
    }


@pytest.mark.parametrize(("decides", "yes"), [("majority", True), ("unanimity", False)])
def test_who_negotiates_before_a_group_ratifies_reckons_with_its_rule(voting, decides, yes):
    home = {"ratification": {"name": "house", "governments": {"east": {}}}}
    model = StatusTalks(voting(decides, {}, home), places=np.arange(2))
    west, text = model.actors["west"], model.world.texts["middle"]
    believed = by_votes(west, model.world.stages["house"], text, np.arange(2), False)
    assert (believed["ratified"] > 0.9).all() == yes and (believed["ratified"] < 0.1).all() != yes


def test_in_a_vote_too_it_is_told_who_within_was_for_it(voting):
    scenario = voting("majority", {}, {"vote": {"name": "house", "seats": {"east": {}}, "text": "middle"}})
    told = " ".join(as_plain(story_of(chronicle_of(scenario, 0), scenario, style="chronicle")).split())
    assert (
        "Within East, for it stood Port and Plain, against it stood Hill: its yes was carried. East voted in" in told
    )


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=5), st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pivotal_member_gains_exactly_where_the_rule_carries(gains, data):
    """A group gains by a text exactly where those of its members who gain are enough, whatever they weigh."""
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(gains), max_size=len(gains)))
    names = [str(place) for place in range(len(gains))]
    actors = {name: SimpleNamespace(name=name, weight=np.array([float(one)]))
              for name, one in zip(names, weights, strict=True)}  # fmt: skip
    for decides in ("majority", "unanimity", "leader"):
        spec, world = SimpleNamespace(decides=decides, members=names), SimpleNamespace(actors=actors)
        group = SimpleNamespace(spec=spec, world=world)
        found = gain_within(group, lambda one: np.array([gains[int(one.name)]]), np.arange(1))[0]
        heavy = sum(weight for weight, gain in zip(weights, gains, strict=True) if gain > 0)
        carried = {"majority": 2 * heavy > sum(weights), "unanimity": min(gains) > 0, "leader": gains[0] > 0}
        assert (found > 0) == carried[decides]


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
    said = "`decides` has no effect: nothing reads it of envoy; it is read of who"
    assert any(one.startswith(said) for one in found), found
