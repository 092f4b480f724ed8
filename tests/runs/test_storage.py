import json
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import block_files, block_path, write_whole
from sim.runs.run import run
from sim.scenario.reader import read_scenario


@pytest.fixture(scope="module")
def played(five_actors):
    return run(five_actors, 4_500, seed=2**64 - 1)


@pytest.fixture
def folder(played, tmp_path):
    return played.save(tmp_path / "results")


def spelt(rows):
    """Rows in a form that does not mind how words are kept, and in which nothing equals nothing."""
    found = {}
    for name in rows.column_names:
        column = rows.column(name)
        words = pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
        found[name] = column.to_pylist() if words else column.to_numpy().tobytes()
    return found


def refused(home):
    with pytest.raises(FolderFault) as caught:
        Ensemble.load(home).table  # noqa: B018 - rows are read when they are asked for
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(home), "HOME")


def parquet_bytes(home):
    return {file.relative_to(home).as_posix(): file.read_bytes() for file in sorted(home.rglob("*.parquet"))}


def test_what_is_saved_is_what_is_loaded(played, folder):
    loaded = Ensemble.load(folder)
    assert spelt(loaded.rows) == spelt(played.rows)
    assert loaded.scenario == played.scenario
    assert loaded.seed == played.seed == 2**64 - 1
    assert np.array_equal(loaded.standing, played.standing)
    assert loaded.summary() == played.summary()
    assert len(loaded) == 4_500
    assert loaded.table.shape == played.table.shape


