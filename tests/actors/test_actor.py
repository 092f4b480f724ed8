import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.reader import read_scenario

RUNS = np.arange(4)
EVERYBODY = np.arange(1024)


@pytest.fixture
def actor(talks, board):
    """An actor of a model that has not begun, with changes below it."""

    def make(name="west", changes=None, runs=4, council=False, **more):
        paths = {f"actors.{name}.{path}": value for path, value in (changes or {}).items()} | more
        model = StatusTalks((board if council else talks)(paths), places=np.arange(runs))
        return model.actors[name]

    return make


def west_value(status, rights):
    return 1 - 0.75 * abs(status - 0.1) - 0.25 * abs(rights - 0.2)


def point(*terms):
    return np.repeat(np.array(terms)[:, None], 4, axis=1)


def test_a_text_is_worth_one_less_the_salient_distance(actor):
    assert actor().value(point(0.5, 0.5), RUNS) == pytest.approx(west_value(0.5, 0.5))
    assert actor().value(point(0.1, 0.2), RUNS) == pytest.approx(1)


def test_the_shape_of_utility_is_the_scenarios(actor):
    curved = actor(utility={"gamma": 2.0, "salience_exponent": 2.0})
    assert curved.salience[:, 0] == pytest.approx([0.9, 0.1])
    assert curved.value(point(0.5, 0.5), RUNS) == pytest.approx(1 - 0.9 * 0.16 - 0.1 * 0.09)


def test_an_issue_left_out_does_not_matter(actor):
    narrow = actor(changes={"position": {"status": 0.1}, "salience": {"status": 0.4}})
    assert narrow.salience[:, 0].tolist() == [1.0, 0.0]
    assert narrow.value(point(0.1, 0.9), RUNS) == pytest.approx(1)


@pytest.mark.parametrize(("status", "admitted"), [(0.3, True), (0.31, False), (0.2, True), (0.19, False)])
def test_red_lines_hold_on_both_sides(actor, status, admitted):
    bounded = actor(changes={"red_lines": {"status": {"min": 0.2, "max": 0.3, "hard": True}}})
    assert bounded.admits(point(status, 1.0), RUNS).tolist() == [admitted] * 4


def test_a_line_that_is_not_hard_can_be_crossed_at_its_price(actor):
    west = actor(changes={"red_lines": {"status": {"max": 0.3}}, "line_price": 2.0})
    assert west.admits(point(0.5, 0.2), RUNS).all()
    assert west.price(point(0.3, 0.2), RUNS) == pytest.approx(0)
    assert west.price(point(0.5, 0.2), RUNS) == pytest.approx(2 * 0.75 * 0.2)


def test_an_actor_s_own_word_on_failing_holds(actor):
    assert actor(changes={"fallback": {"value": 0.9}}).failing("rounds", RUNS) == pytest.approx(0.9)


def test_without_a_word_failing_is_worth_what_is_in_force_and_without_that_nothing(actor):
    assert actor(changes={"fallback": None}, status_quo=None).failing("rounds", RUNS).tolist() == [0.0] * 4
    west = actor(changes={"fallback": None})
    assert west.failing("rounds", RUNS) == pytest.approx(west_value(0.2, 0.2))


