"""Commands that ask for what cannot be: each is told in one line, with an exit code, and nothing is lost.

A row of a table is a kind, the words of the command, and the words expected on standard error.
"""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.program import program
from sim.runs.folder.layout import block_path
from sim.runs.run import run

STARTER = "sim/data/starter.yaml"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    home = tmp_path_factory.mktemp("kept") / "folder"
    run(STARTER, 40, seed=3, keep=home)
    return home


@pytest.fixture
def folder(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "folder")


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "given.yaml"
    path.write_text("given: {ending: agreed}\n", encoding="utf-8")
    return str(path)


def said(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def refused(capsys, *words, code=1):
    found, out, err = said(capsys, *words)
    assert (found, out, err.count("\n")) == (code, "", 1), err
    return err


# --- options that a folder cannot follow -------------------------------------------------------------------------

VERBS = ("condition", "sensitivity", "score", "compare", "hindcast", "counterfactual")
OPTIONS = {
    "another seed": (["--seed", "99"], "run as it is, with seed 3; --seed 99 goes with a scenario file"),
    "fewer runs": (["--runs", "10"], "run as it is, with runs 40; --runs 10 goes with a scenario file"),
    "more runs": (["--runs", "50"], "with runs 40; --runs 50 goes with a scenario file"),
    "both": (["--seed", "99", "--runs", "10"], "with seed 3; --seed 99 goes with a scenario file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OPTIONS)
@pytest.mark.parametrize("verb", VERBS)
def test_options_that_a_folder_cannot_follow_are_refused(verb, kind, folder, given, capsys):
    options, words = OPTIONS[kind]
    more = {"condition": ["--given", given], "compare": [folder], "score": ["--outcome", "no_agreement"],
            "counterfactual": ["--set", "process.first_talks.weeks=30"]}  # fmt: skip
    assert words in refused(capsys, verb, folder, *more.get(verb, []), *options)


def test_what_a_folder_has_may_be_said(folder, given, capsys):
    assert said(capsys, "condition", folder, "--given", given, "--seed", "3", "--runs", "40")[0] == 0
    assert said(capsys, "condition", folder, "--given", given)[0] == 0


# --- values out of bounds ----------------------------------------------------------------------------------------

USAGE = {
    "runs beyond all bounds": ["run", STARTER, "--runs", "99999999999999999999"],
    "runs beyond bounds": ["run", STARTER, "--runs", "10000000001"],
    "no runs": ["run", STARTER, "--runs", "0"],
    "runs negative": ["run", STARTER, "--runs", "-5"],
    "runs a fraction": ["run", STARTER, "--runs", "1.5"],
    "runs a word": ["run", STARTER, "--runs", "many"],
    "workers none": ["run", STARTER, "--workers", "0"],
    "workers too many": ["run", STARTER, "--workers", "257"],
    "seed negative": ["run", STARTER, "--seed=-1"],
    "seed too large": ["run", STARTER, "--seed", "18446744073709551616"],
    "seed a fraction": ["run", STARTER, "--seed", "1.0"],
    "seed a word": ["run", STARTER, "--seed", "one"],
    "seed empty": ["run", STARTER, "--seed", ""],
    "run beyond all bounds": ["story", STARTER, "--run", "99999999999999999999"],
    "run of a game beyond all": ["play", STARTER, "--seat", "upland=model", "--run", "10000000000"],
    "run negative": ["story", STARTER, "--run", "-1"],
    "until none": ["condition", STARTER, "--until", "0"],
    "top none": ["sensitivity", STARTER, "--top", "0"],
    "an unknown verb": ["negotiate", STARTER],
    "an unknown option": ["run", STARTER, "--quick"],
    "too many words": ["run", STARTER, STARTER],
    "runs of a sweep": ["sweep", STARTER, "--over", "process.first_talks.weeks=1:2:2", "--runs", "10000000001"],
}  # fmt: skip


@pytest.mark.parametrize("kind", USAGE)
def test_a_value_out_of_bounds_is_a_usage_error(kind, capsys, tmp_path):
    code, out, err = said(capsys, *USAGE[kind])
    assert (code, out, err.count("\n")) == (2, "", 1), (code, err)


@pytest.mark.parametrize("verb", ["levers", "corner", "bands", "sweep"])
def test_a_figure_that_cannot_be_drawn_is_refused_before_anything_is_played(verb, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sim.scenario.reader.reading", lambda *_: pytest.fail("it was read"))
    said = refused(capsys, verb, STARTER, "--figure", tmp_path / "drawing.gif")
    assert said == "--figure: drawing.gif has none of the endings that can be drawn: png, svg, pdf\n"


# --- what may be written to --------------------------------------------------------------------------------------

WRITERS = {
    "report": ["report", "FOLDER", "--out", "FILE.html"],
    "figure": ["condition", "FOLDER", "--given", "GIVEN", "--figure", "FILE.png"],
    "figure of a sweep": ["sweep", STARTER, "--over", "process.first_talks.weeks=10:20:2", "--runs", "10", "--figure",
                          "FILE.svg"],
}  # fmt: skip

FOREIGN = "holds something that was not made here; name another file, or give --overwrite"
NO_FILE = "is no file but a device, a pipe or a socket; name a file"


def a_letter(path):
    path.write_text("Dear Anna", encoding="utf-8")


def a_link(path):
    (path.parent / "letter").write_text("Dear Anna", encoding="utf-8")
    path.symlink_to(path.parent / "letter")


THERE = {
    "a letter": (a_letter, FOREIGN),
    "a scenario": (lambda path: shutil.copy(STARTER, path), FOREIGN),
    "a manifest": (lambda path: shutil.copy(path.parent / "folder" / "manifest.json", path), FOREIGN),
    "a block": (lambda path: shutil.copy(block_path(path.parent / "folder", 0), path), FOREIGN),
    "a page of others": (lambda path: path.write_text("<!DOCTYPE html><p>Mine", encoding="utf-8"), FOREIGN),
    "a letter that names us": (lambda path: path.write_text("Dear status-talks", encoding="utf-8"), FOREIGN),
    "a link to a letter": (a_link, FOREIGN),
    "a FIFO": (os.mkfifo, NO_FILE),
    "a device": (lambda path: path.symlink_to("/dev/null"), NO_FILE),
    "a full device": (lambda path: path.symlink_to("/dev/full"), NO_FILE),
    "a folder": (lambda path: path.mkdir(), "is a folder; name a file"),
    "a folder that is not there": (lambda path: None, "there is no folder"),
}  # fmt: skip


def a_command(writer, kind, folder, given):
    """The words that have something written where something of this kind is, and the file's path."""
    ending = WRITERS[writer][-1].partition(".")[2]
    path = folder.parent / ("nowhere/file" if "not there" in kind else "file")
    path = path.with_suffix(f".{ending}")
    THERE[kind][0](path)
    return [{"FOLDER": folder, "GIVEN": given}.get(word, path if word.startswith("FILE") else word)
            for word in WRITERS[writer]], path  # fmt: skip


@pytest.mark.parametrize("kind", THERE)
@pytest.mark.parametrize("writer", WRITERS)
def test_what_was_not_made_here_is_not_replaced(writer, kind, folder, given, capsys):
    words = THERE[kind][1]
    command, path = a_command(writer, kind, folder, given)
    before = path.read_bytes() if path.is_file() and words == FOREIGN else None
    assert words in refused(capsys, *command)
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize(
    ("writer", "kind"), [*((writer, "a letter") for writer in WRITERS), ("figure of a sweep", "a link to a letter")]
)
def test_what_may_be_replaced_is_and_what_was_made_here_without_a_word(
    writer, kind, folder, given, capsys, monkeypatch
):
    monkeypatch.setattr("sim.views.report.page.SHOWN", ("outcomes", "timeline"))  # two pictures will do
    command, _ = a_command(writer, kind, folder, given)
    assert said(capsys, *command, "--overwrite")[0] == 0
    assert said(capsys, *command)[0] == 0


ALL_WRITERS = {
    "report": ["report", "FOLDER", "--out", "FILE"],
    "new": ["new", "FILE"],
    "import": ["import", "TABLE", "--out", "FILE"],
    "export": ["export", STARTER, "--as", "genius", "--out", "FILE"],
    "run": ["run", STARTER, "--runs", "10", "--out", "FILE"],
    "theory": ["theory", STARTER, "--figure", "FILE"],
    "bands": ["bands", STARTER, "--figure", "FILE"],
    "condition": ["condition", "FOLDER", "--given", "GIVEN", "--figure", "FILE"],
    "match-history": ["match-history", "scenarios/kosovo/five_actors.yaml", "--observed", "examples/seen.yaml",
                      "--points", "2", "--replicates", "2", "--figure", "FILE"],
    "compare": ["compare", "FOLDER", "FOLDER", "--figure", "FILE"],
    "sensitivity": ["sensitivity", "FOLDER", "--figure", "FILE"],
    "counterfactual": ["counterfactual", "FOLDER", "--set", "process.first_talks.weeks=30", "--figure", "FILE"],
    "sweep": ["sweep", STARTER, "--over", "process.first_talks.weeks=10:20:2", "--runs", "10", "--figure", "FILE"],
    "levers": ["levers", STARTER, "--actor", "upland", "--runs", "2", "--top", "1", "--figure", "FILE"],
    "corner": ["corner", STARTER, "--outcome", "no_agreement", "--runs", "200", "--figure", "FILE"],
    "explore": ["explore", STARTER, "--worlds", "3", "--left-out", "1", "--runs", "4", "--out", "FILE"],
    "play": ["play", STARTER, "--seat", "upland=model", "--out", "FILE"],
    "roles": ["roles", STARTER, "--out", "FILE"],
    "seal": ["seal", STARTER, "--question", "Who?", "--resolution", "By a look.", "--by", "2090-01-01", "--runs",
             "10", "--out", "FILE"],
    "debrief": ["debrief", "TABLES", "--scenario", STARTER, "--runs", "10", "--out", "FILE"],
}  # fmt: skip
"""Every verb that writes to a file or folder that is named, but for `plot`, which names its files itself."""

REFUSED = (
    "is no file but", "is no file; --out names one", "is there already", "file exists", "was not made here",
    "is a file; name a new folder", "is a file; the sheets are several files:",
    "is a device, a pipe or a socket", "this exists already and is left as it is",
)  # fmt: skip


def test_every_verb_with_an_output_is_tried():
    writing = {
        command.name or command.callback.__name__.rstrip("_")
        for command in program().registered_commands
        if {"out", "figure", "file"} & set(inspect.signature(command.callback).parameters)
    }
    assert writing - {"plot", "story", "show", "check"} == set(ALL_WRITERS)


@pytest.mark.parametrize("kind", ["a scenario", "a manifest", "a FIFO", "a device", "a full device"])
@pytest.mark.parametrize("verb", ALL_WRITERS)
def test_no_verb_writes_to_what_is_none_of_its_own(verb, kind, folder, given, tmp_path, capsys):
    path = tmp_path / "file.png"
    THERE[kind][0](path)
    before = path.read_bytes() if path.is_file() else None
    table, tables = Path("scenarios/theory/neighbours.csv"), tmp_path / "tables.csv"
    tables.write_text("table,outcome\nfirst,agreed_in_talks\n", encoding="utf-8")
    named = {"FOLDER": folder, "GIVEN": given, "FILE": path, "TABLE": table, "TABLES": tables}
    err = refused(capsys, *(named.get(word, word) for word in ALL_WRITERS[verb]))
    assert any(words in err for words in REFUSED), err
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_pictures_in_a_folder_are_replaced_and_others_are_not(form, folder, capsys):
    assert said(capsys, "plot", folder, "--figure", "outcomes", "--format", form)[0] == 0
    assert said(capsys, "plot", folder, "--figure", "outcomes", "--format", form)[0] == 0
    (folder / f"outcomes.{form}").write_bytes(b"mine")
    assert FOREIGN in refused(capsys, "plot", folder, "--figure", "outcomes", "--format", form)


# --- streams that are closed -------------------------------------------------------------------------------------

SHELL = {
    "no output": ("show {} >&-", 0), "no errors": ("check {} 2>&-", 0),
    "neither": ("check {} >&- 2>&-", 0), "no input": ("check {} <&-", 0),
    "nothing at all": ("run {} --runs 10 <&- >&- 2>&-", 0), "a fault and no errors": ("run nowhere.yaml 2>&-", 1),
    "help and no output": ("--help >&-", 0), "results and no output": ("run {} --runs 10 --out new >&- 2>&-", 0),
    "a full device": ("show {} > /dev/full", 1), "a full device for help": ("--help > /dev/full", 1),
    "head": ("show {} | head -1", 0), "head of errors": ("check nowhere.yaml 2>&1 | head -0", 0),
    "head of both": ("show {} 2>&1 | head -0", 0), "help and head": ("--help | head -1", 0),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHELL)
def test_closed_streams_end_in_no_traceback(kind, tmp_path):
    words, code = SHELL[kind]
    scenario = Path(STARTER).resolve()
    line = f"{sys.executable} -W error -m sim.cli {words.format(scenario)}"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], cwd=tmp_path, capture_output=True, text=True,
                          check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())})  # fmt: skip
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stderr)
    if "full" in kind:
        assert done.stderr == "no space left on device\n"
    if "results" in kind:
        assert main(["verify-folder", str(tmp_path / "new")]) == 0


