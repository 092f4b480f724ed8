import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.chronicle import Chronicle

from .conformance import StageConformance

LIKES_IT = {"actors.blocker.position": {"status": 0.8, "rights": 0.6}}
"""Then the plan is worth 0.95 to the member that can block, and the old order 0.5."""
SPEC = "process.0.council"


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def drafts_of(model, name="board"):
    """Every draft of the first run, (drafts, issues)."""
    terms = model.records.columns
    rows = [
        [terms[f"{name}.draft_{n}.{issue}"][0] for issue in ("status", "rights")]
        for n in range(1, 60)
        if f"{name}.draft_{n}.status" in terms
    ]
    return np.array([row for row in rows if not np.isnan(row[0])])


def endings(model):
    return set(model.records.spelt("ending"))


def column(model, name):
    return set(model.records.columns[name].tolist())


# --- who decides ------------------------------------------------------------------------------------------------


def test_who_can_block_and_would_lose_blocks(board, play):
    model = play(board())
    assert endings(model) == {"blocked"}
    assert column(model, "board.voted") == {False}
    assert np.all(model.records.columns["board.draft_1.veto_chance"] > 0.999)


def test_the_least_chance_of_a_veto_is_that_of_the_draft_likeliest_to_pass(board, play):
    columns = play(board({"actors.blocker.precision": 8.0}), 64).records.columns
    chances = np.stack([columns[f"board.draft_{draft}.veto_chance"] for draft in range(1, 5)])
    least = columns["board.least_chance_of_no.blocker"]
    assert least.tolist() == pytest.approx(np.nanmin(chances, axis=0).tolist(), rel=1e-12)
    assert np.any(least < chances[0]) and np.any(least > 0), "some draft after the first is likelier to pass"


def test_sponsors_have_no_chance_of_a_no_and_other_seats_have_one_without_a_veto_too(board, play):
    columns = play(board({"actors.blocker.veto": False})).records.columns
    assert [name for name in columns if "least_chance_of_no" in name] == ["board.least_chance_of_no.blocker"]
    assert np.all(columns["board.least_chance_of_no.blocker"] > 0.99)


def test_who_can_block_but_would_gain_does_not(board, play):
    model = play(board(LIKES_IT))
    assert endings(model) == {"adopted"}
    assert column(model, "board.drafts") == {1} and column(model, "board.yes_votes") == {4}
    assert drafts_of(model).tolist() == [[0.9, 0.6]]
    assert np.all(model.records.columns["board.draft_1.veto_chance"] < 0.001)


def test_who_would_vote_against_and_what_the_sponsors_believe_is_kept_draft_by_draft(board, play):
    refused = play(board({f"{SPEC}.most_drafts": 2}))
    for draft in (1, 2):
        assert column(refused, f"board.draft_{draft}.no.blocker") == {True}
        assert min(column(refused, f"board.draft_{draft}.believed_chance")) > 0.5
    adopted = play(board(LIKES_IT))
    assert column(adopted, "board.draft_1.no.blocker") == {False}
    assert max(column(adopted, "board.draft_1.believed_chance")) < 0.5
    assert np.isnan(adopted.records.columns["board.draft_2.believed_chance"]).all()
    assert not any(".no.friends" in name for name in adopted.records.columns)


@pytest.mark.parametrize(("cost", "ending", "votes"), [(0.34, "blocked", 3), (0.36, "adopted", 3)])
def test_a_loss_smaller_than_the_cost_of_blocking_is_borne_by_abstaining(board, play, cost, ending, votes):
    model = play(board({"actors.blocker.blocking_cost": cost, f"{SPEC}.most_drafts": 1}))
    assert endings(model) == {ending}
    assert column(model, "board.yes_votes") == {votes}


def test_an_abstention_is_no_vote_in_favour(board, play):
    model = play(board({"actors.blocker.blocking_cost": 0.5, f"{SPEC}.majority": 4}))
    assert endings(model) == {"blocked"}
    assert column(model, "board.vetoed") == {False} and column(model, "board.yes_votes") == {3}


@pytest.mark.parametrize(("majority", "ending"), [(3, "adopted"), (4, "blocked")])
def test_without_a_veto_the_majority_decides(board, play, majority, ending):
    model = play(board({"actors.blocker.veto": False, f"{SPEC}.majority": majority}))
    assert endings(model) == {ending}
    assert column(model, "board.vetoed") == {False}


def test_sponsors_do_not_veto_their_own_draft(board, play):
    model = play(
        board(
            {
                **LIKES_IT,
                "actors.friends.position": {"status": 0.3, "rights": 0.3},
                "actors.friends.fallback.value": 0.1,
            }
        )
    )
    assert endings(model) == {"adopted"}


