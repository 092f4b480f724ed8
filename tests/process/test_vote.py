import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.views.story.story import story_of

from .conformance import StageConformance

SURE = 1e6


def member(at, **more):
    return {"kind": "state", "position": {"status": at, "rights": 0.3}, "salience": {"status": 1, "rights": 0},
            "precision": SURE, **more}  # fmt: skip


FOR, AGAINST = member(0.9), member(0.1)
MEMBERS = {"actors.a": FOR, "actors.b": FOR, "actors.c": AGAINST, "actors.d": AGAINST}


@pytest.fixture
def vote(paper):
    """A paper that nobody has to accept, and then a vote of four members on a text that two of them gain by."""

    def make(changes=None, seats=None, **more):
        seats = seats or {name: {} for name in "abcd"}
        stage = {"vote": {"name": "house", "seats": seats, "text": "middle", **more}}
        ways = {f"process.0.proposal.{way}": "house" for way in ("on_success", "on_failure")}
        return paper({**MEMBERS, **ways, "process.1": stage, **(changes or {})})

    return make


def result(model):
    return set(model.records.spelt("house.result"))


def of(model, name):
    return set(model.records.columns[f"house.{name}"].tolist())


def test_each_votes_by_what_adopting_the_text_would_bring_it(vote, play):
    model = play(vote())
    assert [of(model, f"{name}.ballot") for name in "abcd"] == [{1.0}, {1.0}, {-1.0}, {-1.0}]
    assert of(model, "in_favour") == of(model, "members") == {2}
    assert result(model) == {"blocked"}, "two of four are not more than half"


@pytest.mark.parametrize(
    ("threshold", "passes"),
    [({"over": 0.5}, False), ({"share": 0.5}, True), ({"count": 2}, True), ({"count": 3}, False),
     ({"over": 0.49}, True), ({"share": 0.51}, False)],
)  # fmt: skip
def test_a_threshold_is_a_count_a_share_or_more_than_a_share(vote, play, threshold, passes):
    assert result(play(vote(thresholds=[threshold]))) == {"adopted" if passes else "blocked"}


@pytest.mark.parametrize("passes", [True, False])
def test_what_a_vote_brings_and_costs_beside_the_text_is_in_what_one_has(vote, play, passes):
    offered = {"actors.a.side_payment": 0.2, "actors.c.side_payment": 0.01, "actors.c.blocking_cost": 0.05}
    seats = {"a": {"votes": 5 if passes else 1}, "b": {}, "c": {"veto": not passes}, "d": {}}
    model = play(vote(offered, seats=seats))
    assert result(model) == {"adopted" if passes else "blocked"}
    had = {name: set(model.records.columns[f"payoff.{name}.passage"].round(9)) for name in "abcd"}
    assert had == {"a": {0.2 if passes else 0.0}, "b": {0.0}, "c": {0.0}, "d": {0.0}}, "c voted against"
    paid = model.records.columns["payoff.c.blocking"]
    assert set(paid) == {0.0 if passes else 0.05}, "only a veto stands in the way"


def test_votes_are_weighted(vote, play):
    heavy = {"a": {"votes": 5}, "b": {}, "c": {"votes": 3}, "d": {}}
    model = play(vote(seats=heavy))
    assert of(model, "in_favour") == {6} and of(model, "members") == {2}
    assert result(model) == {"adopted"}


@pytest.mark.parametrize(
    ("sizes", "met"), [((60, 10, 20, 10), [True, True]), ((20, 10, 60, 10), [True, False])]
)  # fmt: skip
def test_a_double_majority_needs_members_and_size(vote, play, sizes, met):
    seats = {name: {"size": size} for name, size in zip("abcd", sizes, strict=True)}
    both = [{"of": "members", "share": 0.5}, {"of": "size", "share": 0.65}]
    model = play(vote(seats=seats, thresholds=both))
    assert [of(model, f"threshold_{number}") for number in (1, 2)] == [{one} for one in met]
    assert result(model) == {"adopted" if all(met) else "blocked"}


def test_a_veto_is_held_by_a_seat(vote, play):
    enough = {"thresholds": [{"count": 2}]}
    free, held = (play(vote(seats={**{name: {} for name in "abd"}, "c": {"veto": veto}}, **enough))
                  for veto in (False, True))  # fmt: skip
    assert (result(free), result(held)) == ({"adopted"}, {"blocked"})
    assert (of(free, "vetoed"), of(held, "vetoed")) == ({False}, {True})
    elsewhere = play(vote(seats={**{name: {} for name in "bcd"}, "a": {"veto": True}}, **enough))
    assert result(elsewhere) == {"adopted"}, "who gains does not veto"


