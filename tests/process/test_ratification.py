from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from sim.actors.ratifying import WAY, agreeing_to, gain_by_yes, misjudgement
from sim.model import StatusTalks
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_scenario

from .conformance import StageConformance

PATTERN = "scenarios/patterns/two_peoples.yaml"
PEOPLE = {"kind": "voters", "position": {"status": 0.3, "rights": 0.3}, "salience": {"status": 0.5, "rights": 0.5},
          "precision": 1e6}  # fmt: skip
VOTE = {"ratification": {"name": "vote", "referendums": {"poll": {"voters": "people", "spread": 0.2}}}}
FAR = {"kind": "voters", "position": {"status": 0.9, "rights": 0.9}, "salience": {"status": 0.5, "rights": 0.5}}


@pytest.fixture
def vote(paper):
    """An envoy's text goes to a people, which stands near the text in force, whatever the parties say."""

    def make(changes=None):
        changes = {"texts.old_order": {"status": 0.2, "rights": 0.3}, "actors.people": PEOPLE, "process.1": VOTE,
                   "process.0.proposal.on_success": "vote", "process.0.proposal.on_failure": "vote",
                   **(changes or {})}  # fmt: skip
        return paper(changes)

    return make


def poll(**more):
    return {"process.1.ratification.referendums.poll": {"voters": "people", "spread": 0.2, **more}}


def of(model, name):
    return model.records.columns[f"vote.{name}"]


def worth_of_yes(text):
    """What the text brings the people beside what is in force, at the distance of the city block."""
    return 0.5 * (abs(0.2 - 0.3) + abs(0.3 - 0.3)) - 0.5 * (abs(text[0] - 0.3) + abs(text[1] - 0.3))


# --- the closed form of a referendum ------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0.05, 0.2, 1.0])
def test_the_share_of_yes_is_the_share_of_a_normal_people_that_gains(vote, play, spread):
    model = play(vote(poll(spread=spread)))
    text = [model.records.columns[f"text.{issue}"][0] for issue in ("status", "rights")]
    assert of(model, "poll.yes") == pytest.approx(norm.cdf(worth_of_yes(text) / spread))
    assert not of(model, "poll.approves").any()
    assert set(model.records.spelt("ending")) == {"rejected"}


def test_the_mood_of_the_day_moves_the_leaning_by_its_standard_deviation(vote, play):
    model = play(vote(poll(shock=0.5)), runs=1024)
    moods = norm.ppf(of(model, "poll.yes"))
    assert moods.std() == pytest.approx(0.5, abs=0.03)
    still = play(vote(), runs=1)
    assert moods.mean() == pytest.approx(norm.ppf(of(still, "poll.yes")[0]), abs=0.05)
    assert (of(model, "poll.approves") == (of(model, "poll.yes") > 0.5)).all()


def test_two_bodies_vote_on_one_day_in_one_mood(vote, play):
    two = {"poll": {"voters": "people", "spread": 0.2, "shock": 1.0}, "other": {"voters": "far", "spread": 0.2,
           "shock": 0.5}}  # fmt: skip
    model = play(vote({"actors.far": FAR, "process.1.ratification.referendums": two}), runs=64)
    one, other = norm.ppf(of(model, "poll.yes")), norm.ppf(of(model, "other.yes"))
    assert np.ptp(one - 2 * other) == pytest.approx(0.0, abs=1e-9)
    assert (model.records.columns["vote.left_week"] == model.records.columns["vote.began_week"]).all()


@pytest.mark.parametrize(("gain", "said"), [(0.5, 1), (-0.5, -1)])
def test_a_leader_who_recommends_moves_the_people_by_its_cue(vote, play, gain, said):
    leader = {"kind": "state", "position": {"status": 0.5, "rights": 0.5}, "salience": {"status": 1, "rights": 1},
              "precision": 1e6, "premiums": {"vote": {"ratified": gain}}}  # fmt: skip
    without = norm.ppf(of(play(vote()), "poll.yes"))
    model = play(vote({"actors.chief": leader, **poll(cues={"chief": 0.4})}))
    assert norm.ppf(of(model, "poll.yes")) - without == pytest.approx(0.4 * said)
    assert (of(model, "chief.recommends") == (said > 0)).all()


