"""Blocks are written as they end and dropped; what is counted on the way is what the rows say."""

import numpy as np
import pyarrow as pa
import pytest

import sim
from sim.runs.block import play_block
from sim.runs.counts import Totals
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import block_files, packed
from sim.runs.folder.rows import StoredRows
from sim.runs.folder.seal import Work
from sim.runs.run import run


def test_a_streamed_folder_has_the_bytes_of_a_saved_ensemble(drawn, tmp_path, contents):
    run(drawn, 8500, seed=3).save(tmp_path / "saved")
    run(drawn, 8500, seed=3, keep=tmp_path / "streamed")
    assert contents(tmp_path / "streamed") == contents(tmp_path / "saved")
    assert len(contents(tmp_path / "streamed")) == 5  # three files of blocks, weekly.parquet, scenario.yaml
    Ensemble.load(tmp_path / "saved").save(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "saved")


def test_counts_are_those_of_the_rows(drawn):
    ensemble = run(drawn, 2500)
    recounted = Ensemble(drawn, 0, ensemble.rows, ensemble.standing).counts
    for name in ("outcomes", "standing", "ended"):
        assert np.array_equal(getattr(ensemble.counts, name), getattr(recounted, name)), name
    assert ensemble.counts.runs == 2500
    assert ensemble.counts.ended.sum() == np.sum(ensemble.column("ending") != "calendar")


def test_counts_of_other_rows_are_not_believed(drawn):
    ensemble = run(drawn, 1500)
    few = Ensemble(drawn, 0, ensemble.rows.slice(0, 100), ensemble.standing, ensemble.counts)
    assert few.counts.runs == 100
    assert sum(part.share for part in few.outcomes().values()) == pytest.approx(1)


def test_counts_survive_being_written(drawn):
    totals = play_block(drawn, 0, 0).totals
    again = Totals.read(totals.written(), Totals.nothing(drawn))
    for name in ("outcomes", "standing", "ended"):
        assert np.array_equal(getattr(again, name), getattr(totals, name)), name


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"outcomes": [1], "standing": [], "ended": []}', "null"])
def test_what_are_no_counts_is_refused(drawn, line):
    with pytest.raises(ValueError, match=r"counts|outcomes|Expecting"):
        Totals.read(line, Totals.nothing(drawn))


def test_counting_keeps_no_rows_and_counts_the_same(drawn):
    counted, whole = run(drawn, 1500, seed=9, keep="counts"), run(drawn, 1500, seed=9)
    assert counted.summary() == whole.summary()
    assert np.array_equal(counted.standing, whole.standing)
    with pytest.raises(LookupError, match="counted and dropped"):
        counted.column("outcome")


def test_rows_stay_on_disk_until_a_column_is_asked_for(drawn, tmp_path, monkeypatch):
    run(drawn, 2500, keep=tmp_path / "results")
    asked = []
    read = StoredRows._read
    monkeypatch.setattr(
        StoredRows, "_read", lambda self, names, *rest: (asked.append(names), read(self, names, *rest))[1]
    )
    ensemble = Ensemble.load(tmp_path / "results")
    ensemble.outcomes(), ensemble.summary(), ensemble.counts, len(ensemble)
    assert not asked
    for _ in range(2):
        assert np.array_equal(ensemble.column("run"), np.arange(2500))
    assert asked == [["run"]]


def test_figures_of_the_process_need_no_rows(drawn):
    from sim.views.figures.of_runs.timeline import ended_shares

    counted, whole = run(drawn, 1500, keep="counts"), run(drawn, 1500)
    weeks, outcomes, endings = whole.column("ended_week"), whole.column("outcome"), whole.column("ending")
    for name, share in ended_shares(counted).items():
        ended = weeks[(outcomes == name) & (endings != "calendar")]
        assert share[-1] == len(ended) / 1500
        assert share[20] == np.sum(ended <= 20) / 1500
    assert counted.plot("timeline").axes
    assert counted.plot("outcomes").axes


