"""A proposal by whoever it may be, of whatever text, put to several, or binding on them."""

from __future__ import annotations

import numpy as np
import pytest

THIRD = {
    "actors.south": {
        "kind": "party", "position": {"status": 0.5, "rights": 0.1}, "salience": {"status": 1, "rights": 1},
        "fallback": {"value": 0.3}, "precision": 1e6,
    },
    "process.0.proposal.parties": ["west", "east", "south"],
    "process.0.proposal.mandate": {},
}  # fmt: skip

FAR = {"actors.west.fallback.value": 0.97, "actors.east.fallback.value": 0.97}
"""Nothing is left to agree on."""
TAKEN_UP = {"proposal": {"name": "paper", "proposer": "envoy", "parties": ["west", "east"], "revises": "rounds",
                         "step": 0.0}}  # fmt: skip


def said(columns, name):
    return set(columns[f"paper.yes.{name}"].tolist())


def text_of(model):
    return np.stack([model.records.columns[f"paper.text.{issue}"] for issue in ("status", "rights")])[:, 0].tolist()


# --- who proposes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proposer", ["envoy", "south", "friend"])
def test_an_envoy_a_party_or_a_state_may_propose(paper, play, tell, proposer):
    friend = {"kind": "state", "position": {"status": 0.9}, "salience": {"status": 1}}
    scenario = paper({**THIRD, "actors.friend": friend, "process.0.proposal.proposer": proposer})
    assert set(play(scenario).records.spelt("ending")) == {"accepted"}
    assert {entry.actor for entry in tell(scenario, "proposal")} == {proposer}


def test_a_party_draws_the_text_to_its_own_view_as_an_envoy_does(paper, play):
    own = {**THIRD, "process.0.proposal.proposer": "south", "process.0.proposal.step": 0.0}
    assert text_of(play(paper({**own, "actors.south.own_view": 1.0}))) == pytest.approx([0.5, 0.1])


@pytest.mark.parametrize(("failing", "stands"), [(0.3, True), (0.99, False)])
def test_who_proposes_stands_by_its_text_unless_failing_is_worth_more(paper, play, failing, stands):
    wavering = {"actors.south.precision": 2.0, "actors.south.fallback.value": failing, "actors.south.own_view": 1.0}
    moved = {"process.0.proposal.proposer": "south", "process.0.proposal.text": "middle"}
    columns = play(paper({**THIRD, **wavering, **moved, "process.0.proposal.step": 0.0}), runs=256).records.columns
    share = np.mean(columns["paper.yes.south"])
    assert share == 1 if stands else share < 0.5


# --- which text --------------------------------------------------------------------------------------------------


def test_a_named_text_is_proposed_as_it_stands(paper, play):
    columns = play(
        paper({**THIRD, "process.0.proposal.text": "middle", "process.0.proposal.step": 0.0})
    ).records.columns
    for issue in ("status", "rights"):
        assert np.all(columns[f"paper.text.{issue}"] == 0.5)
        assert np.all(columns[f"in_force.{issue}"] == 0.5)


def test_a_named_text_may_be_accepted_in_private_by_its_name(paper, play):
    hard = {"actors.west.red_lines": {"status": {"max": 0.3, "hard": True}}}
    named = {"process.0.proposal.text": "middle", "process.0.proposal.step": 0.0, "process.0.proposal.mandate": {}}
    assert set(play(paper({**hard, **named})).records.spelt("ending")) == {"refused"}
    waived = {**hard, **named, "actors.west.private_consent": {"middle": 1.0}}
    assert set(play(paper(waived)).records.spelt("ending")) == {"accepted"}


def test_what_lies_on_the_table_can_be_put_to_the_parties(paper, play):
    on_table = {"process.0.proposal.text": "table", "process.0.proposal.step": 0.0, "process.0.proposal.mandate": {}}
    assert text_of(play(paper({**on_table, "expected_text": "old_order"}))) == [0.2, 0.2]


def test_an_earlier_text_is_taken_up_as_it_was_left(paper, play):
    """The first text moves toward west, who alone refuses; the second begins where the first ended."""
    keen = {
        "actors.west.fallback.value": 0.95,
        "process.0.proposal.on_failure": "again",
        "process.0.proposal.mandate": {},
    }
    again = {"proposal": {"name": "again", "proposer": "envoy", "parties": ["west", "east"], "revises": "paper",
                          "weeks": 8, "step": 0.0}}  # fmt: skip
    columns = play(paper({**keen, "process.1": again})).records.columns
    for issue, drafted in (("status", 0.3), ("rights", 0.65)):
        assert columns[f"again.text.{issue}"].tolist() == columns[f"paper.text.{issue}"].tolist()
        assert np.all(columns[f"again.text.{issue}"] < drafted - 0.01)