@pytest.mark.parametrize(
    ("more", "passes"),
    [({}, True), ({"threshold": 0.99}, False), ({"turnout": 0.4, "quorum": 0.5}, False),
     ({"turnout": 0.5, "quorum": 0.5}, True), ({"turnout": 0.5, "of_all": 0.45}, True),
     ({"turnout": 0.4, "of_all": 0.45}, False)],
)  # fmt: skip
def test_threshold_quorum_and_the_share_of_all_each_can_stop_it(vote, play, more, passes):
    model = play(vote({"actors.people": FAR, **poll(**{"spread": 0.15, **more})}))
    assert 0.9 < of(model, "poll.yes")[0] < 0.99
    assert of(model, "poll.approves").tolist() == [passes] * 8
    assert set(model.records.spelt("vote.result")) == {"ratified" if passes else "rejected"}


def test_a_chamber_counts_the_seats_of_its_factions(vote, play):
    chamber = {"seats": {"people": 40, "far": 60}, "spread": 0.01}
    changes = {"actors.far": FAR, "process.1.ratification.referendums": {},
               "process.1.ratification.chambers": {"house": chamber}}  # fmt: skip
    model = play(vote(changes))
    assert of(model, "house.yes") == pytest.approx(0.6)
    assert set(model.records.spelt("ending")) == {"ratified"}
    needs_more = {**changes, "process.1.ratification.chambers": {"house": {**chamber, "majority": 61}}}
    assert set(play(vote(needs_more)).records.spelt("ending")) == {"rejected"}
    just = {**changes, "process.1.ratification.chambers": {"house": {**chamber, "majority": 60}}}
    assert set(play(vote(just)).records.spelt("ending")) == {"ratified"}


@pytest.mark.parametrize(("needs", "result"), [(None, "rejected"), (2, "ratified"), (3, "rejected")])
def test_as_many_bodies_as_are_needed_have_to_say_yes(vote, play, needs, result):
    three = {"process.1.ratification.governments": {"far": {}, "friend": {}}, "actors.friend": FAR}
    model = play(vote({"actors.far": FAR, **three, "process.1.ratification.needs": needs} if needs else
                      {"actors.far": FAR, **three}))  # fmt: skip
    assert of(model, "approving").tolist() == [2] * 8
    assert of(model, "far.yes") == pytest.approx(1.0, abs=0.01)
    assert set(model.records.spelt("ending")) == {result}


def test_each_body_has_its_own_reversion(vote, play):
    content = play(vote({"actors.people": {**PEOPLE, "fallback": {"value": 0.9}}}))
    desperate = play(vote({"actors.people": {**PEOPLE, "fallback": {"value": 0.1}}}))
    assert of(content, "poll.yes")[0] < 0.5 < of(desperate, "poll.yes")[0]


def test_what_is_ratified_is_in_force_and_what_is_rejected_is_not(vote, play):
    passed = play(vote({"actors.people": FAR}))
    text = passed.records.columns["text.status"]
    assert passed.records.columns["in_force.status"].tolist() == text.tolist()
    assert set(play(vote()).records.columns["in_force.status"].tolist()) == {0.2}


# --- the vote is felt in the talks before it ----------------------------------------------------------------------


def two_peoples(*changes):
    return read_scenario(PATTERN, list(changes))


def texts(model):
    agreed = model.records.spelt("talks.result") == "agreed"
    return np.where(agreed, [model.records.columns["text.powers"], model.records.columns["text.land"]], np.nan)


def test_taking_the_vote_away_changes_what_is_agreed(play):
    """Paired runs: the parties of one of them take a yes for granted, which is as if nobody had to vote."""
    granted = ("process.votes.expected={ratified: 1}",)
    felt, not_felt = (texts(play(two_peoples(*one), runs=128)) for one in ((), granted))
    moved = np.abs(felt - not_felt).max(axis=0)
    assert np.mean(moved > 0.01) > 0.95


def test_who_takes_a_yes_for_granted_agrees_on_what_it_would_without_a_vote(play, tmp_path):
    granted = two_peoples("process.votes.expected={ratified: 1}", "process.votes.prepare_weeks=0")
    (tmp_path / "two.yaml").write_bytes(Path(PATTERN).read_bytes())
    alone = tmp_path / "alone.yaml"
    alone.write_text(
        "extends: two.yaml\nremove: [process.votes, outcomes.union, outcomes.hills_refuse]\n"
        "set:\n  process.talks.on_success: end\n  outcomes.coast_refuses.when: {ending: agreed}\n",
        encoding="utf-8",
    )
    assert texts(play(granted, runs=64)).tolist() == texts(play(read_scenario(alone), runs=64)).tolist()


REVERSIONS = (0.3, 0.5, 0.6, 0.7, 0.75)