@pytest.mark.parametrize(("payment", "ending"), [(0.3, "blocked"), (0.4, "adopted")])
def test_a_side_payment_above_the_loss_buys_the_vote(board, play, payment, ending):
    assert endings(play(board({"actors.blocker.side_payment": payment, f"{SPEC}.most_drafts": 1}))) == {ending}


@pytest.mark.parametrize(("price", "ending"), [(0.49, "adopted"), (0.51, "blocked")])
def test_a_precedent_costs_its_price_times_the_independence_of_the_text(board, play, price, ending):
    changes = {**LIKES_IT, "actors.blocker.precedent_price": price, f"{SPEC}.precedent": {"status": 1.0}}
    assert endings(play(board({**changes, f"{SPEC}.most_drafts": 1}))) == {ending}, "the gain is 0.45, the text 0.9"


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_other_seats_vote_as_often_as_they_are_said_to(board, play, chance):
    changes = {**LIKES_IT, f"{SPEC}.majority": 5, f"{SPEC}.other_seats": {"ghana": {"chance_of_yes": chance}}}
    model = play(board({**changes, f"{SPEC}.most_drafts": 1}), runs=1024)
    adopted = model.records.spelt("ending") == "adopted"
    assert np.mean(adopted) == pytest.approx(chance, abs=0.05 if 0 < chance < 1 else 0)
    assert np.array_equal(model.records.columns["board.yes_votes"], 4 + adopted)


def test_softer_drafts_win_other_seats_over_and_lose_none(board, play):
    seats = {f"{SPEC}.majority": 4, f"{SPEC}.other_seats": {"ghana": {"chance_of_yes": 0.3}}}
    abstains = {"actors.blocker.blocking_cost": 2.0, **seats}
    model = play(board({**abstains, f"{SPEC}.gains_per_step": 0.2}), runs=1024)
    assert np.mean(model.records.spelt("ending") == "adopted") == pytest.approx(0.9, abs=0.03), (
        "0.3 and three times 0.2"
    )


# --- what is drafted --------------------------------------------------------------------------------------------


def test_each_draft_goes_a_step_toward_the_objector(board, play):
    drafts = drafts_of(play(board()))
    assert len(drafts) == 4
    assert drafts[0].tolist() == [0.9, 0.6]
    toward = np.abs(drafts - [0.1, 0.4])
    assert np.all(np.diff(toward, axis=0) <= 1e-12)
    worth = 1 - 0.5 * np.abs(drafts - [0.9, 0.6]).sum(axis=1)
    assert -np.diff(worth) == pytest.approx([0.05, 0.05, 0.05]), "the sponsor gives the step, no more and no less"


def test_sponsors_give_first_what_they_care_least_about(board, play):
    sharply = {"actors.friends.salience": {"status": 0.9, "rights": 0.1}, "trade": "least_salient_first"}
    drafts = drafts_of(play(board({**sharply, f"{SPEC}.step": 0.02})))
    assert drafts[1] == pytest.approx([0.9, 0.4]), "all that the objector asks for on rights"
    assert drafts[2] == pytest.approx([0.9 - 0.02 / 0.9, 0.4]), "and only then on status"


@pytest.mark.parametrize("fallback", [0.5, 0.8, 0.9, 1.0])
def test_no_draft_is_worth_less_to_the_sponsor_than_failing(board, play, fallback):
    drafts = drafts_of(play(board({"actors.friends.fallback.value": fallback, f"{SPEC}.step": 0.3})))
    worth = 1 - 0.5 * np.abs(drafts - [0.9, 0.6]).sum(axis=1)
    assert np.all(worth >= fallback - 1e-9)
    assert len(drafts) == 1 or worth[-1] < 1


@pytest.mark.parametrize("gamma", [1.0, 2.0])
@pytest.mark.parametrize("fallback", [0.7, 0.8, 0.84, 0.99])
def test_no_draft_is_worth_less_to_the_client_than_failing(board, play, fallback, gamma):
    changes = {f"{SPEC}.client": "east", f"{SPEC}.step": 0.2, "actors.east.fallback.value": fallback}
    drafts = drafts_of(play(board({**changes, "utility": {"gamma": gamma}})))
    worth = 1 - (np.abs(drafts - [0.9, 0.8]) ** gamma) @ np.array([0.25, 0.75])
    assert np.all(worth >= min(fallback, worth[0]) - 1e-9)
    if fallback == 0.7:
        assert worth[-1] < worth[0]
    if fallback == 0.99:
        assert np.all(drafts == drafts[0]), "the plan is worth less to it than that already"


