import datetime as dt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model import StatusTalks

from .conformance import StageConformance

share = st.floats(0, 1, allow_subnormal=False)
FREE = {"process.0.proposal.mandate": {}}


def after(weeks):
    return dt.date(2006, 1, 2) + dt.timedelta(weeks=weeks)


def texts_by_week(scenario):
    """The text on the table as each week closes."""
    model = StatusTalks(scenario, places=np.arange(2))
    return {week: model.world.on_table[:, 0].tolist() for week in model.weeks()}


def first_text(scenario):
    return texts_by_week(scenario)[3]


def values(model, name):
    return model.records.columns[f"utility.{name}"]


def test_the_text_is_the_average_weighted_by_capability_and_salience(paper):
    assert first_text(paper(FREE)) == pytest.approx([0.75 * 0.1 + 0.25 * 0.9, 0.25 * 0.2 + 0.75 * 0.8])


def test_capabilities_count(paper):
    west = 3 * 0.75, 3 * 0.25
    expected = [
        (west[0] * 0.1 + 0.25 * 0.9) / (west[0] + 0.25),
        (west[1] * 0.2 + 0.75 * 0.8) / (west[1] + 0.75),
    ]
    assert first_text(paper({**FREE, "actors.west.weight": 3})) == pytest.approx(expected)


def test_the_envoys_own_view_draws_the_text_toward_its_position(paper):
    assert first_text(paper({**FREE, "actors.envoy.own_view": 0.5})) == pytest.approx([0.4, 0.625])
    assert first_text(paper({**FREE, "actors.envoy.own_view": 1.0})) == pytest.approx([0.5, 0.6])


def test_the_median_goes_to_the_heavier_side(paper):
    assert first_text(paper({**FREE, "process.0.proposal.method": "median"})) == pytest.approx([0.1, 0.8])


@pytest.mark.parametrize(("west", "east", "power"), [(1, 1, 0.5), (3, 1, 0.75), (1, 4, 0.2), (0, 0, 0.5)])
def test_the_nash_text_gives_the_greatest_product_of_gains_by_bargaining_power(paper, west, east, power):
    weights = {"actors.west.weight": west, "actors.east.weight": east}
    text = np.array(first_text(paper({**FREE, **weights, "process.0.proposal.method": "nash"})))
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101)))

    def product(point):
        west = 1 - 0.75 * abs(point[0] - 0.1) - 0.25 * abs(point[1] - 0.2)
        east = 1 - 0.25 * abs(point[0] - 0.9) - 0.75 * abs(point[1] - 0.8)
        return np.maximum(west - 0.3, 0) ** power * np.maximum(east - 0.3, 0) ** (1 - power)

    assert product(text) >= product(grid).max() - 1e-9
    assert product(text) > 0


def test_nothing_lies_on_the_table_before_the_drafting_is_done(paper, play):
    model = play(paper({"expected_text": "middle"}))
    assert np.all(model.records.columns["paper.tabled_week"] == 3)
    texts = texts_by_week(paper({"expected_text": "middle"}))
    assert [texts[week] for week in range(3)] == [[0.5, 0.5]] * 3


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    positions=st.lists(share, min_size=6, max_size=6), own_view=share, fallbacks=st.tuples(share, share), step=share
)
def test_the_mandate_is_never_left(paper, positions, own_view, fallbacks, step):
    changes = {"actors.envoy.own_view": own_view, "process.0.proposal.step": step}
    for name, fallback in zip(("west", "east"), fallbacks, strict=True):
        changes[f"actors.{name}.fallback.value"] = fallback
    for place, name in enumerate(("west", "east", "envoy")):
        changes[f"actors.{name}.position"] = {"status": positions[2 * place], "rights": positions[2 * place + 1]}
    texts = texts_by_week(paper(changes))
    assert all(0.3 <= text[0] <= 0.8 for week, text in texts.items() if week >= 3)


def test_a_text_outside_the_mandate_is_brought_to_its_bound(paper):
    assert first_text(paper({"actors.west.weight": 3}))[0] == 0.3
    assert first_text(paper({"actors.east.weight": 50, "process.0.proposal.mandate.status.max": 0.6}))[0] == 0.6


def test_a_consultation_moves_the_text_toward_the_objector_by_the_step(paper, tell):
    scenario = paper({**FREE, "actors.west.fallback.value": 0.8})
    consulted = tell(scenario, "consultation")
    assert sorted({entry.week for entry in consulted}) == [5, 7, 9]
    assert all(entry.numbers["objects"] == (entry.actor == "west") for entry in consulted[:2])
    texts = texts_by_week(scenario)
    assert texts[4] == pytest.approx([0.3, 0.65])
    assert texts[5] == pytest.approx([0.3 - 0.1 * 0.2, 0.65 - 0.1 * 0.45 / 3])
    distances = [abs(texts[week][0] - 0.1) for week in (4, 5, 7, 9)]
    assert distances == sorted(distances, reverse=True)
    assert len(set(distances)) == 4 or not consulted[-1].numbers["objects"]


