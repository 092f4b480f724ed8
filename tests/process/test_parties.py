"""Talks among more than two: whose yes is enough, whom one moves toward, and who is outvoted."""

from __future__ import annotations

import copy
import datetime as dt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model import StatusTalks
from sim.runs.one_run import chronicle_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading_of, scenario_from, written
from sim.views.story.sentences import tell as said
from sim.views.story.sentences.narrator import Narrator

SURE = 1e6


def party(first, second, saliences=(1.0, 1.0), fallback=0.3, **more):
    return {
        "kind": "party", "position": {"first": first, "second": second}, "fallback": {"value": fallback},
        "salience": {"first": saliences[0], "second": saliences[1]}, "precision": SURE, **more,
    }  # fmt: skip


THREE = {
    "format": 1,
    "title": "Three at a table",
    "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2031, 12, 29)},
    "issues": {"first": {"zero": "none", "one": "all"}, "second": {"zero": "none", "one": "all"}},
    "actors": {
        "alba": party(0.9, 0.6, (1.0, 0.5)),
        "brin": party(0.6, 0.9, (0.5, 1.0)),
        "cora": party(0.1, 0.1),
        "envoy": {"kind": "envoy", "position": {"first": 0.5, "second": 0.5}, "salience": {"first": 1, "second": 1}},
    },
    "texts": {"as_it_is": {"first": 0.3, "second": 0.3}, "middle": {"first": 0.5, "second": 0.5}},
    "status_quo": "as_it_is",
    "process": [{"talks": {"name": "rounds", "parties": ["alba", "brin", "cora"], "weeks": 40}}],
    "outcomes": [{"name": "settled", "when": {"ending": "agreed"}}, {"name": "nothing", "otherwise": True}],
}
MAJORITY = {"majority": 2}
GREEDY = {
    "alba": party(0.9, 0.6, (1.0, 0.5), fallback=0.5),
    "brin": party(0.6, 0.9, (0.5, 1.0), fallback=0.5),
    "cora": party(0.1, 0.1, fallback=0.97),
}
"""The third would hardly move, and the two others not as far as to it."""


def table(actors=None, **said):
    """A table of three, with other actors and with more said of the talks."""
    data = copy.deepcopy(THREE)
    data["actors"] |= actors or {}
    data["process"][0]["talks"] |= said
    return scenario_from(data)


def column(model, name):
    return model.records.columns[name]


def text_of(model):
    return np.stack([column(model, f"text.{issue}") for issue in ("first", "second")])


def offers(entries, name):
    return [entry.numbers for entry in entries if entry.kind == "offer" and entry.actor == name]


# --- whose yes is enough ---------------------------------------------------------------------------------------


def test_all_must_agree_where_nothing_else_is_said(play):
    model = play(table())
    assert set(model.records.spelt("ending")) == {"agreed"}
    assert column(model, "consent").all()
    for name in ("alba", "brin", "cora"):
        assert np.all(column(model, f"utility.{name}") >= 0.3 - 1e-4)


def test_one_who_wants_too_much_stops_all_and_is_outvoted_by_a_majority(play):
    assert set(play(table(GREEDY)).records.spelt("ending")) == {"deadlock"}
    model = play(table(GREEDY, decide=MAJORITY))
    assert set(model.records.spelt("ending")) == {"agreed"}
    assert [bool(column(model, f"rounds.yes.{name}").all()) for name in ("alba", "brin", "cora")] == [
        True,
        True,
        False,
    ]
    assert not column(model, "consent").any(), "consent is that of all"
    assert np.all(text_of(model) > 0.59), "between the two who agree, and nothing for the third"


def test_without_whom_nothing_goes_is_not_outvoted(play):
    model = play(table(GREEDY, decide={"majority": 2, "must": ["cora"]}))
    assert set(model.records.spelt("ending")) == {"deadlock"}
    content = play(table(decide={"must": ["cora", "brin"]}))
    assert column(content, "rounds.yes.cora").all() and column(content, "rounds.yes.brin").all()


@pytest.mark.parametrize(("share", "ending"), [(0.6, "agreed"), (0.8, "deadlock")])
def test_a_share_is_of_the_weight_and_not_of_heads(play, share, ending):
    greedy = {"alba": party(0.9, 0.6, fallback=0.75), "brin": party(0.6, 0.9, fallback=0.999)}
    model = play(table(greedy, decide={"share": share}, weights={"alba": 4, "brin": 3, "cora": 3}))
    assert set(model.records.spelt("ending")) == {ending}