def test_who_would_rather_not_stand_in_the_way_abstains_if_that_is_allowed(vote, play):
    shy = {"actors.c": {**AGAINST, "blocking_cost": 0.5}}
    seats = {**{name: {} for name in "abd"}, "c": {"veto": True}}
    enough = {"seats": seats, "thresholds": [{"count": 2}]}
    may, must = (play(vote(shy, abstention=one, **enough)) for one in (True, False))
    assert (of(may, "c.ballot"), of(must, "c.ballot")) == ({0.0}, {-1.0})
    assert (result(may), result(must)) == ({"adopted"}, {"blocked"})


def test_a_party_may_have_a_seat_and_votes_by_what_it_gains(vote, play):
    model = play(vote(seats={"west": {}, "east": {}, "a": {}}))
    gain = {name: model.actors[name].worth_of("middle", np.arange(1)) - 0.3 for name in ("west", "east")}
    assert [of(model, f"{name}.ballot") for name in ("west", "east")] == [
        {float(np.sign(gain[name])[0])} for name in ("west", "east")
    ]


def test_what_is_adopted_is_in_force_and_a_named_text_needs_no_table(vote, play):
    adopted = play(vote(thresholds=[{"count": 2}]))
    assert set(adopted.records.columns["in_force.status"].tolist()) == {0.5}
    assert set(play(vote()).records.columns["in_force.status"].tolist()) == {0.2}
    on_table = play(vote(text="table", thresholds=[{"count": 2}]))
    assert set(on_table.records.columns["in_force.status"].tolist()) == {
        *on_table.records.columns["paper.text.status"].tolist()
    }


@pytest.mark.parametrize(
    ("change", "before", "now"),
    [({"holder": "c", "votes": 0}, "blocked", "adopted"), ({"holder": "a", "votes": 9}, "blocked", "adopted"),
     ({"holder": "c", "veto": False}, "blocked", "adopted"), ({"holder": "d", "veto": True}, "blocked", "blocked")],
)  # fmt: skip
def test_an_effect_changes_a_seat(vote, play, change, before, now):
    seats = {**{name: {} for name in "abd"}, "c": {"veto": "veto" in change}}
    more = {"seats": seats, "thresholds": [{"count": 2}] if "veto" in change else [{"over": 0.5}]}
    effect = {"events": [{"name": "reform", "when": {"paper.tabled_week": {"min": 0}},
                          "effects": [{"seat": {"stage": "house", **change}}]}]}  # fmt: skip
    assert result(play(vote(**more))) == {before}
    assert result(play(vote(effect, **more))) == {now}


def test_a_seat_without_votes_is_no_seat(vote, play):
    effect = {"events": [{"name": "reform", "when": {"paper.tabled_week": {"min": 0}},
                          "effects": [{"seat": {"stage": "house", "holder": "c", "votes": 0}}]}],
              "actors.c.side_payment": 0.01}  # fmt: skip
    seats = {**{name: {} for name in "abd"}, "c": {"veto": True, "size": 7}}
    both = [{"of": "members", "over": 0.5}, {"of": "size", "over": 0.5}]
    model = play(vote(effect, seats=seats, thresholds=both))
    assert of(model, "c.ballot") == {0.0} and result(model) == {"adopted"}
    assert set(model.records.columns["payoff.c.passage"]) == {0.0}, "there was nothing that it let pass"


@pytest.mark.parametrize(
    ("votes", "threshold", "passes"),
    [(55, {"share": 0.55}, True), (54, {"share": 0.55}, False), (29, {"over": 0.29}, False),
     (30, {"over": 0.29}, True)],
)  # fmt: skip
def test_a_share_is_met_to_the_vote_whatever_rounding_does(vote, play, votes, threshold, passes):
    seats = {"a": {"votes": votes}, "c": {"votes": 100 - votes}}
    assert result(play(vote(seats=seats, thresholds=[threshold]), runs=1)) == {"adopted" if passes else "blocked"}


