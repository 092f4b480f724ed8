import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.block import rows_of
from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import varied
from sim.views.story.forms import as_plain
from sim.views.story.story import story_of

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


# --- events that wait for what is the case -----------------------------------------------------------------------


def case(when, *effects, **more):
    return {"name": "news", "when": when, "effects": list(effects), **more}


PATIENCE = change("west", "patience_weeks", 7)


@pytest.mark.parametrize(
    ("when", "week"),
    [({"rounds.result": "deadlock"}, 20), ({"rounds.rounds": {"min": 3}}, 9), ({"paper.began_week": {"min": 0}}, 21),
     ([{"rounds.result": "agreed"}, {"rounds.rounds": {"min": 2}}], 5), ({"happened.first": True}, 8)],
)  # fmt: skip
def test_an_event_waits_for_what_is_the_case_and_happens_in_the_week_after(talks, when, week):
    first = {"name": "first", "date": after(7), "effects": [change("east", "patience_weeks", 1)]}
    events = [case(when, PATIENCE), first]
    scenario = talks({**APART, **PAPER_AFTER, "process.0.talks.weeks": 19, "events": events})
    before, then = (at_week(scenario, one).actors["west"].now["patience_weeks"] for one in (week - 1, week))
    assert set(before.tolist()) == {520.0}
    assert set(then.tolist()) == {527.0}


def test_a_condition_on_a_result_says_nothing_until_there_is_one(talks, play):
    news = case({"rounds.result": {"unlike": "agreed"}}, PATIENCE)
    assert not play(talks({"events": [news]})).records.columns["happened.news"].any()
    model = at_week(talks({**APART, **PAPER_AFTER, "process.0.talks.weeks": 19, "events": [news]}), 19)
    assert not model.records.columns["happened.news"].any()
    model.step()
    assert model.records.columns["happened.news"].all()


def test_beside_a_condition_the_date_is_the_day_before_which_it_does_not_happen(talks):
    late = case({"rounds.rounds": {"min": 2}}, PATIENCE, date=after(12))
    scenario = talks({**APART, "events": [late]})
    assert at_week(scenario, 11).actors["west"].now["patience_weeks"][0] == 520
    assert at_week(scenario, 12).actors["west"].now["patience_weeks"][0] == 527


def test_what_is_told_of_a_deal_happens_only_where_there_is_one(talks, play):
    hopes = {"actors.west.fallback.value": {"choice": {0.3: 1, 0.95: 1}}, "process.0.talks.on_success": "paper"}
    scenario = talks({**PAPER_AFTER, **hopes, "events": [case({"rounds.result": "agreed"})]})
    records = play(scenario, runs=256).records
    agreed = records.spelt("rounds.result") == "agreed"
    assert 0.1 < agreed.mean() < 0.9
    assert (records.columns["happened.news"] == agreed).all()


# --- effects of results, and what effects may move ---------------------------------------------------------------


def ends_with(*effects):
    """Talks that fail, whose failure has effects, and then a paper."""
    return {**APART, **PAPER_AFTER, "process.0.talks.weeks": 19,
            "process.0.talks.on_failure": {"to": "paper", "effects": list(effects)}}  # fmt: skip


def test_a_result_has_effects_in_the_runs_in_which_it_comes_about(talks):
    weeks = {"process.0.talks.weeks": {"choice": {9: 1, 19: 1}}}
    model = at_week(talks({**ends_with(PATIENCE), **weeks}), 12, runs=64)
    early = model.records.columns["rounds.left_week"] == 9
    assert 0 < early.sum() < 64
    assert (model.actors["west"].now["patience_weeks"] == np.where(early, 527, 520)).all()
    assert at_week(talks({**ends_with(PATIENCE), **weeks}), 8).actors["west"].now["patience_weeks"][0] == 520


def move(number, by):
    return {"move": {"number": number, "by": by}}


@pytest.mark.parametrize(("by", "upper"), [(0.2, 0.5), (-0.1, 0.2), (5, 1.0)])
def test_a_red_line_moves_and_stays_on_the_scale(talks, by, upper):
    scenario = talks(ends_with(move("actors.west.red_lines.status.max", by)))
    west = at_week(scenario, 20).actors["west"]
    assert west.hard_upper[0] == pytest.approx(upper)
    assert west.upper[0] == pytest.approx(upper)
    assert at_week(scenario, 18).actors["west"].hard_upper[0] == pytest.approx(0.3)


