"""Weekly series of many runs: counts that add up, quantiles of them, and the same bytes whoever plays."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.model import StatusTalks
from sim.runs.block import play_some
from sim.runs.counts import LEVELS, Totals, quantiles_of, read_series, written_series
from sim.runs.ensemble import Ensemble
from sim.runs.run import run
from sim.scenario.format.weekly import POINTS, STEPS, series_of


@given(values=arrays.arrays(float, st.integers(1, 60), elements=st.floats(0, 1)))
def test_quantiles_are_those_of_the_values_to_half_a_step(values):
    counted = np.bincount(np.rint(values * STEPS).astype(int), minlength=POINTS)
    exact = np.quantile(values, np.array(LEVELS) / 100, method="inverted_cdf")
    assert np.all(np.abs(quantiles_of(counted) - exact) <= 0.5 / STEPS + 1e-12)


@given(values=st.lists(st.integers(0, STEPS), min_size=1, max_size=60))
def test_quantiles_of_values_on_the_grid_are_exact(values):
    counted = np.bincount(values, minlength=POINTS)
    exact = [sorted(values)[-(-level * len(values) // 100) - 1] / STEPS for level in LEVELS]
    assert quantiles_of(counted).tolist() == exact


def test_no_runs_have_no_quantiles():
    assert np.isnan(quantiles_of(np.zeros((3, POINTS), dtype=int))).all()


@settings(max_examples=30)
@given(counted=arrays.arrays(np.int16, (5, 2, 7), elements=st.integers(0, 1_024)))
def test_counts_are_read_as_they_were_written(counted):
    written = json.loads(json.dumps(written_series(counted)))
    assert np.array_equal(read_series(written, counted.shape), counted)


@pytest.mark.parametrize("wrong", [{}, {"rows": [0], "changes": "AAAA"}, {"rows": [99], "changes": ""}])
def test_what_is_no_counts_is_refused(five_actors, wrong):
    part = play_some(five_actors, 0, [(0, np.arange(5))])[0].totals
    line = json.loads(part.written())
    assert Totals.read(json.dumps(line), part).series.sum() == part.series.sum()
    with pytest.raises(ValueError, match="no counts of a block"):
        Totals.read(json.dumps(line | {"series": wrong}), part)


def test_counts_are_those_of_the_runs_however_they_are_grouped(five_actors):
    numbers = np.array([0, 1_023, 1_024, 5_000])
    ensemble = run(five_actors, numbers, seed=7)
    apart = [StatusTalks(five_actors, seed=7, block=n // 1024, places=np.array([n % 1024])).run() for n in numbers]
    assert np.array_equal(ensemble.counts.series, sum(model.series.counted[0].astype(int) for model in apart))
    together = play_some(five_actors, 7, [(block, None) for block in range(2)])
    alone = [play_some(five_actors, 7, [(block, None)])[0] for block in range(2)]
    assert [a.totals.written() for a in together] == [b.totals.written() for b in alone]


def test_workers_and_resuming_have_no_say_in_the_bytes(five_actors, tmp_path):
    def bytes_of(folder):
        return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}

    run(five_actors, 8_500, seed=3, keep=tmp_path / "one")
    run(five_actors, 8_500, seed=3, workers=2, keep=tmp_path / "two")
    run(five_actors, 4_200, seed=3, keep=tmp_path / "resumed")
    run(five_actors, 8_500, seed=3, keep=tmp_path / "resumed", resume=True)
    assert len(bytes_of(tmp_path / "one")) == 4
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "resumed")


def test_the_weekly_file_holds_quantiles_counts_and_undecided_runs(five_actors, tmp_path):
    ensemble = run(five_actors, 300, seed=3)
    kept = Ensemble.load(ensemble.save(tmp_path / "kept"))
    weekly = pq.read_table(tmp_path / "kept" / "weekly.parquet")
    assert np.array_equal(kept.counts.series, ensemble.counts.series)
    kept.save(tmp_path / "again")
    assert (tmp_path / "again" / "weekly.parquet").read_bytes() == (tmp_path / "kept" / "weekly.parquet").read_bytes()
    undecided = np.array(weekly.column("undecided"))
    ended = np.cumsum([np.array(weekly.column(f"ended.{name}")) for name in five_actors.outcome_labels], axis=1)
    assert np.array_equal(undecided[:-1], 300 - ended.sum(axis=0)[:-1])
    for place, name in enumerate(series_of(five_actors)):
        lists = np.array(weekly.column(f"{name}.counts").to_pylist())
        assert np.array_equal(lists, ensemble.counts.series[:, place])
        assert np.array_equal(lists.sum(axis=1), undecided)
        for rank, level in enumerate(LEVELS):
            column = weekly.column(f"{name}.q{level:02d}").to_numpy()
            assert np.array_equal(column, quantiles_of(lists)[:, rank], equal_nan=True)
    assert weekly.column("undecided").to_pylist() == ensemble.weekly["undecided"].tolist()


def test_without_series_there_are_no_columns(five_actors, tmp_path):
    bare = five_actors.model_copy(update={"weekly": ()})
    run(bare, 50, keep=tmp_path / "bare")
    names = pq.read_schema(tmp_path / "bare" / "weekly.parquet").names
    assert {name.split(".")[0] for name in names} == {"week", "date", "runs", "ended"}


def test_rows_alone_do_not_tell_series(five_actors):
    ensemble = run(five_actors, 50)
    some = Ensemble(five_actors, 0, ensemble.rows.slice(0, 10), ensemble.standing)
    assert some.counts.series is None
    assert "undecided" not in some.weekly