def test_stored_rows_behave_as_a_table(drawn, tmp_path):
    whole, stored = run(drawn, 1500), run(drawn, 1500, keep=tmp_path / "results")
    assert isinstance(stored.rows, StoredRows)
    assert stored.rows.num_rows == len(stored.rows) == 1500
    assert stored.rows.column_names == whole.rows.column_names
    assert stored.rows.num_columns == whole.rows.num_columns
    assert stored.rows.schema == whole.rows.schema
    late = pa.array(whole.column("run") > 1000)
    work = Work(drawn.hash, "0", "1")
    assert packed(stored.rows.filter(late), work, 0) == packed(whole.rows.filter(late), work, 0)
    assert stored.rows.slice(1200, 3).column("run").to_pylist() == [1200, 1201, 1202]
    assert stored.table.equals(whole.table)
    with pytest.raises(KeyError, match="no column is called 'nonsense'"):
        stored.column("nonsense")


def test_the_first_runs_are_those_of_as_many_files_as_it_takes(drawn, tmp_path):
    whole = run(drawn, np.array([*range(0, 9000, 20), *range(12_000, 12_600)]))
    stored = Ensemble.load(whole.save(tmp_path / "chosen"))
    assert len(stored.rows.files) == 4
    for runs in (0, 1, 200, 205, 206, 450, 1000, 1050, 2000):
        assert stored.rows.first(["run"], runs).equals(whole.rows.select(["run"]).slice(0, runs))


def test_columns_in_memory_have_a_limit(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.folder.rows.KEPT_BYTES", 1500 * 8 * 2.5)
    stored = run(drawn, 1500, keep=tmp_path / "results")
    for name in ("run", "text.status", "utility.east", "run", "utility.west"):
        stored.column(name)
    assert list(stored.rows._columns) == ["run", "utility.west"]


def noted_reads(monkeypatch):
    """Note which columns are read from the files, each time."""
    asked, stored = [], StoredRows._stored

    def noting(self, names, blocks):
        asked.append(names)
        return stored(self, names, blocks)

    monkeypatch.setattr(StoredRows, "_stored", noting)
    return asked


def test_columns_that_are_read_together_are_read_once(drawn, tmp_path, monkeypatch):
    whole, stored = run(drawn, 1500), run(drawn, 1500, keep=tmp_path / "results")
    asked = noted_reads(monkeypatch)
    names = ["utility.east", "run", "utility.east"]
    assert stored.rows.select(names).equals(whole.rows.select(names))
    assert np.array_equal(stored.column("run"), np.arange(1500))
    assert stored.rows.select(["ended_week", "run"]).equals(whole.rows.select(["ended_week", "run"]))
    assert asked == [["utility.east", "run"], ["ended_week"]]
    assert stored.rows.select([]).num_columns == 0


def test_what_is_large_is_not_kept(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.folder.rows.READ_AHEAD", 1500 * 8 * 1.5)
    stored = run(drawn, 1500, keep=tmp_path / "results")
    asked = noted_reads(monkeypatch)
    for _ in range(2):
        stored.rows.select(["utility.east", "utility.west"])
    assert asked == [["utility.east", "utility.west"]] * 2


def test_the_figure_of_the_process_reads_once(drawn, tmp_path, monkeypatch):
    stored = run(drawn, 1500, keep=tmp_path / "results")
    asked = noted_reads(monkeypatch)
    stored.plot("timeline")
    assert len(asked) == 1


def test_a_block_that_is_damaged_after_loading_is_told_of(drawn, tmp_path):
    stored = run(drawn, 4500, keep=tmp_path / "results")
    file = block_files(tmp_path / "results")[4]
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(FolderFault, match=rf"{file.name}: not as it was written: cut, or no Parquet file"):
        stored.column("run")


def test_a_folder_of_chosen_runs_is_saved_and_not_streamed(drawn, tmp_path):
    with pytest.raises(ValueError, match="save the ensemble instead"):
        sim.run(drawn, np.array([5, 7]), keep=tmp_path / "results")
    with pytest.raises(ValueError, match="resume goes with keep=FOLDER"):
        sim.run(drawn, 10, resume=True)
