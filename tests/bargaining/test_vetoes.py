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


def test_who_takes_a_threat_for_a_bluff_is_vetoed_and_nothing_comes_into_force(council):
    unheard = {"actors.friends.beliefs.board": {"blocked": {"chance": 0.01, "weight": 1000}}}
    played = council({**unheard, "actors.guardian.signal_honesty": 0.5, "actors.guardian.blocking_cost": 0.0})
    assert played.columns["board.voted"].all()
    assert played.columns["board.vetoed"].all()
    assert played.share("imposed") == 0.0


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


def test_only_a_draft_that_somebody_threatens_is_softened(council):
    """A loss in public is dear, so that softening pays; whose word says nothing threatens in half of the runs."""
    dear_loss = {"process.2.council.lost_vote_cost": 0.3, "actors.friends.beliefs.board.blocked.chance": 0.3}
    played = council({**dear_loss, "actors.guardian.signal_honesty": 0.5, "actors.guardian.blocking_cost": 5.0})
    at_once = (played.columns["board.drafts"] == 1) & played.columns["board.voted"]
    assert 0.3 < at_once.mean() < 0.7
    assert (played.columns["board.softened"][~at_once] > 0).all()


def test_no_text_that_is_imposed_leaves_the_client_s_line_unpriced(council):
    """The client pays at home for what is put in force beyond its line; its sponsors count that and soften less."""
    client = {"process.2.council.client": "east", "actors.east.red_lines": {"land": {"min": 0.68}}}
    dear_veto = {"actors.guardian.blocking_cost": 0.4, "actors.guardian.precision": 12}
    softened = []
    for price in (0.0, 3.0, 10.0):
        played = council({**client, **dear_veto, "actors.east.line_price": price}, runs=256)
        land, imposed = played.columns["in_force.land"], played.outcome == "imposed"
        assert (land[imposed] < 0.68 - 1e-6).any()
        crossed = 0.4 * price * np.maximum(0.68 - land[imposed], 0.0)
        np.testing.assert_allclose(played.columns["payoff.east.price"][imposed], crossed + 0.02)
        softened.append(played.columns["board.softened"].mean())
    assert softened == sorted(softened, reverse=True)
    assert softened[0] - softened[-1] >= 0.03


def test_sponsors_do_not_impose_on_their_client_what_costs_it_far_more_than_failing(council):
    """Nobody can block, the draft is what they want themselves, and the client may act alone instead (R9)."""
    free = {"actors.guardian.veto": False, "process.2.council.client": "east"}
    line = {"actors.east.red_lines": {"land": {"min": 0.8}}}
    shares = [council({**free, **line, "actors.east.line_price": price}).share("imposed") for price in (0.0, 30.0)]
    assert shares == [1.0, 0.0]


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


@pytest.mark.parametrize("kind", ["state", "party"])
@pytest.mark.parametrize("overruled", [0.0, 0.3])
def test_a_text_that_all_accept_overrules_nobody_who_votes_on_it(talks, kind, overruled):
    """It is worth .84 to the seat and what there is .6; the price of being overruled is not paid for it."""
    seat = {"kind": kind, "position": {"land": 0.5, "law": 0.5}, "salience": {"land": 1, "law": 1}, "precision": 1e6}
    house = {"name": "house", "seats": {"seat": {}}, "expected": {"adopted": 1.0}}
    words = {f"actors.{side}.fallback.value": -1 for side in ("west", "east")}
    played = talks({
        "actors.seat": seat | {"overruled": overruled}, "process.0.talks.on_success": "house", **words,
        "process.1": {"vote": house}, "outcomes.0.when": {"ending": "adopted"},
    })  # fmt: skip
    assert played.share("agreed") == 1.0
    assert (played.columns["payoff.seat.price"] == 0).all()
