"""docs/architecture.md is true: the files that it names are there, and `sim run` takes its first walk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(sim(?:/\w+)*(?:\.py|(?=`)))`")
WALK = re.compile(r"<!--walk: run-->\n(.*?)<!--/walk-->", re.DOTALL)
MOST_STEPS = 16

PASSED = """
import json, os, sys
from sim.cli import main

home, passed = sys.argv[1] + os.sep, {}

def look(frame, event, _):
    code = frame.f_code
    # A class body, which runs when its module is imported, is no function and has no fast names.
    if event == "call" and code.co_filename.startswith(home) and code.co_flags & 1 and code.co_name != "<module>":
        name = code.co_filename.removeprefix(home).replace(os.sep, "/")
        if name not in passed and not importing(frame):
            passed[name] = None

def importing(frame):
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(home):
            return True
        frame = frame.f_back
    return False

sys.setprofile(look)
try:
    code = main(["run", "scenarios/theory/rubinstein_limit.yaml", "--runs", "20"])
finally:
    sys.setprofile(None)
print(json.dumps([code, list(passed)]))
"""


@pytest.fixture(scope="module")
def passed():
    done = subprocess.run(
        [sys.executable, "-c", PASSED, str(ROOT)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return [name for name in modules if name.startswith(("sim/cli/", "sim/runs/"))]


def test_every_file_that_is_named_is_there():
    names = NAMED.findall(PAGE)
    assert len(names) > 60
    assert not [name for name in names if not (ROOT / name).exists()]


def test_the_first_walk_is_the_one_taken(passed):
    (walk,) = WALK.findall(PAGE)
    told = [re.match(r"\d+\. `([^`]+)`", line)[1] for line in walk.splitlines()]
    assert told == passed, "in the order in which they come up"
    assert len(told) <= MOST_STEPS


@pytest.mark.parametrize("walk", [2, 3])
def test_what_a_walk_quotes_stands_in_a_file_that_its_step_names(walk):
    (text,) = re.findall(rf"^## Walk {walk}:.*?\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
    steps = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\n\n)", text, re.MULTILINE | re.DOTALL)
    assert len(steps) == 7
    for step in steps:
        code = " ".join(
            (ROOT / name).read_text(encoding="utf-8") for name in NAMED.findall(step) if name[-3:] == ".py"
        )
        quoted = [
            one for one in re.findall(r"`([^`]+)`", step) if re.fullmatch(r"[a-z_]+|\w+(\.\w+)*\(.*\)|[A-Z]\w+", one)
        ]
        assert not [one for one in quoted if one not in code], step


def test_every_folder_has_a_line_and_imports_run_as_is_said():
    listed = set(re.findall(r"^\| `sim/(\w+)(?:\.py)?` \|", PAGE, re.MULTILINE))
    there = {path.stem for path in (ROOT / "sim").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert listed == there | {"model"}
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.replace("sim.", "").replace(" | ", " and ") for layer in reversed(contract[0]["layers"])]
    said = " ".join(re.search(r"holds it: (.*?)\. ", PAGE, re.DOTALL)[1].split())
    assert said == " ← ".join(layers)
