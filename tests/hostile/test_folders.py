"""Results folders that are not as they were written: each is told of in a line, and --resume mends it if it can.

A row of a table is a kind of harm, what is done to a sound folder, and the words expected.
"""

import json
import os
import re
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli import main
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, FolderWarning
from sim.runs.folder.layout import block_path
from sim.runs.folder.manifest import read_manifest, write_manifest
from sim.runs.folder.verify import verify_folder
from sim.runs.run import run
from sim.scenario.reader import read_text, written

RUNS = 8_204
"""Two whole files and a bit of a third."""

TALKS = """
format: 1
title: Two sides
calendar: {start: 2006-01-02, end: 2006-06-26}
issues: {status: {zero: province, one: state}, rights: {zero: few, one: many}}
actors:
  west:
    kind: party
    position: {status: 0.1, rights: {low: 0.1, mode: 0.2, high: 0.4}}
    salience: {status: 0.75, rights: 0.25}
    fallback: {value: {low: 0.2, mode: 0.4, high: 0.7}}
  east:
    kind: party
    position: {status: 0.9, rights: 0.8}
    salience: {status: 0.25, rights: 0.75}
    fallback: {value: 0.4}
texts: {old_order: {status: 0.2, rights: 0.2}}
status_quo: old_order
process:
  - talks: {name: rounds, parties: [west, east], weeks: 12}
outcomes:
  - {name: settled, when: {ending: agreed}}
  - {name: nothing, otherwise: true}
"""

pytestmark = pytest.mark.filterwarnings("always")


@pytest.fixture(scope="module")
def scenario():
    return read_text(TALKS)


@pytest.fixture(scope="module")
def sound(scenario, tmp_path_factory):
    home = tmp_path_factory.mktemp("sound")
    for name, changed, seed in (("home", scenario, 0), ("other_seed", scenario, 1),
                                ("other_case", read_text(TALKS.replace("weeks: 12", "weeks: 16")), 0)):  # fmt: skip
        run(changed, RUNS, seed=seed, keep=home / name)
    return home


@pytest.fixture
def home(sound, tmp_path):
    return shutil.copytree(sound / "home", tmp_path / "home")


def contents(home):
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*")
            if path.is_file() and path.name != "manifest.json"}  # fmt: skip


def block(home, number=4):
    return block_path(home, number)


def said_of(home, act=lambda home: Ensemble.load(home).table):
    """What is said of a folder, in one line."""
    with pytest.raises(FolderFault) as caught:
        act(home)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(home), "HOME")


