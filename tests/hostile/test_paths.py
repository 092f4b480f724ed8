"""A path is a path: whatever a file or a folder is called, it is read and written, or refused in one line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sim.cli import main
from sim.runs.ensemble import Ensemble
from sim.scenario.text.scalars import objection
from sim.views.figures.canvas import new_figure, write_figure

CASE = """\
format: 1
title: Two sides
calendar: {start: 2006-01-02, end: 2006-06-26}
issues: {status: {zero: province, one: state}}
actors:
  west: {kind: party, position: {status: 0.1}, salience: {status: 1}, fallback: {value: 0.3}}
  east: {kind: party, position: {status: 0.9}, salience: {status: 1}, fallback: {value: 0.3}}
process:
  - talks: {name: rounds, parties: [west, east], weeks: 12}
outcomes:
  - {name: settled, when: {ending: agreed}}
  - {name: nothing, otherwise: true}
"""

SOUND = "sound, scenario"
NO_FILE = "this is a pipe or a device, and no file; allowed: a YAML file"
LEADS_NOWHERE = "is a pipe, a device, or a link that leads nowhere; allowed: a file, relative to this one"

ODD_NAMES = (
    "talks:2006", "Kosovo: talks", "~", "~root", "s3:", "file:", "http:", "C:", "=1+1", "year=2006", "#1", "50%20x",
    "a?b", "a*b", "[a]", "{a}", "a b", " a", "a ", "-a", "$HOME", "`id`", "a'b", 'a"b', "a\\b", "a|b", "a&b", "a;b",
    "é", "Приштина", "بريشتينا", "統一", "🕊", "e\u0301", "\u202eabc", "a\nb", "a\tb", "a\x1b[31mb", "\u200b",
    ".hidden", "...", "null", "x" * 250, "é" * 120, "🕊" * 60,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    """A folder with a sound case in it, in which the command is given."""
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_folder_may_have_any_name(name, capsys):
    folder = Path("in") / name
    folder.mkdir(parents=True)
    shutil.copy("case.yaml", folder / "case.yaml")
    home = Path("out") / name
    assert main(["run", os.fspath(folder / "case.yaml"), "--runs", "4", "--out", os.fspath(home)]) == 0
    assert (home / "weekly.parquet").is_file()
    assert len(Ensemble.load(home).column("outcome")) == 4
    assert capsys.readouterr().err == ""


def test_a_folder_with_an_odd_name_gets_its_figures_and_its_report():
    home = "~/Kosovo: talks"
    assert main(["run", "case.yaml", "--runs", "4", "--out", home]) == 0
    assert main(["report", home]) == 0
    assert main(["plot", home, "--figure", "outcomes"]) == 0
    assert {"report.html", "outcomes.png"} <= {path.name for path in Path(home).iterdir()}


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if len(os.fsencode(name)) <= 250])
def test_a_file_may_have_any_name_and_be_extended(name, capsys):
    shutil.copy("case.yaml", Path(f"{name}.yaml"))
    quoted = f"{name}.yaml".replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\x1b", "\\e")
    Path("child.yaml").write_text(f'extends: "{quoted}"\n', encoding="utf-8")
    code = main(["check", "child.yaml"])
    said = capsys.readouterr()
    trouble = objection(f"{name}.yaml")
    if trouble:  # nothing that cannot be shown stands in a scenario file
        assert code == 1
        assert trouble[0] in said.err
    else:
        assert SOUND in said.out


def _pipe(name: str) -> None:
    os.mkfifo(name)


def _link(name: str, to: str) -> None:
    Path(name).symlink_to(to)


def _written(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def _chain(length: int) -> None:
    _written("c0.yaml", CASE)
    for place in range(1, length + 1):
        _written(f"c{place}.yaml", f"extends: c{place - 1}.yaml\n")


def _ring(length: int) -> None:
    for place in range(length):
        _written(f"r{place}.yaml", f"extends: r{(place + 1) % length}.yaml\n")


READ = [
    ("pipe", lambda: _pipe("p.yaml"), ["check", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["run", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["show", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["story", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["theory", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["app", "p.yaml", "--no-browser"], NO_FILE),
    ("pipe", lambda: _pipe("p.csv"), ["import", "p.csv", "--out", "o.yaml"], NO_FILE.replace("YAML", "CSV")),
    ("pipe", lambda: _pipe("p.yaml"), ["condition", "case.yaml", "--runs", "4", "--given", "p.yaml"], NO_FILE),
    ("pipe", lambda: _pipe("p.yaml"), ["counterfactual", "case.yaml", "--do", "p.yaml"], NO_FILE),
    ("device", lambda: None, ["check", "/dev/null"], NO_FILE),
    ("device", lambda: None, ["check", "/dev/zero"], NO_FILE),
    ("folder", lambda: None, ["check", "."], "this is a directory; allowed: a YAML file"),
    ("link to a file", lambda: _link("l.yaml", "case.yaml"), ["check", "l.yaml"], SOUND),
    ("link to a pipe", lambda: (_pipe("p"), _link("l.yaml", "p")), ["check", "l.yaml"], NO_FILE),
    ("link to itself", lambda: _link("l.yaml", "l.yaml"), ["check", "l.yaml"], "too many levels of symbolic links"),
    ("link to nothing", lambda: _link("l.yaml", "none"), ["check", "l.yaml"], "there is no such file"),
    ("no file", lambda: None, ["check", "none.yaml"], "there is no such file"),
    ("long", lambda: None, ["check", "x" * 300], "file name too long"),
    ("long", lambda: None, ["check", "x/" * 3000], "file name too long"),
    ("extends a pipe", lambda: (_pipe("p"), _written("e.yaml", "extends: p\n")), ["check", "e.yaml"], LEADS_NOWHERE),
    ("extends a folder", lambda: _written("e.yaml", "extends: .\n"), ["check", "e.yaml"],
     "e.yaml:1:10: extends: . is a directory; allowed: a file, relative to this one"),
    ("extends a ring of links", lambda: (_link("l", "l"), _written("e.yaml", "extends: l\n")), ["check", "e.yaml"],
     LEADS_NOWHERE),
    ("extends a link to nothing", lambda: (_link("l", "none"), _written("e.yaml", "extends: l\n")),
     ["check", "e.yaml"], LEADS_NOWHERE),
    ("extends a link to itself", lambda: (_written("e.yaml", "extends: l.yaml\n"), _link("l.yaml", "e.yaml")),
     ["check", "e.yaml"], "extends: l.yaml extends this file in turn"),
    ("extends nothing", lambda: _written("e.yaml", "extends: none.yaml\n"), ["check", "e.yaml"],
     "e.yaml:1:10: extends: there is no file none.yaml"),
    ("extends 300 letters", lambda: _written("e.yaml", f"extends: {'x' * 300}\n"), ["check", "e.yaml"],
     "e.yaml:1:10: extends: there is no file xxx"),
    ("extends a home folder", lambda: _written("e.yaml", 'extends: "~/case.yaml"\n'), ["check", "e.yaml"],
     "e.yaml:1:10: extends: there is no file ~/case.yaml"),
    ("extends an address", lambda: _written("e.yaml", 'extends: "http://a/b.yaml"\n'), ["check", "e.yaml"],
     "extends: there is no file http:/a/b.yaml"),
    ("extends an absolute path", lambda: _written("e.yaml", "extends: /etc/passwd\n"), ["check", "e.yaml"],
     "extends: /etc/passwd is an absolute path; allowed: a path relative to this file"),
    ("extends an unquoted colon", lambda: _written("e.yaml", "extends: Kosovo: talks\n"), ["check", "e.yaml"],
     "e.yaml:1:16: a colon stands where none can"),
    ("a chain of 1", lambda: _chain(1), ["check", "c1.yaml"], SOUND),
    ("a chain of 900", lambda: _chain(900), ["check", "c900.yaml"], SOUND),
    ("a chain of 900 without an end", lambda: (_chain(900), Path("c0.yaml").unlink()), ["check", "c900.yaml"],
     "c1.yaml:1:10: extends: there is no file c0.yaml"),
    ("a ring of 1", lambda: _ring(1), ["check", "r0.yaml"],
     "r0.yaml:1:10: extends: r0.yaml extends this file in turn"),
    ("a ring of 900", lambda: _ring(900), ["check", "r0.yaml"], "extends: r0.yaml extends this file in turn"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "prepare", "words", "said"), READ)
def test_what_is_no_file_is_told_and_nothing_waits(kind, prepare, words, said, capsys):
    prepare()
    code = main(words)
    told = capsys.readouterr()
    assert said in told.out + told.err, kind
    assert code == (0 if said == SOUND else 1)
    assert "fault of the program" not in told.err


ODD_STEPS = (
    "²",
    "٣",
    "①",
    "1²",
    "-1",
    "1.0",
    "0x1",
    "99",
    "9" * 5000,
    "1_0",
    "+0",
    " 0",
    "00",
    "é",
    "",
    "𝟙",
    "½",
    "*",
)


@pytest.mark.parametrize("step", ODD_STEPS)
def test_a_step_that_names_nothing_is_told(step, capsys):
    assert main(["check", "case.yaml", "--set", f"process.{step}.weeks=3"]) == 1
    said = capsys.readouterr().err
    assert "command line: process." in said
    assert "allowed: " in said
    assert "fault of the program" not in said


def test_a_file_that_somebody_holds_open_is_read():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as into:
        into.write(CASE)
    try:
        assert main(["check", f"/dev/fd/{reading}"]) == 0
    finally:
        os.close(reading)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_figure_of_as_many_letters_as_there_may_be_is_written(ending):
    long = "x" * (254 - len(ending)) + f".{ending}"
    write_figure(new_figure()[0], Path(long))
    assert Path(long).is_file()
    assert not list(Path().glob(".*.part"))
