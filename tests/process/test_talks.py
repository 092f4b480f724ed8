import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.stage import NEVER

from .conformance import StageConformance

APART = {
    "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
"""Red lines between which no text lies."""


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def offers(entries, name):
    return [entry.numbers for entry in entries if entry.kind == "offer" and entry.actor == name]


def gaps_by_week(scenario, issue=0):
    model = StatusTalks(scenario, places=np.arange(1))
    rounds = model.stages[0]
    return [float(rounds.protocol.last_gap[issue][0]) for _ in model.weeks() if model.whereabouts.stage[0] == 0]


def test_a_wide_zone_ends_in_agreement_between_both_positions(talks, play):
    model = play(talks())
    assert set(model.records.spelt("outcome")) == {"settled"}
    columns = model.records.columns
    assert np.all((columns["text.status"] >= 0.1) & (columns["text.status"] <= 0.9))
    assert np.all((columns["text.rights"] >= 0.2) & (columns["text.rights"] <= 0.8))
    assert np.all(columns["utility.west"] >= 0.3) and np.all(columns["utility.east"] >= 0.3)
    assert columns["consent"].all()


@pytest.mark.parametrize("fallback", [0.3, 0.55, 0.7])
@pytest.mark.parametrize("kind", ["boulware", "linear", "conceder"])
def test_nobody_agrees_to_less_than_disagreement_brings(talks, play, fallback, kind):
    changes = {f"actors.{name}.fallback.value": fallback for name in ("west", "east")}
    changes |= {f"actors.{name}.tactic": {"kind": kind} for name in ("west", "east")}
    model = play(talks(changes), runs=2)
    agreed = model.records.spelt("ending") == "agreed"
    assert agreed.all(), "the zone of agreement reaches to 0.75 for both"
    for name in ("west", "east"):
        assert np.all(model.records.columns[f"utility.{name}"] >= fallback - 1e-4)


def test_where_no_text_beats_both_fallbacks_there_is_no_agreement(talks, play):
    model = play(talks({"actors.west.fallback.value": 0.9, "actors.east.fallback.value": 0.9}))
    assert set(model.records.spelt("ending")) == {"deadlock"}


def test_where_red_lines_exclude_each_other_there_is_no_agreement(talks, play):
    model = play(talks(APART))
    assert set(model.records.spelt("outcome")) == {"nothing"}
    assert np.all(model.records.columns["rounds.last_gap.status"] >= 0.4 - 1e-9)
    assert not model.records.columns["consent"].any()


def test_what_the_scenario_gives_as_fallback_is_what_disagreement_is_worth(talks):
    model = StatusTalks(talks(), places=np.arange(2))
    for name in ("west", "east"):
        assert model.actors[name].failing("rounds", np.arange(2)).tolist() == [0.3, 0.3]


def test_an_offer_is_worth_exactly_what_is_asked(talks, tell):
    entries = tell(talks({**APART, "actors.west.tactic": {"flexibility": 0.3}}))
    west = offers(entries, "west")
    assert [entry["asked"] for entry in west] == pytest.approx(
        [1 - 0.7 * 0.3 * week / 40 for week in range(0, 41, 4)]
    )
    assert [entry["own_value"] for entry in west] == pytest.approx([entry["asked"] for entry in west])


def test_the_first_offer_is_the_ideal_point_within_red_lines(talks, tell):
    entries = tell(
        talks({"actors.west.position.status": 0.5, "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}}})
    )
    assert offers(entries, "west")[0]["text"] == [0.3, 0.2]
    assert offers(entries, "east")[0]["text"] == [0.9, 0.8]


def test_a_party_gives_way_first_where_it_cares_least(talks, tell):
    west = offers(tell(talks({**APART, "trade": "least_salient_first"})), "west")
    rights_done = next(place for place, entry in enumerate(west) if entry["text"][1] >= 0.7)
    assert all(entry["text"][0] == pytest.approx(0.1) for entry in west[:rights_done])
    assert west[-1]["text"][0] == pytest.approx(0.3), "then it goes up to its red line on status, and no further"


def test_what_was_given_is_not_taken_back_when_something_cheaper_comes_up(talks, tell):
    agenda = [{"issues": ["status"], "opens": after(0)}, {"issues": ["rights"], "opens": after(20)}]
    slow = {**APART, "process.0.talks.agenda": agenda, "actors.west.tactic": {"flexibility": 0.2}}
    path = np.array([entry["text"] for entry in offers(tell(talks(slow)), "west")])
    assert path[4, 0] > 0.13, "something was given on status while it alone was on the agenda"
    assert path[4, 1] == 0.2
    assert np.all(np.diff(path, axis=0) >= 0), "and stays given, though rights cost west less"
    assert path[-1, 1] > 0.2


def test_who_is_firm_never_moves_and_never_takes_less(talks, tell, play):
    scenario = talks({"actors.west.tactic": {"kind": "firm"}, "actors.east.tactic": {"flexibility": 0.2}})
    west = offers(tell(scenario), "west")
    assert len(west) == 11
    assert all(entry["text"] == pytest.approx([0.1, 0.2]) for entry in west)
    model = play(scenario)
    assert set(model.records.spelt("ending")) == {"agreed"}, "in the last round the other takes what beats failing"
    assert model.records.columns["text.status"] == pytest.approx(0.1)


def test_late_and_early_concessions_differ_half_way_and_meet_at_the_end(talks, tell):
    asked = {}
    for kind in ("boulware", "linear", "conceder"):
        west = offers(tell(talks({**APART, "actors.west.tactic": {"kind": kind}})), "west")
        asked[kind] = [entry["asked"] for entry in west]
    assert asked["boulware"][5] > asked["linear"][5] > asked["conceder"][5]
    assert [path[-1] for path in asked.values()] == pytest.approx([0.3, 0.3, 0.3])


def test_tit_for_tat_gives_what_it_was_given(talks, tell):
    slow = {"actors.west.tactic": {"kind": "tit_for_tat"}, "actors.east.tactic": {"flexibility": 0.3}}
    entries = tell(talks({**APART, **slow}))
    west, east = offers(entries, "west"), offers(entries, "east")
    brought = np.diff([entry["other_value"] for entry in east])
    given = -np.diff([entry["asked"] for entry in west])
    assert given[0] == pytest.approx(0), "nothing was given before the second round"
    assert given[1:] == pytest.approx(np.maximum(brought[:-1], 0))
    assert given[1] > 0.001


def test_an_audience_makes_every_step_smaller(talks, tell):
    quiet = offers(tell(talks(APART)), "west")
    watched = offers(tell(talks({**APART, "actors.west.audience": {"cost": 1.0}})), "west")
    assert quiet[1]["asked"] == pytest.approx(0.93)
    assert watched[1]["asked"] == pytest.approx(0.965), "half of the step, as each unit costs two"
    before_red_lines = [[entry["own_value"] for entry in path[1:5]] for path in (quiet, watched)]
    assert np.all(np.array(before_red_lines[1]) > before_red_lines[0])
    assert all(entry["own_value"] < 1 for entry in watched[1:])


def test_an_own_election_makes_the_audience_dearer_until_it_is_over(talks, tell):
    audience = {"cost": 1.0, "elections": [after(4)], "horizon_weeks": 8, "peak": 1.0}
    west = offers(tell(talks({**APART, "actors.west.audience": audience})), "west")
    assert west[1]["asked"] == pytest.approx(0.93 + 0.07 * 2 / 3), "on the day of the vote a unit costs three"
    assert west[2]["asked"] == pytest.approx(0.86 + (1 - 0.86) / 2), "after it a unit costs two"


def test_a_text_below_the_own_public_position_is_worth_less_to_who_is_watched(talks, tell):
    entries = tell(talks({**APART, "actors.west.audience": {"cost": 1.0}}))
    answer = next(entry.numbers for entry in entries if entry.kind == "answer" and entry.actor == "west")
    assert answer["value"] == pytest.approx(0.25)
    assert answer["worth"] == pytest.approx(0.25 - 0.75 - 3 * 0.75 * 0.6), (
        "0.6 beyond its line, at 3 for each unit on status"
    )


def test_issues_off_the_agenda_stand_still_and_cost_no_movement(talks, tell):
    agenda = [{"issues": ["rights"], "opens": after(0)}, {"issues": ["status"], "opens": after(20)}]
    entries = tell(talks({**APART, "process.0.talks.agenda": agenda}))
    for name, status in (("west", 0.1), ("east", 0.9)):
        path = offers(entries, name)
        assert all(entry["text"][0] == status for entry in path[:5]), "weeks 0 to 16"
        assert path[5]["text"][0] != status, "week 20"
    east = offers(entries, "east")
    assert east[1]["text"][1] < 0.8, "the east cares least about status, but that is not open"
    assert east[1]["own_value"] == pytest.approx(east[1]["asked"])


def test_without_any_issue_on_the_agenda_nothing_moves(talks, play):
    model = play(talks({"process.0.talks.agenda": [{"issues": ["status", "rights"], "opens": after(90)}]}))
    assert np.all(model.records.columns["rounds.last_gap.status"] == model.records.columns["rounds.first_gap.status"])


def test_an_option_that_crosses_red_lines_is_tabled_and_refused_by_both(talks, tell, play):
    scenario = talks({**APART, "process.0.talks.options": [{"text": "middle", "after_weeks": 10}]})
    answers = [entry for entry in tell(scenario) if entry.kind == "option"]
    assert [entry.week for entry in answers] == [10, 10]
    assert [entry.numbers["accepts"] for entry in answers] == [False, False]
    columns = play(scenario).records.columns
    assert columns["rounds.middle.tabled"].all()
    assert np.all(columns["rounds.middle.refusals"] == 2)


def test_who_proposes_an_option_has_said_yes_and_comes_first(talks, tell, play):
    option = {"text": "middle", "after_weeks": 10, "proposed_by": "east"}
    scenario = talks({**APART, "process.0.talks.options": [option]})
    answers = [(entry.actor, entry.numbers["accepts"]) for entry in tell(scenario, "option")]
    assert answers == [("east", True), ("west", False)]
    assert {entry.numbers["proposed_by"] for entry in tell(scenario, "option")} == {"east"}
    columns = play(scenario).records.columns
    assert np.all(columns["rounds.middle.refusals"] == 1)
    assert not columns["consent"].any()


def test_an_option_that_neither_party_proposes_is_answered_by_both(talks, play):
    plain = {"text": "middle", "after_weeks": 10}
    changes = {**APART, "actors.east.private_consent": {"middle": 0.5}}
    by_mediators = play(talks({**changes, "process.0.talks.options": [plain]}), runs=64).records.columns
    named = [{**plain, "proposed_by": "envoy"}]
    by_envoy = play(talks({**changes, "process.0.talks.options": named}), runs=64).records.columns
    assert set(by_envoy["rounds.middle.refusals"].tolist()) == {1, 2}
    assert by_envoy["rounds.middle.refusals"].tolist() == by_mediators["rounds.middle.refusals"].tolist()


def test_what_one_party_proposes_is_agreed_where_the_other_accepts(talks, play):
    option = {"text": "middle", "after_weeks": 10, "proposed_by": "east"}
    changes = {**APART, "actors.west.private_consent": {"middle": 0.5}, "process.0.talks.options": [option]}
    columns = play(talks(changes), runs=256).records.columns
    assert np.mean(columns["consent"]) == pytest.approx(0.5, abs=0.1)
    assert (columns["rounds.middle.refusals"] == 1 - columns["consent"]).all()


def test_an_option_that_both_prefer_to_what_they_ask_is_agreed_at_once(talks, play):
    changes = {f"actors.{name}.tactic": {"kind": "firm"} for name in ("west", "east")}
    changes |= {f"actors.{name}.private_consent": {"middle": 1.0} for name in ("west", "east")}
    model = play(talks({**changes, "process.0.talks.options": [{"text": "middle", "after_weeks": 6}]}))
    assert set(model.records.spelt("ending")) == {"agreed"}
    assert np.all(model.records.columns["ended_week"] == 6)
    assert np.all(model.records.columns["text.status"] == 0.5)
    assert np.all(model.records.columns["rounds.middle.refusals"] == 0)


def test_private_consent_waives_a_red_line_for_one_party_and_one_text(talks, play):
    options = [{"text": "middle", "after_weeks": 10}, {"text": "old_order", "after_weeks": 12}]
    changes = {**APART, "actors.east.private_consent": {"middle": 1.0}, "process.0.talks.options": options}
    columns = play(talks(changes)).records.columns
    assert np.all(columns["rounds.middle.refusals"] == 1)
    assert np.all(columns["rounds.old_order.refusals"] >= 1)
    assert not columns["consent"].any()


def test_private_consent_comes_as_often_as_it_is_said_to(talks, play):
    changes = {
        **APART,
        "actors.west.private_consent": {"middle": 1.0},
        "actors.east.private_consent": {"middle": 0.3},
    }
    model = play(talks({**changes, "process.0.talks.options": [{"text": "middle", "after_weeks": 10}]}), runs=1024)
    assert np.mean(model.records.columns["consent"]) == pytest.approx(0.3, abs=0.05)


def test_an_option_after_the_deadline_is_never_tabled(talks, play):
    model = play(talks({**APART, "process.0.talks.options": [{"text": "middle", "after_weeks": 41}]}))
    assert not model.records.columns["rounds.middle.tabled"].any()


def test_an_option_that_fell_due_during_a_hold_is_tabled_after_it(talks, tell):
    hold = {"name": "vote", "date": after(8), "effects": [{"hold": {"stage": "rounds", "until": after(14)}}]}
    scenario = talks({**APART, "process.0.talks.options": [{"text": "middle", "after_weeks": 10}], "events": [hold]})
    assert {entry.week for entry in tell(scenario, "option")} == {14}
    assert not {entry.week for entry in tell(scenario, "offer")} & set(range(8, 14))


@pytest.mark.parametrize("every", [3.6, 4, 4.4])
def test_talks_end_with_their_weeks_and_are_over_for_good(talks, play, every):
    columns = play(talks({**APART, "process.0.talks.round_every_weeks": every})).records.columns
    assert np.all(columns["ended_week"] == 40)
    assert np.all(columns["rounds.rounds"] == 11), "at the beginning and every four whole weeks"


def test_more_time_is_given_once_and_takes_no_offer_back(talks, play):
    changes = {**APART, "process.0.talks.extension": {"chance": 1.0, "weeks": 20}}
    model = play(talks(changes))
    assert model.records.columns["rounds.extended"].all()
    assert np.all(model.records.columns["ended_week"] == 60)
    slow = {f"actors.{name}.tactic": {"flexibility": 0.3} for name in ("west", "east")}
    for issue in (0, 1):
        gaps = np.array(gaps_by_week(talks({**changes, **slow}), issue))
        assert len(gaps) == 60 and np.all(np.diff(gaps) <= 1e-12)
    never = play(talks({**APART, "process.0.talks.extension": {"chance": 0.0, "weeks": 20}}))
    assert np.all(never.records.columns["ended_week"] == 40)


def test_more_time_is_given_only_to_talks_whose_time_is_up(talks, play, tell):
    longer = {"process.0.talks.extension": {"chance": 1.0, "weeks": 20}}
    early = play(talks(longer)).records.columns
    assert np.all(early["ended_week"] < 40) and not early["rounds.extended"].any()
    slow = {**APART, "actors.west.tactic": {"flexibility": 0.3}}
    plain, given = (offers(tell(talks({**slow, **more})), "west") for more in ({}, longer))
    assert [entry["asked"] for entry in given[:11]] == [entry["asked"] for entry in plain]
    assert given[11]["asked"] == plain[-1]["asked"], "nobody reckons with it beforehand, and none takes back"


def test_what_is_agreed_on_the_last_day_is_agreed(talks, play):
    consent = {f"actors.{name}.private_consent": {"middle": 1.0} for name in ("west", "east")}
    options = {"process.0.talks.options": [{"text": "middle", "after_weeks": 40}]}
    model = play(talks({**APART, **consent, **options, "process.0.talks.extension": {"chance": 1.0, "weeks": 20}}))
    assert set(model.records.spelt("ending")) == {"agreed"}
    assert set(model.records.columns["ended_week"].tolist()) == {40}
    assert not model.records.columns["rounds.extended"].any()


@pytest.mark.parametrize(("weeks", "more"), [(39.6, 20.4), (40.4, 19.6)])
def test_weeks_that_are_not_whole_are_rounded(talks, play, weeks, more):
    changes = {**APART, "process.0.talks.weeks": weeks}
    longer = {**changes, "process.0.talks.extension": {"chance": 1.0, "weeks": more}}
    assert set(play(talks(changes)).records.columns["ended_week"].tolist()) == {40}
    assert set(play(talks(longer)).records.columns["ended_week"].tolist()) == {60}


def test_more_time_comes_as_often_as_it_is_said_to(talks, play):
    model = play(talks({**APART, "process.0.talks.extension": {"chance": 0.2, "weeks": 20}}), runs=1024)
    assert np.mean(model.records.columns["ended_week"] == 60) == pytest.approx(0.2, abs=0.04)


def test_two_who_propose_the_same_have_agreed(talks, tell):
    entries = tell(talks())
    made = {entry.week: {} for entry in entries}
    for entry in entries:
        if entry.kind == "offer":
            made[entry.week][entry.actor] = entry.numbers["text"]
    same = [week for week, texts in made.items() if texts and texts["west"] == pytest.approx(texts["east"])]
    (agreement,) = [entry for entry in entries if entry.kind == "agreement"]
    assert same == [agreement.week]


def test_who_wavers_takes_no_less_of_what_it_proposes_itself(talks, play):
    doubtful = {f"actors.{name}.{path}": value for name in ("west", "east")
                for path, value in (("precision", 20.0), ("lasting_share", 1.0))}  # fmt: skip
    model = play(talks(doubtful), runs=256)
    assert set(model.records.spelt("ending")) == {"agreed"}


@pytest.mark.parametrize("accepting", ["west", "east", "both"])
def test_what_is_agreed_is_the_offer_that_was_accepted_or_half_way_if_both_were(talks, accepting):
    model = StatusTalks(talks(), places=np.arange(1))
    made = {"west": np.array([[0.2], [0.4]]), "east": np.array([[0.4], [0.8]])}
    carried = np.array([[accepting in (name, "both")] for name in ("east", "west")])
    says_yes = np.array([[[True], carried[0]], [carried[1], [True]]])
    protocol = model.stages[0].protocol
    protocol.last[:] = list(made.values())
    protocol._conclude(carried, says_yes, np.arange(1), np.ones(2, dtype=bool))
    expected = {"west": made["east"], "east": made["west"], "both": np.array([[0.3], [0.6]])}
    assert model.world.on_table == pytest.approx(expected[accepting])
    assert model.records.spelt("ending").tolist() == ["agreed"]


def test_what_was_offered_in_public_is_not_taken_back_in_later_talks(talks, tell):
    second = {"talks": {"name": "again", "parties": ["west", "east"], "weeks": 8}}
    slow = {f"actors.{name}.tactic": {"flexibility": 0.3} for name in ("west", "east")}
    entries = tell(talks({**APART, **slow, "process.0.talks.on_failure": "again", "process.1": second}))
    again = [entry for entry in entries if entry.stage == "again"]
    assert again[0].week == 41
    for name in ("west", "east"):
        before, path = offers(entries, name)[10], offers(again, name)
        # A little is saved where the other side has come to ask for less than was offered; nothing else moves.
        assert path[0]["text"] == pytest.approx(before["text"], abs=0.01)
        assert path[-1]["asked"] < path[0]["asked"], "and they go on from there"
        assert path[-1]["asked"] == pytest.approx(0.3 + (path[0]["asked"] - 0.3) * 0.7)


def test_how_long_talks_took_and_what_they_closed_is_kept(talks, play):
    columns = play(talks(APART)).records.columns
    assert set(columns["rounds.weeks"].tolist()) == {40}
    for issue in ("status", "rights"):
        first, last = columns[f"rounds.first_gap.{issue}"], columns[f"rounds.last_gap.{issue}"]
        assert columns[f"rounds.closed.{issue}"] == pytest.approx(1 - last / first)


LITTLE = {f"actors.{name}.tactic": {"kind": "linear", "flexibility": 0.1} for name in ("west", "east")} | {
    f"actors.{name}.fallback.value": 0.6 for name in ("west", "east")
}
"""Both would rather have a text half-way than fail, and neither goes so far."""

FAR = {"actors.east.tactic": {"kind": "conceder"}, "actors.west.tactic": {"kind": "firm"}}
"""One goes so far that the other would rather have its last offer than fail, but holds out for its own."""


@pytest.mark.parametrize(
    ("more", "told"),
    [({}, True), (FAR, False), (APART, False), ({"actors.east.fallback.value": 0.95}, False)],
)
def test_a_text_that_all_would_have_taken_is_told_when_time_is_up(talks, tell, more, told):
    scenario = talks(LITTLE | more)
    assert not tell(scenario, "agreement")
    assert len(tell(scenario, "in_reach")) == told


def test_talks_that_outlast_the_calendar_have_no_length_and_no_closed_gap(talks, play):
    columns = play(talks({**APART, "process.0.talks.weeks": 200})).records.columns
    assert set(columns["rounds.weeks"].tolist()) == {NEVER}
    assert np.isnan(columns["rounds.closed.status"]).all()


def test_where_there_was_no_gap_nothing_was_closed(talks, play):
    columns = play(talks({**APART, "actors.west.position.rights": 0.8})).records.columns
    assert not columns["rounds.first_gap.rights"].any()
    assert not columns["rounds.closed.rights"].any()
    assert np.all(columns["rounds.closed.status"] > 0)


class TestTalks(StageConformance):
    kind = "talks"
    tells = frozenset({"offer", "answer", "option", "extension", "agreement", "leaves", "shortfall",
                       "in_reach", "single_text", "opinion", "revised_text"})  # fmt: skip

    @pytest.fixture
    def cases(self, talks, drawn):
        more = {"process.0.talks.extensions": [{"chance": 0.5, "weeks": 8}]}
        options = {"process.0.talks.options": [{"text": "middle", "after_weeks": 10}]}
        again = {"process.1": {"talks": {"name": "again", "parties": ["east", "west"], "weeks": 12}}}
        agenda = {"process.0.talks.agenda": [{"issues": ["rights"], "opens": after(0)}]}
        south = {"kind": "party", "position": {"status": 0.5, "rights": 0.1}, "salience": {"status": 1, "rights": 1},
                 "fallback": {"value": 0.6}, "precision": 20}  # fmt: skip
        three = {**APART, "actors.south": south, "process.0.talks.parties": ["west", "east", "south"]}
        text = {"process.0.talks.protocol": "single_text", "process.0.talks.covers": ["rights"],
                "actors.east.fallback.value": 0.7}  # fmt: skip
        return [
            talks({**APART, **more, **options, **again, "process.0.talks.on_failure": "again"}),
            drawn,
            talks({**APART, **agenda, "process.0.talks.prepare_weeks": 5}),
            talks({**three, "process.0.talks.decide": {"share": 0.7}, "process.0.talks.weights": {"south": 3}}),
            talks({**three, **text, "process.0.talks.decide": {"must": ["west", "east"]}}),
            talks(LITTLE),
        ]


@pytest.mark.parametrize("weeks", range(12, 21))
def test_a_deadline_between_two_rounds_is_as_good_as_one_at_a_round(talks, play, weeks):
    """With a round every four weeks the last is held in week 12, 16 or 20, and there each has given all it gives."""

    def agreed(weeks):
        rounds = {"process.0.talks.weeks": weeks, "process.0.talks.round_every_weeks": 4}
        doubts = {f"actors.{name}.fallback.value": {"uniform": [0.5, 0.9]} for name in ("west", "east")}
        model = play(talks({**rounds, **doubts}), runs=200)
        result, rounds = model.records.spelt("rounds.result"), model.records.columns["rounds.rounds"]
        return (result == "agreed").tolist(), rounds.tolist()

    assert 0 < sum(agreed(weeks)[0]) < 200
    assert agreed(weeks) == agreed(weeks // 4 * 4)


def test_talks_shorter_than_the_time_between_rounds_hold_one_in_which_all_is_given(talks, play):
    model = play(talks({"process.0.talks.weeks": 3, "process.0.talks.round_every_weeks": 4}))
    assert (model.records.columns["rounds.rounds"] == 1).all()
    assert set(model.records.spelt("rounds.result")) == {"agreed"}