def flipped(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


# --- blocks ----------------------------------------------------------------------------------------------


def other_value(home, sound):
    """One number in the middle of a column is another, and the file is written anew with all its notes."""
    path = block(home)
    beside, rows = pq.read_metadata(path).metadata, pq.read_table(path)
    place = rows.schema.get_field_index("utility.west")
    values = rows.column(place).to_pylist()
    values[500] = (values[500] + values[501]) / 2
    rows = rows.set_column(place, rows.schema.field(place), pa.array(values))
    kinds = {field.name: pa.types.is_floating(field.type) for field in rows.schema}
    pq.write_table(
        rows.replace_schema_metadata({key: beside[key] for key in (b"sim.seal", b"sim.totals", b"sim.drawn")}), path,
        compression="lz4", use_dictionary=[name for name, floating in kinds.items() if not floating],
        column_encoding={name: "BYTE_STREAM_SPLIT" for name, floating in kinds.items() if floating},
    )  # fmt: skip


def columns_exchanged(home, sound):
    """The bytes of all columns are those of another block, the footer is its own."""
    mine, other = block(home, 0).read_bytes(), block(home, 4).read_bytes()
    start = len(mine) - 8 - int.from_bytes(mine[-8:-4], "little")
    block(home, 0).write_bytes(other[:start].ljust(start, b"\0") + mine[start:])


def no_seal(home, sound):
    pq.write_table(pq.read_table(block(home)), block(home))


def renamed(home, sound):
    block(home).rename(home / "runs" / "blocks-1.parquet")


def swapped(home, sound):
    first, second = block(home, 0), block(home, 4)
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


def footer(old, new):
    def act(home, sound):
        path = block(home)
        data = path.read_bytes()
        assert len(old) == len(new) and old in data
        path.write_bytes(data.replace(old, new))

    return act


ALTERED = "not as it was written: altered, or of another block or of other runs"
CUT = "not as it was written: cut, or no Parquet file"
COLUMNS = "its columns are not as they were written"

BLOCKS = {
    "a bit at the start": (lambda home, sound: flipped(block(home), 100), COLUMNS),
    "a bit in the middle": (lambda home, sound: flipped(block(home), 9_000), COLUMNS),
    "a bit of the first magic": (lambda home, sound: flipped(block(home), 0), COLUMNS),
    "a bit of the last magic": (lambda home, sound: flipped(block(home), -1), CUT),
    "a bit of the length": (lambda home, sound: flipped(block(home), -8), "not as it was written"),
    "a bit of the footer": (lambda home, sound: flipped(block(home), -400), ALTERED),
    "a bit before the footer's end": (lambda home, sound: flipped(block(home), -12), ALTERED),
    "a value, written anew": (other_value, ALTERED),
    "columns of another block": (columns_exchanged, COLUMNS),
    "no seal": (no_seal, ALTERED),
    "blocks exchanged": (swapped, ALTERED),
    "a block copied": (lambda home, sound: shutil.copy(block(home, 0), block(home, 4)), ALTERED),
    "a block of another seed": (lambda home, sound: shutil.copy(block(sound / "other_seed"), block(home)), ALTERED),
    "a block of another case": (lambda home, sound: shutil.copy(block(sound / "other_case"), block(home)), ALTERED),
    "another name of a column": (footer(b"\x03run", b"\x03rum"), ALTERED),
    "cut by a byte": (lambda home, sound: block(home).write_bytes(block(home).read_bytes()[:-1]), CUT),
    "cut in the middle": (lambda home, sound: block(home).write_bytes(block(home).read_bytes()[:9_000]), CUT),
    "empty": (lambda home, sound: block(home).write_bytes(b""), CUT),
    "longer by a byte": (lambda home, sound: block(home).write_bytes(block(home).read_bytes() + b"x"), CUT),
    "longer in front": (lambda home, sound: block(home).write_bytes(b"x" + block(home).read_bytes()), COLUMNS),
    "all zeros": (lambda home, sound: block(home).write_bytes(bytes(5_000)), CUT),
    "a text": (lambda home, sound: block(home).write_text("Dear Anna", encoding="utf-8"), CUT),
    "magic alone": (lambda home, sound: block(home).write_bytes(b"PAR1"), CUT),
    "magic twice": (lambda home, sound: block(home).write_bytes(b"PAR1PAR1"), CUT),
    "a huge length": (
        lambda home, sound: block(home).write_bytes(block(home).read_bytes()[:-8] + b"\xff\xff\xff\x7fPAR1"), CUT),
    "no length": (lambda home, sound: block(home).write_bytes(block(home).read_bytes()[:-8] + bytes(4) + b"PAR1"),
                  ALTERED),
}  # fmt: skip


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_that_is_not_as_it_was_written_is_told_and_mended(kind, home, sound, scenario):
    harm, words = BLOCKS[kind]
    harm(home, sound)
    assert words in said_of(home)
    assert any(words in line for line in verify_folder(home))
    with pytest.warns(FolderWarning, match="it is played again"):
        run(scenario, RUNS, keep=home, resume=True)
    assert contents(home) == contents(sound / "home")
    assert not verify_folder(home)


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_unfinished_folder_is_gone_on_with_only_where_its_blocks_are_sound(kind, home, sound, scenario):
    manifest = read_manifest(home)
    write_manifest(home, manifest.model_copy(update={"finished": None, "files": {}, "outcomes": None}))
    (home / "weekly.parquet").unlink()
    BLOCKS[kind][0](home, sound)
    with pytest.warns(FolderWarning, match="it is played again"):
        run(scenario, RUNS, keep=home, resume=True)
    assert contents(home) == contents(sound / "home")


def test_a_column_is_checked_when_it_is_read_and_others_are_not(home):
    path = block(home)
    parsed = pq.read_metadata(path)
    at = parsed.row_group(0).column(parsed.schema.names.index("utility.west")).data_page_offset
    flipped(path, at + 100)
    found = Ensemble.load(home)
    assert len(found.column("outcome")) == RUNS
    assert said_of(home, lambda home: found.column("utility.west")) == (
        "HOME/runs/blocks-000004-000007.parquet: the values of utility.west are not as they were written; "
        "run again with --resume"
    )


# --- what lies beside the blocks -------------------------------------------------------------------------

COPIES = ("blocks-4-7.parquet", "blocks-000004-000007 (copy).parquet", "blocks-000004-000007 (1).parquet",
          "blocks-000004-000007 2.parquet", "blocks-000004-000007.sync-conflict-20260105-090000-ABCDEFG.parquet",
          "blocks-000024-000027.parquet", "blocks--00004-000007.parquet", "blocks-0000004-0000007.parquet",
          "blocks-000004-000007.parquet.bak", "blocks-000004-000008.parquet", "blocks-000005-000008.parquet",
          "blocks-\u0661\u0662\u0663\u0664\u0665\u0666-000007.parquet", "block-000004.parquet",
          "Thumbs.db", "blocks-x-y.parquet")  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_named_and_ignored(name, home, sound):
    shutil.copy(block(home), home / "runs" / name)
    with pytest.warns(FolderWarning) as said:
        found = Ensemble.load(home)
    assert [str(one.message) for one in said] == [f"{home / 'runs' / name}: no file of these results; it is ignored"]
    assert found.column("run").tolist() == list(range(RUNS))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", ["weekly.parquet", "scenario.yaml", "runs/blocks-000004-000007.parquet"])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(name, home, sound, scenario):
    path = home / name
    path.unlink()
    os.mkfifo(path)
    told = "it is played again" if name.startswith("runs") else "it is made anew"
    with pytest.warns(FolderWarning) as said:
        run(scenario, RUNS, keep=home, resume=True)
    assert f"{path}: a pipe, a device or a folder, and no file; {told}" in [str(one.message) for one in said]
    assert contents(home) == contents(sound / "home")


@pytest.mark.parametrize("name", ["weekly.parquet", "scenario.yaml"])
@pytest.mark.parametrize("harm", ["missing", "cut", "empty", "other"])
def test_a_summary_is_made_anew(name, harm, home, sound, scenario):
    path = home / name
    data = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "other":
        shutil.copy(sound / "other_seed" / name, path)
        if name == "scenario.yaml":
            path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    else:
        path.write_bytes(b"" if harm == "empty" else data[:-200])
    assert "run again with --resume" in said_of(home)
    run(scenario, RUNS, keep=home, resume=True)
    assert contents(home) == contents(sound / "home")
    assert not verify_folder(home)


IN_THE_WAY = {
    "a block": ("runs/blocks-000004-000007.parquet", False, "is a folder, and a file belongs there"),
    "a block to come": ("runs/blocks-000008-000011.parquet", False, "is a folder, and a file belongs there"),
    "the scenario": ("scenario.yaml", False, "is a folder, and a file belongs there"),
    "the weeks": ("weekly.parquet", False, "is a folder, and a file belongs there"),
    "the blocks": ("runs", True, "is no folder, and the blocks belong there"),
}  # fmt: skip


@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_what_stands_in_the_way_of_a_file_is_named_before_anything_is_played(kind, home, scenario):
    name, file, words = IN_THE_WAY[kind]
    path, played = home / name, []
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.touch() if file else path.mkdir()
    said = said_of(home, lambda home: run(scenario, RUNS, keep=home, resume=True, on_block=played.append))
    assert said == f"HOME/{name}: {words}; move it away, then run again with --resume" and not played


# --- manifests -------------------------------------------------------------------------------------------

NO_MANIFEST = "not the manifest of a results folder"
NO_JSON = "not readable as JSON"
OTHER = "not as it was written; whoever altered it has to restore it"


def rewritten(**changes):
    def act(path):
        data = json.loads(path.read_text(encoding="utf-8"))
        for key, value in changes.items():
            if value is ...:
                del data[key]
            else:
                data[key] = value
        path.write_text(json.dumps(data), encoding="utf-8")

    return act


def as_text(text):
    return lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode())


