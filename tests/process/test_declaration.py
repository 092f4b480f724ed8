import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks

from .conformance import StageConformance

SPEC = "process.0.declaration"
UNWILLING = {f"{SPEC}.sponsors.friends.reluctance": 5.0, "actors.friends.patience_weeks": 5000}
"""Sponsors that give no green light for as long as the calendar runs."""
RASH = {**UNWILLING, f"{SPEC}.alone_chance": 1.0}
"""Then the declarer is tempted every week; alone is worth 0.6 to it, the old order 0.375 less what patience takes."""


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def event(name, week, **effect):
    return {"name": name, "date": after(week), "effects": [effect]}


def column(model, name):
    return set(model.records.columns[name].tolist())


def endings(model):
    return set(model.records.spelt("ending"))


def test_with_a_green_light_notice_is_given_and_runs_before_the_day(day, play):
    model = play(day())
    assert endings(model) == {"coordinated"}
    assert column(model, "day.notice_week") == {0} and column(model, "ended_week") == {3}
    assert column(model, "day.backing") == {1.0}
    assert column(model, "text.status") == {0.9} and column(model, "text.rights") == {0.8}
    assert column(model, "consent") == {False}


def test_without_notice_it_is_the_same_day(day, play):
    assert column(play(day({f"{SPEC}.notice_weeks": 0})), "ended_week") == {0}


@pytest.mark.parametrize(("notice", "weeks"), [(3.4, 60.4), (2.6, 59.6)])
def test_weeks_that_are_not_whole_are_rounded(day, play, notice, weeks):
    whole = {f"{SPEC}.notice_weeks": notice, f"{SPEC}.weeks": weeks}
    assert column(play(day(whole)), "ended_week") == {3}
    assert column(play(day({**UNWILLING, **whole})), "ended_week") == {60}


def test_a_hold_puts_the_notice_off_and_a_release_brings_it_back(day, play):
    hold = event("vote", 0, hold={"stage": "day", "until": after(50)})
    held = play(day({"events": [hold]}))
    assert column(held, "day.notice_week") == {50} and column(held, "ended_week") == {53}
    released = play(day({"events": [hold, event("over", 20, release="day")]}))
    assert column(released, "day.notice_week") == {20}


def test_a_hold_after_the_notice_puts_the_day_off(day, play):
    model = play(day({"events": [event("vote", 1, hold={"stage": "day", "until": after(8)})]}))
    assert column(model, "day.notice_week") == {0} and column(model, "ended_week") == {8}


def test_a_shorter_hold_does_not_undo_a_longer_one(day, play):
    events = [event(f"vote_{until}", 0, hold={"stage": "day", "until": after(until)}) for until in (9, 5)]
    assert column(play(day({"events": events})), "day.notice_week") == {9}


def test_nothing_happens_before_the_stage_opens(day, play):
    assert column(play(day({f"{SPEC}.opens": after(12)})), "day.notice_week") == {12}


def test_a_coordinated_declaration_needs_the_green_light(day, play):
    model = play(day(UNWILLING))
    assert endings(model) == {"no_declaration"}
    assert column(model, "day.notice_week") == {-1} and column(model, "day.backing") == {0.0}
    assert column(model, "ended_week") == {60}, "the question is laid aside"
    assert column(model, "text.status") == {0.5}


@pytest.mark.parametrize(
    ("quorum", "ending"), [(0.2, "coordinated"), (0.25, "coordinated"), (0.26, "no_declaration")]
)
def test_the_quorum_counts_sponsors_by_weight(day, play, quorum, ending):
    doubter = {"kind": "state", "position": {"status": 0.1}, "salience": {"status": 1.0}, "weight": 3}
    doubter |= {
        "precision": 1e6,
    }
    changes = {"actors.doubter": doubter, f"{SPEC}.sponsors.doubter": {}, f"{SPEC}.quorum": quorum}
    model = play(day(changes))
    assert endings(model) == {ending}
    assert column(model, "day.backing") == {0.25}


def test_sponsors_without_weight_back_nothing(day, play):
    model = play(day({"actors.friends.weight": 0}))
    assert endings(model) == {"no_declaration"}
    assert column(model, "day.backing") == {0.0}


@pytest.mark.parametrize(
    ("reluctance", "patience", "week"), [(0.4, 40, 0), (0.8, 40, 18), (0.8, 90, 40), (0.6, 50, 13)]
)
def test_reluctance_falls_as_the_sponsors_patience_runs_out(day, play, reluctance, patience, week):
    changes = {f"{SPEC}.sponsors.friends.reluctance": reluctance, "actors.friends.patience_weeks": patience}
    # A declaration is worth 0.9 to them and the old order 0.45: they wait until reluctance is below 0.45.
    assert column(play(day(changes)), "day.notice_week") == {week}


