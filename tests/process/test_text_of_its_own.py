"""A stage that lays a text of its own on the table: what those who look ahead to it reckon with."""

import numpy as np
import pytest

from sim.actors.ratifying import by_votes
from sim.model import StatusTalks

RUNS = np.arange(2)
PEOPLE = {"kind": "voters", "position": {"status": 0.3, "rights": 0.3}, "salience": {"status": 0.5, "rights": 0.5}}
POLL = {
    "ratification": {"name": "poll", "referendums": {"all": {"voters": "people", "spread": 0.2}}, "misjudged": 0.2}
}
SIDES = {"proposer": "envoy", "parties": ["west", "east"]}


def before(talks, *stages, **changes):
    """The actors before talks on whose success other stages follow, each after the other, whatever it ends in."""
    more = {f"process.{place}": stage for place, stage in enumerate(stages, start=1)}
    for place, stage in enumerate(stages[:-1], start=1):
        following = next(iter(stages[place].values()))["name"]
        more |= {f"process.{place}.{kind}.on_success": following for kind in stage}
    first = next(iter(stages[0].values()))["name"]
    plain = {"actors.west.fallback": None, "actors.east.fallback": None, "process.0.talks.on_success": first}
    return StatusTalks(talks({**plain, **more, **changes}), places=RUNS).actors


def test_a_proposal_is_reckoned_with_as_it_will_be_tabled(talks):
    """Its mandate leaves no less than .3 on status, at which west is .2 away and not .4; both are asked anew."""
    paper = {"proposal": {"name": "paper", **SIDES, "text": "middle", "mandate": {"status": {"max": 0.3}},
                          "expected": {"accepted": 0.6}}}  # fmt: skip
    west = before(talks, paper)["west"]
    after = west.ahead().after("rounds", "agreed", consented=True)
    assert after.laid["paper"][0] == pytest.approx(0.6) and not after.laid["paper"][1].any()
    worth = 0.6 * (1 - 0.75 * 0.2 - 0.25 * 0.3) + 0.4 * (1 - 0.75 * 0.1)
    assert west.worth_after("rounds", "agreed", np.zeros((2, 2)), RUNS, consented=True) == pytest.approx(worth)


def test_a_text_of_its_own_is_nobody_s_agreement(talks):
    """Sponsors let pass what all accept; what they table in its place they have to defend."""
    council = {"council": {"name": "board", "sponsors": ["friends"], "seats": {"friends": 1, "blocker": 1},
                           "majority": 1, "first_draft": "middle"}}  # fmt: skip
    state = {"kind": "state", "position": {"status": 0.5}, "salience": {"status": 1}, "veto": True}
    beliefs = {"board": {"blocked": {"chance": 0.3, "agreed": 0.0}}}
    actors = {"actors.friends": state, "actors.blocker": state, "actors.west.beliefs": beliefs}
    after = before(talks, council, **actors)["west"].ahead().after("rounds", "agreed", consented=True)
    agreed, imposed = after.laid["board"]
    assert imposed == pytest.approx(0.7) and after.stays == pytest.approx(0.3)
    assert not agreed.any() and not after.hangs_on_text


def test_the_last_text_that_is_laid_on_the_table_counts(talks):
    votes = [
        {"vote": {"name": name, "seats": {"east": {}}, "text": text, "expected": {"adopted": 0.5}}}
        for name, text in (("first", "middle"), ("second", "old_order"))
    ]
    after = before(talks, *votes)["west"].ahead().after("rounds", "agreed", consented=True)
    assert set(after.laid) == {"second"}
    assert after.laid["second"][1] == pytest.approx(0.25)


@pytest.mark.parametrize("text", ["middle", "old_order"])
def test_those_who_vote_at_home_are_held_to_vote_on_the_text_that_is_laid_down(talks, text):
    """Whatever is agreed, it is the award on which the people will vote."""
    award = {"proposal": {"name": "award", **SIDES, "binding": True, "text": text}}
    texts = {"texts.old_order": {"status": 0.9, "rights": 0.9}}  # in force, and far from what the people want
    west = before(talks, award, POLL, **{"actors.people": PEOPLE, **texts})["west"]
    poll, laid = west.world.stages["poll"], west.world.texts[text]
    passes = by_votes(west, poll, laid, RUNS, False)["ratified"]
    worth = passes * west.worth_of(text, RUNS) + (1 - passes) * west.worth_of("old_order", RUNS)
    for agreed in (np.zeros((2, 2)), np.full((2, 2), 0.3)):
        assert west.worth_after("rounds", "agreed", agreed, RUNS, consented=True) == pytest.approx(worth)
    assert text == "old_order" or np.all(passes > 0.5)
    assert west.reservation("rounds", RUNS).tolist() == [np.inf if text == "old_order" else -np.inf] * 2
