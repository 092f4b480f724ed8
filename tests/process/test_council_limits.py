"""Limits of the Council: lines that no draft crosses, whom drafts need not mind, and what never comes to one."""

import datetime as dt

import numpy as np
import pytest

from sim.process.stage import NEVER

SPEC = "process.0.council"
RED_LINE = "actors.friends.red_lines"


def drafts_of(model):
    """Every draft of the first run, (drafts, issues); there are four at most."""
    terms = model.records.columns
    rows = [[terms[f"board.draft_{draft}.{issue}"][0] for issue in ("status", "rights")] for draft in range(1, 5)]
    return np.array([row for row in rows if not np.isnan(row[0])])


@pytest.mark.parametrize(
    ("trade", "free", "bound"),
    [("least_salient_first", 0.6, 0.75), ("contract_curve", 0.9 - 0.8 * 0.3, 0.9 - 0.15 * 0.15 / 0.175)],
)
def test_no_draft_crosses_a_red_line_of_the_sponsor_and_the_step_is_given_elsewhere(board, play, trade, free, bound):
    """Spread over both issues, three steps of 0.05 go so much of the way to the line, which would cost 0.175."""
    assert drafts_of(play(board({"trade": trade})))[-1, 0] == pytest.approx(free)
    drafts = drafts_of(play(board({"trade": trade, RED_LINE: {"status": {"min": 0.75, "hard": True}}})))
    assert drafts[-1, 0] == pytest.approx(bound)
    assert drafts[:, 0].min() >= 0.75
    worth = 1 - 0.5 * np.abs(drafts - [0.9, 0.6]).sum(axis=1)
    assert -np.diff(worth) == pytest.approx([0.05] * 3), "what the line does not let pass is given on rights"


@pytest.mark.parametrize(("line", "toward"), [({"min": 0.95}, 0.1), ({"max": 0.85}, 1.0)])
def test_a_text_that_is_beyond_a_red_line_already_goes_no_further(board, play, line, toward):
    unwilling = {"actors.blocker.position.status": toward, "actors.blocker.side_payment": -1.0}
    drafts = drafts_of(play(board({RED_LINE: {"status": {**line, "hard": True}}, **unwilling})))
    assert np.all(drafts[:, 0] == 0.9)
    assert drafts[-1, 1] < 0.6


def test_who_gains_by_a_softer_draft_holds_nothing_up(board, play):
    """West is nearer to the blocker: it has no room below the plan, and needs none."""
    alone, client = play(board()), play(board({f"{SPEC}.client": "west", "actors.west.fallback.value": 0.9}))
    assert len(drafts_of(client)) == 4
    assert drafts_of(client).tolist() == drafts_of(alone).tolist()


def test_where_no_text_makes_a_precedent_its_price_does_not_matter(board, play):
    likes_it = {"actors.blocker.position": {"status": 0.8, "rights": 0.6}, "actors.blocker.precedent_price": 1.0}
    assert set(play(board(likes_it)).records.spelt("ending")) == {"adopted"}


def test_sponsors_whom_nobody_opposes_have_nobody_to_give_way_to(board, play):
    """They lack a vote, and the seat that could give it has only a chance."""
    seats = {f"{SPEC}.seats": {"friends": 3}, f"{SPEC}.other_seats": {"ghana": {"chance_of_yes": 0.0}}}
    late = {
        f"{SPEC}.opens": dt.date(2006, 3, 6),
        "actors.friends.patience_weeks": 50,
        "actors.friends.delay_weight": 0.5,
    }
    model = play(board({**seats, **late, f"{SPEC}.majority": 4, "actors.blocker.veto": False}))
    assert set(model.records.spelt("ending")) == {"blocked"}
    assert drafts_of(model).tolist() == [[0.9, 0.6]]


def test_a_council_that_never_meets_has_counted_no_votes(board, play):
    hold = {"hold": {"stage": "board", "until": dt.date(2009, 1, 5)}}
    model = play(board({"events": [{"name": "summit", "date": dt.date(2006, 1, 2), "effects": [hold]}]}))
    columns = model.records.columns
    assert set(columns["board.yes_votes"].tolist()) == {NEVER}
    assert not columns["board.drafts"].any() and not columns["board.voted"].any()
