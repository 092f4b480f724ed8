from pathlib import Path

import numpy as np
import pytest

import sim
from sim.runs.play import MOST_RUNS, play, tasks_for
from sim.runs.run import run


def sizes(tasks):
    return [(block, 1024 if places is None else len(places)) for block, places in tasks]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (1, [(0, 1)]),
        (1023, [(0, 1023)]),
        (1024, [(0, 1024)]),
        (1025, [(0, 1024), (1, 1)]),
        (2048, [(0, 1024), (1, 1024)]),
    ],
)
def test_runs_are_divided_into_blocks(runs, expected):
    assert sizes(tasks_for(runs)) == expected


def test_chosen_runs_are_sorted_into_their_blocks():
    tasks = tasks_for(np.array([4711, 3, 4096, 3, 1024]))
    assert [(block, places.tolist()) for block, places in tasks] == [(0, [3]), (1, [0]), (4, [0, 615])]


@pytest.mark.parametrize("runs", [0, -5, MOST_RUNS + 1])
def test_a_number_of_runs_that_cannot_be_is_refused(runs):
    with pytest.raises(ValueError, match=f"{runs} runs cannot be played; allowed: 1 to {MOST_RUNS}"):
        tasks_for(runs)


@pytest.mark.parametrize("runs", [np.array([], dtype=int), np.array([3, -1])])
def test_run_numbers_that_cannot_be_are_refused(runs):
    with pytest.raises(ValueError, match="run numbers are 0 or more, and at least one is needed"):
        tasks_for(runs)


def test_blocks_come_in_the_order_asked_for_and_each_is_told_of(talks):
    told = []
    tasks = [(3, np.arange(5)), (0, np.arange(4)), (9, None)]
    parts = list(play(talks(), tasks, on_block=lambda part: told.append(part.block)))
    assert [part.block for part in parts] == [3, 0, 9] == told
    assert [part.rows.num_rows for part in parts] == [5, 4, 1024]
    assert parts[0].rows.column("run").to_pylist() == list(range(3072, 3077))


def test_an_ensemble_holds_the_runs_asked_for(talks):
    ensemble = run(talks(), 1500)
    assert len(ensemble) == 1500
    assert np.array_equal(ensemble.column("run"), np.arange(1500))
    assert np.all(ensemble.standing.sum(axis=1) == 1500)
    assert run(talks(), np.array([4711, 2])).column("run").tolist() == [2, 4711]


def test_the_shares_of_all_outcomes_make_one(five_actors):
    ensemble = run(five_actors, 700, seed=5)
    shares = ensemble.outcomes()
    assert list(shares) == list(five_actors.outcome_labels)
    assert sum(part.share for part in shares.values()) == pytest.approx(1)
    for name, part in shares.items():
        assert part.share == np.mean(ensemble.column("outcome") == name)
    summary = ensemble.summary()
    assert (summary["runs"], summary["seed"], summary["scenario_hash"]) == (700, 5, five_actors.hash)
    assert [row["share"] for row in summary["outcomes"]] == [part.share for part in shares.values()]


def test_one_line_of_python_runs_a_file(five_actors):
    path = Path(__file__).parents[2] / "scenarios" / "kosovo" / "five_actors.yaml"
    ensemble = sim.run(path, runs=100, seed=3, settings=("actors.russia.veto=false",))
    assert not ensemble.scenario.actors["russia"].veto
    assert ensemble.scenario.hash != five_actors.hash
    with pytest.raises(ValueError, match="settings go with a file"):
        sim.run(five_actors, runs=1, settings=("actors.russia.veto=false",))


def test_nobody_makes_rows_who_only_counts(talks, monkeypatch):
    kept = run(talks(), 1_034, seed=2)

    def no_rows(model):
        raise AssertionError("rows are made of runs that are only counted")

    monkeypatch.setattr("sim.runs.block.rows_of", no_rows)
    counted = run(talks(), 1_034, seed=2, keep="counts")
    assert not counted.failures and counted.counts.written() == kept.counts.written()


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True])
def test_a_seed_that_cannot_be_is_refused(talks, seed):
    with pytest.raises(Exception, match="is not a whole number from 0 to"):
        run(talks(), 1, seed=seed)


def test_the_largest_seed_is_a_seed(talks):
    assert len(run(talks(), 1, seed=2**64 - 1)) == 1


def test_a_story_is_that_of_the_run_in_the_table(five_actors):
    numbers = np.array([0, 1030])
    ensemble = run(five_actors, numbers, seed=2)
    for place, number in enumerate(numbers):
        last = ensemble.story(int(number)).entries[-1]
        assert last.numbers["outcome"] == five_actors.outcome_labels[ensemble.column("outcome")[place]]
        assert str(last.date) == str(ensemble.column("ended_on")[place])
    with pytest.raises(ValueError, match="run -1 does not exist"):
        ensemble.story(-1)
