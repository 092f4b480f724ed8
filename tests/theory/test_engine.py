"""The ordinary engine plays scenarios/theory/*.yaml and lands on the closed forms, nearer with finer steps."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from closed_forms.division import nash_split, rubinstein, rubinstein_deadline, rubinstein_limit
from closed_forms.legislature import baron_ferejohn, romer_rosenthal
from closed_forms.zeuthen import zeuthen

from sim.model import StatusTalks
from sim.scenario.reader import read_scenario, scenario_from
from sim.theory.bargaining.parties import parties
from sim.theory.bargaining.solutions import kalai_smorodinsky, nash
from sim.theory.voting.line import unanimity_winset_on_line

HOME = Path(__file__).resolve().parents[2] / "scenarios" / "theory"
NEAR = 0.01


@cache
def played(name, *settings):
    """Two runs of a file, played once: where the rounds of a long game end, shorter ones have ended before."""
    return StatusTalks(read_scenario(HOME / f"{name}.yaml", settings), places=np.arange(2)).run()


def outcome(name, *settings, issue=None):
    """Where two runs end: the text agreed or adopted on an issue; None without one, and then both must have none."""
    model = played(name, *settings)
    names = model.records.spelt("outcome")
    assert names[0] == names[1]
    row = list(model.world.scenario.issues).index(issue) if issue else 0
    first, second = model.world.on_table[row]
    assert first == pytest.approx(second, abs=NEAR + 1e-9)  # at a tie a hair of noise may bring one step more
    return float(first) if names[0] in ("agreed", "adopted") else None


def errors(exact, *found):
    return [abs(one - exact) for one in found]


# --- alternating offers -------------------------------------------------------------------------------------


def played_backwards(first_discount, second_discount, rounds):
    """The first mover's share, each round's fallbacks being what the engine made of the round after it."""
    keeps = None  # what the proposer of the round after this one keeps
    for number in range(rounds, 0, -1):
        proposer, responder = (first_discount, second_discount)[:: 1 if number % 2 else -1]
        settings = []
        if keeps is None:
            settings.append("actors.second.fallback.value=0")
        else:
            settings.append(f"actors.second.fallback.value={responder * keeps!r}")
            settings.append(f"actors.first.fallback.value={max(0.0, proposer * (1 - keeps))!r}")
        keeps = outcome("rubinstein_deadline", *settings)
        assert keeps is not None
    return keeps


def test_the_shipped_round_of_alternating_offers():
    assert outcome("rubinstein_deadline") == pytest.approx(rubinstein_deadline(0.9, 0.8, 2), abs=1e-4)


@pytest.mark.parametrize(("first", "second"), [(0.9, 0.8), (0.5, 0.5)])
@pytest.mark.parametrize("rounds", [1, 2, 3, 6])
def test_the_game_with_a_deadline_played_backwards(first, second, rounds):
    assert played_backwards(first, second, rounds) == pytest.approx(
        rubinstein_deadline(first, second, rounds), abs=NEAR
    )


def test_many_rounds_come_near_to_the_game_without_a_deadline():
    exact = rubinstein(0.9, 0.8)
    few, some, many = errors(exact, *(played_backwards(0.9, 0.8, rounds) for rounds in (3, 9, 25)))
    assert few > some > many
    assert many < NEAR


def test_impatience_in_the_limit():
    exact = rubinstein_limit(0.05, 0.10)
    coarse, fine = errors(exact, outcome("rubinstein_limit"), outcome("rubinstein_limit", "process.talks.weeks=350"))
    assert fine < coarse < NEAR


# --- Nash, Zeuthen, Kalai and Smorodinsky, the compromise ---------------------------------------------------


def test_nash():
    assert outcome("nash") == pytest.approx(1 - nash_split(0.2, 0.1), abs=1e-9)


@pytest.mark.parametrize(("first", "second"), [(0.0, 0.0), (0.6, 0.3), (0.1, 0.7)])
def test_nash_with_other_fallbacks(first, second):
    found = outcome("nash", f"actors.first.fallback.value={first}", f"actors.second.fallback.value={second}")
    assert found == pytest.approx(1 - nash_split(first, second), abs=1e-9)


def test_nobody_agrees_where_both_fallbacks_are_too_good():
    assert nash_split(0.7, 0.4) is None
    assert outcome("nash", "actors.first.fallback.value=0.7", "actors.second.fallback.value=0.4") is None


def test_zeuthen_ends_at_the_nash_point_on_a_line():
    share = np.linspace(0, 1, 2001)
    exact = share[zeuthen(share, 1 - share, 0.2, 0.1).agreed]
    assert exact == pytest.approx(nash_split(0.2, 0.1), abs=1e-3)
    odd, finer = errors(
        nash_split(0.2, 0.1),
        outcome("zeuthen", "process.talks.weeks=51"), outcome("zeuthen", "process.talks.weeks=351"),
    )  # fmt: skip
    assert finer <= odd < NEAR
    assert outcome("zeuthen") == pytest.approx(exact, abs=1e-3)


def test_even_concessions_end_at_the_kalai_smorodinsky_point():
    problem = parties([[0.0, 0.0], [1.0, 1.0]], [[0.8, 0.2], [0.5, 0.5]])
    money, land = kalai_smorodinsky(problem).text
    assert (money, land) == pytest.approx((3 / 13, 1.0), abs=1e-6)
    coarse, fine = errors(
        money, outcome("kalai_smorodinsky"), outcome("kalai_smorodinsky", "process.talks.weeks=350")
    )
    assert fine < coarse < NEAR
    assert outcome("kalai_smorodinsky", issue="land") == pytest.approx(land, abs=1e-9)
    assert nash(problem).text[0] == pytest.approx(0.0, abs=1e-6)  # so that it is not the Nash point that was found


@pytest.mark.parametrize(("method", "exact"), [("compromise", 0.75), ("nash", 0.75), ("median", 1.0)])
def test_the_compromise_and_its_neighbours(method, exact):
    settings = [] if method == "compromise" else [f"process.paper.method={method}"]
    found = outcome("compromise", *settings)
    assert (exact if found is None else found) == pytest.approx(exact, abs=1e-9)


# --- councils -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", [0.4, 0.35, 0.3, 0.2, 0.1, 0.55, 0.9])
def test_an_agenda_setter(law):
    settings = [] if law == 0.4 else [f"texts.in_force.policy={law}"]
    found = outcome("romer_rosenthal", *settings)
    exact = float(romer_rosenthal(0.8, 0.5, law))
    assert (law if found is None else found) == pytest.approx(exact, abs=NEAR)


def test_an_agenda_setter_in_small_steps():
    law = "texts.in_force.policy=0.3"
    coarse, fine = errors(
        0.7,
        outcome("romer_rosenthal", law, "process.floor.step=0.009"),
        outcome("romer_rosenthal", law, "process.floor.step=0.0022"),
    )
    assert fine < coarse < NEAR


def test_three_veto_players():
    low, high = (end.item() for end in unanimity_winset_on_line([0.2, 0.4, 0.7], 0.1))
    assert (low, high) == (0.1, pytest.approx(0.3))
    found = outcome("veto_players")
    assert low - 1e-9 <= found <= high + 1e-9
    assert found == pytest.approx(high, abs=NEAR + 1e-9)


def test_a_legislature_whose_value_the_engine_finds():
    """A seat is worth the mean of what the three chairs bring it; that, discounted, is what a refusal is worth."""
    worth, discount = 0.2, 0.8
    for _ in range(2):
        settings = [f"texts.later.{issue}={discount * worth!r}" for issue in ("partner_share", "third_share")]
        partner = outcome("baron_ferejohn", *settings, issue="partner_share")
        third = outcome("baron_ferejohn", *settings, issue="third_share")
        worth = ((1 - partner - third) + partner + third) / 3
    proposer_exact, partner_exact = baron_ferejohn(3, discount)
    assert 1 - partner - third == pytest.approx(proposer_exact, abs=NEAR)
    assert partner == pytest.approx(partner_exact, abs=NEAR)
    assert third == pytest.approx(0.0, abs=1e-9)


def legislature(members, discount, step):
    """A legislature in which the proposer needs the yes of a bare half of the others: what each of them is given."""
    bought, passed_over = ([f"{what}_{n}" for n in range(members // 2)] for what in ("bought", "other"))
    sure = {"kind": "state", "precision": 1e6, "signal_honesty": 1}
    shares = {name: {"zero": "nothing", "one": "all"} for name in (*bought, *passed_over)}
    actors = {
        f"member_{name}": {**sure, "position": {name: 1}, "salience": {name: 1}, "veto": name in bought}
        for name in shares
    }
    actors["proposer"] = {**sure, "position": dict.fromkeys(shares, 0), "salience": dict.fromkeys(shares, 1)}
    floor = {
        "name": "floor", "sponsors": ["proposer"], "seats": dict.fromkeys(actors, 1), "majority": members // 2 + 1,
        "first_draft": "all_for_me", "negotiable": bought, "draft_every_weeks": 1, "most_drafts": 50, "step": step,
        "smallest_room": 0,
    }  # fmt: skip
    scenario = scenario_from({
        "format": 1, "title": "A legislature", "issues": shares, "actors": actors, "status_quo": "later",
        "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2032, 12, 27)}, "expected_text": "later",
        "texts": {"later": dict.fromkeys(shares, discount / members), "all_for_me": dict.fromkeys(shares, 0)},
        "process": [{"council": floor}],
        "outcomes": [{"name": "adopted", "when": {"ending": "adopted"}}, {"name": "later_again", "otherwise": True}],
    })  # fmt: skip
    model = StatusTalks(scenario, places=np.arange(2)).run()
    assert set(model.records.spelt("outcome")) == {"adopted"}
    text = dict(zip(shares, model.world.on_table[:, 0], strict=True))
    return [text[name] for name in bought], [text[name] for name in passed_over]


@pytest.mark.parametrize("members", [3, 5, 7])
def test_a_larger_legislature_buys_a_bare_half_at_the_price_of_a_seat(members):
    """Each partner is given its discounted seat, up to the last step; the others nothing (closed rule, majority)."""
    step, discount = 0.004, 0.8
    bought, passed_over = legislature(members, discount, step)
    proposer_exact, partner_exact = baron_ferejohn(members, discount)
    most = step * (members - 1)  # a step of the proposer's utility, all of it in one partner's share
    assert all(partner_exact - 1e-9 <= share <= partner_exact + most for share in bought), bought
    assert passed_over == [0.0] * (members // 2)
    assert 1 - sum(bought) == pytest.approx(proposer_exact, abs=most * len(bought))


def test_a_legislature_in_small_steps():
    _, exact = baron_ferejohn(3, 0.8)
    coarse, fine = errors(
        exact,
        outcome("baron_ferejohn"),
        outcome("baron_ferejohn", "process.floor.step=0.00281"),
    )
    assert fine < coarse < NEAR
