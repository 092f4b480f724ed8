"""Recognition (R13): profiles and queues give what each state by itself would, and every number pulls its way."""

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.stage import NEVER
from sim.rules.recognition import exponential_threshold

STATES = {
    **{f"both{n}": {"blocs": ["union", "north"]} for n in range(4)},
    **{f"north{n}": {"blocs": ["north"]} for n in range(5)},
    **{f"south{n}": {"blocs": ["south"]} for n in range(6)},
    "stateless": {"blocs": []},
    "never_union": {"blocs": ["union", "north"], "refuses": True},
    "never_south": {"blocs": ["south"], "refuses": True},
}
WAVE = {
    "name": "wave",
    "states": STATES,
    "coefficients": {"constant": -3.0, "log_weeks": -0.4, "union": 1.0, "south": -0.5},
    "bandwagon": 1.5,
    "alone": -2.0,
    "count_at_weeks": [2, 7, 30],
    "count_blocs": ["union", "south"],
}
ALONE = {
    "process.0.declaration.sponsors.friends.reluctance": 50.0,
    "process.0.declaration.alone_chance": 1.0,
    "actors.east.fallback.alone.premium": 0.4,
}
RUNS = 48


@pytest.fixture
def wave(day):
    """The east declares with its friends' backing, and eighteen states recognise or do not."""

    def make(changes=None):
        after = {"process.0.declaration.on_success": "wave", "process.0.declaration.on_alone": "wave"}
        return day({**after, "process.1": {"recognition": WAVE}, **(changes or {})})

    return make


def by_hand(model, spec=WAVE):
    """Who has recognised by each week if every state is played by itself, ``{elapsed: (states, runs)}``."""
    names, runs = list(STATES), model.setting.runs
    drawn = np.stack([model.setting.streams.uniform(f"recognition.{name}") for name in names])
    threshold = exponential_threshold(drawn)
    done, heat = np.zeros((len(names), runs), dtype=bool), np.zeros((len(names), runs))
    backed = model.results.columns["backing"] > 0
    (began,) = set(model.stages[1].began.tolist())
    seen = {}
    for elapsed in range(model.case.calendar.weeks - began):
        seen[elapsed] = done.copy()
        weeks = 1 if elapsed < 52 else 4 if elapsed % 4 == 0 else 0
        hazard = np.zeros_like(heat)
        for place, name in enumerate(names):
            state = STATES[name]
            log = spec["coefficients"]["constant"] + spec["coefficients"]["log_weeks"] * np.log1p(elapsed)
            log = log + sum(spec["coefficients"].get(bloc, 0.0) for bloc in state["blocs"])
            shares = [
                np.mean([done[other] for other, one in enumerate(names) if bloc in STATES[one]["blocs"]], axis=0)
                for bloc in state["blocs"]
            ]
            log = log + (spec["bandwagon"] * np.mean(shares, axis=0) if shares else 0.0)
            hazard[place] = np.exp(log + spec["alone"] * ~backed)
        heat += weeks * hazard
        refuses = np.array([[STATES[name].get("refuses", False)] for name in names])
        done = (heat >= threshold) & ~refuses
    seen["end"] = done
    return seen


@pytest.mark.parametrize("changes", [{}, ALONE], ids=["backed", "alone"])
def test_profiles_do_what_each_state_by_itself_would(wave, play, changes):
    model = play(wave(changes), RUNS)
    columns = model.results.columns
    assert set(model.results.spelt("ending")) == {"alone" if changes else "coordinated"}
    seen = by_hand(model)
    assert columns["recognitions"].tolist() == seen["end"].sum(axis=0).tolist()
    assert len(set(columns["recognitions"].tolist())) > 3, "runs differ, or this compares little"
    for week in WAVE["count_at_weeks"]:
        assert columns[f"recognitions.week_{week}"].tolist() == seen[week].sum(axis=0).tolist()
        for bloc in WAVE["count_blocs"]:
            inside = [bloc in state["blocs"] for state in STATES.values()]
            assert columns[f"recognitions.{bloc}.week_{week}"].tolist() == seen[week][inside].sum(axis=0).tolist()


def test_counts_grow_and_there_is_none_where_time_was_too_short(wave, play):
    columns = play(wave({"process.1.recognition.count_at_weeks": [2, 30, 500]}), RUNS).results.columns
    assert np.all(columns["recognitions.week_2"] <= columns["recognitions.week_30"])
    assert np.all(columns["recognitions.week_30"] <= columns["recognitions"])
    assert set(columns["recognitions.week_500"].tolist()) == {NEVER}


def test_without_hazard_nobody_recognises(wave, play):
    assert (
        not play(wave({"process.1.recognition.coefficients.constant": -50.0})).results.columns["recognitions"].any()
    )


def test_with_endless_hazard_all_recognise_but_those_who_refuse(wave, play):
    columns = play(wave({"process.1.recognition.coefficients.constant": 20.0})).results.columns
    assert set(columns["recognitions"].tolist()) == {len(STATES) - 2}
    assert set(columns["recognitions.union.week_7"].tolist()) == {4}


@pytest.mark.parametrize(
    ("path", "value", "way"),
    [
        ("coefficients.constant", -2.5, 1), ("coefficients.log_weeks", -0.9, -1), ("coefficients.union", 2.0, 1),
        ("coefficients.south", -2.0, -1), ("bandwagon", 4.0, 1), ("bandwagon", 0.0, -1),
    ],
)  # fmt: skip
def test_each_number_moves_every_run_its_way(wave, play, path, value, way):
    before = play(wave(), RUNS).results.columns["recognitions.week_30"]
    after = play(wave({f"process.1.recognition.{path}": value}), RUNS).results.columns["recognitions.week_30"]
    moved = way * (after.astype(int) - before)
    assert np.all(moved >= 0), "the thresholds are the same, so no run can move the other way"
    assert moved.sum() > RUNS / 4


def test_who_declares_alone_is_recognised_less_and_only_for_that(wave, play):
    level = {"process.1.recognition.alone": 0.0}
    weeks = "recognitions.week_30"
    unbacked, same = play(wave(ALONE), RUNS), play(wave({**ALONE, **level}), RUNS)
    assert np.all(unbacked.results.columns[weeks] <= same.results.columns[weeks])
    assert unbacked.results.columns[weeks].sum() < 0.6 * same.results.columns[weeks].sum()
    backed, level_backed = play(wave(), RUNS), play(wave(level), RUNS)
    assert np.array_equal(backed.results.columns[weeks], level_backed.results.columns[weeks])


def test_nobody_recognises_without_a_declaration(wave, play):
    columns = play(wave({"process.0.declaration.sponsors.friends.reluctance": 50.0})).results.columns
    assert not columns["recognitions"].any()
    assert set(columns["recognitions.week_2"].tolist()) == {NEVER}


def test_a_run_is_the_same_alone_and_among_others(wave):
    among = StatusTalks(wave(), places=np.arange(8)).run().results.columns
    alone = StatusTalks(wave(), places=np.array([5])).run().results.columns
    for name in ("recognitions", "recognitions.week_2", "recognitions.union.week_30"):
        assert alone[name][0] == among[name][5]


def test_the_chronicle_counts_new_and_all(wave, tell):
    entries = tell(wave(), "recognitions")
    totals = [entry.numbers["total"] for entry in entries]
    assert totals == np.cumsum([entry.numbers["new"] for entry in entries]).tolist()
    assert totals[-1] > 0
