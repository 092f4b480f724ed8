"""What a party believes of a veto, of backing, and of being overruled must move how it ends."""

import datetime as dt

import numpy as np
import pytest

from sim.runs.run import run
from sim.scenario.format.scenario import Scenario

BELIEFS = np.linspace(0, 1, 11)


def last_offer(played, side):
    party = played.model.actors[side]
    return float(party.value(party.base, np.arange(played.model.world.runs)).mean())


def test_8_belief_in_a_block_makes_the_side_that_the_veto_protects_hold_out(deadlock):
    played = [deadlock({"actors.west.beliefs.board.blocked.chance": float(chance)}) for chance in BELIEFS]
    agreed = np.array([one.share("agreed") for one in played])
    kept = np.array([last_offer(one, "west") for one in played])
    assert np.all(np.diff(agreed) <= 1e-9)
    assert np.all(np.diff(kept) >= -1e-9)
    assert agreed[0] >= 0.95
    assert agreed[-1] <= 0.05
    assert kept[-1] - kept[0] >= 0.05
    # At 0 the deal brings each side about what the plan would; talks may trade issues on the way.
    for side in ("west", "east"):
        actor, run = played[0].model.actors[side], np.arange(1)
        plan = actor.value(np.full((2, 1), 0.7), run)
        np.testing.assert_allclose(actor.value(played[0].deal[:, :1], run), plan, atol=0.1)


def test_9_belief_in_backing_makes_the_other_side_hold_out(deadlock):
    beliefs = "actors.east.beliefs"
    played = [
        deadlock({f"{beliefs}.act.coordinated.chance": float(chance), f"{beliefs}.board.blocked.chance": 0.9})
        for chance in BELIEFS
    ]
    kept = np.array([last_offer(one, "east") for one in played])
    assert np.all(np.diff(kept) >= -1e-9)
    assert kept[-1] - kept[0] >= 0.05


def test_12_a_warning_moves_whom_its_sender_does_not_lie_to(deadlock):
    """Kydd (2003): a mediator is believed by the side whose bias it shares; who is not believed moves nobody."""

    def kept(honesty):
        event = {
            "name": "word",
            "date": dt.date(2030, 2, 4),
            "effects": [{"signal": {"sender": "envoy", "about": "board.blocked", "says": False, "weight": 1000}}],
        }
        return last_offer(deadlock({"actors.envoy.signal_honesty": honesty, "events": [event]}), "west")

    assert kept(0.95) < kept(0.5) - 0.01


def test_what_failing_is_worth_in_an_actor_s_own_word_always_holds(deadlock):
    """Fault 1: also where nobody outside the sponsors has a veto."""
    plain = deadlock({"actors.guardian.veto": False, "actors.west.beliefs.board.blocked.chance": 0.0})
    stubborn = deadlock({"actors.guardian.veto": False, "actors.west.fallback": {"value": 0.9}})
    assert plain.share("agreed") >= 0.95
    assert stubborn.share("agreed") == 0.0


def test_a_veto_in_a_later_ballot_that_nobody_believes_in_moves_nothing(deadlock):
    """Fault 1: vetoes belong to their own council."""
    import copy

    other = {
        "council": {
            "name": "elsewhere",
            "sponsors": ["friends"],
            "seats": {"friends": 2, "guardian": 1},
            "majority": 2,
            "first_draft": "plan",
        }
    }
    more = {
        "process.4": copy.deepcopy(other),
        "process.3.declaration.on_failure": "elsewhere",
        "actors.guardian.veto": False,
        "process.2.council.on_failure": "act",
    }
    without, with_one = deadlock({"actors.guardian.veto": False}), deadlock(more)
    assert (without.outcome == with_one.outcome).all()


def test_being_overruled_costs_and_makes_a_side_sign(deadlock):
    shares = [
        deadlock(
            {"actors.west.overruled": price, "actors.west.beliefs.board.blocked.chance": 0.6, "trade": "proportional"}
        ).share("agreed")
        for price in (0.0, 0.05, 0.3)
    ]
    assert shares == sorted(shares)
    assert shares[-1] - shares[0] >= 0.5


def test_what_one_has_at_the_end_is_the_text_in_force(deadlock):
    """Fault 3: a text that was voted down is nobody's gain."""
    played = deadlock(
        {
            "actors.west.beliefs.board.blocked.chance": 1.0,
            "actors.friends.beliefs": None,
            "process.3.declaration.weeks": 1,
            "process.3.declaration.sponsors.friends.reluctance": 5,
        }
    )
    nothing = np.isin(played.outcome, ["none"])
    assert nothing.mean() > 0.5
    west = played.model.actors["west"]
    stays = west.worth_of("now", np.arange(len(nothing)))
    np.testing.assert_allclose(played.columns["payoff.west.text"][nothing], stays[nothing])
    np.testing.assert_allclose(played.columns["in_force.land"][nothing], 0.1)
    had, paid = (
        sum(played.columns[f"payoff.west.{part}"] for part in parts)
        for parts in (("text", "premiums", "passage"), ("price", "blocking", "delay"))
    )
    np.testing.assert_allclose(played.columns["utility.west"], had - paid)