@pytest.mark.parametrize(
    ("rights", "cost", "veto", "second"),
    [
        (0.0, 0.0, True, [0.9, 0.5]),
        (0.0, 0.1, True, [0.8, 0.6]),
        (0.4, 0.0, True, [0.8, 0.6]),
        (0.0, 0.0, False, [0.8, 0.6]),
    ],
)
def test_the_veto_holder_whose_no_is_feared_most_is_courted(board, play, rights, cost, veto, second):
    other = {"kind": "state", "position": {"status": 0.9, "rights": rights}, "salience": {"rights": 1.0}}
    other |= {"precision": 1e6, "veto": veto, "signal_honesty": 1.0}
    other |= {"blocking_cost": cost}
    changes = {f"{SPEC}.seats": {"friends": 3, "blocker": 1, "other": 1}, "actors.other": other}
    changes["trade"] = "least_salient_first"
    # The blocker loses 0.35; the other one, who cares about rights only, loses 0.4 or nothing.
    assert drafts_of(play(board(changes)))[1] == pytest.approx(second)


def test_what_the_sponsors_have_given_is_what_their_drafts_lost_in_value(board, play):
    model = play(board())
    drafts = drafts_of(model)
    worth = 1 - 0.5 * np.abs(drafts - [0.9, 0.6]).sum(axis=1)
    assert len(drafts) == 4
    assert model.records.columns["board.softened"] == pytest.approx(worth[0] - worth[-1])
    assert worth[0] - worth[-1] == pytest.approx(0.15)


def test_a_draft_gives_way_only_as_far_as_the_client_would_rather_have_it_than_fail(board, play):
    # A step goes a tenth of the way to the blocker, which costs the client 0.035; it has room for 0.01 in three.
    model = play(board({f"{SPEC}.client": "east", "actors.east.fallback.value": 0.84}))
    gone = 0.1 * 0.01 / 0.035 * np.array([[0], [1], [2], [3]]) / 3
    np.testing.assert_allclose(drafts_of(model), [0.9, 0.6] - gone * [0.8, 0.2])
    # One issue after the other, a step takes status from 0.9 to 0.8, which costs the client 0.025.
    first = {"trade": "least_salient_first", f"{SPEC}.client": "east", "actors.east.fallback.value": 0.84}
    assert drafts_of(play(board(first)))[1] == pytest.approx([0.9 - 0.1 * 0.01 / 0.025 / 3, 0.6])


def test_asking_again_without_giving_way_buys_nothing(board, play):
    """The same text is tabled once, however many drafts there may be."""
    wavers = {"actors.blocker.precision": 2.0, f"{SPEC}.step": 0.0}
    played = [play(board({**wavers, f"{SPEC}.most_drafts": most}), runs=256) for most in (1, 5, 20)]
    assert [column(model, "board.drafts") for model in played] == [{1}] * 3
    once, *often = [model.records.spelt("ending") for model in played]
    assert 0 < np.mean(once == "adopted") < 1
    assert all(np.array_equal(once, each) for each in often)


def test_what_is_offered_for_letting_a_text_pass_is_had_by_who_did(board, play):
    offered = {"actors.blocker.side_payment": 1.0, "actors.blocker.precedent_price": 0.25, f"{SPEC}.most_drafts": 1}
    for price, passes in ((0.0, True), (-1.0, False)):
        played = play(
            board({**offered, f"{SPEC}.precedent": {"status": 1.0}, "actors.blocker.side_payment": 1 + 2 * price})
        )
        assert endings(played) == {"adopted" if passes else "blocked"}
        had = 1.0 - 0.25 * 0.9 if passes else 0.0
        assert played.records.columns["payoff.blocker.passage"] == pytest.approx(had)


def test_a_draft_can_give_way_upwards_too(board, play):
    more = {"actors.blocker.position": {"status": 0.1, "rights": 1.0}, f"{SPEC}.negotiable": ["rights"]}
    assert drafts_of(play(board(more)))[:, 1] == pytest.approx([0.6, 0.7, 0.8, 0.9])


def test_a_text_that_both_parties_accepted_is_not_softened(agreed_board, play):
    model = play(agreed_board({"actors.blocker.position": {"status": 0.0, "rights": 0.0}}))
    drafts = drafts_of(model)
    assert len(drafts) == 1
    assert endings(model) == {"blocked"} and column(model, "consent") == {True}


