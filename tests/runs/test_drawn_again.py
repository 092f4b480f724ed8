"""What runs drew is not in a results folder and is drawn again: the same numbers, or it is told that they are not."""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim.runs.drawn
from sim.cli import main
from sim.questions.condition import condition
from sim.runs.block import play_block
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, FolderWarning, Interrupted
from sim.runs.folder.manifest import read_manifest, write_manifest
from sim.runs.folder.verify import verify_folder
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.version import __version__

RUNS = 8_300
"""Two whole files of blocks and a part of a third."""

WEST = "in.actors.west.position.status"


@pytest.fixture(scope="module")
def played(five_actors):
    return run(five_actors, RUNS, seed=7)


@pytest.fixture(scope="module")
def kept(five_actors, tmp_path_factory):
    """The folder of a streamed run."""
    home = tmp_path_factory.mktemp("kept") / "results"
    run(five_actors, RUNS, seed=7, keep=home)
    return home


@pytest.fixture
def home(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "home")


def numbers_of(rows):
    return [name for name in rows.column_names if name.startswith("in.")]


def in_files(home):
    """The columns of drawn numbers that lie in each file."""
    return [numbers_of(pq.read_table(file)) for file in sorted((home / "runs").iterdir())]


def same(first, second, names):
    return all(first.column(name).to_numpy().tobytes() == second.column(name).to_numpy().tobytes() for name in names)


# --- the same numbers -----------------------------------------------------------------------------------------------


def test_the_files_do_not_hold_what_was_drawn_and_it_is_read_all_the_same(kept, played):
    names = numbers_of(played.rows)
    assert len(names) > 80
    assert in_files(kept) == [[], [], []]
    rows = Ensemble.load(kept).rows
    assert rows.schema == played.rows.schema
    assert same(rows.select(names), played.rows, names)
    assert all(same(rows, played.rows, [name]) for name in names[::20])


def test_numbers_that_are_drawn_together_are_so_again(tmp_path):
    baseline = read_scenario("scenarios/kosovo/baseline.yaml")
    found = run(baseline, np.array([1_030, 1_031]), seed=2)
    rows = Ensemble.load(found.save(tmp_path / "chosen")).rows
    assert in_files(tmp_path / "chosen") == [[]]
    assert same(rows, found.rows, numbers_of(found.rows))


def test_only_what_is_asked_for_is_drawn(kept, monkeypatch):
    asked = []
    as_columns = sim.runs.drawn.as_columns

    def noting(inputs, names):
        asked.append(list(names))
        return as_columns(inputs, names)

    monkeypatch.setattr("sim.runs.drawn.as_columns", noting)
    ensemble = Ensemble.load(kept)
    ensemble.column("outcome"), ensemble.outcomes()
    assert not asked
    name = numbers_of(ensemble.rows)[0]
    for _ in range(2):
        ensemble.column(name)
    assert asked == [[name]]


def test_what_was_set_and_a_file_that_is_gone_have_no_say(file_of, talks, tmp_path):
    """The scenario in the folder says what is drawn, and no file outside it."""
    path = file_of(talks())
    asked = ["actors.west.position.status={low: 0.1, mode: 0.2, high: 0.9}"]
    words = ["run", path, "--runs", 30, "--seed", 5, "--set", *asked, "--out", tmp_path / "results"]
    assert main([str(word) for word in words]) == 0
    changed = read_scenario(path, asked)
    path.unlink()
    rows = Ensemble.load(tmp_path / "results").rows
    assert numbers_of(rows) == [WEST]
    assert same(rows, run(changed, 30, seed=5).rows, [WEST])


def test_chosen_rows_and_a_condition_have_their_own_numbers(kept, played):
    found = Ensemble.load(kept)
    asked = {"in.actors.russia.blocking_cost": {"max": 0.15}}
    (stored,), (whole,) = ([condition(ensemble, asked)] for ensemble in (found, played))
    assert 20 < len(stored) < RUNS / 2
    assert same(stored.rows, whole.rows, ["run", *numbers_of(whole.rows)])
    few = found.rows.filter(np.arange(RUNS) % 2800 == 3)
    assert same(few, played.rows.take([3, 2803, 5603]), ["run", *numbers_of(few)])


# --- what is stored all the same ------------------------------------------------------------------------------------


def test_runs_to_which_numbers_were_given_keep_them(drawn, tmp_path):
    part = play_block(drawn, 0, 0, np.arange(4), {"actors.west.position.status": np.full(4, 0.5)})
    found = Ensemble(drawn, 0, part.rows, part.totals.standing, part.totals)
    home = found.save(tmp_path / "given")
    assert read_manifest(home).format == 5
    assert same(Ensemble.load(home).rows, found.rows, numbers_of(found.rows))
    assert not same(found.rows, run(drawn, 4).rows, [WEST])


def test_rows_in_another_order_and_rows_without_a_number_stay_as_they_are(drawn, tmp_path):
    found = run(drawn, 4)
    turned = Ensemble(drawn, 0, found.rows.take([1, 0, 2, 2]), found.standing)
    assert Ensemble.load(turned.save(tmp_path / "turned")).column("run").tolist() == [1, 0, 2, 2]
    assert same(Ensemble.load(tmp_path / "turned").rows, turned.rows, numbers_of(turned.rows))
    fewer = Ensemble(drawn, 0, found.rows.drop_columns([WEST]), found.standing, found.totals)
    assert WEST not in Ensemble.load(fewer.save(tmp_path / "fewer")).rows.column_names