def test_the_scenario_of_a_folder_just_written_is_the_one_in_hand(five_actors, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.folder.reader.read_scenario", lambda path: pytest.fail(f"{path} was read again"))
    kept = run(five_actors, runs=5, keep=tmp_path / "kept")
    monkeypatch.undo()
    assert kept.scenario is five_actors
    assert Ensemble.load(tmp_path / "kept").scenario == five_actors


def test_a_folder_holds_what_it_should_and_nothing_else(folder):
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert found == {
        "manifest.json", "scenario.yaml", "weekly.parquet", "runs/blocks-000000-000003.parquet",
        "runs/blocks-000004-000007.parquet",
    }  # fmt: skip


def test_every_file_has_the_rows_of_its_blocks(folder):
    first, second = (pq.read_table(path) for path in block_files(folder).values())
    assert first.column("run").to_pylist() == list(range(4096))
    assert second.column("run").to_pylist() == list(range(4096, 4500))


def test_chosen_runs_lie_in_their_blocks(five_actors, tmp_path):
    chosen = run(five_actors, np.array([4711, 17]), seed=3)
    home = chosen.save(tmp_path / "chosen")
    files = sorted(file.name for file in (home / "runs").iterdir())
    assert files == ["blocks-000000-000003.parquet", "blocks-000004-000007.parquet"]
    assert Ensemble.load(home).column("run").tolist() == [17, 4711]


def test_the_scenario_in_the_folder_is_the_one_that_was_run(folder, five_actors):
    again = read_scenario(folder / "scenario.yaml")
    assert again.hash == five_actors.hash
    assert again.actors["russia"].blocking_cost.note == five_actors.actors["russia"].blocking_cost.note


def test_the_manifest_says_how_to_get_the_same_again(folder, five_actors):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == 4
    assert manifest["title"] == five_actors.title
    assert manifest["scenario_hash"] == five_actors.hash
    assert manifest["seed"] == str(2**64 - 1)
    assert (manifest["runs"], manifest["block_runs"]) == (4_500, 1_024)
    assert {"version", "python"} <= set(manifest)
    assert {"mesa", "numpy", "scipy", "pyarrow", "pandas", "pydantic"} <= set(manifest["libraries"])
    assert all(manifest["libraries"].values())
    started, finished = (datetime.fromisoformat(manifest[name]) for name in ("started", "finished"))
    assert started <= finished
    assert finished.tzinfo is not None


def test_the_weekly_table_counts_every_run_every_week(folder, five_actors):
    weekly = pq.read_table(folder / "weekly.parquet").to_pandas()
    stages = [name for name in weekly if name.startswith("runs.")]
    assert stages == [f"runs.{name}" for name in (*five_actors.stages, "over")]
    assert set(weekly[stages].sum(axis=1)) == {4_500}
    assert weekly["week"].tolist() == list(range(five_actors.calendar.weeks))
    assert str(weekly["date"][0]) == "2005-11-14" and str(weekly["date"][13]) == "2006-02-13"


def test_equal_inputs_give_equal_bytes(five_actors, played, folder, tmp_path):
    again = run(five_actors, 4_500, seed=2**64 - 1).save(tmp_path / "again")
    found = parquet_bytes(folder)
    assert len(found) == 3
    assert parquet_bytes(again) == found
    assert (again / "scenario.yaml").read_bytes() == (folder / "scenario.yaml").read_bytes()
    other = run(five_actors, 4_500, seed=1).save(tmp_path / "other")
    assert parquet_bytes(other)["runs/blocks-000000-000003.parquet"] != found["runs/blocks-000000-000003.parquet"]


def test_where_nothing_is_drawn_the_bytes_are_the_same_too(talks, tmp_path):
    run(talks(), 1500, keep=tmp_path / "streamed")
    run(talks(), 1500).save(tmp_path / "saved")
    Ensemble.load(tmp_path / "streamed").save(tmp_path / "copied")
    found = [parquet_bytes(tmp_path / name) for name in ("streamed", "saved", "copied")]
    assert found[0] == found[1] == found[2]


def test_saved_again_after_loading_it_is_the_same_bytes(folder, tmp_path):
    assert parquet_bytes(Ensemble.load(folder).save(tmp_path / "copy")) == parquet_bytes(folder)


def test_a_folder_whose_name_looks_like_a_setting_adds_no_column(played, tmp_path):
    home = played.save(tmp_path / "actors.russia.veto=false")
    assert Ensemble.load(home).rows.column_names == played.rows.column_names


def test_what_said_nothing_stays_without_a_word(talks, tmp_path):
    early = {"process.0.talks.opens": talks().calendar.end}
    home = run(talks(early), 5).save(tmp_path / "silent")
    loaded = Ensemble.load(home)
    assert loaded.rows.column("rounds.result").to_pylist() == [None] * 5
    assert set(loaded.column("ending")) == {"calendar"}


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_is_not_written_to(played, folder):
    before = parquet_bytes(folder)
    with pytest.raises(FolderFault, match=r"results: holds something already; name a new folder$"):
        played.save(folder)
    assert parquet_bytes(folder) == before


def test_an_empty_folder_is_written_to(played, tmp_path):
    (tmp_path / "empty").mkdir()
    assert len(Ensemble.load(played.save(tmp_path / "empty"))) == 4_500


def test_a_file_is_no_folder(played, tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderFault, match=r"file: is a file; name a new folder$"):
        played.save(tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    with pytest.raises(FolderFault, match=r"not a directory$"):
        played.save(tmp_path / "file" / "below")


def test_another_scenario_is_noticed(folder):
    path = folder / "scenario.yaml"
    changed = path.read_text(encoding="utf-8").replace("majority: 9", "majority: 8")
    assert changed != path.read_text(encoding="utf-8")
    before = read_scenario(path).hash
    path.write_text(changed, encoding="utf-8")
    said = refused(folder)
    after = read_scenario(path).hash
    assert said == f"HOME: scenario.yaml is not the one that was run (hash {after}, manifest {before})"


def test_a_missing_folder_is_named(tmp_path):
    assert refused(tmp_path / "nowhere") == "HOME: no such folder"


def test_a_folder_without_manifest_is_no_results_folder(folder):
    (folder / "manifest.json").unlink()
    assert refused(folder) == "HOME: no manifest.json; this is no results folder, or its run was not finished"


@pytest.mark.parametrize("name", ["scenario.yaml", "weekly.parquet"])
def test_a_folder_without_a_part_is_not_whole(folder, name):
    (folder / name).unlink()
    assert refused(folder) == f"HOME: no {name}; run again with --resume, which makes it anew"


@pytest.mark.parametrize(("block", "held"), [(0, 404), (4, 4096)])
def test_a_missing_block_is_noticed(folder, block, held):
    block_path(folder, block).unlink()
    assert refused(folder) == f"HOME: holds {held} of 4500 runs; run again with --resume"


def test_a_folder_without_any_block_is_noticed(folder):
    for file in (folder / "runs").iterdir():
        file.unlink()
    assert refused(folder) == "HOME: holds 0 of 4500 runs; run again with --resume"


def test_a_broken_manifest_is_named(folder):
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert refused(folder).startswith("HOME/manifest.json: not readable as JSON (")


def test_another_format_is_named(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"format": 6}), encoding="utf-8")
    assert refused(folder) == "HOME/manifest.json: format 6 is not known; this version reads formats 4 and 5"


@pytest.mark.parametrize("name", ["runs/blocks-000004-000007.parquet", "weekly.parquet"])
def test_a_damaged_file_is_named(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-100])
    assert refused(folder).startswith(f"HOME/{name}: not as it was written")


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "rows"
    write_whole(path, lambda part: part.write_text("old", encoding="utf-8"))

    def fails(part):
        part.write_text("half", encoding="utf-8")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_whole(path, fails)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["rows"]


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr("os.fsync", lambda handle: done.append(sorted(path.name for path in tmp_path.iterdir())))
    write_whole(tmp_path / "rows", lambda part: part.write_text("whole", encoding="utf-8"))
    (before,), after = done[0], done[1:]
    assert before.startswith(".rows.") and before.endswith(".part")
    assert after == [["rows"]]  # and then the folder, with the name in it