@pytest.mark.parametrize("options", [[], ["--out", "new"]])
def test_memory_that_runs_out_is_told_as_that(options, monkeypatch, tmp_path, capsys):
    def short(*_, **__):
        raise MemoryError("Unable to allocate 7 TiB")

    scenario = Path(STARTER).resolve()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.runs.block.play_block", short)
    code, out, err = said(capsys, "run", scenario, "--runs", "10", *options)
    assert (code, out) == (3, "")
    assert "out of memory (unable to allocate 7 tib); fewer workers need less" in err.splitlines()[-1]


def test_memory_that_runs_out_elsewhere_is_told_as_that(monkeypatch, capsys):
    def short(*_, **__):
        raise MemoryError

    monkeypatch.setattr("sim.scenario.reader.reading", short)
    assert refused(capsys, "check", STARTER) == (
        "out of memory: nothing more can be had; fewer runs or workers need less\n"
    )


def test_a_library_for_which_there_is_no_memory_is_told_as_that(monkeypatch, capsys):
    def short(*_, **__):
        raise ImportError("libparquet.so: failed to map segment from shared object", name="pyarrow._parquet")

    monkeypatch.setattr("sim.scenario.reader.reading", short)
    said_then = "out of memory: pyarrow._parquet could not be loaded; fewer runs or workers need less\n"
    assert refused(capsys, "check", STARTER) == said_then