def test_they_are_stored_where_that_is_asked_for(five_actors, kept, played, tmp_path, capsys):
    run(five_actors, RUNS, seed=7, keep=tmp_path / "streamed", store_inputs=True)
    played.save(tmp_path / "saved", store_inputs=True)
    Ensemble.load(kept).save(tmp_path / "from a folder", store_inputs=True)
    names, files = numbers_of(played.rows), []
    for home in ("streamed", "saved", "from a folder"):
        assert in_files(tmp_path / home) == [names] * 3
        assert verify_folder(tmp_path / home) == []
        files.append([file.read_bytes() for file in sorted((tmp_path / home / "runs").iterdir())])
    assert files[0] == files[1] == files[2]
    again = Ensemble.load(tmp_path / "streamed").save(tmp_path / "copied")
    assert in_files(again) == [names] * 3
    assert same(Ensemble.load(again).rows, played.rows, names)


def test_the_command_line_stores_them_and_says_where_they_would_go(file_of, drawn, tmp_path, capsys):
    path = str(file_of(drawn))
    assert main(["run", path, "--runs", "20", "--store-inputs", "--out", str(tmp_path / "kept")]) == 0
    assert in_files(tmp_path / "kept") == [numbers_of(run(drawn, 1).rows)]
    assert main(["run", path, "--runs", "20", "--store-inputs"]) == 1
    assert "--store-inputs: goes with --out DIR, the folder to keep them in" in capsys.readouterr().err
    with pytest.raises(ValueError, match="store_inputs goes with keep=FOLDER"):
        run(drawn, 20, store_inputs=True)


# --- going on -------------------------------------------------------------------------------------------------------


def stop(_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("stores", [False, True])
def test_a_folder_is_gone_on_with_as_it_was_begun(drawn, tmp_path, contents, stores):
    run(drawn, RUNS, keep=tmp_path / "unbroken", store_inputs=stores)
    with pytest.raises(Interrupted):
        run(drawn, RUNS, keep=tmp_path / "broken", store_inputs=stores, on_block=stop)
    run(drawn, RUNS, keep=tmp_path / "broken", resume=True)
    assert contents(tmp_path / "broken") == contents(tmp_path / "unbroken")
    assert [WEST in names for names in in_files(tmp_path / "broken")] == [stores] * 3


def test_a_folder_without_them_is_not_gone_on_with_to_store_them(drawn, tmp_path):
    run(drawn, 20, keep=tmp_path / "results")
    with pytest.raises(
        FolderFault, match="its files do not hold the numbers drawn, which are to be stored; name a new"
    ):
        run(drawn, 40, keep=tmp_path / "results", resume=True, store_inputs=True)


# --- numbers that are not as they were ------------------------------------------------------------------------------


@pytest.fixture
def drawn_otherwise(monkeypatch):
    """Have a number drawn in another way than it was played."""
    as_columns = sim.runs.drawn.as_columns

    def otherwise(inputs, names):
        inputs.given = {"actors.russia.blocking_cost": np.full(inputs.runs, 0.5)}
        return as_columns(inputs, names)

    monkeypatch.setattr("sim.runs.drawn.as_columns", otherwise)


def described(home, **other):
    write_manifest(home, read_manifest(home).model_copy(update=other))


COST = "in.actors.russia.blocking_cost"


def test_a_number_that_is_not_as_it_was_played_is_told_by_name(home, drawn_otherwise):
    ensemble = Ensemble.load(home)
    with pytest.raises(FolderFault) as caught:
        ensemble.column(COST)
    file = home / "runs" / "blocks-000000-000003.parquet"
    said = f"{file}: {COST}, drawn again, is not what was played; play again into a new folder"
    assert str(caught.value) == said
    assert len(ensemble.column("in.actors.russia.signal_honesty")) == RUNS
    assert verify_folder(home)[0] == said


def test_another_machine_may_differ_in_last_digits_and_it_is_said_once(home, played, drawn_otherwise):
    described(home, processor=("other",))
    ensemble = Ensemble.load(home)
    with pytest.warns(
        FolderWarning, match=r"home: numbers drawn again differ .* \(another kind of processor\)$"
    ) as said:
        ensemble.column(COST)
    assert len(said) == 1


def test_another_version_that_draws_alike_is_read(drawn, older):
    assert same(older.rows, run(drawn, 20).rows, [WEST])


def test_another_version_that_draws_otherwise_is_named(older, monkeypatch):
    monkeypatch.setattr("sim.runs.drawn.as_columns", lambda inputs, names: {WEST: pa.array(np.zeros(inputs.runs))})
    with pytest.raises(
        FolderFault, match=rf"blocks-000000-000003.parquet: sim {__version__} draws {WEST} otherwise than sim 0.0.9"
    ):
        older.column(WEST)


@pytest.fixture
def older(drawn, tmp_path, monkeypatch):
    """Runs that a version before this one has kept."""
    for module in ("block", "folder.writer", "folder.manifest"):
        monkeypatch.setattr(f"sim.runs.{module}.__version__", "0.0.9")
    return run(drawn, 20, keep=tmp_path / "older")


def test_a_checksum_that_was_altered_is_noticed(home):
    file = home / "runs" / "blocks-000000-000003.parquet"
    data = file.read_bytes()
    at = data.index(b"drawn-1:") + 30
    file.write_bytes(data[:at] + (b"0" if data[at : at + 1] != b"0" else b"1") + data[at + 1 :])
    with pytest.raises(FolderFault, match="not as it was written: altered"):
        Ensemble.load(home)