def test_a_text_that_nobody_objects_to_stays_as_it_is(paper):
    texts = texts_by_week(paper(FREE))
    assert all(texts[week] == pytest.approx([0.3, 0.65]) for week in range(3, 12))


def test_objectors_on_both_sides_pull_in_both_directions(paper):
    text = texts_by_week(paper({**FREE, "actors.west.fallback.value": 0.9, "actors.east.fallback.value": 0.9}))[5]
    west, east = (1, 1 / 3), (1 / 3, 1)
    assert text[0] == pytest.approx(0.3 + 0.1 * (west[0] * -0.2 + east[0] * 0.6) / 2)
    assert text[1] == pytest.approx(0.65 + 0.1 * (west[1] * -0.45 + east[1] * 0.15) / 2)


def test_both_yes_make_consent(paper, play):
    model = play(paper())
    assert set(model.records.spelt("ending")) == {"accepted"}
    assert model.records.columns["consent"].all()
    assert np.all(model.records.columns["paper.acceptances"] == 2)
    assert np.all(model.records.columns["ended_week"] == 11)
    assert np.all(values(model, "west") >= 0.3) and np.all(values(model, "east") >= 0.3)


@pytest.mark.parametrize(("refusing", "acceptances"), [(["west"], 1), (["east"], 1), (["west", "east"], 0)])
def test_one_no_is_no_consent(paper, play, refusing, acceptances):
    model = play(paper({f"actors.{name}.fallback.value": 0.99 for name in refusing}))
    assert set(model.records.spelt("ending")) == {"refused"}
    assert not model.records.columns["consent"].any()
    assert np.all(model.records.columns["paper.acceptances"] == acceptances)


def test_a_red_line_makes_a_no_unless_it_is_waived_in_private(paper, play):
    red = {"actors.west.red_lines": {"status": {"max": 0.2, "hard": True}}}
    assert set(play(paper(red)).records.spelt("ending")) == {"refused"}
    waived = play(paper({**red, "actors.west.private_consent": {"proposal": 1.0}}))
    assert set(waived.records.spelt("ending")) == {"accepted"}


def test_who_is_watched_at_home_refuses_what_it_would_take_in_quiet(paper, play):
    wavering = {"actors.west.fallback.value": 0.7}
    assert set(play(paper(wavering)).records.spelt("ending")) == {"accepted"}
    watched = play(paper({**wavering, "actors.west.audience": {"cost": 1.0}}))
    assert set(watched.records.spelt("ending")) == {"refused"}


@pytest.mark.parametrize(("drafting", "weeks", "tabled", "answered"), [(3.4, 8.4, 3, 11), (2.6, 7.6, 3, 11)])
def test_weeks_that_are_not_whole_are_rounded(paper, play, drafting, weeks, tabled, answered):
    changes = {"process.0.proposal.drafting_weeks": drafting, "process.0.proposal.weeks": weeks}
    for wait, whole in ((0, 0), (1.6, 2), (2.4, 2)):
        columns = play(paper({**changes, "process.0.proposal.prepare_weeks": wait})).records.columns
        assert set(columns["paper.began_week"].tolist()) == {whole}
        assert set(columns["paper.tabled_week"].tolist()) == {whole + tabled}
        assert set(columns["ended_week"].tolist()) == {whole + answered}


def test_a_proposal_whose_day_fell_into_a_hold_is_tabled_after_it(paper, tell):
    hold = {"name": "vote", "date": after(2), "effects": [{"hold": {"stage": "paper", "until": after(5)}}]}
    assert [entry.week for entry in tell(paper({"events": [hold]}), "proposal")] == [5]


class TestProposal(StageConformance):
    kind = "proposal"
    tells = frozenset({"proposal", "consultation", "revision", "last_answer", "leaves"})

    @pytest.fixture
    def cases(self, paper, agreed_board):
        wavering = {"actors.west.precision": 10.0, "actors.west.fallback.value": 0.6}
        bound = {"process.0.proposal.binding": True, "process.0.proposal.consent": "unanimity"}
        return [
            paper(wavering),
            agreed_board(),
            paper({**wavering, "process.0.proposal.method": "nash"}),
            paper(bound),
            paper({**wavering, "process.0.proposal.text": "middle"}),
        ]