@cache
def faring(value):
    """How both leaders fare, and how often, where the people of the Hills have so much without an agreement."""
    model = StatusTalks(two_peoples(f"actors.hills.fallback={{value: {value}}}"), places=np.arange(256)).run()
    ratified = model.records.spelt("ending") == "ratified"
    north, south = (model.actors[name].value(texts(model), np.arange(256)) for name in ("north", "south"))
    return north.mean(), south.mean(), ratified.mean(), model.records.columns["utility.north"].mean()


def swept(*more):
    return np.array([faring(value) for value in (*REVERSIONS, *more)])


def test_a_people_that_accepts_less_helps_its_leader_at_the_table():
    """Putnam (1988): the smaller the set of texts that pass at home, the better the deal abroad."""
    rows = swept()
    assert np.all(np.diff(rows[:, 0]) > 0), "the text agreed on is worth more to the leader of the Hills"
    assert np.all(np.diff(rows[:, 1]) < 0), "and less to the other"
    assert rows[-1, 0] - rows[0, 0] > 0.1


def test_and_one_that_accepts_too_little_has_nothing_of_it():
    """Putnam's limit: where hardly a text is left that both peoples accept, there is hardly an agreement."""
    rows = swept(0.9, 1.0)
    assert rows[:5, 2].min() > 0.9
    assert 0.6 > rows[5, 2] > rows[6, 2]
    best = rows[:, 3].argmax()
    assert 0 < best < 5 and rows[best, 3] - rows[6, 3] > 0.1, "past some point the leader has less and less"


def test_a_leader_who_errs_about_the_people_signs_more_that_fails(play):
    """Iida (1993): who knows what passes signs nothing else, and who does not know is refused now and then."""
    tight = ("actors.hills.fallback={value: 0.9}",)
    calm = ("process.votes.referendums.in_the_hills.shock=0", "process.votes.referendums.on_the_coast.shock=0")
    ended = {}
    for error in (0.0, 0.5):
        model = play(two_peoples(*tight, *calm, f"process.votes.misjudged={error}"), runs=256)
        ended[error] = {result: (model.records.spelt("ending") == result).mean() for result in
                        ("rejected", "deadlock")}  # fmt: skip
    assert ended[0.0]["rejected"] == 0 < ended[0.0]["deadlock"]
    assert ended[0.5]["rejected"] > 0.3


def test_what_is_believed_of_a_vote_is_how_often_it_passes(play):
    """To one who does not err the chance of ratification at the text agreed on is that of the mood of the day."""
    sure = ("process.votes.misjudged=0", "actors.hills.fallback={value: 0.75}", "actors.north.precision=1000000",
            "actors.south.precision=1000000", "actors.north.position.powers=0.2",
            "actors.south.position.powers=0.8")  # fmt: skip
    scenario = two_peoples(*sure)
    model = StatusTalks(scenario, places=np.arange(1024))
    for _ in model.weeks():
        if (model.records.spelt("talks.result") == "agreed").all():
            break
    runs = np.arange(1024)
    chance, _ = agreeing_to(model.actors["north"], "talks", model.world.on_table, runs)
    passed = model.run().records.spelt("ending") == "ratified"
    assert chance.mean() == pytest.approx(passed.mean(), abs=0.03)
    assert 0.05 < 1 - passed.mean() < 0.95


@pytest.mark.parametrize("some", [4, 300, 1024])
def test_what_is_expected_along_the_way_to_the_others_offer_is_that_of_each_text_by_itself(some):
    """However many places are looked at together; and once, whatever failing turns out to be worth."""
    runs, places = np.arange(some), np.array([0, 2, 3, 16, 30, 32])
    north = StatusTalks(two_peoples(), places=runs).actors["north"]
    terms = north.terms("talks", runs, between=(np.full((2, some), 0.1), np.full((2, some), 0.8)))
    alone = [terms.expected(terms.votes.on_the_way(WAY[place])) for place in places]
    assert np.array_equal(terms.on_the_way[places], alone)
    assert np.ptp(alone, axis=0).min() > 0.01, "the places differ"
    other = terms.with_reservation(np.full(some, 0.9))
    assert other.on_the_way is terms.on_the_way
    assert other.reservation.tolist() == [0.9] * some != terms.reservation.tolist()


def test_a_belief_of_its_own_counts_and_not_the_vote(play):
    doubt = {"votes": {"ratified": {"chance": 0.25}}}
    scenario = two_peoples(f"actors.north.beliefs={doubt}".replace("'", ""))
    north, south = (StatusTalks(scenario, places=np.arange(4)).actors[name] for name in ("north", "south"))
    for text in (np.full((2, 4), 0.3), np.full((2, 4), 0.9)):
        assert agreeing_to(north, "talks", text, np.arange(4))[0] == pytest.approx(0.25)
    low, high = (agreeing_to(south, "talks", np.full((2, 4), one), np.arange(4))[0] for one in (0.3, 0.9))
    assert np.all(low > high + 0.1), "the people of the Hills refuse what is too far from them"