@pytest.mark.parametrize(("deference", "ending"), [(0.0, "blocked"), (0.9, "adopted")])
def test_who_defers_to_the_parties_lets_their_agreement_pass(agreed_board, play, deference, ending):
    changes = {"actors.blocker.position": {"status": 0.0, "rights": 0.0}, "actors.blocker.deference": deference}
    assert endings(play(agreed_board(changes))) == {ending}


def test_deference_is_worth_nothing_where_one_party_refuses(agreed_board, play):
    changes = {"actors.blocker.deference": 0.9, "actors.west.fallback.value": 0.99}
    changes |= {"process.0.proposal.on_failure": "board", "process.1.council.most_drafts": 1}
    model = play(agreed_board({**changes, "actors.blocker.position": {"status": 0.0, "rights": 0.0}}))
    assert endings(model) == {"blocked"} and column(model, "consent") == {False}


def test_nobody_opposes_what_both_parties_accept_except_who_can_block(agreed_board, play):
    changes = {"process.1.council.majority": 5, "process.1.council.other_seats": {"ghana": {"chance_of_yes": 0.0}}}
    model = play(agreed_board({**changes, "actors.blocker.deference": 0.9}))
    assert endings(model) == {"adopted"} and column(model, "board.yes_votes") == {5}


# --- vote, withdrawal, redraft ----------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 3])
def test_sponsors_withdraw_when_they_are_out_of_drafts(board, play, most):
    model = play(board({f"{SPEC}.most_drafts": most}))
    assert column(model, "board.drafts") == {most} and column(model, "board.voted") == {False}
    assert column(model, "ended_week") == {2 * (most - 1)}


def test_sponsors_withdraw_when_no_room_is_left(board, play):
    model = play(board({"actors.friends.fallback.value": 0.99, f"{SPEC}.smallest_room": 0.03}))
    assert column(model, "board.drafts") == {1}


def test_a_lost_vote_is_risked_where_losing_costs_nothing(board, play):
    free = play(board({f"{SPEC}.lost_vote_cost": 0.0, "actors.blocker.signal_honesty": 0.9}))
    assert column(free, "board.voted") == {True}
    assert np.all(free.records.columns["board.vetoed"])
    dear = play(board({f"{SPEC}.lost_vote_cost": 1.0, "actors.blocker.signal_honesty": 0.9})).records.columns
    assert not np.any(dear["board.voted"] & (dear["board.draft_4.believed_chance"] > 0.5))


def test_votes_that_are_lacking_are_not_put_to_the_test(board, play):
    model = play(board({f"{SPEC}.majority": 4, "actors.blocker.veto": False, f"{SPEC}.lost_vote_cost": 0.1}))
    assert endings(model) == {"blocked"}
    assert column(model, "board.voted") == {False} and column(model, "board.vetoed") == {False}


def test_sponsors_vote_where_they_do_not_believe_in_the_veto(board, play):
    deaf = {"actors.blocker.signal_honesty": 0.5, f"{SPEC}.most_drafts": 1, f"{SPEC}.lost_vote_cost": 0.1}
    trusting = {**deaf, "actors.friends.beliefs": {"board": {"blocked": {"chance": 0.1}}}}
    model = play(board(trusting))
    assert column(model, "board.voted") == {True} and column(model, "board.vetoed") == {True}
    wary = play(board({**deaf, "actors.friends.beliefs": {"board": {"blocked": {"chance": 0.95}}}}))
    assert column(wary, "board.voted") == {False}


def test_a_draft_that_fell_due_during_a_hold_is_tabled_after_it(board, tell):
    hold = {"name": "summit", "date": after(1), "effects": [{"hold": {"stage": "board", "until": after(5)}}]}
    assert [entry.week for entry in tell(board({"events": [hold]}), "draft")] == [0, 5, 7, 9]


def test_each_council_counts_its_own_drafts(two_boards, play):
    model = play(two_boards())
    assert len(drafts_of(model, "board")) == len(drafts_of(model, "second")) == 4
    assert drafts_of(model, "second")[0].tolist() == [0.9, 0.6], "the first draft as it is"
    assert column(model, "board.drafts") == column(model, "second.drafts") == {4}


