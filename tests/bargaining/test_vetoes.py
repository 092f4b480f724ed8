"""Drafts, threats and votes: what a veto may and may not do."""

import numpy as np
import pytest


@pytest.fixture
def council(deadlock):
    """A function that plays the same where the west signs nothing, so that the matter comes to the council."""

    def run(changes=None, **more):
        return deadlock({"actors.west.fallback": {"value": 0.95}, **(changes or {})}, **more)

    return run


def test_13_a_veto_that_costs_more_is_cast_less_often_and_compromises_come_and_go(council):
    costs = (0.0, 0.2, 0.4, 0.6, 0.9)
    played = [
        council({"actors.guardian.blocking_cost": cost, "actors.guardian.precision": 12}, runs=256) for cost in costs
    ]
    chance = [float(np.nanmean(one.columns["board.draft_1.veto_chance"])) for one in played]
    assert chance == sorted(chance, reverse=True)
    softened = np.array(
        [float(((one.outcome == "imposed") & (one.columns["board.softened"] > 0)).mean()) for one in played]
    )
    assert softened.max() > softened[0] + 0.02
    assert softened.max() > softened[-1] + 0.02


def test_14_a_second_veto_player_never_enlarges_what_passes(council):
    second = {
        "actors.ally": {
            "kind": "state",
            "position": {"land": 0.3, "law": 0.3},
            "salience": {"land": 1, "law": 1},
            "precision": 30,
            "veto": True,
            "signal_honesty": 1.0,
        },
        "process.2.council.seats.ally": 1,
    }
    for cost in (0.1, 0.4, 0.7):
        one = council({"actors.guardian.blocking_cost": cost}, runs=256)
        two = council({"actors.guardian.blocking_cost": cost, **second}, runs=256)
        assert two.share("imposed") <= one.share("imposed") + 0.02


def test_15_a_draft_that_nobody_threatens_is_put_to_the_vote(council):
    for more in ({"actors.guardian.veto": False}, {"actors.guardian.blocking_cost": 5.0}):
        played = council({**more, "actors.friends.beliefs.board.blocked.chance": 0.99})
        came = played.columns["board.drafts"] > 0
        assert came.any()
        assert (played.columns["board.drafts"][came] == 1).all()
        assert played.columns["board.voted"][came].all()


def test_17_no_step_of_softening_pays_more_than_the_sponsors_best(council):
    """What the sponsors have rises with their step up to some point, and not again after it."""
    steps = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
    worth = np.array(
        [
            council(
                {
                    "process.2.council.step": step,
                    "actors.guardian.blocking_cost": 0.35,
                    "actors.guardian.precision": 12,
                },
                runs=512,
            ).worth("friends")
            for step in steps
        ]
    )
    best = int(worth.argmax())
    noise = 0.01
    assert np.all(np.diff(worth[: best + 1]) >= -noise)
    assert np.all(np.diff(worth[best:]) <= noise)


def test_without_a_veto_the_council_settles(council):
    """And by how much more often than with it."""
    held, free = council(), council({"actors.guardian.veto": False})
    assert free.share("imposed", "agreed") - held.share("imposed", "agreed") >= 0.3