MANIFESTS = {
    "a list": (as_text("[]"), NO_MANIFEST),
    "null": (as_text("null"), NO_MANIFEST),
    "a number": (as_text("1"), NO_MANIFEST),
    "a string": (as_text('"manifest"'), NO_MANIFEST),
    "nothing": (as_text(""), NO_JSON),
    "a brace": (as_text("{"), NO_JSON),
    "no object": (as_text("{}"), NO_MANIFEST),
    "not UTF-8": (as_text(b"\xff\xfe{}"), "not readable as UTF-8"),
    "UTF-16": (as_text('{"format": 2}'.encode("utf-16")), "not readable as UTF-8"),
    "brackets": (as_text("[" * 100_000), NO_JSON),
    "brackets closed": (as_text("[" * 100_000 + "]" * 100_000), NO_JSON),
    "braces": (as_text('{"a":' * 100_000 + "1" + "}" * 100_000), NO_JSON),
    "a huge number": (as_text('{"format": 2, "runs": ' + "9" * 10_000 + "}"), NO_JSON),
    "a key twice": (as_text('{"format": 2, "format": 2}'), "the key format stands twice"),
    "zeros": (as_text(bytes(1_000)), NO_JSON),
    "format 1": (rewritten(format=1), "format 1 is not known; this version reads formats 4 and 5"),
    "format 5, which it is not": (rewritten(format=5), OTHER),
    "format 3": (rewritten(format=3), "format 3 is not known"),
    "format true": (rewritten(format=True), "format True is not known"),
    "format as text": (rewritten(format="2"), "format 2 is not known"),
    "no format": (rewritten(format=...), f"{NO_MANIFEST} (format: Field required)"),
    "runs as text": (rewritten(runs=str(RUNS)), f"{NO_MANIFEST} (runs: Input should be a valid integer)"),
    "runs as a fraction": (rewritten(runs=2060.0), f"{NO_MANIFEST} (runs: Input should be a valid integer)"),
    "runs true": (rewritten(runs=True), f"{NO_MANIFEST} (runs: "),
    "runs negative": (rewritten(runs=-1), f"{NO_MANIFEST} (runs: "),
    "no runs": (rewritten(runs=0), f"{NO_MANIFEST} (runs: "),
    "runs null": (rewritten(runs=None), f"{NO_MANIFEST} (runs: "),
    "runs missing": (rewritten(runs=...), f"{NO_MANIFEST} (runs: Field required)"),
    "more runs": (rewritten(runs=RUNS + 1), OTHER),
    "other seed": (rewritten(seed="1"), OTHER),
    "seed as a number": (rewritten(seed=0), f"{NO_MANIFEST} (seed: Input should be a valid string)"),
    "seed negative": (rewritten(seed="-1"), f"{NO_MANIFEST} (seed: "),
    "seed in Arabic digits": (rewritten(seed="\u0661"), f"{NO_MANIFEST} (seed: "),
    "seed missing": (rewritten(seed=...), f"{NO_MANIFEST} (seed: Field required)"),
    "other block size": (rewritten(block_runs=512), OTHER),
    "block size zero": (rewritten(block_runs=0), f"{NO_MANIFEST} (block_runs: "),
    "other version": (rewritten(version="0.0.1"), OTHER),
    "version a number": (rewritten(version=1), f"{NO_MANIFEST} (version: "),
    "other hash": (rewritten(scenario_hash="0" * 12), OTHER),
    "hash no hash": (rewritten(scenario_hash="nothing"), f"{NO_MANIFEST} (scenario_hash: "),
    "other title": (rewritten(title="Mine"), OTHER),
    "other Python": (rewritten(python="2.7"), OTHER),
    "other libraries": (rewritten(libraries={}), OTHER),
    "libraries a list": (rewritten(libraries=[]), f"{NO_MANIFEST} (libraries: "),
    "other counts": (rewritten(outcomes={"settled": 1, "nothing": RUNS - 1}), OTHER),
    "counts of others": (rewritten(outcomes={"won": RUNS}), OTHER),
    "counts negative": (rewritten(outcomes={"settled": -1}), f"{NO_MANIFEST} (outcomes.settled: "),
    "counts null": (rewritten(outcomes=None), OTHER),
    "never finished": (rewritten(finished=None), OTHER),
    "finished a number": (rewritten(finished=1), f"{NO_MANIFEST} (finished: "),
    "failed blocks": (rewritten(failed_blocks=[1]), OTHER),
    "failed blocks of words": (rewritten(failed_blocks=["one"]), f"{NO_MANIFEST} (failed_blocks.0: "),
    "no files": (rewritten(files={}), OTHER),
    "files missing": (rewritten(files=...), OTHER),
    "a file too many": (rewritten(files={"../../secret": "0" * 32}), OTHER),
    "digest no digest": (rewritten(files={"weekly.parquet": "x"}), f"{NO_MANIFEST} (files.weekly.parquet: "),
    "a key too many": (rewritten(colour="red"), f"{NO_MANIFEST} (colour: Extra inputs are not permitted)"),
    "no seal": (rewritten(seal=...), OTHER),
    "another seal": (rewritten(seal="0" * 32), OTHER),
    "other processor": (rewritten(processor=["abacus"]), OTHER),
}  # fmt: skip