def test_who_has_more_as_it_is_does_not_declare_however_long_it_waits(day, play):
    changes = {"actors.east.premiums.day.coordinated": -0.8, "actors.east.patience_weeks": 40}
    # 0.2 against 0.375, which patience does not lessen: it takes away hope, not what one has.
    assert column(play(day(changes)), "day.notice_week") == {-1}


def test_who_is_promised_more_declares_no_later(day, play):
    noticed = []
    for premium in (-0.9, -0.7, -0.6, 0.0):
        changes = {"actors.east.premiums.day.coordinated": premium, "actors.east.patience_weeks": 50}
        noticed.append(play(day(changes)).records.columns["day.notice_week"][0] == 0)
    assert noticed == [False, False, True, True], "0.375 is what it has without"


def test_alone_is_open_only_from_its_day_on(day, play):
    model = play(day({**RASH, f"{SPEC}.alone_opens": after(7)}))
    assert endings(model) == {"alone"}
    assert column(model, "ended_week") == {7} and column(model, "day.backing") == {0.0}
    assert column(model, "text.status") == {0.9}


def test_nobody_acts_alone_for_less_than_waiting_is_worth(day, play):
    changes = {**RASH, "actors.east.premiums.day.alone": -0.65}
    # 0.35 against 0.375, and then 0.4.
    assert endings(play(day(changes))) == {"no_declaration"}
    assert endings(play(day({**changes, "actors.east.premiums.day.alone": -0.6}))) == {"alone"}


def test_without_a_chance_nobody_acts_alone(day, play):
    assert endings(play(day(UNWILLING))) == {"no_declaration"}


def test_a_chance_a_month_is_a_chance_a_month(day, play):
    model = play(day({**RASH, f"{SPEC}.alone_chance": 0.3, f"{SPEC}.weeks": 12}), runs=1024)
    months = 12 / (365.25 / 12 / 7)
    assert np.mean(model.records.spelt("ending") == "alone") == pytest.approx(1 - 0.7**months, abs=0.05)


def test_a_notice_that_runs_closes_the_way_alone(day, play):
    model = play(day({f"{SPEC}.alone_chance": 1.0, f"{SPEC}.notice_weeks": 10}))
    assert endings(model) == {"coordinated"} and column(model, "ended_week") == {10}


@pytest.mark.parametrize(("during", "week"), [(["rounds"], 9), ([], 41)])
def test_alone_is_open_during_the_stages_named_only(talks_then_day, play, during, week):
    declaration = {"alone_during": during, "alone_chance": 1.0, "alone_opens": after(9)}
    model = play(talks_then_day({f"process.1.declaration.{path}": value for path, value in declaration.items()}))
    assert endings(model) == {"alone"}
    assert column(model, "ended_week") == {week}, "and not in the week in which the talks end"


def test_a_sponsor_that_withholds_its_light_is_believed_in_less(day):
    changes = {
        **UNWILLING,
        "actors.friends.signal_honesty": 1.0,
        "actors.east.beliefs": {"day": {"coordinated": {"chance": 0.5}}},
    }
    model = StatusTalks(day(changes), places=np.arange(1))
    believed = [
        model.actors["east"].believes("day.coordinated", np.arange(1))[0] for week in model.weeks() if week < 4
    ]
    assert believed == pytest.approx([2 / 5, 2 / 6, 2 / 7, 2 / 8])


class TestDeclaration(StageConformance):
    kind = "declaration"
    untouched = (("{actor}.acted", "it is the declarer's alone"),)
    tells = frozenset({"sponsor", "considers", "notice", "tempted", "declaration", "leaves"})

    @pytest.fixture
    def cases(self, day, talks_then_day):
        hesitant = {f"{SPEC}.sponsors.friends.reluctance": 0.8, "actors.friends.patience_weeks": 90}
        beliefs = {"actors.east.beliefs": {"day": {"coordinated": {"chance": 0.5}}}}
        beliefs["actors.friends.precision"] = 10.0
        alone = {"process.1.declaration.alone_during": ["rounds"], "process.1.declaration.alone_chance": 0.5}
        return [
            day({**hesitant, **beliefs, f"{SPEC}.alone_chance": 0.05, "actors.east.premiums.day.alone": -0.2}),
            talks_then_day(alone),
            day(UNWILLING),
        ]
