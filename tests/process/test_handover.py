"""When a run that leaves a stage is dealt with in the next; stages that fall on a day, and time that is up on one."""

import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.block import rows_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of

AT_ONCE = {"calendar.handover": "same_week"}
APART = {
    "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
PEOPLE = {"kind": "voters", "position": {"status": 0.9, "rights": 0.9}, "salience": {"status": 0.5, "rights": 0.5}}


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def vote(name, to="end", **more):
    return {"ratification": {"name": name, "referendums": {"poll": {"voters": "people", "spread": 0.2}},
                             "on_success": to, "on_failure": to, **more}}  # fmt: skip


def paper_then(make, *stages, **more):
    """A paper, and then stages one after the other, whatever each ends in."""
    first = stages[0]["ratification"]["name"]
    changes = {
        "actors.people": PEOPLE,
        "process.0.proposal.on_success": first,
        "process.0.proposal.on_failure": first,
    }
    changes |= {f"process.{place}": stage for place, stage in enumerate(stages, 1)}
    return make({**changes, **more})


def left(model, stage):
    return set(model.records.columns[f"{stage}.left_week"].tolist())


def test_each_handover_costs_a_week_unless_the_calendar_says_otherwise(paper, play):
    stages = [vote("first", "second"), vote("second")]
    late, at_once = (play(paper_then(paper, *stages, **more)) for more in ({}, AT_ONCE))
    assert [left(late, name) for name in ("paper", "first", "second")] == [{11}, {12}, {13}]
    assert [left(at_once, name) for name in ("paper", "first", "second")] == [{11}, {11}, {11}]


def test_it_does_not_matter_in_which_order_the_stages_stand_in_the_file(paper, play):
    back = paper_then(paper, vote("last"), vote("middle", "last"), **AT_ONCE,
                      **{f"process.0.proposal.{way}": "middle" for way in ("on_success", "on_failure")})  # fmt: skip
    model = play(back)
    assert [left(model, name) for name in ("paper", "middle", "last")] == [{11}, {11}, {11}]


def test_nobody_acts_twice_in_one_week(talks, tell):
    rounds = [entry.week for entry in tell(talks({**APART, **AT_ONCE}), "offer") if entry.actor == "west"]
    assert rounds == sorted(set(rounds)), "one offer a round"
    assert len(rounds) == len([one for one in tell(talks(APART), "offer") if one.actor == "west"])


def test_what_has_to_be_prepared_takes_its_time_all_the_same(paper, play):
    model = play(paper_then(paper, vote("first", "second", prepare_weeks=2), vote("second"), **AT_ONCE))
    assert [left(model, name) for name in ("first", "second")] == [{13}, {13}]


def test_two_votes_fall_on_one_day(paper, play):
    """Each handover cost a week, so that two votes could not fall on one day."""
    day = {"on": after(20)}
    model = play(paper_then(paper, vote("first", "second", **day), vote("second", **day), **AT_ONCE))
    assert [left(model, name) for name in ("first", "second")] == [{20}, {20}]


def test_who_comes_after_the_day_is_dealt_with_at_once(paper, play):
    model = play(paper_then(paper, vote("first", on=after(5)), **AT_ONCE))
    assert left(model, "first") == {11}


def test_the_weeks_until_the_day_are_counted(paper):
    scenario = paper_then(paper, vote("first", on=after(30)), **{"actors.west.delay_weight": 0.5,
                          "actors.west.patience_weeks": 100, "actors.west.fallback": None})  # fmt: skip
    model = StatusTalks(scenario, places=np.arange(2))
    west, runs, cost = model.actors["west"], np.arange(2), {}
    for week in model.weeks():
        cost[week] = west.ahead().after("paper", "accepted", True).weeks[0]
        if week == 8:
            break
    assert [cost[week] for week in (0, 4, 8)] == [30, 26, 22]
    assert runs.size == 2


def test_a_run_alone_is_the_run_in_its_block_where_all_is_done_at_once(paper):
    wavering = {"actors.west.precision": 6, "actors.east.precision": 6, "process.0.proposal.on_success": "end",
                "process.0.proposal.weeks": {"choice": {4: 1, 8: 1}}}  # fmt: skip
    scenario = paper_then(paper, vote("first", "second"), vote("second"), **AT_ONCE, **wavering)
    block = rows_of(StatusTalks(scenario, places=np.arange(32)).run()).to_pandas()
    assert block["ending"].nunique() > 1
    for run in (0, 13, 31):
        alone = rows_of(StatusTalks(scenario, places=np.array([run])).run()).to_pandas()
        assert block.iloc[[run]].reset_index(drop=True).equals(alone)


# --- time that is up on a day ------------------------------------------------------------------------------------

DEADLINE = {**APART, "process.0.talks.weeks": None, "process.0.talks.deadline": after(20)}


def test_talks_end_on_their_deadline_whenever_they_began(talks, play):
    assert left(play(talks(DEADLINE)), "rounds") == {20}
    late = play(talks({**DEADLINE, "process.0.talks.prepare_weeks": {"choice": {0: 1, 7: 1}}}), runs=32)
    assert left(late, "rounds") == {20}
    assert set(late.records.columns["rounds.began_week"].tolist()) == {0, 7}
    assert set(late.records.columns["rounds.weeks"].tolist()) == {20, 13}


def test_talks_that_begin_too_late_have_a_week(talks, play):
    assert left(play(talks({**DEADLINE, "process.0.talks.prepare_weeks": 25})), "rounds") == {26}


def test_by_the_deadline_a_linear_party_has_given_all_that_it_gives(talks, tell):
    def asked(changes):
        told = tell(talks({**APART, "actors.west.tactic": {"kind": "linear"}, **changes}), "offer")
        return [entry.numbers["asked"] for entry in told if entry.actor == "west"]

    same = {"process.0.talks.weeks": 20}
    by_day = {"process.0.talks.weeks": None, "process.0.talks.deadline": after(20)}
    assert asked(by_day) == pytest.approx(asked(same))


def more(*extensions, **changes):
    return {**APART, "process.0.talks.weeks": 10, "process.0.talks.extensions": list(extensions), **changes}


def test_several_extensions_follow_each_other(talks, play, tell):
    two = talks(more({"weeks": 5}, {"weeks": 3}))
    model = play(two)
    assert left(model, "rounds") == {18}
    assert model.records.columns["rounds.extension_1"].all() and model.records.columns["rounds.extension_2"].all()
    assert [(entry.week, entry.numbers["weeks"]) for entry in tell(two, "extension")] == [(10, 5.0), (15, 3.0)]


def test_each_has_a_chance_of_its_own_and_the_next_waits_for_it(talks, play):
    columns = play(talks(more({"weeks": 5, "chance": 0.5}, {"weeks": 3, "chance": 0.5})), runs=512).records.columns
    first, second = (columns[f"rounds.extension_{number}"] for number in (1, 2))
    assert first.mean() == pytest.approx(0.5, abs=0.07)
    assert not (second & ~first).any()
    assert (second & first).sum() / first.sum() == pytest.approx(0.5, abs=0.1)
    assert (columns["rounds.left_week"] == 10 + 5 * first + 3 * second).all()


def test_the_parties_go_on_only_where_there_is_something_to_be_had(talks, play):
    """Half-way between the last offers both gain, unless it lies beyond a hard line or one hopes for more."""
    wish = {"weeks": 5, "by": "parties"}
    firm = {"actors.west.tactic": {"kind": "firm"}, "actors.east.tactic": {"kind": "firm"},
            "actors.west.red_lines": {}, "actors.east.red_lines": {}}  # fmt: skip
    assert left(play(talks(more(wish, **firm))), "rounds") == {15}
    assert left(play(talks(more(wish))), "rounds") == {10}
    greedy = {**firm, "actors.east.fallback.value": 0.9}
    assert left(play(talks(more(wish, **greedy))), "rounds") == {10}


SAID = {
    "no end": ({"process.0.talks.weeks": None},
               "process.rounds: neither or both of `weeks` and `deadline` are given; allowed: one of them"),
    "two ends": ({"process.0.talks.deadline": after(3)},
                 "process.rounds: neither or both of `weeks` and `deadline` are given; allowed: one of them"),
    "both": (more({"weeks": 5}) | {"process.0.talks.extension": {"weeks": 5}},
             "process.rounds: both `extension` and `extensions` are given; allowed: one of them"),
    "early": ({**DEADLINE, "process.0.talks.deadline": after(3), "process.0.talks.opens": after(4)},
              "process.rounds.deadline: time is up on 2006-01-23, before the talks open on 2006-01-30; allowed: "
              "a later day"),
    "two days": ({"process.0.talks.on": after(3), "process.0.talks.opens": after(4)},
                 "process.rounds: both `on` and `opens` are given; allowed: one of them"),
    "handover": ({"calendar.handover": "soon"},
                 "calendar.handover: the text 'soon' is not known here; allowed: same_week, next_week"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_makes_no_sense_is_refused_in_plain_words(talks, name):
    changes, said = SAID[name]
    with pytest.raises(ScenarioFault) as caught:
        talks(changes)
    assert [str(fault).removeprefix("scenario: ") for fault in caught.value.faults if not fault.warning] == [said]


LATE = """format: 1
title: Two
calendar: {start: 2030-01-07, end: 2030-12-30}
issues: {border: {zero: east, one: west}}
actors:
  west: {kind: party, position: {border: 0.9}, salience: {border: 1}, fallback: {value: 0.4}}
  east: {kind: party, position: {border: 0.2}, salience: {border: 1}, fallback: {value: 0.4}}
process:
  - act: {name: call, by: [west], chance: 0.5, on: 2030-03-04, on_alone: table, on_failure: table}
  - talks: {name: table, parties: [west, east], deadline: DAY, expected: {agreed: 0.5}}
outcomes:
  - {name: agreed, when: {ending: agreed}}
  - {name: none, otherwise: true}
"""


def test_a_deadline_before_any_run_can_come_to_the_talks_is_told():
    assert not reading_of(LATE.replace("DAY", "2030-03-05"), "file.yaml").warnings
    (warning,) = reading_of(LATE.replace("DAY", "2030-03-04"), "file.yaml").warnings
    assert str(warning) == (
        "file.yaml:10:59: process.table.deadline: warning: time is up on 2030-03-04, and no run can come here before "
        "2030-03-04; allowed: a later day"
    )