def test_who_is_outvoted_bears_what_is_imposed_and_who_signed_pays_for_what_it_signed(play):
    line = {"first": {"max": 0.2}}
    crossed = {"cora": party(0.1, 0.1, fallback=0.97, red_lines=line, imposed_share=0.5, overruled=0.1)}
    signing = {"alba": party(0.9, 0.6, (1.0, 0.5), red_lines={"second": {"max": 0.62}}, overruled=0.4)}
    columns = play(table(crossed | signing, decide=MAJORITY)).records.columns
    beyond = columns["text.first"] - 0.2
    assert columns["payoff.cora.price"] == pytest.approx(0.1 + 0.5 * 3.0 * 0.5 * beyond)
    above = np.maximum(columns["text.second"] - 0.62, 0.0)
    assert columns["payoff.alba.price"] == pytest.approx(3.0 * above / 3), "it has signed, and nobody overruled it"


# --- toward whom one moves ------------------------------------------------------------------------------------


def test_where_all_must_agree_an_offer_goes_toward_the_middle_of_the_others(tell):
    entries = tell(table(), "offer")
    first, second = offers(entries, "alba")[:2]
    others = np.mean([offers(entries, name)[0]["text"] for name in ("brin", "cora")], axis=0)
    moved, way = np.subtract(second["text"], first["text"]), np.subtract(others, first["text"])
    assert np.all(moved * way >= 0) and np.all(np.abs(moved) <= np.abs(way)) and np.abs(moved).max() > 0.01


def test_where_two_are_enough_one_moves_toward_the_nearer_of_the_others(tell):
    entries = tell(table(decide=MAJORITY), "offer")
    first, second = (np.array(offers(entries, "alba")[place]["text"]) for place in (0, 1))
    near, far = (np.array(offers(entries, name)[0]["text"]) for name in ("brin", "cora"))
    assert np.abs(second - near).sum() < np.abs(first - near).sum()
    assert second[1] > first[1], "toward brin, and away from cora"
    assert far[1] < first[1]


def test_the_later_answer_what_was_offered_in_the_same_round(tell):
    """Toward both at their first offers cora would not give on the second issue as much as toward fresh ones."""
    entries = tell(table(decide={"must": ["alba", "cora"]}), "offer")
    fresh, before = offers(entries, "alba")[1]["text"], offers(entries, "alba")[0]["text"]
    cora = offers(entries, "cora")
    assert fresh != before
    direction = np.subtract(cora[1]["text"], cora[0]["text"])
    assert np.all(direction * np.subtract(fresh, cora[0]["text"]) >= 0)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.floats(0, 1, allow_subnormal=False), min_size=8, max_size=8),
    fallbacks=st.lists(st.floats(0, 0.9), min_size=4, max_size=4), order=st.permutations(range(4)),
    decide=st.sampled_from(["unanimity", {"majority": 3}, {"must": ["p0"], "majority": 3}]),
)  # fmt: skip
def test_nobody_goes_below_its_reservation_whatever_the_table(tell, points, fallbacks, order, decide):
    actors = {f"p{n}": party(points[2 * n], points[2 * n + 1], fallback=fallbacks[n]) for n in range(4)}
    entries = tell(table(actors, parties=[f"p{n}" for n in order], decide=decide))
    for n, fallback in enumerate(fallbacks):
        assert all(one["own_value"] >= fallback - 1e-6 for one in offers(entries, f"p{n}"))
    assert [entry.actor for entry in entries if entry.kind == "offer"][:4] == [f"p{n}" for n in order]
    for entry in entries:
        if entry.kind == "agreement":
            refusing = str(entry.numbers.get("refusing", "")).split()
            assert len(refusing) <= (0 if decide == "unanimity" else 1)
            assert "p0" not in refusing or decide == {"majority": 3}
            for n, fallback in enumerate(fallbacks):
                text = np.array(entry.numbers["text"])
                worth = 1 - 0.5 * np.abs(text - points[2 * n : 2 * n + 2]).sum()
                assert f"p{n}" in refusing or worth >= fallback - 1e-4


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.floats(0, 1, allow_subnormal=False), min_size=6, max_size=6),
    fallbacks=st.lists(st.floats(0, 0.9), min_size=3, max_size=3),
)  # fmt: skip
def test_what_all_accept_in_the_end_a_majority_accepts_no_later(play, points, fallbacks):
    """Firm parties make no use of whom they need, so only what is asked of the others differs."""
    firm = {"tactic": {"kind": "firm"}}
    actors = {name: party(points[2 * n], points[2 * n + 1], fallback=fallbacks[n], **firm)
              for n, name in enumerate(("alba", "brin", "cora"))}  # fmt: skip
    unanimous, majority = (play(table(actors, decide=decide), runs=1) for decide in ("unanimity", MAJORITY))
    if unanimous.records.spelt("ending")[0] == "agreed":
        assert majority.records.spelt("ending")[0] == "agreed"
        assert column(majority, "ended_week")[0] <= column(unanimous, "ended_week")[0]