def test_who_does_not_object_in_consultations_does_not_refuse_in_the_end(deadlock):
    """Fault 4: both ask for the same."""
    from sim.model import StatusTalks
    from sim.process.chronicle import Chronicle

    for chance in (0.0, 0.1, 0.5, 1.0):
        case = deadlock({"actors.west.beliefs.board.blocked.chance": chance}, runs=1).model.case
        kept = Chronicle()
        StatusTalks(case, places=np.arange(1), chronicle=kept).run()
        said = [
            entry.numbers["objects"]
            for entry in kept.entries
            if entry.kind == "consultation" and entry.actor == "west"
        ]
        last = [
            entry.numbers["accepts"]
            for entry in kept.entries
            if entry.kind == "last_answer" and entry.actor == "west"
        ]
        assert not said or said[-1] == (not last[0])


def test_an_interim_agreement_can_be_reached_on_the_issues_that_are_open(talks):
    """Fault 5: what is not on the agenda stands as it is in force, and is no obstacle."""
    interim = talks({"process.0.talks.agenda": [{"issues": ["land"], "opens": dt.date(2030, 1, 7)}]})
    assert interim.share("agreed") >= 0.95
    np.testing.assert_allclose(interim.deal[1], 0.1)


def test_talks_feel_what_may_still_become_of_an_agreement(talks):
    """Fault 6, as far as a council ratifies: an agreement that will be blocked is worth nothing."""
    board = {
        "vote": {
            "name": "board",
            "sponsors": ["friends"],
            "seats": {"friends": {}, "guardian": {"veto": True}},
            "thresholds": [{"count": 1}],
        }
    }
    state = {"kind": "state", "position": {"land": 0.5}, "salience": {"land": 1}}
    base = {
        "actors.west.fallback": None,
        "actors.east.fallback": None,
        "actors.friends": state,
        "actors.guardian": state,
        "expected_text": "now",
        "process.1": board,
        "process.0.talks.on_success": "board",
    }

    def offers(chance):
        beliefs = {"board": {"blocked": {"chance": 0.5, "agreed": chance}}}
        played = talks({**base, "actors.west.beliefs": beliefs, "actors.east.beliefs": beliefs})
        return played.columns["talks.closed.land"].mean()

    assert offers(0.0) > offers(1.0)
    assert offers(1.0) <= 1e-9


@pytest.mark.parametrize(
    "of_board",
    [
        {"blocked": {"chance": 0.7}},
        {"adopted": {"chance": 0.3}},
        {"adopted": {"chance": 0.3}, "blocked": {"chance": 0.7}},
        {"adopted": {"chance": 0.3, "agreed": 0.6}},
    ],
)
def test_what_all_accept_passes_whichever_result_of_a_council_one_believes_in(deadlock, of_board):
    """But as far as a belief says otherwise of just that, with `agreed`."""
    played = deadlock({"process.0.talks.on_success": "board", "actors.west.beliefs.board": of_board}, runs=2)
    passes = played.model.actors["west"].ahead().after("talks", "agreed", consented=True).agreed
    assert passes == pytest.approx(of_board.get("adopted", {}).get("agreed", 1.0))


@pytest.mark.parametrize("side", ["west", "friends"])
def test_whichever_of_two_results_one_believes_in_threats_and_blocks_are_heard(deadlock, side):
    """That it is adopted by .8 is that it is blocked by .2, to a party and to the sponsor that reads the threats."""
    firm = {"actors.west.fallback": {"value": 0.95}, "actors.guardian.precision": 1e6}
    by_word = [
        deadlock({**firm, f"actors.{side}.beliefs.board": {word: {"chance": chance, "weight": 5}}})
        for word, chance in (("blocked", 0.2), ("adopted", 0.8))
    ]
    runs = np.arange(by_word[0].model.world.runs)
    blocked, adopted = (played.model.actors[side].believes("board.blocked", runs) for played in by_word)
    assert (blocked > 0.5).all()
    np.testing.assert_allclose(adopted, blocked)
    for column in ("outcome", "board.drafts", "board.draft_1.believed_chance"):
        np.testing.assert_allclose(by_word[1].columns[column], by_word[0].columns[column])


def test_who_gains_by_agreeing_whatever_is_agreed_agrees():
    """What agreeing puts in force is a text with a name, and what is on the table is not."""
    case = {
        "title": "A deal that is there",
        "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2031, 1, 6)},
        "issues": {"land": {"zero": "none", "one": "all"}},
        "actors": {
            "west": {"kind": "party", "position": {"land": 0.1}, "salience": {"land": 1}},
            "east": {"kind": "party", "position": {"land": 0.9}, "salience": {"land": 1}},
        },
        "texts": {"now": {"land": 1.0}, "deal": {"land": 0.6}},
        "status_quo": "now",
        "process": [
            {
                "talks": {
                    "name": "talks", "parties": ["west", "east"], "weeks": 10,
                    "on_success": {"to": "end", "in_force": "deal"},
                }
            }
        ],
        "outcomes": [{"name": "agreed", "when": {"ending": "agreed"}}, {"name": "failed", "otherwise": True}],
    }  # fmt: skip
    assert run(Scenario.model_validate({**case, "format": 1}), 16).outcomes()["agreed"].share == 0.0
    case["actors"]["east"]["premiums"] = {"talks": {"agreed": 0.3}}
    assert run(Scenario.model_validate({**case, "format": 1}), 16).outcomes()["agreed"].share == 1.0