def test_a_veto_in_one_council_is_told_apart_from_none_in_the_next(two_boards, play):
    """Whoever is fooled in the first puts it to a vote and meets a veto; in the second nobody can veto the plan."""
    first = {"process.0.council.most_drafts": 1, "process.0.council.lost_vote_cost": 0.9}
    # In its own word it has much to lose; else a veto would be nothing to it, since the second adopts the plan.
    first |= {"actors.blocker.signal_honesty": 0.8, "actors.blocker.fallback": {"value": 0.85}}
    second = {"process.1.council.seats": {"friends": 3}, "process.1.council.client": "east"}
    scenario = two_boards({**first, **second})
    model = play(scenario, runs=512)
    vetoed = model.records.columns["board.vetoed"]
    assert np.mean(vetoed) == pytest.approx(0.2, abs=0.04) and np.array_equal(
        vetoed, model.records.columns["board.voted"]
    )
    assert endings(model) == {"adopted"}
    assert column(model, "second.vetoed") == {False} and column(model, "second.voted") == {True}
    for run in range(12):
        chronicle = Chronicle()
        StatusTalks(scenario, places=np.array([run]), chronicle=chronicle).run()
        votes = {entry.stage: entry.numbers["vetoed"] for entry in chronicle.entries if entry.kind == "vote"}
        assert votes == ({"board": True, "second": False} if vetoed[run] else {"second": False})


# --- what is believed -------------------------------------------------------------------------------------------


def beliefs_by_week(scenario, name):
    model = StatusTalks(scenario, places=np.arange(1))
    believed = [model.actors[name].believes("board.blocked", np.arange(1))[0]]
    for _ in model.weeks():
        believed.append(model.actors[name].believes("board.blocked", np.arange(1))[0])
    return believed


@pytest.mark.parametrize("name", ["friends", "east", "west"])
def test_every_threat_makes_everybody_believe_more_in_the_veto(board, name):
    believed = beliefs_by_week(
        board({f"actors.{name}.beliefs": {"board": {"blocked": {"chance": 0.3, "weight": 4}}}}), name
    )
    # Four threats, and with the last of them the withdrawal, which is no mere threat.
    assert sorted(set(believed)) == pytest.approx([(1.2 + heard) / (4 + heard) for heard in (0, 1, 2, 3, 5)])
    assert believed == sorted(believed)


def test_an_assurance_makes_them_believe_less(board):
    believed = beliefs_by_week(
        board({**LIKES_IT, "actors.east.beliefs": {"board": {"blocked": {"chance": 0.3}}}}), "east"
    )
    assert believed[-1] == pytest.approx(1.2 / 5)


def test_nobody_learns_from_who_tells_the_truth_every_other_time_but_from_the_block_itself(board):
    changes = {"actors.east.beliefs": {"board": {"blocked": {"chance": 0.3}}}, "actors.blocker.signal_honesty": 0.5}
    changes[f"{SPEC}.majority"] = 4  # votes are lacking, so that drafts are softened and then withdrawn
    assert beliefs_by_week(board(changes), "east") == pytest.approx([*[0.3] * 7, 2.2 / 5])


def test_nobody_expects_a_block_where_nobody_can(board):
    changes = {"actors.east.beliefs": {"board": {"blocked": {"chance": 0.3}}}, "actors.blocker.veto": False}
    assert set(beliefs_by_week(board(changes), "east")) == {0.0}


def test_signals_are_true_as_often_as_they_are_honest(board, play):
    model = play(
        board({"actors.blocker.signal_honesty": 0.8, f"{SPEC}.most_drafts": 1, f"{SPEC}.lost_vote_cost": 0.9}),
        runs=1024,
    )
    assert np.mean(model.records.columns["board.vetoed"]) == pytest.approx(0.2, abs=0.04), (
        "who was fooled put it to the vote"
    )


def test_sponsors_of_whom_nothing_is_said_go_by_what_they_are_told(board, tell):
    (choice,) = tell(board({**LIKES_IT, "actors.blocker.signal_honesty": 0.9}), "choice")
    assert choice.numbers["believed"] == pytest.approx(0.1)


class TestCouncil(StageConformance):
    kind = "council"
    tells = frozenset({"draft", "intention", "signal", "choice", "vote", "leaves"})

    @pytest.fixture
    def cases(self, board, two_boards, agreed_board):
        group = {"kind": "bloc", "members": ["friends", "blocker"], "position": {"status": 0.5}}
        wavering = {"actors.blocker.precision": 6.0, "actors.blocker.signal_honesty": 0.8}
        return [
            board({**wavering, "actors.group": {**group, "salience": {"status": 1.0}},
                   f"{SPEC}.other_seats": {"ghana": {"chance_of_yes": 0.5}}, f"{SPEC}.client": "east",
                   f"{SPEC}.precedent": {"status": 1.0}, "actors.blocker.precedent_price": 0.2}),
            two_boards(wavering),
            agreed_board({"actors.blocker.deference": 0.3}),
        ]  # fmt: skip