@pytest.mark.parametrize("decide", ["unanimity", {"share": 0.6, "must": ["alba", "brin"]}])
def test_the_order_of_names_says_who_moves_first_and_nothing_else(play, tell, decide):
    """Neither the order of the actors nor that of weights or of who must agree has a say, and all open alike."""
    weights = {"alba": 2, "brin": 1, "cora": 3} if decide != "unanimity" else {}
    plain = table(decide=decide, weights=weights)
    data = plain.plain()
    talks = data["process"][0]["talks"]
    if weights:
        talks["weights"] = dict(reversed(weights.items()))
        talks["decide"] = {"must": ["brin", "alba"], "share": 0.6}
    data["actors"] = dict(reversed(data["actors"].items()))
    data["calendar"] = THREE["calendar"]
    turned = scenario_from(data)
    assert list(turned.actors) != list(plain.actors)
    assert text_of(play(turned)).tolist() == text_of(play(plain)).tolist()
    others_first = table(decide=decide, weights=weights, parties=["cora", "brin", "alba"])
    for name in ("alba", "brin", "cora"):
        assert offers(tell(others_first), name)[0]["text"] == offers(tell(plain), name)[0]["text"]


def test_of_two_who_are_alike_the_one_who_moves_first_gains_nothing_by_its_name(play):
    """Two with the same wishes and a third: whichever of the two is called first, the text is the same."""
    alike = {"alba": party(0.8, 0.7), "brin": party(0.8, 0.7)}
    one, other = (play(table(alike, parties=order), runs=2)
                  for order in (["alba", "brin", "cora"], ["brin", "alba", "cora"]))  # fmt: skip
    np.testing.assert_allclose(text_of(one), text_of(other), atol=1e-4)


# --- options, gaps -----------------------------------------------------------------------------------------------


def test_a_named_text_is_agreed_where_enough_prefer_it(play):
    """Firm, with the middle worth .75 to alba and .7 to brin, and less than failing to cora."""
    firm = {"tactic": {"kind": "firm"}}
    actors = {"alba": party(0.9, 0.6, **firm), "brin": party(0.6, 0.9, **firm), "cora": party(0.1, 0.1, fallback=0.9)}
    options = [{"text": "middle", "after_weeks": 6}]
    far = {"alba": party(1.0, 1.0, fallback=0.4, **firm), "brin": party(0.0, 0.0, fallback=0.4, **firm)}
    model = play(table(actors | far, decide=MAJORITY, options=options))
    assert np.all(text_of(model) == 0.5) and np.all(column(model, "ended_week") == 6)
    assert np.all(column(model, "rounds.middle.refusals") == 1)
    assert set(play(table(actors | far, options=options)).records.spelt("ending")) == {"deadlock"}


def test_gaps_are_between_those_who_would_be_enough_and_nearest(play):
    for decide, expected in (
        ("unanimity", (0.8, 0.8)),
        (MAJORITY, (0.3, 0.3)),
        ({"must": ["alba", "cora"]}, (0.8, 0.5)),
    ):
        columns = play(table(decide=decide)).records.columns
        for issue, gap in zip(("first", "second"), expected, strict=True):
            assert columns[f"rounds.first_gap.{issue}"] == pytest.approx(gap)
    closed = play(table(decide=MAJORITY)).records.columns
    assert closed["rounds.closed.first"] == pytest.approx(1 - closed["rounds.last_gap.first"] / 0.3)


# --- a single text ------------------------------------------------------------------------------------------------


TEXT = {"protocol": "single_text", "mediators": ["envoy"], "step": 0.1}


