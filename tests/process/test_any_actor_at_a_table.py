"""Whoever it is may sit at a table: it asks, gives way and signs as a party does, and stays what else it is."""

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.chronicle import Chronicle
from sim.runs.block import rows_of
from sim.scenario.reader import reading_of, written


def rows(scenario, runs=48):
    return rows_of(StatusTalks(scenario, places=np.arange(runs)).run()).to_pydict()


@pytest.mark.parametrize("kind", ["state", "bloc", "voters", "envoy"])
def test_it_negotiates_as_a_party_would(talks, kind):
    """Column by column the runs of talks and of a paper are those of a party with the same numbers."""
    said = {"actors.west.audience": {"cost": 0.4}, "actors.west.precision": 12, "actors.west.side_payment": 0.05,
            "actors.west.tactic": {"kind": "boulware", "flexibility": {"uniform": [0.2, 1.0]}}}  # fmt: skip
    party, other = (rows(talks({**said, "actors.west.kind": one})) for one in ("party", kind))
    assert "agreed" in party["rounds.result"]
    assert party == other


@pytest.mark.parametrize("voted", [False, True])
def test_what_a_state_is_offered_elsewhere_it_has_once(talks, play, voted):
    """For accepting in talks or for letting the text pass in a vote, not for both."""
    paid = {"actors.west.kind": "state", "actors.west.side_payment": 0.2}
    house = {"vote": {"name": "house", "seats": {"west": {}, "east": {}}}}
    more = {"process.0.talks.on_success": "house", "process.1": house} if voted else {}
    assert set(play(talks({**paid, **more}), runs=4).actors["west"].passage_had.tolist()) == {0.2}


def test_it_votes_as_what_it_is_and_talks_as_a_party(board):
    """A state whose vote counts keeps its blocking cost, its veto and its word where it also sits at the table."""
    table = {"process.1": {"talks": {"name": "rounds", "parties": ["blocker", "east"], "weeks": 12}},
             "process.0.council.on_failure": "rounds"}  # fmt: skip
    kept = Chronicle()
    model = StatusTalks(board(table), places=np.arange(1), chronicle=kept).run()
    seen = {(entry.kind, entry.actor) for entry in kept.entries}
    assert ("signal", "blocker") in seen and ("offer", "blocker") in seen
    assert type(model.actors["blocker"]).__name__ == "StateAtTable"


def test_a_state_at_a_table_is_among_those_whose_dispute_it_is(board):
    table = {"process.1": {"talks": {"name": "rounds", "parties": ["blocker", "east"], "weeks": 12}},
             "process.0.council.on_failure": "rounds",
             "actors.blocker.audience": {"cost": 0.3}, "actors.friends.audience": {"cost": 0.3}}  # fmt: skip
    read = reading_of(written(board(table)))
    assert read.scenario.parties == ["west", "east", "blocker"]
    unread = [str(one) for one in read.warnings if "`audience` has no effect" in str(one)]
    assert len(unread) == 1 and "actors.friends.audience" in unread[0]
