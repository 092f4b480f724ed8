"""Every notebook says what is true (its own assertions), and is kept twice without outputs.

Needs no Jupyter: a notebook is read as the JSON that it is, and its .py twin is executed in a process of its own.
Only whether the two agree is asked of jupytext.
That all of them run in a kernel is tested beside this; where there is none, all twins are executed here, else one.
The worked answers, in notebooks of their own, are executed one after the other in one process.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2] / "notebooks"
TWINS = sorted(HOME.glob("[0-9]*.py"))
ANSWERS = sorted((HOME / "answers").glob("*.py"))
SECONDS = 150
"""Each takes at most twenty on an idle core; the limit is for a machine that is busy with other things."""

EXECUTED = TWINS[1:2] if importlib.util.find_spec("nbclient") else TWINS
"""The second has a slider, of which only the picture is left outside a notebook."""

LESSON = (
    r"\*\*What you will learn\*\*", "[Pp]redict", r"\*\*Words:\*\*|and its words", "## Exercises", r"\*\*Politics\*\* \(",
    "## Sources",
)  # fmt: skip
"""What every notebook has."""

NUMBERED = re.compile(r"^(\d)\. ", re.MULTILINE)

every_notebook = pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.stem)
every_pair = pytest.mark.parametrize("twin", [*TWINS, *ANSWERS], ids=lambda twin: f"{twin.parent.name}/{twin.stem}")


def read(twin):
    return json.loads(twin.with_suffix(".ipynb").read_text(encoding="utf-8"))


def cells_of(notebook):
    """Give kind and source of each cell."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def test_there_are_notebooks():
    assert {twin.stem for twin in TWINS} == {path.stem for path in HOME.glob("*.ipynb")}
    assert [twin.stem[:2] for twin in TWINS] == [f"{number:02}" for number in range(1, 11)]
    assert [twin.stem for twin in ANSWERS] == [twin.stem for twin in TWINS]
    assert {path.stem for path in (HOME / "answers").glob("*.ipynb")} == {twin.stem for twin in TWINS}


@every_pair
def test_its_numbers_are_checked(twin):
    assert re.search(r"^assert ", twin.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("twin", EXECUTED, ids=lambda twin: twin.stem)
def test_it_runs_without_jupyter(twin):
    done = subprocess.run(
        [sys.executable, "-W", "error", twin.name], cwd=HOME, env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def desk():
    """Lend the desk of the notebooks, on which what several answers play is played once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HOME)
        lent = importlib.import_module("desk")
        patch.setattr(lent, "play", functools.cache(lent.play))
        yield lent


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("twin", ANSWERS, ids=lambda twin: twin.stem)
def test_its_answers_hold(twin, monkeypatch):
    monkeypatch.syspath_prepend(HOME)
    monkeypatch.chdir(twin.parent)
    runpy.run_path(str(twin))


@every_pair
def test_the_pair_agrees(twin):
    jupytext = pytest.importorskip("jupytext", reason="jupytext, which pairs notebooks, is not installed")
    assert cells_of(read(twin)) == cells_of(jupytext.read(twin)), f"jupytext --sync {twin.stem}.ipynb"


@every_pair
def test_it_holds_no_outputs(twin):
    notebook = read(twin)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert notebook["metadata"]["jupytext"]["formats"] == "ipynb,py:percent"


@every_notebook
def test_it_is_made_for_a_class(twin):
    text = "\n".join(source for kind, source in cells_of(read(twin)) if kind == "markdown")
    for needed in LESSON:
        assert re.search(needed, text), needed


@every_notebook
def test_it_leads_to_as_many_answers_as_it_asks_for(twin):
    """The answers are not in the notebook, and one of its exercises is political."""
    text = "\n".join(source for kind, source in cells_of(read(twin)) if kind == "markdown")
    assert "<details>" not in text
    assert f"[answers/{twin.stem}](answers/{twin.stem}.ipynb)" in text
    asked = NUMBERED.findall(text.split("## Exercises")[1])
    answered = NUMBERED.findall(cells_of(read(HOME / "answers" / twin.name))[0][1])
    assert asked == answered == [str(number) for number in range(1, len(asked) + 1)]
    assert text.count("**Politics**") == 1


@every_pair
def test_what_only_checks_is_folded(twin):
    """What a class need not read is folded, by a tag for pages and by what JupyterLab goes by; the rest is open."""
    for cell in read(twin)["cells"]:
        tags, source = cell["metadata"].get("tags", []), "".join(cell["source"])
        checks = cell["cell_type"] == "code" and re.search(r"^assert ", source, re.MULTILINE)
        assert "hide-input" in tags if checks else "hide-input" not in tags or source.startswith("import sys"), source
        assert cell["metadata"].get("jupyter") == ({"source_hidden": True} if tags else None)


def test_a_class_works_in_a_copy(tmp_path, monkeypatch):
    """What a class changed stays, what the notebooks share is renewed, and what is kept is not touched."""
    monkeypatch.syspath_prepend(HOME)
    copy = importlib.import_module("copy_for_class").copy_for_class
    before = {path: path.stat().st_mtime_ns for path in HOME.rglob("*.*")}
    assert len(copy(tmp_path)) == 20
    for changed in ("01_a_first_run.ipynb", "answers/02_zone_of_agreement.ipynb", "desk.py"):
        (tmp_path / changed).write_text("changed", encoding="utf-8")
    (tmp_path / "03_veto_players.ipynb").unlink()
    assert copy(tmp_path) == [tmp_path / "03_veto_players.ipynb"]
    assert (tmp_path / "01_a_first_run.ipynb").read_text(encoding="utf-8") == "changed"
    assert (tmp_path / "answers" / "02_zone_of_agreement.ipynb").read_text(encoding="utf-8") == "changed"
    assert (tmp_path / "desk.py").read_bytes() == (HOME / "desk.py").read_bytes()
    assert {path: path.stat().st_mtime_ns for path in HOME.rglob("*.*") if path in before} == before


def test_a_copy_among_those_that_are_kept_is_refused():
    done = subprocess.run(
        [sys.executable, "-B", HOME / "copy_for_class.py", HOME / "answers"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"{HOME / 'answers'} lies among the notebooks that are kept; name a folder elsewhere.\n"


@every_notebook
def test_it_fills_a_class_and_no_more(twin, monkeypatch):
    monkeypatch.syspath_prepend(HOME)
    minutes = importlib.import_module("minutes").minutes(twin.with_suffix(".ipynb"))
    assert minutes["reading"] == pytest.approx(words_of_lesson(twin) / 200)
    assert 37 <= sum(minutes.values()) <= 45, minutes


def words_of_lesson(twin):
    text = "\n".join(source for kind, source in cells_of(read(twin)) if kind == "markdown")
    return len(text[: text.index("\n## Sources")].split())


@every_pair
def test_code_cells_stay_short(twin):
    for kind, source in cells_of(read(twin)):
        assert kind == "markdown" or len(source.splitlines()) <= 35, source
