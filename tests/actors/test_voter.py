import numpy as np
import pytest

from sim.actors.acting import backs
from sim.model import StatusTalks
from sim.rules.council import NO, YES

RUNS = np.arange(1024)


@pytest.fixture
def blocker(board):
    def make(changes=None, **more):
        paths = {f"actors.blocker.{path}": value for path, value in (changes or {}).items()} | more
        return StatusTalks(board(paths)).actors["blocker"]

    return make


def everywhere(*terms):
    return np.repeat(np.array(terms)[:, None], len(RUNS), axis=1)


def gained(state, independent=1.0):
    return state.gain("board", everywhere(0.9, 0.6), np.full(1024, independent), RUNS)


def test_what_a_draft_brings_is_counted_against_the_status_quo(blocker):
    assert gained(blocker()) == pytest.approx(0.5 - 0.85)
    assert gained(blocker({"side_payment": 0.1})) == pytest.approx(0.5 - 0.85 + 0.1)


def test_consent_lifts_the_price_of_the_precedent_and_brings_deference(blocker):
    state = blocker({"precedent_price": 0.2, "deference": 0.3})
    assert gained(state, independent=0.5) == pytest.approx(-0.35 - 0.1)
    state.world.consent[:] = 1
    assert gained(state, independent=0.5) == pytest.approx(-0.35 + 0.3)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("cost", [0.2, 0.35, 0.5])
def test_the_chance_of_a_no_is_the_frequency_of_a_no(blocker, share, cost):
    state = blocker({"precision": 12, "lasting_share": share, "blocking_cost": cost})
    chance = state.chance_of_no(gained(state), RUNS)
    noes = np.zeros(1024)
    for week in range(20):
        state.world.week = week
        noes += state.ballot(gained(state), "vote", RUNS) == NO
    assert np.mean(noes / 20) == pytest.approx(np.mean(chance), abs=0.02)
    assert np.mean(np.abs(noes / 20 - chance)) < 0.12, "and so run by run"


def test_a_gain_is_a_yes_and_a_small_loss_an_abstention(blocker):
    state = blocker({"blocking_cost": 0.4})
    assert set(state.ballot(gained(state), "vote", RUNS).tolist()) == {0}
    assert set(state.ballot(gained(state) + 0.5, "vote", RUNS).tolist()) == {int(YES)}
    assert set(state.ballot(gained(state) - 0.1, "vote", RUNS).tolist()) == {int(NO)}


def test_who_bluffs_keeps_to_its_bluff(blocker):
    state = blocker({"signal_honesty": 0.7})
    means_to = np.ones(1024, dtype=bool)
    first = state.says_it_would_block(means_to, RUNS)
    assert np.mean(first) == pytest.approx(0.7, abs=0.05)
    state.world.week = 9
    assert np.array_equal(state.says_it_would_block(means_to, RUNS), first)
    assert np.array_equal(state.says_it_would_block(~means_to, RUNS), ~first)


def test_who_is_always_honest_says_what_it_means(blocker):
    means_to = np.arange(1024) % 3 == 0
    assert np.array_equal(blocker({"signal_honesty": 1.0}).says_it_would_block(means_to, RUNS), means_to)


def test_sponsors_have_room_down_to_what_failing_brings(board):
    friends = StatusTalks(board()).actors["friends"]
    assert friends.room("board", everywhere(0.9, 0.6), RUNS) == pytest.approx(0.6)
    assert friends.room("board", everywhere(0.1, 0.2), RUNS) == pytest.approx(0.0)


def test_backing_follows_value_reluctance_and_patience(day):
    friends = StatusTalks(day({"actors.friends.patience_weeks": 50})).actors["friends"]
    for waited, backed in ((0, False), (20, False), (30, True)):
        backing = backs(friends, "day", np.full(1024, 1.0), float(waited), RUNS)
        assert backing.reluctance == pytest.approx(1 - waited / 50)
        assert backing.declaration == pytest.approx(0.9 - (1 - waited / 50), abs=1e-4)
        assert set(backing.backs.tolist()) == {backed}


def test_a_sponsor_that_leans_toward_yes_is_readier_to_back(day):
    changes = {"actors.friends.precision": 10.0, "actors.friends.lasting_share": 1.0}
    friends = StatusTalks(day(changes)).actors["friends"]
    said = backs(friends, "day", np.full(1024, 0.45), 0.0, RUNS).backs
    # A declaration is worth 0.9 less 0.45 of reluctance, and so is the old order: what it leans to decides.
    assert np.array_equal(said, friends.lasting > 0)
    assert 0 < said.sum() < 1024