def test_the_leaders_own_word_is_worked_out_by_its_gain():
    scenario = two_peoples("process.votes.referendums.in_the_hills.cues.north=3", "process.votes.misjudged=0")
    with_cue = StatusTalks(scenario, places=np.arange(2)).actors["south"]
    without = StatusTalks(two_peoples("process.votes.referendums.in_the_hills.cues.north=0",
                                      "process.votes.misjudged=0"), places=np.arange(2)).actors["south"]  # fmt: skip
    text = np.array([[0.45] * 2, [0.75] * 2])
    more, less = (agreeing_to(one, "talks", text, np.arange(2))[0] for one in (with_cue, without))
    assert np.all(more > less), "north gains by this text, and says so"


def test_a_chance_is_the_normal_share_beyond_the_worst_of_two_bodies():
    scenario = two_peoples("process.votes.misjudged=0.4", "process.votes.referendums.in_the_hills.cues={}",
                           "process.votes.referendums.on_the_coast.cues={}")  # fmt: skip
    model = StatusTalks(scenario, places=np.arange(6))
    south, text = model.actors["south"], np.array([[0.5] * 6, [0.6] * 6])
    mistaken = 0.4 * misjudgement(south, "votes")
    leanings = [
        gain_by_yes(model.actors[name], "votes", text, np.arange(6), True) / 0.2 for name in ("hills", "coast")
    ]
    expected = ndtr((np.min(leanings, axis=0) + mistaken) / np.hypot(0.3, 0.4))
    assert agreeing_to(south, "talks", text, np.arange(6))[0] == pytest.approx(expected)


# --- what is refused ----------------------------------------------------------------------------------------------

SAID = {
    "nobody": ({"process.1.ratification.referendums": {}},
               "process.vote: nobody votes; allowed: some of `referendums`, `chambers`, `governments`"),
    "too many": ({"process.1.ratification.needs": 2},
                 "process.vote.needs: 2 of 1 body can never say yes; allowed: 1 to 1"),
    "majority": ({"process.1.ratification.chambers": {"house": {"seats": {"people": 3}, "majority": 4}}},
                 "process.vote.chambers.house.majority: a majority of 4 cannot be reached with 3 seats; "
                 "allowed: 1 to 3"),
    "twice": ({"process.1.ratification.chambers": {"poll": {"seats": {"people": 3}}}},
              "process.vote.chambers.poll: the name `poll` is given twice; allowed: each body once"),
    "spread": (poll(spread=0), "process.vote.referendums.poll.spread: 0 is out of range; "
                               "allowed: above 0, up to 1000000"),
    "voters": (poll(voters="peple"), "process.vote.referendums.poll.voters: there is no actor `peple`; allowed: "
                                     "west, east, envoy, people; did you mean people?"),
    "no reversion": ({"status_quo": None},
                     "process.vote: vote votes on a text, and no `status_quo` says what is in force if it is "
                     "rejected; allowed: `status_quo:` with a text: middle, old_order"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_makes_no_sense_is_refused_in_plain_words(vote, name):
    changes, said = SAID[name]
    with pytest.raises(ScenarioFault) as caught:
        vote(changes)
    assert [str(fault).removeprefix("scenario: ") for fault in caught.value.faults if not fault.warning] == [said]


class TestRatification(StageConformance):
    kind = "ratification"
    tells = frozenset({"recommendation", "leaning", "ballots", "leaves"})

    @pytest.fixture
    def cases(self, vote):
        chief = {"kind": "state", "position": {"status": 0.5, "rights": 0.5}, "salience": {"status": 1, "rights": 1},
                 "precision": 8}  # fmt: skip
        whole = {"actors.chief": chief, "actors.far": FAR, "actors.west.precision": 10.0,
                 "process.1.ratification.misjudged": 0.1,
                 "process.1.ratification.chambers": {"house": {"seats": {"people": 3, "far": 4}, "shock": 0.4}},
                 "process.1.ratification.governments": {"chief": {"spread": 0.1}},
                 **poll(shock=0.8, cues={"chief": 0.4}, turnout=0.7, quorum=0.4, of_all=0.1)}  # fmt: skip
        return [vote(whole), two_peoples("actors.hills.fallback={value: 0.8}"), vote()]