def test_a_single_text_begins_at_the_compromise_and_moves_toward_who_refuses(tell):
    keen = {"cora": party(0.1, 0.1, fallback=0.75)}
    entries = tell(table(keen, **TEXT))
    (tabled,) = [entry for entry in entries if entry.kind == "single_text"]
    assert tabled.week == 0
    assert tabled.numbers["text"] == pytest.approx(
        [(0.9 * 2 / 3 + 0.6 / 3 + 0.1 / 2) / 1.5, (0.2 + 0.6 + 0.05) / 1.5]
    )
    path = np.array([tabled.numbers["text"], *(e.numbers["text"] for e in entries if e.kind == "revised_text")])
    assert len(path) > 2 and np.all(np.diff(path, axis=0) < 0), "toward cora, who alone refuses at first"
    first = [entry for entry in entries if entry.kind == "opinion"][:3]
    assert [(one.week, one.actor, one.numbers["accepts"]) for one in first] == [
        (4, "alba", True), (4, "brin", True), (4, "cora", False),
    ]  # fmt: skip


def test_a_single_text_is_agreed_when_enough_accept_it_as_it_stands(play):
    keen = {"cora": party(0.1, 0.1, fallback=0.75)}
    unanimous, majority = (play(table(keen, decide=decide, **TEXT)) for decide in ("unanimity", MAJORITY))
    assert set(unanimous.records.spelt("ending")) == set(majority.records.spelt("ending")) == {"agreed"}
    assert np.all(column(majority, "ended_week") == 4)
    assert np.all(column(unanimous, "ended_week") > 4)
    assert np.all(column(unanimous, "utility.cora") >= 0.75 - 1e-4)
    for issue in ("first", "second"):
        assert column(unanimous, f"rounds.text.{issue}").tolist() == column(unanimous, f"text.{issue}").tolist()


def test_a_mandate_is_not_left_and_a_text_that_nobody_may_change_stays(play):
    bounds = {"mandate": {"first": {"min": 0.55, "max": 0.6}}}
    hard = {"cora": party(0.1, 0.1, fallback=0.97)}
    columns = play(table(hard, **TEXT, **bounds)).records.columns
    assert np.all(columns["rounds.text.first"] == 0.55)
    assert set(play(table(hard, **TEXT)).records.spelt("ending")) == {"deadlock"}
    still = play(table(hard, **{**TEXT, "step": 0.0})).records.columns
    assert still["rounds.text.second"] == pytest.approx((0.2 + 0.6 + 0.05) / 1.5)


# --- an interim agreement -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, TEXT], ids=["offers", "single text"])
def test_an_interim_agreement_on_one_issue_can_be_reached(play, more):
    """On the second issue nothing could be agreed; on the first alone there is room, whatever lines the other has."""
    lines = {
        "alba": {"min": 0.7, "hard": True},
        "brin": {"min": 0.7, "hard": True},
        "cora": {"max": 0.2, "hard": True},
    }
    actors = {
        name: party(first, second, fallback=0.6, red_lines={"second": lines[name]})
        for name, first, second in (("alba", 0.9, 1.0), ("brin", 0.6, 1.0), ("cora", 0.3, 0.0))
    }
    assert set(play(table(actors, **more)).records.spelt("ending")) == {"deadlock"}
    model = play(table(actors, covers=["first"], **more))
    assert set(model.records.spelt("ending")) == {"agreed"}
    first, second = (column(model, f"in_force.{issue}") for issue in ("first", "second"))
    assert np.all((first > 0.3) & (first < 0.9))
    assert np.all(second == 0.3), "as it is in force"


def test_what_an_interim_agreement_does_not_cover_stands_still(tell):
    for entry in tell(table(covers=["first"]), "offer"):
        opened = {"alba": 0.6, "brin": 0.9, "cora": 0.1}[entry.actor]
        assert entry.numbers["text"][1] == opened


@pytest.mark.parametrize(("said", "second"), [("later", 0.3), ({"to": "later", "in_force": "nothing"}, 0.5)])
def test_an_interim_agreement_lies_on_the_table_of_the_stage_that_follows(play, said, second):
    """The rest stands as it is in force; where the file says what else comes of it, what was expected lies there."""
    data = copy.deepcopy(THREE)
    parties = ["alba", "brin", "cora"]
    data["actors"] |= {name: party(at, 0.5, fallback=0.1) for name, at in zip(parties, (0.9, 0.6, 0.3), strict=True)}
    data["process"][0]["talks"] |= {"covers": ["first"], "on_success": said}
    data["process"].append({"proposal": {"name": "later", "proposer": "alba", "parties": parties, "text": "table"}})
    model = play(scenario_from(data))
    assert set(model.records.spelt("rounds.result")) == {"agreed"}
    assert set(column(model, "later.text.second")) == {second}
    assert set(column(model, "later.text.first") == 0.5) == {second == 0.5}


