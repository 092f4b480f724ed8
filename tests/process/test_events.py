import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.faults import ScenarioFault

APART = {
    "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
HOLD = {"hold": {"stage": "rounds", "until": dt.date(2006, 5, 1)}}  # week 17


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def event(week, *effects, **more):
    return {"name": "news", "date": after(week), "effects": list(effects), **more}


def at_week(scenario, week, runs=8):
    """A model as it stands after a week."""
    model = StatusTalks(scenario, places=np.arange(runs))
    for played in model.weeks():
        if played == week:
            return model
    raise AssertionError("it was over before")


def change(actor, of, by, **more):
    return {"change": {"actor": actor, "of": of, "by": by, **more}}


@pytest.mark.parametrize(("chance", "held"), [(0.0, 0.0), (1.0, 1.0), (0.3, 0.3)])
def test_an_event_happens_as_often_as_its_chance_says(talks, play, chance, held):
    model = play(talks({"events": [event(0, HOLD, chance=chance)]}), runs=1024)
    share = np.mean(model.records.columns["rounds.began_week"] == 17)
    assert share == pytest.approx(held, abs=0.05 if 0 < chance < 1 else 0)


def test_results_say_which_events_happened(talks, play):
    events = [event(0, chance=0.3), {**event(3), "name": "sure"}, {**event(99), "name": "too_late"}]
    columns = play(talks({"events": events}), runs=1024).records.columns
    held = play(talks({"events": [event(0, HOLD, chance=0.3)]}), runs=1024).records.columns
    assert columns["happened.news"].tolist() == (held["rounds.began_week"] == 17).tolist()
    assert columns["happened.sure"].all()
    assert not columns["happened.too_late"].any(), "the talks were over before"


def test_what_does_not_happen_may_do_something_else(talks, play):
    other = {"hold": {"stage": "rounds", "until": after(5)}}
    began = play(talks({"events": [event(0, HOLD, chance=0.3, otherwise=[other])]}), runs=256).records.columns
    assert set(began["rounds.began_week"].tolist()) == {5, 17}
    assert set(play(talks({"events": [event(0, HOLD, chance=1.0, otherwise=[other])]})).records.columns[
        "rounds.began_week"].tolist()) == {17}  # fmt: skip


def test_a_run_has_what_an_event_does_or_what_its_absence_does_and_never_both(talks):
    other = change("west", "audience_cost", 0.25)
    news = event(2, change("west", "audience_cost", 0.5), chance=0.4, otherwise=[other])
    model = at_week(talks({**APART, "events": [news]}), 3, runs=512)
    happened = model.records.columns["happened.news"]
    assert 0 < happened.sum() < 512
    assert model.actors["west"].now["audience_cost"].tolist() == np.where(happened, 0.5, 0.25).tolist()


def test_each_event_is_drawn_for_itself(talks, play):
    first, second = event(0, HOLD, chance=0.5), {**event(0, chance=0.5), "name": "more"}
    second["effects"] = [change("west", "patience_weeks", 7)]
    model = play(talks({"events": [first, second]}), runs=1024)
    one = model.records.columns["rounds.began_week"] == 17
    other = model.actors["west"].now["patience_weeks"] > 520
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


@pytest.mark.parametrize("days", [0, -7, -1000])
def test_what_happened_before_the_calendar_begins_counts_from_its_first_week(talks, days):
    early = {**event(0, change("west", "patience_weeks", 7)), "date": after(0) + dt.timedelta(days=days)}
    assert set(at_week(talks({"events": [early]}), 0).actors["west"].now["patience_weeks"]) == {527.0}


def test_an_event_between_two_mondays_counts_from_the_second(talks):
    scenario = talks({**APART, "events": [{**event(3, change("west", "patience_weeks", 7)), "date": after(3)}]})
    tuesday = talks({**APART, "events": [{**event(3, change("west", "patience_weeks", 7)),
                                           "date": after(3) + dt.timedelta(days=1)}]})  # fmt: skip
    assert at_week(scenario, 3).actors["west"].now["patience_weeks"][0] == 527
    assert at_week(tuesday, 3).actors["west"].now["patience_weeks"][0] == 520
    assert at_week(tuesday, 4).actors["west"].now["patience_weeks"][0] == 527


def test_events_come_before_the_stages_of_their_week(talks, play):
    assert set(play(talks({"events": [event(0, HOLD)]})).records.columns["rounds.began_week"].tolist()) == {17}


def test_a_hold_lasts_until_its_day_and_a_release_ends_it(talks, play):
    over = {"name": "over", "date": after(6), "effects": [{"release": "rounds"}]}
    model = play(talks({"events": [event(0, HOLD), over]}))
    assert set(model.records.columns["rounds.began_week"].tolist()) == {6}


PAPER_AFTER = {"process.1": {"proposal": {"name": "paper", "proposer": "envoy", "parties": ["west", "east"]}},
               "process.0.talks.on_failure": "paper"}  # fmt: skip


@pytest.mark.parametrize(("dated", "happens"), [(3, 21), (20, 21), (21, 21), (24, 24)])
def test_an_event_that_reacts_to_a_stage_waits_until_the_week_after_it_began(talks, dated, happens):
    news = event(dated, change("west", "patience_weeks", 7), not_before="paper")
    scenario = talks({**APART, **PAPER_AFTER, "process.0.talks.weeks": 19, "events": [news]})
    assert at_week(scenario, happens - 1).actors["west"].now["patience_weeks"][0] == 520
    after_it = at_week(scenario, happens)
    assert set(after_it.records.columns["paper.began_week"].tolist()) == {20}
    assert set(after_it.actors["west"].now["patience_weeks"].tolist()) == {527.0}
    assert at_week(scenario, happens + 1).actors["west"].now["patience_weeks"][0] == 527, "once, not every week"


def test_each_run_waits_for_its_own_stage(talks):
    news = event(12, change("west", "patience_weeks", 7), not_before="paper")
    weeks = {"process.0.talks.weeks": {"choice": {9: 1, 19: 1}}}
    model = at_week(talks({**APART, **PAPER_AFTER, **weeks, "events": [news]}), 15, runs=64)
    early = model.records.columns["paper.began_week"] == 10
    assert 0 < early.sum() < 64
    assert (model.records.columns["happened.news"] == early).all()
    assert (model.actors["west"].now["patience_weeks"] == np.where(early, 527, 520)).all()


def test_an_event_that_reacts_to_a_stage_that_never_begins_does_nothing(talks, play):
    news = event(3, change("west", "patience_weeks", 7), not_before="paper", chance=0.5)
    news["otherwise"] = [change("west", "patience_weeks", 9)]
    model = play(talks({**PAPER_AFTER, "events": [news]}), runs=64)
    assert set(model.records.spelt("ending")) == {"agreed"}
    assert not model.records.columns["happened.news"].any()
    assert set(model.actors["west"].now["patience_weeks"].tolist()) == {520.0}


def test_the_chronicle_dates_an_event_that_waited_by_when_it_happened(talks, tell):
    early = after(4) - dt.timedelta(days=2)
    news = [event(3, not_before="paper"), {**event(4), "date": early, "name": "sure"}]
    scenario = talks({**APART, **PAPER_AFTER, "process.0.talks.weeks": 19, "events": news})
    told = {entry.numbers["name"]: (entry.week, entry.numbers["on"]) for entry in tell(scenario, "event")}
    assert told == {"news": (21, str(after(20) + dt.timedelta(days=1))), "sure": (4, str(early))}


def test_an_event_cannot_react_to_a_stage_in_which_no_run_stands(talks):
    unrest = {"unrest": {"name": "riots", "during": ["rounds"], "party": "east", "expected_text": "middle",
                         "monthly_chance": 0.1}}  # fmt: skip
    with pytest.raises(ScenarioFault, match=r"events\.news\.not_before: `riots` stands beside .*allowed: rounds"):
        talks({"process.1": unrest, "events": [event(3, not_before="riots")]})


@pytest.mark.parametrize(("says", "believed"), [(True, 1.6 / 4.4), (False, 1.2 / 4.4)])
def test_a_signal_moves_what_others_believe_by_honesty_and_weight(board, says, believed):
    signal = {"signal": {"sender": "blocker", "about": "board.blocked", "says": says, "weight": 0.5}}
    doubt = {"board": {"blocked": {"chance": 0.3, "weight": 4}}}
    changes = {f"actors.{name}.beliefs": doubt for name in ("west", "east", "blocker")}
    changes |= {"actors.blocker.signal_honesty": 0.9, "process.0.council.opens": after(20)}
    model = at_week(board({**changes, "events": [event(2, signal)]}), 3)
    heard = {name: model.actors[name].believes("board.blocked", np.arange(8)) for name in ("west", "east", "blocker")}
    assert heard["west"] == pytest.approx(believed) and heard["east"] == pytest.approx(believed)
    assert heard["blocker"] == pytest.approx(0.3), "nobody learns from itself"


def test_a_signal_about_backing_leaves_the_other_belief_alone(board):
    signal = {"signal": {"sender": "friends", "about": "board.adopted", "says": True}}
    beliefs = {"board": {"blocked": {"chance": 0.3}, "adopted": {"chance": 0.5}}}
    changes = {"actors.east.beliefs": beliefs, "actors.friends.signal_honesty": 1.0}
    model = at_week(board({**changes, "process.0.council.opens": after(20), "events": [event(2, signal)]}), 3)
    east = model.actors["east"]
    assert east.believes("board.adopted", np.arange(8)) == pytest.approx(3 / 5)
    assert east.believes("board.blocked", np.arange(8)) == pytest.approx(0.3)


@pytest.mark.parametrize("of", ["blocking_cost", "precedent_price", "deference"])
def test_a_change_moves_a_states_number_and_stops_at_nothing(board, of):
    later = {"process.0.council.opens": after(20), f"actors.blocker.{of}": 0.2}
    grown = at_week(board({**later, "events": [event(2, change("blocker", of, 0.3))]}), 3)
    assert grown.actors["blocker"].now[of] == pytest.approx(0.5)
    gone = at_week(board({**later, "events": [event(2, change("blocker", of, -0.3))]}), 3)
    assert gone.actors["blocker"].now[of] == pytest.approx(0.0)
    not_yet = at_week(board({**later, "events": [event(2, change("blocker", of, 0.3))]}), 1)
    assert not_yet.actors["blocker"].now[of] == pytest.approx(0.2)


def test_a_side_payment_may_turn_into_a_demand(board):
    later = {"process.0.council.opens": after(20), "events": [event(2, change("blocker", "side_payment", -0.3))]}
    assert at_week(board(later), 3).actors["blocker"].now["side_payment"] == pytest.approx(-0.3)


def test_a_change_of_the_cost_of_blocking_changes_the_vote(board, play):
    later = {"process.0.council.opens": after(5), "process.0.council.most_drafts": 1}
    cheap = {"events": [event(2, change("blocker", "blocking_cost", 0.5))]}
    assert set(play(board(later)).records.spelt("ending")) == {"blocked"}
    assert set(play(board({**later, **cheap})).records.spelt("ending")) == {"adopted"}


@pytest.mark.parametrize(("by", "expected"), [(0.2, 0.3), (-0.5, 0.0), (2.0, 1.0)])
def test_a_change_of_position_stays_on_the_scale_and_on_its_issue(talks, by, expected):
    news = event(2, change("west", "position", by, issue="status"))
    model = at_week(talks({**APART, "events": [news]}), 3)
    assert model.actors["west"].position[0] == pytest.approx(expected)
    assert model.actors["west"].position[1] == pytest.approx(0.2)
    assert model.actors["east"].position[0] == pytest.approx(0.9)


@pytest.mark.parametrize(("of", "start"), [("audience_cost", 0.0), ("patience_weeks", 520.0)])
def test_a_change_moves_a_partys_number(talks, of, start):
    model = at_week(talks({**APART, "events": [event(2, change("west", of, 0.5))]}), 3)
    assert model.actors["west"].now[of] == pytest.approx(start + 0.5)
    assert model.actors["east"].now[of] == pytest.approx(start)


def test_an_event_with_a_chance_changes_only_the_runs_in_which_it_happens(talks):
    news = event(2, change("west", "audience_cost", 0.5), chance=0.4)
    model = at_week(talks({**APART, "events": [news]}), 3, runs=512)
    assert set(model.actors["west"].now["audience_cost"].tolist()) == {0.0, 0.5}
    assert np.mean(model.actors["west"].now["audience_cost"]) == pytest.approx(0.2, abs=0.05)


def test_what_comes_after_its_end_changes_nothing_in_a_run(talks, play):
    consent = {"actors.west.private_consent": {"middle": 0.5}, "actors.east.private_consent": {"middle": 1.0}}
    option = {**APART, **consent, "process.0.talks.options": [{"text": "middle", "after_weeks": 10}]}
    news = event(20, change("west", "position", 0.3, issue="status"))
    model = play(talks({**option, "events": [news]}), runs=64)
    agreed = model.records.spelt("ending") == "agreed"
    assert 0 < agreed.sum() < 64
    assert model.actors["west"].position[0, agreed] == pytest.approx(0.1)
    assert model.actors["west"].position[0, ~agreed] == pytest.approx(0.4)
    assert model.records.columns["payoff.west.text"][agreed] == pytest.approx(1 - 0.75 * 0.4 - 0.25 * 0.3)