@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_that_is_none_is_told_in_one_line(kind, home, scenario, capsys):
    harm, words = MANIFESTS[kind]
    harm(home / "manifest.json")
    before = contents(home)
    assert words in said_of(home)
    assert words in said_of(home, verify_folder)
    assert words in said_of(home, lambda home: run(scenario, RUNS, keep=home, resume=True))
    assert contents(home) == before
    for words_given in (["plot", str(home)], ["report", str(home)], ["verify-folder", str(home)]):
        assert main(words_given) == 1
        told = capsys.readouterr()
        assert told.out == "" and len(told.err.splitlines()) == 1 and words in told.err


def test_a_manifest_of_another_run_is_told(home, sound):
    shutil.copy(sound / "other_seed" / "manifest.json", home / "manifest.json")
    assert ALTERED in said_of(home) or "weekly.parquet: not as it was written" in said_of(home)
    assert len(verify_folder(home)) == 4  # three files and weekly.parquet


def test_counts_that_are_not_those_of_the_rows_are_told(home):
    """Somebody took the trouble to make a new seal."""
    manifest = read_manifest(home)
    outcomes = dict(zip(manifest.outcomes, reversed(manifest.outcomes.values()), strict=True))
    write_manifest(home, manifest.model_copy(update={"outcomes": outcomes}))
    assert verify_folder(home) == [
        f"{home}: the counts of outcomes are not those of the rows; play again into a new folder"
    ]