def test_whose_yes_is_never_needed_is_named():
    file = written(table(decide={"must": ["alba", "cora"]}))
    (warning,) = reading_of(file, "file.yaml").warnings
    assert warning.found == "the yes of brin is never needed"
    assert warning.allowed == "a rule under which it may be, or a party less"


def test_many_may_sit_where_all_must_agree_and_no_more_than_twelve_where_not(play):
    many = {f"p{n}": party(n / 14, 0.5, fallback=0.1) for n in range(15)}
    assert set(play(table(many, parties=list(many)), runs=2).records.spelt("ending")) <= {"agreed", "deadlock"}
    with pytest.raises(ScenarioFault) as caught:
        table(many, parties=list(many), decide={"majority": 8})
    (fault,) = caught.value.faults
    assert fault.found == "15 parties are too many to weigh every set of them that is enough"
    assert fault.allowed == "up to 12 parties, or unanimity"


@pytest.mark.parametrize("kind", ["talks", "proposal"])
def test_a_majority_may_be_another_from_a_day_on(kind):
    """From the first week on it is as if the file had said so; from later on, what went before stays."""
    stages = {"talks": ("decide", {}), "proposal": ("consent", {"proposer": "envoy", "step": 0.0})}
    key, more = stages[kind]

    def with_majority(number):
        spec = {"name": "rounds", "parties": ["alba", "brin", "cora"], "weeks": 40, key: {"majority": number}, **more}
        return scenario_from({**THREE, "actors": THREE["actors"] | GREEDY, "process": [{kind: spec}],
                              "outcomes": [{"name": "ended", "otherwise": True}]})  # fmt: skip

    outright, changed = (StatusTalks(with_majority(number), places=np.arange(4)) for number in (2, 3))
    changed.intervene(with_majority(2))
    outright.run()
    changed.run()
    assert set(outright.records.spelt("ending")) == {"agreed" if kind == "talks" else "accepted"}
    assert text_of(changed).tolist() == text_of(outright).tolist()
    assert changed.records.spelt("ending").tolist() == outright.records.spelt("ending").tolist()


# --- who may be left out, and who signs for another -----------------------------------------------------------------


def reservations(left_out, decide=MAJORITY):
    """What agreeing must be worth to each in the first round, by how likely it thinks to be left out."""
    model = StatusTalks(table(GREEDY, decide=decide, left_out=left_out), places=np.arange(2))
    rounds, runs = model.stage("rounds"), np.arange(2)
    rounds.begin(runs)
    offers = rounds.protocol.last.copy()
    terms = [party.terms("rounds", runs, 40.0) for party in rounds.parties]
    weighed = [
        rounds.if_refused(place, one, rounds.protocol._of_those_without(place, offers))
        for place, one in enumerate(terms)
    ]
    return terms, [one.reservation[0] for one in weighed], rounds


def test_who_may_be_left_out_asks_for_what_that_is_worth_as_far_as_it_believes_in_it():
    """The mean of failing and of the text half-way between the two others, by the chance (Baron & Ferejohn 1989)."""
    for chance in (0.0, 0.3, 1.0):
        terms, weighed, rounds = reservations(chance)
        for place, party in enumerate(rounds.parties):
            others = [other for other in range(3) if other != place]
            without = party.if_imposed(rounds.protocol.last[others].mean(axis=0), np.arange(2))[0]
            failing = terms[place].reservation[0]
            assert weighed[place] == pytest.approx((1 - chance) * failing + chance * without)


@pytest.mark.parametrize("decide", ["unanimity", {"must": ["cora"], "majority": 2}])
def test_nobody_fears_for_a_table_at_which_its_own_yes_is_needed(decide):
    terms, weighed, _ = reservations(1.0, decide)
    assert weighed[2] == terms[2].reservation[0]


def test_who_is_needed_gains_by_what_the_others_fear(play):
    """Two of whom one is enough undercut each other, the more the likelier each holds it that the other agrees."""
    actors = {"alba": party(0.9, 0.5, tactic={"kind": "boulware", "flexibility": 0.5})}
    actors |= {name: party(0.2, second, fallback=0.7) for name, second in (("brin", 0.9), ("cora", 0.1))}
    decide = {"must": ["alba"], "majority": 2}
    gained = [
        column(play(table(actors, decide=decide, left_out=chance)), "utility.alba").mean() for chance in (0, 0.5, 1)
    ]
    assert np.all(np.diff(gained) > 0.02), gained