def test_a_fallback_a_premium_and_a_length_of_time_move(talks):
    effects = [move("actors.west.fallback.value", 0.25), move("actors.east.premiums.paper.refused", -0.2),
               move("process.paper.weeks", 4)]  # fmt: skip
    refusing = {"actors.east.fallback": None, "actors.east.premiums": {"paper": {"refused": 0.1}}}
    model = at_week(talks({**ends_with(*effects), **refusing}), 20)
    runs = np.arange(8)
    assert model.actors["west"].failing("paper", runs) == pytest.approx(0.55)
    assert model.actors["east"].premium("paper", "refused") == pytest.approx(-0.1)
    assert model.stage("paper").weeks.tolist() == [12.0] * 8
    assert model.world.weeks_of["paper"].tolist() == [12.0] * 8
    assert model.run().records.columns["paper.left_week"].tolist() == [32] * 8


def test_rows_keep_a_number_as_it_was_drawn(talks, play):
    drawn = {"actors.west.fallback.value": {"uniform": [0.2, 0.4]}}
    moving = ends_with(move("actors.west.fallback.value", 0.3))
    still, moved = (rows_of(play(talks({**one, **drawn}))) for one in (ends_with(), moving))
    assert moved.column("in.actors.west.fallback.value").equals(still.column("in.actors.west.fallback.value"))


def test_what_one_run_moves_leaves_others_as_they_were(talks, play):
    weeks = {"process.0.talks.weeks": {"choice": {9: 1, 19: 1}}, "actors.west.precision": 10}
    scenario = talks({**ends_with(move("actors.west.position.status", 0.4)), **weeks})
    block = rows_of(play(scenario, runs=32)).to_pandas()
    for run in (0, 7, 31):
        alone = rows_of(StatusTalks(scenario, places=np.array([run])).run()).to_pandas()
        assert block.iloc[[run]].reset_index(drop=True).equals(alone)


def test_what_was_moved_stays_moved_after_an_intervention(talks):
    scenario = talks(ends_with(move("actors.west.fallback.value", 0.25)))
    model = at_week(scenario, 20)
    model.intervene(varied(scenario, ("actors.west.fallback.value=0.4",)).scenario)
    assert model.actors["west"].failing("paper", np.arange(8)) == pytest.approx(0.65)


def test_a_fact_is_learned_by_those_who_are_named(board):
    doubt = {"board": {"blocked": {"chance": 0.25, "weight": 4}}}
    changes = {f"actors.{name}.beliefs": doubt for name in ("west", "east")} | {"process.0.council.opens": after(20)}
    fact = {"learned": {"about": "board.blocked", "says": True, "weight": 4, "actors": ["east"]}}
    model = at_week(board({**changes, "events": [event(2, fact)]}), 3)
    assert model.actors["west"].believes("board.blocked", np.arange(8)) == pytest.approx(0.25)
    assert model.actors["east"].believes("board.blocked", np.arange(8)) == pytest.approx(5 / 8)


def test_a_text_comes_into_force_by_an_event_or_a_result(talks):
    by_event = at_week(talks({**APART, "events": [event(3, {"in_force": "middle"})]}), 4)
    assert by_event.world.in_force[:, 0].tolist() == [0.5, 0.5]
    by_result = talks(ends_with({"in_force": "middle"}))
    assert at_week(by_result, 18).world.in_force[0, 0] == 0.2
    model = at_week(by_result, 19)
    assert model.world.in_force[0, 0] == 0.5
    assert model.actors["west"].in_force(np.arange(8)) == pytest.approx(1 - 0.75 * 0.4 - 0.25 * 0.3)


@pytest.mark.parametrize(
    ("path", "said"),
    [("actors.west.premiums.rounds.deadlock", "For West this lowered what it has of “deadlock” in “Rounds”."),
     ("actors.west.salience.status", "For West this lowered the weight that it gives to status."),
     ("actors.west.audience.cost", "For West this lowered the cost of a public retreat."),
     ("actors.west.expected_spread", "For West this lowered its expected spread."),
     ("process.paper.weeks", "In “Paper” this lowered weeks.")],
)  # fmt: skip
def test_every_number_that_is_moved_has_a_sentence(talks, path, said):
    more = {"actors.west.premiums": {"rounds": {"deadlock": 0.3}}, "actors.west.fallback": None,
            "actors.west.audience": {"cost": 1}, "expected_text": "middle"}  # fmt: skip
    scenario = talks({**ends_with(move(path, -0.1)), **more})
    told = " ".join(as_plain(story_of(chronicle_of(scenario, 0), scenario)).split())
    assert said in told, told