LIMITED = """
import resource, sys
import numpy, pandas, sim.cli.program, sim.model, sim.runs.run  # libraries that lack memory as they load end all
numpy.ones((512, 512)) @ numpy.ones((512, 512))  # the first large product and the first inverse take memory,
numpy.linalg.inv(numpy.eye(512))                 # and end the program without it
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 14_000_000,) * 2)
sys.exit(sim.cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited so on Linux alone")
def test_under_a_limit_of_memory_a_run_ends_and_says_why():
    # Fifty years of eight series ask for 34 MB at once. Where the smallest fail, numpy may end the program unsaid.
    issues = "status", "heritage", "economy", "security", "supervision", "timetable", "legal_basis", "north"
    watched = ", ".join(f"text.{issue}" for issue in issues)
    words = ["run", "scenarios/kosovo/baseline.yaml", "--runs", "2000", "--set", "calendar.end=2055-10-31", "--set",
             f"weekly=[{watched}]"]  # fmt: skip
    done = subprocess.run([sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, check=False,
                          timeout=120, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})  # fmt: skip
    assert (done.returncode in {1, 3}, done.stdout) == (True, "")
    assert "out of memory" in done.stderr.splitlines()[-1], done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("beliefs", "beliefs kept by week, of runs enough"),
        ("drafts", "drafts in a council"),
        ("blocks", "drafts in a council of more than its sponsors"),
        ("recognitions", "recognitions that are counted"),
        ("recognisers", "runs that come to a recognition by states"),
    ],
)
def test_a_figure_without_data_is_told(name, takes, folder, capsys):
    words = f"--figure: the figure {name} takes {takes}; what is here is enough for outcomes, "
    assert refused(capsys, "plot", folder, "--figure", name).startswith(words)
    assert not list(folder.glob("*.png"))
