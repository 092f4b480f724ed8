"""Every notebook says what is true (its own assertions), and is kept twice without outputs.

Needs no Jupyter: a notebook is read as the JSON that it is, and its .py twin is executed in a process of its own.
Only whether the two agree is asked of jupytext.
That all of them run in a kernel is tested beside this; where there is none, all twins are executed here, else one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2] / "notebooks"
TWINS = sorted(HOME.glob("[0-9]*.py"))
SECONDS = 150
"""Each takes at most twenty on an idle core; the limit is for a machine that is busy with other things."""

EXECUTED = TWINS[1:2] if importlib.util.find_spec("nbclient") else TWINS
"""The second has a slider, of which only the picture is left outside a notebook."""

LESSON = (
    r"\*\*What you will learn\*\*", "[Pp]redict", r"\*\*Words:\*\*|and its words", "## Exercises", "<details>",
    "</details>", "## Sources",
)  # fmt: skip
"""What every notebook has."""

every_notebook = pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.stem)


def read(twin):
    return json.loads(twin.with_suffix(".ipynb").read_text(encoding="utf-8"))


def cells_of(notebook):
    """Give kind and source of each cell."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def test_there_are_notebooks():
    assert {twin.stem for twin in TWINS} == {path.stem for path in HOME.glob("*.ipynb")}
    assert [twin.stem[:2] for twin in TWINS] == [f"{number:02}" for number in range(1, 11)]


@every_notebook
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


@every_notebook
def test_the_pair_agrees(twin):
    jupytext = pytest.importorskip("jupytext", reason="jupytext, which pairs notebooks, is not installed")
    assert cells_of(read(twin)) == cells_of(jupytext.read(twin)), f"jupytext --sync {twin.stem}.ipynb"


@every_notebook
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
def test_code_cells_stay_short(twin):
    for kind, source in cells_of(read(twin)):
        assert kind == "markdown" or len(source.splitlines()) <= 35, source