def test_effects_of_results_are_told(talks):
    effects = [move("actors.west.red_lines.status.max", -0.1), {"in_force": "middle"},
               {"learned": {"about": "paper.accepted", "says": False}}]  # fmt: skip
    scenario = talks(ends_with(*effects))
    told = story_of(chronicle_of(scenario, 0), scenario, style="chronicle")
    said = " ".join(one for chapter in told.chapters for passage in chapter.passages for one in passage.sentences)
    assert ("Time was up without agreement. For West this lowered its red line on status. “Middle” came into force. "
            "Everybody learned that “Paper” would not end as “accepted”.") in said  # fmt: skip


SAID = {
    "neither": ({"events": [{"name": "news"}]},
                "events.news: neither `date` nor `when` is given; allowed: one of them, or both"),
    "column": ({"events": [case({"rounds.resul": "agreed"})]},
               "events.news.when.rounds.resul: results have no column `rounds.resul` to ask about here; allowed: "
               "rounds.entered_week, rounds.began_week, rounds.left_week, rounds.result, rounds.rounds, "
               "rounds.extended, rounds.weeks, rounds.first_gap.status, rounds.first_gap.rights, "
               "rounds.last_gap.status, rounds.last_gap.rights, rounds.closed.status, ...; did you mean "
               "rounds.result?"),
    "own": ({"events": [case({"happened.news": True}), {"name": "other", "date": after(1)}]},
            "events.news.when.happened.news: results have no column `happened.news` to ask about here; "
            "allowed: happened.other"),
    "word": ({"events": [case({"rounds.result": "agred"})]},
             "events.news.when.rounds.result: `rounds.result` is never `agred`; allowed: agreed, deadlock; "
             "did you mean agreed?"),
    "path": (ends_with(move("actors.west.red_lines.status.maxx", 1)),
             "process.rounds.on_failure.effects.0.move.number: there is no number "
             "`actors.west.red_lines.status.maxx`"),
    "form": (ends_with(move("texts.middle.status", 1)),
             "process.rounds.on_failure.effects.0.move.number: the text 'texts.middle.status' is no path of a "
             "number; allowed: the path of a number of an actor or a stage, such as "
             "actors.west.red_lines.status.max"),
    "belief": ({**ends_with(move("actors.west.beliefs.paper.accepted.chance", 1)),
                "actors.west.beliefs": {"paper": {"accepted": {"chance": 0.5}}}},
               "process.rounds.on_failure.effects.0.move.number: this is what is believed at the start, which "
               "nothing moves later; allowed: `signal:` or `learned:` in place of `move:`"),
    "none": (ends_with({"in_force": "nothing"}),
             "process.rounds.on_failure.effects.0.in_force: `nothing` comes into force, which is no effect; allowed: "
             "a text, or `table`"),
    "about": (ends_with({"learned": {"about": "paper.acepted", "says": True}}),
              "process.rounds.on_failure.effects.0.learned.about: no stage ends in `paper.acepted`; allowed: "
              "rounds.agreed, rounds.deadlock, paper.accepted, paper.refused; did you mean paper.accepted?"),
    "two": (ends_with({"release": "paper", "in_force": "middle"}),
            "process.rounds.on_failure.effects.0: none or several effects in one; allowed: one of hold, release, "
            "signal, change, move, learned, seat, in_force"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_an_event_or_effect_cannot_be_is_refused_in_plain_words(talks, name):
    changes, said = SAID[name]
    with pytest.raises(ScenarioFault) as caught:
        talks(changes)
    (fault,) = (str(fault).removeprefix("scenario: ") for fault in caught.value.faults if not fault.warning)
    assert fault.startswith(said)


def test_what_was_moved_stays_within_bounds_when_the_number_itself_changes(talks):
    """A line at 1.2 was the sum of a move by .3 and a change of the file to .9."""
    line = "actors.west.red_lines.status.max"
    move = {"name": "day", "date": after(4), "effects": [{"move": {"number": line, "by": 0.3}}]}
    wide, wider = (
        talks({"events": [move], "actors.west.red_lines": {"status": {"max": most}}}) for most in (0.6, 0.9)
    )
    model = StatusTalks(wide, places=np.arange(2))
    for _ in range(10):
        model.step()
    assert model.world.inputs[line].tolist() == pytest.approx([0.9, 0.9])
    model.intervene(wider)
    assert model.world.inputs[line].tolist() == [1.0, 1.0]
