import datetime as dt
import gc
import pickle
import random
import tracemalloc
import warnings
import weakref

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.chronicle import Chronicle, Chronicles
from sim.process.whereabouts import ENDED
from sim.runs.block import model_of, play_block

FEW = np.arange(64)


def bytes_of(model):
    return {name: np.asarray(column).tobytes() for name, column in model.records.columns.items()}


def following(spec):
    return {getattr(spec, field) for field in spec.results.values()}


def test_each_week_events_come_first_then_stages_in_order_then_records(whole, monkeypatch):
    model = StatusTalks(whole(), places=np.arange(2))
    happened = []

    def noted(owner, method, name):
        real = getattr(owner, method)
        monkeypatch.setattr(owner, method, lambda *asked: (happened.append((model.world.week, name)), real(*asked)))

    for part in ("events", "opinion", "influence"):
        noted(getattr(model, part), "step", part)
    for stage in model.stages:
        noted(stage, "step", stage.name)
    noted(model.whereabouts, "count", "standing")
    noted(model.series, "take", "series")
    weeks = list(model.weeks())
    order = ["events", "opinion", "influence", "rounds", "paper", "board", "day", "standing", "series"]
    assert happened == [(week, name) for week in weeks for name in order]


def test_the_generator_gives_every_week_and_equals_run(five_actors):
    one, other = StatusTalks(five_actors, places=FEW), StatusTalks(five_actors, places=FEW)
    weeks = list(one.weeks())
    one.settle()
    other.run()
    assert weeks == list(range(len(weeks)))
    assert one.records.columns["ended_week"].max() == weeks[-1]
    assert bytes_of(one) == bytes_of(other)
    assert np.array_equal(one.standing, other.standing)


def test_every_run_ends_with_exactly_one_outcome(five_actors):
    model = StatusTalks(five_actors).run()
    names = set(five_actors.outcome_labels)
    outcomes = model.records.spelt("outcome")
    assert len(outcomes) == 1024 and set(outcomes) <= names
    assert "" not in set(model.records.spelt("ending"))
    over = model.whereabouts.stage == ENDED
    assert set(model.records.spelt("ending")[~over]) <= {"calendar"}


def test_the_first_outcome_that_holds_counts(talks, play):
    listed = [
        {"name": "early", "when": {"ending": "agreed", "ended_on": {"before": dt.date(2006, 2, 1)}}},
        {"name": "late", "when": [{"ending": "agreed"}, {"ending": "calendar"}]},
        {"name": "never", "when": {"ending": "agreed"}},
        {"name": "nothing", "otherwise": True},
    ]
    assert set(play(talks({"outcomes": listed})).records.spelt("outcome")) == {"late"}
    listed[0]["when"]["ended_on"] = {"before": dt.date(2006, 12, 1)}
    assert set(play(talks({"outcomes": listed})).records.spelt("outcome")) == {"early"}


def test_standing_counts_every_run_once_a_week(five_actors):
    model = StatusTalks(five_actors, places=FEW).run()
    assert model.standing.shape == (five_actors.calendar.weeks, len(five_actors.process) + 1)
    assert np.all(model.standing.sum(axis=1) == 64)
    assert np.all(model.standing >= 0)
    assert np.all(np.diff(model.standing[:, -1]) >= 0), "who is over stays over"
    assert model.standing[0].tolist() == [64, *[0] * len(five_actors.process)]


def test_a_run_that_is_sent_on_acts_in_its_new_stage_from_the_following_week(whole, play):
    columns = play(whole()).records.columns
    assert columns["rounds.entered_week"].tolist() == [0] * 8 == columns["rounds.began_week"].tolist()
    for name in ("paper", "board", "day"):
        assert np.all(columns[f"{name}.began_week"] == columns[f"{name}.entered_week"] + 1)


