"""The aftermath: the mission waits for its day and its bargain, an objection stops it, violence drives people out."""

import numpy as np
import pytest

from sim.process.stage import NEVER

from .conformance import NEVER_ENTERED, NEVER_LEFT, StageConformance

ALONE = {
    "process.0.declaration.sponsors.friends.reluctance": 50.0,
    "process.0.declaration.alone_chance": 1.0,
    "actors.east.premiums.day.alone": 0.4,
}
GROUND = {
    "name": "ground",
    "alongside": "wave",
    "mission": {"opens_weeks": 12, "monthly_chance": 1.0, "prepare_weeks": 3},
    "apart": 0.5,
    "displaced": 0.05,
    "displaced_in_violence": 0.4,
    "violence": 0.2,
    "alone_factor": 3.0,
}
RUNS = 256


@pytest.fixture
def ground(day):
    """After a declaration nobody recognises, and things happen on the ground."""
    wave = {"name": "wave", "states": {"somebody": {}}, "coefficients": {"constant": -50.0}}

    def make(changes=None):
        after = {"process.0.declaration.on_success": "wave", "process.0.declaration.on_alone": "wave"}
        stages = {"process.1": {"recognition": wave}, "process.2": {"aftermath": GROUND}}
        return day({**after, **stages, **(changes or {})})

    return make


def columns_of(play, scenario):
    return play(scenario, RUNS).records.columns


def test_the_mission_comes_on_its_first_day_and_when_it_is_prepared(ground, play):
    columns = columns_of(play, ground())
    assert set(columns["ground.bargain_weeks"].tolist()) == {12}
    assert set(columns["ground.mission_weeks"].tolist()) == {15}


@pytest.mark.parametrize("weeks", [2.6, 3.4])
def test_weeks_of_preparation_that_are_not_whole_are_rounded(ground, play, weeks):
    columns = columns_of(play, ground({"process.2.aftermath.mission.prepare_weeks": weeks}))
    assert set(columns["ground.mission_weeks"].tolist()) == {15}


def test_the_bargain_is_struck_seldom_and_never_before_the_day(ground, play):
    columns = columns_of(play, ground({"process.2.aftermath.mission.monthly_chance": 0.2}))
    bargain, deployed = columns["ground.bargain_weeks"], columns["ground.mission_weeks"]
    struck = bargain != NEVER
    assert bargain[struck].min() >= 12
    assert len(set(bargain[struck].tolist())) > 5
    after_a_month = np.mean(bargain <= 12 + 4)  # five weekly draws, a little more than a month
    assert after_a_month == pytest.approx(1 - 0.8 ** (5 / 4.348), abs=0.08)
    there = deployed != NEVER
    assert np.all(deployed[there] == bargain[there] + 3)


@pytest.mark.parametrize(("chance", "share"), [(1.0, 0.0), (0.0, 1.0), (0.25, 0.75)])
def test_an_objection_blocks_the_mission_for_good(ground, play, chance, share):
    deployed = columns_of(play, ground({"process.2.aftermath.mission.objection": chance}))["ground.mission_weeks"]
    assert np.mean(deployed != NEVER) == pytest.approx(share, abs=0.08)


def test_chances_of_standing_apart_and_of_violence_are_kept(ground, play):
    columns = columns_of(play, ground())
    assert np.mean(columns["ground.apart"]) == pytest.approx(0.5, abs=0.1)
    assert np.mean(columns["ground.violence"]) == pytest.approx(0.2, abs=0.08)
    sure = columns_of(play, ground({"process.2.aftermath.apart": 1.0, "process.2.aftermath.violence": 0.0}))
    assert sure["ground.apart"].all()
    assert not sure["ground.violence"].any()


def test_violence_drives_more_people_away(ground, play):
    columns = columns_of(play, ground())
    expected = np.where(columns["ground.violence"], 0.4, 0.05)
    assert np.array_equal(columns["ground.displaced"], expected)


def test_an_act_without_backing_makes_violence_likelier(ground, play):
    backed, alone = columns_of(play, ground()), columns_of(play, ground(ALONE))
    assert np.mean(alone["ground.violence"]) == pytest.approx(0.6, abs=0.1)
    assert np.all(backed["ground.violence"] <= alone["ground.violence"]), "the same draws, a higher chance"


def test_nothing_happens_on_the_ground_without_a_declaration(ground, play):
    columns = columns_of(play, ground({"process.0.declaration.sponsors.friends.reluctance": 50.0}))
    assert set(columns["ground.began_week"].tolist()) == {NEVER}
    assert set(columns["ground.mission_weeks"].tolist()) == {NEVER}
    assert not columns["ground.violence"].any()


def test_the_chronicle_tells_of_ground_and_mission(ground, tell):
    (settled,) = tell(ground(), "ground")
    (deployed,) = tell(ground(), "mission")
    assert set(settled.numbers) == {"apart", "violence", "displaced"}
    assert deployed.numbers["weeks"] == 15
    assert (deployed.date - settled.date).days == 7 * 15


class TestAftermath(StageConformance):
    kind = "aftermath"
    tells = frozenset({"ground", "mission"})
    untouched = (NEVER_ENTERED, *NEVER_LEFT)

    @pytest.fixture
    def cases(self, ground):
        seldom = {"process.2.aftermath.mission.monthly_chance": 0.2, "process.2.aftermath.mission.objection": 0.3}
        return [ground(seldom), ground(ALONE)]