def test_another_kind_of_processor_is_said_by_resume(home, scenario):
    write_manifest(home, read_manifest(home).model_copy(update={"processor": ("abacus",)}))
    with pytest.warns(FolderWarning, match=r"another kind of processor \(abacus; here .*\); last digits may"):
        run(scenario, RUNS, keep=home, resume=True)


def test_the_verb_tells_all_that_is_wrong_and_what_is_sound(home, capsys):
    assert main(["verify-folder", str(home)]) == 0
    said = capsys.readouterr()
    assert said.out == f"{home}: 8,204 runs as they were written, seal {read_manifest(home).seal}\n" and not said.err
    flipped(block(home, 0), 100)
    block(home, 8).unlink()
    (home / "weekly.parquet").write_bytes(b"")
    assert main(["verify-folder", str(home)]) == 1
    said = capsys.readouterr()
    assert said.out == f"{home}: 3 faults\n"
    assert [re.sub(r".*/home/?", "", line.partition(": ")[0]) for line in said.err.splitlines()] == [
        "weekly.parquet", "runs/blocks-000000-000003.parquet", ""
    ]  # fmt: skip
    assert said.err.endswith("no runs/blocks-000008-000011.parquet; run again with --resume\n")


def test_a_copy_of_a_folder_vouches_for_itself_too(home, tmp_path, scenario):
    copy = Ensemble.load(home).save(tmp_path / "copy")
    assert not verify_folder(copy)
    assert contents(copy) == contents(home)
    saved = run(scenario, 30).save(tmp_path / "saved")
    assert not verify_folder(saved)
    assert written(Ensemble.load(saved).scenario) == written(scenario)