def test_nothing_is_done_in_a_stage_in_the_week_in_which_it_is_entered(five_actors):
    for run in (0, 4711):
        kept = Chronicle()
        model = StatusTalks(five_actors, block=run // 1024, places=np.array([run % 1024]), chronicle=kept).run()
        for name in list(five_actors.stages)[1:]:
            entered = model.records.columns[f"{name}.entered_week"][0]
            assert not [entry for entry in kept.entries if entry.stage == name and entry.week <= entered]


def test_a_run_moves_along_the_process_only(five_actors):
    model = StatusTalks(five_actors, places=FEW)
    names = [*five_actors.stages, "end"]
    allowed = {(name, to) for name, spec in five_actors.stages.items() for to in {name, *following(spec)}}
    allowed |= {("end", "end")} | {(name, "end") for name in five_actors.stages["declaration"].alone_during}
    before = model.whereabouts.stage.copy()
    for _ in model.weeks():
        moved = {(names[old], names[new]) for old, new in zip(before, model.whereabouts.stage, strict=True)}
        assert moved <= allowed
        before = model.whereabouts.stage.copy()


def test_the_calendar_ends_what_has_not_ended(talks, play):
    early = {"actors.west.red_lines": {"status": {"max": 0.3}}, "actors.east.red_lines": {"status": {"min": 0.7}}}
    model = play(talks({**early, "calendar.end": dt.date(2006, 3, 1)}))
    assert set(model.records.spelt("ending")) == {"calendar"}
    assert set(model.records.columns["ended_week"].tolist()) == {8}
    assert set(model.ended_on.astype(str)) == {"2006-02-27"}
    assert model.standing[-1].tolist() == [8, 0]
    assert set(model.records.spelt("outcome")) == {"nothing"}


def test_a_stage_that_opens_after_the_calendar_is_never_begun(talks, play):
    model = play(talks({"process.0.talks.opens": dt.date(2009, 1, 1)}))
    assert set(model.records.columns["rounds.began_week"].tolist()) == {-1}
    assert set(model.records.spelt("ending")) == {"calendar"}


def test_dates_are_those_of_the_calendar(talks, play):
    model = play(talks())
    weeks = model.records.columns["ended_week"]
    assert np.array_equal(model.ended_on, np.datetime64("2006-01-02") + 7 * weeks.astype("timedelta64[D]"))


def test_what_the_table_calls_text_lies_on_the_table_and_utility_is_of_what_is_in_force(five_actors):
    model = StatusTalks(five_actors, places=FEW).run()
    for row, issue in enumerate(five_actors.issues):
        assert np.array_equal(model.records.columns[f"text.{issue}"], model.world.on_table[row])
    belgrade = model.actors["belgrade"]
    lost = (belgrade.salience * np.abs(model.world.in_force - belgrade.position)).sum(axis=0)
    assert model.records.columns["payoff.belgrade.text"] == pytest.approx(1 - lost)


def test_a_run_over_keeps_its_text(five_actors):
    model = StatusTalks(five_actors, places=FEW)
    kept = {}
    for _ in model.weeks():
        for run in np.flatnonzero(model.whereabouts.stage == ENDED):
            text = model.world.on_table[:, run].tobytes()
            assert kept.setdefault(int(run), text) == text
    assert len(kept) > 32


def test_a_chronicle_is_of_as_many_runs_as_are_played(five_actors):
    with pytest.raises(ValueError, match="the chronicle is of 1 run, not of 2"):
        StatusTalks(five_actors, places=np.arange(2), chronicle=Chronicle())
    with pytest.raises(ValueError, match="the chronicle is of 3 runs, not of 1"):
        StatusTalks(five_actors, places=np.arange(1), chronicle=Chronicles(3))


def test_what_is_told_of_other_runs_than_those_named_is_refused():
    with pytest.raises(ValueError, match=r"gain is told of 2 runs, but its last axis has \(3,\)"):
        Chronicles(2).tell(0, dt.date(2007, 1, 1), "", "vote", "", np.arange(2), {"gain": np.zeros(3)})


def test_a_chronicle_changes_nothing(five_actors):
    with_it = StatusTalks(five_actors, places=np.array([7]), chronicle=Chronicle()).run()
    assert bytes_of(with_it) == bytes_of(StatusTalks(five_actors, places=np.array([7])).run())


def test_every_actor_is_a_mesa_agent(five_actors):
    model = StatusTalks(five_actors, places=FEW)
    assert set(model.agents) == set(model.actors.values())
    assert len(model.agents) == len(five_actors.actors)


def test_memory_is_given_back(five_actors):
    parts = []
    for block in range(3):
        with model_of(five_actors, 0, block, FEW) as model:
            model.run()
        parts += [weakref.ref(part) for part in (model, model.world, *model.actors.values(), *model.stages)]
        del model
    gc.collect()
    assert len(parts) == 3 * (2 + len(five_actors.actors) + len(five_actors.stages))
    assert not [part() for part in parts if part() is not None]


def test_memory_does_not_grow_with_plays(whole):
    scenario = whole()

    def kept_after_a_play(block):
        play_block(scenario, 0, block, FEW)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    play_block(scenario, 0, 0, FEW)  # what is kept for good, as modules are, is there from now on
    tracemalloc.start()
    try:
        first = kept_after_a_play(1)
        last = [kept_after_a_play(block) for block in range(2, 6)][-1]
        one = StatusTalks(scenario, places=FEW)
        size_of_one = tracemalloc.get_traced_memory()[0] - last
        del one
    finally:
        tracemalloc.stop()
    assert last - first < size_of_one / 4


def test_the_kernel_is_used_as_it_wants_to_be(five_actors):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        StatusTalks(five_actors, places=FEW).run()
    assert not [str(warning.message) for warning in caught]


def test_chance_from_elsewhere_is_neither_used_nor_touched(five_actors):
    def states():
        return random.getstate(), np.random.get_state()  # noqa: NPY002 - it is this that is watched

    before = states()
    first = StatusTalks(five_actors, places=FEW).run()
    assert pickle.dumps(states()) == pickle.dumps(before)
    try:
        random.seed(99)
        np.random.seed(99)  # noqa: NPY002
        assert bytes_of(StatusTalks(five_actors, places=FEW).run()) == bytes_of(first)
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002


def test_another_seed_and_another_block_are_other_histories(five_actors):
    first = bytes_of(StatusTalks(five_actors, places=FEW).run())
    assert bytes_of(StatusTalks(five_actors, places=FEW, seed=1).run()) != first
    assert bytes_of(StatusTalks(five_actors, places=FEW, block=1).run()) != first


def test_given_uniforms_take_the_place_of_those_drawn(five_actors):
    path = "actors.russia.blocking_cost"
    model = StatusTalks(five_actors, places=FEW, given={path: np.full(64, 0.999)})
    drawn = StatusTalks(five_actors, places=FEW)
    assert set(model.actors["russia"].now["blocking_cost"].tolist()) == {
        float(model.actors["russia"].now["blocking_cost"][0])
    }
    assert model.actors["russia"].now["blocking_cost"][0] > drawn.actors["russia"].now["blocking_cost"].max()
    assert np.array_equal(model.actors["russia"].precision, drawn.actors["russia"].precision)


@pytest.mark.parametrize(("stage", "week"), [(0, 5), (1, 45)])
def test_a_stage_that_must_be_prepared_begins_so_much_later(whole, play, stage, week):
    (kind, name) = [("talks", "rounds"), ("proposal", "paper")][stage]
    columns = play(whole({f"process.{stage}.{kind}.prepare_weeks": 5})).records.columns
    assert set(columns[f"{name}.began_week"].tolist()) == {week}