VOTERS = {"kind": "voters", "position": {"first": 0.6, "second": 0.5}, "salience": {"first": 1, "second": 1}}


def test_before_votes_at_home_it_is_what_those_are_expected_to_make_of_such_a_text():
    """Refusing is worth the mean of failing and of an agreement over its head, which has to be ratified too (R15)."""
    data = copy.deepcopy(THREE)
    data["actors"] |= {name: {**one, "fallback": None} for name, one in GREEDY.items()} | {"crowd": VOTERS}
    data["actors"] = {name: {key: said for key, said in one.items() if said is not None}
                      for name, one in data["actors"].items()}  # fmt: skip
    data["process"][0]["talks"] |= {"decide": MAJORITY, "left_out": 0.4, "on_success": "home"}
    vote = {"name": "home", "referendums": {"all": {"voters": "crowd", "spread": 0.2, "shock": 0.5}}}
    data["process"].append({"ratification": vote})
    data["outcomes"][0]["when"]["ending"] = "ratified"
    model = StatusTalks(scenario_from(data), places=np.arange(3))
    rounds, runs = model.stage("rounds"), np.arange(3)
    rounds.begin(runs)
    between, text = (np.full((2, 3), 0.7), np.full((2, 3), 0.4)), np.full((2, 3), 0.45)
    for place, party in enumerate(rounds.parties):
        before = party.terms("rounds", runs, 40.0, between=between)
        after = rounds.if_refused(place, before, text)
        over_its_head = party.worth_after("rounds", "agreed", text, runs, consented=False)
        assert after.votes.failing == pytest.approx(0.6 * before.votes.failing + 0.4 * over_its_head)
        bears = after.reservation < np.inf
        expected = after.expected(after.votes.on_the_way(np.maximum(after.as_far_as(after.votes.failing), 0.0)))
        assert bears.any() == (party.name != "cora") and np.all(expected[bears] >= after.votes.failing[bears] - 0.01)
        same = before.before_votes(before.votes.failing)
        assert np.array_equal(same.reservation, before.reservation)


def test_what_it_reckons_with_is_told(tell):
    (first, *_) = tell(table(GREEDY, decide=MAJORITY, left_out=0.5), "left_out")
    told = said(first, Narrator(table(GREEDY), [first]))
    assert told.startswith("Alba reckoned that the others might agree without it, which was worth")


def test_where_nobody_can_be_left_out_that_is_said():
    (warning,) = reading_of(written(table(left_out=0.5)), "file.yaml").warnings
    assert warning.found == "`left_out` has no effect: without those whose yes is needed nothing is agreed"


def test_who_is_signed_for_has_signed_where_the_other_has(play):
    """What has come over its head costs it more than what another has signed for it, where not all sign."""
    dana = {**GREEDY, "dana": party(0.2, 0.9, red_lines={"second": {"min": 0.85}}, overruled=0.3)}
    absent, bound = play(table(dana, decide=MAJORITY)), play(table(dana, decide=MAJORITY, signs_for={"dana": "alba"}))
    assert column(bound, "rounds.yes.alba").all() and np.array_equal(text_of(absent), text_of(bound))
    lines = bound.actors["dana"].price(text_of(bound), np.arange(8))
    assert np.all(lines > 0) and column(bound, "payoff.dana.price") == pytest.approx(lines)
    assert column(absent, "payoff.dana.price") == pytest.approx(lines + 0.3)


def test_for_whom_one_signs_is_told():
    scenario = table(signs_for={"envoy": "cora"})
    agreed = next(one for one in chronicle_of(scenario, 0).entries if one.kind == "agreement")
    assert said(agreed, Narrator(scenario, [agreed])).endswith(", Cora for Envoy as well.")


@pytest.mark.parametrize(
    ("signs_for", "found"),
    [({"envoy": "dora"}, "there is no actor `dora`"), ({"cora": "alba"}, "cora sits here, and signs itself"),
     ({"alba": "envoy"}, "envoy does not sit here, and signs for nobody")],
)  # fmt: skip
def test_a_signature_that_makes_no_sense_is_refused(signs_for, found):
    with pytest.raises(ScenarioFault) as caught:
        table(signs_for=signs_for)
    assert found in [one.found for one in caught.value.faults]