# --- resume and what was asked -----------------------------------------------------------------------------------

ASKED = {
    "a number": (("weeks: 12", "weeks: 16"), "process.rounds.weeks: 12.0 and 16.0"),
    "a position": (("rights: 0.8}", "rights: 0.7}"), "actors.east.position.rights: 0.8 and 0.7"),
    "a weight": (("fallback: {value: 0.4}", "weight: 2\n    fallback: {value: 0.4}"),
                 "actors.east.weight: 1.0 and 2.0"),
    "the calendar": (("end: 2006-06-26", "end: 2006-07-31"), "calendar.end: 2006-06-26 and 2006-07-31"),
    "the order of issues": (
        ("{status: {zero: province, one: state}, rights: {zero: few, one: many}}",
         "{rights: {zero: few, one: many}, status: {zero: province, one: state}}"), "the order of its entries"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_resume_says_what_differs(kind, home):
    (old, new), words = ASKED[kind]
    assert TALKS.count(old) == 1
    said = said_of(home, lambda home: run(read_text(TALKS.replace(old, new)), RUNS, keep=home, resume=True))
    assert said.startswith("HOME: cannot go on, scenario ") and f" ({words}); name a new folder" in said


def test_resume_does_not_say_that_one_number_written_twice_differs(home):
    """`scenario.yaml` writes a bound of 1 as 1.0, and both are that bound."""
    lever = "levers: {heavy: {ask: How much does the east weigh?, set: {actors.east.weight: 1.0}}}\n"
    run(read_text(TALKS + lever), 10, keep=home.with_name("levers"))
    other = read_text(TALKS.replace("west:\n", "west:\n    label: The West\n") + lever)
    with pytest.warns(FolderWarning, match=r"the runs are the same \(actors.west.label: nothing and The West\)"):
        run(other, 10, keep=home.with_name("levers"), resume=True)


LABELS = {
    "title": ("title: Two sides", "title: The two"), "issue": ("{zero: few", "{label: Rights, zero: few"),
    "meaning": ("zero: province", "zero: a province"), "actor": ("west:\n", "west:\n    label: The West\n"),
    "source": ("fallback: {value: 0.4}", "fallback: {value: 0.4, source: a speech}"),
    "outcome": ("{name: settled,", "{name: settled, label: Settled,"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LABELS)
def test_what_people_read_changes_no_hash_and_resume_writes_it_anew(kind, home, sound):
    old, new = LABELS[kind]
    assert TALKS.count(old) == 1
    other = read_text(TALKS.replace(old, new))
    played = []
    with pytest.warns(FolderWarning, match="what people read is not as it was there, and is written anew"):
        run(other, RUNS, keep=home, resume=True, on_block=played.append)
    assert not played
    assert Ensemble.load(home).scenario == other
    assert not verify_folder(home)
    assert {name for name in contents(home) if contents(home)[name] != contents(sound / "home")[name]} == {
        "scenario.yaml"
    }