def test_a_seat_changes_in_the_runs_alone_in_which_the_event_happens(vote, play):
    effect = {"events": [{"name": "reform", "when": {"paper.tabled_week": {"min": 0}}, "chance": 0.5,
                          "effects": [{"seat": {"stage": "house", "holder": "c", "votes": 0}}]}]}  # fmt: skip
    model = play(vote(effect), runs=128)
    happened = model.records.columns["happened.reform"]
    assert 0.2 < happened.mean() < 0.8
    assert (happened == (model.records.spelt("house.result") == "adopted")).all()


def test_who_looks_ahead_to_a_vote_goes_by_what_is_expected_of_it(vote):
    model = StatusTalks(vote(expected={"adopted": 0.25}), places=np.arange(2))
    after = model.actors["a"].ahead().after("paper", "accepted", False)
    (_, imposed), nothing = after.laid["house"], np.zeros(2)
    assert imposed == pytest.approx(0.25) and after.stays == pytest.approx(0.75)
    np.testing.assert_array_equal(after.on_table, nothing)  # the vote is on a text of its own


def test_the_vote_is_told(vote):
    seats = {**{name: {} for name in "abd"}, "c": {"veto": True}}
    scenario = vote(seats=seats, thresholds=[{"count": 2}, {"of": "members", "share": 0.75}])
    told = story_of(chronicle_of(scenario, 0), scenario, style="chronicle")
    said = " ".join(one for chapter in told.chapters for passage in chapter.passages for one in passage.sentences)
    assert "A voted in favour: adoption would bring it something. B voted in favour" in said
    assert "C voted against: adoption would cost it more than a veto" in said
    assert "2 members with 2 votes were in favour, where 75 % of members had to be in favour; C cast a veto." in said


SAID = {
    "count": ({"thresholds": [{"count": 5}]},
              "process.house.thresholds.0.count: 5 cannot be reached, as all seats together have 4; "
              "allowed: up to 4"),
    "two": ({"thresholds": [{"count": 2, "share": 0.5}]},
            "process.house.thresholds.0: none or several of `count`, `share`, `over` are given; "
            "allowed: one of them"),
    "votes": ({"seats": {"a": {"votes": 0}}}, "process.house.seats.a.votes: `0` is out of range; allowed: 1 or more"),
    "holder": ({"seats": {"z": {}}}, "process.house.seats.z: there is no actor `z`; allowed: west, east, envoy, "
                                     "a, b, c, d"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_makes_no_sense_is_refused_in_plain_words(vote, name):
    more, said = SAID[name]
    with pytest.raises(ScenarioFault) as caught:
        vote(**more)
    assert [str(fault).removeprefix("scenario: ") for fault in caught.value.faults if not fault.warning] == [said]


@pytest.mark.parametrize(
    ("seat", "said"),
    [({"stage": "paper", "holder": "a", "votes": 1}, "stage: paper is no vote; allowed: house"),
     ({"stage": "house", "holder": "west", "votes": 1}, "holder: west has no seat in house; allowed: a, b, c, d"),
     ({"stage": "house", "holder": "a"}, "seat: neither `votes` nor `veto` is given; allowed: one of them, or both")],
)  # fmt: skip
def test_a_seat_that_is_not_there_cannot_change(vote, seat, said):
    event = {"name": "reform", "when": {"paper.tabled_week": {"min": 0}}, "effects": [{"seat": seat}]}
    with pytest.raises(ScenarioFault) as caught:
        vote({"events": [event]})
    (fault,) = (str(fault) for fault in caught.value.faults if not fault.warning)
    assert fault.endswith(said)


class TestVote(StageConformance):
    kind = "vote"
    tells = frozenset({"ballot", "count", "leaves", "draft", "intention", "signal", "choice", "vote"})

    @pytest.fixture
    def cases(self, vote):
        torn = {
            "actors.c": {**AGAINST, "precision": 4.0},
            "actors.b": {**FOR, "precision": 4.0, "blocking_cost": 0.2},
        }
        seats = {"a": {"votes": 2}, "b": {"size": 3}, "c": {"veto": True}, "west": {}}
        both = [{"of": "members", "share": 0.5}, {"of": "size", "over": 0.4}]
        group = {"kind": "bloc", "members": ["a", "c"], "position": {"status": 0.5}, "salience": {"status": 1.0}}
        drafts = {"sponsors": ["a"], "most_drafts": 3, "step": 0.1, "other_seats": {"e": {"chance_of_yes": 0.5}}}
        return [
            vote(torn, seats=seats, thresholds=both), vote(text="table", abstention=False),
            vote({**torn, "actors.group": group}, seats=seats, thresholds=both, **drafts),
        ]  # fmt: skip