@pytest.mark.parametrize("block", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("backing", [0.0, 0.7])
def test_failing_weighs_what_may_follow_by_what_is_believed(whole, block, backing):
    beliefs = {"board": {"blocked": {"chance": block}}, "day": {"coordinated": {"chance": backing}}}
    changes = {"actors.west.fallback": None, "actors.west.beliefs": beliefs, "actors.west.red_lines": None,
               "actors.west.premiums": {"day": {"coordinated": 0.1}}, "expected_text": "middle",
               "process.2.council.first_draft": "proposal"}  # fmt: skip
    west = StatusTalks(whole(changes), places=RUNS).actors["west"]
    blocked = backing * (west_value(0.9, 0.8) + 0.1) + (1 - backing) * west_value(0.2, 0.2)
    by_hand = (1 - block) * west_value(0.5, 0.5) + block * blocked
    assert west.failing("rounds", RUNS) == pytest.approx(by_hand)


def test_time_that_failing_would_take_is_taken_off_and_time_gone_by_is_not(actor):
    west = actor(changes={"patience_weeks": 50, "delay_weight": 0.2})
    at_once = west.failing("rounds", RUNS)
    assert at_once - west.failing("rounds", RUNS, weeks=25) == pytest.approx(0.1)
    assert at_once - west.failing("rounds", RUNS, weeks=90) == pytest.approx(0.2)
    west.world.week = 25
    assert west.failing("rounds", RUNS) == pytest.approx(at_once)


def test_who_has_no_beliefs_expects_the_council_to_fail(actor):
    west = actor(council=True)
    assert west.believes("board.blocked", RUNS).tolist() == [1.0] * 4
    west.hear("board.blocked", np.zeros(4, dtype=bool), np.ones(4), RUNS)
    assert west.believes("board.blocked", RUNS).tolist() == [1.0] * 4


def test_what_is_heard_moves_only_the_runs_in_which_it_is_said(actor):
    west = actor(changes={"beliefs": {"board": {"blocked": {"chance": 0.5, "weight": 2}}}}, council=True)
    west.hear("board.blocked", np.array([True, False]), np.ones(2), np.array([1, 3]))
    assert west.believes("board.blocked", RUNS) == pytest.approx([0.5, 2 / 3, 0.5, 1 / 3])


def test_a_lasting_trait_stays_and_a_mood_does_not(actor):
    lasting = actor(changes={"precision": 10, "lasting_share": 1.0}, runs=1024)
    first = lasting.noise("answer", EVERYBODY)
    lasting.world.week = 5
    assert np.array_equal(lasting.noise("answer", EVERYBODY), first)
    assert np.array_equal(lasting.noise("other", EVERYBODY), first)
    moody = actor(changes={"precision": 10, "lasting_share": 0.0}, runs=1024)
    first = moody.noise("answer", EVERYBODY)
    assert np.array_equal(moody.noise("answer", EVERYBODY), first), "one mood for one decision in one week"
    moody.world.week = 5
    for again in (moody.noise("answer", EVERYBODY), moody.noise("other", EVERYBODY)):
        assert abs(np.corrcoef(first, again)[0, 1]) < 0.1


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_noise_is_as_wide_as_its_precision_says_whatever_share_of_it_lasts(actor, share):
    noise = actor(changes={"precision": 10, "lasting_share": share}, runs=1024).noise("answer", EVERYBODY)
    assert np.std(noise) == pytest.approx(np.pi / np.sqrt(3) / 10, rel=0.08)
    assert np.mean(noise) == pytest.approx(0, abs=0.02)


def test_noise_of_a_run_is_the_same_in_any_company(actor):
    alone = actor(changes={"precision": 10}, runs=1024)
    some = np.array([3, 77, 1000])
    assert np.array_equal(alone.noise("answer", some), alone.noise("answer", EVERYBODY)[some])


def test_elections_make_retreat_dearer_only_before_them(actor):
    days = [dt.date(2006, 1, 2) + dt.timedelta(weeks=week) for week in (10, 40)]
    west = actor(changes={"audience": {"cost": 0.5, "elections": days, "horizon_weeks": 8, "peak": 1.0}})
    costs = {}
    for week in (0, 6, 10, 11, 32, 36, 40, 41):
        west.world.week = week
        costs[week] = float(west.cost_of_retreat(RUNS)[0])
    assert costs == pytest.approx({0: 0.5, 6: 0.75, 10: 1.0, 11: 0.5, 32: 0.5, 36: 0.75, 40: 1.0, 41: 0.5})


def test_labels_are_made_of_names_where_none_is_given(actor):
    assert actor().label == "West"
    assert actor(changes={"label": "The West"}).label == "The West"


def test_what_actors_keep_is_in_every_week_what_they_would_reckon_anew():
    # The whole case has all that moves it: drift, followers, drafts, declarations, talks upon talks.
    model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=RUNS)
    for week in model.weeks():
        for actor in model.actors.values():
            assert np.array_equal(actor.in_force(RUNS), actor.value(model.world.in_force, RUNS)), week
            for after, rest in actor._known_rest.values():
                assert np.array_equal(rest.of(RUNS), actor._weigh_rest(after, RUNS)), week
        for party in (model.actors["belgrade"], model.actors["pristina"]):
            stake, (value, lines) = party.stake, party.weigh(party.base, RUNS)
            assert np.array_equal(party.expected.of(RUNS), party.weigh(party.expects(RUNS), RUNS)), week
            assert np.array_equal(party.worth_of_stake(RUNS), party.value(stake, RUNS)), week
            assert np.array_equal(party.worth_of_base(RUNS), value - lines), week
        if model.whereabouts.decided.all():
            break
    assert week > 100