def test_what_talks_on_a_single_text_left_is_taken_up(talks, play):
    held = {"process.0.talks.protocol": "single_text", "process.0.talks.on_failure": "paper"}
    columns = play(talks({**FAR, **held, "process.0.talks.step": 0.2, "process.1": TAKEN_UP})).records.columns
    assert columns["paper.text.status"].tolist() == columns["rounds.text.status"].tolist()


def test_where_there_is_no_earlier_text_one_is_drafted(talks, play):
    """Only runs in which the talks succeed come to the first paper, and here none does."""
    first = {"proposal": {"name": "first", "proposer": "envoy", "parties": ["west", "east"], "on_failure": "paper"}}
    ways = {"process.0.talks.on_success": "first", "process.0.talks.on_failure": "paper", "process.1": first,
            "process.2": {"proposal": {**TAKEN_UP["proposal"], "revises": "first"}},
            "outcomes.0.when.ending": "accepted"}  # fmt: skip
    columns = play(talks({**FAR, **ways})).records.columns
    assert np.isnan(columns["first.text.status"]).all()
    assert columns["paper.text.status"] == pytest.approx(0.75 * 0.1 + 0.25 * 0.9)


# --- whose yes -----------------------------------------------------------------------------------------------------


def test_who_refused_is_kept(paper, play):
    columns = play(paper({**THIRD, "actors.south.fallback.value": 0.999})).records.columns
    assert (said(columns, "west"), said(columns, "east"), said(columns, "south")) == ({True}, {True}, {False})
    assert np.all(columns["paper.acceptances"] == 2)


def test_a_majority_accepts_over_the_head_of_one_who_has_not_signed(paper, play):
    greedy = {**THIRD, "actors.south.fallback.value": 0.999, "actors.south.overruled": 0.25}
    assert set(play(paper(greedy)).records.spelt("ending")) == {"refused"}
    model = play(paper({**greedy, "process.0.proposal.consent": {"majority": 2}}))
    assert set(model.records.spelt("ending")) == {"accepted"}
    assert not model.records.columns["consent"].any()
    assert np.all(model.records.columns["payoff.south.price"] == 0.25)
    assert np.all(model.records.columns["payoff.west.price"] == 0)
    veto = {**greedy, "process.0.proposal.consent": {"majority": 2, "must": ["south"]}}
    assert set(play(paper(veto)).records.spelt("ending")) == {"refused"}


def test_who_said_yes_to_what_failed_has_signed_nothing(paper, play):
    greedy = {**THIRD, "actors.south.fallback.value": 0.999, "actors.west.overruled": 0.25}
    imposed = {"process.0.proposal.on_failure": {"to": "end", "in_force": "table"}}
    columns = play(paper({**greedy, **imposed})).records.columns
    assert np.all(columns["payoff.west.price"] == 0.25)


# --- an award -----------------------------------------------------------------------------------------------------


def test_an_award_binds_whoever_would_refuse_and_nobody_has_consented(paper, play, tell):
    bound = {**THIRD, "process.0.proposal.binding": True, "actors.south.fallback.value": 0.999,
             "actors.south.overruled": 0.25}  # fmt: skip
    scenario = paper(bound)
    model = play(scenario)
    assert set(model.records.spelt("ending")) == {"accepted"}
    assert not model.records.columns["consent"].any()
    for issue in ("status", "rights"):
        assert (
            model.records.columns[f"in_force.{issue}"].tolist()
            == model.records.columns[f"paper.text.{issue}"].tolist()
        )
    assert np.all(model.records.columns["payoff.south.price"] == 0.25)
    assert "paper.yes.west" not in model.records.columns
    assert not tell(scenario, "last_answer")


def test_before_an_award_everybody_expects_one(talks, play):
    """West, to whom an award is worth more than any offer, holds out for it; what others believe has no say."""
    award = {"proposal": {"name": "award", "proposer": "envoy", "parties": ["west", "east"], "binding": True,
                          "text": "old_order", "step": 0.0}}  # fmt: skip
    ends = {"process.0.talks.on_failure": "award", "process.1": award, "expected_text": "old_order",
            "actors.west.fallback": None, "actors.east.fallback": None}  # fmt: skip
    model = play(talks(ends))
    west = model.actors["west"].ahead().after("rounds", "deadlock", consented=False)
    assert np.all(west.laid["award"][1] == 1.0) and not west.hangs_on_text
    worth = 1 - 0.75 * 0.1
    assert np.all(model.actors["west"].failing("rounds", np.arange(8)) == pytest.approx(worth))
    assert np.all(model.records.columns["utility.west"] >= worth - 1e-3)
